"""
Compiled search for good plans: blocks move between neighbouring catchments, and sites within them.

All in one file, because compiled code is made anew only when its own file changes.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.chance import random_below
from matcher.compiling import leaf

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NONE, BAND, MAX_LOAD = 0, 1, 2
_LEAST_GAIN = 1e-9
_FINE = 1 << 30
CLOSED = -1
TRAVEL, COST, WORTH = 0, 1, 2
_SITE_MOVES, _EXCHANGES = 0.1, 0.4
"""Shares of the moves; in the others a block goes alone."""


class Facts(NamedTuple):
    """
    A problem as arrays; lists of different length lie one after another, each from its ``first`` to that of the next.

    Attributes
    ----------
    units, first_unit
        Units by block.
    neighbours, first_neighbour
        Neighbouring units by unit.
    costs
        Yearly cost by site, in the unit of ``budget``.
    """

    units: Longs
    first_unit: Longs
    block_of: Longs
    neighbours: Longs
    first_neighbour: Longs
    households: Longs
    travel: Floats
    own_unit: Longs
    allowed: Flags
    must_open: Flags
    costs: Floats
    budget: float
    contiguous: bool


class Walk(NamedTuple):
    """
    A plan on the move.

    Attributes
    ----------
    site_of, opened
        Site by block, and the open ones.
    place
        Where a site stands in ``opened``, -1 for closed ones.
    loads
        Households by place.
    sums
        Travel, yearly cost and worth.
    seen, queue
        Scratch, one per unit; ``mark`` is the last number written into ``seen``.
    random
        State of the random numbers, ``(1,)``.
    """

    site_of: Longs
    opened: Longs
    place: Longs
    loads: Floats
    sums: Floats
    seen: Longs
    queue: Longs
    mark: Longs
    random: NDArray[np.uint64]


class Aim(NamedTuple):
    """
    What makes a plan good: travel_price * travel + price * imbalance above enough.

    Attributes
    ----------
    balance
        ``NONE``, ``BAND`` or ``MAX_LOAD``.
    low, high
        The band, in households.
    """

    balance: int
    low: float
    high: float
    enough: float
    travel_price: float
    price: float


@leaf
def _above(loads: Floats, aim: Aim) -> float:
    """
    Imbalance above ``enough``.

    Of the largest catchments all count that are larger than enough: a walk has to see which way is better.
    """
    above = 0.0
    if aim.balance == MAX_LOAD:
        for load in loads:
            above += max(0.0, load - aim.enough)
    elif aim.balance == BAND:
        for load in loads:
            above += max(0.0, load - aim.high, aim.low - load)
        above = max(0.0, above - aim.enough)
    return above


@leaf
def worth(travel: float, loads: Floats, aim: Aim) -> float:
    """What is minimised."""
    return aim.travel_price * travel + aim.price * _above(loads, aim)


@leaf
def _share(walk: Walk) -> float:
    """A number from 0 to 1."""
    return random_below(walk.random, _FINE) / _FINE


@leaf
def _connected(facts: Facts, walk: Walk, site: int) -> bool:
    """Whether all units of a site are reached from its own unit."""
    own = facts.own_unit[site]
    if walk.site_of[facts.block_of[own]] != site:
        return False
    walk.mark[0] += 1
    mark = walk.mark[0]
    walk.seen[own] = mark
    walk.queue[0] = own
    n_seen, at = 1, 0
    while at < n_seen:
        unit = walk.queue[at]
        at += 1
        for index in range(facts.first_neighbour[unit], facts.first_neighbour[unit + 1]):
            other = facts.neighbours[index]
            if walk.seen[other] != mark and walk.site_of[facts.block_of[other]] == site:
                walk.seen[other] = mark
                walk.queue[n_seen] = other
                n_seen += 1
    n_served = 0
    for block in range(len(walk.site_of)):
        if walk.site_of[block] == site:
            n_served += facts.first_unit[block + 1] - facts.first_unit[block]
    return n_seen == n_served


@leaf
def _beside(facts: Facts, walk: Walk, block: int) -> int:
    """A site the block could move to: that of a random neighbour, or any open one where borders do not matter."""
    if not facts.contiguous:
        return walk.opened[random_below(walk.random, len(walk.opened))]
    first = facts.first_unit[block]
    unit = facts.units[first + random_below(walk.random, facts.first_unit[block + 1] - first)]
    first, end = facts.first_neighbour[unit], facts.first_neighbour[unit + 1]
    if first == end:
        return walk.site_of[block]
    return walk.site_of[facts.block_of[facts.neighbours[first + random_below(walk.random, end - first)]]]


@leaf
def _accepted(walk: Walk, then: float, temperature: float) -> bool:
    now = walk.sums[WORTH]
    return then <= now or _share(walk) < np.exp((now - then) / temperature)


@leaf
def _move_site(facts: Facts, aim: Aim, walk: Walk, temperature: float) -> None:
    """A catchment gets another site, with contiguity one that stands in it."""
    new = random_below(walk.random, len(facts.own_unit))
    old = walk.opened[random_below(walk.random, len(walk.opened))]
    if facts.contiguous:
        old = walk.site_of[facts.block_of[facts.own_unit[new]]]
    cost = walk.sums[COST] - facts.costs[old] + facts.costs[new]
    if walk.place[new] != CLOSED or facts.must_open[old] or cost > facts.budget:
        return
    travel = walk.sums[TRAVEL]
    for block in range(len(walk.site_of)):
        if walk.site_of[block] == old:
            if not facts.allowed[block, new]:
                return
            travel += facts.travel[block, new] - facts.travel[block, old]
    then = worth(travel, walk.loads, aim)
    if not _accepted(walk, then, temperature):
        return
    for block in range(len(walk.site_of)):
        if walk.site_of[block] == old:
            walk.site_of[block] = new
    number = walk.place[old]
    walk.place[old], walk.place[new] = CLOSED, number
    walk.opened[number] = new
    walk.sums[TRAVEL], walk.sums[COST], walk.sums[WORTH] = travel, cost, then


@leaf
def _move_block(facts: Facts, aim: Aim, walk: Walk, temperature: float, exchange: bool) -> None:
    """A block goes to another catchment; in an exchange another block comes back for it."""
    block = random_below(walk.random, len(walk.site_of))
    source, target = walk.site_of[block], _beside(facts, walk, block)
    if source == target or not facts.allowed[block, target]:
        return
    travel = walk.sums[TRAVEL] + facts.travel[block, target] - facts.travel[block, source]
    moved = facts.households[block]
    back = block
    if exchange:
        back = random_below(walk.random, len(walk.site_of))
        if walk.site_of[back] != target or not facts.allowed[back, source]:
            return
        travel += facts.travel[back, source] - facts.travel[back, target]
        moved -= facts.households[back]
    walk.loads[walk.place[source]] -= moved
    walk.loads[walk.place[target]] += moved
    then = worth(travel, walk.loads, aim)
    if _accepted(walk, then, temperature):
        # With no exchange the second line is overwritten by the first.
        walk.site_of[back] = source
        walk.site_of[block] = target
        if not facts.contiguous or (_connected(facts, walk, source) and _connected(facts, walk, target)):
            walk.sums[TRAVEL], walk.sums[WORTH] = travel, then
            return
        walk.site_of[back] = target
        walk.site_of[block] = source
    walk.loads[walk.place[source]] += moved
    walk.loads[walk.place[target]] -= moved


@leaf
def _note(found: Longs, kept: Longs) -> None:
    for number in range(len(found)):
        kept[number] = found[number]


@leaf
def anneal(
    facts: Facts,
    aim: Aim,
    walk: Walk,
    first_temperature: float,
    last_temperature: float,
    moves: int,
    best_site_of: Longs,
    best_opened: Longs,
) -> float:
    """Walk on and keep the best plan met, in arrays that hold the first one at the start; returns its worth."""
    best = walk.sums[WORTH]
    cooling = (last_temperature / first_temperature) ** (1.0 / moves)
    temperature = first_temperature
    for _ in range(moves):
        temperature *= cooling
        kind = _share(walk)
        if kind < _SITE_MOVES:
            _move_site(facts, aim, walk, temperature)
        else:
            _move_block(facts, aim, walk, temperature, kind < _SITE_MOVES + _EXCHANGES)
        if walk.sums[WORTH] < best - _LEAST_GAIN:
            best = walk.sums[WORTH]
            _note(walk.site_of, best_site_of)
            _note(walk.opened, best_opened)
    return best
