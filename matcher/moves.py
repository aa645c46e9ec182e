"""
Compiled local search: a need takes what it wants, whoever stands in the way is put out and looks for another place.

Simulated annealing with ejection and repair. The value that is searched is A x service - B x cost; level 1 and level 2
differ only in A, B and the temperature.
"""

import numpy as np

from matcher.bits import lowest_bit
from matcher.chance import random_below
from matcher.compiling import leaf
from matcher.moving import Aim, Search, free_starts, keep_best, place, remove
from matcher.options import NOBODY
from matcher.people import Longs
from matcher.plan import OPEN, Booking, Tables, holds, keeps_proposal, only_start, static_starts
from matcher.pricing import Wishes
from matcher.week import CELLS_PER_DAY, Cells

MOST_EJECTED = 6
_TRIES_OF_REPAIR = 12


@leaf
def _some_start(tables: Tables, search: Search, need: int, pair: int, entry: int, starts: Cells) -> int:
    """Last week's start if the option is last week's, else any of the set; OPEN when it is empty."""
    count = 0
    for day in range(7):
        left = starts[day]
        while left:
            left &= left - np.uint64(1)
            count += 1
    if count == 0:
        return OPEN
    proposed = tables.proposed_start[need]
    if proposed >= 0 and holds(starts, proposed):
        who = tables.provider[pair] if pair >= 0 else NOBODY
        m = tables.mediator[entry] if entry >= 0 else NOBODY
        if keeps_proposal(tables, need, who, m, proposed):
            return proposed
    wanted = random_below(search.random, count)
    for day in range(7):
        left = starts[day]
        while left:
            if wanted == 0:
                return day * CELLS_PER_DAY + lowest_bit(left)
            left &= left - np.uint64(1)
            wanted -= 1
    return OPEN


@leaf
def _static(tables: Tables, need: int, pair: int, entry: int, out: Cells) -> None:
    """Write the starts of the option when nothing is booked."""
    who = tables.provider[pair] if pair >= 0 else NOBODY
    offer = who - len(tables.free)
    if offer >= 0:
        only_start(tables.offer_start[offer], out)
        return
    for day in range(7):
        out[day] = tables.starts[need, day]
    if who >= 0:
        static_starts(tables, need, who, out, out)
    if entry >= 0:
        static_starts(tables, need, tables.mediators[tables.mediator[entry]], out, out)


@leaf
def _cells(tables: Tables, search: Search, need: int, pair: int, start: int, day: int) -> np.uint64:
    """Cells of a day that the need's meeting takes."""
    offer = (tables.provider[pair] if pair >= 0 else NOBODY) - len(tables.free)
    if offer >= 0:
        return tables.offer_cells[offer, day]
    if start // CELLS_PER_DAY != day:
        return np.uint64(0)
    return ((np.uint64(1) << np.uint64(tables.half_hours[need])) - np.uint64(1)) << np.uint64(start % CELLS_PER_DAY)


@leaf
def _overlaps(tables: Tables, search: Search, other: int, need: int, pair: int, start: int) -> bool:
    for day in range(7):
        if _cells(tables, search, other, search.pair[other], search.start[other], day) & _cells(
            tables, search, need, pair, start, day
        ):
            return True
    return False


@leaf
def _put_out_overlapping(
    tables: Tables, booking: Booking, aim: Aim, search: Search, head: int, need: int, pair: int, start: int,
    ejected: Longs, n_ejected: int,
) -> int:  # fmt: skip
    """Remove needs of the list that overlap; their number so far, or -1 when that is not allowed."""
    node = search.head[head]
    while node >= 0:
        other = node // 3
        node = search.after[node]
        if _overlaps(tables, search, other, need, pair, start):
            if aim.pinned[other] or n_ejected >= MOST_EJECTED:
                return -1
            ejected[n_ejected, 0], ejected[n_ejected, 1] = other, search.pair[other]
            ejected[n_ejected, 2], ejected[n_ejected, 3] = search.entry[other], search.start[other]
            n_ejected += 1
            remove(tables, booking, aim, search, other)
    return n_ejected


