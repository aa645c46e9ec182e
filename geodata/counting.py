"""How many addresses lie in each area: by the area the register names, else by the point."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import shapely

from geodata.areas import Area
from geodata.findings import Finding
from geodata.nesting import Codes, project_code
from geodata.register import Address


def level_named(addresses: Sequence[Address], codes: Codes) -> str | None:
    """The level whose areas the register names: the only one that knows all of them; None where that is not certain."""
    named = _named(addresses)
    fitting = [level for level in codes if _known(named, level, codes) == named]
    return fitting[0] if named and len(fitting) == 1 else None


def named_area_findings(addresses: Sequence[Address], codes: Codes) -> tuple[Finding, ...]:
    """The areas the register names and nobody knows, where a level knows at least half of all it names."""
    named = _named(addresses)
    best = max(codes, key=lambda level: len(_known(named, level, codes)), default=None)
    known = _known(named, best, codes) if best is not None else set()
    unknown = named - known
    if not unknown or 2 * len(known) < len(named):
        return ()
    rows = sum(address.area in unknown for address in addresses)
    return (Finding(kind="unknown_area", codes=tuple(sorted(unknown)), amount=rows),)


def count_addresses(
    areas: Sequence[Area], addresses: Sequence[Address], *, by_name: bool
) -> tuple[dict[str, int], int]:
    """
    Number of addresses in each area of one level, 0 included, and number of those that lie in none.

    Parameters
    ----------
    by_name
        Whether an address counts for the area it names, and only one that names none for the shape it lies in.
    """
    level = areas[0].level
    named = Counter(project_code(level, address.area) for address in addresses if by_name and address.area)
    others = [address for address in addresses if not (by_name and address.area)]
    placed, outside = _count_by_place(areas, others)
    return {area.code: named[area.code] + placed[area.code] for area in areas}, outside


def _count_by_place(areas: Sequence[Area], addresses: Sequence[Address]) -> tuple[Counter[str], int]:
    if not addresses:
        return Counter(), 0
    points = shapely.points([(address.longitude, address.latitude) for address in addresses])
    # The shapes ask, the points are searched: a shape is prepared once for all of its points.
    found_areas, found_points = shapely.STRtree(points).query([area.shape for area in areas], predicate="intersects")
    # A point on a border counts for one side only.
    inside, first = np.unique(found_points, return_index=True)
    found = Counter(areas[number].code for number in found_areas[first].tolist())
    return found, len(addresses) - len(inside)


def _named(addresses: Sequence[Address]) -> set[str]:
    return {address.area for address in addresses if address.area is not None}


def _known(named: set[str], level: str, codes: Codes) -> set[str]:
    there = set(codes[level])
    return {code for code in named if project_code(level, code) in there}
