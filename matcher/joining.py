"""Compiled join of providers, mediators and times: who has at least one option, and how many options there are."""

import numpy as np

from matcher.bits import compiled, count_bits, leaf, runs
from matcher.people import Flags, Longs, Numbers
from matcher.week import Cells


@leaf
def common_starts(volunteer: int, half_hours: int, starts: Cells, times: Cells, out: Cells) -> None:
    """Write the starts of a visit that suit the household and a volunteer, shape (7,)."""
    for day in range(7):
        out[day] = runs(times[volunteer, day], half_hours) & starts[day]


@leaf
def count_common(first: Cells, second: Cells) -> int:
    """Number of starts in both sets."""
    count = 0
    for day in range(7):
        count += count_bits(first[day] & second[day])
    return count


@compiled
def join(
    first_pair: Longs, provider: Numbers, direct: Flags, first_mediator: Longs, mediator: Numbers,
    visit_minutes: Numbers, half_hours: Numbers, interpreting: Flags, starts: Cells, waiver: Numbers,
    any_bridge: Flags, free: Cells, unbooked: Cells, mediators: Numbers, bridges: Flags, joins_offer: Flags,
) -> tuple[Flags, Flags, Flags, Longs]:  # fmt: skip
    """
    Keep who has an option; arguments as in ``Options`` and ``People``.

    Returns
    -------
    keep_pair, keep_mediator, usable, n_options
        Flags over the pairs, over the need's mediators and over the volunteers, and the number of options of each need.
    """
    n_volunteers = len(free)
    keep_pair = np.zeros(len(provider), dtype=np.bool_)
    keep_mediator = np.zeros(len(mediator), dtype=np.bool_)
    usable = np.zeros(n_volunteers, dtype=np.bool_)
    n_options = np.zeros(len(starts), dtype=np.int64)
    own = np.zeros(7, dtype=np.uint64)
    for need in range(len(starts)):
        times = unbooked if waiver[need] & 2 else free
        listed = range(first_mediator[need], first_mediator[need + 1])
        of_mediator = np.zeros((len(listed), 7), dtype=np.uint64)
        for row in listed:
            if visit_minutes[row] >= 0:
                person = mediators[mediator[row]]
                common_starts(person, half_hours[need], starts[need], times, of_mediator[row - listed.start])
                if interpreting[need]:
                    count = count_common(of_mediator[row - listed.start], starts[need])
                    n_options[need] += count
                    keep_mediator[row] = count > 0
        for pair in range(first_pair[need], first_pair[need + 1]):
            who = provider[pair]
            visits = who < n_volunteers
            if visits:
                common_starts(who, half_hours[need], starts[need], times, own)
            if direct[pair]:
                count = count_common(own, own) if visits else 1
                n_options[need] += count
                keep_pair[pair] = count > 0
                continue
            for row in listed:
                m = mediator[row]
                if not (bridges[m, who] or (any_bridge[need] and mediators[m] != who)):
                    continue
                if visits:
                    count = count_common(own, of_mediator[row - listed.start])
                else:
                    count = 1 if joins_offer[waiver[need], who - n_volunteers, m] else 0
                if count:
                    n_options[need] += count
                    keep_pair[pair] = True
                    keep_mediator[row] = True
        for pair in range(first_pair[need], first_pair[need + 1]):
            if keep_pair[pair] and provider[pair] < n_volunteers:
                usable[provider[pair]] = True
        for row in listed:
            if keep_mediator[row]:
                usable[mediators[mediator[row]]] = True
    return keep_pair, keep_mediator, usable, n_options
