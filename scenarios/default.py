"""
Scenarios to begin with: the pilot region, the 12 Stadtbezirke, the 62 statistical districts, or an operator's areas.

Households are the paper's 2,050, shaped on later counts: an assumption, until an operator puts the real table in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from geodata.areas import STADTBEZIRKE, STATISTICAL_DISTRICTS
from geodata.distance import great_circle_km
from geodata.districts import District, nearest_district, stadtbezirke, statistical_districts
from geodata.nesting import project_code, published_codes
from matcher.errors import InvalidInput
from scenarios import default_numbers as numbers
from scenarios.apportioning import apportioned
from scenarios.paper import FACTS
from scenarios.scenario import Fixed, Scenario, Site, Standing, Unit
from scenarios.scenario_canonical import sorted_scenario
from scenarios.scenario_problems import problem
from scenarios.unit_at import unit_at

if TYPE_CHECKING:
    from geodata.areas import Area

PILOT = "pilot"
LEVELS = (PILOT, STADTBEZIRKE, STATISTICAL_DISTRICTS)
"""Levels that need no operator's areas."""
_FAR_KM = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """An area that becomes a unit; ``bezirk`` is the code of its Stadtbezirk."""

    id: str
    name: str
    lat: float
    lon: float
    bezirk: str


def default_scenario(
    level: str = STADTBEZIRKE,
    *,
    areas: "Sequence[Area] | None" = None,
    adjacency: Iterable[tuple[str, str]] | None = None,
    addresses: Mapping[str, int] | None = None,
) -> Scenario:
    """
    The scenario a planner starts from.

    Parameters
    ----------
    level
        ``pilot``, ``stadtbezirke``, ``statistische_bezirke``, or the level of the areas.
    areas
        An operator's, of one level; None for the districts this project knows.
    adjacency
        Pairs of codes of areas with a common border; given together with areas.
    addresses
        Number of addresses by code of area: households of a Stadtbezirk are split by it, otherwise evenly.

    Raises
    ------
    InvalidInput
        When the level is unknown and no areas are given, or areas are those of another city.
    """
    parts, pairs, origins = _imported(areas, adjacency or ()) if areas else _known(level)
    return sorted_scenario(
        Scenario(
            name=_name(level, len(parts)),
            units=_units(parts, addresses or {}),
            adjacency=pairs,
            sites=_sites(level, parts, areas),
            k=(1, 1) if level == PILOT else FACTS.network_sites,
            fixed=tuple(Fixed(unit=one.id, site=numbers.PILOT_SITE) for one in _of_pilot(parts)),
            yearly_budget=Decimal(FACTS.pilot_cost if level == PILOT else FACTS.network_cost),
            workers_per_site=FACTS.pilot_workers,
            standing={**_standing(level, parts, by_addresses=bool(addresses)), **origins},
        )
    )


_Origins = dict[str, Standing]
_Pairs = tuple[tuple[str, str], ...]


def _imported(areas: "Sequence[Area]", adjacency: Iterable[tuple[str, str]]) -> tuple[list[_Part], _Pairs, _Origins]:
    """Units, neighbours and their standing from an operator's areas."""
    parts = [_part_of(area) for area in areas]
    _refuse_other_cities(parts)
    return parts, tuple(adjacency), _origins(numbers.INNER_POINT, numbers.IMPORTED_BORDERS)


def _refuse_other_cities(parts: Sequence[_Part]) -> None:
    """The paper's households, pilot and costs are Dortmund's; the centre of a district is never far from its parts."""
    centres = np.array([(one.latitude, one.longitude) for one in statistical_districts()])
    km = great_circle_km(np.array([(one.lat, one.lon) for one in parts]), centres).min(axis=1)
    far = [one.id for one, distance in zip(parts, km.tolist(), strict=True) if distance > _FAR_KM]
    if far:
        found = f"{len(far)} of {len(parts)} over {_FAR_KM} km away, such as {far[0]}"
        raise InvalidInput([problem("scenario", "areas", found, "areas of Dortmund")])


def _known(level: str) -> tuple[list[_Part], _Pairs, _Origins]:
    """The same from the districts this project knows."""
    districts = _districts(level)
    codes = {one.code for one in districts}
    pairs = tuple((one.code, other) for one in districts for other in one.neighbours & codes if one.code < other)
    borders = numbers.OUTLINE_BORDERS if level == STATISTICAL_DISTRICTS else numbers.CITY_BORDERS
    return [_part_of_district(one) for one in districts], pairs, _origins(numbers.CENTRE, borders)


def _origins(where: Standing, borders: Standing) -> _Origins:
    return {**{f"{name}.{axis}": where for name in ("units", "sites") for axis in ("lat", "lon")}, "adjacency": borders}


def _name(level: str, units: int) -> str:
    known = {
        PILOT: "Pilot Brackel und Aplerbeck",
        STADTBEZIRKE: f"Dortmund, {units} Stadtbezirke",
        STATISTICAL_DISTRICTS: f"Dortmund, {units} statistische Bezirke",
    }
    return known.get(level, f"Dortmund, {units} Gebiete ({level})")