@leaf
def _put_out_lightest(
    tables: Tables, booking: Booking, aim: Aim, search: Search, head: int, ejected: Longs, n_ejected: int
) -> int:
    """Remove one need of the list, the lightest or (one time in four) any; the number so far, or -1."""
    count, lightest = 0, -1
    node = search.head[head]
    while node >= 0:
        other = node // 3
        if not aim.pinned[other]:
            count += 1
            if lightest < 0 or tables.weight[other] < tables.weight[lightest]:
                lightest = other
        node = search.after[node]
    if count == 0 or n_ejected >= MOST_EJECTED:
        return -1
    if count > 1 and random_below(search.random, 4) == 0:
        wanted = random_below(search.random, count)
        node = search.head[head]
        while node >= 0:
            other = node // 3
            if not aim.pinned[other]:
                if wanted == 0:
                    lightest = other
                    break
                wanted -= 1
            node = search.after[node]
    ejected[n_ejected, 0], ejected[n_ejected, 1] = lightest, search.pair[lightest]
    ejected[n_ejected, 2], ejected[n_ejected, 3] = search.entry[lightest], search.start[lightest]
    remove(tables, booking, aim, search, lightest)
    return n_ejected + 1


@leaf
def _make_room(
    tables: Tables, booking: Booking, aim: Aim, search: Search, need: int, pair: int, entry: int, start: int,
    ejected: Longs, n_ejected: int,
) -> int:  # fmt: skip
    """Put out whoever stands in the way of an option; the number put out so far, or -1 when it can not be."""
    who = tables.provider[pair] if pair >= 0 else NOBODY
    offer = who - len(tables.free)
    n_providers = len(tables.free) + len(tables.offer_start)
    half_hours = tables.offer_half_hours[offer] if offer >= 0 else tables.half_hours[need]
    n_ejected = _put_out_overlapping(
        tables, booking, aim, search, n_providers + tables.attendee[need], need, pair, start, ejected, n_ejected
    )
    if offer >= 0:
        while n_ejected >= 0 and booking.seats_left[offer] < tables.seats[need]:
            n_ejected = _put_out_lightest(tables, booking, aim, search, who, ejected, n_ejected)
    for role in range(2):
        person = NOBODY
        if role == 0 and offer < 0:
            person = who
        if role == 1 and entry >= 0:
            person = tables.mediators[tables.mediator[entry]]
        if person < 0 or n_ejected < 0:
            continue
        n_ejected = _put_out_overlapping(tables, booking, aim, search, person, need, pair, start, ejected, n_ejected)
        while n_ejected >= 0 and (booking.matches_left[person] < 1 or booking.half_hours_left[person] < half_hours):
            n_ejected = _put_out_lightest(tables, booking, aim, search, person, ejected, n_ejected)
    return n_ejected


@leaf
def _repair(tables: Tables, booking: Booking, aim: Aim, search: Search, wishes: Wishes, need: int) -> bool:
    """Serve a need by one of its first wishes that fits, from a random one of them on."""
    first = wishes.first[need]
    tries = min(_TRIES_OF_REPAIR, wishes.first[need + 1] - first)
    if tries == 0:
        return False
    shift = random_below(search.random, tries) if random_below(search.random, 2) else 0
    for i in range(tries):
        row = first + (i + shift) % tries
        free_starts(tables, booking, need, wishes.pair[row], wishes.entry[row], search.starts)
        start = _some_start(tables, search, need, wishes.pair[row], wishes.entry[row], search.starts)
        if start != OPEN:
            place(tables, booking, aim, search, need, wishes.pair[row], wishes.entry[row], start)
            return True
    return False


