"""
Compiled choice of the option that pays a need best: among all its options, or among those on a short list.
"""

from typing import NamedTuple

import numpy as np

from matcher.compiling import compiled, leaf
from matcher.options import NOBODY
from matcher.people import Flags, Longs
from matcher.plan import OPEN, Tables, bridges_to, option_cost, static_starts
from matcher.pricing import (
    NEVER,
    NO_PRICE,
    Market,
    Prices,
    cheapest_together,
    most_of_option,
    most_of_pair,
    option_profit,
    price_of_mediator,
    price_starts,
)
from matcher.week import CELLS_PER_DAY, Cells


class Pool(NamedTuple):
    """
    Options that each need found best at some time, the last found first: places of provider and mediator.

    Attributes
    ----------
    pair, entry
        Shape (n, size).
    n_found
        How many there are of each need, shape (n,).
    """

    pair: Longs
    entry: Longs
    n_found: Longs


@leaf
def remember(pool: Pool, need: int, pair: int, entry: int) -> None:
    """Put an option first in the need's pool; the last one goes when the pool is full."""
    size = pool.pair.shape[1]
    row = 0
    while row < pool.n_found[need] and (pool.pair[need, row] != pair or pool.entry[need, row] != entry):
        row += 1
    if row == pool.n_found[need]:
        if row == size:
            row -= 1
        else:
            pool.n_found[need] += 1
    while row > 0:
        pool.pair[need, row], pool.entry[need, row] = pool.pair[need, row - 1], pool.entry[need, row - 1]
        row -= 1
    pool.pair[need, 0], pool.entry[need, 0] = pair, entry


@leaf
def best_of_pool(
    tables: Tables, market: Market, prices: Prices, pool: Pool, need: int, starts: Cells
) -> tuple[int, int, int, int]:
    """As ``most_profitable``, among the options of the pool alone; ``starts`` is room for seven numbers."""
    best = NEVER if market.pinned[need] else 0
    best_pair, best_entry, best_start = NOBODY, NOBODY, OPEN
    for row in range(pool.n_found[need]):
        pair, entry = pool.pair[need, row], pool.entry[need, row]
        if most_of_option(tables, market, prices, need, pair, entry) > best:
            profit, start = option_profit(tables, market, prices, need, pair, entry, starts)
            if profit > best:
                best, best_pair, best_entry, best_start = profit, pair, entry, start
    return best, best_pair, best_entry, best_start


class Room(NamedTuple):
    """
    Room for the choice of one need, so that choosing makes no arrays.

    Attributes
    ----------
    price
        What each mediator takes off the profit at least, shape (n_mediators,); NO_PRICE for who can not visit.
    filled
        Whether her starts and the prices of her half hours are known, shape (n_mediators,).
    starts, at
        Her starts, shape (n_mediators, 7), and the price of her half hours at each, shape (n_mediators, 336).
    own, own_at, in_hand
        Likewise of the provider in hand, shapes (7,) and (336,); her place in the need's list and the least of her
        prices, shape (2,).
    spare
        A set of starts, shape (7,).
    """

    price: Longs
    filled: Flags
    starts: Cells
    at: Longs
    own: Cells
    own_at: Longs
    in_hand: Longs
    spare: Cells


@compiled
def make_room(tables: Tables) -> Room:
    """Room for the need with most mediators."""
    most = 0
    for need in range(len(tables.first_mediator) - 1):
        most = max(most, tables.first_mediator[need + 1] - tables.first_mediator[need])
    return Room(
        np.empty(most, dtype=np.int64),
        np.empty(most, dtype=np.bool_),
        np.empty((most, 7), dtype=np.uint64),
        np.empty((most, 7 * CELLS_PER_DAY), dtype=np.int64),
        np.empty(7, dtype=np.uint64),
        np.empty(7 * CELLS_PER_DAY, dtype=np.int64),
        np.empty(2, dtype=np.int64),
        np.empty(7, dtype=np.uint64),
    )


@leaf
def enter_room(tables: Tables, market: Market, prices: Prices, room: Room, need: int) -> int:
    """
    Make the room ready for a need that visits serve.

    Returns
    -------
    What a mediator takes off the profit of any visit at least; NO_PRICE when there is none. Below 0 when one would else
    stay idle: a provider must not be passed over before a mediator's part is counted.
    """
    first, cheapest = tables.first_mediator[need], NO_PRICE
    for entry in range(first, tables.first_mediator[need + 1]):
        room.filled[entry - first] = False
        room.price[entry - first] = NO_PRICE
        if tables.visit_minutes[entry] >= 0:
            price = price_of_mediator(tables, market, prices, need, NOBODY, entry)
            room.price[entry - first] = price
            cheapest = min(cheapest, price)
    room.in_hand[0] = NOBODY
    return cheapest


