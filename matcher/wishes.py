"""What each need should look at first: the options that pay best at the prices."""

import numpy as np

from matcher.bits import compiled, leaf
from matcher.moves import Wishes
from matcher.options import NOBODY
from matcher.people import Longs
from matcher.plan import OPEN, Tables, bridges_to
from matcher.pricing import NEVER, Market, Prices, most_of_pair, option_profit, price_of_mediator
from matcher.week import Cells


def wishes_of(tables: Tables, market: Market, prices: Prices, needs: Longs, n_needs: int, most: int) -> Wishes:
    """Up to ``most`` best-paying (provider, mediator) choices of each of the needs, best first."""
    return Wishes(*_all_wishes(tables, market, prices, needs, n_needs, most))


@leaf
def _insert(best: Longs, n_found: int, profit: int, pair: int, entry: int) -> int:
    """Put an option among the best, which are in order of profit; how many there are now."""
    most = len(best)
    if n_found == most and profit <= best[most - 1, 0]:
        return n_found
    row = min(n_found, most - 1)
    while row > 0 and best[row - 1, 0] < profit:
        for column in range(3):
            best[row, column] = best[row - 1, column]
        row -= 1
    best[row, 0], best[row, 1], best[row, 2] = profit, pair, entry
    return min(n_found + 1, most)


@leaf
def _wishes_of(tables: Tables, market: Market, prices: Prices, need: int, best: Longs, starts: Cells) -> int:
    """Write the options that pay a need best, with profit, places of provider and mediator; returns their number."""
    found = 0
    first, end = tables.first_mediator[need], tables.first_mediator[need + 1]
    if tables.interpreting[need]:
        for entry in range(first, end):
            profit, start = option_profit(tables, market, prices, need, NOBODY, entry, starts)
            if start != OPEN:
                found = _insert(best, found, profit, NOBODY, entry)
        return found
    for pair in range(tables.first_pair[need], tables.first_pair[need + 1]):
        least = best[-1, 0] if found == len(best) else NEVER
        most = most_of_pair(tables, market, prices, need, pair)
        if tables.direct[pair]:
            if most <= least:
                continue
            profit, start = option_profit(tables, market, prices, need, pair, NOBODY, starts)
            if start != OPEN:
                found = _insert(best, found, profit, pair, NOBODY)
            continue
        who = tables.provider[pair]
        for entry in range(first, end):
            if who < len(tables.free) and tables.visit_minutes[entry] < 0:
                continue
            if not bridges_to(tables, need, tables.mediator[entry], who):
                continue
            if most - price_of_mediator(tables, market, prices, need, pair, entry) <= least:
                continue
            profit, start = option_profit(tables, market, prices, need, pair, entry, starts)
            if start != OPEN and profit > NEVER:
                found = _insert(best, found, profit, pair, entry)
    return found


@compiled
def _all_wishes(
    tables: Tables, market: Market, prices: Prices, needs: Longs, n_needs: int, most: int
) -> tuple[Longs, Longs, Longs]:
    first = np.zeros(n_needs + 1, dtype=np.int64)
    pairs = np.empty(len(needs) * most, dtype=np.int64)
    entries = np.empty(len(needs) * most, dtype=np.int64)
    best = np.empty((most, 3), dtype=np.int64)
    starts = np.empty(7, dtype=np.uint64)
    filled, i = 0, 0
    for need in range(n_needs):
        first[need] = filled
        if i < len(needs) and needs[i] == need:
            i += 1
            for row in range(_wishes_of(tables, market, prices, need, best, starts)):
                pairs[filled], entries[filled] = best[row, 1], best[row, 2]
                filled += 1
    first[n_needs] = filled
    return first, pairs[:filled].copy(), entries[:filled].copy()
