"""Whether areas cover a city once and without holes: overlaps, gaps, slivers, islands, each one named with its size."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from geodata.adjacency import BORDER_TOLERANCE_METRES, CORNER_METRES, SLIVER_METRES, common_borders
from geodata.areas import Area
from geodata.findings import Finding
from geodata.projection import to_degrees, to_metres

GRID_METRES = 0.001
"""Everything is measured to a millimetre: finer differences come from the projection, not from the file."""
NOISE_SQUARE_METRES = 0.01
"""What is smaller comes from rounding to that grid."""
FAR_OFF_METRES = 10_000.0
"""An area that far from all others is rather a wrong number than a part of the city."""


def coverage_findings(areas: Sequence[Area]) -> tuple[Finding, ...]:
    """
    What is strange about the areas of one level, each taken as valid.

    Measured in EPSG:25832. The mean width of a surface is twice its size by its circumference, which is the width of a
    long strip; below `SLIVER_METRES` an overlap or gap is thin. Kinds: ``overlap`` and ``thin_overlap`` (pair, square
    metres), ``gap`` and ``thin_gap`` (all areas around it, square metres), ``apart`` (pair, metres along which their
    borders run beside each other without touching), ``island`` and ``far_off`` (codes, metres to the rest).
    """
    if not areas:
        return ()
    codes = np.array([area.code for area in areas], dtype=object)
    shapes = shapely.set_precision(to_metres(np.array([area.shape for area in areas])), GRID_METRES)
    union = shapely.union_all(shapes)
    return (
        *_overlaps(codes, shapes),
        *_gaps(codes, shapes, union),
        *_apart(codes, shapes),
        *_islands(codes, shapes, union),
    )


def parent_findings(areas: Sequence[Area], parents: Mapping[tuple[str, str], Area]) -> tuple[Finding, ...]:
    """
    The areas whose inner point lies outside their parent.

    Parameters
    ----------
    parents
        Areas by level and code; a parent that is not among them says nothing.
    """
    findings = []
    for area in areas:
        parent = parents.get((area.parent_level or "", area.parent or ""))
        latitude, longitude = area.inner_point
        if parent is not None and not parent.shape.covers(shapely.Point(longitude, latitude)):
            findings.append(Finding(kind="outside_parent", codes=(area.code, parent.code), place=(latitude, longitude)))
    return tuple(findings)


def _overlaps(codes: NDArray[np.object_], shapes: NDArray[np.object_]) -> Iterator[Finding]:
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    common = shapely.intersection(shapes[first], shapes[second])
    for i, j, surface in zip(first, second, common, strict=True):
        if surface.area > NOISE_SQUARE_METRES:
            kind = "thin_overlap" if _mean_width(surface) < SLIVER_METRES else "overlap"
            yield _finding(kind, codes[[i, j]], surface.area, surface)


def _gaps(codes: NDArray[np.object_], shapes: NDArray[np.object_], union: Geometry) -> Iterator[Finding]:
    tree = shapely.STRtree(shapes)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    # What lies in a hole without touching its edge is no gap.
    for gap in shapely.get_parts(shapely.difference(holes, union)):
        if gap.area > NOISE_SQUARE_METRES:
            around = tree.query(gap, predicate="dwithin", distance=BORDER_TOLERANCE_METRES)
            kind = "thin_gap" if _mean_width(gap) < SLIVER_METRES else "gap"
            yield _finding(kind, codes[around], gap.area, gap)


def _apart(codes: NDArray[np.object_], shapes: NDArray[np.object_]) -> Iterator[Finding]:
    """Borders that nearly meet over more than a corner: also gaps that are open to the outside."""
    touching = {(i, j): metres for i, j, metres in common_borders(shapes, tolerance_metres=BORDER_TOLERANCE_METRES)}
    for i, j, metres in common_borders(shapes, tolerance_metres=SLIVER_METRES):
        missing = metres - touching.get((i, j), 0.0)
        if missing >= CORNER_METRES:
            yield _finding("apart", codes[[i, j]], missing, shapely.shortest_line(shapes[i], shapes[j]))


def _islands(codes: NDArray[np.object_], shapes: NDArray[np.object_], union: Geometry) -> Iterator[Finding]:
    parts = shapely.get_parts(union)
    parts = parts[np.argsort(-shapely.area(parts), kind="stable")]
    for number, part in enumerate(parts):
        if number:
            metres = float(shapely.distance(part, np.delete(parts, number)).min())
            inside = shapely.intersects(shapes, part)
            if metres > SLIVER_METRES:
                yield _finding("far_off" if metres > FAR_OFF_METRES else "island", codes[inside], metres, part)


def _mean_width(surface: Geometry) -> float:
    """Metres; of several parts that of the widest."""
    return float(max(2 * part.area / part.length for part in shapely.get_parts(surface) if part.area > 0))


def _finding(kind: str, codes: NDArray[np.object_], amount: float, spot: Geometry) -> Finding:
    parts = shapely.get_parts(spot)
    point = to_degrees(parts[np.argmax(shapely.area(parts))].representative_point())
    return Finding(kind=kind, codes=tuple(sorted(codes)), amount=float(amount), place=(point.y, point.x))