@leaf
def profit_of_visit(
    tables: Tables, market: Market, prices: Prices, room: Room, need: int, pair: int, entry: int, floor: int
) -> tuple[int, int]:
    """Profit and start of a visit with a mediator in a room entered for the need; NEVER for ``floor`` at most."""
    if tables.visit_minutes[entry] < 0:  # she can only join an offer
        return NEVER, OPEN
    who, m, row = tables.provider[pair], tables.mediator[entry], entry - tables.first_mediator[need]
    most = most_of_pair(tables, market, prices, need, pair) - room.price[row]
    if most <= floor or not bridges_to(tables, need, m, who):
        return NEVER, OPEN
    person, half_hours = tables.mediators[m], tables.half_hours[need]
    if not room.filled[row]:
        room.filled[row] = True
        static_starts(tables, need, person, tables.starts[need], room.starts[row])
        least = price_starts(prices, person, half_hours, room.starts[row], room.at[row])
        room.price[row] += least
        most -= least
    if room.in_hand[0] != pair:
        room.in_hand[0] = pair
        static_starts(tables, need, who, tables.starts[need], room.own)
        room.in_hand[1] = price_starts(prices, who, half_hours, room.own, room.own_at)
    if most - room.in_hand[1] <= floor:
        return NEVER, OPEN
    start, price = cheapest_together(room.own, room.starts[row], room.own_at, room.at[row])
    if start == OPEN:
        return NEVER, OPEN
    if tables.proposed_provider[need] == who and tables.proposed_mediator[need] == m:
        return option_profit(tables, market, prices, need, pair, entry, room.spare)
    length = market.of_need[need]
    profit = market.worth[need] - option_cost(tables, need, pair, entry) * market.minute - price
    return profit - prices.meeting[who, length] - prices.meeting[person, length], start


@leaf
def most_profitable(
    tables: Tables, market: Market, prices: Prices, pool: Pool, room: Room, need: int
) -> tuple[int, int, int, int]:
    """
    Profit, provider's place, mediator's place and start of the option that pays a need best.

    Start OPEN, and profit 0, when staying open pays as much; a pinned need takes the best option at any loss. The pool
    is looked at first: a good guess saves looking at most others.
    """
    best, best_pair, best_entry, best_start = best_of_pool(tables, market, prices, pool, need, room.spare)
    first, end = tables.first_mediator[need], tables.first_mediator[need + 1]
    if tables.interpreting[need]:
        for entry in range(first, end):
            price = price_of_mediator(tables, market, prices, need, NOBODY, entry)
            if market.worth[need] - price > best:
                profit, start = option_profit(tables, market, prices, need, NOBODY, entry, room.spare)
                if profit > best:
                    best, best_pair, best_entry, best_start = profit, NOBODY, entry, start
        return best, best_pair, best_entry, best_start
    cheapest = enter_room(tables, market, prices, room, need)
    for pair in range(tables.first_pair[need], tables.first_pair[need + 1]):
        most = most_of_pair(tables, market, prices, need, pair)
        who = tables.provider[pair]
        if tables.direct[pair]:
            if most > best:
                profit, start = option_profit(tables, market, prices, need, pair, NOBODY, room.spare)
                if profit > best:
                    best, best_pair, best_entry, best_start = profit, pair, NOBODY, start
        elif who >= len(tables.free):
            for entry in range(first, end):
                if bridges_to(tables, need, tables.mediator[entry], who) and most > best + price_of_mediator(
                    tables, market, prices, need, pair, entry
                ):
                    profit, start = option_profit(tables, market, prices, need, pair, entry, room.spare)
                    if profit > best:
                        best, best_pair, best_entry, best_start = profit, pair, entry, start
        elif most - cheapest > best:
            for entry in range(first, end):
                if most - room.price[entry - first] <= best:
                    continue  # seen here, because the call costs more than the rest
                profit, start = profit_of_visit(tables, market, prices, room, need, pair, entry, best)
                if profit > best:
                    best, best_pair, best_entry, best_start = profit, pair, entry, start
    return best, best_pair, best_entry, best_start


@compiled
def profits(tables: Tables, market: Market, prices: Prices, pool: Pool, needs: Longs) -> Longs:
    """Most profit of each need."""
    found = np.empty(len(needs), dtype=np.int64)
    _write_profits(tables, market, prices, pool, make_room(tables), needs, found)
    return found


@leaf
def _write_profits(
    tables: Tables, market: Market, prices: Prices, pool: Pool, room: Room, needs: Longs, found: Longs
) -> None:
    for i, need in enumerate(needs):
        found[i] = most_profitable(tables, market, prices, pool, room, need)[0]
