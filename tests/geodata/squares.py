"""Invented areas of a few hundred metres near Dortmund, and GeoJSON of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely

from geodata.areas import Area
from geodata.projection import to_degrees

EAST, NORTH = 393_000.0, 5_708_000.0
"""Metres in EPSG:25832 from which the squares are counted."""

Ring = Sequence[tuple[float, float]]


def corners(east: float, north: float, width: float = 100, height: float = 100) -> list[tuple[float, float]]:
    """A closed ring in metres."""
    x, y = EAST + east, NORTH + north
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]


def make_area(
    code: str, ring: Ring, *, level: str = "squares", parent: str | None = None, parent_level: str | None = None
) -> Area:
    """An area with a ring in metres."""
    shape = to_degrees(shapely.Polygon(ring))
    return Area(level=level, code=code, name=f"Square {code}", parent=parent, parent_level=parent_level, shape=shape)


def make_feature(code: object, *rings: Ring, **properties: Any) -> dict[str, Any]:
    """A feature of GeoJSON: the first ring is the shell, the others are holes."""
    geometry = {"type": "Polygon", "coordinates": [[list(position) for position in ring] for ring in rings]}
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Square {code}", **properties},
        "geometry": geometry,
    }


def in_degrees(ring: Ring) -> list[tuple[float, float]]:
    """The ring in longitude and latitude, as files have it: with six decimals."""
    shape = to_degrees(shapely.Polygon(ring))
    return [(round(x, 6), round(y, 6)) for x, y in shape.exterior.coords]


def as_geojson(features: Iterable[Mapping[str, Any]], **members: Any) -> str:
    """The text of a collection of features."""
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)})
