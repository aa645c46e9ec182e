"""Instances of the p-median problem on random graphs."""

import networkx as nx
import numpy as np

from scenarios.scenario import Scenario, Site, SiteMinutes, Unit


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
