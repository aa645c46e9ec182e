"""The least cost of service that regions share."""

from fractions import Fraction

from matcher.solved import CostLine, least_cost

DEAR = CostLine(worth=Fraction(3), offset=Fraction(20), most=50.0)
"""At 50 points 3 * 50 - 20 = 130 minutes."""
CHEAP = CostLine(worth=Fraction(1, 2), offset=Fraction(5), most=100.0)
"""At 100 points 100 / 2 - 5 = 45 minutes."""


def test_nothing_can_be_left_out_when_all_is_served() -> None:
    assert least_cost([CHEAP, DEAR], 150.0) == 130 + 45


def test_the_dearest_points_are_left_out_first() -> None:
    assert least_cost([CHEAP, DEAR], 140.0) == 130 - 3 * 10 + 45
    # All 50 dear points, then 20 cheap ones.
    assert least_cost([CHEAP, DEAR], 80.0) == -20 + (40 - 5)


def test_service_above_the_bounds_by_rounding_costs_as_much_as_the_bounds() -> None:
    assert least_cost([CHEAP, DEAR], 150.0000001) == 130 + 45


def test_one_region_alone_is_its_line() -> None:
    assert least_cost([DEAR], 40.0) == DEAR.at(40.0) == 100
