"""The unit of a place: by its outline, else by the nearest centre."""

import pytest
from shapely import box

from geodata.areas import Area
from scenarios.scenario import Unit
from scenarios.unit_at import unit_at

UNITS = (Unit(id="west", households=1, lat=51.5, lon=7.40), Unit(id="east", households=1, lat=51.5, lon=7.50))


def area(code: str, west: float, east: float) -> Area:
    return Area(level="own", code=code, name=code, parent=None, parent_level=None, shape=box(west, 51.4, east, 51.6))


def test_outline_counts_before_the_nearest_centre() -> None:
    # 7.46 is nearer to the centre in the east, but inside the west, which reaches to 7.48.
    found = unit_at(51.5, 7.46, UNITS, [area("west", 7.3, 7.48), area("east", 7.48, 7.6)])
    assert (found.id, found.inside) == ("west", True)


@pytest.mark.parametrize("areas", [[], [area("west", 7.3, 7.35)], [area("other", 7.3, 7.6)]])
def test_without_an_outline_around_it_the_nearest_centre_counts(areas: list[Area]) -> None:
    found = unit_at(51.5, 7.46, UNITS, areas)
    assert (found.id, found.inside) == ("east", False)


def test_distance_is_that_to_the_nearest_centre() -> None:
    # A degree of latitude is 111.2 km.
    assert unit_at(51.6, 7.40, UNITS).km == pytest.approx(11.12, abs=0.01)
    assert unit_at(51.6, 7.40, UNITS, [area("east", 7.3, 7.6)]).km == pytest.approx(11.12, abs=0.01)
