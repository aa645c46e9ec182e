"""Splits a case into parts that share no helper, no household's time and no equity group: each can be solved apart."""

from collections.abc import Iterator

import networkx as nx
import numpy as np

from matcher.options import Options
from matcher.people import Longs


def independent_parts(options: Options) -> list[Longs]:
    """Servable needs of each part, parts in order of their first need."""
    of_need = np.flatnonzero(options.servable)
    edges = np.unique(np.concatenate(list(_edges(options, of_need))), axis=0)
    graph = nx.Graph()
    graph.add_edges_from(edges.tolist())
    number = {node: part for part, nodes in enumerate(nx.connected_components(graph)) for node in nodes}
    part_of_need = np.array([number[node] for node in options.attendee[of_need].tolist()], dtype=np.int64)
    return [of_need[part_of_need == part] for part in dict.fromkeys(part_of_need.tolist())]


def _edges(options: Options, of_need: Longs) -> Iterator[Longs]:
    """
    Pairs of connected nodes, shape (n, 2).

    Nodes are attendees, then groups, then providers, then mediators as persons. A need connects its attendee with
    every other node it touches; equal pairs are met many times and are made unique before the graph is built.
    """
    people = options.people
    n_attendees = int(options.attendee.max()) + 1 if len(options.needs) else 0
    first_provider = n_attendees + len(options.groups)
    attendee = options.attendee.astype(np.int64)
    yield np.stack([attendee[of_need], attendee[of_need]], axis=1)
    if options.facts.policy.equity > 0:
        yield np.stack([attendee[of_need], n_attendees + options.group[of_need].astype(np.int64)], axis=1)
    pairs = np.repeat(attendee, np.diff(options.first_pair))
    yield np.unique(np.stack([pairs, first_provider + options.provider.astype(np.int64)], axis=1), axis=0)
    along = np.repeat(attendee, np.diff(options.first_mediator))
    persons = people.mediators[options.mediator].astype(np.int64)
    yield np.unique(np.stack([along, first_provider + persons], axis=1), axis=0)
