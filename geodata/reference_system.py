"""In which coordinate system a file is: as it says, or as its numbers show. Degrees or metres, nothing else."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.findings import Finding, Unreadable
from geodata.projection import DEGREES, METRES, points_to_degrees

READ = (DEGREES, METRES)
LIMITS = {DEGREES: ((5.0, 16.0), (47.0, 56.0)), METRES: ((200_000.0, 1_000_000.0), (5_200_000.0, 6_200_000.0))}
"""Least and most x and y of Germany with some room, by EPSG number; x is east, y is north."""
_EPSG = re.compile(r"EPSG:(?:[\d.]*:)?(\d+)$", re.IGNORECASE)
_CRS84 = re.compile(r"CRS:?84$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSystem:
    """
    The coordinate system of a file.

    Attributes
    ----------
    epsg
        4326 (degrees, WGS84) or 25832 (metres, ETRS89 / UTM zone 32).
    known_by
        ``option`` when the operator said so, ``file`` when the file does, ``range`` when it was assumed from the
        coordinates.
    """

    epsg: int
    known_by: str

    def to_degrees(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """``(n, 2)`` points longitude, latitude for ``(n, 2)`` points of the file."""
        return points_to_degrees(points) if self.epsg == METRES else points

    def holds(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """For each of the ``(n, 2)`` points whether it lies in or near Germany, where this product works."""
        return _inside(points, LIMITS[self.epsg])


def system_of(points: NDArray[np.float64], *, option: int | None, named: str | None) -> ReferenceSystem:
    """
    The system of ``(n, 2)`` points.

    Parameters
    ----------
    option
        What the operator says; it counts more than the file.
    named
        Name in the file: ``urn:ogc:def:crs:EPSG::25832``, ``EPSG:4326``, ``urn:ogc:def:crs:OGC:1.3:CRS84``.

    Raises
    ------
    Unreadable
        When the name is none of these, or without a name most of the points fit neither system.
    """
    if option is not None:
        return ReferenceSystem(epsg=_accepted(option, str(option)), known_by="option")
    if named:
        match = _EPSG.search(named)
        number = DEGREES if _CRS84.search(named) else int(match[1]) if match else None
        return ReferenceSystem(epsg=_accepted(number, named), known_by="file")
    # One broken point must not decide about all of them: it is named later.
    for epsg, limits in LIMITS.items():
        if 2 * np.count_nonzero(_inside(points, limits)) > len(points):
            return ReferenceSystem(epsg=epsg, known_by="range")
    if 2 * np.count_nonzero(_inside(points[:, ::-1], LIMITS[DEGREES])) > len(points):
        raise Unreadable(Finding(kind="axes_swapped", found=_typical(points)))
    raise Unreadable(Finding(kind="unknown_range", found=_typical(points)))


def _accepted(number: int | None, found: str) -> int:
    if number not in READ:
        raise Unreadable(Finding(kind="unknown_crs", found=found[:60]))
    return number


def _inside(points: NDArray[np.float64], limits: tuple[tuple[float, float], ...]) -> NDArray[np.bool_]:
    (least_x, most_x), (least_y, most_y) = limits
    x, y = points.T
    inside: NDArray[np.bool_] = (x >= least_x) & (x <= most_x) & (y >= least_y) & (y <= most_y)
    return inside


def _typical(points: NDArray[np.float64]) -> str:
    x, y = np.median(points, axis=0)
    return f"{x:.6g} / {y:.6g}"
