"""Is a plan valid (section 4 of the contract), and are the figures of each assignment right (section 5)?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from matcher.domain import Match, Offer, Volunteer
from matcher.facts import NO_CELLS, DayCells, Facts, overlap
from matcher.meetings import Ledger, Meeting, start_violations
from matcher.result import Assignment, Leg
from matcher.rules import Choice, broken_rules
from matcher.violations import Violation
from matcher.week import format_start

EXPECTED = {
    "kind": "a provider who serves the need's kind, for interpreting one mediator alone",
    "block": "nobody who is barred from the household",
    "gender": "helpers and offer that fit the genders asked for",
    "age": "an offer whose ages hold the attendee's",
    "qualification": "visitors who hold all that the need requires",
    "language": "a shared language and no mediator, or a mediator who bridges",
    "travel": "nobody beyond the own limit",
    "time": "a meeting within one day at which everybody is free",
    "capacity": "hours, a match and seats left after active matches",
}
"""What each rule asks for, in words that tell nothing about a person."""


def rule_violations(facts: Facts, meeting: Meeting) -> list[Violation]:
    """Every rule of section 2 the meeting breaks, and a start that is wrong in itself."""
    violations = start_violations(meeting)
    for code in broken_rules(facts, meeting.choice):
        if code != "time" or meeting.start is not None:
            found = _found(facts, meeting, code)
            text = f"{meeting.row.label}: rule {code} is broken{found}, expected {EXPECTED[code]}"
            violations.append(Violation(code=code, record=meeting.need.id, text=text))
    return violations


def _found(facts: Facts, meeting: Meeting, code: str) -> str:
    """The numbers a rule turned on."""
    choice = meeting.choice
    if code == "travel":
        limits = {person.id: person.max_travel_minutes for person in choice.visitors}
        most = facts.policy.household_max_travel_minutes
        ways = [f"{leg.traveller} {leg.minutes} of {limits.get(leg.traveller, most)} minutes" for leg in meeting.legs]
        return f" (found {', '.join(ways)})"
    if code == "capacity":
        hours, matches = facts.half_hours_left, facts.matches_left
        left = [f"{p.id} {hours[p.id] / 2:g} hours and {matches[p.id]} matches left" for p in meeting.visitors]
        if isinstance(choice.provider, Offer):
            left.append(f"{choice.provider.id} {facts.seats_left[choice.provider.id]} seats left")
        return f" (found {', '.join(left)} for {meeting.use.half_hours / 2:g} hours and {choice.need.seats} seats)"
    if code == "time":
        return f" (found {format_start(choice.start)})"
    return ""


def pin_violations(facts: Facts, meetings: Sequence[Meeting]) -> Iterator[Violation]:
    """Pins that were not chosen, or chosen with other fields than they name."""
    chosen: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        chosen[meeting.need.id].append(meeting)
    for pin in facts.pinned.values():
        if pin.need not in chosen:
            text = f"pin of {pin.need}: found no assignment, expected the need to be served"
            yield Violation(code="pin_lost", record=pin.need, text=text)
        for meeting in chosen[pin.need]:
            yield from pin_changes(pin, meeting)


def pin_changes(pin: Match, meeting: Meeting) -> Iterator[Violation]:
    """Fields the pin names that the meeting does not keep."""
    stated = meeting.row.stated
    start = None if pin.start is None else format_start(pin.start)
    for field, wanted, found in (
        ("provider", pin.provider, stated.provider),
        ("mediator", pin.mediator, stated.mediator),
        ("start", start, stated.start),
    ):
        if wanted is not None and wanted != found:
            text = f"{meeting.row.label}: found {field} {found or 'none'}, expected {wanted} as pinned"
            yield Violation(code="pin_changed", record=pin.need, text=text)


def capacity_violations(ledger: Ledger) -> Iterator[Violation]:
    """Volunteers and offers who are asked for more than active matches leave."""
    facts = ledger.facts
    for volunteer, booked in sorted(ledger.by_volunteer.items()):
        half_hours, left = sum(meeting.use.half_hours for meeting in booked), facts.half_hours_left[volunteer]
        if half_hours > left:
            yield _over("hours", f"volunteer {volunteer}", volunteer, f"{half_hours / 2:g}", f"{left / 2:g}")
        if len(booked) > facts.matches_left[volunteer]:
            left = facts.matches_left[volunteer]
            yield _over("matches", f"volunteer {volunteer}", volunteer, str(len(booked)), str(left))
    for offer, attended in sorted(ledger.by_offer.items()):
        seats = sum(meeting.need.seats for meeting in attended)
        if seats > facts.seats_left[offer]:
            yield _over("seats", f"offer {offer}", offer, str(seats), str(facts.seats_left[offer]))


def _over(code: str, who: str, record: str, found: str, left: str) -> Violation:
    text = f"{who}: found {found} {code} in the plan, expected at most {left} left after active matches"
    return Violation(code=code, record=record, text=text)


Booked = tuple[str, DayCells, bool]
"""Need, cells of its meeting, and whether the plan chose it (not an active match)."""


def double_bookings(ledger: Ledger) -> Iterator[Violation]:
    """Two meetings of one volunteer, or of one household and attendee, in the same half hour."""
    volunteers: dict[str, list[Booked]] = defaultdict(list)
    attendees: dict[tuple[str, str], list[Booked]] = defaultdict(list)
    for need, people, attendee, cells in _active_meetings(ledger.facts):
        attendees[attendee].append((need, cells, False))
        for person in people:
            volunteers[person].append((need, cells, False))
    for person, booked in ledger.by_volunteer.items():
        volunteers[person] += [(meeting.need.id, meeting.use.cells, True) for meeting in booked]
    for attendee, booked in ledger.by_attendee.items():
        attendees[attendee] += [(meeting.need.id, meeting.use.cells, True) for meeting in booked]
    for person, meetings in sorted(volunteers.items()):
        yield from _clashes(f"volunteer {person}", person, meetings)
    for (household, _), meetings in sorted(attendees.items()):
        yield from _clashes(f"household {household}, one attendee", household, meetings)


def _active_meetings(facts: Facts) -> Iterator[tuple[str, set[str], tuple[str, str], DayCells]]:
    for match in facts.active.values():
        need = facts.needs[match.need]
        cells = facts.use(need, match.provider, match.start).cells
        if cells != NO_CELLS:
            people = {p for p in (match.provider, match.mediator) if p is not None and p in facts.volunteers}
            yield need.id, people, (need.household, need.attendee), cells


def _clashes(who: str, record: str, meetings: Iterable[Booked]) -> Iterator[Violation]:
    for (first, cells, chosen), (second, other_cells, other_chosen) in combinations(meetings, 2):
        if (chosen or other_chosen) and overlap(cells, other_cells):
            text = f"{who}: found meetings of {first} and {second} at the same time, expected one meeting per half hour"
            yield Violation(code="double_booking", record=record, text=text)


def figure_violations(facts: Facts, meeting: Meeting, stated: Assignment) -> Iterator[Violation]:
    """Legs, cost and state of one assignment."""
    need, label = meeting.need.id, meeting.row.label
    if stated.travel != meeting.legs:
        text = f"{label}: found travel {_told(stated.travel)}, expected {_told(meeting.legs)}"
        yield Violation(code="legs", record=need, text=text)
    cost = cost_of(facts, meeting)
    if stated.cost != cost:
        yield Violation(code="cost", record=need, text=f"{label}: found cost {stated.cost}, expected {cost}")
    state = "pinned" if need in facts.pinned else "kept" if meeting.is_as_proposed(facts) else "new"
    if stated.state != state:
        yield Violation(code="state", record=need, text=f"{label}: found state {stated.state}, expected {state}")


def cost_of(facts: Facts, meeting: Meeting) -> int:
    """First part of the cost (section 5): travel, mediator, change of a proposal, familiar face."""
    choice: Choice = meeting.choice
    policy, need = facts.policy, meeting.need
    cost = choice.provider_minutes + choice.mediator_minutes
    if choice.mediator is not None:
        cost += policy.mediator_cost
    if need.id in facts.proposed and not meeting.is_as_proposed(facts):
        cost += policy.change_cost
    if isinstance(choice.provider, Volunteer) and (need.household, choice.provider.id) in facts.familiar:
        cost -= policy.familiar_bonus
    return cost


def _told(legs: Iterable[Leg]) -> str:
    return ", ".join(f"{leg.traveller} {leg.minutes} minutes ({leg.source})" for leg in legs) or "none"
