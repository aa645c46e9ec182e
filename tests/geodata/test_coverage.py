import dataclasses

import pytest
import shapely

from geodata.areas import Area
from geodata.coverage import coverage_findings, parent_findings
from geodata.findings import Finding
from tests.geodata.squares import corners, make_area


def kinds_of(*areas: Area) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.kind, finding.codes) for finding in coverage_findings(areas)]


def the_only(*areas: Area) -> Finding:
    (finding,) = coverage_findings(areas)
    return finding


def test_squares_side_by_side_are_without_findings() -> None:
    assert kinds_of(*(make_area(f"{i}{j}", corners(100 * i, 100 * j)) for i in range(3) for j in range(3))) == []


def test_no_areas_have_no_findings() -> None:
    assert kinds_of() == []


def test_an_overlap_is_named_with_its_pair_size_and_spot() -> None:
    # b begins 20 m inside of a: 20 m x 100 m.
    finding = the_only(make_area("a", corners(0, 0)), make_area("b", corners(80, 0)))
    assert (finding.kind, finding.codes) == ("overlap", ("a", "b"))
    assert finding.amount == pytest.approx(2000)
    assert finding.place is not None
    latitude, longitude = finding.place
    assert make_area("common", corners(80, 0, 20)).shape.contains(shapely.Point(longitude, latitude))


def test_a_second_area_of_the_same_shape_overlaps_as_a_whole() -> None:
    finding = the_only(make_area("a", corners(0, 0)), make_area("b", corners(0, 0)))
    assert (finding.kind, finding.amount) == ("overlap", pytest.approx(10_000))


@pytest.mark.parametrize(("width", "kind"), [(4, "thin_overlap"), (6, "overlap")])
def test_an_overlap_under_5_metres_of_mean_width_is_thin(width: float, kind: str) -> None:
    # Mean width of a strip of 6 m x 100 m: 2 * 600 / 212 = 5.7 m; of 4 m: 3.8 m.
    assert the_only(make_area("a", corners(0, 0)), make_area("b", corners(100 - width, 0))).kind == kind


def ring_of_squares(side: float) -> list[Area]:
    """Four areas around a square hole of that side."""
    return [
        make_area("south", corners(0, -100, 100 + side)),
        make_area("west", corners(-100, -100, 100, 100 + side)),
        make_area("north", corners(-100, side, 100 + side)),
        make_area("east", corners(side, 0, 100, 100 + side)),
    ]


def test_a_gap_is_named_with_all_areas_around_it_and_its_size() -> None:
    finding = the_only(*ring_of_squares(30))
    assert (finding.kind, finding.codes) == ("gap", ("east", "north", "south", "west"))
    assert finding.amount == pytest.approx(900)
    assert finding.place is not None
    latitude, longitude = finding.place
    assert make_area("hole", corners(0, 0, 30, 30)).shape.contains(shapely.Point(longitude, latitude))


def test_a_narrow_gap_is_thin() -> None:
    # Mean width of a square of 4 m: 2 * 16 / 16 = 2 m. The areas around it do not come near over more than a corner.
    assert kinds_of(*ring_of_squares(4)) == [("thin_gap", ("east", "north", "south", "west"))]


def test_a_gap_all_around_an_area_is_without_that_area() -> None:
    # A strip of 3 m around a square of 94 m in a hole of 100 m: 100 * 100 - 94 * 94 = 1164.
    whole = make_area("a", corners(0, 0, 300, 300))
    around = dataclasses.replace(whole, shape=whole.shape.difference(make_area("hole", corners(100, 100)).shape))
    found = {
        finding.kind: finding for finding in coverage_findings([around, make_area("b", corners(103, 103, 94, 94))])
    }
    assert found["thin_gap"].codes == ("a", "b")
    assert found["thin_gap"].amount == pytest.approx(1164, abs=1)
    assert "gap" not in found


def test_a_gap_that_is_open_to_the_outside_is_named_by_the_borders_along_it() -> None:
    finding = the_only(make_area("a", corners(0, 0)), make_area("b", corners(103, 0)))
    assert (finding.kind, finding.codes) == ("apart", ("a", "b"))
    # The 100 m beside each other; the 5 m reach around the ends, less far across a gap of 3 m than without one.
    assert finding.amount == pytest.approx(100, abs=8)


def test_an_area_beside_the_others_is_an_island_with_its_distance() -> None:
    areas = [make_area("a", corners(0, 0)), make_area("b", corners(100, 0)), make_area("c", corners(700, 0))]
    finding = the_only(*areas)
    assert (finding.kind, finding.codes, finding.amount) == ("island", ("c",), pytest.approx(500))


def test_an_area_more_than_10_km_away_is_far_off() -> None:
    areas = [make_area("a", corners(0, 0)), make_area("b", corners(100, 0)), make_area("c", corners(10_300, 0))]
    finding = the_only(*areas)
    assert (finding.kind, finding.codes, finding.amount) == ("far_off", ("c",), pytest.approx(10_100))


def test_a_part_outside_of_its_larger_area_is_named() -> None:
    whole = make_area("whole", corners(0, 0, 200), level="large")
    inside = make_area("in", corners(50, 0), parent="whole", parent_level="large")
    outside = make_area("out", corners(300, 0), parent="whole", parent_level="large")
    elsewhere = make_area("lost", corners(300, 0), parent="unknown", parent_level="large")
    (finding,) = parent_findings([inside, outside, elsewhere], {("large", "whole"): whole})
    assert (finding.kind, finding.codes) == ("outside_parent", ("out", "whole"))
