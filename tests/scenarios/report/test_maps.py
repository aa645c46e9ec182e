"""Maps say what they are drawn on."""

from dataclasses import replace

from shapely import MultiPolygon, Polygon, box

from scenarios.report.content import ReportContent
from scenarios.report.maps import catchment_map, outline_note, real_map, way_out
from tests.scenarios.report.conftest import make_outlines


def test_schematic_map_says_so(town_report: ReportContent) -> None:
    assert "schematisch" in catchment_map(town_report, town_report.plan(2), "de")
    assert "schematic" in outline_note(town_report, "en")


def test_map_of_imported_borders_names_their_source(town_report: ReportContent) -> None:
    official = replace(town_report, outlines=make_outlines(schematic=False))
    assert "schematisch" not in catchment_map(official, official.plan(2), "de")
    assert outline_note(official, "de") == "Umrisse: Stadt, dl-de/by-2-0"


def test_without_outlines_lines_lead_to_the_sites(bare_report: ReportContent) -> None:
    assert "schematisch" in catchment_map(bare_report, bare_report.plan(2), "de")
    assert "Mitte eines Bezirks" in outline_note(bare_report, "de")


def test_outlines_that_lack_a_unit_are_not_used(town_report: ReportContent) -> None:
    outlines = make_outlines(schematic=False)
    holed = replace(town_report, outlines=replace(outlines, areas=outlines.areas[1:]))
    assert "Mitte eines Bezirks" in outline_note(holed, "de")


def test_parts_and_holes_of_a_shape_are_drawn(town_report: ReportContent) -> None:
    outlines = make_outlines()
    ring = Polygon(box(7.39, 51.49, 7.41, 51.51).exterior, [box(7.395, 51.495, 7.405, 51.505).exterior])
    shape = MultiPolygon([ring, box(7.2, 51.4, 7.3, 51.45)])
    odd = replace(
        town_report, outlines=replace(outlines, areas=(replace(outlines.areas[0], shape=shape), *outlines.areas[1:]))
    )
    plain, drawn = (catchment_map(one, one.plan(2), "de") for one in (town_report, odd))
    assert drawn.count(" M ") > plain.count(" M ")  # subpaths beside the first


def test_sites_and_names_stand_on_the_map(town_report: ReportContent) -> None:
    drawn = catchment_map(town_report, town_report.plan(2), "de")
    for words in (">1<", ">2<", ">Teil a<", "1 Altes Amt: 50 Haushalte"):
        assert words in drawn


def test_many_units_are_named_by_their_larger_areas(town_report: ReportContent) -> None:
    many = tuple(replace(town_report.units[i % 4], id=str(i), parent_name="Westen") for i in range(21))
    drawn = catchment_map(replace(town_report, units=many, outlines=None), replace(town_report.plan(2), sites=()), "de")
    assert ">Westen<" in drawn
    assert "Teil" not in drawn


def test_real_network_stands_alone_without_a_plan_of_its_size(town_report: ReportContent) -> None:
    assert town_report.hindsight is not None
    both = real_map(town_report, town_report.hindsight, town_report.plan(2), "de")
    alone = real_map(town_report, town_report.hindsight, None, "de")
    assert "2 Standorte" in both
    assert "2 Standorte" not in alone


def test_name_makes_way_for_a_site(town_report: ReportContent) -> None:
    site = town_report.plan(2).sites[0]  # in the centre of a
    unit = town_report.units[0]
    assert way_out(unit.lon, unit.lat, town_report.units, [site]) == -1
    assert way_out(unit.lon, unit.lat, town_report.units, []) == 0
    below = replace(site, lat=unit.lat - 0.0001)
    north = (*town_report.units, replace(unit, id="n", lat=unit.lat + 0.01))
    assert way_out(unit.lon, unit.lat, north, [below]) == 1
    far = replace(site, lat=unit.lat - 0.005)
    assert way_out(unit.lon, unit.lat, north, [far]) == 0
