import numpy as np
import pytest

from geodata.findings import Unreadable
from geodata.reference_system import ReferenceSystem, system_of

DEGREES = np.array([[7.46, 51.51], [7.5, 51.6]])
METRES = np.array([[393_000.0, 5_708_000.0], [394_000.0, 5_709_000.0]])


def kind_of(points: np.ndarray, **given: object) -> str:
    with pytest.raises(Unreadable) as caught:
        system_of(points, **{"option": None, "named": None, **given})  # type: ignore[arg-type]
    (finding,) = caught.value.findings
    return finding.kind


@pytest.mark.parametrize(
    ("name", "epsg"),
    [
        ("urn:ogc:def:crs:EPSG::25832", 25832),
        ("urn:ogc:def:crs:EPSG:6.9:25832", 25832),
        ("EPSG:25832", 25832),
        ("epsg:4326", 4326),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326),
    ],
)
def test_a_name_in_the_file_decides(name: str, epsg: int) -> None:
    assert system_of(DEGREES, option=None, named=name) == ReferenceSystem(epsg=epsg, known_by="file")


@pytest.mark.parametrize("name", ["EPSG:31466", "urn:ogc:def:crs:EPSG::3857", "EPSG:4647", "something", "no name"])
def test_another_system_is_refused(name: str) -> None:
    assert kind_of(METRES, named=name) == "unknown_crs"


def test_the_operators_word_counts_more_than_the_file() -> None:
    assert system_of(METRES, option=25832, named="EPSG:3857") == ReferenceSystem(epsg=25832, known_by="option")
    assert kind_of(METRES, option=31466) == "unknown_crs"


@pytest.mark.parametrize(("points", "epsg"), [(DEGREES, 4326), (METRES, 25832)])
def test_without_a_name_the_coordinates_decide(points: np.ndarray, epsg: int) -> None:
    assert system_of(points, option=None, named=None) == ReferenceSystem(epsg=epsg, known_by="range")


def test_one_broken_point_does_not_decide_about_all() -> None:
    points = np.vstack([METRES, [[0.0, 0.0]]])
    assert system_of(points, option=None, named=None).epsg == 25832


def test_latitude_before_longitude_is_told_as_such() -> None:
    assert kind_of(DEGREES[:, ::-1]) == "axes_swapped"


@pytest.mark.parametrize("points", [np.zeros((2, 2)), np.array([[32_393_000.0, 5_708_000.0]])])
def test_coordinates_of_nowhere_near_are_refused(points: np.ndarray) -> None:
    assert kind_of(points) == "unknown_range"


def test_points_beyond_germany_are_not_held() -> None:
    system = ReferenceSystem(epsg=4326, known_by="file")
    assert system.holds(np.array([[7.5, 51.5], [7.5, 91.0], [np.nan, 51.5], [-7.5, 51.5]])).tolist() == [
        True,
        False,
        False,
        False,
    ]
