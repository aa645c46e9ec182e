"""Cuts: rows that every week of whole meetings keeps, and only those."""

import random
from itertools import product

import numpy as np
import pytest

from matcher.cuts import capacity_cuts


def keeps(counts: tuple[int, ...], cuts: list[tuple[tuple[int, ...], int]]) -> bool:
    return all(sum(a * n for a, n in zip(amounts, counts, strict=True)) <= limit for amounts, limit in cuts)


def test_two_hours_hold_one_long_meeting_or_two_short_ones() -> None:
    # 4 half hours for meetings of 2 and 3: 1 short and 2/3 of a long one fill them, but not n + 2 m <= 2.
    assert ((1, 2), 2) in capacity_cuts((2, 3), 4, 5)


def test_half_a_meeting_is_cut_off() -> None:
    # Three half hours for meetings of one hour: one, not one and a half.
    assert capacity_cuts((2,), 3, 5) == [((1,), 1)]


def test_one_match_is_one_meeting() -> None:
    assert capacity_cuts((2, 3), 48, 1) == [((1, 1), 1)]


@pytest.mark.parametrize(("hours", "matches"), [(0, 2), (1, 2), (8, 0)])
def test_nothing_fits_without_hours_or_matches(hours: int, matches: int) -> None:
    cuts = capacity_cuts((2, 3), hours, matches)
    assert keeps((0, 0), cuts)
    assert not keeps((1, 0), cuts)
    assert not keeps((0, 1), cuts)


def test_length_that_never_fits_is_forbidden_beside_one_that_does() -> None:
    cuts = capacity_cuts((2, 9), 4, 2)
    assert keeps((2, 0), cuts)
    assert not keeps((0, 1), cuts)


def test_very_many_combinations_keep_hours_and_matches() -> None:
    assert capacity_cuts((1, 2, 3, 4, 5), 200, 60) == [((1, 2, 3, 4, 5), 200), ((1, 1, 1, 1, 1), 60)]
    assert capacity_cuts((1, 2, 3, 4, 5, 6), 2, 2) == [((1, 2, 3, 4, 5, 6), 2), ((1, 1, 1, 1, 1, 1), 2)]


@pytest.mark.parametrize("seed", range(150))
def test_whole_meetings_keep_the_cuts_exactly_when_they_keep_hours_and_matches(seed: int) -> None:
    rng = random.Random(seed)
    lengths = tuple(sorted(rng.sample(range(1, 8), rng.randint(1, 4))))
    hours, matches = rng.randint(0, 16), rng.randint(0, 5)
    cuts = capacity_cuts(lengths, hours, matches)
    counts = np.array(list(product(range(6), repeat=len(lengths))))
    within = (counts @ np.array(lengths) <= hours) & (counts.sum(axis=1) <= matches)
    kept = np.all([counts @ np.array(amounts) <= limit for amounts, limit in cuts], axis=0)
    assert (kept == within).all()


@pytest.mark.parametrize("seed", range(50))
def test_no_cut_follows_from_another(seed: int) -> None:
    rng = random.Random(seed)
    lengths = tuple(sorted(rng.sample(range(1, 8), 3)))
    cuts = [cut for cut in capacity_cuts(lengths, rng.randint(1, 16), rng.randint(1, 5)) if cut[1]]
    for amounts, limit in cuts:
        others = [np.array(other) / most for other, most in cuts if (other, most) != (amounts, limit)]
        assert not any((np.array(amounts) / limit <= other + 1e-9).all() for other in others)
