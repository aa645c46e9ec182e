import pytest
import shapely

from geodata.adjacency import borders_of
from geodata.areas import STADTBEZIRKE, STATISTICAL_DISTRICTS
from geodata.coverage import coverage_findings, parent_findings
from geodata.districts import District, stadtbezirke, statistical_districts
from geodata.errors import InvalidPlace
from geodata.outlines import SCHEMATIC_SOURCE, outlines
from geodata.store import Store

BOTH_LEVELS = pytest.mark.parametrize(
    ("level", "districts"), [(STADTBEZIRKE, stadtbezirke()), (STATISTICAL_DISTRICTS, statistical_districts())]
)


@BOTH_LEVELS
def test_constructed_outlines_say_that_they_are_schematic(level: str, districts: tuple[District, ...]) -> None:
    found = outlines(level)
    assert (found.schematic, found.source, found.level) == (True, SCHEMATIC_SOURCE, level)
    assert [area.code for area in found] == [district.code for district in districts]
    assert [area.name for area in found] == [district.name for district in districts]


@BOTH_LEVELS
def test_each_cell_contains_the_centre_of_its_district(level: str, districts: tuple[District, ...]) -> None:
    areas = outlines(level).by_code()
    assert [
        district.code
        for district in districts
        if not areas[district.code].shape.contains(shapely.Point(district.longitude, district.latitude))
    ] == []


@BOTH_LEVELS
def test_constructed_outlines_cover_without_overlap_gap_or_island(level: str, districts: tuple[District, ...]) -> None:
    assert coverage_findings(outlines(level).areas) == ()


@BOTH_LEVELS
def test_each_area_is_one_piece_without_holes(level: str, districts: tuple[District, ...]) -> None:
    assert {(area.shape.geom_type, len(area.shape.interiors)) for area in outlines(level)} == {("Polygon", 0)}


def test_the_62_districts_nest_in_the_12_stadtbezirke() -> None:
    large, small = outlines(STADTBEZIRKE).by_code(), outlines(STATISTICAL_DISTRICTS)
    assert parent_findings(small.areas, {(STADTBEZIRKE, code): area for code, area in large.items()}) == ()
    for code, area in large.items():
        parts = [part.shape for part in small if part.parent == code]
        assert shapely.union_all(parts).equals(area.shape)


def test_every_published_neighbour_of_a_stadtbezirk_touches_it_on_the_schematic_map_too() -> None:
    published = {tuple(sorted((each.code, other))) for each in stadtbezirke() for other in each.neighbours}
    touching = {(border.a, border.b) for border in borders_of(outlines(STADTBEZIRKE).areas) if not border.corner}
    assert published <= touching


def test_the_schematic_city_has_about_the_size_of_the_city() -> None:
    # Published: 269.5 square kilometres without Innenstadt-Ost, whose 62-level parts count as 3 of the mean size here.
    assert sum(area.area_km2 for area in outlines(STADTBEZIRKE)) == pytest.approx(282, abs=10)


def test_a_level_nobody_knows_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidPlace, match="stadtbezirke or statistische_bezirke"):
        outlines("wards")


def test_an_empty_store_changes_nothing() -> None:
    with Store.open(None) as store:
        assert outlines(STADTBEZIRKE, store).schematic
