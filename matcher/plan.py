"""
A plan as arrays and what it takes; compiled, because large cases ask millions of times.

Numbers of needs, providers and mediators are those of ``Options``.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from matcher.bits import lowest_bit, meeting, runs
from matcher.compiling import leaf
from matcher.facts import score
from matcher.joining import common_starts
from matcher.options import NO_PROPOSAL, NOBODY, WAIVES_TIME, Options
from matcher.people import Flags, Longs, Numbers
from matcher.week import CELLS_PER_DAY, Cells

OPEN = -1
"""Start of a need that is not served."""


class Tables(NamedTuple):
    """The arrays of ``Options`` and ``People`` that the compiled functions read, under the same names."""

    weight: Longs
    group: Numbers
    half_hours: Numbers
    seats: Numbers
    attendee: Numbers
    starts: Cells
    waiver: Numbers
    any_bridge: Flags
    interpreting: Flags
    first_pair: Longs
    provider: Numbers
    pair_cost: Longs
    direct: Flags
    first_mediator: Longs
    mediator: Numbers
    visit_minutes: Numbers
    offer_minutes: Numbers
    joins_offer: Flags
    proposed_provider: Numbers
    proposed_mediator: Numbers
    proposed_start: Numbers
    free: Cells
    unbooked: Cells
    mediators: Numbers
    bridges: Flags
    offer_cells: Cells
    offer_half_hours: Numbers
    offer_start: Numbers
    change_cost: int
    mediator_cost: int


class Booking(NamedTuple):
    """What is left, and which cells the plan has taken so far: by volunteer, offer, and attendee."""

    half_hours_left: Numbers
    matches_left: Numbers
    seats_left: Numbers
    taken: Cells
    attendee_taken: Cells


def tables_of(options: Options) -> Tables:
    """Gather the arrays."""
    policy, people = options.facts.policy, options.people
    columns: dict[str, Any] = {"change_cost": policy.change_cost, "mediator_cost": policy.mediator_cost}
    for name in Tables._fields:
        if name not in columns:
            columns[name] = getattr(options if hasattr(options, name) else people, name)
    return Tables(**columns)


def empty_booking(options: Options) -> Booking:
    """Nothing taken but by active matches."""
    people = options.people
    n_attendees = int(options.attendee.max()) + 1 if len(options.attendee) else 0
    return Booking(
        half_hours_left=people.half_hours_left.copy(),
        matches_left=people.matches_left.copy(),
        seats_left=people.seats_left.copy(),
        taken=np.zeros((people.n_volunteers, 7), dtype=np.uint64),
        attendee_taken=np.zeros((n_attendees, 7), dtype=np.uint64),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """
    A choice for every need, shape (n,) each.

    Attributes
    ----------
    provider, mediator
        Numbers; NOBODY for none.
    start
        Cell of the week; OPEN where the need is not served.
    """

    provider: Numbers
    mediator: Numbers
    start: Numbers

    @property
    def served(self) -> Flags:
        """Which needs are served."""
        return np.asarray(self.start != OPEN)


def empty_plan(options: Options) -> Plan:
    """A plan that serves nobody."""
    nobody = np.full(len(options.needs), NOBODY, dtype=np.int32)
    return Plan(provider=nobody, mediator=nobody.copy(), start=np.full(len(nobody), OPEN, dtype=np.int32))


def replaced(plan: Plan, other: Plan, needs: Longs) -> Plan:
    """The plan with the other plan's choices for some needs."""
    columns = {name: getattr(plan, name).copy() for name in ("provider", "mediator", "start")}
    for name, column in columns.items():
        column[needs] = getattr(other, name)[needs]
    return Plan(**columns)


def served_weight(options: Options, plan: Plan) -> Longs:
    """Weight served in each group."""
    served = options.weight * plan.served
    return np.bincount(options.group, weights=served, minlength=len(options.groups)).astype(np.int64)


def service_of(options: Options, plan: Plan) -> Fraction:
    """Value of level 1, exact."""
    policy = options.facts.policy
    served = served_weight(options, plan)
    return sum(
        (score(int(c), int(s), policy) for c, s in zip(served, options.group_weight, strict=True)), start=Fraction(0)
    )


def used_volunteers(options: Options, plan: Plan) -> Flags:
    """Volunteers with a meeting in the plan, shape (v,)."""
    people = options.people
    used = np.zeros(people.n_volunteers, dtype=bool)
    used[plan.provider[(plan.provider != NOBODY) & (plan.provider < people.n_volunteers)]] = True
    used[people.mediators[plan.mediator[plan.mediator != NOBODY]]] = True
    return used


@leaf
def book(tables: Tables, booking: Booking, need: int, provider: int, mediator: int, start: int) -> None:
    """Take what a meeting takes."""
    _change(tables, booking, need, provider, mediator, start, 1)


@leaf
def release(tables: Tables, booking: Booking, need: int, provider: int, mediator: int, start: int) -> None:
    """Give back what a meeting took."""
    _change(tables, booking, need, provider, mediator, start, -1)


@leaf
def _change(tables: Tables, booking: Booking, need: int, provider: int, mediator: int, start: int, sign: int) -> None:
    offer = provider - len(tables.free)
    attendee = tables.attendee[need]
    if offer >= 0:
        half_hours = tables.offer_half_hours[offer]
        booking.seats_left[offer] -= sign * tables.seats[need]
    else:
        half_hours = tables.half_hours[need]
    if mediator >= 0:
        person = tables.mediators[mediator]
        booking.half_hours_left[person] -= sign * half_hours
        booking.matches_left[person] -= sign
    else:
        person = -1
    if 0 <= provider < len(tables.free):
        booking.half_hours_left[provider] -= sign * half_hours
        booking.matches_left[provider] -= sign
    for day in range(7):
        if offer >= 0:
            cells = tables.offer_cells[offer, day]
        elif start // CELLS_PER_DAY == day:
            cells = meeting(start % CELLS_PER_DAY, half_hours)
        else:
            continue
        booking.attendee_taken[attendee, day] ^= cells
        if person >= 0:
            booking.taken[person, day] ^= cells
        if offer < 0 and provider >= 0:
            booking.taken[provider, day] ^= cells


