"""What each need should look at first: the options that pay best at the prices."""

import numpy as np

from matcher.choosing import Pool, Room, enter_room, make_room, profit_of_visit
from matcher.compiling import compiled, leaf
from matcher.options import NOBODY, Options
from matcher.people import Longs
from matcher.plan import OPEN, Booking, Tables, bridges_to, empty_booking, first_start
from matcher.pricing import NEVER, Market, Prices, Wishes, most_of_pair, option_profit
from matcher.proposals import kept_starts


def wishes_of(
    tables: Tables, market: Market, prices: Prices, pool: Pool, needs: Longs, n_needs: int, most: int
) -> Wishes:
    """Up to ``most`` best-paying (provider, mediator) choices of each of the needs, best first."""
    return Wishes(*_all_wishes(tables, market, prices, pool, needs, n_needs, most))


def with_proposals(options: Options, tables: Tables, wishes: Wishes) -> Wishes:
    """The wishes, and before them last week's proposal of every need that could keep it."""
    return Wishes(*_with_proposals(tables, empty_booking(options), wishes))


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
def _listed(best: Longs, n_found: int, pair: int, entry: int) -> bool:
    for row in range(n_found):  # noqa: SIM110, the compiler is faster with a loop
        if best[row, 1] == pair and best[row, 2] == entry:
            return True
    return False


@leaf
def _wishes_of(tables: Tables, market: Market, prices: Prices, pool: Pool, room: Room, need: int, best: Longs) -> int:
    """Write the options that pay a need best, with profit, places of provider and mediator; returns their number."""
    found = 0
    # A good beginning saves looking at most others.
    for row in range(pool.n_found[need]):
        pair, entry = pool.pair[need, row], pool.entry[need, row]
        profit, start = option_profit(tables, market, prices, need, pair, entry, room.spare)
        if start != OPEN:
            found = _insert(best, found, profit, pair, entry)
    first, end = tables.first_mediator[need], tables.first_mediator[need + 1]
    if tables.interpreting[need]:
        for entry in range(first, end):
            profit, start = option_profit(tables, market, prices, need, NOBODY, entry, room.spare)
            if start != OPEN and not _listed(best, found, NOBODY, entry):
                found = _insert(best, found, profit, NOBODY, entry)
        return found
    cheapest = enter_room(tables, market, prices, room, need)
    for pair in range(tables.first_pair[need], tables.first_pair[need + 1]):
        least = best[-1, 0] if found == len(best) else NEVER
        most = most_of_pair(tables, market, prices, need, pair)
        visits = tables.provider[pair] < len(tables.free)
        if tables.direct[pair]:
            if most > least and not _listed(best, found, pair, NOBODY):
                profit, start = option_profit(tables, market, prices, need, pair, NOBODY, room.spare)
                if start != OPEN:
                    found = _insert(best, found, profit, pair, NOBODY)
            continue
        if visits and most - cheapest <= least:
            continue
        for entry in range(first, end):
            least = best[-1, 0] if found == len(best) else NEVER
            if visits:
                if most - room.price[entry - first] <= least:
                    continue  # seen here, because the call costs more than the rest
                profit, start = profit_of_visit(tables, market, prices, room, need, pair, entry, least)
            elif bridges_to(tables, need, tables.mediator[entry], tables.provider[pair]):
                profit, start = option_profit(tables, market, prices, need, pair, entry, room.spare)
            else:
                continue
            if start != OPEN and profit > least and not _listed(best, found, pair, entry):
                found = _insert(best, found, profit, pair, entry)
    return found


@compiled
def _all_wishes(
    tables: Tables, market: Market, prices: Prices, pool: Pool, needs: Longs, n_needs: int, most: int
) -> tuple[Longs, Longs, Longs]:
    first = np.zeros(n_needs + 1, dtype=np.int64)
    pairs = np.empty(len(needs) * most, dtype=np.int64)
    entries = np.empty(len(needs) * most, dtype=np.int64)
    best = np.empty((most, 3), dtype=np.int64)
    filled = _write_wishes(tables, market, prices, pool, make_room(tables), needs, first, pairs, entries, best)
    return first, pairs[:filled].copy(), entries[:filled].copy()


@leaf
def _write_wishes(
    tables: Tables, market: Market, prices: Prices, pool: Pool, room: Room, needs: Longs, first: Longs, pairs: Longs,
    entries: Longs, best: Longs,
) -> int:  # fmt: skip
    filled, i = 0, 0
    for need in range(len(first) - 1):
        first[need] = filled
        if i < len(needs) and needs[i] == need:
            i += 1
            for row in range(_wishes_of(tables, market, prices, pool, room, need, best)):
                pairs[filled], entries[filled] = best[row, 1], best[row, 2]
                filled += 1
    first[len(first) - 1] = filled
    return filled


@compiled
def _with_proposals(tables: Tables, booking: Booking, wishes: Wishes) -> tuple[Longs, Longs, Longs]:
    n_needs = len(wishes.first) - 1
    first = np.zeros(n_needs + 1, dtype=np.int64)
    pairs = np.empty(len(wishes.pair) + n_needs, dtype=np.int64)
    entries = np.empty(len(wishes.pair) + n_needs, dtype=np.int64)
    starts = np.empty(7, dtype=np.uint64)
    filled = 0
    for need in range(n_needs):
        first[need] = filled
        wished = range(wishes.first[need], wishes.first[need + 1])
        if len(wished) == 0:
            continue
        pair, entry = kept_starts(tables, booking, need, starts)
        possible = first_start(starts) != OPEN
        if possible:
            pairs[filled], entries[filled] = pair, entry
            filled += 1
        for row in wished:
            if not possible or wishes.pair[row] != pair or wishes.entry[row] != entry:
                pairs[filled], entries[filled] = wishes.pair[row], wishes.entry[row]
                filled += 1
    first[n_needs] = filled
    return first, pairs[:filled].copy(), entries[:filled].copy()