@leaf
def _move(
    tables: Tables, booking: Booking, aim: Aim, search: Search, wishes: Wishes, need: int, threshold: float,
    ejected: Longs,
) -> None:  # fmt: skip
    """
    Let a need take one of its wishes.

    Undone when the searched value falls by more than the threshold, or too few proposals stay kept.
    """
    n_wishes = wishes.first[need + 1] - wishes.first[need]
    if n_wishes == 0:
        return
    # Better wishes more often: the smaller of two draws.
    row = wishes.first[need] + min(random_below(search.random, n_wishes), random_below(search.random, n_wishes))
    pair, entry = wishes.pair[row], wishes.entry[row]
    before, noted = search.value[2], search.n_changed[0]
    service, cost = search.value[0], search.value[1]
    n_ejected = 0
    if search.start[need] != OPEN:
        ejected[0, 0], ejected[0, 1] = need, search.pair[need]
        ejected[0, 2], ejected[0, 3] = search.entry[need], search.start[need]
        remove(tables, booking, aim, search, need)
        n_ejected = 1
    free_starts(tables, booking, need, pair, entry, search.starts)
    start = _some_start(tables, search, need, pair, entry, search.starts)
    n_out = n_ejected
    if start == OPEN:
        _static(tables, need, pair, entry, search.starts)
        start = _some_start(tables, search, need, pair, entry, search.starts)
        n_out = _make_room(tables, booking, aim, search, need, pair, entry, start, ejected, n_ejected)
    if n_out >= 0:
        place(tables, booking, aim, search, need, pair, entry, start)
        for i in range(n_ejected, n_out):
            _repair(tables, booking, aim, search, wishes, ejected[i, 0])
        if search.value[2] - before >= -threshold and search.n_kept[0] >= aim.least_kept:
            return
    _undo(tables, booking, aim, search, need, ejected, noted)
    # Sums of floating point changes must not drift over millions of undone moves.
    search.value[0], search.value[1], search.value[2] = service, cost, before


@leaf
def _undo(tables: Tables, booking: Booking, aim: Aim, search: Search, need: int, ejected: Longs, noted: int) -> None:
    """Take back a move: remove everything it placed, then place again everything it put out."""
    if search.start[need] != OPEN:
        remove(tables, booking, aim, search, need)
    for i in range(len(ejected)):
        if ejected[i, 0] >= 0 and search.start[ejected[i, 0]] != OPEN:
            remove(tables, booking, aim, search, ejected[i, 0])
    for i in range(len(ejected)):
        if ejected[i, 0] >= 0:
            place(tables, booking, aim, search, ejected[i, 0], ejected[i, 1], ejected[i, 2], ejected[i, 3])
    search.n_changed[0] = noted


@leaf
def anneal(
    tables: Tables, booking: Booking, aim: Aim, search: Search, wishes: Wishes, needs: Longs, ejected: Longs,
    n_moves: int, first_temperature: float, last_temperature: float,
) -> None:  # fmt: skip
    """
    Move ``n_moves`` times while the temperature (in units of the searched value) falls from the first to the last.

    A plan is better than the best when it serves more, or as much at less cost.
    """
    cooling = (last_temperature / first_temperature) ** (1.0 / max(1, n_moves))
    temperature = first_temperature
    for _ in range(n_moves):
        temperature *= cooling
        need = needs[random_below(search.random, len(needs))]
        if search.start[need] != OPEN and random_below(search.random, 2):
            need = needs[random_below(search.random, len(needs))]
        for i in range(len(ejected)):
            ejected[i, 0] = -1
        threshold = -temperature * np.log((random_below(search.random, 1 << 30) + 1) / float(1 << 30))
        _move(tables, booking, aim, search, wishes, need, threshold, ejected)
        service, best = search.value[0], search.best_value[0]
        if service > best + 1e-7 or (service > best - 1e-7 and search.value[1] < search.best_value[1] - 1e-7):
            keep_best(search)
