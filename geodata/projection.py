"""Degrees (WGS84) and metres (ETRS89 / UTM zone 32, EPSG:25832), which German cities measure in."""

from functools import cache
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

DEGREES, METRES = 4326, 25832
"""EPSG numbers of the two systems this package reads."""

Shapes = TypeVar("Shapes")


def to_metres(shapes: Shapes) -> Shapes:
    """One shape or an array of them, x and y in metres of EPSG:25832 instead of longitude and latitude."""
    return shapely.transform(shapes, points_to_metres)  # type: ignore[no-any-return]


def to_degrees(shapes: Shapes) -> Shapes:
    """One shape or an array of them, longitude and latitude instead of x and y in metres of EPSG:25832."""
    return shapely.transform(shapes, points_to_degrees)  # type: ignore[no-any-return]


def points_to_metres(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """``(n, 2)`` points east, north in metres for ``(n, 2)`` points longitude, latitude; infinite where none exist."""
    return _transformed(points, DEGREES, METRES)


def points_to_degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """``(n, 2)`` points longitude, latitude for ``(n, 2)`` points east, north in metres; infinite where none exist."""
    return _transformed(points, METRES, DEGREES)


def _transformed(points: NDArray[np.float64], source: int, target: int) -> NDArray[np.float64]:
    return np.stack(_transformer(source, target).transform(points[:, 0], points[:, 1]), axis=1)


@cache
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
