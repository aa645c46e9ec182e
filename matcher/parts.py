"""Splits a case into parts that share no helper, no household's time and no equity group: each can be solved apart."""

import numpy as np

from matcher.compiling import leaf
from matcher.options import Options
from matcher.people import Longs, Numbers

_OPTIONS_TOGETHER = 1_000


def independent_parts(options: Options) -> list[Longs]:
    """Servable needs of each part, parts in order of their first need."""
    people = options.people
    n_attendees = int(options.attendee.max()) + 1 if len(options.needs) else 0
    first_provider = n_attendees + len(options.groups)
    # Attendees, then groups, then providers (a mediator is one as a person); a need connects what it touches.
    root = np.arange(first_provider + people.n_volunteers + people.n_offers)
    of_need = np.flatnonzero(options.servable)
    if options.facts.policy.equity > 0:
        group = np.asarray(n_attendees + options.group[of_need], dtype=np.int64)
        _connect(root, options.attendee[of_need], np.arange(len(of_need) + 1), group, 0)
    _connect(root, options.attendee, options.first_pair, options.provider, first_provider)
    _connect(root, options.attendee, options.first_mediator, people.mediators[options.mediator], first_provider)
    part_of_need = [_find(root, attendee) for attendee in options.attendee[of_need].tolist()]
    rows: dict[int, list[int]] = {}
    for need, part in zip(of_need.tolist(), part_of_need, strict=True):
        rows.setdefault(part, []).append(need)
    return [np.array(needs, dtype=np.int64) for needs in rows.values()]


def gathered(options: Options, parts: list[Longs]) -> list[Longs]:
    """
    The parts, small neighbours put together while they have at most ``_OPTIONS_TOGETHER`` options.

    Together they are no harder than apart, and hundreds of districts do not mean hundreds of programs.
    """
    together: list[list[Longs]] = []
    n_together = 0
    for needs in parts:
        n_options = int(options.n_options_of_need[needs].sum())
        if not together or n_together + n_options > _OPTIONS_TOGETHER:
            together.append([])
            n_together = 0
        together[-1].append(needs)
        n_together += n_options
    return [np.sort(np.concatenate(some)) for some in together]


@leaf
def _find(root: Longs, node: int) -> int:
    """Who stands for all that is connected with the node; shortens the way for the next who asks."""
    while root[node] != node:
        root[node] = root[root[node]]
        node = root[node]
    return node


@leaf
def _connect(root: Longs, attendee: Numbers, first: Longs, others: Longs | Numbers, shift: int) -> None:
    """Connect each attendee i with the nodes ``shift + others[first[i] : first[i + 1]]``."""
    for i in range(len(attendee)):
        for row in range(first[i], first[i + 1]):
            one, other = _find(root, attendee[i]), _find(root, shift + others[row])
            root[max(one, other)] = min(one, other)
