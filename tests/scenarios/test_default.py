from collections import Counter

import pytest
from shapely import box

from geodata.areas import STADTBEZIRKE, STATISTICAL_DISTRICTS, Area
from geodata.districts import stadtbezirke, statistical_districts
from matcher.errors import InvalidInput
from scenarios.default import LEVELS, PILOT, default_scenario
from scenarios.default_numbers import households_by_bezirk
from scenarios.scenario import Scenario
from scenarios.scenario_file import parse_scenario, scenario_to_json

PLACE = (51.524032, 7.548999)


def make_area(code: str, *, lat: float, lon: float, level: str = "unterbezirke", **facts: str | None) -> Area:
    """A square of about 1 km around a place."""
    return Area(
        level=level,
        code=code,
        name=facts.get("name") or code,
        parent=facts.get("parent"),
        parent_level=facts.get("parent_level"),
        shape=box(lon - 0.007, lat - 0.005, lon + 0.007, lat + 0.005),
    )


def households(scenario: Scenario) -> dict[str, int]:
    return {unit.id: unit.households for unit in scenario.units}


def test_pilot_has_150_households_and_the_rest_of_the_city_1900() -> None:
    by_bezirk = households_by_bezirk()
    # 150 by 137 : 54 is 107.6 and 42.4
    assert (by_bezirk["brackel"], by_bezirk["aplerbeck"]) == (108, 42)
    assert sum(by_bezirk.values()) == 2_050
    # 1,900 * 807 / (3,127 - 191) is 522.2; Mengede: 1,021 * 39,407 / 134,726 = 298.6 of 2,936, of 1,900 it is 193.3
    assert (by_bezirk["innenstadt-nord"], by_bezirk["mengede"]) == (522, 193)


@pytest.mark.parametrize(
    ("level", "units", "sites", "total", "fixed"),
    [(PILOT, 2, 1, 150, 2), (STADTBEZIRKE, 12, 12, 2_050, 2), (STATISTICAL_DISTRICTS, 62, 62, 2_050, 9)],
)
def test_levels_have_their_units_and_a_site_in_each(level: str, units: int, sites: int, total: int, fixed: int) -> None:
    scenario = default_scenario(level)
    assert (len(scenario.units), len(scenario.sites), scenario.households) == (units, sites, total)
    assert len(scenario.fixed) == fixed
    assert {row.site for row in scenario.fixed} == {"pilot"}
    assert len({site.unit for site in scenario.sites}) == sites


@pytest.mark.parametrize("level", LEVELS)
def test_default_can_be_written_and_read(level: str) -> None:
    scenario = default_scenario(level)
    assert parse_scenario(scenario_to_json(scenario)) == scenario


@pytest.mark.parametrize(
    ("level", "unit"), [(PILOT, "brackel"), (STADTBEZIRKE, "brackel"), (STATISTICAL_DISTRICTS, "32")]
)
def test_pilot_stands_in_brackel_and_replaces_the_candidate_there(level: str, unit: str) -> None:
    (pilot,) = (site for site in default_scenario(level).sites if site.existing)
    assert (pilot.id, pilot.unit, (pilot.lat, pilot.lon)) == ("pilot", unit, PLACE)
    assert (pilot.yearly_cost, pilot.one_off_cost) == (105_000, 5_000)
    assert [site.id for site in default_scenario(level).sites if site.unit == unit] == ["pilot"]


def test_eight_sites_are_within_the_budget_of_the_network() -> None:
    scenario = default_scenario()
    assert scenario.k == (6, 8)
    assert sum(site.yearly_cost for site in scenario.sites[:8]) == 840_000
    assert scenario.yearly_budget == 850_000
    assert default_scenario(PILOT).k == (1, 1)


def test_households_of_a_stadtbezirk_are_split_evenly_over_its_districts() -> None:
    scenario = default_scenario(STATISTICAL_DISTRICTS)
    by_parent: Counter[str | None] = Counter()
    for unit in scenario.units:
        by_parent[unit.parent] += unit.households
    assert by_parent == households_by_bezirk()
    parts = [unit.households for unit in scenario.units if unit.parent == "innenstadt-nord"]
    assert parts == [174, 174, 174]


def test_neighbours_are_those_of_the_districts() -> None:
    pairs = default_scenario(STATISTICAL_DISTRICTS).adjacency
    assert len(pairs) == sum(len(one.neighbours) for one in statistical_districts()) / 2
    assert default_scenario(PILOT).adjacency == (("aplerbeck", "brackel"),)


@pytest.mark.parametrize("level", LEVELS)
def test_every_number_says_with_which_right_it_stands_there(level: str) -> None:
    standing = default_scenario(level).standing
    assert standing["sites.yearly_cost"].kind == "assumption"
    assert standing["yearly_budget"].kind == standing["k"].kind == "fact"
    assert all(one.source for one in standing.values())


