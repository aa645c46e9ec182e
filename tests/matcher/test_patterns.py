"""
Patterns: how many meetings of each length fit into a week.

Lengths are in half hours: (2, True) is one hour in one stretch, (3, True) an hour and a half, (4, False) an offer of
two hours at several times of the week.
"""

import random
from itertools import product

import numpy as np
import pytest

from matcher.facts import Facts
from matcher.options import generate_options
from matcher.patterns import UNIT, Count, Lengths, patterns_of
from matcher.patterns import _largest as largest
from tests.instances import make_case, make_household, make_match, make_need, make_offer, make_volunteer
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways

HOUR_OR_MORE: Lengths = ((2, True), (3, True))


def meetings(found: list[Count]) -> set[Count]:
    """Patterns in whole meetings."""
    return {tuple(count // UNIT for count in pattern) for pattern in found}


# By hand


def test_two_hours_hold_two_short_meetings_or_one_long() -> None:
    # 4 half hours: 2 + 2, or 3 with nothing beside it.
    assert meetings(largest(HOUR_OR_MORE, 4, 5, (8,))) == {(2, 0), (0, 1)}


def test_two_and_a_half_hours_hold_one_of_each() -> None:
    assert meetings(largest(HOUR_OR_MORE, 5, 5, (8,))) == {(2, 0), (1, 1)}


def test_one_match_is_one_meeting_of_any_length() -> None:
    assert meetings(largest(HOUR_OR_MORE, 20, 1, (20,))) == {(1, 0), (0, 1)}


@pytest.mark.parametrize(("hours", "matches"), [(0, 3), (1, 3), (8, 0)])
def test_without_hours_or_matches_nothing_fits(hours: int, matches: int) -> None:
    assert meetings(largest(HOUR_OR_MORE, hours, matches, (8,))) == {(0, 0)}


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        ((2, 2), {(2, 0)}),  # two hours apart: no long meeting
        ((1, 1, 1, 1), {(0, 0)}),
        ((3,), {(1, 0), (0, 1)}),
        ((3, 2), {(2, 0), (1, 1)}),
        ((5,), {(2, 0), (1, 1)}),
        (None, {(3, 0), (1, 1), (0, 2)}),  # time waived: six half hours are all that counts
    ],
)
def test_meetings_are_packed_into_free_windows(windows: tuple[int, ...] | None, expected: set[Count]) -> None:
    assert meetings(largest(HOUR_OR_MORE, 6, 4, windows)) == expected


def test_offer_at_several_times_needs_no_window_in_one_stretch() -> None:
    assert meetings(largest(((4, False),), 4, 2, (2, 2))) == {(1,)}
    assert meetings(largest(((4, True),), 4, 2, (2, 2))) == {(0,)}


def test_windows_are_not_looked_at_for_many_matches() -> None:
    # Packing five meetings or more is left out: hours and matches alone bound them.
    assert meetings(largest(((2, True),), 10, 5, (2,))) == {(5,)}


def test_patterns_of_a_case_follow_hours_matches_and_windows() -> None:
    # v1: one free hour and a half; v2: three, of which two hours may be given. Needs of one hour and of 1.5.
    people = [
        make_volunteer(availability=["tue 16:00-17:30"]),
        make_volunteer(id="v2", hours_per_week=2),
    ]
    case = make_case(needs=[make_need(hours=1), make_need(id="n2", hours=1.5)], volunteers=people)
    found = patterns_of(generate_options(Facts(case), Ways()))
    assert (found.n_lengths, found.of_need.tolist()) == (2, [0, 1])
    rows = [meetings(found.counts[found.first[v] : found.first[v + 1]].tolist()) for v in range(2)]
    assert rows == [{(1, 0), (0, 1)}, {(2, 0), (0, 1)}]


def test_time_waived_by_a_pin_frees_the_week_of_whoever_may_come() -> None:
    # v1 has no window at all, but may come to n1 at any time.
    people = [make_volunteer(availability=[]), make_volunteer(id="v2", availability=[])]
    pin = make_match(status="pinned", waive=["time"])
    case = make_case(volunteers=people, matches=(pin,))
    found = patterns_of(generate_options(Facts(case), Ways()))
    rows = [meetings(found.counts[found.first[v] : found.first[v + 1]].tolist()) for v in range(2)]
    assert rows == [{(2,)}, {(0,)}]


