import json
from typing import Any

import numpy as np
import pytest

from geodata.boundaries import Boundaries, Fields, read_boundaries
from geodata.findings import Finding, Unreadable
from geodata.projection import to_metres
from tests.geodata.squares import EAST, NORTH, as_geojson, corners, in_degrees, make_feature

BOW_TIE = [(EAST, NORTH), (EAST + 100, NORTH + 100), (EAST + 100, NORTH), (EAST, NORTH + 100), (EAST, NORTH)]


def read(*features: dict[str, Any], fields: Fields | None = None, **options: Any) -> Boundaries:
    return read_boundaries(as_geojson(features), fields or Fields(), **options)


def kinds_of(found: Boundaries) -> list[str]:
    return [finding.kind for finding in found.findings]


def refused(text: str, fields: Fields | None = None, **options: Any) -> Finding:
    with pytest.raises(Unreadable) as caught:
        read_boundaries(text, fields or Fields(), **options)
    return caught.value.findings[-1]


def test_squares_in_degrees_and_in_metres_are_the_same_areas() -> None:
    degrees = read(make_feature("01", in_degrees(corners(0, 0))), make_feature("02", in_degrees(corners(100, 0))))
    metres = read(make_feature("01", corners(0, 0)), make_feature("02", corners(100, 0)))
    assert (degrees.system.epsg, metres.system.epsg) == (4326, 25832)
    assert [each.code for each in degrees.features] == [each.code for each in metres.features] == ["01", "02"]
    for one, other in zip(degrees.features, metres.features, strict=True):
        # Six decimals of a degree are up to 0.1 m.
        assert to_metres(one.shape).hausdorff_distance(to_metres(other.shape)) < 0.1
    assert degrees.findings == metres.findings == ()


def test_the_legacy_member_names_the_system() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    text = as_geojson([make_feature("1", corners(0, 0))], crs=crs)
    assert read_boundaries(text, Fields()).system.known_by == "file"
    wrong = as_geojson([make_feature("1", corners(0, 0))], crs={"type": "name", "properties": {"name": "EPSG:31466"}})
    assert refused(wrong).kind == "unknown_crs"
    assert read_boundaries(wrong, Fields(), epsg=25832).system.known_by == "option"


@pytest.mark.parametrize("crs", [{"type": "link"}, "EPSG:25832", {"properties": {"name": ""}}])
def test_a_system_that_is_named_in_no_known_way_is_refused(crs: object) -> None:
    assert refused(as_geojson([make_feature("1", corners(0, 0))], crs=crs)).kind == "unknown_crs"


def test_the_features_own_id_is_taken_where_no_property_is_a_code() -> None:
    feature = {**make_feature("x", corners(0, 0)), "id": "007", "properties": {"name": "Seven"}}
    found = read(feature)
    assert (found.features[0].code, found.fields.code) == ("007", "id")


def test_properties_that_were_asked_for_are_taken() -> None:
    found = read(make_feature("1", corners(0, 0), kennz="09", titel="Nine"), fields=Fields(code="kennz", name="titel"))
    assert (found.features[0].code, found.features[0].name) == ("09", "Nine")


def test_a_property_that_was_asked_for_and_stands_nowhere_is_refused_with_those_that_exist() -> None:
    finding = refused(as_geojson([make_feature("1", corners(0, 0))]), Fields(code="kennz"))
    assert (finding.kind, finding.field, finding.found) == ("no_property", "kennz", "code, name")


def test_codes_that_are_numbers_are_read_as_text_and_told() -> None:
    found = read(make_feature(7, corners(0, 0)), make_feature(8.0, corners(100, 0)))
    assert [each.code for each in found.features] == ["7", "8"]
    assert found.findings == (Finding(kind="number_as_code", field="code", amount=2),)


