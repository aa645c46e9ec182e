"""
The seven offices Dortmund opened later, as a plan on any units of the city, measured like the computed ones.

Only two addresses are known. For each other office the candidate site inside its catchment with the least travel
stands in, which is kind to the real network.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from geodata.districts import stadtbezirke, statistical_districts
from matcher.travel import TravelMinutes
from scenarios.planning.figures import published
from scenarios.planning.measures import measured
from scenarios.planning.minutes import minutes_to_sites
from scenarios.scenario import Scenario, Site, Unit
from scenarios.site_plan import SitePlan

_NARROWER = 0.622
"""Length of a degree of longitude over one of latitude, in Dortmund."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """
    A real office.

    Attributes
    ----------
    bezirke
        Codes of the Stadtbezirke it serves.
    place
        Latitude and longitude; None where the address is not known.
    """

    bezirke: tuple[str, ...]
    place: tuple[float, float] | None = None


OFFICES = (
    Office(bezirke=("brackel", "aplerbeck"), place=(51.524032, 7.548999)),
    Office(bezirke=("eving", "scharnhorst")),
    Office(bezirke=("hoerde", "hombruch"), place=(51.487205, 7.499273)),
    Office(bezirke=("mengede", "huckarde")),
    Office(bezirke=("innenstadt-west", "innenstadt-ost")),
    Office(bezirke=("innenstadt-nord",)),
    Office(bezirke=("luetgendortmund",)),
)
"""Catchments and the two known addresses, as published by the city and the associations that run them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealNetwork:
    """
    The real offices in terms of a scenario.

    Attributes
    ----------
    plan
        Its status is ``feasible``: nothing about it is best. Bounds are its own values.
    further_sites
        Sites of offices that the scenario does not offer.
    """

    plan: SitePlan
    further_sites: tuple[Site, ...]


def real_network(scenario: Scenario, travel: TravelMinutes) -> RealNetwork | None:
    """The seven offices on the units of a scenario; None when the units are not all of Dortmund."""
    members = _members(scenario)
    if members is None:
        return None
    sites = [_site_of(office, units, scenario, travel) for office, units in zip(OFFICES, members, strict=True)]
    known = {site.id for site in scenario.sites}
    further = tuple(site for site in sites if site.id not in known)
    given = {unit.id: site.id for site, units in zip(sites, members, strict=True) for unit in units}
    found = measured(replace(scenario, sites=(*scenario.sites, *further)), travel, given)
    plan = published(
        found,
        k=len(OFFICES),
        status="feasible",
        best=found.imbalance,
        imbalance_bound=found.imbalance,
        travel_bound=found.travel,
    )
    return RealNetwork(plan=plan, further_sites=further)


def _members(scenario: Scenario) -> list[list[Unit]] | None:
    """Units by office; None when a unit or an office has no counterpart."""
    office_of = {bezirk: number for number, office in enumerate(OFFICES) for bezirk in office.bezirke}
    members: list[list[Unit]] = [[] for _ in OFFICES]
    for unit in scenario.units:
        bezirk = bezirk_of(unit)
        if bezirk is None:
            return None
        members[office_of[bezirk]].append(unit)
    return members if all(members) else None


def bezirk_of(unit: Unit) -> str | None:
    """Code of the Stadtbezirk: the unit itself, its parent, or the parent of that; None where it is none of these."""
    codes = {district.code for district in stadtbezirke()}
    parents = {district.code: district.parent for district in statistical_districts()}
    for found in (unit.id, unit.parent, parents.get(unit.parent or ""), parents.get(unit.id)):
        if found in codes:
            return found
    return None


def _site_of(office: Office, units: Sequence[Unit], scenario: Scenario, travel: TravelMinutes) -> Site:
    """An existing site of the catchment, else one at the known address, else the candidate with the least travel."""
    inside = {unit.id for unit in units}
    candidates = tuple(site for site in scenario.sites if site.unit in inside)
    existing = [site for site in candidates if site.existing]
    if existing:
        return existing[0]
    if office.place is None and candidates:
        rows = tuple(row for row in scenario.travel if row.unit in inside and row.site in {s.id for s in candidates})
        return _nearest_site(replace(scenario, units=tuple(units), sites=candidates, travel=rows), travel)
    lat, lon = office.place or (units[0].lat, units[0].lon)
    return Site(
        id=f"office-{office.bezirke[0]}",
        unit=min(units, key=lambda unit: (unit.lat - lat) ** 2 + ((unit.lon - lon) * _NARROWER) ** 2).id,
        lat=lat,
        lon=lon,
        existing=True,
        yearly_cost=min(site.yearly_cost for site in candidates or scenario.sites),
    )


def _nearest_site(catchment: Scenario, travel: TravelMinutes) -> Site:
    households = np.array([unit.households for unit in catchment.units], dtype=np.float64)
    sums = households @ minutes_to_sites(catchment, travel)
    return min(zip(sums.tolist(), catchment.sites, strict=True), key=lambda one: (one[0], one[1].id))[1]
