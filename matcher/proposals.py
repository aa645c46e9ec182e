"""
Last week's proposals: which of them could be kept, how many must be, and the plan a run starts from.

A proposal that is still an option of its need is kept, or it changes. One that is no option any more is not counted.
"""

from dataclasses import dataclass, replace

import numpy as np

from matcher.compiling import compiled, leaf
from matcher.errors import LimitTooLow, SolveFailed
from matcher.exact import solve_exactly
from matcher.greedy import fill_in_order, greedy_plan
from matcher.listing import kept_needs, kept_rows, plan_cost
from matcher.model import keep_program, lone_part, plan_of
from matcher.moving import free_starts
from matcher.options import NO_PROPOSAL, NOBODY, Options
from matcher.people import Flags, Longs, Numbers
from matcher.plan import (
    OPEN,
    Booking,
    Plan,
    Tables,
    book,
    booking_of,
    bridges_to,
    empty_booking,
    first_start,
    holds,
    only_start,
    service_of,
    tables_of,
)
from matcher.week import CELLS_PER_DAY, Cells

_NODES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Limit:
    """
    How many proposals may change.

    Attributes
    ----------
    keepable
        Needs whose proposal is still an option, shape (n,).
    least_kept
        How many of them keep it at least; 0 for no limit.
    """

    keepable: Flags
    least_kept: int

    def of(self, needs: Longs) -> int:
        """How many of a part's needs keep their proposal at least."""
        return self.least_kept if self.keepable[needs].any() else 0

    def join(self, parts: list[Longs]) -> list[Longs]:
        """The parts; those with a proposal are one when there is a limit, because they share it."""
        touched = [bool(self.keepable[needs].any()) for needs in parts]
        if not self.least_kept or sum(touched) < 2:
            return parts
        joined = np.sort(np.concatenate([needs for needs, has in zip(parts, touched, strict=True) if has]))
        apart = [needs for needs, has in zip(parts, touched, strict=True) if not has]
        return sorted([joined, *apart], key=lambda needs: int(needs[0]))


def limit_of(options: Options, max_changes: int | None) -> Limit:
    """What a number of changes means for a case; None for no limit."""
    keepable = np.zeros(len(options.needs), dtype=bool)
    _find_keepable(tables_of(options), empty_booking(options), keepable)
    least_kept = 0 if max_changes is None else max(0, int(keepable.sum()) - max_changes)
    return Limit(keepable=keepable, least_kept=least_kept)


def first_plan(options: Options, settled: Plan, limit: Limit) -> Plan:
    """
    The plan a run starts from: greedy, or last week's as far as it fits and greedy for the rest, whichever is better.

    Raises
    ------
    LimitTooLow
        When no plan keeps as many proposals as the limit asks for.
    SolveFailed
        When the solver finds neither such a plan nor a proof that there is none.
    """
    order = np.argsort(-options.weight, kind="stable")
    plans = [greedy_plan(options, settled)]
    if limit.keepable.any():
        plans.append(fill_in_order(options, _keep_in_order(options, settled, order), order))
    within = [plan for plan in plans if kept_needs(options, plan).sum() >= limit.least_kept]
    if not within:
        within = [fill_in_order(options, _keep_most(options, limit), order)]
    return max(within, key=lambda plan: (service_of(options, plan), -plan_cost(options, plan)))


def _keep_in_order(options: Options, settled: Plan, order: Longs) -> Plan:
    """The settled plan, and then each need of the order its proposal if that still fits."""
    plan = Plan(provider=settled.provider.copy(), mediator=settled.mediator.copy(), start=settled.start.copy())
    _keep(tables_of(options), booking_of(options, settled), order, plan.provider, plan.mediator, plan.start)
    return plan


def _keep_most(options: Options, limit: Limit) -> Plan:
    """A plan of the pins and of as many kept proposals as possible."""
    part = lone_part(options, np.flatnonzero(limit.keepable | options.pinned))
    candidates = kept_rows(options, part.listing) | options.pinned[part.listing.need]
    part = replace(part, listing=part.listing.rows(candidates))
    solution = solve_exactly(keep_program(part), node_limit=_NODES)
    plan = None if solution.values is None else plan_of(part, solution.values)
    n_kept = 0 if plan is None else int(kept_needs(options, plan).sum())
    if plan is not None and n_kept >= limit.least_kept:
        return plan
    n_keepable = int(limit.keepable.sum())
    if solution.status != "optimal":
        raise SolveFailed(f"{n_keepable} proposals: neither a plan within the limit nor a proof that there is none")
    raise LimitTooLow(max_changes=n_keepable - limit.least_kept, fewest=n_keepable - n_kept)


@leaf
def _place_of(number: int, first: int, end: int, listed: Numbers) -> int:
    """Where the number stands in a need's list; NOBODY when it does not."""
    for place in range(first, end):
        if listed[place] == number:
            return place
    return NOBODY


@leaf
def _allowed(tables: Tables, need: int, pair: int, entry: int) -> bool:
    """Whether the proposal's provider and mediator, at these places, go together; times aside."""
    who, m = tables.proposed_provider[need], tables.proposed_mediator[need]
    if tables.interpreting[need]:
        return bool(who == NOBODY and entry >= 0 and tables.visit_minutes[entry] >= 0)
    if pair < 0:
        return False
    if tables.direct[pair]:
        return bool(m == NOBODY)
    if entry < 0 or not bridges_to(tables, need, m, who):
        return False
    offer = who - len(tables.free)
    if offer >= 0:
        return bool(tables.joins_offer[tables.waiver[need], offer, m])
    return bool(tables.visit_minutes[entry] >= 0)


@leaf
def kept_starts(tables: Tables, booking: Booking, need: int, out: Cells) -> tuple[int, int]:
    """
    Write the starts at which the proposal can be kept beside everything booked.

    Returns the places of its provider and its mediator in the need's lists.
    """
    who, m, start = tables.proposed_provider[need], tables.proposed_mediator[need], tables.proposed_start[need]
    for day in range(7):
        out[day] = np.uint64(0)
    if who == NO_PROPOSAL:
        return NOBODY, NOBODY
    pair = _place_of(who, tables.first_pair[need], tables.first_pair[need + 1], tables.provider)
    entry = _place_of(m, tables.first_mediator[need], tables.first_mediator[need + 1], tables.mediator)
    if not _allowed(tables, need, pair, entry):
        return NOBODY, NOBODY
    free_starts(tables, booking, need, pair, entry, out)
    if start >= 0:
        fits = holds(out, start)
        only_start(start, out)
        if not fits:
            out[start // CELLS_PER_DAY] = np.uint64(0)
    return pair, entry


@compiled
def _find_keepable(tables: Tables, nothing_booked: Booking, keepable: Flags) -> None:
    """Mark the needs whose proposal is still an option."""
    starts = np.empty(7, dtype=np.uint64)
    for need in range(len(keepable)):
        kept_starts(tables, nothing_booked, need, starts)
        keepable[need] = first_start(starts) != OPEN


@compiled
def _keep(tables: Tables, booking: Booking, order: Longs, provider: Numbers, mediator: Numbers, start: Numbers) -> None:
    """Give each need of the order that is still open its proposal if that fits, in place."""
    starts = np.empty(7, dtype=np.uint64)
    for need in order:
        if start[need] == OPEN:
            kept_starts(tables, booking, need, starts)
            cell = first_start(starts)
            if cell != OPEN:
                who, m = tables.proposed_provider[need], tables.proposed_mediator[need]
                provider[need], mediator[need], start[need] = who, m, cell
                book(tables, booking, need, who, m, cell)
