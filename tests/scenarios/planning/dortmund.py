"""Instances the size of Dortmund: its own districts, and the finer ones of an operator's files."""

import csv
from collections.abc import Iterator
from dataclasses import replace

from geodata.districts import District, nearest_district, stadtbezirke, statistical_districts
from scenarios.scenario import Balance, Fixed, Scenario, Site, Unit
from tests.folders import SHARED

GEODATA = SHARED / "geodata"
PILOT = ("brackel", "aplerbeck")
PILOT_PLACE = (51.524032, 7.548999)
YEARLY_COST = 105_000
ASSUMED = {
    **{"brackel": 108, "aplerbeck": 42, "eving": 79, "hombruch": 160, "huckarde": 103, "hoerde": 138},
    **{"innenstadt-nord": 522, "innenstadt-ost": 121, "innenstadt-west": 147},
    **{"luetgendortmund": 190, "mengede": 156, "scharnhorst": 284},
}
"""Invented, but alike in shape: 2,050 households, 150 of them in the pilot's two districts."""


def twelve(balance: Balance) -> Scenario:
    """The Stadtbezirke."""
    units = [unit_of(one, ASSUMED[one.code]) for one in stadtbezirke()]
    return scenario_of(units, pairs_of(stadtbezirke()), stadtbezirke(), balance)


def sixty_two(balance: Balance) -> Scenario:
    """The statistical districts; households evenly inside a Stadtbezirk."""
    districts = statistical_districts()
    shares = shared_out([(one.code, str(one.parent), 1) for one in districts])
    return scenario_of([unit_of(one, shares[one.code]) for one in districts], pairs_of(districts), districts, balance)


def one_hundred_and_seventy(balance: Balance) -> Scenario:
    """The Unterbezirke, with a site at the centre of each statistical district; households by addresses."""
    codes = {one.name: one.code for one in stadtbezirke()}
    with (GEODATA / "unterbezirke.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    shares = shared_out([(row["code"], codes[row["stadtbezirk"]], int(row["addresses"])) for row in rows])
    units = [
        Unit(
            id=row["code"],
            households=shares[row["code"]],
            lat=float(row["address_centre_lat"] or row["centroid_lat"]),
            lon=float(row["address_centre_lon"] or row["centroid_lon"]),
            parent=row["stat_bezirk"],
        )
        for row in rows
    ]
    with (GEODATA / "unterbezirke_adjacency.csv").open(encoding="utf-8") as file:
        pairs = [(row["a"], row["b"]) for row in csv.DictReader(file)]
    return scenario_of(units, pairs, statistical_districts(), balance)


def unit_of(district: District, households: int) -> Unit:
    return Unit(
        id=district.code,
        households=households,
        lat=district.latitude,
        lon=district.longitude,
        parent=district.parent,
    )


def pairs_of(districts: tuple[District, ...]) -> list[tuple[str, str]]:
    return sorted({(min(a.code, b), max(a.code, b)) for a in districts for b in a.neighbours})


def shared_out(parts: list[tuple[str, str, int]]) -> dict[str, int]:
    """Households of each Stadtbezirk over its parts by weight, by largest remainder."""
    shares: dict[str, int] = {}
    for parent, households in ASSUMED.items():
        mine = [(code, weight) for code, of, weight in parts if of == parent]
        total = sum(weight for _, weight in mine)
        quotas = {code: households * weight / total for code, weight in mine}
        shares |= {code: int(quota) for code, quota in quotas.items()}
        left = households - sum(int(quota) for quota in quotas.values())
        for code in sorted(quotas, key=lambda code: (int(quotas[code]) - quotas[code], code))[:left]:
            shares[code] += 1
    return shares


def scenario_of(
    units: list[Unit], adjacency: list[tuple[str, str]], centres: tuple[District, ...], balance: Balance
) -> Scenario:
    return Scenario(
        units=tuple(units),
        adjacency=tuple(adjacency),
        sites=tuple(_sites(units, centres)),
        k=(6, 8),
        fixed=tuple(Fixed(unit=unit.id, site="pilot") for unit in units if _stadtbezirk(unit) in PILOT),
        balance=balance,
        yearly_budget=850_000,
    )


def _stadtbezirk(unit: Unit) -> str:
    parents = {one.code: str(one.parent) for one in statistical_districts()}
    return parents.get(unit.parent or "", unit.parent or unit.id)


def _sites(units: list[Unit], centres: tuple[District, ...]) -> Iterator[Site]:
    pilot_unit = _unit_at(units, *PILOT_PLACE)
    yield Site(
        id="pilot", unit=pilot_unit, lat=PILOT_PLACE[0], lon=PILOT_PLACE[1], existing=True, yearly_cost=YEARLY_COST
    )
    for one in centres:
        unit = _unit_at(units, one.latitude, one.longitude)
        if unit != pilot_unit:
            yield Site(id=f"s-{one.code}", unit=unit, lat=one.latitude, lon=one.longitude, yearly_cost=YEARLY_COST)


def _unit_at(units: list[Unit], lat: float, lon: float) -> str:
    """The unit whose centre is nearest: outlines are not at hand here."""
    places = tuple(
        replace(statistical_districts()[0], code=unit.id, latitude=unit.lat, longitude=unit.lon, neighbours=frozenset())
        for unit in units
    )
    return nearest_district(lat, lon, places).code