def test_what_the_paper_does_not_say_is_no_fact() -> None:
    # Neighbours are known from the city, the pilot's place is that of the address, and its team speaks for no other.
    network, pilot = default_scenario().standing, default_scenario(PILOT).standing
    kinds = [network[name].kind for name in ("adjacency", "sites[pilot].lat", "workers_per_site")]
    assert kinds == ["assumption", "derived", "assumption"]
    assert pilot["workers_per_site"].kind == "fact"


def test_households_of_the_pilot_are_derived_and_those_of_the_others_assumed() -> None:
    standing = default_scenario().standing
    assert standing["units[brackel].households"].kind == "derived"
    assert standing["units.households"].kind == "assumption"
    assert default_scenario(STATISTICAL_DISTRICTS).standing["units[32].households"].kind == "assumption"


def test_unknown_level_without_areas_is_refused() -> None:
    with pytest.raises(InvalidInput, match="scenario, level: found unterbezirke, expected one of pilot, stadtbezirke"):
        default_scenario("unterbezirke")


# --- An operator's areas --------------------------------------------------------------------------------------------


def test_stadtbezirk_of_an_area_is_found_by_parent_by_name_or_by_place() -> None:
    nord = next(one for one in stadtbezirke() if one.code == "innenstadt-nord")
    areas = [
        make_area("011", lat=nord.latitude, lon=nord.longitude, parent="04", parent_level=STATISTICAL_DISTRICTS),
        make_area("021", lat=51.6, lon=7.3, parent="Hörde", parent_level=STADTBEZIRKE),
        make_area("031", lat=nord.latitude, lon=nord.longitude),
    ]
    scenario = default_scenario("unterbezirke", areas=areas, adjacency=[("031", "011")])
    assert [unit.parent for unit in scenario.units] == ["innenstadt-nord", "hoerde", "innenstadt-nord"]
    assert households(scenario) == {"011": 261, "021": 133, "031": 261}
    assert scenario.adjacency == (("011", "031"),)


def test_stadtbezirke_of_an_operator_may_be_spelled_as_the_city_does() -> None:
    areas = [
        make_area(one.name, lat=one.latitude, lon=one.longitude, level=STADTBEZIRKE, name=one.name)
        for one in stadtbezirke()
    ]
    scenario = default_scenario(STADTBEZIRKE, areas=areas)
    assert households(scenario)["Hörde"] == households(default_scenario())["hoerde"]
    assert {unit.id: unit.parent for unit in scenario.units}["Hörde"] == "hoerde"
    assert {row.unit for row in scenario.fixed} == {"Aplerbeck", "Brackel"}
    assert scenario.standing["units[Brackel].households"].kind == "derived"


def test_areas_of_another_city_are_refused() -> None:
    # 51 degrees of latitude are half a degree, about 57 km, south of the city.
    areas = [make_area("a", lat=51.53, lon=7.55), make_area("b", lat=51.0, lon=7.55)]
    with pytest.raises(
        InvalidInput, match="areas: found 1 of 2 over 10 km away, such as b, expected areas of Dortmund"
    ):
        default_scenario("unterbezirke", areas=areas)


def test_addresses_split_the_households_of_a_stadtbezirk() -> None:
    nord = next(one for one in stadtbezirke() if one.code == "innenstadt-nord")
    areas = [make_area(code, lat=nord.latitude, lon=nord.longitude) for code in ("x", "y")]
    scenario = default_scenario("own", areas=areas, addresses={"x": 200, "y": 100})
    assert households(scenario) == {"x": 348, "y": 174}
    assert households(default_scenario("own", areas=areas, addresses={"x": 0, "y": 0})) == {"x": 261, "y": 261}


def test_pilot_stands_in_the_area_that_contains_its_place() -> None:
    # The centre of "near" is nearer to the pilot than that of "around", but the pilot lies in the large one.
    around = Area(
        level="own",
        code="around",
        name="",
        parent="brackel",
        parent_level=STADTBEZIRKE,
        shape=box(7.545, 51.51, 7.65, 51.56),
    )
    near = make_area("near", lat=PLACE[0], lon=PLACE[1] - 0.012, parent="brackel", parent_level=STADTBEZIRKE)
    scenario = default_scenario("own", areas=[around, near])
    assert next(site.unit for site in scenario.sites if site.existing) == "around"


def test_units_finer_than_statistical_districts_have_a_candidate_in_each_of_those() -> None:
    areas = [
        make_area(
            f"{one.code}{part}",
            lat=one.latitude,
            lon=one.longitude + shift,
            parent=one.code,
            parent_level=STATISTICAL_DISTRICTS,
        )
        for one in statistical_districts()
        for part, shift in (("a", 0.0), ("b", 0.015))
    ]
    scenario = default_scenario("unterbezirke", areas=areas)
    assert len(scenario.units) == 124
    candidates = {site.id: site.unit for site in scenario.sites if not site.existing}
    assert len(candidates) == 61
    assert candidates["04"] == "04a"