def _districts(level: str) -> tuple[District, ...]:
    if level == STATISTICAL_DISTRICTS:
        return statistical_districts()
    if level == STADTBEZIRKE:
        return stadtbezirke()
    if level == PILOT:
        return tuple(one for one in stadtbezirke() if one.code in numbers.PILOT_BEZIRKE)
    raise InvalidInput([problem("scenario", "level", level, f"one of {', '.join(LEVELS)}, or a level with areas")])


def _part_of_district(district: District) -> _Part:
    return _Part(
        id=district.code,
        name=district.name,
        lat=district.latitude,
        lon=district.longitude,
        bezirk=district.parent or district.code,
    )


def _part_of(area: "Area") -> _Part:
    lat, lon = (round(degrees, 6) for degrees in area.inner_point)
    return _Part(id=area.code, name=area.name, lat=lat, lon=lon, bezirk=_bezirk_of(area, lat, lon))


def _bezirk_of(area: "Area", lat: float, lon: float) -> str:
    """Code of the Stadtbezirk: by its own or its parent's code, else that of the nearest statistical district."""
    levels = {area.level: area.code, area.parent_level: area.parent}
    parents = {one.code: one.parent for one in statistical_districts()}
    bezirk = project_code(STADTBEZIRKE, levels.get(STADTBEZIRKE) or "")
    if bezirk in published_codes()[STADTBEZIRKE]:
        return bezirk
    district = project_code(STATISTICAL_DISTRICTS, levels.get(STATISTICAL_DISTRICTS) or "")
    return parents.get(district) or nearest_district(lat, lon, statistical_districts()).parent or ""


def _units(parts: Sequence[_Part], addresses: Mapping[str, int]) -> tuple[Unit, ...]:
    """The parts with their share of the households of their Stadtbezirk: by addresses, or evenly."""
    households: dict[str, int] = {}
    for bezirk, total in numbers.households_by_bezirk().items():
        here = sorted((one for one in parts if one.bezirk == bezirk), key=lambda one: one.id)
        weights = [addresses.get(one.id, 0) for one in here]
        if not any(weights):
            weights = [1] * len(here)
        households |= dict(zip((one.id for one in here), apportioned(total, weights), strict=True))
    return tuple(
        Unit(
            id=one.id,
            name=one.name,
            households=households[one.id],
            lat=one.lat,
            lon=one.lon,
            parent=None if one.id == one.bezirk else one.bezirk,
        )
        for one in parts
    )


def _of_pilot(parts: Iterable[_Part]) -> list[_Part]:
    """Those the pilot serves."""
    return [one for one in parts if one.bezirk in numbers.PILOT_BEZIRKE]


def _pilot_home(parts: Sequence[_Part], areas: "Sequence[Area] | None") -> str:
    """Id of the unit the pilot stands in."""
    nearby = [one for one in parts if one.bezirk == numbers.PILOT_BEZIRKE[0]]
    return unit_at(*numbers.PILOT_PLACE, nearby or parts, areas or ()).id


def _sites(level: str, parts: Sequence[_Part], areas: "Sequence[Area] | None") -> tuple[Site, ...]:
    """The pilot and a candidate for each other unit; one for each statistical district where units are finer."""
    home = _pilot_home(parts, areas)
    lat, lon = numbers.PILOT_PLACE
    pilot = Site(
        id=numbers.PILOT_SITE,
        name="Kommende, Brackeler Hellweg 144",
        unit=home,
        lat=lat,
        lon=lon,
        existing=True,
        yearly_cost=numbers.YEARLY_COST,
        one_off_cost=numbers.ONE_OFF_COST,
    )
    if level == PILOT:
        return (pilot,)
    places = parts
    if len(parts) > len(statistical_districts()):
        places = [_part_of_district(one) for one in statistical_districts()]
    candidates = (
        Site(
            id=one.id,
            name=one.name,
            unit=one.id if places is parts else unit_at(one.lat, one.lon, parts, areas or ()).id,
            lat=one.lat,
            lon=one.lon,
            yearly_cost=numbers.YEARLY_COST,
            one_off_cost=numbers.ONE_OFF_COST,
        )
        for one in places
    )
    return (pilot, *(site for site in candidates if site.unit != home))


def _standing(level: str, parts: Sequence[_Part], *, by_addresses: bool) -> dict[str, Standing]:
    whole = len({one.bezirk for one in parts}) == len(parts)
    split = "" if whole else ("nach Zahl der Adressen" if by_addresses else "gleichmäßig")
    shared = numbers.households_standing(split, pilot=level == PILOT)
    pilot = numbers.households_standing(split, pilot=True)
    own = {f"units[{one.id}].households": pilot for one in _of_pilot(parts)}
    return {
        "units.households": shared,
        **(own if level != PILOT else {}),
        **{f"sites[{numbers.PILOT_SITE}].{axis}": numbers.PILOT_ADDRESS for axis in ("lat", "lon")},
        "sites.yearly_cost": numbers.COSTS,
        "sites.one_off_cost": numbers.FITTINGS_ONCE,
        "k": numbers.PILOT_ALONE if level == PILOT else numbers.NETWORK_SITES,
        "yearly_budget": numbers.PILOT_BUDGET if level == PILOT else numbers.NETWORK_BUDGET,
        "fixed": numbers.PILOT_CATCHMENT,
        "workers_per_site": numbers.TEAM if level == PILOT else numbers.TEAMS,
        "balance_slack": numbers.PLANNING,
    }
