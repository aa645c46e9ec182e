"""Simulated weeks as a report shows them."""

from scenarios.report.simulation_part import DRAWN, simulation_part
from tests.scenarios.report.conftest import make_simulation

PART = simulation_part(make_simulation())


def test_only_drawn_measures_keep_their_weeks() -> None:
    assert {curve.measure for curve in PART.curves} == set(DRAWN)
    assert len(PART.curves) == len(DRAWN) * 3 * 3  # levels, policies


def test_weeks_without_a_count_stay_empty() -> None:
    assert next(curve for curve in PART.curves if curve.measure == "waiting_mean").mean == (None, 2, 4)


def test_advantage_keeps_interval_and_share() -> None:
    one = PART.advantages[0]
    assert (one.points, one.low, one.high, one.share) == (50, 45, 55, 0.05)
    assert PART.first_week == "2016-09-05"
