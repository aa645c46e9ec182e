"""
Compiled choice under prices: what a need takes when every meeting, seat and half hour of a helper has its price.

Prices and worths are whole numbers, in parts of a point (``Market.scale``): sums are exact, whatever the machine.
"""

from typing import NamedTuple

import numba as nb
import numpy as np

from matcher.bits import lowest_bit
from matcher.joining import common_starts
from matcher.options import NO_PROPOSAL, NOBODY, WAIVES_TIME
from matcher.people import Flags, Longs, Numbers
from matcher.plan import OPEN, Tables, bridges_to, first_start, start_and_discount
from matcher.week import CELLS_PER_DAY, Cells

NEVER = -(2**60)
"""Profit of what can not be."""


class Prices(NamedTuple):
    """
    Prices of what helpers have.

    Attributes
    ----------
    meeting
        Of one meeting by volunteer and kind of length, shape (v, n_lengths), the bonus taken off: at least -bonus.
    bonus
        Paid by a volunteer who would else stay idle, for every meeting; at least 0.
    seat
        Of one seat by offer, at least 0.
    cell
        Of half an hour by volunteer and cell of the week, shape (v, 336), at least 0.
    priced
        Volunteers with a cell that has a price.
    """

    meeting: Longs
    bonus: Longs
    seat: Longs
    cell: Longs
    priced: Flags


class Market(NamedTuple):
    """
    What a need is offered for being served.

    Attributes
    ----------
    worth
        Worth of serving each need, shape (n,).
    minute
        Worth of a minute of cost: 0 on level 1.
    of_need, of_offer
        Kind of length, see ``Patterns``.
    pinned
        Needs that must take an option, whatever it is worth.
    """

    worth: Longs
    minute: int
    of_need: Numbers
    of_offer: Numbers
    pinned: Flags


@nb.njit(cache=True)
def static_starts(tables: Tables, need: int, volunteer: int) -> Cells:
    """Starts that suit the household and a volunteer when nothing is booked, shape (7,)."""
    times = tables.unbooked if tables.waiver[need] & WAIVES_TIME else tables.free
    return common_starts(volunteer, tables.half_hours[need], tables.starts[need], times)


@nb.njit(cache=True)
def cheapest_start(prices: Prices, starts: Cells, half_hours: int, first: int, second: int) -> tuple[int, int]:
    """Start at which the cells of one or two people (NOBODY for none) cost least, and that price; OPEN when empty."""
    priced_first = first >= 0 and prices.priced[first]
    priced_second = second >= 0 and prices.priced[second]
    best, best_price = first_start(starts), np.int64(0)
    if best == OPEN or not (priced_first or priced_second):
        return best, best_price
    best_price = np.int64(2**62)
    for day in range(7):
        left = starts[day]
        while left:
            bit = lowest_bit(left)
            left &= left - np.uint64(1)
            start = day * CELLS_PER_DAY + bit
            price = np.int64(0)
            for cell in range(start, start + half_hours):
                if priced_first:
                    price += prices.cell[first, cell]
                if priced_second:
                    price += prices.cell[second, cell]
            if price < best_price:
                best, best_price = start, price
                if price == 0:
                    return best, best_price
    return best, best_price


@nb.njit(cache=True)
def price_of_joining(tables: Tables, market: Market, prices: Prices, offer: int, person: int) -> int:
    """Price of a mediator at all times of an offer."""
    price = prices.meeting[person, market.of_offer[offer]]
    if prices.priced[person]:
        for day in range(7):
            left = tables.offer_cells[offer, day]
            while left:
                price += prices.cell[person, day * CELLS_PER_DAY + lowest_bit(left)]
                left &= left - np.uint64(1)
    return price


