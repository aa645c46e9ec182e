"""Without balance and borders the problem is the p-median problem."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from scenarios.planning.solve import solve_plans
from scenarios.scenario import Scenario, Site, SiteMinutes, Unit
from scenarios.validate import validate
from tests.scenarios.planning.enumerating import TRAVEL


def sparse_graph(nodes: int, edges: int, p: int, seed: int) -> tuple[Scenario, np.ndarray]:
    """Every node of a random connected graph is a unit and a candidate; minutes are shortest paths."""
    random = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(nodes, edges, seed=seed)
    parts = [min(part) for part in nx.connected_components(graph)]
    nx.add_path(graph, parts)
    for a, b in graph.edges:
        graph[a][b]["weight"] = int(random.integers(1, 100))
    paths = dict(nx.all_pairs_dijkstra_path_length(graph))
    minutes = np.array([[paths[a][b] for b in range(nodes)] for a in range(nodes)])
    ids = [f"n{number:03}" for number in range(nodes)]
    households = random.integers(0, 100, size=nodes)
    scenario = Scenario(
        units=tuple(Unit(id=id_, households=int(n), lat=51.5, lon=7.4) for id_, n in zip(ids, households, strict=True)),
        sites=tuple(Site(id=id_, unit=id_, lat=51.5, lon=7.4, yearly_cost=0) for id_ in ids),
        k=(p, p),
        contiguous=False,
        balance="none",
        travel=tuple(
            SiteMinutes(unit=a, site=b, minutes=int(minutes[row, column]))
            for row, a in enumerate(ids)
            for column, b in enumerate(ids)
        ),
    )
    return scenario, households[:, np.newaxis] * minutes


@pytest.mark.parametrize("seed", range(25))
def test_random_p_medians_equal_brute_force(seed: int) -> None:
    nodes, p = 6 + seed % 7, 1 + seed % 4
    scenario, travel = sparse_graph(nodes, nodes + seed % 5, p, seed)
    least = min(int(travel[:, sites].min(axis=1).sum()) for sites in combinations(range(nodes), p))
    plan = solve_plans(scenario, TRAVEL).plans[0]
    assert plan.travel is not None
    assert (plan.status, plan.travel.value, plan.travel.bound) == ("optimal", least, least)


def test_eighty_nodes_are_planned_to_proof() -> None:
    scenario, _ = sparse_graph(80, 200, 6, seed=1)
    plans = solve_plans(scenario, TRAVEL)
    assert plans.plans[0].status == "optimal"
    assert validate(plans, scenario, TRAVEL) == []
