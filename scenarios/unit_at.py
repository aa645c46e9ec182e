"""Which unit of a scenario a place belongs to: the one whose outline holds it, else the one with the nearest centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from geodata.distance import great_circle_km

if TYPE_CHECKING:
    from geodata.areas import Area


class Centred(Protocol):
    """An area with its centre, in degrees, WGS84."""

    @property
    def id(self) -> str: ...

    @property
    def lat(self) -> float: ...

    @property
    def lon(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAt:
    """
    The unit of a place.

    Attributes
    ----------
    id
        Of the unit.
    inside
        Whether its outline holds the place; otherwise no outline does, and its centre is the nearest.
    km
        From the place to the nearest centre of any unit.
    """

    id: str
    inside: bool
    km: float


def unit_at(lat: float, lon: float, units: Sequence[Centred], areas: "Sequence[Area]" = ()) -> UnitAt:
    """
    The unit of a place.

    Parameters
    ----------
    units
        At least one; the first of several equally near counts.
    areas
        Outlines with the ids of the units as codes; those of others are left out.
    """
    km = great_circle_km(np.array([(lat, lon)]), np.array([(one.lat, one.lon) for one in units]))[0]
    nearest = int(np.argmin(km))
    inside = _holding(lat, lon, {one.id for one in units}, areas) if areas else None
    return UnitAt(id=inside or units[nearest].id, inside=inside is not None, km=float(km[nearest]))


def _holding(lat: float, lon: float, ids: set[str], areas: "Sequence[Area]") -> str | None:
    from shapely import Point

    place = Point(lon, lat)
    return next((area.code for area in areas if area.code in ids and area.shape.contains(place)), None)
