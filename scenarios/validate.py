"""
Holds plans against the contract, without the code that makes them: every rule, every published number.

Numbers are made anew from the scenario in whole numbers and fractions; what is published is compared with them to the
ninth decimal.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import floor

import networkx as nx
import numpy as np

from matcher.travel import TravelMinutes
from matcher.violations import Violation
from scenarios.scenario import Scenario
from scenarios.scenario_canonical import scenario_sha256
from scenarios.site_plan import Demand, SitePlan, SitePlans

_LAST_PLACE = Fraction(2, 10**9)
_DIGITS = 10**15
"""Numbers in a file have no more."""


def validate(plans: SitePlans, scenario: Scenario, travel: TravelMinutes) -> list[Violation]:
    """Everything that is wrong with the plans; nothing when they obey the scenario and their numbers are right."""
    if plans.scenario_sha256 != scenario_sha256(scenario):
        return [Violation(code="scenario", record="", text="the plans were made for another scenario")]
    found = []
    for plan in plans.plans:
        found += [
            Violation(code=code, record=str(plan.k), text=f"k = {plan.k}: {text}")
            for code, text in _wrong(plan, scenario, travel)
        ]
    return found


def _wrong(plan: SitePlan, scenario: Scenario, travel: TravelMinutes) -> Iterator[tuple[str, str]]:
    if (plan.status == "infeasible") != bool(plan.clash):
        yield "clash", "an infeasible plan names what clashes, and no other one does"
    if plan.status in ("infeasible", "unknown"):
        nothing = SitePlan(k=plan.k, status=plan.status, assignment={}, households={}, households_per_worker={})
        if replace(plan, clash=()) != nothing:
            yield "status", f"status is {plan.status}, but there is a plan"
        yield from _strange_demands(plan, scenario)
        return
    known = {site.id for site in scenario.sites}
    strangers = sorted({*plan.sites, *plan.assignment.values()} - known)
    if strangers or set(plan.assignment) != {unit.id for unit in scenario.units}:
        yield "assignment", f"every unit has one known site; unknown sites: {', '.join(strangers) or 'none'}"
        return
    yield from _broken_rules(plan, scenario)
    if {*plan.assignment.values()} <= {*plan.sites}:
        yield from _wrong_numbers(plan, scenario, travel)


def _strange_demands(plan: SitePlan, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Demands of a clash that are not the scenario's."""
    asked = {Demand(code="k", number=Decimal(plan.k)), Demand(code="candidates", number=Decimal(len(scenario.sites)))}
    asked |= {Demand(code="together", ids=tuple(sorted(group))) for group in scenario.together}
    asked |= {Demand(code="fixed", ids=(one.unit, one.site)) for one in scenario.fixed}
    asked |= {Demand(code="existing", ids=(site.id,)) for site in scenario.sites if site.existing}
    if scenario.contiguous:
        asked.add(Demand(code="contiguous"))
    if scenario.yearly_budget is not None:
        asked.add(Demand(code="budget", number=scenario.yearly_budget))
    for demand in plan.clash:
        if demand not in asked:
            yield "clash", f"nothing asks for {demand.code} {' '.join(demand.ids)} {demand.number or ''}".rstrip()


def _broken_rules(plan: SitePlan, scenario: Scenario) -> Iterator[tuple[str, str]]:
    opened = set(plan.sites)
    if len(plan.sites) != plan.k or len(opened) != plan.k:
        yield "k", f"{len(opened)} sites are open"
    if closed := sorted(set(plan.assignment.values()) - opened):
        yield "open", f"units are given to sites that are not open: {', '.join(closed)}"
    for site in scenario.sites:
        if site.existing and site.id not in opened:
            yield "existing", f"site {site.id} exists, but is not open"
    for one in scenario.fixed:
        if plan.assignment[one.unit] != one.site:
            yield "fixed", f"unit {one.unit} is with {plan.assignment[one.unit]}, fixed is {one.site}"
    for group in scenario.together:
        for a, b in combinations(group, 2):
            if plan.assignment[a] != plan.assignment[b]:
                yield "together", f"units {a} and {b} are apart"
    if scenario.contiguous:
        yield from _not_connected(plan, scenario)
    cost = sum((site.yearly_cost for site in scenario.sites if site.id in opened), Decimal(0))
    if scenario.yearly_budget is not None and cost > scenario.yearly_budget:
        yield "budget", f"the sites cost {cost}, the budget is {scenario.yearly_budget}"


def _not_connected(plan: SitePlan, scenario: Scenario) -> Iterator[tuple[str, str]]:
    graph = nx.Graph(scenario.adjacency)
    graph.add_nodes_from(unit.id for unit in scenario.units)
    own_unit = {site.id: site.unit for site in scenario.sites}
    for site in plan.sites:
        units = [unit for unit, chosen in plan.assignment.items() if chosen == site]
        if own_unit[site] not in units:
            yield "contiguous", f"site {site} does not serve its own unit {own_unit[site]}"
        elif not nx.is_connected(graph.subgraph(units)):
            yield "contiguous", f"the units of site {site} are not connected"


