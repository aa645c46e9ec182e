import csv
import dataclasses

import pytest

from geodata.adjacency import borders_of
from geodata.areas import Area
from geodata.boundaries import Fields, read_boundaries
from tests.folders import SHARED
from tests.geodata.squares import corners, make_area
from tests.shared import needs_operator_files


def pairs_of(*areas: Area) -> dict[tuple[str, str], tuple[float, bool]]:
    return {(border.a, border.b): (border.metres, border.corner) for border in borders_of(areas)}


def test_squares_side_by_side_share_the_length_of_a_side() -> None:
    found = pairs_of(make_area("b", corners(0, 0)), make_area("a", corners(100, 0)))
    assert found == {("a", "b"): (pytest.approx(100, abs=0.1), False)}


def test_squares_that_meet_in_a_point_only_have_a_corner() -> None:
    found = pairs_of(make_area("a", corners(0, 0)), make_area("b", corners(100, 100)))
    assert list(found) == [("a", "b")]
    assert found["a", "b"] == (pytest.approx(0, abs=0.1), True)


@pytest.mark.parametrize(("common", "corner"), [(50, True), (59.9, True), (60.1, False), (70, False)])
def test_a_common_border_under_60_metres_is_a_corner(common: float, corner: bool) -> None:
    found = pairs_of(make_area("a", corners(0, 0)), make_area("b", corners(100, 100 - common)))
    assert found["a", "b"] == (pytest.approx(common, abs=0.1), corner)


def test_a_border_that_goes_all_around_an_area_has_no_ends() -> None:
    hole = corners(100, 100)
    whole = make_area("a", corners(0, 0, 300, 300))
    around = dataclasses.replace(whole, shape=whole.shape.difference(make_area("hole", hole).shape))
    assert pairs_of(around, make_area("b", hole)) == {("a", "b"): (pytest.approx(400, abs=0.1), False)}


def test_two_stretches_of_border_count_together() -> None:
    # b lies around the middle of a's east side at a distance: 40 m below and 40 m above touch.
    x, y = corners(100, 0)[0]
    bay = [(x, y), (x + 100, y), (x + 100, y + 100), (x, y + 100), (x, y + 60), (x + 50, y + 60), (x + 50, y + 40)]
    found = pairs_of(make_area("a", corners(0, 0)), make_area("b", [*bay, (x, y + 40), (x, y)]))
    assert found == {("a", "b"): (pytest.approx(80, abs=0.1), False)}


def test_areas_apart_do_not_touch() -> None:
    assert pairs_of(make_area("a", corners(0, 0)), make_area("b", corners(110, 0))) == {}


def test_one_area_alone_and_none_have_no_borders() -> None:
    assert pairs_of(make_area("a", corners(0, 0))) == {}
    assert pairs_of() == {}


def test_a_vertex_that_only_one_side_has_does_not_break_the_border() -> None:
    # The border of b bulges by 30 cm in its middle, as after rounding.
    x = corners(100, 0)[0][0]
    y = corners(100, 0)[0][1]
    bulging = [(x, y), (x + 100, y), (x + 100, y + 100), (x, y + 100), (x + 0.3, y + 50), (x, y)]
    found = pairs_of(make_area("a", corners(0, 0)), make_area("b", bulging))
    assert found["a", "b"] == (pytest.approx(100, abs=0.1), False)


def test_a_sliver_between_areas_is_bridged_and_a_wide_gap_is_not() -> None:
    def around(gap: float) -> tuple[Area, ...]:
        """Two squares with a hole of this width between them, closed above and below by two more."""
        return (
            make_area("west", corners(0, 0)),
            make_area("east", corners(100 + gap, 0)),
            make_area("south", corners(0, -100, 200 + gap)),
            make_area("north", corners(0, 100, 200 + gap)),
        )

    assert not pairs_of(*around(3))["east", "west"][1]
    assert ("east", "west") not in pairs_of(*around(20))


@needs_operator_files
@pytest.mark.parametrize("level", ["stadtbezirke", "statistische_bezirke", "unterbezirke"])
def test_neighbours_in_an_operators_files_are_those_listed_with_them(level: str) -> None:
    folder = SHARED / "geodata"
    features = read_boundaries((folder / f"{level}.geojson").read_text(encoding="utf-8"), Fields()).features
    areas = [
        Area(level=level, code=each.code, name=each.name, parent=None, parent_level=None, shape=each.shape)
        for each in features
    ]
    found = {(border.a, border.b): border.metres for border in borders_of(areas) if not border.corner}
    with (folder / f"{level}_adjacency.csv").open(encoding="utf-8") as file:
        listed = {(row["a"], row["b"]): float(row["shared_border_m"]) for row in csv.DictReader(file)}
    # The lengths listed are rounded, and hold what a tolerance of 1 m adds at the ends of each stretch: some 2 m.
    assert found == pytest.approx(listed, abs=4)
