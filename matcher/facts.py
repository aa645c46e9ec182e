"""What follows from a case before anything is decided: who is taken, what is left, what a need weighs."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from matcher.domain import Case, Household, Match, Need, Offer, Policy, Volunteer
from matcher.week import CELLS_PER_DAY, cells_of, cells_of_meeting

INTERPRETING = "interpreting"
NO_CELLS = (0,) * 7

DayCells = tuple[int, ...]
"""A set of cells, one number per day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """
    What one meeting takes.

    Attributes
    ----------
    half_hours
        Of each volunteer and mediator of the meeting.
    cells
        Of everybody who takes part.
    """

    half_hours: int
    cells: DayCells


def united(first: DayCells, second: DayCells) -> DayCells:
    """Cells in either set."""
    return tuple(a | b for a, b in zip(first, second, strict=True))


def without(first: DayCells, second: DayCells) -> DayCells:
    """Cells of the first set that are not in the second."""
    return tuple(a & ~b for a, b in zip(first, second, strict=True))


def overlap(first: DayCells, second: DayCells) -> bool:
    """Whether the sets have a cell in common."""
    return any(a & b for a, b in zip(first, second, strict=True))


class Facts:
    """
    Look-ups and what active matches leave, for one case.

    Attributes
    ----------
    active, pinned, proposed
        Match by need id.
    volunteer_taken, attendee_taken
        Cells taken by active matches: by volunteer id, by (household id, attendee).
    half_hours_left, matches_left, seats_left
        By volunteer or offer id, after active matches, never below 0.
    familiar
        (household id, volunteer id) where the volunteer is provider of an active match.
    blocked
        (household id, volunteer or offer id) barred in the planned week.
    engaged
        Volunteers with an active match in any role.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.policy: Policy = case.policy
        self.households: dict[str, Household] = {h.id: h for h in case.households}
        self.needs: dict[str, Need] = {n.id: n for n in case.needs}
        self.volunteers: dict[str, Volunteer] = {v.id: v for v in case.volunteers}
        self.offers: dict[str, Offer] = {o.id: o for o in case.offers}
        by_status: dict[str, dict[str, Match]] = {"active": {}, "pinned": {}, "proposed": {}}
        for match in case.matches:
            by_status[match.status][match.need] = match
        self.active, self.pinned, self.proposed = by_status["active"], by_status["pinned"], by_status["proposed"]
        self.blocked = {(b.household, b.resource) for b in case.blocks if b.until is None or case.week <= b.until}
        self.offer_cells: dict[str, DayCells] = {o.id: cells_of(o.times) for o in case.offers}
        self._subtract_active_matches()

    def _subtract_active_matches(self) -> None:
        half_hours: dict[str, int] = defaultdict(int)
        matches: dict[str, int] = defaultdict(int)
        seats: dict[str, int] = defaultdict(int)
        self.volunteer_taken: dict[str, DayCells] = defaultdict(lambda: NO_CELLS)
        self.attendee_taken: dict[tuple[str, str], DayCells] = defaultdict(lambda: NO_CELLS)
        self.familiar: set[tuple[str, str]] = set()
        for match in self.active.values():
            need = self.needs[match.need]
            use = self.use(need, match.provider, match.start)
            attendee = (need.household, need.attendee)
            self.attendee_taken[attendee] = united(self.attendee_taken[attendee], use.cells)
            if match.provider is not None and match.provider in self.offers:
                seats[match.provider] += need.seats
            elif match.provider is not None:
                self.familiar.add((need.household, match.provider))
            for person in {p for p in (match.provider, match.mediator) if p is not None and p in self.volunteers}:
                half_hours[person] += use.half_hours
                matches[person] += 1
                self.volunteer_taken[person] = united(self.volunteer_taken[person], use.cells)
        self.engaged = set(matches)
        self.half_hours_left = {
            v.id: max(0, int(2 * v.hours_per_week) - half_hours[v.id]) for v in self.case.volunteers
        }
        self.matches_left = {v.id: max(0, v.max_matches - matches[v.id]) for v in self.case.volunteers}
        self.seats_left = {o.id: max(0, o.seats - seats[o.id]) for o in self.case.offers}

    def use(self, need: Need, provider: str | None, start: int | None) -> Use:
        """Hours and cells of a meeting; without a start a visit takes hours but no cells."""
        if provider is not None and provider in self.offers:
            cells = self.offer_cells[provider]
            return Use(half_hours=sum(day.bit_count() for day in cells), cells=cells)
        length = int(2 * need.hours)
        return Use(half_hours=length, cells=NO_CELLS if start is None else cells_of_meeting(start, length))

    def offer_start(self, offer: str) -> int:
        """First of the offer's times: cell of the week."""
        return first_cell(self.offer_cells[offer])

    def meeting_place(self, need: Need) -> tuple[float, float]:
        """Latitude and longitude where a visiting person meets the household."""
        place = need.place or self.households[need.household]
        return place.lat, place.lon

    def weight(self, need: Need) -> int:
        """Points of a need: urgency and full weeks of waiting (section 5 of the contract)."""
        waited_weeks = max(0, (self.case.week - need.requested_on).days // 7)
        policy = self.policy
        waiting = policy.waiting_points_per_week * min(waited_weeks, policy.waiting_cap_weeks)
        return policy.urgency_points[need.urgency - 1] + waiting

    def group(self, need: Need) -> str:
        """Equity group of a need: its household's district, or one group for all."""
        return "all" if self.policy.equity_group == "none" else self.households[need.household].district


def first_cell(cells: DayCells) -> int:
    """First cell of the week in a set that is not empty."""
    day = next(d for d, bits in enumerate(cells) if bits)
    return day * CELLS_PER_DAY + (cells[day] & -cells[day]).bit_length() - 1


def slopes(policy: Policy) -> tuple[Fraction, ...]:
    """Worth of a point in each quarter of a group's servable weight: 1 + 3e, 1 + 2e, 1 + e, 1."""
    equity = Fraction(str(policy.equity))
    return tuple(1 + k * equity for k in (3, 2, 1, 0))


def score(served_weight: int | Fraction, servable_weight: int, policy: Policy) -> Fraction:
    """A group's part of the service value: four slices of a quarter of the servable weight, the first worth most."""
    total = Fraction(0)
    for k, slope in enumerate(slopes(policy)):
        in_slice = min(Fraction(servable_weight, 4), served_weight - Fraction(k * servable_weight, 4))
        total += slope * max(Fraction(0), in_slice)
    return total
