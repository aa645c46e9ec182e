"""
Compiled profits: what an option pays a need when every meeting, seat and half hour of a helper has its price.

Prices and worths are whole numbers, in parts of a point (``PriceSearch.part``): sums are exact, whatever the machine.
"""

from typing import NamedTuple

import numpy as np

from matcher.bits import lowest_bit
from matcher.compiling import leaf
from matcher.options import NOBODY
from matcher.people import Flags, Longs, Numbers
from matcher.plan import OPEN, Tables, first_start, holds, keeps_proposal, option_cost, static_starts
from matcher.week import CELLS_PER_DAY, Cells

NEVER = -(2**60)
"""Profit of what can not be."""
NO_PRICE = 2**60
"""Price of what can not be."""


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


class Wishes(NamedTuple):
    """
    What each need looks at, best first: places in its lists of providers and mediators, rows first[n] to first[n + 1].
    """

    first: Longs
    pair: Longs
    entry: Longs


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


@leaf
def price_of_cells(prices: Prices, start: int, half_hours: int, first: int, second: int) -> int:
    """Price of a meeting's half hours to one or two people (NOBODY for none)."""
    price = 0
    if first >= 0 and prices.priced[first]:
        for cell in range(start, start + half_hours):
            price += prices.cell[first, cell]
    if second >= 0 and prices.priced[second]:
        for cell in range(start, start + half_hours):
            price += prices.cell[second, cell]
    return price


@leaf
def cheapest_start(prices: Prices, starts: Cells, half_hours: int, first: int, second: int) -> tuple[int, int]:
    """Start at which the cells of one or two people (NOBODY for none) cost least, and that price; OPEN when empty."""
    best, best_price = first_start(starts), 0
    priced = (first >= 0 and prices.priced[first]) or (second >= 0 and prices.priced[second])
    if best == OPEN or not priced:
        return best, best_price
    best_price = 2**62
    for day in range(7):
        left = starts[day]
        while left:
            start = day * CELLS_PER_DAY + lowest_bit(left)
            left &= left - np.uint64(1)
            price = price_of_cells(prices, start, half_hours, first, second)
            if price < best_price:
                best, best_price = start, price
                if price == 0:
                    return best, best_price
    return best, best_price


@leaf
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


@leaf
def option_profit(
    tables: Tables, market: Market, prices: Prices, need: int, pair: int, entry: int, starts: Cells
) -> tuple[int, int]:
    """
    Profit and best start of a need with the provider and mediator at these places of its lists (NOBODY for none).

    Profit is NEVER when they have no start in common. ``starts`` is room for seven numbers.
    """
    who = tables.provider[pair] if pair >= 0 else NOBODY
    m = tables.mediator[entry] if entry >= 0 else NOBODY
    offer = who - len(tables.free)
    cost = option_cost(tables, need, pair, entry)
    if offer >= 0:
        if m >= 0 and not tables.joins_offer[tables.waiver[need], offer, m]:
            return NEVER, OPEN
        start = tables.offer_start[offer]
        saved = tables.change_cost if keeps_proposal(tables, need, who, m, start) else 0
        profit = market.worth[need] - (cost - saved) * market.minute - prices.seat[offer] * tables.seats[need]
        if m >= 0:
            profit -= price_of_joining(tables, market, prices, offer, tables.mediators[m])
        return profit, start
    person = tables.mediators[m] if m >= 0 else NOBODY
    for day in range(7):
        starts[day] = tables.starts[need, day]
    if who >= 0:
        static_starts(tables, need, who, starts, starts)
    if person >= 0:
        static_starts(tables, need, person, starts, starts)
    half_hours = tables.half_hours[need]
    start, price = cheapest_start(prices, starts, half_hours, who, person)
    if start == OPEN:
        return NEVER, OPEN
    saved = 0
    if keeps_proposal(tables, need, who, m, tables.proposed_start[need]):
        proposed = tables.proposed_start[need]
        if proposed < 0:
            saved = tables.change_cost
        elif holds(starts, proposed):
            at_proposed = price_of_cells(prices, proposed, half_hours, who, person)
            if at_proposed - tables.change_cost * market.minute <= price:
                start, price, saved = proposed, at_proposed, tables.change_cost
    profit = market.worth[need] - (cost - saved) * market.minute - price
    length = market.of_need[need]
    if who >= 0:
        profit -= prices.meeting[who, length]
    if person >= 0:
        profit -= prices.meeting[person, length]
    return profit, start


@leaf
def most_of_pair(tables: Tables, market: Market, prices: Prices, need: int, pair: int) -> int:
    """No option of the need with this provider has more profit, the mediator's part left out."""
    who = tables.provider[pair]
    most = market.worth[need] - (tables.pair_cost[pair] - tables.change_cost) * market.minute
    if who >= len(tables.free):
        return most - prices.seat[who - len(tables.free)] * tables.seats[need]
    return most - prices.meeting[who, market.of_need[need]]


@leaf
def price_of_mediator(tables: Tables, market: Market, prices: Prices, need: int, pair: int, entry: int) -> int:
    """What a mediator takes off the profit at least; her half hours of a visit (pair: NOBODY or a person) left out."""
    m = tables.mediator[entry]
    person = tables.mediators[m]
    offer = tables.provider[pair] - len(tables.free) if pair >= 0 else NOBODY
    if offer >= 0:
        minutes = tables.offer_minutes[offer, m]
        price = prices.meeting[person, market.of_offer[offer]]
    else:
        minutes = tables.visit_minutes[entry]
        price = prices.meeting[person, market.of_need[need]]
    return price + (minutes + tables.mediator_cost) * market.minute


@leaf
def most_of_option(tables: Tables, market: Market, prices: Prices, need: int, pair: int, entry: int) -> int:
    """An option at these places of the need's lists has no more profit than this; half hours of a visit left out."""
    most = market.worth[need] if pair < 0 else most_of_pair(tables, market, prices, need, pair)
    return most if entry < 0 else most - price_of_mediator(tables, market, prices, need, pair, entry)


@leaf
def price_starts(prices: Prices, person: int, half_hours: int, starts: Cells, at: Longs) -> int:
    """Write the price of a person's half hours at each start into ``at``; returns the least, NO_PRICE without start."""
    least = NO_PRICE
    priced = prices.priced[person]
    for day in range(7):
        left = starts[day]
        while left:
            start = day * CELLS_PER_DAY + lowest_bit(left)
            left &= left - np.uint64(1)
            price = 0
            if priced:
                for cell in range(start, start + half_hours):
                    price += prices.cell[person, cell]
            at[start] = price
            least = min(least, price)
    return least


@leaf
def cheapest_together(first: Cells, second: Cells, first_at: Longs, second_at: Longs) -> tuple[int, int]:
    """Start in both sets at which two people's half hours cost least, and that price; OPEN and NO_PRICE for none."""
    best, least = OPEN, NO_PRICE
    for day in range(7):
        left = first[day] & second[day]
        while left:
            start = day * CELLS_PER_DAY + lowest_bit(left)
            left &= left - np.uint64(1)
            price = first_at[start] + second_at[start]
            if price < least:
                best, least = start, price
    return best, least
