"""
A scenario in numbers: what the models and the search work on.

Groups that stay together are one block, so that no model has to ask for it; contiguity is still a matter of units.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from matcher.travel import TravelMinutes
from scenarios.planning.minutes import minutes_to_sites
from scenarios.scenario import Scenario

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """
    Units, blocks and sites by number, in the order of the scenario.

    Attributes
    ----------
    graph
        Units and their common borders.
    blocks
        Units by block; every unit is in exactly one.
    block_of
        Block by unit, ``(n_units,)``.
    households
        By block, ``(n_blocks,)``.
    travel
        Households * minutes of a block at a site, ``(n_blocks, n_sites)``; exact sums are made by ``measures``.
    own_unit
        Unit each site stands in, ``(n_sites,)``.
    allowed
        Whether a block may be served by a site, ``(n_blocks, n_sites)``: fixed units, and with contiguity what the
        site's own unit can reach.
    openable, must_open
        Sites that may, and that must be open, ``(n_sites,)``.
    """

    scenario: Scenario
    graph: "nx.Graph[int]"
    blocks: tuple[tuple[int, ...], ...]
    block_of: Longs
    households: Longs
    travel: Floats
    own_unit: Longs
    allowed: Flags
    openable: Flags
    must_open: Flags

    @property
    def contiguous(self) -> bool:
        """Whether catchments must be connected and hold the site's own unit."""
        return self.scenario.contiguous

    @property
    def n_sites(self) -> int:
        """How many candidate sites there are."""
        return len(self.own_unit)

    def yearly_cost(self, sites: Iterable[int]) -> Fraction:
        """Euro a year of these sites, exact."""
        return sum((Fraction(self.scenario.sites[site].yearly_cost) for site in sites), Fraction(0))

    def affordable(self, sites: Iterable[int]) -> bool:
        """Whether the budget pays for them."""
        budget = self.scenario.yearly_budget
        return budget is None or self.yearly_cost(sites) <= Fraction(budget)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """
    Open sites and the site of every block, by number.

    Attributes
    ----------
    sites
        Sorted.
    site_of
        By block.
    """

    sites: tuple[int, ...]
    site_of: tuple[int, ...]


def problem_of(scenario: Scenario, travel: TravelMinutes) -> Problem:
    """The scenario in numbers."""
    number_of = {unit.id: number for number, unit in enumerate(scenario.units)}
    site_number = {site.id: number for number, site in enumerate(scenario.sites)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(scenario.units)))
    graph.add_edges_from((number_of[a], number_of[b]) for a, b in scenario.adjacency)
    blocks = _blocks(scenario, number_of)
    block_of = np.empty(len(scenario.units), dtype=np.int64)
    for number, block in enumerate(blocks):
        block_of[list(block)] = number
    households = np.array([unit.households for unit in scenario.units], dtype=np.float64)
    by_unit = households[:, np.newaxis] * minutes_to_sites(scenario, travel)
    own_unit = np.array([number_of[site.unit] for site in scenario.sites], dtype=np.int64)
    fixed = [(number_of[one.unit], site_number[one.site]) for one in scenario.fixed]
    allowed, openable = _allowed(fixed, blocks, block_of, own_unit)
    if scenario.contiguous:
        _forbid_out_of_reach(allowed, openable, graph, blocks, block_of, own_unit)
    return Problem(
        scenario=scenario,
        graph=graph,
        blocks=blocks,
        block_of=block_of,
        households=np.array(
            [sum(scenario.units[unit].households for unit in block) for block in blocks], dtype=np.int64
        ),
        travel=np.array([by_unit[list(block)].sum(axis=0) for block in blocks]),
        own_unit=own_unit,
        allowed=allowed,
        openable=openable,
        must_open=_must_open(scenario, fixed),
    )


def _blocks(scenario: Scenario, number_of: Mapping[str, int]) -> tuple[tuple[int, ...], ...]:
    """Units joined by groups that stay together, in the order of their first unit."""
    joined: nx.Graph[int] = nx.Graph()
    joined.add_nodes_from(range(len(scenario.units)))
    for group in scenario.together:
        nx.add_path(joined, [number_of[unit] for unit in group])
    return tuple(sorted(tuple(sorted(block)) for block in nx.connected_components(joined)))


def _allowed(
    fixed: list[tuple[int, int]], blocks: tuple[tuple[int, ...], ...], block_of: Longs, own_unit: Longs
) -> tuple[Flags, Flags]:
    """What fixed units leave; every site can open so far."""
    allowed = np.ones((len(blocks), len(own_unit)), dtype=bool)
    for unit, site in fixed:
        others = np.arange(len(own_unit)) != site
        allowed[block_of[unit], others] = False
    return allowed, np.ones(len(own_unit), dtype=bool)


def _forbid_out_of_reach(
    allowed: Flags,
    openable: Flags,
    graph: "nx.Graph[int]",
    blocks: tuple[tuple[int, ...], ...],
    block_of: Longs,
    own_unit: Longs,
) -> None:
    """A site serves what its own unit reaches through units it may serve; without its own unit it cannot open."""
    for site, own in enumerate(own_unit.tolist()):
        before = -1
        while allowed[:, site].sum() != before and allowed[block_of[own], site]:
            before = allowed[:, site].sum()
            inside = graph.subgraph(np.flatnonzero(allowed[block_of, site]).tolist())
            reached = nx.node_connected_component(inside, own)
            for number, block in enumerate(blocks):
                allowed[number, site] = allowed[number, site] and reached.issuperset(block)
        if not allowed[block_of[own], site]:
            allowed[:, site] = False
            openable[site] = False


def _must_open(scenario: Scenario, fixed: list[tuple[int, int]]) -> Flags:
    must_open = np.array([site.existing for site in scenario.sites], dtype=bool)
    must_open[[site for _, site in fixed]] = True
    return must_open


def band(problem: Problem, k: int) -> tuple[Fraction, Fraction]:
    """Least and most households of a catchment inside the band."""
    mean, slack = Fraction(problem.scenario.households, k), Fraction(problem.scenario.balance_slack)
    return mean - slack * mean, mean + slack * mean
