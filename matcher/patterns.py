"""
How many meetings of each length fit into a volunteer's week: the convex hull behind the prices of her time.

A pattern counts meetings per kind of length. Pricing patterns instead of hours and matches apart makes the bound
stronger: half a meeting is worth nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from matcher.options import WAIVES_TIME, Options
from matcher.people import Longs, Numbers

UNIT = 1024
"""Counts are held in this many parts of a meeting, rounded up: whole-number arithmetic stays on the safe side."""
_FEW_MATCHES = 4
_MOST_COMBINATIONS = 20_000

Count = tuple[int, ...]
Lengths = tuple[tuple[int, bool], ...]
"""Half hours of each kind of length, and whether it is one stretch of time."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patterns:
    """
    Largest patterns of every volunteer.

    Attributes
    ----------
    of_need, of_offer
        Kind of length of a need's visit and of an offer's times.
    n_lengths
        Number of kinds.
    first, counts
        Patterns of volunteer v are the rows first[v] to first[v + 1] of counts, shape (n_patterns, n_lengths), in
        parts of UNIT; no pattern is contained in another one of the same volunteer.
    """

    of_need: Numbers
    of_offer: Numbers
    n_lengths: int
    first: Longs
    counts: Longs


def patterns_of(options: Options) -> Patterns:
    """Patterns that a volunteer's hours, matches and free windows allow, whatever the households' times."""
    people = options.people
    one_stretch = [sum(bool(day) for day in cells) == 1 and _is_run(cells) for cells in people.offer_cells.tolist()]
    of_offers = [(int(n), run) for n, run in zip(people.offer_half_hours, one_stretch, strict=True)]
    of_needs = [(int(n), True) for n in options.half_hours]
    lengths: Lengths = tuple(sorted(set(of_offers) | set(of_needs)))
    number = {length: i for i, length in enumerate(lengths)}
    whole_week = _volunteers_whose_time_is_waived(options)
    rows = [
        _largest(lengths, int(hours), int(matches), None if waived else tuple(sorted(_windows(free))))
        for hours, matches, free, waived in zip(
            people.half_hours_left, people.matches_left, people.free.tolist(), whole_week, strict=True
        )
    ]
    return Patterns(
        of_need=np.array([number[length] for length in of_needs], dtype=np.int32),
        of_offer=np.array([number[length] for length in of_offers], dtype=np.int32),
        n_lengths=len(lengths),
        first=np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64),
        counts=np.array([pattern for row in rows for pattern in row], dtype=np.int64).reshape(
            sum(len(row) for row in rows), len(lengths)
        ),
    )


def _volunteers_whose_time_is_waived(options: Options) -> list[bool]:
    """Volunteers on the list of a need whose pin ignores availability: their windows limit nothing."""
    waived = np.zeros(options.people.n_volunteers, dtype=bool)
    for need in np.flatnonzero(options.waiver & WAIVES_TIME):
        who = options.provider[options.first_pair[need] : options.first_pair[need + 1]]
        waived[who[who < len(waived)]] = True
        along = options.mediator[options.first_mediator[need] : options.first_mediator[need + 1]]
        waived[options.people.mediators[along]] = True
    return [bool(flag) for flag in waived]


def _is_run(cells: list[int]) -> bool:
    bits = max(cells)
    return (bits + (bits & -bits)) & bits == 0


def _windows(free: list[int]) -> Iterator[int]:
    """Lengths of the runs of free cells."""
    for bits in free:
        while bits:
            bits >>= (bits & -bits).bit_length() - 1
            run = (~bits & (bits + 1)).bit_length() - 1
            yield run
            bits >>= run


@lru_cache(maxsize=100_000)
def _largest(lengths: Lengths, hours: int, matches: int, windows: tuple[int, ...] | None) -> list[Count]:
    """Largest patterns, in parts of UNIT."""
    most = [min(matches, hours // length) for length, _ in lengths]
    if np.prod([count + 1 for count in most], dtype=float) > _MOST_COMBINATIONS:
        return _corners(lengths, hours, matches)
    fitting = [
        counts
        for counts in product(*(range(count + 1) for count in most))
        if sum(counts) <= matches and sum(n * length for n, (length, _) in zip(counts, lengths, strict=True)) <= hours
    ]
    if windows is not None and matches <= _FEW_MATCHES:
        fitting = [counts for counts in fitting if _fits_windows(counts, lengths, windows)]
    known = set(fitting)
    return [tuple(n * UNIT for n in counts) for counts in fitting if not _can_grow(counts, known)]


def _can_grow(counts: Count, known: set[Count]) -> bool:
    return any((*counts[:i], n + 1, *counts[i + 1 :]) in known for i, n in enumerate(counts))


def _fits_windows(counts: Count, lengths: Lengths, windows: tuple[int, ...]) -> bool:
    """Whether the meetings that are one stretch can be packed into the windows."""
    stretches = [n for count, (n, one) in zip(counts, lengths, strict=True) for _ in range(count if one else 0)]
    return _packs(tuple(sorted(stretches, reverse=True)), windows)


@lru_cache(maxsize=100_000)
def _packs(meetings: tuple[int, ...], windows: tuple[int, ...]) -> bool:
    if not meetings:
        return True
    longest, rest = meetings[0], meetings[1:]
    return any(
        _packs(rest, tuple(sorted((*windows[:i], window - longest, *windows[i + 1 :]))))
        for i, window in enumerate(windows)
        if window >= longest and (i == 0 or windows[i - 1] != window)
    )


def _corners(lengths: Lengths, hours: int, matches: int) -> list[Count]:
    """Corners of the fractional {hours, matches} region, for volunteers with very many combinations."""
    corners: list[Count] = []
    n_lengths = len(lengths)
    for i, (short, _) in enumerate(lengths):
        alone = [0] * n_lengths
        alone[i] = min(matches * UNIT, -(-hours * UNIT // short))
        corners.append(tuple(alone))
        for j, (long, _) in enumerate(lengths):
            # Both limits tight: n + m = matches and short n + long m = hours.
            if short < long and short * matches < hours < long * matches:
                both = [0] * n_lengths
                both[i] = -(-(long * matches - hours) * UNIT // (long - short))
                both[j] = -(-(hours - short * matches) * UNIT // (long - short))
                corners.append(tuple(both))
    return corners
