from dataclasses import replace

import pytest

from scenarios.planning.hindsight import bezirk_of, real_network
from scenarios.scenario import Site
from tests.scenarios.planning.dortmund import PILOT_PLACE, sixty_two, twelve
from tests.scenarios.planning.enumerating import TRAVEL


def test_the_seven_offices_serve_whole_stadtbezirke() -> None:
    found = real_network(twelve("band"), TRAVEL)
    assert found is not None
    plan = found.plan
    assert (plan.k, len(plan.sites)) == (7, 7)
    assert plan.assignment["brackel"] == plan.assignment["aplerbeck"] == "pilot"
    assert plan.assignment["hoerde"] == plan.assignment["hombruch"] == "office-hoerde"
    # 522 households of Innenstadt-Nord alone; brackel 108 and aplerbeck 42.
    assert (plan.largest, plan.households["pilot"]) == (522, 150)
    assert [(site.id, site.unit) for site in found.further_sites] == [("office-hoerde", "hoerde")]


def test_the_districts_belong_to_the_offices_of_their_stadtbezirk() -> None:
    coarse, fine = real_network(twelve("band"), TRAVEL), real_network(sixty_two("band"), TRAVEL)
    assert coarse is not None
    assert fine is not None
    assert sorted(fine.plan.households.values()) == sorted(coarse.plan.households.values())


@pytest.mark.parametrize(
    ("id_", "parent", "bezirk"),
    [("mengede", None, "mengede"), ("00", "innenstadt-west", "innenstadt-west"), ("001", "00", "innenstadt-west")],
)
def test_a_stadtbezirk_is_found_on_every_level(id_: str, parent: str | None, bezirk: str) -> None:
    unit = replace(twelve("band").units[0], id=id_, parent=parent)
    assert bezirk_of(unit) == bezirk


def test_units_of_another_city_have_no_real_offices() -> None:
    scenario = twelve("band")
    units = tuple(replace(unit, id=f"x-{unit.id}", parent=None) for unit in scenario.units)
    assert real_network(replace(scenario, units=units, sites=scenario.sites), TRAVEL) is None


def test_without_a_pilot_the_known_address_is_a_site_of_its_own() -> None:
    scenario = twelve("band")
    lat, lon = PILOT_PLACE
    only = Site(id="elsewhere", unit="mengede", lat=51.57, lon=7.38, yearly_cost=5)
    found = real_network(replace(scenario, sites=(only,), fixed=()), TRAVEL)
    assert found is not None
    office = next(site for site in found.further_sites if site.id == "office-brackel")
    assert (office.lat, office.lon, office.unit, office.yearly_cost) == (lat, lon, "brackel", 5)
    # The only candidate stands in Mengede; five more offices stand at the centre of a unit of theirs.
    assert found.plan.assignment["huckarde"] == "elsewhere"
    assert len(found.further_sites) == 6
