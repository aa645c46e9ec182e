"""Who serves whom while only some sites of a plan are open, and what open sites cost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InvalidInput
from matcher.travel import TravelMinutes
from scenarios.arrivals_over_time import ArrivalsOverTime
from scenarios.planning.minutes import minutes_to_sites
from scenarios.planning_inputs import OpeningInputs
from scenarios.quarters import Quarter
from scenarios.scenario import Scenario, Site
from scenarios.scenario_problems import problem
from scenarios.site_plan import SitePlan

MOST_TO_OPEN = 12
"""Sites beside the existing ones; every set of them is looked at."""
PARTS_OF_CENT = 12
"""Money is counted in twelfths of a cent, so that the twelfth of a year's cost is a whole number."""
NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """
    A plan's sites and units as arrays.

    Attributes
    ----------
    sites
        The plan's, existing ones first, then in the order of their ids.
    existing
        How many of them are existing.
    minutes
        From unit centres to sites, ``(n_units, n_sites)``.
    own
        Index of the site that each unit belongs to.
    early
        Whether its own site serves a unit even before the network: it is fixed to it, or nothing is fixed to that site.
    workers
        Full-time posts of each site.
    """

    sites: tuple[Site, ...]
    existing: int
    unit_ids: tuple[str, ...]
    minutes: NDArray[np.int32]
    own: NDArray[np.intp]
    early: NDArray[np.bool_]
    workers: int

    @property
    def to_open(self) -> int:
        """How many sites are not open from the start."""
        return len(self.sites) - self.existing

    def open_sites(self, chosen: int) -> tuple[int, ...]:
        """Indices of the existing sites and of those in the set ``chosen``, whose bit 0 is the first to open."""
        return (
            *range(self.existing),
            *(self.existing + i for i in range(self.to_open) if chosen >> i & 1),
        )

    def chosen(self, ids: Collection[str]) -> int:
        """The set of those sites that are not existing, the inverse of ``open_sites``."""
        return sum(1 << i for i, site in enumerate(self.sites[self.existing :]) if site.id in ids)

    def serving(self, chosen: int, *, whole_city: bool) -> NDArray[np.intp]:
        """
        Index of the site that serves each unit, ``NOBODY`` where none does.

        A unit whose own site is closed is served by the open site with the least minutes, the first of equal ones,
        when the network is in charge of the whole city. Before that, open sites serve their early units only.
        """
        is_open = np.zeros(len(self.sites), dtype=bool)
        is_open[list(self.open_sites(chosen))] = True
        otherwise: NDArray[np.intp] = np.full(len(self.own), NOBODY, dtype=np.intp)
        if whole_city and is_open.any():
            otherwise = np.where(is_open, self.minutes, np.iinfo(np.int32).max).argmin(axis=1)
        by_own = is_open[self.own] if whole_city else is_open[self.own] & self.early
        result: NDArray[np.intp] = np.where(by_own, self.own, otherwise)
        return result

    def loads(self, chosen: int, households: NDArray[np.int64], *, whole_city: bool) -> NDArray[np.int64]:
        """Households of each site, and last of nobody: ``(n_sites + 1, n_quarters)`` from ``(n_units, n_quarters)``."""
        serving = self.serving(chosen, whole_city=whole_city)
        result = np.zeros((len(self.sites) + 1, households.shape[1]), dtype=np.int64)
        np.add.at(result, serving, households)
        return result


def opens_in_steps(scenario: Scenario, plan: SitePlan) -> bool:
    """Whether there is anything to open, and not more than every set of it can be looked at."""
    existing = {site.id for site in scenario.sites if site.existing}
    return bool(plan.sites) and len(set(plan.sites) - existing) <= MOST_TO_OPEN


def network_of(
    scenario: Scenario, plan: SitePlan, travel: TravelMinutes, further_sites: Sequence[Site] = ()
) -> Network:
    """
    The plan's sites and catchments.

    Parameters
    ----------
    further_sites
        Sites of the plan that the scenario does not offer.

    Raises
    ------
    InvalidInput
        When the plan names sites or units nobody knows, or has too many sites to open in steps.
    """
    known = {site.id: site for site in (*scenario.sites, *further_sites)}
    _refuse_what_does_not_fit(scenario, plan, known)
    sites = tuple(sorted((known[one] for one in plan.sites), key=lambda site: (not site.existing, site.id)))
    index = {site.id: i for i, site in enumerate(sites)}
    given = tuple(row for row in scenario.travel if row.site in index)
    offered = Scenario(units=scenario.units, sites=sites, k=(1, len(sites)), travel=given)
    fixed = {row.unit: row.site for row in scenario.fixed}
    owners = [plan.assignment[unit.id] for unit in scenario.units]
    early = [
        fixed.get(unit.id) == site or site not in fixed.values()
        for unit, site in zip(scenario.units, owners, strict=True)
    ]
    return Network(
        sites=sites,
        existing=sum(site.existing for site in sites),
        unit_ids=tuple(unit.id for unit in scenario.units),
        minutes=minutes_to_sites(offered, travel),
        own=np.array([index[site] for site in owners], dtype=np.intp),
        early=np.array(early, dtype=bool),
        workers=scenario.workers_per_site,
    )


def _refuse_what_does_not_fit(scenario: Scenario, plan: SitePlan, known: Mapping[str, Site]) -> None:
    problems = [
        problem("plan", "sites", one, "the id of a site of the scenario") for one in plan.sites if one not in known
    ]
    problems += [
        problem(f"units {unit.id}", "", None, "an open site in the plan")
        for unit in scenario.units
        if plan.assignment.get(unit.id) not in plan.sites
    ]
    to_open = sum(not known[one].existing for one in plan.sites if one in known)
    if to_open > MOST_TO_OPEN:
        problems.append(problem("plan", "sites", to_open, f"at most {MOST_TO_OPEN} to open in steps"))
    if problems:
        raise InvalidInput(problems)


def households_over_time(network: Network, over_time: ArrivalsOverTime) -> NDArray[np.int64]:
    """Households at the end of each quarter, ``(n_units, n_quarters)``."""
    rows = [[one.by_unit[unit] for one in over_time.quarters] for unit in network.unit_ids]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(over_time.quarters))


def in_parts(euro: Decimal) -> int:
    """Euro in twelfths of a cent."""
    return int(euro * 100) * PARTS_OF_CENT


def in_euro(parts: int) -> Decimal:
    """Twelfths of a cent in euro, rounded half even to the cent."""
    return Decimal(round(Fraction(parts, PARTS_OF_CENT))) / 100


def quarter_cost(site: Site, months: int) -> int:
    """What a site costs for so many months, in twelfths of a cent."""
    return in_parts(site.yearly_cost) // 12 * months


def first_months(inputs: OpeningInputs) -> int:
    """Months of the first quarter from the start on; the month of the start counts in full."""
    return Quarter.of(inputs.start).first_month + 3 - inputs.start.month
