"""The tables of districts: complete, consistent, and inside the city."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from geodata import District, InvalidPlace, nearest_district, stadtbezirke, statistical_districts

BOTH_TABLES = pytest.mark.parametrize(
    "districts", [stadtbezirke(), statistical_districts()], ids=["stadtbezirke", "statistical"]
)

STADTBEZIRKE = [
    "aplerbeck",
    "brackel",
    "eving",
    "hoerde",
    "hombruch",
    "huckarde",
    "innenstadt-nord",
    "innenstadt-ost",
    "innenstadt-west",
    "luetgendortmund",
    "mengede",
    "scharnhorst",
]


def by_code(districts: Sequence[District]) -> dict[str, District]:
    return {district.code: district for district in districts}


def reachable(start: str, codes: set[str], districts: dict[str, District]) -> set[str]:
    """Return the codes one comes to from the start over neighbours without leaving the given codes."""
    seen, waiting = {start}, [start]
    while waiting:
        new = (districts[waiting.pop()].neighbours & codes) - seen
        seen |= new
        waiting += new
    return seen


def make_district(**changes: Any) -> District:
    amber = District(
        code="amber",
        name="Amber",
        latitude=51.5,
        longitude=7.5,
        area_km2=2.0,
        population=1000,
        population_year=2020,
        parent=None,
        neighbours=frozenset({"birch"}),
    )
    return replace(amber, **changes)


def test_the_city_has_12_stadtbezirke_with_the_codes_used_everywhere() -> None:
    assert [district.code for district in stadtbezirke()] == STADTBEZIRKE


def test_the_city_has_62_statistical_districts() -> None:
    assert len(statistical_districts()) == 62


@BOTH_TABLES
def test_codes_are_unique_and_in_order(districts: tuple[District, ...]) -> None:
    codes = [district.code for district in districts]
    assert codes == sorted(set(codes))


@BOTH_TABLES
def test_names_are_unique_and_not_empty(districts: tuple[District, ...]) -> None:
    names = {district.name.strip() for district in districts}
    assert len(names - {""}) == len(districts)


@BOTH_TABLES
def test_neighbours_are_mutual_and_known(districts: tuple[District, ...]) -> None:
    known = by_code(districts)
    one_sided = [(a.code, b) for a in districts for b in a.neighbours if a.code not in known[b].neighbours]
    assert one_sided == []


@BOTH_TABLES
def test_nobody_is_without_a_neighbour(districts: tuple[District, ...]) -> None:
    assert [district.code for district in districts if not district.neighbours] == []


@BOTH_TABLES
def test_the_city_hangs_together(districts: tuple[District, ...]) -> None:
    known = by_code(districts)
    assert reachable(districts[0].code, set(known), known) == set(known)


@BOTH_TABLES
def test_centres_lie_within_the_city_and_carry_no_more_than_3_decimals(districts: tuple[District, ...]) -> None:
    for district in districts:
        assert 51.41 < district.latitude < 51.60
        assert 7.30 < district.longitude < 7.64
        assert (district.latitude, district.longitude) == (round(district.latitude, 3), round(district.longitude, 3))


def test_codes_of_statistical_districts_keep_their_leading_zero() -> None:
    city = statistical_districts()[0]
    assert (city.code, city.name, city.parent) == ("00", "City", "innenstadt-west")
    assert all(len(district.code) == 2 and district.code.isdigit() for district in statistical_districts())


def test_every_statistical_district_belongs_to_a_stadtbezirk() -> None:
    assert {district.parent for district in statistical_districts()} == set(STADTBEZIRKE)


def test_no_stadtbezirk_belongs_to_another() -> None:
    assert {district.parent for district in stadtbezirke()} == {None}


@pytest.mark.parametrize("stadtbezirk", STADTBEZIRKE)
def test_statistical_districts_of_one_stadtbezirk_hang_together(stadtbezirk: str) -> None:
    known = by_code(statistical_districts())
    inside = {district.code for district in statistical_districts() if district.parent == stadtbezirk}
    assert reachable(min(inside), inside, known) == inside


def test_stadtbezirke_are_neighbours_where_their_statistical_districts_are() -> None:
    parent = {district.code: district.parent for district in statistical_districts()}
    below = {
        (district.parent, parent[neighbour])
        for district in statistical_districts()
        for neighbour in district.neighbours
        if district.parent != parent[neighbour]
    }
    assert below == {(district.code, neighbour) for district in stadtbezirke() for neighbour in district.neighbours}


def test_a_published_row_is_read_as_it_stands() -> None:
    eving = by_code(stadtbezirke())["eving"]
    assert (eving.name, eving.area_km2, eving.population, eving.population_year) == ("Eving", 22.89, 39405, 2023)
    assert eving.neighbours == {"huckarde", "innenstadt-nord", "mengede", "scharnhorst"}


def test_umlauts_stay_in_names_and_leave_codes() -> None:
    assert by_code(stadtbezirke())["hoerde"].name == "Hörde"
    assert all(district.code.isascii() for district in stadtbezirke())


def test_populations_of_the_stadtbezirke_add_up_to_about_the_city() -> None:
    # The city published 612,065 for the end of 2023; four of the twelve figures are older, hence one in a hundred.
    total = sum(district.population or 0 for district in stadtbezirke())
    assert total == pytest.approx(612_065, rel=0.01)


def test_published_areas_do_not_exceed_the_city() -> None:
    # The city has about 280.7 square kilometres; one of the twelve areas is not at hand.
    total = sum(district.area_km2 or 0 for district in stadtbezirke())
    assert 260 < total < 281


def test_what_is_not_published_is_none_and_not_a_derived_figure() -> None:
    for district in statistical_districts():
        assert (district.area_km2, district.population, district.population_year) == (None, None, None)


def test_tables_are_read_once() -> None:
    assert stadtbezirke() is stadtbezirke()


@BOTH_TABLES
def test_the_centre_of_a_district_is_nearest_to_itself(districts: tuple[District, ...]) -> None:
    for district in districts:
        assert nearest_district(district.latitude, district.longitude, districts) == district


def test_nearest_is_measured_in_kilometres_not_in_degrees() -> None:
    # From 51.5, 7.5: 0.012 degrees east are 0.012 * 111.2 * cos 51.5 = 0.83 km, 0.010 degrees north are 1.11 km.
    north = make_district(code="north", latitude=51.510)
    east = make_district(code="east", longitude=7.512)
    assert nearest_district(51.5, 7.5, [north, east]) == east


def test_of_two_equally_near_districts_the_first_is_taken() -> None:
    amber, twin = make_district(), make_district(code="twin")
    assert nearest_district(51.4, 7.4, [amber, twin]) == amber
    assert nearest_district(51.4, 7.4, [twin, amber]) == twin


def test_nearest_of_no_districts_is_refused() -> None:
    with pytest.raises(InvalidPlace, match="found no districts, expected at least 1"):
        nearest_district(51.5, 7.5, [])


def test_nearest_to_a_point_off_the_globe_is_refused_without_showing_it() -> None:
    with pytest.raises(InvalidPlace, match="expected latitude -90 to 90") as refusal:
        nearest_district(515.123, 7.5, stadtbezirke())
    assert "515" not in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latitude": 90.1}, "off the globe"),
        ({"longitude": float("nan")}, "off the globe"),
        ({"area_km2": 0.0}, "area_km2 is 0.0"),
        ({"population": 0}, "population is 0"),
        ({"population_year": None}, "expected both or neither"),
        ({"population": None}, "expected both or neither"),
        ({"neighbours": frozenset({"amber"})}, "its own neighbour"),
    ],
)
def test_district_with_an_impossible_number_is_refused_by_code(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidPlace, match=f"district amber: .*{message}"):
        make_district(**changes)


def test_district_without_published_figures_is_accepted() -> None:
    assert make_district(area_km2=None, population=None, population_year=None).population is None
