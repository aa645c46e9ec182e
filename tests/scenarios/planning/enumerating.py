"""Tiny scenarios drawn by a seed, and all their plans one by one: what the models are held against."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from math import floor
from random import Random

from geodata.travel import EstimatedTravel
from scenarios.planning.minutes import minutes_to_sites
from scenarios.scenario import Balance, Fixed, Scenario, Site, SiteMinutes, Unit

TRAVEL = EstimatedTravel()


def drawn(seed: int, balance: Balance, *, most_units: int = 8) -> Scenario:
    """A scenario in which everything can happen: islands, two sites in a unit, dear sites, fixed units apart."""
    random = Random(seed)
    n = random.randint(2, most_units)
    ids = [f"u{number}" for number in range(n)]
    units = [Unit(id=id_, households=random.choice([0, 1, 5, random.randint(0, 40)]), lat=51.5, lon=7.4) for id_ in ids]
    density = random.choice([0.3, 0.5, 0.8])
    adjacency = [pair for pair in combinations(ids, 2) if random.random() < density]
    m = random.randint(1, min(n, 5 if n < 7 else 4))
    sites = [
        Site(
            id=f"s{number}",
            unit=random.choice(ids) if random.random() < 0.1 else ids[number],
            lat=51.5,
            lon=7.4,
            existing=random.random() < 0.15,
            yearly_cost=Decimal(random.choice(["1", "2.5", "2.55", "3"])),
        )
        for number in range(m)
    ]
    travel = [SiteMinutes(unit=u, site=s.id, minutes=random.randint(0, 30)) for u in ids for s in sites]
    pinned = random.sample(ids, random.choice([0, 0, 0, 1, 2]) % (n + 1))
    k = random.randint(1, min(3, m) + (random.random() < 0.1))
    return Scenario(
        units=tuple(units),
        adjacency=tuple(adjacency),
        sites=tuple(sites),
        k=(k, k),
        fixed=tuple(Fixed(unit=unit, site=random.choice(sites).id) for unit in pinned),
        together=(tuple(random.sample(ids, 2)),) if random.random() < 0.3 else (),
        contiguous=random.random() < 0.7,
        balance=balance,
        balance_slack=Decimal(random.choice(["0", "0.05", "0.15", "0.333333"])),
        yearly_budget=Decimal(random.choice(["4", "5.05", "5.1", "7.6"])) if random.random() < 0.4 else None,
        travel=tuple(travel),
    )


def all_plans(scenario: Scenario, k: int | None) -> Iterator[dict[str, tuple[str, ...]]]:
    """Units by open site of every plan that is allowed, balance aside; k None for any number of sites."""
    units = [unit.id for unit in scenario.units]
    connected = _connected_sets(scenario)
    sizes = range(1, len(scenario.sites) + 1) if k is None else [k]
    fixed: dict[str, set[str]] = {}
    for one in scenario.fixed:
        fixed.setdefault(one.unit, set()).add(one.site)
    for sites in (chosen for size in sizes for chosen in combinations(scenario.sites, size)):
        opened = [site.id for site in sites]
        cost = sum(site.yearly_cost for site in sites)
        if scenario.yearly_budget is not None and cost > scenario.yearly_budget:
            continue
        if any(site.existing and site.id not in opened for site in scenario.sites):
            continue
        choices = [[s for s in opened if fixed.get(unit, {s}) == {s}] for unit in units]
        for chosen in product(*choices):
            given = dict(zip(units, chosen, strict=True))
            if any(len({given[unit] for unit in group}) > 1 for group in scenario.together):
                continue
            parts = {site: tuple(unit for unit in units if given[unit] == site) for site in opened}
            if scenario.contiguous and not all(
                site.unit in parts[site.id] and frozenset(parts[site.id]) in connected for site in sites
            ):
                continue
            yield parts


def _connected_sets(scenario: Scenario) -> set[frozenset[str]]:
    """Grown unit by unit from single ones."""
    around: dict[str, set[str]] = {unit.id: set() for unit in scenario.units}
    for a, b in scenario.adjacency:
        around[a].add(b)
        around[b].add(a)
    found = {frozenset([unit]) for unit in around}
    waiting = list(found)
    while waiting:
        part = waiting.pop()
        for unit in set().union(*(around[member] for member in part)) - part:
            larger = part | {unit}
            if larger not in found:
                found.add(larger)
                waiting.append(larger)
    return found


def best_values(scenario: Scenario, k: int) -> tuple[Fraction | None, int] | None:
    """Least imbalance and, with what is allowed then, least travel; None when no plan is allowed."""
    minutes = minutes_to_sites(scenario, TRAVEL)
    row = {unit.id: number for number, unit in enumerate(scenario.units)}
    column = {site.id: number for number, site in enumerate(scenario.sites)}
    households = {unit.id: unit.households for unit in scenario.units}
    values = []
    for parts in all_plans(scenario, k):
        loads = [sum(households[unit] for unit in part) for part in parts.values()]
        travel = sum(households[u] * int(minutes[row[u], column[s]]) for s, part in parts.items() for u in part)
        values.append((_imbalance(scenario, loads, k), travel))
    if not values:
        return None
    best = min(imbalance for imbalance, _ in values)
    allowed = floor((1 + Fraction(scenario.balance_slack)) * best) if scenario.balance == "max_load" else best
    least = min(travel for imbalance, travel in values if imbalance <= allowed)
    return (None if scenario.balance == "none" else best), least


def _imbalance(scenario: Scenario, loads: list[int], k: int) -> Fraction:
    if scenario.balance == "none":
        return Fraction(0)
    if scenario.balance == "max_load":
        return Fraction(max(loads))
    mean, slack = Fraction(sum(loads), k), Fraction(scenario.balance_slack)
    return sum((max(Fraction(0), abs(load - mean) - slack * mean) for load in loads), Fraction(0))


def without_candidates(scenario: Scenario, k: int | None) -> Scenario:
    """The scenario in which a site may open anywhere, as dear as the cheapest candidate."""
    cheapest = min(site.yearly_cost for site in scenario.sites)
    places = [unit.id for unit in scenario.units] if scenario.contiguous else [scenario.units[0].id] * (k or 1)
    further = [
        Site(id=f"further-{number}", unit=unit, lat=51.5, lon=7.4, yearly_cost=cheapest)
        for number, unit in enumerate(places)
    ]
    return replace(scenario, sites=(*scenario.sites, *further))
