"""
Regret (section 4 of the contract): how much worse a plan is than the best one, whichever arrivals come.

The cost of a plan over the quarters to plan, in euro, with L = ``regret.households_per_worker`` households per worker
and the sites opening in the best order for it (``opening``):

    cost of the sites, fittings included
    + overload_price * sum over quarters and sites of households above L * workers
    + minute_price * 2 * visits_per_quarter * sum over quarters and served units of households * minutes to their site

The two prices are what makes plans with different numbers of sites comparable; both are inputs that can be doubted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from matcher.travel import TravelMinutes
from scenarios.arrivals_over_time import ArrivalsOverTime, arrivals_over_time
from scenarios.opening import Opening, openings_of
from scenarios.opening_loads import NOBODY, Network, households_over_time, network_of, opens_in_steps
from scenarios.planning_inputs import inputs_of
from scenarios.scenario import Scenario, Site
from scenarios.scenario_canonical import plain
from scenarios.site_plan import SitePlan

_CENT = Decimal("0.01")
_DIGITS = 60
"""More than the largest minutes, households and prices of a scenario need, to the cent."""
_THERE_AND_BACK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RegretCell:
    """
    One plan under one number of allocations, in euro over the quarters to plan.

    Attributes
    ----------
    sites, overload, travel
        The three parts of the cost.
    regret
        Cost above that of the best plan of the column; below 0 only for a plan that is there for comparison.
    """

    sites: Decimal
    overload: Decimal
    travel: Decimal
    cost: Decimal
    regret: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RegretRow:
    """
    One plan.

    Attributes
    ----------
    plan
        Its name.
    cells
        One per column.
    worst
        The largest regret of the row.
    compared
        There for comparison only: neither the best of a column nor marked.
    """

    plan: str
    k: int
    cells: tuple[RegretCell, ...]
    worst: Decimal
    compared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegretTable:
    """
    Plans against numbers of allocations.

    Attributes
    ----------
    arrivals_per_week
        The columns.
    limit
        Households per worker above which there is overload.
    least_worst
        Name of the plan with the least worst regret, the first of equal ones; None without a plan.
    """

    arrivals_per_week: tuple[int, ...]
    limit: int
    rows: tuple[RegretRow, ...]
    least_worst: str | None


def regret_table(
    scenario: Scenario,
    plans: Mapping[str, SitePlan],
    travel: TravelMinutes,
    *,
    for_comparison: Collection[str] = (),
    further_sites: Sequence[Site] = (),
) -> RegretTable:
    """
    Hold the plans against each other.

    Parameters
    ----------
    plans
        By name, in the order of the rows; those that ``openings`` has no order for are left out.
    for_comparison
        Names of plans nobody can choose, such as what happened later.
    further_sites
        Sites of the plans that the scenario does not offer.

    Raises
    ------
    InvalidInput
        When a plan does not belong to the scenario, or an input is beyond its limits.
    """
    over_time = arrivals_over_time(scenario)
    networks = {
        name: network_of(scenario, plan, travel, further_sites)
        for name, plan in plans.items()
        if opens_in_steps(scenario, plan)
    }
    costs = {name: [_cost(scenario, network, column) for column in over_time] for name, network in networks.items()}
    rows = _rows(costs, plans, for_comparison)
    marked = min((row for row in rows if not row.compared), key=lambda row: row.worst, default=None)
    return RegretTable(
        arrivals_per_week=tuple(one.arrivals_per_week for one in over_time),
        limit=inputs_of(scenario.inputs).regret.households_per_worker,
        rows=rows,
        least_worst=marked.plan if marked else None,
    )


def regret_to_json(table: RegretTable) -> dict[str, Any]:
    """The table as JSON knows it; the same for the same input."""
    result: dict[str, Any] = plain(table)
    return result


def _rows(
    costs: Mapping[str, Sequence["_Cost"]], plans: Mapping[str, SitePlan], for_comparison: Collection[str]
) -> tuple[RegretRow, ...]:
    choices = [cells for name, cells in costs.items() if name not in for_comparison] or list(costs.values())
    best = [min(cell.cost for cell in column) for column in zip(*choices, strict=True)]
    return tuple(
        _row(name, plans[name].k, cells, best, compared=name in for_comparison) for name, cells in costs.items()
    )


def _row(name: str, k: int, costs: Sequence["_Cost"], best: Sequence[Decimal], *, compared: bool) -> RegretRow:
    cells = tuple(
        RegretCell(sites=one.sites, overload=one.overload, travel=one.travel, cost=one.cost, regret=one.cost - least)
        for one, least in zip(costs, best, strict=True)
    )
    return RegretRow(plan=name, k=k, cells=cells, worst=max(cell.regret for cell in cells), compared=compared)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    sites: Decimal
    overload: Decimal
    travel: Decimal

    @property
    def cost(self) -> Decimal:
        return self.sites + self.overload + self.travel


def _cost(scenario: Scenario, network: Network, over_time: ArrivalsOverTime) -> _Cost:
    prices = inputs_of(scenario.inputs).regret
    (opening,) = openings_of(scenario, network, over_time, limits=(prices.households_per_worker,))
    with localcontext(prec=_DIGITS):
        visits = _THERE_AND_BACK * prices.visits_per_quarter
        minutes = visits * _household_minutes(scenario, network, over_time, opening)
        return _Cost(
            sites=opening.cost,
            overload=(prices.overload_price * opening.overload).quantize(_CENT),
            travel=(prices.minute_price * minutes).quantize(_CENT),
        )


def _household_minutes(scenario: Scenario, network: Network, over_time: ArrivalsOverTime, opening: Opening) -> int:
    """Sum over quarters and served units of households * minutes one way."""
    households = households_over_time(network, over_time)
    network_year = inputs_of(scenario.inputs).opening.network_year
    units = np.arange(len(network.own))
    total = 0
    for now, quarter in enumerate(opening.quarters):
        chosen = network.chosen(quarter.households)
        serving = network.serving(chosen, whole_city=quarter.quarter.year >= network_year)
        served = serving != NOBODY
        minutes = network.minutes[units[served], serving[served]].astype(np.int64)
        total += int((households[served, now] * minutes).sum())
    return total
