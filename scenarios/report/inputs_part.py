"""All numbers a report rests on: those of the scenario, those for the years ahead, the paper's facts and tensions."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from scenarios.inputs import StatedInput, stated_inputs
from scenarios.paper import paper_facts, tensions
from scenarios.parameters import PLANNERS
from scenarios.planning_inputs import PlanningInputs
from scenarios.report.parts import InputLine, TensionLine, rounded
from scenarios.scenario import Scenario, Standing

_ASSUMED = Standing(kind="assumption", source=PLANNERS)


def input_lines(scenario: Scenario, inputs: PlanningInputs) -> tuple[InputLine, ...]:
    """Fields of the scenario with the standing it gives them, then the numbers for the years ahead."""
    lines = [
        InputLine(name=name, value=plain(value), kind=standing.kind, unit=unit, source=standing.source)
        for name, value, unit in _fields(scenario)
        for standing in [scenario.standing.get(name, _ASSUMED)]
    ]
    return (*lines, *(_line(one) for one in stated_inputs(inputs)))


def fact_lines() -> tuple[InputLine, ...]:
    """The facts of the concept paper."""
    return tuple(_line(one) for one in paper_facts())


def tension_lines() -> tuple[TensionLine, ...]:
    """Where the paper's numbers contradict each other."""
    return tuple(
        TensionLine(
            code=one.code,
            unit=one.unit,
            said=rounded(float(one.said)),
            follows=rounded(float(one.follows)),
            numbers=tuple(sorted((name, rounded(float(value))) for name, value in one.numbers.items())),
        )
        for one in tensions()
    )


def plain(value: object) -> object:
    """A value as JSON knows it: numbers rounded, dates as text, lists of the same."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float | Decimal):
        return rounded(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return tuple(plain(one) for one in value)
    return str(value)


def _line(one: StatedInput) -> InputLine:
    return InputLine(name=one.name, value=plain(one.value), kind=one.kind, unit=one.unit, source=one.source)


def _fields(scenario: Scenario) -> Iterator[tuple[str, object, str]]:
    """Name, value and unit of each field; a list of records as its length, their numbers as sum or range."""
    yield "units", len(scenario.units), ""
    yield "units.households", scenario.households, "households"
    yield "adjacency", len(scenario.adjacency), ""
    yield "sites", len(scenario.sites), ""
    yield "sites.existing", sum(site.existing for site in scenario.sites), ""
    yield "sites.yearly_cost", _range([site.yearly_cost for site in scenario.sites]), "euro a year"
    yield "sites.one_off_cost", _range([site.one_off_cost for site in scenario.sites]), "euro"
    yield "workers_per_site", scenario.workers_per_site, "workers"
    yield "k", scenario.k, "sites, fewest and most"
    yield "yearly_budget", scenario.yearly_budget, "euro a year"
    yield "fixed", len(scenario.fixed), ""
    yield "together", len(scenario.together), ""
    yield "contiguous", scenario.contiguous, ""
    yield "balance", scenario.balance, ""
    yield "balance_slack", scenario.balance_slack, "share of the mean"
    yield "travel", len(scenario.travel), ""


def _range(values: Sequence[Decimal]) -> object:
    """The one value of all records, or the least and the most."""
    return values[0] if min(values) == max(values) else (min(values), max(values))
