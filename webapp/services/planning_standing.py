"""What a planner changed is no fact any more: the kinds of the numbers of a scenario after a change."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from scenarios import default_numbers as numbers
from scenarios.inputs import stated_inputs
from scenarios.paper import FACTS
from scenarios.planning_inputs import INPUT_NAMES, PlanningInputs, inputs_of
from scenarios.scenario import Scenario, Standing
from scenarios.stated_numbers import CHANGED

_OF_PAPER: Mapping[str, tuple[tuple[Any, Standing], ...]] = {
    # What the paper says about the whole network first, then about the pilot alone.
    "k": ((FACTS.network_sites, numbers.NETWORK_SITES), ((1, 1), numbers.PILOT_ALONE)),
    "yearly_budget": (
        (Decimal(FACTS.network_cost), numbers.NETWORK_BUDGET),
        (Decimal(FACTS.pilot_cost), numbers.PILOT_BUDGET),
    ),
    "workers_per_site": ((FACTS.pilot_workers, numbers.TEAMS),),
}


def restated(before: Scenario, after: Scenario) -> Scenario:
    """The changed scenario: what differs is an assumption, unless it is what the paper says."""
    standing = dict(after.standing)
    for name in _changed(before, after):
        standing.pop(name, None)
        if not name.startswith("inputs."):
            standing[name] = _standing(after, name)
    return replace(after, standing=standing)


def deviations(scenario: Scenario) -> dict[str, object]:
    """By name what the paper says, where the scenario says otherwise."""
    alone = len(scenario.sites) == 1
    found: dict[str, object] = {}
    for name, said in _OF_PAPER.items():
        value = said[-1 if alone else 0][0]
        if getattr(scenario, name) != value:
            found[name] = value
    inputs = {one.name: one.value for one in stated_inputs(inputs_of(scenario.inputs))}
    for one in stated_inputs(PlanningInputs()):
        if one.kind != "assumption" and inputs[one.name] != one.value:
            found[f"inputs.{one.name}"] = one.value
    return found


def _changed(before: Scenario, after: Scenario) -> Iterator[str]:
    """Names of numbers that differ, as ``standing`` knows them."""
    for name in ("k", "yearly_budget", "workers_per_site", "balance_slack", "fixed", "together"):
        if getattr(before, name) != getattr(after, name):
            yield name
    households = {unit.id: unit.households for unit in before.units}
    for unit in after.units:
        if households.get(unit.id) != unit.households:
            yield f"units[{unit.id}].households"
    costs = {(site.id, cost): getattr(site, cost) for site in before.sites for cost in _COSTS}
    for site in after.sites:
        for cost in _COSTS:
            name = f"sites[{site.id}].{cost}"
            # A new site says itself where its numbers come from.
            is_said = (site.id, cost) not in costs and name in after.standing
            if costs.get((site.id, cost)) != getattr(site, cost) and not is_said:
                yield name
    for name in INPUT_NAMES:
        if before.inputs.get(name) != after.inputs.get(name):
            yield f"inputs.{name}"


_COSTS = ("yearly_cost", "one_off_cost")


def _standing(scenario: Scenario, name: str) -> Standing:
    for value, standing in _OF_PAPER.get(name, ()):
        if getattr(scenario, name) == value:
            return standing
    return CHANGED
