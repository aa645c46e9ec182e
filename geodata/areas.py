"""Areas with an outline, as an operator imports them or as this project constructs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from shapely import MultiPolygon, Polygon

from geodata.errors import InvalidPlace
from geodata.projection import to_metres

Shape: TypeAlias = Polygon | MultiPolygon

STADTBEZIRKE = "stadtbezirke"
STATISTICAL_DISTRICTS = "statistische_bezirke"
SQUARE_METRES_PER_KM2 = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """
    A part of the city with its outline.

    Attributes
    ----------
    level
        Which division of the city it belongs to: ``stadtbezirke``, ``statistische_bezirke``, or any name an operator
        gave.
    code
        Stable key within its level; text, with leading zeros.
    name
        As the operator writes it; the code where there is no name.
    parent
        Code of the larger area it is a part of; None without one.
    parent_level
        Level of that larger area; None without one.
    shape
        Valid polygon or polygons, not empty; x is longitude, y latitude in degrees, WGS84.

    Raises
    ------
    InvalidPlace
        When level or code is empty, the shape is empty or invalid, or parent and its level do not come together.
    """

    level: str
    code: str
    name: str
    parent: str | None
    parent_level: str | None
    shape: Shape

    def __post_init__(self) -> None:
        if not self.level or not self.code:
            raise InvalidPlace(f"area {self.level} {self.code}: found no level or no code, expected both")
        if self.shape.is_empty or not self.shape.is_valid:
            raise InvalidPlace(f"area {self.level} {self.code}: found an empty or invalid shape, expected a valid one")
        if (self.parent is None) != (self.parent_level is None):
            raise InvalidPlace(
                f"area {self.level} {self.code}: parent is {self.parent} and parent_level {self.parent_level}, "
                "expected both or neither"
            )

    @property
    def area_km2(self) -> float:
        """Square kilometres of its shape in EPSG:25832; a schematic shape has a schematic size."""
        return float(to_metres(self.shape).area) / SQUARE_METRES_PER_KM2

    @property
    def inner_point(self) -> tuple[float, float]:
        """
        Latitude and longitude of a point inside: the centroid where it lies inside, else one in the middle of a part.

        For units of planning, which need one place each.
        """
        centroid = self.shape.centroid
        point = centroid if self.shape.contains(centroid) else self.shape.representative_point()
        return point.y, point.x


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """
    All areas of one level, for a map.

    Attributes
    ----------
    level
        The level of all of them.
    areas
        In the order of their codes; at least one.
    schematic
        Whether this project constructed the outlines itself: then the map must say so.
    source
        Where they come from, with the licence note of the operator; to be shown beside a map.
    """

    level: str
    areas: tuple[Area, ...]
    schematic: bool
    source: str

    def __iter__(self) -> Iterator[Area]:
        return iter(self.areas)

    def __len__(self) -> int:
        return len(self.areas)

    def by_code(self) -> dict[str, Area]:
        """The areas by their codes."""
        return {area.code: area for area in self.areas}
