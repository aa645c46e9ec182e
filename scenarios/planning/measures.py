"""
What a plan is measured by, exactly: integers and fractions inside, decimals of nine places outside.

The formulas stand in ``scenarios/README.md``. Nothing here asks whether a plan is allowed: a network that exists is
measured the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from matcher.travel import TravelMinutes
from scenarios.planning.minutes import minutes_to_sites
from scenarios.scenario import Balance, Scenario

_NINE_PLACES = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """
    The figures of one assignment of units to sites.

    Attributes
    ----------
    sites
        Ids of the open sites, sorted.
    assignment
        Site by unit, units sorted.
    households, households_per_worker
        By open site.
    largest, largest_to_mean
        Households of the largest catchment, and as a multiple of all households / k; None without households.
    imbalance
        In households, exact; None for the balance ``none``.
    travel
        Sum of households * minutes.
    mean_minutes
        Per household; 0 without households.
    worst_unit, worst_minutes
        The longest way; among equal ones the unit first in order.
    cost
        Euro a year.
    """

    sites: tuple[str, ...]
    assignment: Mapping[str, str]
    households: Mapping[str, int]
    households_per_worker: Mapping[str, Decimal]
    largest: int
    largest_to_mean: Decimal | None
    imbalance: Fraction | None
    travel: int
    mean_minutes: Decimal
    worst_unit: str
    worst_minutes: int
    cost: Decimal


def measured(
    scenario: Scenario,
    travel: TravelMinutes,
    assignment: Mapping[str, str],
    *,
    sites: Sequence[str] | None = None,
) -> Measures:
    """
    Measure an assignment of every unit to a site of the scenario.

    Parameters
    ----------
    sites
        Ids of the open sites; None for those that serve a unit. An open site may serve none.

    Raises
    ------
    KeyError
        When a unit has no site, or a site is unknown.
    """
    opened = tuple(sorted(set(assignment.values()) if sites is None else set(sites)))
    minutes = minutes_to_sites(scenario, travel)
    number_of = {site.id: number for number, site in enumerate(scenario.sites)}
    households = dict.fromkeys(opened, 0)
    ways: list[tuple[int, str]] = []
    total_travel = 0
    for number, unit in enumerate(scenario.units):
        site = assignment[unit.id]
        way = int(minutes[number, number_of[site]])
        households[site] += unit.households
        total_travel += unit.households * way
        ways.append((-way, unit.id))
    longest, worst_unit = min(ways)
    cost = sum((scenario.sites[number_of[site]].yearly_cost for site in opened), Decimal(0))
    return Measures(
        sites=opened,
        assignment=dict(sorted(assignment.items())),
        travel=total_travel,
        mean_minutes=nine_places(Fraction(total_travel, max(1, scenario.households))),
        worst_unit=worst_unit,
        worst_minutes=-longest,
        cost=cost,
        **_of_loads(scenario, households),
    )


def _of_loads(scenario: Scenario, households: Mapping[str, int]) -> dict[str, Any]:
    """The measures that only the households of the sites count for."""
    everybody, loads = scenario.households, list(households.values())
    return {
        "households": households,
        "households_per_worker": {
            s: nine_places(Fraction(n, scenario.workers_per_site)) for s, n in households.items()
        },
        "largest": max(loads),
        "largest_to_mean": nine_places(Fraction(max(loads) * len(loads), everybody)) if everybody else None,
        "imbalance": imbalance(loads, everybody=everybody, balance=scenario.balance, slack=scenario.balance_slack),
    }


def imbalance(loads: Sequence[int], *, everybody: int, balance: Balance, slack: Decimal) -> Fraction | None:
    """Imbalance of the households of all open sites, as the contract defines it for each balance."""
    if balance == "none":
        return None
    if balance == "max_load":
        return Fraction(max(loads))
    mean = Fraction(everybody, len(loads))
    band = Fraction(slack) * mean
    return sum((max(Fraction(0), abs(load - mean) - band) for load in loads), Fraction(0))


def allowed_imbalance(best: Fraction, *, balance: Balance, slack: Decimal) -> Fraction:
    """What level 2 allows when the best of level 1 is this."""
    return Fraction(floor((1 + Fraction(slack)) * best)) if balance == "max_load" else best


def nine_places(value: Fraction) -> Decimal:
    """The nearest decimal of nine places."""
    return Decimal(round(value * _NINE_PLACES)) / _NINE_PLACES


def nine_places_up(value: Fraction) -> Decimal:
    """The next decimal of nine places that is not below: what is not nothing never looks like nothing."""
    return Decimal(-floor(-value * _NINE_PLACES)) / _NINE_PLACES
