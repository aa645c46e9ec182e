"""The meetings of a plan as a check reads them: who takes part, what it takes, what is left."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.domain import Need, Offer, Volunteer
from matcher.facts import Facts, Use, overlap
from matcher.result import Assignment, Held, Leg
from matcher.routes import Route, from_home, from_household, legs_of, to_need, to_offer
from matcher.rules import Choice
from matcher.travel import TravelMinutes
from matcher.violations import Violation
from matcher.week import format_start, parse_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to meet a need as a result states it: an assignment, or an option that others hold."""

    need: str
    stated: Assignment | Held

    @property
    def label(self) -> str:
        """How messages name it."""
        what = "assignment" if isinstance(self.stated, Assignment) else "outbid option"
        stated = self.stated
        people = " and ".join(one for one in (stated.provider, stated.mediator) if one is not None) or "nobody"
        return f"{what} of {self.need} with {people}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """
    A row whose ids are known.

    Attributes
    ----------
    choice
        As the rules judge it; at an offer it starts with the offer's first time, whatever was stated.
    start
        Cell of the week as stated; None when it is no start of a half hour.
    legs
        Travel of each traveller, provider's (or household's) first.
    use
        Hours and cells it takes; no cells where the start is None, unless it is at an offer.
    """

    row: Row
    choice: Choice
    start: int | None
    legs: tuple[Leg, ...]
    use: Use

    @property
    def need(self) -> Need:
        """The need it serves."""
        return self.choice.need

    @property
    def visitors(self) -> list[Volunteer]:
        """Volunteers and mediators who take part, each once."""
        return list({person.id: person for person in self.choice.visitors}.values())

    @property
    def attendee(self) -> tuple[str, str]:
        """Household and who of it attends."""
        return self.need.household, self.need.attendee

    def is_as_proposed(self, facts: Facts) -> bool:
        """Whether provider, mediator and, where given, start are those of last week's proposal."""
        proposed = facts.proposed.get(self.need.id)
        if proposed is None:
            return False
        stated = self.row.stated
        people_kept = (proposed.provider, proposed.mediator) == (stated.provider, stated.mediator)
        return people_kept and proposed.start in (None, self.start)


def unknown_ids(facts: Facts, row: Row) -> list[Violation]:
    """Ids of a row that the case does not know."""
    stated = row.stated
    wanted = (
        ("need", row.need, row.need in facts.needs, "a need of the case"),
        (
            "provider",
            stated.provider,
            stated.provider is None or stated.provider in facts.volunteers or stated.provider in facts.offers,
            "a volunteer or offer of the case",
        ),
        (
            "mediator",
            stated.mediator,
            stated.mediator is None or stated.mediator in facts.volunteers,
            "a volunteer of the case",
        ),
    )
    return [
        Violation(code="unknown_id", record=str(key), text=f"{row.label}: found {field} {key}, expected {expected}")
        for field, key, known, expected in wanted
        if not known
    ]


def read_meetings(facts: Facts, travel: TravelMinutes, rows: Sequence[Row]) -> list[Meeting]:
    """The meetings of rows whose ids are known; travel minutes are asked for all of them together."""
    routes = [_routes(facts, row) for row in rows]
    legs = legs_of(travel, (route for of_row in routes for route in of_row))
    return [
        _meeting(facts, row, tuple(legs[traveller.id, place.id] for traveller, place in of_row))
        for row, of_row in zip(rows, routes, strict=True)
    ]


def _routes(facts: Facts, row: Row) -> list[Route]:
    need, provider, mediator = facts.needs[row.need], row.stated.provider, row.stated.mediator
    place = to_need(facts, need)
    routes = []
    if provider is not None and provider in facts.offers:
        place = to_offer(facts.offers[provider])
        routes.append((from_household(facts, facts.households[need.household]), place))
    elif provider is not None:
        routes.append((from_home(facts.volunteers[provider]), place))
    if mediator is not None:
        routes.append((from_home(facts.volunteers[mediator]), place))
    return routes


def _meeting(facts: Facts, row: Row, legs: tuple[Leg, ...]) -> Meeting:
    need, stated = facts.needs[row.need], row.stated
    provider = (
        None if stated.provider is None else facts.volunteers.get(stated.provider) or facts.offers[stated.provider]
    )
    mediator = None if stated.mediator is None else facts.volunteers[stated.mediator]
    try:
        start = parse_start(stated.start)
    except ValueError:
        start = None
    judged = facts.offer_start(provider.id) if isinstance(provider, Offer) else start or 0
    choice = Choice(
        need=need,
        provider=provider,
        mediator=mediator,
        start=judged,
        provider_minutes=0 if provider is None else legs[0].minutes,
        mediator_minutes=0 if mediator is None else legs[-1].minutes,
        pin=facts.pinned.get(need.id),
    )
    use = facts.use(need, stated.provider, start)
    return Meeting(row=row, choice=choice, start=start, legs=legs, use=use)


def start_violations(meeting: Meeting) -> list[Violation]:
    """A start that is none, or not the first of the offer's times."""
    stated, need = meeting.row.stated.start, meeting.need.id
    expected = ""
    if meeting.start is None:
        expected = "a start such as tue 16:00, on the half hour"
    elif meeting.start != meeting.choice.start:
        expected = f"{format_start(meeting.choice.start)}, the first of the offer's times"
    text = f"{meeting.row.label}: found start {stated!r}, expected {expected}"
    return [Violation(code="start", record=need, text=text)] if expected else []


class Ledger:
    """
    What the meetings of a plan take, beside the active matches.

    Attributes
    ----------
    by_volunteer, by_offer, by_attendee
        Meetings by volunteer id, offer id, and (household id, attendee).
    """

    def __init__(self, facts: Facts, meetings: Iterable[Meeting]) -> None:
        self.facts = facts
        self.by_volunteer: dict[str, list[Meeting]] = defaultdict(list)
        self.by_offer: dict[str, list[Meeting]] = defaultdict(list)
        self.by_attendee: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
        for meeting in meetings:
            for person in meeting.visitors:
                self.by_volunteer[person.id].append(meeting)
            if isinstance(meeting.choice.provider, Offer):
                self.by_offer[meeting.choice.provider.id].append(meeting)
            self.by_attendee[meeting.attendee].append(meeting)

    def holders(self, wanted: Meeting, *, released: frozenset[str] = frozenset()) -> frozenset[str]:
        """Needs that hold something the wanted meeting takes, once the released needs have given theirs back."""
        facts, found = self.facts, set[str]()
        rivals = [_without(self.by_attendee[wanted.attendee], released)]
        for person in wanted.visitors:
            booked = _without(self.by_volunteer[person.id], released)
            rivals.append(booked)
            half_hours = sum(meeting.use.half_hours for meeting in booked) + wanted.use.half_hours
            if half_hours > facts.half_hours_left[person.id] or len(booked) + 1 > facts.matches_left[person.id]:
                found |= {meeting.need.id for meeting in booked}
        if isinstance(wanted.choice.provider, Offer):
            offer = wanted.choice.provider.id
            booked = _without(self.by_offer[offer], released)
            if sum(meeting.need.seats for meeting in booked) + wanted.need.seats > facts.seats_left[offer]:
                found |= {meeting.need.id for meeting in booked}
        for booked in rivals:
            found |= {meeting.need.id for meeting in booked if overlap(meeting.use.cells, wanted.use.cells)}
        return frozenset(found)


def _without(meetings: Iterable[Meeting], released: frozenset[str]) -> list[Meeting]:
    return [meeting for meeting in meetings if meeting.need.id not in released]
