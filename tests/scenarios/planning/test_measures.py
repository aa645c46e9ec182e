from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from scenarios.planning.measures import allowed_imbalance, imbalance, measured, nine_places, nine_places_up
from scenarios.scenario import SiteMinutes
from tests.scenarios.planning.enumerating import TRAVEL
from tests.scenarios.planning.test_clash import a_street

MINUTES = tuple(
    SiteMinutes(unit=unit, site=site, minutes=minutes)
    for site, row in {"at-a": (1, 2, 3, 4), "at-b": (9, 9, 9, 9), "at-c": (7, 6, 5, 4)}.items()
    for unit, minutes in zip("abcd", row, strict=True)
)
STREET = replace(a_street(), travel=MINUTES)
GIVEN = {"a": "at-a", "b": "at-a", "c": "at-a", "d": "at-c"}


def test_measures_are_those_counted_by_hand() -> None:
    found = measured(STREET, TRAVEL, GIVEN)
    assert found.sites == ("at-a", "at-c")
    assert found.households == {"at-a": 30, "at-c": 10}
    assert found.households_per_worker == {"at-a": Decimal(15), "at-c": Decimal(5)}
    # Mean 20, the band is 19 to 21: 9 above and 9 below.
    assert found.imbalance == 18
    # 10 * (1 + 2 + 3 + 4)
    assert (found.travel, found.mean_minutes) == (100, Decimal("2.5"))
    assert (found.largest, found.largest_to_mean, found.cost) == (30, Decimal("1.5"), Decimal(200))


def test_the_worst_unit_is_the_first_of_the_longest_ways() -> None:
    found = measured(STREET, TRAVEL, dict.fromkeys("abcd", "at-b"))
    assert (found.worst_unit, found.worst_minutes) == ("a", 9)


def test_an_open_site_without_units_counts() -> None:
    found = measured(STREET, TRAVEL, GIVEN, sites=["at-a", "at-b", "at-c"])
    assert found.households["at-b"] == 0
    assert found.cost == 300


def test_nobody_anywhere_has_no_mean() -> None:
    nobody = replace(STREET, units=tuple(replace(unit, households=0) for unit in STREET.units))
    found = measured(nobody, TRAVEL, GIVEN)
    assert (found.largest_to_mean, found.mean_minutes, found.imbalance) == (None, 0, 0)


@pytest.mark.parametrize(("best", "allowed"), [(100, 115), (101, 116), (7, 8), (0, 0)])
def test_the_slack_of_the_largest_is_exact(best: int, allowed: int) -> None:
    # 1.15 * 100 is 115 and 1.15 * 101 is 116.15; in binary fractions 1.15 * 100 is less than 115.
    assert allowed_imbalance(Fraction(best), balance="max_load", slack=Decimal("0.15")) == allowed


def test_loads_at_the_edge_of_the_band_are_inside() -> None:
    # Mean 100, slack 0.15: 85 and 115 are inside, 116 is 1 above and 84 is 1 below.
    def band(*loads: int) -> Fraction | None:
        return imbalance(loads, everybody=200, balance="band", slack=Decimal("0.15"))

    assert band(85, 115) == 0
    assert band(84, 116) == 2


def test_without_a_balance_there_is_no_imbalance() -> None:
    assert imbalance([1, 99], everybody=100, balance="none", slack=Decimal(0)) is None


def test_gaps_are_rounded_upward() -> None:
    assert nine_places_up(Fraction(1, 10**12)) == Decimal("0.000000001")
    assert nine_places(Fraction(1, 10**12)) == 0
    assert nine_places(Fraction(1, 3)) == Decimal("0.333333333")
