"""The outlines of a level: what an operator imported, else schematic ones that this project constructs itself."""

import math
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from geodata.areas import SQUARE_METRES_PER_KM2, STADTBEZIRKE, STATISTICAL_DISTRICTS, Area, Outlines, Shape
from geodata.districts import District, stadtbezirke, statistical_districts
from geodata.errors import InvalidPlace
from geodata.projection import points_to_metres, to_degrees
from geodata.shaping import polygons_of

if TYPE_CHECKING:
    from geodata.store import Store

SCHEMATIC_LEVELS = (STADTBEZIRKE, STATISTICAL_DISTRICTS)
SCHEMATIC_SOURCE = "constructed from the centres of the districts; not the official boundaries"
REACH = 1.1
"""Radius of the disc around a centre, as a multiple of the radius of a disc of the district's size."""
BAY_METRES = 2_500.0
"""Bays of the city's edge narrower than twice this are filled."""
ROUNDING_METRES = 900.0
"""Radius to which the corners of the city's edge are rounded."""
_AROUND_METRES = 5_000.0
_DECIMALS = 6


def outlines(level: str, store: "Store | None" = None) -> Outlines:
    """
    The areas of a level for a map.

    Imported ones where the store has them. Else, for the 12 ``stadtbezirke`` and the 62 ``statistische_bezirke``,
    schematic ones: the cell of a district is what lies nearer to its published centre than to any other (Voronoi),
    within an edge of the city made of rounded discs around the centres; a Stadtbezirk is the union of its districts.
    They show who lies beside whom, roughly; sizes and courses of borders are not those of the city.

    Raises
    ------
    InvalidPlace
        When the store has no such level and it is none of the two.
    """
    if store is not None and (areas := store.areas(level)):
        return Outlines(level=level, areas=areas, schematic=False, source=store.source(level))
    if level not in SCHEMATIC_LEVELS:
        raise InvalidPlace(f"outlines: level is {level}, expected an imported one or {' or '.join(SCHEMATIC_LEVELS)}")
    return schematic_outlines(level)


@cache
def schematic_outlines(level: str) -> Outlines:
    """The constructed outlines of ``stadtbezirke`` or ``statistische_bezirke``."""
    cells = _cells()
    if level == STATISTICAL_DISTRICTS:
        areas = [
            _area(level, district, cell, parent_level=STADTBEZIRKE)
            for district, cell in zip(statistical_districts(), cells, strict=True)
        ]
    else:
        parents = np.array([district.parent for district in statistical_districts()])
        areas = [
            _area(level, district, shapely.coverage_union_all(cells[parents == district.code]))
            for district in stadtbezirke()
        ]
    return Outlines(level=level, areas=tuple(areas), schematic=True, source=SCHEMATIC_SOURCE)


def _area(level: str, district: District, shape: Shape, *, parent_level: str | None = None) -> Area:
    return Area(
        level=level,
        code=district.code,
        name=district.name,
        parent=district.parent,
        parent_level=parent_level,
        shape=shape,
    )


@cache
def _cells() -> NDArray[np.object_]:
    """``(62,)`` polygons in degrees, in the order of `statistical_districts`, which fit together without gaps."""
    districts = statistical_districts()
    centres = points_to_metres(np.array([(district.longitude, district.latitude) for district in districts]))
    edge = _edge_of_the_city(centres, _sizes_km2(districts))
    around = edge.envelope.buffer(_AROUND_METRES)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(centres), extend_to=around, ordered=True)
    clipped = shapely.intersection(shapely.get_parts(cells), edge)
    # Both sides of a border computed its end at the edge for themselves: only now it is the same point.
    fitting = shapely.coverage_clean(clipped)
    return np.array([polygons_of(cell) for cell in _rounded(to_degrees(fitting))])


def _sizes_km2(districts: tuple[District, ...]) -> NDArray[np.float64]:
    """Each district's part of the published size of its Stadtbezirk; where none is published, the mean of the parts."""
    parts = Counter(district.parent for district in districts)
    sizes = {each.code: each.area_km2 / parts[each.code] for each in stadtbezirke() if each.area_km2 is not None}
    mean = sum(sizes.values()) / len(sizes)
    return np.array([sizes.get(str(district.parent), mean) for district in districts])


def _edge_of_the_city(centres: NDArray[np.float64], sizes_km2: NDArray[np.float64]) -> Polygon:
    """Discs around the centres, with bays filled and corners rounded; metres."""
    radii = REACH * np.sqrt(sizes_km2 * SQUARE_METRES_PER_KM2 / math.pi)
    discs = shapely.union_all(shapely.buffer(shapely.points(centres), radii))
    filled = shapely.buffer(shapely.buffer(discs, BAY_METRES), -BAY_METRES - ROUNDING_METRES)
    return shapely.buffer(filled, ROUNDING_METRES)


def _rounded(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """With six decimals of a degree, 0.1 m, as files of boundaries have them."""
    rounded: NDArray[np.object_] = shapely.transform(shapes, lambda points: np.round(points, _DECIMALS))
    return rounded
