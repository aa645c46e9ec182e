from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import PCG64, Generator

from scenarios.simulation.moves import NEVER, moving_weeks, remaining_weeks, whole_weeks


@pytest.fixture
def rng() -> Generator:
    return Generator(PCG64(0))


def test_weeks_lie_evenly_around_their_mean(rng: Generator) -> None:
    counts = Counter(whole_weeks(rng, 4, 0.5, 5_000).tolist())
    assert sorted(counts) == [2, 3, 4, 5, 6]
    assert max(counts.values()) < 1.2 * min(counts.values())


def test_without_spread_every_stay_is_the_mean(rng: Generator) -> None:
    assert whole_weeks(rng, 26, 0, 3).tolist() == [26, 26, 26]


def test_who_is_found_in_a_facility_has_on_average_half_of_a_longer_stay_before_her(rng: Generator) -> None:
    # Stays of 13 to 39 weeks: E[S^2] = 26^2 + (27^2 - 1) / 12 = 736.67. Of a found stay S the rest is evenly one of
    # 0 .. S - 1, on average (S - 1) / 2; found with weight S: E[S (S - 1)] / (2 E[S]) = (736.67 - 26) / 52 = 13.67.
    rest = remaining_weeks(rng, 26, 0.5, 20_000)
    assert rest.min() == 0
    assert rest.max() <= 38
    assert rest.mean() == pytest.approx(13.67, abs=0.2)


def test_nobody_stays_where_stays_take_no_time(rng: Generator) -> None:
    assert remaining_weeks(rng, 0, 0.5, 2).tolist() == [0, 0]


def test_everybody_moves_when_due_where_flats_are_no_limit() -> None:
    assert moving_weeks([3, 0], [9, 1], None) == [3, 0]


def test_whoever_finds_no_flat_waits_in_order() -> None:
    # Two people a week. Week 0: the couple. The family of 3 needs the flats of weeks 1 and 2, one is left over for the
    # single of week 2; the next single moves in week 3.
    assert moving_weeks([0, 0, 0, 0], [2, 3, 1, 1], 2) == [0, 2, 2, 3]


def test_flats_nobody_needed_are_not_saved() -> None:
    # Weeks 0 to 4 pass without anybody; in week 5 there are two places, as in any other.
    assert moving_weeks([5, 5], [2, 2], 2) == [5, 6]


def test_without_flats_nobody_moves() -> None:
    assert moving_weeks([0], [1], 0) == [NEVER]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=12),
    st.floats(0.25, 12, allow_nan=False),
)
def test_never_more_people_move_than_flats_were_found(homes: list[tuple[int, int]], most: float) -> None:
    due, persons = [week for week, _ in homes], [count for _, count in homes]
    moves = moving_weeks(due, persons, most)
    assert all(moved >= week for moved, week in zip(moves, due, strict=True))
    for week in set(moves):
        moved = sum(count for when, count in zip(moves, persons, strict=True) if when <= week)
        assert moved <= most * (week + 1) + 1e-9


def test_weeks_are_whole_numbers(rng: Generator) -> None:
    assert np.issubdtype(remaining_weeks(rng, 26, 0.5, 3).dtype, np.integer)
