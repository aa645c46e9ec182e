from dataclasses import replace

import pytest
import shapely

from geodata.areas import Outlines
from geodata.errors import InvalidPlace
from geodata.projection import to_degrees
from tests.geodata.squares import EAST, NORTH, corners, make_area


def test_size_of_a_square_is_measured_in_metres() -> None:
    assert make_area("a", corners(0, 0, 2000, 1000)).area_km2 == pytest.approx(2)


def test_inner_point_of_a_square_is_its_middle() -> None:
    middle = to_degrees(shapely.Point(EAST + 50, NORTH + 50))
    assert make_area("a", corners(0, 0)).inner_point == pytest.approx((middle.y, middle.x), abs=1e-8)


def test_inner_point_lies_inside_where_the_centroid_does_not() -> None:
    # A bracket: a square of 300 m without its middle and its right side.
    bracket = to_degrees(
        shapely.Polygon(corners(0, 0, 300, 300)).difference(shapely.Polygon(corners(50, 50, 250, 200)))
    )
    area = replace(make_area("a", corners(0, 0)), shape=bracket)
    latitude, longitude = area.inner_point
    assert not bracket.contains(bracket.centroid)
    assert bracket.contains(shapely.Point(longitude, latitude))


@pytest.mark.parametrize(
    "changes",
    [
        {"code": ""},
        {"level": ""},
        {"shape": shapely.Polygon()},
        {"shape": shapely.Polygon([(7.5, 51.5), (7.6, 51.6), (7.6, 51.5), (7.5, 51.6), (7.5, 51.5)])},
        {"parent": "large"},
        {"parent_level": "large"},
    ],
)
def test_an_area_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidPlace):
        replace(make_area("a", corners(0, 0)), **changes)  # type: ignore[arg-type]


def test_outlines_are_counted_and_found_by_code() -> None:
    areas = (make_area("a", corners(0, 0)), make_area("b", corners(100, 0)))
    found = Outlines(level="squares", areas=areas, schematic=False, source="invented")
    assert (len(found), tuple(found), found.by_code()["b"]) == (2, areas, areas[1])
