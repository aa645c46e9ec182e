"""
The exact model of a part of a case as a mixed-integer program in plain arrays (formulas in ``README.md``).

Columns are the options of a listing, then the slices of every group, then (level 2) one per volunteer who could
stay idle. What other needs have taken already is subtracted, so that a part can be solved while the rest stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import numpy as np

from matcher.cuts import capacity_cuts
from matcher.facts import slopes
from matcher.listing import Listing, kept_rows, list_options
from matcher.options import NOBODY, Options
from matcher.people import Flags, Longs
from matcher.plan import Booking, Plan, empty_booking, empty_plan
from matcher.week import CELLS_PER_DAY

_SERVICE_SLACK = 1e-4
"""What the solver's tolerance may lose of a service; below what one plan can serve more than another."""

Row = list[tuple[int, float]]
"""Columns and coefficients of one constraint."""


@dataclass(slots=True, kw_only=True)
class LinearProgram:
    """
    Maximise or minimise a linear objective over rows and bounds; some columns are whole numbers.

    Attributes
    ----------
    objective, lower, upper, whole
        Per column.
    rows
        Per constraint: its terms, its lower and its upper limit.
    constant
        Added to the objective.
    """

    maximise: bool
    objective: list[float]
    lower: list[float]
    upper: list[float]
    whole: list[bool]
    rows: list[tuple[Row, float, float]] = field(default_factory=list)
    constant: float = 0.0

    def add_columns(self, objective: Iterable[float], upper: Iterable[float], *, whole: bool) -> range:
        """Columns from 0 to their upper bounds."""
        first = len(self.objective)
        self.objective.extend(objective)
        self.upper.extend(upper)
        n_new = len(self.objective) - first
        self.lower.extend([0.0] * n_new)
        self.whole.extend([whole] * n_new)
        return range(first, first + n_new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """
    What the solver found and proved.

    Attributes
    ----------
    status
        ``infeasible`` is proven; ``unknown``: stopped before anything was found.
    values
        Of every column, None when there is no solution.
    bound
        No solution is better; None when nothing was proven.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    values: Sequence[float] | None
    bound: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """
    Needs to decide while the others stand.

    Attributes
    ----------
    listing
        The options of these needs that fit beside the others.
    booking
        What is left beside the others.
    base_weight
        Weight the others serve in each group.
    base_used
        Volunteers the others use.
    least_kept
        How many of these needs keep their proposal at least.
    """

    options: Options
    listing: Listing
    booking: Booking
    base_weight: Longs
    base_used: Flags
    least_kept: int = 0


def lone_part(options: Options, needs: Longs, *, least_kept: int = 0) -> Part:
    """Needs with all their options and nothing taken by others."""
    return Part(
        options=options,
        listing=list_options(options, needs),
        booking=empty_booking(options),
        base_weight=np.zeros(len(options.groups), dtype=np.int64),
        base_used=np.zeros(options.people.n_volunteers, dtype=bool),
        least_kept=least_kept,
    )


def without_worse_starts(part: Part) -> Part:
    """
    The part without starts that stand in the way of more than another start of the same people does.

    Only cells that somebody else could take count; equal starts are kept once. A proposal's own start stays.
    """
    listing = part.listing
    crowded: list[set[int]] = [set() for _ in range(len(listing))]
    for number, (row, _, _) in enumerate(_cell_rows(part)):
        for column, _ in row:
            crowded[column].add(number)
    keep = np.ones(len(listing), dtype=bool)
    kept_proposal = kept_rows(part.options, listing)
    same = np.stack([listing.need, listing.provider, listing.mediator, listing.cost, kept_proposal], axis=1)
    edges = np.flatnonzero((np.diff(same, axis=0) != 0).any(axis=1)) + 1
    for rows in np.split(np.arange(len(listing)), edges):
        kept: list[int] = []
        for row in sorted(rows.tolist(), key=lambda r: (len(crowded[r]), r)):
            if any(crowded[other] <= crowded[row] for other in kept):
                keep[row] = False
            else:
                kept.append(row)
    return replace(part, listing=listing.rows(keep))


def service_program(part: Part) -> LinearProgram:
    """Level 1: most service."""
    program = _with_options(part, np.zeros(len(part.listing)), maximise=True)
    slices, worth = _add_slices(part, program)
    for column, slope in zip(slices, worth, strict=True):
        program.objective[column] = slope
    return program


def cost_program(part: Part, service: Fraction) -> LinearProgram:
    """
    Level 2: least cost of the part among plans of at least this service over the part's groups.

    Service stays in the objective, as what it exceeds the one asked for, at a price above any cost: the solver then
    closes this level with the same cuts as the first.
    """
    program = _with_options(part, part.listing.cost, maximise=False)
    slices, worth = _add_slices(part, program)
    program.rows.append((list(zip(slices, worth, strict=True)), float(service) - _SERVICE_SLACK, np.inf))
    idle_cost = part.options.facts.policy.idle_cost
    idle = [rows for volunteer, rows in _users(part).items() if _may_idle(part, volunteer)]
    used = program.add_columns([-idle_cost] * len(idle), [1.0] * len(idle), whole=False)
    for column, rows in zip(used, idle, strict=True):
        program.rows.append(([(column, 1.0), *((row, -1.0) for row in rows)], -np.inf, 0.0))
    dear = 2.0 * max(1, int(np.abs(part.listing.cost).max(initial=1)) + idle_cost)
    for column, slope in zip(slices, worth, strict=True):
        program.objective[column] = -dear * slope
    program.constant = float(idle_cost * len(idle)) + dear * float(service)
    return program


def cost_hint(part: Part, values: Sequence[float]) -> list[float]:
    """Values of all columns of ``cost_program`` for a solution of ``service_program``: the same choices."""
    n_options = len(part.listing)
    chosen = np.asarray(values[:n_options]) > 0.5
    idle = [rows for volunteer, rows in _users(part).items() if _may_idle(part, volunteer)]
    used = [float(chosen[rows].any()) for rows in idle]
    return [*map(float, chosen), *values[n_options:], *used]


def pin_program(part: Part, *, cells: bool) -> LinearProgram:
    """Any way to serve every need of the part, all pinned; without ``cells`` double bookings are allowed."""
    return _with_options(part, part.listing.cost, maximise=False, cells=cells)


def keep_program(part: Part) -> LinearProgram:
    """As many kept proposals as possible beside the pins."""
    return _with_options(part, kept_rows(part.options, part.listing), maximise=True)


def _may_idle(part: Part, volunteer: int) -> bool:
    return not (part.base_used[volunteer] or part.options.engaged[volunteer])


def _with_options(part: Part, objective: Iterable[float], *, maximise: bool, cells: bool = True) -> LinearProgram:
    program = LinearProgram(maximise=maximise, objective=[], lower=[], upper=[], whole=[])
    program.add_columns(map(float, objective), [1.0] * len(part.listing), whole=True)
    program.rows.extend(_need_rows(part))
    program.rows.extend(_capacity_rows(part))
    if cells:
        program.rows.extend(_cell_rows(part))
    if part.least_kept:
        kept = np.flatnonzero(kept_rows(part.options, part.listing)).tolist()
        program.rows.append(([(row, 1.0) for row in kept], float(part.least_kept), np.inf))
    return program


def _add_slices(part: Part, program: LinearProgram) -> tuple[list[int], list[float]]:
    """Four columns per group that add up to its served weight; their columns and slopes."""
    options, listing = part.options, part.listing
    worth = [float(slope) for slope in slopes(options.facts.policy)]
    groups = options.group[listing.need]
    columns: list[int] = []
    for group in np.unique(groups):
        quarter = float(options.group_weight[group]) / 4
        slices = program.add_columns([0.0] * 4, [quarter] * 4, whole=False)
        members = np.flatnonzero(groups == group)
        terms: Row = [(int(row), -float(options.weight[listing.need[row]])) for row in members]
        base = float(part.base_weight[group])
        program.rows.append(([*((column, 1.0) for column in slices), *terms], base, base))
        columns.extend(slices)
    return columns, worth * (len(columns) // 4)


def _need_rows(part: Part) -> Iterable[tuple[Row, float, float]]:
    """At most one option per need; a pinned one has exactly one."""
    need = part.listing.need
    for first, end in _runs_of(need):
        pinned = bool(part.options.pinned[need[first]])
        yield [(row, 1.0) for row in range(first, end)], 1.0 if pinned else -np.inf, 1.0


def _runs_of(sorted_numbers: np.ndarray) -> Iterable[tuple[int, int]]:
    """First and end of each run of equal numbers."""
    edges = np.flatnonzero(np.diff(sorted_numbers)) + 1
    bounds = [0, *edges.tolist(), len(sorted_numbers)]
    return pairwise(bounds) if len(sorted_numbers) else []


def _users(part: Part) -> dict[int, list[int]]:
    """Rows of the listing by volunteer, as provider or mediator."""
    people, listing = part.options.people, part.listing
    users: dict[int, list[int]] = {}
    for row, (provider, mediator) in enumerate(zip(listing.provider.tolist(), listing.mediator.tolist(), strict=True)):
        if 0 <= provider < people.n_volunteers:
            users.setdefault(provider, []).append(row)
        if mediator != NOBODY:
            users.setdefault(int(people.mediators[mediator]), []).append(row)
    return users


def _half_hours(part: Part) -> Longs:
    """What an option takes of each volunteer, per row of the listing."""
    options, listing = part.options, part.listing
    people = options.people
    at_offer = listing.provider >= people.n_volunteers
    half_hours = options.half_hours[listing.need].astype(np.int64)
    half_hours[at_offer] = people.offer_half_hours[listing.provider[at_offer] - people.n_volunteers]
    return half_hours


def _capacity_rows(part: Part) -> Iterable[tuple[Row, float, float]]:
    """Meetings of a volunteer and seats of an offer; left out where they can not be exceeded."""
    options, listing, booking = part.options, part.listing, part.booking
    need = listing.need.tolist()
    kinds, of_row = _lengths(part)
    for volunteer, rows in _users(part).items():
        hours, matches = int(booking.half_hours_left[volunteer]), int(booking.matches_left[volunteer])
        for amounts, limit in capacity_cuts(kinds, hours, matches):
            yield from _limit([(r, amounts[of_row[r]]) for r in rows if amounts[of_row[r]]], limit, need)
    offers = listing.provider - options.people.n_volunteers
    for offer in np.unique(offers[offers >= 0]).tolist():
        rows = np.flatnonzero(offers == offer).tolist()
        yield from _limit([(r, int(options.seats[need[r]])) for r in rows], int(booking.seats_left[offer]), need)


def _lengths(part: Part) -> tuple[tuple[int, ...], list[int]]:
    """Lengths of meetings that occur, in half hours, and which of them each row of the listing has."""
    lengths, of_row = np.unique(_half_hours(part), return_inverse=True)
    return tuple(lengths.tolist()), of_row.tolist()


def _limit(terms: Sequence[tuple[int, int]], limit: int, need: Sequence[int]) -> Iterable[tuple[Row, float, float]]:
    """The row, unless one option of every need together can not exceed the limit."""
    most: dict[int, int] = {}
    for row, amount in terms:
        most[need[row]] = max(most.get(need[row], 0), amount)
    if sum(most.values()) > limit:
        yield [(row, float(amount)) for row, amount in terms], -np.inf, float(limit)


def _cell_rows(part: Part) -> Iterable[tuple[Row, float, float]]:
    """At most one meeting per cell of a volunteer and of an attendee; only the largest sets of rows are kept."""
    options, listing = part.options, part.listing
    cells = _cells(part)
    need = listing.need.tolist()
    by_attendee: dict[int, list[int]] = {}
    for row, attendee in enumerate(options.attendee[listing.need].tolist()):
        by_attendee.setdefault(attendee, []).append(row)
    for rows in (*_users(part).values(), *by_attendee.values()):
        covers: dict[int, int] = {}
        for position, row in enumerate(rows):
            for cell in cells[row]:
                covers[cell] = covers.get(cell, 0) | 1 << position
        for cover in _largest([covers[cell] for cell in sorted(covers)]):
            members = [rows[position] for position in _bits(cover)]
            if len({need[row] for row in members}) > 1:
                yield [(row, 1.0) for row in members], -np.inf, 1.0


def _cells(part: Part) -> list[Sequence[int]]:
    """Cells of the week that each row of the listing takes."""
    people, listing = part.options.people, part.listing
    of_offer = [
        [day * CELLS_PER_DAY + bit for day in range(7) for bit in _bits(int(cells[day]))]
        for cells in people.offer_cells
    ]
    half_hours = _half_hours(part).tolist()
    return [
        of_offer[provider - people.n_volunteers]
        if provider >= people.n_volunteers
        else range(start, start + half_hours[row])
        for row, (provider, start) in enumerate(zip(listing.provider.tolist(), listing.start.tolist(), strict=True))
    ]


def _largest(covers: Sequence[int]) -> list[int]:
    """Sets that are in no neighbour's: of a run of overlapping meetings only the peaks remain."""
    kept: list[int] = []
    for cover in covers:
        if kept and cover & kept[-1] == cover:
            continue
        while kept and cover & kept[-1] == kept[-1]:
            kept.pop()
        kept.append(cover)
    return kept


def _bits(number: int) -> Iterable[int]:
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def plan_of(part: Part, values: Sequence[float]) -> Plan:
    """The plan of the part's needs that a solution of the program chooses."""
    listing = part.listing
    plan = empty_plan(part.options)
    chosen = np.flatnonzero(np.asarray(values[: len(listing)]) > 0.5)
    need = listing.need[chosen]
    plan.provider[need], plan.mediator[need], plan.start[need] = (
        listing.provider[chosen],
        listing.mediator[chosen],
        listing.start[chosen],
    )
    return plan
