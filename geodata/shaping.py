"""Polygons from the rings of a file: valid ones, or the spot where they are not; mended only when asked to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geodata.areas import Shape
from geodata.projection import to_degrees, to_metres
from geodata.reference_system import ReferenceSystem

Rings = Sequence[Sequence[NDArray[np.float64]]]
_SPOT = re.compile(r"^(.*?)\[(\S+) (\S+)\]$")
_FEWEST_POSITIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    Why a shape is invalid.

    Attributes
    ----------
    reason
        In GEOS's words, or in ours where it was not asked.
    place
        Latitude and longitude of the spot; None where GEOS names none.
    """

    reason: str
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """
    A shape, or why there is none.

    Attributes
    ----------
    shape
        Valid; longitude and latitude in degrees. None when it is invalid and was not or cannot be mended.
    fault
        What was wrong with it, mended or not; None when all is well.
    changed_square_metres
        By how much mending changed its size; 0 without it.
    """

    shape: Shape | None
    fault: Fault | None = None
    changed_square_metres: float = 0.0


def built(polygons: Rings, system: ReferenceSystem, *, mend: bool) -> Built:
    """The shape of polygons that each are a shell and its holes, ``(n, 2)`` points in the system of the file."""
    rings = [system.to_degrees(ring) for polygon in polygons for ring in polygon]
    short = next((ring for ring in rings if len(ring) < _FEWEST_POSITIONS), None)
    if short is not None:
        return Built(shape=None, fault=_fault_at(short, "fewer than 4 positions"))
    shape = _joined([Polygon(shell, holes) for shell, *holes in _regrouped(rings, polygons)])
    # Shapely closed this ring by itself; the file is wrong all the same.
    open_ring = next((ring for ring in rings if (ring[0] != ring[-1]).any()), None)
    fault = _fault_at(open_ring, "Ring is not closed") if open_ring is not None else _fault_of(shape)
    if fault is None or not mend:
        return Built(shape=None if fault else shape, fault=fault)
    return _mended(shape, fault)


def polygons_of(shape: shapely.Geometry) -> Shape | None:
    """Its polygons without any points and lines; None where there are no polygons."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return _joined([part for part in parts if isinstance(part, Polygon) and not part.is_empty])


def _regrouped(rings: Sequence[NDArray[np.float64]], polygons: Rings) -> list[list[NDArray[np.float64]]]:
    following = iter(rings)
    return [[next(following) for _ in polygon] for polygon in polygons]


def _joined(parts: Sequence[Polygon]) -> Shape | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _fault_at(ring: NDArray[np.float64], reason: str) -> Fault:
    longitude, latitude = ring[0]
    return Fault(reason=reason, place=(float(latitude), float(longitude)))


def _fault_of(shape: Shape | None) -> Fault | None:
    """What is wrong in degrees, or else in the metres in which it will be measured."""
    if shape is None or shape.is_empty:
        return Fault(reason="no surface", place=None)
    if not shape.is_valid:
        return _explained(shapely.is_valid_reason(shape))
    # The spot would be in metres.
    return None if to_metres(shape).is_valid else Fault(reason="invalid in metres", place=None)


def _explained(reason: str) -> Fault:
    match = _SPOT.match(reason)
    if match is None:
        return Fault(reason=reason, place=None)
    return Fault(reason=match[1], place=(float(match[3]), float(match[2])))


def _mended(shape: Shape | None, fault: Fault) -> Built:
    before: Shape = to_metres(shape)
    after = polygons_of(shapely.make_valid(before, method="structure", keep_collapsed=False))
    if after is None or _fault_of(to_degrees(after)) is not None:
        return Built(shape=None, fault=fault)
    return Built(shape=to_degrees(after), fault=fault, changed_square_metres=abs(after.area - before.area))
