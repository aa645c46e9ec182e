"""Sites of a scenario: what a new one is proposed, and what is lost with one that goes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import structlog

from scenarios.scenario import Scenario, Site, Standing
from scenarios.stated_numbers import CHANGED
from scenarios.unit_at import UnitAt, unit_at
from webapp.geography import UNUSABLE, geocoder, geography
from webapp.services.planning_view import stands_of

if TYPE_CHECKING:
    from geodata.areas import Area
    from geodata.geocoding import Place

COSTS = ("yearly_cost", "one_off_cost")
OF_ADDRESS, NEAR_ADDRESS = "place of the address", "place near the address"
CENTRE_OF_UNIT = Standing(kind="derived", source="centre of the unit")
_FAR_KM = 10.0
DIGITS = 6
"""Of the degrees of a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualCost:
    """What most sites cost, and where that comes from."""

    value: Decimal
    source: str


def usual_costs(scenario: Scenario) -> Mapping[str, UsualCost]:
    """By field what most sites cost that do not exist yet; what most cost, where all exist."""
    sites = [site for site in scenario.sites if not site.existing] or list(scenario.sites)
    stands = stands_of(scenario)
    found = {}
    for cost in COSTS:
        value, _times = Counter(getattr(site, cost) for site in sites).most_common(1)[0]
        example = next(site for site in sites if getattr(site, cost) == value)
        found[cost] = UsualCost(value=value, source=stands[f"sites[{example.id}].{cost}"].source)
    return found


def unit_of_place(scenario: Scenario, lat: float, lon: float) -> UnitAt:
    """The area of a place: by the outlines an operator imported, else by the nearest centre."""
    return unit_at(lat, lon, scenario.units, _imported_areas(scenario))


def is_far(found: UnitAt) -> bool:
    """Whether a place is so far from every area of the scenario that it was hardly meant."""
    return not found.inside and found.km > _FAR_KM


def _imported_areas(scenario: Scenario) -> "tuple[Area, ...]":
    """Schematic outlines know no more than the centres they were made from."""
    try:
        outlines = geography().outlines_of({unit.id for unit in scenario.units})
    except UNUSABLE as error:
        structlog.get_logger().error("planning", kind=type(error).__name__)
        return ()
    return () if outlines is None or outlines.schematic else outlines.areas


def standing_of_place(address: str, lat: float, lon: float) -> Standing:
    """Where a place of so many digits comes from: an address that leads there, or else whoever typed it."""
    place = _place_of(address, lat, lon) if address else None
    if place is None:
        return CHANGED
    if place.how == "exact":
        return Standing(kind="derived", source=f"{OF_ADDRESS}: {place.label}")
    return Standing(kind="assumption", source=f"{NEAR_ADDRESS}: {place.label}")


def _place_of(address: str, lat: float, lon: float) -> "Place | None":
    try:
        candidates = geocoder().locate(address).candidates
    except UNUSABLE as error:
        structlog.get_logger().error("planning", kind=type(error).__name__)
        return None
    return next(
        (one for one in candidates if (round(one.latitude, DIGITS), round(one.longitude, DIGITS)) == (lat, lon)), None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """
    What is lost with a site.

    Attributes
    ----------
    units
        Names of the areas that are fixed to it.
    minutes
        How many given minutes lead to it.
    left
        How many sites there are without it; none: it cannot go.
    ks
        Numbers of sites the scenario asks for that there are not enough left for.
    """

    site: Site
    units: tuple[str, ...]
    minutes: int
    left: int
    ks: tuple[int, ...]

    @property
    def name(self) -> str:
        """For people."""
        return self.site.name or self.site.id


def removal_of(scenario: Scenario, site_id: str) -> Removal | None:
    """What is lost with a site of the scenario; None when it has no such site."""
    site = next((one for one in scenario.sites if one.id == site_id), None)
    if site is None:
        return None
    names = scenario.unit_names
    left = len(scenario.sites) - 1
    least, most = scenario.k
    return Removal(
        site=site,
        units=tuple(names[one.unit] for one in scenario.fixed if one.site == site_id),
        minutes=sum(row.site == site_id for row in scenario.travel),
        left=left,
        ks=tuple(range(max(least, left + 1), most + 1)),
    )
