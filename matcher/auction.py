"""
Compiled search for prices: needs choose one at a time, what they take becomes dearer, and supply makes it cheaper.

This is a subgradient method on the Lagrangian dual in which every need's choice is answered at once (incremental
subgradient, Nedic and Bertsekas 2001); with all needs at once everybody would pick the same cheap helper.
"""

from typing import NamedTuple

import numpy as np

from matcher.bits import lowest_bit
from matcher.choosing import Pool, Room, best_of_pool, make_room, most_profitable, remember
from matcher.compiling import compiled, leaf
from matcher.options import NOBODY
from matcher.patterns import UNIT
from matcher.people import Longs
from matcher.plan import OPEN, Tables
from matcher.pricing import Market, Prices
from matcher.week import CELLS_PER_DAY


class Supply(NamedTuple):
    """
    What there is of everything.

    Attributes
    ----------
    first, counts
        Largest patterns of each volunteer, see ``Patterns``.
    seats
        Seats left by offer.
    idle
        What a volunteer costs who stays unused, shape (v,); 0 on level 1.
    """

    first: Longs
    counts: Longs
    seats: Longs
    idle: Longs


@leaf
def best_pattern(supply: Supply, prices: Prices, volunteer: int) -> tuple[int, int]:
    """The pattern that earns most at the prices, and what it earns, in parts of UNIT."""
    best, most = -1, -1
    for pattern in range(supply.first[volunteer], supply.first[volunteer + 1]):
        earned = 0
        for length in range(supply.counts.shape[1]):
            price = prices.meeting[volunteer, length] + prices.bonus[volunteer]
            earned += supply.counts[pattern, length] * price
        if earned > most:
            best, most = pattern, earned
    return best, most


@leaf
def _take(prices: Prices, volunteer: int, length: int, step: int) -> None:
    """One meeting taken: its price rises, and the volunteer pays less to be asked."""
    less = min(step, prices.bonus[volunteer])
    prices.bonus[volunteer] -= less
    for other in range(prices.meeting.shape[1]):
        prices.meeting[volunteer, other] += less
    prices.meeting[volunteer, length] += step


@leaf
def _take_cells_of_offer(tables: Tables, prices: Prices, person: int, offer: int, cell_step: int) -> None:
    if cell_step:
        prices.priced[person] = True
        for day in range(7):
            left = tables.offer_cells[offer, day]
            while left:
                prices.cell[person, day * CELLS_PER_DAY + lowest_bit(left)] += cell_step
                left &= left - np.uint64(1)


@leaf
def raise_prices(
    tables: Tables, market: Market, prices: Prices, need: int, who: int, m: int, start: int, step: int, cell_step: int
) -> None:
    """What a need takes becomes dearer by a step."""
    n_volunteers = len(tables.free)
    person = tables.mediators[m] if m >= 0 else NOBODY
    if who >= n_volunteers:
        offer = who - n_volunteers
        prices.seat[offer] += step * tables.seats[need]
        if person >= 0:
            _take(prices, person, market.of_offer[offer], step)
            _take_cells_of_offer(tables, prices, person, offer, cell_step)
        return
    for one in (who, person):
        if one >= 0:
            _take(prices, one, market.of_need[need], step)
            if cell_step:
                prices.priced[one] = True
                for cell in range(start, start + tables.half_hours[need]):
                    prices.cell[one, cell] += cell_step


@leaf
def lower_prices(supply: Supply, prices: Prices, step: int, cell_step: int, parts: int) -> None:
    """What there is of everything makes it cheaper: one of several equal parts of a sweep."""
    for volunteer in range(len(prices.meeting)):
        pattern, _ = best_pattern(supply, prices, volunteer)
        old_bonus = prices.bonus[volunteer]
        bonus = min(supply.idle[volunteer], old_bonus + step // parts)
        prices.bonus[volunteer] = bonus
        for length in range(prices.meeting.shape[1]):
            less = step * supply.counts[pattern, length] // (UNIT * parts)
            price = max(0, prices.meeting[volunteer, length] + old_bonus - less)
            prices.meeting[volunteer, length] = price - bonus
        if cell_step and prices.priced[volunteer]:
            any_left = False
            for cell in range(7 * CELLS_PER_DAY):
                left = max(0, prices.cell[volunteer, cell] - cell_step // parts)
                prices.cell[volunteer, cell] = left
                any_left |= left > 0
            prices.priced[volunteer] = any_left
    for offer in range(len(prices.seat)):
        prices.seat[offer] = max(0, prices.seat[offer] - step * supply.seats[offer] // parts)


@leaf
def supply_value(supply: Supply, prices: Prices) -> int:
    """What everything there is earns at the prices, rounded up."""
    total = 0
    for volunteer in range(len(prices.meeting)):
        _, earned = best_pattern(supply, prices, volunteer)
        total += -(-earned // UNIT) + supply.idle[volunteer] - prices.bonus[volunteer]
    for offer in range(len(prices.seat)):
        total += supply.seats[offer] * prices.seat[offer]
    for volunteer in range(len(prices.cell)):
        for cell in range(7 * CELLS_PER_DAY):
            total += prices.cell[volunteer, cell]
    return total


@compiled
def sweep(
    tables: Tables, market: Market, supply: Supply, prices: Prices, pool: Pool, order: Longs, every: int, turn: int,
    step: int, cell_step: int, parts: int,
) -> Longs:  # fmt: skip
    """
    Every need of the order chooses once; prices and pools change in place.

    One need in ``every`` looks at all its options, by ``turn`` another one each time; the others at their pool.

    Returns
    -------
    Weight that chose to be served, by group number; as long as the largest group needs.
    """
    chosen = np.zeros(tables.group.max() + 1 if len(tables.group) else 1, dtype=np.int64)
    room = make_room(tables)
    for part in range(parts):
        some = order[part * len(order) // parts : (part + 1) * len(order) // parts]
        _choose(tables, market, prices, pool, room, some, every, turn, step, cell_step, chosen)
        lower_prices(supply, prices, step, cell_step, parts)
    return chosen


@leaf
def _choose(
    tables: Tables, market: Market, prices: Prices, pool: Pool, room: Room, order: Longs, every: int, turn: int,
    step: int, cell_step: int, chosen: Longs,
) -> None:  # fmt: skip
    """Every need of the order chooses once; adds the weight that chose to be served."""
    for need in order:
        if need % every == turn % every:
            _, pair, entry, start = most_profitable(tables, market, prices, pool, room, need)
        else:
            _, pair, entry, start = best_of_pool(tables, market, prices, pool, need, room.spare)
        if start != OPEN:
            remember(pool, need, pair, entry)
            chosen[tables.group[need]] += tables.weight[need]
            who = tables.provider[pair] if pair >= 0 else NOBODY
            m = tables.mediator[entry] if entry >= 0 else NOBODY
            raise_prices(tables, market, prices, need, who, m, start, step, cell_step)
