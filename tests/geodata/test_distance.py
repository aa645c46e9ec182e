"""Great-circle kilometres: known lengths, and agreement with geopy."""

import math

import numpy as np
import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from geodata import EARTH_RADIUS_KM, great_circle_km

# One degree of a great circle: pi / 180 * 6371.0088 km.
KM_PER_DEGREE = 111.19508

positions = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
positions_in_dortmund = st.tuples(st.floats(51.41, 51.60), st.floats(7.30, 7.64))


def km_from_geopy(start: tuple[float, float], end: tuple[float, float]) -> float:
    return float(great_circle(start, end, radius=EARTH_RADIUS_KM).km)


def km_between(start: tuple[float, float], end: tuple[float, float]) -> float:
    return float(great_circle_km(np.array([start]), np.array([end]))[0, 0])


def test_one_degree_north_is_a_360th_of_the_circumference() -> None:
    assert km_between((51.0, 7.0), (52.0, 7.0)) == pytest.approx(KM_PER_DEGREE, abs=1e-4)


def test_one_degree_east_on_the_equator_is_as_long_as_one_degree_north() -> None:
    assert km_between((0.0, 7.0), (0.0, 8.0)) == pytest.approx(KM_PER_DEGREE, abs=1e-4)


def test_at_60_degrees_north_a_small_step_east_is_half_as_long_as_on_the_equator() -> None:
    # cos 60 degrees = 0.5; over a thousandth of a degree the bend of the parallel does not show.
    assert km_between((60.0, 7.0), (60.0, 7.001)) == pytest.approx(KM_PER_DEGREE / 1000 / 2, abs=1e-8)


def test_pole_to_pole_is_half_the_circumference() -> None:
    assert km_between((90.0, 0.0), (-90.0, 0.0)) == pytest.approx(math.pi * EARTH_RADIUS_KM)


def test_opposite_points_have_a_distance() -> None:
    assert km_between((51.5, 7.5), (-51.5, -172.5)) == pytest.approx(math.pi * EARTH_RADIUS_KM, abs=1e-3)


def test_east_and_west_meet_at_180_degrees() -> None:
    assert km_between((51.5, 180.0), (51.5, -180.0)) == pytest.approx(0.0, abs=1e-9)


def test_every_start_is_compared_with_every_end() -> None:
    starts = np.array([[51.0, 7.0], [52.0, 7.0], [53.0, 7.0]])
    ends = np.array([[51.0, 7.0], [53.0, 7.0]])
    # In degrees of latitude: 51, 52, 53 to 51 and to 53.
    expected = np.array([[0, 2], [1, 1], [2, 0]]) * KM_PER_DEGREE
    assert great_circle_km(starts, ends) == pytest.approx(expected, abs=1e-3)


@given(points=st.lists(positions, min_size=1, max_size=20))
def test_same_point_is_exactly_zero_away(points: list[tuple[float, float]]) -> None:
    table = np.array(points)
    assert not great_circle_km(table, table.copy()).diagonal().any()


@given(start=positions_in_dortmund, end=positions_in_dortmund)
def test_within_the_city_the_distance_is_that_of_geopy(start: tuple[float, float], end: tuple[float, float]) -> None:
    assert km_between(start, end) == pytest.approx(km_from_geopy(start, end), abs=1e-9)


@given(start=positions, end=positions)
def test_around_the_globe_the_distance_is_that_of_geopy(start: tuple[float, float], end: tuple[float, float]) -> None:
    # A metre of tolerance: near the opposite point the arcsin loses half of its digits.
    assert km_between(start, end) == pytest.approx(km_from_geopy(start, end), abs=1e-3)


@given(starts=st.lists(positions_in_dortmund, max_size=5), end=positions_in_dortmund)
def test_distance_is_the_same_in_both_directions(starts: list[tuple[float, float]], end: tuple[float, float]) -> None:
    table = np.array(starts).reshape(-1, 2)
    there = great_circle_km(table, np.array([end]))
    back = great_circle_km(np.array([end]), table)
    assert there == pytest.approx(back.T, abs=1e-9)
