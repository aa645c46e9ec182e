import numpy as np
import pytest

from geodata.distance import great_circle_km
from scenarios.assumptions import CITY
from scenarios.planning_inputs import PlanningInputs
from scenarios.simulation.population import region_of, tilted
from tests.scenarios.simulation.worlds import village


def test_tilted_distribution_has_the_mean_asked_for() -> None:
    tilt = tilted(CITY.persons, 1.97)
    assert sum(share for _, share in tilt) == pytest.approx(1)
    assert sum(value * share for value, share in tilt) == pytest.approx(1.97)


def test_tilting_multiplies_each_share_by_a_power_of_one_factor() -> None:
    # From a half each of 1 and 3 to mean 1.5: shares 3/4 and 1/4. Of three values the ratios form a power series.
    assert dict(tilted(((1, 0.5), (3, 0.5)), 1.5)) == pytest.approx({1: 0.75, 3: 0.25})
    one, two, three = (share for _, share in tilted(((1, 1 / 3), (2, 1 / 3), (3, 1 / 3)), 1.6))
    assert two / one == pytest.approx(three / two)


def test_its_own_mean_leaves_a_distribution_as_it_is() -> None:
    assert dict(tilted(((1, 0.25), (2, 0.75)), 1.75)) == pytest.approx({1: 0.25, 2: 0.75})


@pytest.mark.parametrize(("mean", "value"), [(1.0, 1), (0.5, 1), (3.0, 3), (9.0, 3)])
def test_mean_at_or_beyond_the_values_gives_the_value_at_that_end(mean: float, value: int) -> None:
    assert dict(tilted(((1, 0.5), (3, 0.5)), mean))[value] == 1


def test_homes_reach_half_the_way_to_the_nearest_unit() -> None:
    scenario = village()
    region = region_of(scenario, PlanningInputs())
    points = np.array([(unit.lat, unit.lon) for unit in scenario.units])
    km = great_circle_km(points, points)[0, 1]
    assert region.places.radius_km == {"aplerbeck": pytest.approx(km / 2), "brackel": pytest.approx(km / 2)}


def test_first_households_are_exactly_those_of_the_units() -> None:
    region = region_of(village(), PlanningInputs())
    assert region.first_units == ("aplerbeck",) * 10 + ("brackel",) * 10
    assert region.share_of_city == 20 / 2050


def test_service_is_compared_between_parents_where_units_have_one() -> None:
    scenario = village()
    units = tuple(type(unit)(**{**_facts(unit), "parent": "east"}) for unit in scenario.units)
    region = region_of(village(units=units), PlanningInputs())
    assert [district.id for district in region.districts] == ["east"]
    assert set(region.district_of.values()) == {"east"}


def _facts(unit: object) -> dict[str, object]:
    return {name: getattr(unit, name) for name in ("id", "households", "lat", "lon")}