def test_a_missing_name_is_replaced_by_the_code_and_told() -> None:
    nameless = make_feature("2", corners(100, 0))
    del nameless["properties"]["name"]
    found = read(make_feature("1", corners(0, 0)), nameless)
    assert [each.name for each in found.features] == ["Square 1", "2"]
    assert found.findings == (Finding(kind="no_name", field="name", codes=("2",), amount=1),)


@pytest.mark.parametrize("code", [None, "", "  ", True, [1], 1.5])
def test_a_feature_without_a_code_is_named_by_its_number(code: object) -> None:
    found = read(make_feature("1", corners(0, 0)), make_feature(code, corners(100, 0)))
    assert found.findings[0] == Finding(kind="no_code", row=2, field="code")
    assert [each.code for each in found.features] == ["1"]


def test_a_code_that_stands_twice_is_named() -> None:
    found = read(*(make_feature("1", corners(100 * i, 0)) for i in range(3)))
    assert found.findings == (Finding(kind="duplicate_code", codes=("1",), row=2, amount=3),)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        {"type": "Point", "coordinates": [7.5, 51.5]},
        {"type": "Polygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
        "POLYGON",
    ],
)
def test_a_feature_without_a_polygon_is_named(geometry: object) -> None:
    found = read(make_feature("1", corners(0, 0)), {**make_feature("2", corners(100, 0)), "geometry": geometry})
    assert [(each.kind, each.codes, each.row) for each in found.findings] == [("no_polygon", ("2",), 2)]


@pytest.mark.parametrize(
    "coordinates",
    [
        [[]],
        [[[1]]],
        [[["x", "y"]]],
        [[[None, None]]],
        [[[1, 2], [3]]],
        [[[float("nan"), 51.5]] * 4],
        [[[float("inf"), 51.5]] * 4],
        [[[1e300, 1e300]] * 4],
        [[[10**400, 1]] * 4],
        [{"x": 1}],
        5,
        "7.5 51.5",
    ],
)
def test_coordinates_that_are_no_numbers_are_named(coordinates: object) -> None:
    broken = {**make_feature("2", corners(0, 0)), "geometry": {"type": "Polygon", "coordinates": coordinates}}
    found = read(make_feature("1", corners(0, 0)), broken)
    assert [(each.kind, each.codes) for each in found.findings] == [("bad_coordinates", ("2",))]


def test_one_area_far_away_from_germany_is_named() -> None:
    found = read(make_feature("1", corners(0, 0)), make_feature("2", corners(100, 0)), make_feature("3", [(0, 0)] * 4))
    (finding,) = found.findings
    assert (finding.kind, finding.codes, finding.found, finding.amount) == ("off_range", ("3",), "0 / 0", 4)


def test_a_ring_that_crosses_itself_is_named_with_the_spot() -> None:
    found = read(make_feature("1", corners(200, 0)), make_feature("2", BOW_TIE))
    (finding,) = found.findings
    assert (finding.kind, finding.codes, finding.found) == ("invalid_ring", ("2",), "Self-intersection")
    # The diagonals cross in the middle.
    middle = read(make_feature("m", corners(0, 0))).features[0].shape.centroid
    assert finding.place == pytest.approx((middle.y, middle.x), abs=1e-6)
    assert [each.code for each in found.features] == ["1"]


def test_a_ring_is_mended_only_when_asked_and_told() -> None:
    found = read(make_feature("2", BOW_TIE), mend=True)
    (finding,) = found.findings
    # Two triangles of 2,500 square metres each, which as one ring cancel out.
    assert (finding.kind, finding.amount) == ("mended", pytest.approx(5000, rel=0.001))
    assert to_metres(found.features[0].shape).area == pytest.approx(5000, rel=0.001)


@pytest.mark.parametrize("mend", [False, True])
def test_a_ring_that_is_not_closed_is_named_and_closed_when_asked(mend: bool) -> None:
    found = read(make_feature("1", corners(0, 0)), make_feature("2", corners(100, 0)[:4]), mend=mend)
    (finding,) = found.findings
    assert (finding.kind, finding.found) == ("mended" if mend else "invalid_ring", "Ring is not closed")
    assert len(found.features) == (2 if mend else 1)


