"""The greedy plan: needs by weight, each its cheapest option that still fits. Nothing returned is ever worse."""

import numpy as np

from matcher.compiling import compiled, leaf
from matcher.options import NO_PROPOSAL, NOBODY, Options
from matcher.people import Longs, Numbers
from matcher.plan import (
    OPEN,
    Booking,
    Plan,
    Tables,
    book,
    booking_of,
    bridges_to,
    first_start,
    holds,
    keeps_proposal,
    mediator_joins,
    offer_is_open,
    only_start,
    open_starts,
    tables_of,
    visitor_starts,
)
from matcher.week import Cells


@leaf
def start_and_discount(tables: Tables, need: int, provider: int, mediator: int, starts: Cells) -> tuple[int, int]:
    """Best start of the set (last week's, else the first; OPEN when empty), and what keeping the proposal saves."""
    first = first_start(starts)
    if first == OPEN or not keeps_proposal(tables, need, provider, mediator, tables.proposed_start[need]):
        return first, 0
    proposed = tables.proposed_start[need]
    if proposed < 0:
        return first, tables.change_cost
    if holds(starts, proposed):
        return proposed, tables.change_cost
    return first, 0


@compiled
def cheapest_option(tables: Tables, booking: Booking, need: int) -> tuple[int, int, int]:
    """
    Provider, mediator and start of the cheapest option that still fits; start OPEN when none does.

    Of equally cheap ones the first by provider, mediator, start.
    """
    best, best_cost = (NOBODY, NOBODY, OPEN), 2**62
    suiting = np.empty(7, dtype=np.uint64)
    open_starts(tables, booking, need, suiting)
    first, end = tables.first_mediator[need], tables.first_mediator[need + 1]
    of_mediator = np.zeros((end - first, 7), dtype=np.uint64)
    with_time = np.empty(end - first, dtype=np.int64)
    n_with_time, cheapest = 0, 2**40
    for entry in range(first, end):
        if tables.visit_minutes[entry] >= 0:
            person = tables.mediators[tables.mediator[entry]]
            visitor_starts(tables, booking, need, person, suiting, of_mediator[entry - first])
            if first_start(of_mediator[entry - first]) != OPEN:
                with_time[n_with_time] = entry
                n_with_time += 1
                cheapest = min(cheapest, tables.visit_minutes[entry] + tables.mediator_cost)
    if tables.interpreting[need]:
        base = 0 if tables.proposed_provider[need] == NO_PROPOSAL else tables.change_cost
        for entry in range(first, end):
            m = tables.mediator[entry]
            start, saved = start_and_discount(tables, need, NOBODY, m, of_mediator[entry - first])
            cost = base + tables.visit_minutes[entry] + tables.mediator_cost - saved
            if start != OPEN and cost < best_cost:
                best, best_cost = (NOBODY, m, start), cost
        return best
    own = np.empty(7, dtype=np.uint64)
    common = np.empty(7, dtype=np.uint64)
    for pair in range(tables.first_pair[need], tables.first_pair[need + 1]):
        who = tables.provider[pair]
        offer = who - len(tables.free)
        least = tables.pair_cost[pair] + (0 if tables.direct[pair] or offer >= 0 else cheapest)
        if least - tables.change_cost >= best_cost:
            continue
        if offer >= 0:
            if not offer_is_open(tables, booking, need, offer):
                continue
            only_start(tables.offer_start[offer], own)
        else:
            visitor_starts(tables, booking, need, who, suiting, own)
            if first_start(own) == OPEN:
                continue
        if tables.direct[pair]:
            start, saved = start_and_discount(tables, need, who, NOBODY, own)
            if start != OPEN and tables.pair_cost[pair] - saved < best_cost:
                best, best_cost = (who, NOBODY, start), tables.pair_cost[pair] - saved
            continue
        for i in range(end - first if offer >= 0 else n_with_time):
            entry = first + i if offer >= 0 else with_time[i]
            m = tables.mediator[entry]
            minutes = tables.offer_minutes[offer, m] if offer >= 0 else tables.visit_minutes[entry]
            cost = tables.pair_cost[pair] + minutes + tables.mediator_cost
            if cost - tables.change_cost >= best_cost or not bridges_to(tables, need, m, who):
                continue
            if offer >= 0:
                if not mediator_joins(tables, booking, need, offer, m):
                    continue
                common[:] = own
            else:
                for day in range(7):
                    common[day] = own[day] & of_mediator[entry - first, day]
            start, saved = start_and_discount(tables, need, who, m, common)
            if start != OPEN and cost - saved < best_cost:
                best, best_cost = (who, m, start), cost - saved
    return best


@compiled
def fill(tables: Tables, booking: Booking, order: Longs, provider: Numbers, mediator: Numbers, start: Numbers) -> None:
    """Give each need of the order that is still open its cheapest option that fits, in place."""
    for need in order:
        if start[need] == OPEN:
            who, m, cell = cheapest_option(tables, booking, need)
            if cell != OPEN:
                provider[need], mediator[need], start[need] = who, m, cell
                book(tables, booking, need, who, m, cell)


def fill_in_order(options: Options, settled: Plan, order: Longs) -> Plan:
    """The settled plan, and then each need of the order its cheapest option that still fits."""
    plan = Plan(provider=settled.provider.copy(), mediator=settled.mediator.copy(), start=settled.start.copy())
    fill(tables_of(options), booking_of(options, settled), order, plan.provider, plan.mediator, plan.start)
    return plan


def greedy_plan(options: Options, settled: Plan) -> Plan:
    """The settled plan (of the pins), and then needs by weight and id, each its cheapest option that still fits."""
    return fill_in_order(options, settled, np.argsort(-options.weight, kind="stable"))
