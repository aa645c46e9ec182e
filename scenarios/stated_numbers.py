"""Every number a scenario rests on, with its kind: what a report has to list."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from scenarios.inputs import StatedInput, stated_inputs
from scenarios.paper import paper_facts
from scenarios.parameters import PLANNERS
from scenarios.planning_inputs import inputs_of
from scenarios.scenario import Scenario, Standing

UNSAID = Standing(kind="assumption", source=PLANNERS)
"""Of a number whose standing the scenario does not tell."""
CHANGED = Standing(kind="assumption", source="set in the scenario")


def stated_numbers(scenario: Scenario) -> tuple[StatedInput, ...]:
    """
    The scenario's own numbers, the inputs it is counted with, and the facts of the paper, in this order.

    Names are fields of the file, with the record where there is one: ``units[brackel].households``,
    ``inputs.facility_weeks``, ``paper.pilot_cost``. A ``place`` is latitude and longitude.

    Raises
    ------
    InvalidInput
        When an input of the scenario is unknown or beyond its limits.
    """
    return (*_of_network(scenario), *_of_records(scenario), *_of_inputs(scenario), *paper_facts())


def _of_network(scenario: Scenario) -> Iterator[StatedInput]:
    numbers = (
        ("k", scenario.k, "sites, fewest and most"),
        ("yearly_budget", scenario.yearly_budget, "euro a year"),
        ("workers_per_site", scenario.workers_per_site, "full-time posts per site"),
        ("balance_slack", scenario.balance_slack, "share"),
        ("adjacency", len(scenario.adjacency), "pairs of neighbouring units"),
        ("fixed", len(scenario.fixed), "units with a given site"),
        ("together", len(scenario.together), "groups of units that stay together"),
    )
    for name, value, unit in numbers:
        yield _stated(name, value, unit, scenario.standing.get(name, UNSAID))
    for source, count in sorted(Counter(row.source for row in scenario.travel).items()):
        standing = scenario.standing.get("travel", Standing(kind="assumption", source=source))
        yield _stated(f"travel[{source}]", count, "pairs of unit and site with given minutes", standing)


def _of_records(scenario: Scenario) -> Iterator[StatedInput]:
    for unit in scenario.units:
        yield _of_record(scenario, "units", unit, "households", "households")
        yield _place(scenario, "units", unit)
    for site in scenario.sites:
        yield _of_record(scenario, "sites", site, "yearly_cost", "euro a year")
        yield _of_record(scenario, "sites", site, "one_off_cost", "euro once")
        yield _place(scenario, "sites", site)


def _of_record(scenario: Scenario, part: str, record: Any, field: str, unit: str) -> StatedInput:
    name = f"{part}[{record.id}].{field}"
    return _stated(name, getattr(record, field), unit, _standing(scenario, part, record.id, field))


def _place(scenario: Scenario, part: str, record: Any) -> StatedInput:
    name, value = f"{part}[{record.id}].place", (record.lat, record.lon)
    return _stated(name, value, "degrees, WGS84", _standing(scenario, part, record.id, "lat"))


def _standing(scenario: Scenario, part: str, record: str, field: str) -> Standing:
    """Of the record itself, else of the field, else assumed."""
    shared = scenario.standing.get(f"{part}.{field}", UNSAID)
    return scenario.standing.get(f"{part}[{record}].{field}", shared)


def _of_inputs(scenario: Scenario) -> Iterator[StatedInput]:
    """The inputs; one that the scenario changes is an assumption, unless the value or the scenario says otherwise."""
    for one in stated_inputs(inputs_of(scenario.inputs)):
        told = scenario.standing.get(f"inputs.{one.name}")
        if told is None and one.name in scenario.inputs and one.kind == "assumption":
            told = CHANGED
        standing = told or Standing(kind=one.kind, source=one.source)
        yield _stated(f"inputs.{one.name}", one.value, one.unit, standing)


def _stated(name: str, value: object, unit: str, standing: Standing) -> StatedInput:
    return StatedInput(name=name, value=value, kind=standing.kind, unit=unit, source=standing.source)
