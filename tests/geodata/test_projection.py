import numpy as np
import pytest
import shapely

from geodata.projection import points_to_degrees, points_to_metres, to_degrees, to_metres


def test_the_middle_meridian_of_zone_32_lies_500_km_east() -> None:
    # Zone 32 is built around 9 degrees east, which it writes as 500,000 m.
    assert points_to_metres(np.array([[9.0, 51.5]]))[0][0] == pytest.approx(500_000)


def test_one_degree_north_is_about_111_km() -> None:
    south, north = points_to_metres(np.array([[9.0, 51.0], [9.0, 52.0]]))
    assert north[1] - south[1] == pytest.approx(111_250, rel=0.001)


def test_there_and_back_again_ends_where_it_began() -> None:
    points = np.array([[7.46, 51.51], [7.63, 51.42]])
    assert points_to_degrees(points_to_metres(points)) == pytest.approx(points, abs=1e-9)
    shape = shapely.box(7.4, 51.4, 7.5, 51.5)
    assert to_degrees(to_metres(shape)).equals_exact(shape, 1e-9)


def test_a_point_nowhere_on_earth_becomes_infinite() -> None:
    assert not np.isfinite(points_to_metres(np.array([[1e9, 1e9]]))).any()
