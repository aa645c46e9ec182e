"""
Small numbers are hidden, each with partners, so that none can be computed back.

A table with its totals is a network: every number is an arc between two balances (its row's and its column's), and
whatever can be changed along a circle of hidden arcs without breaking a balance cannot be computed from what is shown.
So each small number gets the cheapest circle of numbers to hide with it (Kelly, Golden and Assad, 1992). Zeros are
shown and never hidden: everybody may know that a hidden number is at least 1, and the circles stand that.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALLEST = 5
"""The least number of people or needs that is shown, zero aside."""
_WORTH_OF_SITE, _WORTH_OF_CITY = 2, 100
# Sums that many people look at are the last to be hidden.
_Counts = NDArray[np.int64]
_Node = Hashable


@dataclass(frozen=True, slots=True)
class Arc:
    """
    A number in two balances: raising it takes from ``tail`` and gives to ``head``.

    Attributes
    ----------
    key
        What it is called in the answer.
    value
        The number, >= 0.
    price
        What hiding it as a partner costs.
    """

    key: Hashable
    value: int
    tail: _Node
    head: _Node
    price: int


def is_small(value: int) -> bool:
    """Whether the number itself must not be shown."""
    return 0 < value < SMALLEST


def hidden_keys(arcs: Iterable[Arc]) -> frozenset[Hashable]:
    """Which numbers to hide: the small ones and the partners that protect them."""
    arcs = [arc for arc in arcs if arc.value > 0]
    around: dict[_Node, list[tuple[_Node, Arc]]] = {}
    for arc in arcs:
        around.setdefault(arc.tail, []).append((arc.head, arc))
        around.setdefault(arc.head, [])
        # A hidden number is at least 1: what is 1 cannot be lowered.
        if arc.value > 1:
            around[arc.head].append((arc.tail, arc))
    hidden = {arc.key for arc in arcs if is_small(arc.value)}
    safe: set[Hashable] = set()
    for arc in sorted((arc for arc in arcs if arc.key in hidden), key=lambda arc: -arc.value):
        if arc.key in safe:
            continue
        ways = [_cheapest_way(around, hidden, arc, arc.head, arc.tail)]
        if arc.value > 1 and ways[0][0] > 0:
            ways.append(_cheapest_way(around, hidden, arc, arc.tail, arc.head))
        circle = min(ways, key=lambda way: way[0])[1]
        hidden.update(circle)
        safe.update(circle, (arc.key,))
    return frozenset(hidden)


def _cheapest_way(
    around: dict[_Node, list[tuple[_Node, Arc]]], hidden: set[Hashable], without: Arc, start: _Node, goal: _Node
) -> tuple[float, list[Hashable]]:
    """Price of the numbers to hide on the best way that avoids one arc, and all numbers on it."""
    best: dict[_Node, float] = {start: 0.0}
    came: dict[_Node, tuple[_Node, Arc]] = {}
    queue: list[tuple[float, int, _Node]] = [(0.0, 0, start)]
    pushed = 0
    while queue:
        cost, _, node = heappop(queue)
        if node == goal:
            break
        if cost > best[node]:
            continue
        for other, arc in around[node]:
            if arc is without:
                continue
            further = cost if arc.key in hidden else cost + arc.price
            if further < best.get(other, float("inf")):
                best[other] = further
                came[other] = (node, arc)
                pushed += 1
                heappush(queue, (further, pushed, other))
    if goal not in best:
        return float("inf"), []
    way = []
    node = goal
    while node != start:
        node, arc = came[node]
        way.append(arc.key)
    return best[goal], way


@dataclass(frozen=True, slots=True)
class Shown:
    """
    What may be shown of a table of districts by something, with totals of sites, districts and columns.

    Attributes
    ----------
    cells, sites
        Whether each number may be shown: (rows + 1, columns + 1) and (sites, columns + 1); the last row and column
        hold the totals.
    """

    cells: NDArray[np.bool_]
    sites: NDArray[np.bool_]


def shown(counts: _Counts, site_of: Sequence[int] | None = None) -> Shown:
    """
    Which numbers of a table may be shown.

    Parameters
    ----------
    counts
        (rows, columns), whole numbers >= 0; rows are districts or whatever else.
    site_of
        Site of each row, 0, 1, ...; without it the rows belong together.

    Raises
    ------
    ValueError
        When the sites do not fit the rows, or a number is below zero.
    """
    sites = tuple(site_of) if site_of is not None else (0,) * len(counts)
    if len(sites) != len(counts) or (counts < 0).any():
        raise ValueError("expected counts >= 0 and one site per row")
    table = np.ascontiguousarray(counts, dtype=np.int64)
    return _shown(table.tobytes(), table.shape, sites)


@lru_cache(maxsize=8192)
def _shown(table: bytes, shape: tuple[int, int], site_of: tuple[int, ...]) -> Shown:
    # Past weeks do not change, so most tables have been seen before.
    counts = np.frombuffer(table, dtype=np.int64).reshape(shape)
    n_sites = max(site_of, default=-1) + 1
    cells, sites = np.ones((shape[0] + 1, shape[1] + 1), bool), np.ones((n_sites, shape[1] + 1), bool)
    keys: Iterable[Any] = hidden_keys(_arcs(counts, site_of, n_sites))
    for level, row, column in keys:
        (cells if level == "cell" else sites)[row, column] = False
    return Shown(cells, sites)


def _arcs(counts: _Counts, site_of: Sequence[int], n_sites: int) -> list[Arc]:
    """The table as a network: balances per district, per site and column, per column, and of the last row."""
    n_columns = counts.shape[1]
    whole = np.hstack([counts, counts.sum(axis=1, keepdims=True)])
    arcs: list[Arc] = []

    def add(key: Hashable, value: int, tail: _Node, head: _Node, column: int, worth: int) -> None:
        # Totals of rows run against their parts.
        ends = (head, tail) if column == n_columns else (tail, head)
        arcs.append(Arc(key, value, *ends, price=value * worth))

    for column in range(n_columns + 1):
        per_site = [0] * n_sites
        for row, value in enumerate(whole[:, column].tolist()):
            add(("cell", row, column), value, ("row", row), ("site", site_of[row], column), column, 1)
            per_site[site_of[row]] += value
        for site, value in enumerate(per_site):
            add(("site", site, column), value, ("site", site, column), ("top", column), column, _WORTH_OF_SITE)
        add(("cell", len(counts), column), sum(per_site), ("top", column), "all", column, _WORTH_OF_CITY)
    return arcs
