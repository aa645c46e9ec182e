"""Compiled join of providers, mediators and times: who has at least one option, and how many options there are."""

import numpy as np

from matcher.bits import count_bits, runs
from matcher.compiling import compiled, leaf
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
        count += int(count_bits(first[day] & second[day]))
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
    keep_pair = np.zeros(len(provider), dtype=np.bool_)
    keep_mediator = np.zeros(len(mediator), dtype=np.bool_)
    usable = np.zeros(len(free), dtype=np.bool_)
    n_options = np.zeros(len(starts), dtype=np.int64)
    most = 0
    for need in range(len(starts)):
        most = max(most, first_mediator[need + 1] - first_mediator[need])
    _join(
        first_pair, provider, direct, first_mediator, mediator, visit_minutes, half_hours, interpreting, starts,
        waiver, any_bridge, free, unbooked, mediators, bridges, joins_offer, keep_pair, keep_mediator, usable,
        n_options, np.zeros((most + 1, 7), dtype=np.uint64), np.zeros(most, dtype=np.int64),
    )  # fmt: skip
    return keep_pair, keep_mediator, usable, n_options


@leaf
def _join(
    first_pair: Longs, provider: Numbers, direct: Flags, first_mediator: Longs, mediator: Numbers,
    visit_minutes: Numbers, half_hours: Numbers, interpreting: Flags, starts: Cells, waiver: Numbers,
    any_bridge: Flags, free: Cells, unbooked: Cells, mediators: Numbers, bridges: Flags, joins_offer: Flags,
    keep_pair: Flags, keep_mediator: Flags, usable: Flags, n_options: Longs, room: Cells, in_time: Longs,
) -> None:  # fmt: skip
    """Fill flags and numbers; ``room`` and ``in_time`` hold a row per mediator of a need, ``room`` one more."""
    n_volunteers = len(free)
    own = room[-1]
    for need in range(len(starts)):
        times = unbooked if waiver[need] & 2 else free
        first, end = first_mediator[need], first_mediator[need + 1]
        n_in_time = 0
        for row in range(first, end):
            if visit_minutes[row] < 0:
                continue
            common_starts(mediators[mediator[row]], half_hours[need], starts[need], times, room[row - first])
            count = count_common(room[row - first], starts[need])
            if count:
                in_time[n_in_time] = row
                n_in_time += 1
            if interpreting[need]:
                n_options[need] += count
                keep_mediator[row] = count > 0
        for pair in range(first_pair[need], first_pair[need + 1]):
            who = provider[pair]
            visits = who < n_volunteers
            own_count = 1
            if visits:
                common_starts(who, half_hours[need], starts[need], times, own)
                own_count = count_common(own, own)
            if direct[pair]:
                n_options[need] += own_count
                keep_pair[pair] = own_count > 0
            if direct[pair] or own_count == 0:
                continue
            for i in range(n_in_time if visits else end - first):
                row = in_time[i] if visits else first + i
                m = mediator[row]
                if not (bridges[m, who] or (any_bridge[need] and mediators[m] != who)):
                    continue
                if visits:
                    count = count_common(own, room[row - first])
                else:
                    count = 1 if joins_offer[waiver[need], who - n_volunteers, m] else 0
                if count:
                    n_options[need] += count
                    keep_pair[pair] = True
                    keep_mediator[row] = True
        for pair in range(first_pair[need], first_pair[need + 1]):
            if keep_pair[pair] and provider[pair] < n_volunteers:
                usable[provider[pair]] = True
        for row in range(first, end):
            if keep_mediator[row]:
                usable[mediators[mediator[row]]] = True