def test_offer_of_two_times_is_a_length_of_its_own() -> None:
    offer = make_offer(times=["mon 09:00-10:00", "wed 09:00-10:00"])
    found = patterns_of(generate_options(Facts(make_case(offers=(offer,))), Ways()))
    # Two hours in one stretch (the need) and in two.
    assert found.n_lengths == 2
    assert found.of_need[0] != found.of_offer[0]


def test_case_without_needs_and_offers_has_no_lengths() -> None:
    found = patterns_of(generate_options(Facts(make_case(needs=[])), Ways()))
    assert (found.n_lengths, found.counts.shape) == (0, (1, 0))


# Properties


def counts_within(lengths: Lengths, hours: int, matches: int) -> list[Count]:
    """Every count of meetings within hours and matches."""
    most = [min(matches, hours // length) for length, _ in lengths]
    return [
        counts
        for counts in product(*(range(n + 1) for n in most))
        if sum(counts) <= matches and sum(n * k for n, (k, _) in zip(counts, lengths, strict=True)) <= hours
    ]


def packs(counts: Count, lengths: Lengths, windows: tuple[int, ...]) -> bool:
    """Whether the stretches fit, by putting each into every window in turn."""
    stretches = [k for n, (k, one) in zip(counts, lengths, strict=True) if one for _ in range(n)]
    for places in product(range(len(windows)), repeat=len(stretches)):
        left = list(windows)
        for place, stretch in zip(places, stretches, strict=True):
            left[place] -= stretch
        if min(left, default=0) >= 0:
            return True
    return False


def assert_no_price_is_beaten(found: list[Count], counts: list[Count], rng: random.Random) -> None:
    """At any prices some pattern earns as much as every count: it lies in the hull, or below it."""
    patterns, points = np.array(found), np.array(counts) * UNIT
    for _ in range(20):
        prices = np.array([rng.choice((0, 1, 2, 3, 10, 70)) for _ in range(patterns.shape[1])])
        assert (patterns @ prices).max() >= (points @ prices).max()


@pytest.mark.parametrize("seed", range(60))
def test_every_possible_week_lies_within_the_patterns(seed: int) -> None:
    rng = random.Random(seed)
    lengths = tuple(sorted({(rng.randint(1, 6), rng.random() < 0.7) for _ in range(rng.randint(1, 3))}))
    hours, matches = rng.randint(0, 14), rng.randint(0, 4)
    windows = tuple(sorted(rng.randint(1, 6) for _ in range(rng.randint(0, 3))))
    found = largest(lengths, hours, matches, windows)
    within = counts_within(lengths, hours, matches)
    possible = [counts for counts in within if packs(counts, lengths, windows)]
    assert meetings(found) <= set(possible)
    assert_no_price_is_beaten(found, possible, rng)
    assert_no_price_is_beaten(largest(lengths, hours, matches, None), within, rng)


@pytest.mark.parametrize("seed", range(40))
def test_very_many_combinations_are_bounded_by_corners(seed: int) -> None:
    # 30 matches in five lengths: more combinations than are tried, so fractions of meetings may remain.
    rng = random.Random(seed)
    lengths: Lengths = tuple((k, True) for k in sorted(rng.sample(range(1, 9), 5)))
    hours, matches = rng.randint(40, 200), rng.randint(20, 60)
    found = largest(lengths, hours, matches, (48,))
    assert len(found) <= 5 + 10
    tried = np.array([[rng.randint(0, matches // 2) for _ in lengths] for _ in range(3000)])
    fits = (tried.sum(axis=1) <= matches) & (tried @ np.array([k for k, _ in lengths]) <= hours)
    alone = [tuple(min(matches, hours // k) * (i == j) for j in range(5)) for i, (k, _) in enumerate(lengths)]
    assert_no_price_is_beaten(found, [*alone, *map(tuple, tried[fits].tolist())], rng)


@pytest.mark.parametrize("seed", range(30))
def test_no_pattern_is_contained_in_another(seed: int) -> None:
    case = random_case(seed)
    found = patterns_of(generate_options(Facts(case), travel_of(case)))
    for volunteer in range(len(case.volunteers)):
        rows = found.counts[found.first[volunteer] : found.first[volunteer + 1]]
        assert len(rows) >= 1
        for i, row in enumerate(rows):
            assert not any((row <= other).all() for j, other in enumerate(rows) if j != i)


def test_volunteer_of_a_household_next_door_changes_nothing() -> None:
    # Patterns are of volunteers alone: when the household is at home does not matter.
    home = [make_household(), make_household(availability=["tue 16:00-18:00"])]
    found = [patterns_of(generate_options(Facts(make_case(households=[one])), Ways())).counts for one in home]
    assert (found[0] == found[1]).all()