@nb.njit(cache=True)
def visit_profit(
    tables: Tables, market: Market, prices: Prices, need: int, who: int, m: int, cost: int, starts: Cells
) -> tuple[int, int]:
    """
    Profit and start of a visit by a provider (NOBODY for interpreting), with or without mediator.

    ``cost`` counts a change of the proposal, given back here where it is kept; its start is weighed against the others.
    """
    length = market.of_need[need]
    half_hours = tables.half_hours[need]
    person = tables.mediators[m] if m >= 0 else NOBODY
    start, price = cheapest_start(prices, starts, half_hours, who, person)
    if start == OPEN:
        return NEVER, start
    kept, saved = start_and_discount(tables, need, who, m, starts)
    if saved and tables.proposed_start[need] >= 0:
        only = np.zeros(7, dtype=np.uint64)
        only[kept // CELLS_PER_DAY] = np.uint64(1) << np.uint64(kept % CELLS_PER_DAY)
        _, price_kept = cheapest_start(prices, only, half_hours, who, person)
        if price_kept - saved * market.minute <= price:
            start, price = kept, price_kept
        else:
            saved = 0
    profit = market.worth[need] - (cost - saved) * market.minute - price
    if who >= 0:
        profit -= prices.meeting[who, length]
    if person >= 0:
        profit -= prices.meeting[person, length]
    return profit, start


@nb.njit(cache=True)
def offer_profit(
    tables: Tables, market: Market, prices: Prices, need: int, who: int, m: int, cost: int
) -> tuple[int, int]:
    """Profit and start of an offer, with or without mediator; ``cost`` as for a visit."""
    offer = who - len(tables.free)
    start = tables.offer_start[offer]
    only = np.zeros(7, dtype=np.uint64)
    only[start // CELLS_PER_DAY] = np.uint64(1) << np.uint64(start % CELLS_PER_DAY)
    _, saved = start_and_discount(tables, need, who, m, only)
    profit = market.worth[need] - (cost - saved) * market.minute - prices.seat[offer] * tables.seats[need]
    if m >= 0:
        profit -= price_of_joining(tables, market, prices, offer, tables.mediators[m])
    return profit, start


@nb.njit(cache=True)
def most_profitable(tables: Tables, market: Market, prices: Prices, need: int) -> tuple[int, int, int, int]:
    """Profit, provider, mediator and start of the option that pays a need best; profit NEVER when it has none."""
    best = (np.int64(NEVER), NOBODY, NOBODY, OPEN)
    first, end = tables.first_mediator[need], tables.first_mediator[need + 1]
    length = market.of_need[need]
    cheapest_mediator = np.int64(2**60)
    of_mediator = np.zeros((end - first, 7), dtype=np.uint64)
    for entry in range(first, end):
        if tables.visit_minutes[entry] >= 0:
            person = tables.mediators[tables.mediator[entry]]
            cost = (tables.visit_minutes[entry] + tables.mediator_cost) * market.minute
            cheapest_mediator = min(cheapest_mediator, prices.meeting[person, length] + cost)
            of_mediator[entry - first] = static_starts(tables, need, person)
    if tables.interpreting[need]:
        base = 0 if tables.proposed_provider[need] == NO_PROPOSAL else tables.change_cost
        for entry in range(first, end):
            m = tables.mediator[entry]
            cost = base + tables.visit_minutes[entry] + tables.mediator_cost
            profit, start = visit_profit(tables, market, prices, need, NOBODY, m, cost, of_mediator[entry - first])
            if profit > best[0]:
                best = (profit, NOBODY, m, start)
        return best
    for pair in range(tables.first_pair[need], tables.first_pair[need + 1]):
        who = tables.provider[pair]
        cost = tables.pair_cost[pair]
        most = market.worth[need] - (cost - tables.change_cost) * market.minute
        if who >= len(tables.free):
            if most - prices.seat[who - len(tables.free)] * tables.seats[need] <= best[0]:
                continue
            if tables.direct[pair]:
                profit, start = offer_profit(tables, market, prices, need, who, NOBODY, cost)
                if profit > best[0]:
                    best = (profit, who, NOBODY, start)
                continue
            for entry in range(first, end):
                m = tables.mediator[entry]
                if (
                    bridges_to(tables, need, m, who)
                    and tables.joins_offer[tables.waiver[need], who - len(tables.free), m]
                ):
                    whole = cost + tables.offer_minutes[who - len(tables.free), m] + tables.mediator_cost
                    profit, start = offer_profit(tables, market, prices, need, who, m, whole)
                    if profit > best[0]:
                        best = (profit, who, m, start)
            continue
        most -= prices.meeting[who, length]
        if tables.direct[pair]:
            if most > best[0]:
                own = static_starts(tables, need, who)
                profit, start = visit_profit(tables, market, prices, need, who, NOBODY, cost, own)
                if profit > best[0]:
                    best = (profit, who, NOBODY, start)
            continue
        if most - cheapest_mediator <= best[0]:
            continue
        own = static_starts(tables, need, who)
        for entry in range(first, end):
            m = tables.mediator[entry]
            if tables.visit_minutes[entry] < 0 or not bridges_to(tables, need, m, who):
                continue
            extra = tables.visit_minutes[entry] + tables.mediator_cost
            if most - extra * market.minute - prices.meeting[tables.mediators[m], length] <= best[0]:
                continue
            common = own & of_mediator[entry - first]
            profit, start = visit_profit(tables, market, prices, need, who, m, cost + extra, common)
            if profit > best[0]:
                best = (profit, who, m, start)
    return best


@nb.njit(cache=True)
def profits(tables: Tables, market: Market, prices: Prices, needs: Longs) -> Longs:
    """Most profit of each need: of its best option, or 0 for staying open unless it is pinned."""
    found = np.empty(len(needs), dtype=np.int64)
    for i, need in enumerate(needs):
        profit = most_profitable(tables, market, prices, need)[0]
        found[i] = profit if market.pinned[need] else max(profit, 0)
    return found