def _wrong_numbers(plan: SitePlan, scenario: Scenario, travel: TravelMinutes) -> Iterator[tuple[str, str]]:
    loads = dict.fromkeys(plan.sites, 0)
    for unit in scenario.units:
        loads[plan.assignment[unit.id]] += unit.households
    everybody, largest = sum(loads.values()), max(loads.values())
    if dict(plan.households) != loads:
        yield "households", f"published {dict(plan.households)}, counted {loads}"
    if plan.largest != largest:
        yield "largest", f"published {plan.largest}, counted {largest}"
    mean = Fraction(everybody, len(plan.sites))
    yield from _unlike("largest_to_mean", plan.largest_to_mean, Fraction(largest) / mean if everybody else None)
    if strangers := sorted(set(plan.households_per_worker) - set(loads)):
        yield "households_per_worker", f"sites that are not open: {', '.join(strangers)}"
    for site, load in loads.items():
        per_worker = Fraction(load, scenario.workers_per_site)
        yield from _unlike(f"households_per_worker of {site}", plan.households_per_worker.get(site), per_worker)
    cost = sum((Fraction(site.yearly_cost) for site in scenario.sites if site.id in loads), Fraction(0))
    yield from _unlike("cost", plan.cost, cost)
    yield from _wrong_imbalance(plan, scenario, list(loads.values()), mean)
    yield from _wrong_travel(plan, scenario, travel, everybody)
    even, near = plan.imbalance, plan.travel
    if (plan.status == "optimal") != (
        (even is None or even.bound == even.best) and (near is None or near.bound == near.value)
    ):
        yield "status", f"{plan.status}, but that is not what the bounds say"


def _wrong_imbalance(plan: SitePlan, scenario: Scenario, loads: list[int], mean: Fraction) -> Iterator[tuple[str, str]]:
    found = plan.imbalance
    if scenario.balance == "none" or found is None:
        if (scenario.balance == "none") != (found is None):
            yield "imbalance", "an imbalance is published where a balance is asked for, and only there"
        return
    slack = Fraction(scenario.balance_slack)
    if scenario.balance == "max_load":
        value, allowed = Fraction(max(loads)), Fraction(floor((1 + slack) * Fraction(found.best)))
    else:
        value = sum((max(Fraction(0), abs(load - mean) - slack * mean) for load in loads), Fraction(0))
        allowed = Fraction(found.best) + _blur(value)
    yield from _unlike("imbalance", found.value, value)
    if value > allowed:
        yield "imbalance", f"{float(value)} is more than allowed, {float(allowed)}"
    if not 0 <= found.bound <= found.best:
        yield "imbalance", f"bound {found.bound} is below 0 or above best {found.best}"
    if value < Fraction(found.best) - _blur(value):
        yield "imbalance", f"best {found.best} is above this plan's {float(value)}"
    gap = (Fraction(found.best) - Fraction(found.bound)) / max(1, sum(loads))
    yield from _unlike("gap of the imbalance", found.gap, gap)


def _wrong_travel(
    plan: SitePlan, scenario: Scenario, travel: TravelMinutes, everybody: int
) -> Iterator[tuple[str, str]]:
    found = plan.travel
    if found is None:
        yield "travel", "no travel is published"
        return
    ways = _ways(plan, scenario, travel)
    value = sum(unit.households * ways[unit.id] for unit in scenario.units)
    if found.value != value:
        yield "travel", f"published {found.value}, counted {value}"
    yield from _unlike("mean_minutes", found.mean_minutes, Fraction(value, everybody) if everybody else Fraction(0))
    longest = max(ways.values())
    worst = min(unit for unit, minutes in ways.items() if minutes == longest)
    if (found.worst_unit, found.worst_minutes) != (worst, longest):
        yield "travel", f"worst is {found.worst_unit} with {found.worst_minutes}, counted {worst} with {longest}"
    if not 0 <= found.bound <= found.value:
        yield "travel", f"bound {found.bound} is below 0 or above the value {found.value}"
    yield from _unlike("gap of travel", found.gap, Fraction(value - found.bound, value) if value else Fraction(0))


def _ways(plan: SitePlan, scenario: Scenario, travel: TravelMinutes) -> dict[str, int]:
    """Minutes of each unit to its site."""
    measured = {(row.unit, row.site): row.minutes for row in scenario.travel}
    sites = {site.id: site for site in scenario.sites}
    ways = {}
    for unit in scenario.units:
        site = sites[plan.assignment[unit.id]]
        estimate = travel.minutes(
            traveller_ids=[unit.id],
            travellers=np.array([[unit.lat, unit.lon]]),
            modes=["car"],
            place_ids=[site.id],
            places=np.array([[site.lat, site.lon]]),
        )
        ways[unit.id] = measured.get((unit.id, site.id), int(estimate.minutes[0, 0]))
    return ways


def _unlike(what: str, published: Decimal | None, counted: Fraction | None) -> Iterator[tuple[str, str]]:
    if published is None or counted is None:
        if published is not None or counted is not None:
            yield what.split()[0], f"{what}: published {published}, counted {counted}"
    elif abs(Fraction(published) - counted) > _blur(counted):
        yield what.split()[0], f"{what}: published {published}, counted {float(counted)}"


def _blur(number: Fraction) -> Fraction:
    """What a published number may differ by."""
    return _LAST_PLACE + abs(number) / _DIGITS