@leaf
def static_starts(tables: Tables, need: int, volunteer: int, starts: Cells, out: Cells) -> None:
    """Write those of the starts that suit a volunteer when nothing is booked; both may be the same array."""
    times = tables.unbooked if tables.waiver[need] & WAIVES_TIME else tables.free
    common_starts(volunteer, tables.half_hours[need], starts, times, out)


@leaf
def open_starts(tables: Tables, booking: Booking, need: int, out: Cells) -> None:
    """Write the starts of a visit that suit the household besides what it has taken, shape (7,)."""
    for day in range(7):
        unbooked = ~booking.attendee_taken[tables.attendee[need], day]
        out[day] = runs(unbooked, tables.half_hours[need]) & tables.starts[need, day]


@leaf
def visitor_starts(tables: Tables, booking: Booking, need: int, volunteer: int, suiting: Cells, out: Cells) -> None:
    """
    Write those of the starts that suit a volunteer besides what she has taken; none when she has nothing left.

    ``suiting`` and ``out`` may be the same array.
    """
    half_hours = tables.half_hours[need]
    if booking.matches_left[volunteer] < 1 or booking.half_hours_left[volunteer] < half_hours:
        for day in range(7):
            out[day] = 0
        return
    times = tables.unbooked if tables.waiver[need] & WAIVES_TIME else tables.free
    for day in range(7):
        if suiting[day]:
            unbooked = times[volunteer, day] & ~booking.taken[volunteer, day]
            out[day] = runs(unbooked, half_hours) & suiting[day]
        else:
            out[day] = 0


@leaf
def offer_is_open(tables: Tables, booking: Booking, need: int, offer: int) -> bool:
    """Whether the offer has the seats left and the attendee nothing else at its times."""
    if booking.seats_left[offer] < tables.seats[need]:
        return False
    taken = booking.attendee_taken[tables.attendee[need]]
    for day in range(7):  # noqa: SIM110, the compiler is faster with a loop
        if taken[day] & tables.offer_cells[offer, day]:
            return False
    return True


@leaf
def mediator_joins(tables: Tables, booking: Booking, need: int, offer: int, mediator: int) -> bool:
    """Whether the mediator can come along to the offer besides what she has taken."""
    person = tables.mediators[mediator]
    if not tables.joins_offer[tables.waiver[need], offer, mediator] or booking.matches_left[person] < 1:
        return False
    if booking.half_hours_left[person] < tables.offer_half_hours[offer]:
        return False
    for day in range(7):  # noqa: SIM110, the compiler is faster with a loop
        if booking.taken[person, day] & tables.offer_cells[offer, day]:
            return False
    return True


@leaf
def bridges_to(tables: Tables, need: int, mediator: int, provider: int) -> bool:
    """Whether the mediator reaches the provider, or the pin lifts that rule."""
    return bool(tables.bridges[mediator, provider]) or (
        tables.any_bridge[need] and tables.mediators[mediator] != provider
    )


@leaf
def holds(starts: Cells, start: int) -> bool:
    """Whether the start is in the set."""
    return bool((starts[start // CELLS_PER_DAY] >> np.uint64(start % CELLS_PER_DAY)) & np.uint64(1))


@leaf
def only_start(start: int, out: Cells) -> None:
    """Write the set that holds this start alone."""
    for day in range(7):
        out[day] = np.uint64(0)
    out[start // CELLS_PER_DAY] = np.uint64(1) << np.uint64(start % CELLS_PER_DAY)


@leaf
def first_start(starts: Cells) -> int:
    """First cell of the week in the set, or OPEN when it is empty."""
    for day in range(7):
        if starts[day]:
            return day * CELLS_PER_DAY + lowest_bit(starts[day])
    return OPEN


@leaf
def keeps_proposal(tables: Tables, need: int, provider: int, mediator: int, start: int) -> bool:
    """Whether the option is last week's proposal, as far as that named it."""
    if tables.proposed_provider[need] != provider or tables.proposed_mediator[need] != mediator:
        return False
    proposed = tables.proposed_start[need]
    return proposed < 0 or proposed == start


@leaf
def option_cost(tables: Tables, need: int, pair: int, entry: int) -> int:
    """
    Cost of an option by its places in the need's lists (NOBODY for none), a change of the proposal counted.

    Who keeps the proposal has ``change_cost`` back.
    """
    if pair >= 0:
        cost = tables.pair_cost[pair]
    else:
        cost = np.int64(0 if tables.proposed_provider[need] == NO_PROPOSAL else tables.change_cost)
    if entry >= 0:
        offer = tables.provider[pair] - len(tables.free) if pair >= 0 else NOBODY
        minutes = tables.offer_minutes[offer, tables.mediator[entry]] if offer >= 0 else tables.visit_minutes[entry]
        cost += minutes + tables.mediator_cost
    return cost


def booking_of(options: Options, plan: Plan) -> Booking:
    """What a plan takes."""
    tables, booking = tables_of(options), empty_booking(options)
    for need in np.flatnonzero(plan.served).tolist():
        book(tables, booking, need, plan.provider[need], plan.mediator[need], plan.start[need])
    return booking
