"""
Opening over time (section 4 of the contract): which sites open in which quarter, and when teams get too much.

Up to the network's first year only existing sites are open. They serve the units that are fixed to them, or their
catchments where none are; all other units are nobody's yet. From then on the open sites serve the whole city: a unit
whose own site is still closed belongs to the open one with the least minutes. Households are those of the end of a
quarter. ``opening_order`` says what is best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matcher.travel import TravelMinutes
from scenarios.arrivals_over_time import ArrivalsOverTime, arrivals_over_time
from scenarios.opening_loads import (
    Network,
    first_months,
    households_over_time,
    in_euro,
    in_parts,
    network_of,
    opens_in_steps,
    quarter_cost,
)
from scenarios.opening_order import Choices, best_order
from scenarios.planning_inputs import OpeningInputs, inputs_of
from scenarios.quarters import Quarter
from scenarios.scenario import Scenario, Site
from scenarios.scenario_canonical import plain
from scenarios.site_plan import SitePlan

Cause = Literal["existing", "budget", "workers"]
"""
Why a limit breaks: the existing sites alone have too much before the network's first year; with more money it would
break later; or no order of opening keeps it longer, whatever it costs.
"""
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningStep:
    """Sites that open in a quarter; existing ones in the first."""

    quarter: Quarter
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningQuarter:
    """
    One quarter.

    Attributes
    ----------
    households
        Served at its end, by open site.
    waiting
        Households that no open site is in charge of.
    most_per_worker, mean_per_worker
        Households per full-time post: of the site with most, and of all open sites; None while none is open.
    cost
        Euro of this quarter, fittings of sites that open in it included.
    """

    quarter: Quarter
    households: Mapping[str, int]
    waiting: int
    most_per_worker: Decimal | None
    mean_per_worker: Decimal | None
    cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCost:
    """Euro of the quarters of a calendar year that are planned, and what may be spent in it (None: not limited)."""

    year: int
    cost: Decimal
    budget: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """
    The best order of opening a plan's sites, for one number of allocations and one limit.

    Attributes
    ----------
    limit
        Households per worker.
    never_open
        Sites of the plan that stay closed over the horizon.
    first_break
        First quarter at whose end a site has more households per worker than the limit; None when none has.
    cause
        Why it breaks; None when it does not.
    overload
        Sum over quarters and sites of the households above the limit.
    cost
        Euro over the horizon.
    """

    k: int
    arrivals_per_week: int
    limit: int
    steps: tuple[OpeningStep, ...]
    never_open: tuple[str, ...]
    quarters: tuple[OpeningQuarter, ...]
    years: tuple[YearCost, ...]
    first_break: Quarter | None
    cause: Cause | None
    overload: int
    cost: Decimal

    @property
    def first_year_over_budget(self) -> int | None:
        """The first calendar year that costs more than may be spent; None when none does."""
        over = (one.year for one in self.years if one.budget is not None and one.cost > one.budget)
        return next(over, None)


def openings(
    scenario: Scenario, plan: SitePlan, travel: TravelMinutes, *, further_sites: Sequence[Site] = ()
) -> tuple[Opening, ...]:
    """
    The best order for each number of allocations and each limit of the scenario.

    None where the plan has no sites, or more than ``MOST_TO_OPEN`` beside the existing ones.

    Parameters
    ----------
    further_sites
        Sites of the plan that the scenario does not offer, such as a real office.

    Raises
    ------
    InvalidInput
        When the plan does not belong to the scenario, or an input is beyond its limits.
    """
    if not opens_in_steps(scenario, plan):
        return ()
    limits = inputs_of(scenario.inputs).opening.limits
    network = network_of(scenario, plan, travel, further_sites)
    return tuple(
        one
        for over_time in arrivals_over_time(scenario)
        for one in openings_of(scenario, network, over_time, limits=limits)
    )


def openings_of(
    scenario: Scenario, network: Network, over_time: ArrivalsOverTime, *, limits: Sequence[int]
) -> tuple[Opening, ...]:
    """The best order for each of the limits."""
    inputs = inputs_of(scenario.inputs).opening
    quarters = tuple(one.quarter for one in over_time.quarters)
    first = sum(quarter.year < inputs.network_year for quarter in quarters)
    ahead = _Ahead(
        inputs=inputs,
        network=network,
        arrivals_per_week=over_time.arrivals_per_week,
        quarters=quarters,
        first=first,
        loads=_loads(network, households_over_time(network, over_time), first),
        yearly_budget=scenario.yearly_budget,
    )
    return tuple(_opening(ahead, limit) for limit in limits)


def openings_to_json(found: Sequence[Opening]) -> list[dict[str, Any]]:
    """The openings as JSON knows them; the same for the same input."""
    return [opening_to_json(one) for one in found]


def opening_to_json(opening: Opening) -> dict[str, Any]:
    """One opening as JSON knows it: quarters as ``2018-Q1``, money in euro."""
    result: dict[str, Any] = _with_quarters(plain(opening))
    return result


def _with_quarters(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_quarters(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"year", "number"}:
        return str(Quarter(value["year"], value["number"]))
    return {key: _with_quarters(item) for key, item in value.items()}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ahead:
    """
    What does not depend on the limit.

    Attributes
    ----------
    first
        Index of the network's first quarter.
    loads
        Households of each site, last of nobody, ``(2 ** to_open, n_sites + 1, n_quarters)``.
    """

    inputs: OpeningInputs
    network: Network
    arrivals_per_week: int
    quarters: tuple[Quarter, ...]
    first: int
    loads: NDArray[np.int64]
    yearly_budget: Decimal | None

    @property
    def months(self) -> list[int]:
        """Months of each quarter: those from the start on in the first one."""
        return [first_months(self.inputs), *[3] * (len(self.quarters) - 1)]


def _loads(network: Network, households: NDArray[np.int64], first: int) -> NDArray[np.int64]:
    before = network.loads(0, households[:, :first], whole_city=False)
    result = np.empty((1 << network.to_open, len(network.sites) + 1, households.shape[1]), dtype=np.int64)
    for chosen in range(1 << network.to_open):
        result[chosen, :, :first] = before
        result[chosen, :, first:] = network.loads(chosen, households[:, first:], whole_city=True)
    return result


def _opening(ahead: _Ahead, limit: int) -> Opening:
    overload = _overload(ahead, limit)
    worth, opened = best_order(_choices(ahead, overload, ahead.yearly_budget))
    count, existing = len(ahead.quarters), ahead.network.existing
    sets = [sum(1 << site for site, quarter in opened.items() if quarter <= now) for now in range(count)]
    begin = dict.fromkeys(range(existing), 0) | {existing + site: quarter for site, quarter in opened.items()}
    costs = _costs(ahead, begin)
    ids = [site.id for site in ahead.network.sites]
    broken = -worth[0] if -worth[0] < count else None
    return Opening(
        k=len(ids),
        arrivals_per_week=ahead.arrivals_per_week,
        limit=limit,
        steps=tuple(
            OpeningStep(
                quarter=ahead.quarters[now],
                sites=tuple(ids[site] for site, quarter in sorted(begin.items()) if quarter == now),
            )
            for now in sorted(set(begin.values()))
        ),
        never_open=tuple(site for i, site in enumerate(ids) if i not in begin),
        quarters=tuple(_quarter(ahead, now, sets[now], costs[now]) for now in range(count)),
        years=_years(ahead, costs),
        first_break=None if broken is None else ahead.quarters[broken],
        cause=None if broken is None else _cause(ahead, overload, broken, sets[broken]),
        overload=worth[1],
        cost=in_euro(sum(costs)),
    )


def _overload(ahead: _Ahead, limit: int) -> NDArray[np.int64]:
    """Households above the limit, ``(2 ** to_open, n_quarters)``; everybody while the network serves nobody."""
    above: NDArray[np.int64] = np.maximum(ahead.loads[:, :-1] - limit * ahead.network.workers, 0).sum(axis=1)
    above[:, ahead.first :] += ahead.loads[:, -1, ahead.first :]
    return above


def _choices(ahead: _Ahead, overload: NDArray[np.int64], budget: Decimal | None) -> Choices:
    start = ahead.inputs.start
    existing = ahead.network.sites[: ahead.network.existing]
    return Choices(
        network=ahead.network,
        overload=overload,
        quarters=ahead.quarters,
        months=ahead.months,
        first=ahead.first,
        yearly_budget=None if budget is None else in_parts(budget),
        spent=sum(in_parts(site.one_off_cost) + quarter_cost(site, 13 - start.month) for site in existing),
    )


def _cause(ahead: _Ahead, overload: NDArray[np.int64], broken: int, chosen: int) -> Cause:
    if broken < ahead.first:
        return "existing"
    if chosen == (1 << ahead.network.to_open) - 1:
        return "workers"
    (reached, _, _), _ = best_order(_choices(ahead, overload, None))
    return "budget" if -reached > broken else "workers"


def _costs(ahead: _Ahead, begin: Mapping[int, int]) -> list[int]:
    """Cost of each quarter in twelfths of a cent, from the quarter in which each site opens."""
    result = [0] * len(ahead.quarters)
    for i, first in begin.items():
        site = ahead.network.sites[i]
        result[first] += in_parts(site.one_off_cost)
        for now in range(first, len(result)):
            result[now] += quarter_cost(site, ahead.months[now])
    return result


def _quarter(ahead: _Ahead, now: int, chosen: int, cost: int) -> OpeningQuarter:
    network, loads = ahead.network, ahead.loads[chosen, :, now].tolist()
    is_open = network.open_sites(chosen)
    most = max((loads[i] for i in is_open), default=None)
    served = sum(loads[i] for i in is_open)
    return OpeningQuarter(
        quarter=ahead.quarters[now],
        households={network.sites[i].id: loads[i] for i in is_open},
        waiting=loads[-1],
        most_per_worker=None if most is None else _per_worker(most, network.workers),
        mean_per_worker=_per_worker(served, network.workers * len(is_open)) if is_open else None,
        cost=in_euro(cost),
    )


def _per_worker(households: int, workers: int) -> Decimal:
    return (Decimal(households) / workers).quantize(_HUNDREDTH)


def _years(ahead: _Ahead, costs: Sequence[int]) -> tuple[YearCost, ...]:
    before = {year: Decimal(euro) for year, euro in ahead.inputs.pilot_budgets}
    spent: dict[int, int] = {}
    for quarter, cost in zip(ahead.quarters, costs, strict=True):
        spent[quarter.year] = spent.get(quarter.year, 0) + cost
    return tuple(
        YearCost(
            year=year,
            cost=in_euro(cost),
            budget=ahead.yearly_budget if year >= ahead.inputs.network_year else before.get(year),
        )
        for year, cost in spent.items()
    )
