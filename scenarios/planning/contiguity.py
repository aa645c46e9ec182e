"""Connected catchments: whether they are, and which rows forbid one that is not."""

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from scenarios.planning.problem import Choice, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """
    A row every plan obeys: a block goes to a site only if a block between them does.

    Attributes
    ----------
    block, site
        What is cut off.
    between
        Blocks of the units that any connection runs through.
    """

    block: int
    site: int
    between: frozenset[int]


def neighbour_rows(problem: Problem) -> Iterator[Separation]:
    """For each unit and site: one of its neighbours is served there as well. Rows that say nothing are left out."""
    for unit in problem.graph:
        block = int(problem.block_of[unit])
        around = set(problem.graph[unit])
        between = frozenset(int(problem.block_of[other]) for other in around)
        if block in between:
            continue
        for site, own in enumerate(problem.own_unit.tolist()):
            if problem.allowed[block, site] and unit != own and own not in around:
                yield Separation(block=block, site=site, between=between)


def separations(problem: Problem, choice: Choice) -> Iterator[Separation]:
    """What is cut off in a choice: for every piece away from its site's own unit one row per block in it."""
    for site in choice.sites:
        served = [unit for unit in problem.graph if choice.site_of[problem.block_of[unit]] == site]
        own = int(problem.own_unit[site])
        for piece in nx.connected_components(problem.graph.subgraph(served)):
            if own not in piece:
                between = _between(problem, piece, own)
                for block in sorted({int(problem.block_of[unit]) for unit in piece}):
                    yield Separation(block=block, site=site, between=between)


def _between(problem: Problem, piece: set[int], own: int) -> frozenset[int]:
    """Blocks of the units that border the piece and are reached from the site's own unit without crossing others."""
    border = set(nx.node_boundary(problem.graph, piece))
    if own in border:
        return frozenset({int(problem.block_of[own])})
    outside = problem.graph.subgraph(set(problem.graph) - border)
    near = nx.node_connected_component(outside, own)
    return frozenset(int(problem.block_of[unit]) for unit in border & set(nx.node_boundary(problem.graph, near)))


def connected(problem: Problem, choice: Choice) -> bool:
    """Whether every catchment is connected and holds its site's own unit."""
    for site in choice.sites:
        served = [unit for unit in problem.graph if choice.site_of[problem.block_of[unit]] == site]
        if int(problem.own_unit[site]) not in served or not nx.is_connected(problem.graph.subgraph(served)):
            return False
    return True