@pytest.mark.parametrize("ring", [corners(100, 0)[:3], [corners(100, 0)[0]] * 5])
def test_a_ring_without_surface_cannot_be_mended(ring: list[tuple[float, float]]) -> None:
    found = read(make_feature("1", corners(0, 0)), make_feature("2", ring), mend=True)
    assert kinds_of(found) == ["invalid_ring"]


def test_holes_and_several_parts_are_kept() -> None:
    with_hole = make_feature("1", corners(0, 0, 300, 300), corners(100, 100))
    parts = make_feature("2", corners(400, 0))
    parts["geometry"] = {"type": "MultiPolygon", "coordinates": [[corners(400, 0)], [corners(600, 0)]]}
    found = read(with_hole, parts)
    # 300 x 300 without 100 x 100; twice 100 x 100.
    areas = [to_metres(each.shape).area for each in found.features]
    assert areas == pytest.approx([80_000, 20_000], rel=0.001)
    assert found.findings == ()


def test_a_third_coordinate_is_left_out() -> None:
    found = read(make_feature("1", [(x, y, 80.0) for x, y in corners(0, 0)]))  # type: ignore[list-item]
    assert not found.features[0].shape.has_z


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"type": "FeatureCollection", "features": [', "not_json"),
        ("[" * 100_000, "json_too_deep"),
        ("[" + "9" * 10_000 + "]", "json_too_deep"),
        ("{" + '"a":' * 5, "not_json"),
        ("[]", "not_geojson"),
        ("7", "not_geojson"),
        ('{"type": "Topology"}', "not_geojson"),
        ('{"type": "FeatureCollection", "features": {}}', "no_features"),
        ('{"type": "FeatureCollection", "features": []}', "no_features"),
        ('{"type": "FeatureCollection", "features": [null, 3]}', "no_property"),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"x": 1}}]}', "no_property"),
    ],
)
def test_a_text_that_is_no_geojson_is_refused(text: str, kind: str) -> None:
    assert refused(text).kind == kind


def test_broken_json_is_refused_with_its_line() -> None:
    assert refused('{\n"type":,').row == 2


def test_a_file_whose_features_all_are_unusable_is_refused_with_all_of_them() -> None:
    points = [{**make_feature(str(i), corners(0, 0)), "geometry": {"type": "Point"}} for i in range(2)]
    with pytest.raises(Unreadable) as caught:
        read(*points)
    assert [each.kind for each in caught.value.findings] == ["no_polygon", "no_polygon", "no_features"]


def test_latitude_before_longitude_is_told() -> None:
    swapped = [(y, x) for x, y in in_degrees(corners(0, 0))]
    assert refused(as_geojson([make_feature("1", swapped)])).kind == "axes_swapped"


def test_whatever_stands_in_a_feature_is_a_finding_and_never_a_failure() -> None:
    """Every part of a sound feature is replaced by every kind of JSON value."""
    values: list[Any] = [None, True, 0, -1.5, "", "x", [], {}, [[]], [[[]]], [[[7.5, 51.5]]]]
    sound = make_feature("1", in_degrees(corners(0, 0)))
    for value in values:
        for path in (("type",), ("properties",), ("geometry",), ("geometry", "type"), ("geometry", "coordinates")):
            broken = json.loads(json.dumps(make_feature("2", in_degrees(corners(100, 0)))))
            target = broken
            for step in path[:-1]:
                target = target[step]
            target[path[-1]] = value
            assert read(sound, broken).features[0].code == "1"
        assert read(sound, value).features[0].code == "1"


def test_features_come_in_the_order_of_their_codes() -> None:
    generator = np.random.default_rng(1)
    codes = [f"{number:02d}" for number in generator.permutation(12)]
    found = read(*(make_feature(code, corners(100 * place, 0)) for place, code in enumerate(codes)))
    assert [each.code for each in found.features] == sorted(codes)
