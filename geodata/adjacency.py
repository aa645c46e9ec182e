"""Which areas are neighbours: the length of what they share of their borders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from geodata.areas import Area
from geodata.projection import to_metres

CORNER_METRES = 60.0
"""A common border shorter than this is a corner, and the two are no neighbours."""
BORDER_TOLERANCE_METRES = 1.0
"""
How far apart two borders may run and still be one.

Coordinates rounded to six decimals of a degree are up to 0.1 m off, and a vertex that only one side has lets the
borders differ by as much.
"""
SLIVER_METRES = 5.0
"""An overlap or gap of less mean width is a sliver: two drawings of the same border, not land in dispute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """
    Two areas of one level that touch.

    Attributes
    ----------
    a, b
        Their codes, the smaller first.
    metres
        Length of the common border.
    corner
        Whether it is so short that they only meet at a corner; then they are no neighbours.
    """

    a: str
    b: str
    metres: float
    corner: bool


def borders_of(areas: Sequence[Area]) -> tuple[Border, ...]:
    """
    Every pair of areas that touch, in the order of their codes.

    Gaps narrower than `SLIVER_METRES` with areas all around them and overlaps are closed for measuring, the areas
    themselves stay as they are.
    """
    if len(areas) < 2:
        return ()
    shapes = to_metres(np.array([area.shape for area in areas]))
    clean = shapely.coverage_clean(shapes, gap_width=SLIVER_METRES)
    found = (
        _border(areas[i], areas[j], float(metres))
        for i, j, metres in common_borders(clean, tolerance_metres=BORDER_TOLERANCE_METRES)
    )
    return tuple(sorted(found, key=lambda border: (border.a, border.b)))


def common_borders(shapes: NDArray[np.object_], *, tolerance_metres: float) -> Iterator[tuple[int, int, float]]:
    """
    Pairs of shapes, by their places in the array, that come as near as that, with the metres of common border.

    The length is the mean of two: the border of each within the tolerance of the other, less what the tolerance adds
    where they part. That is its own length at a right angle; at a narrow one some metres can be too much.
    """
    lines = shapely.boundary(shapes)
    wide = shapely.buffer(shapes, tolerance_metres)
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="dwithin", distance=tolerance_metres)
    once = first < second
    for i, j in zip(first[once], second[once], strict=True):
        sides = lines[i].intersection(wide[j]), lines[j].intersection(wide[i])
        yield int(i), int(j), sum(_without_ends(side, tolerance_metres) for side in sides) / 2


def _without_ends(side: Geometry, tolerance_metres: float) -> float:
    """Metres of a border, each of its pieces shortened by the tolerance at both ends; a closed one has no ends."""
    pieces = shapely.get_parts(shapely.line_merge(side))
    ends = np.where(shapely.is_closed(pieces), 0.0, 2 * tolerance_metres)
    return float(np.maximum(shapely.length(pieces) - ends, 0.0).sum())


def _border(one: Area, other: Area, metres: float) -> Border:
    a, b = sorted((one.code, other.code))
    return Border(a=a, b=b, metres=metres, corner=metres < CORNER_METRES)
