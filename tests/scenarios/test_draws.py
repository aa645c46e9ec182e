import numpy as np
import pytest
from numpy.random import PCG64, Generator

from geodata.distance import great_circle_km
from geodata.districts import statistical_districts
from scenarios import WeeklyWindows
from scenarios.draws import dortmund, draw, draw_around, draw_evenly, draw_homes, draw_windows, happens


@pytest.fixture
def rng() -> Generator:
    return Generator(PCG64(0))


def test_a_value_without_share_is_never_drawn(rng: Generator) -> None:
    assert set(draw(rng, (("a", 0.5), ("b", 0.0), ("c", 0.5)), 200)) == {"a", "c"}


def test_every_value_is_drawn_evenly_sooner_or_later(rng: Generator) -> None:
    assert set(draw_evenly(rng, "abc", 200)) == set("abc")


def test_what_is_certain_happens_and_what_is_impossible_does_not(rng: Generator) -> None:
    assert happens(rng, 1, 50) == [True] * 50
    assert happens(rng, 0, 50) == [False] * 50


def test_windows_keep_days_times_and_numbers(rng: Generator) -> None:
    windows = WeeklyWindows(days=("tue", "sun"), starts=(8, 20), lengths_hours=(2, 4), fewest=1, most=3)
    drawn = draw_windows(rng, windows, 300)
    assert {len(some) for some in drawn} == {1, 2, 3}
    every = {str(window) for some in drawn for window in some}
    assert every == {
        f"{day} {times}"
        for day in ("tue", "sun")
        for times in ("08:00-10:00", "08:00-12:00", "20:00-22:00", "20:00-24:00")
    }


def test_people_may_have_no_time_at_all(rng: Generator) -> None:
    windows = WeeklyWindows(days=("mon",), starts=(8,), lengths_hours=(2,), fewest=0, most=0)
    assert draw_windows(rng, windows, 2) == [(), ()]


def test_points_fill_the_disc_evenly(rng: Generator) -> None:
    centre = (51.5, 7.5)
    km = great_circle_km(np.array([centre]), np.array(draw_around(rng, np.array([centre] * 4000), 2.0)))[0]
    assert km.max() <= 2.01
    # Half the area lies within 2 / sqrt(2) = 1.414 km; 4.5 * sqrt(0.25 / 4000) = 0.036.
    assert abs((km < 2 / np.sqrt(2)).mean() - 0.5) <= 0.036


def test_homes_without_spread_lie_on_the_centres_of_the_stadtbezirks_parts(rng: Generator) -> None:
    centres = {(part.latitude, part.longitude) for part in statistical_districts() if part.parent == "brackel"}
    assert set(draw_homes(rng, ["brackel"] * 100, dortmund(0))) == centres


def test_no_homes_are_drawn_for_nobody(rng: Generator) -> None:
    assert draw_homes(rng, [], dortmund(1)) == []
