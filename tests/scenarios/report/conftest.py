"""
A town of four parts in a row, planned by hand with one and with two sites; three sites are beyond its budget.

    a (30 households) - b (20) - c (10) - d (40), all of one larger area but d
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from shapely import box

from geodata import EstimatedTravel
from geodata.areas import Area, Outlines
from scenarios.opening import openings
from scenarios.regret import regret_table
from scenarios.report.content import ReportContent, content_of
from scenarios.scenario import Fixed, Scenario, Site, Unit
from scenarios.simulation.outcome import POLICIES, Advantage, Series, Simulation, Total
from scenarios.site_plan import CatchmentTravel, Demand, Imbalance, SitePlan, SitePlans

SHA = "0" * 64
HOUSEHOLDS = {"a": 30, "b": 20, "c": 10, "d": 40}
Make = Callable[..., ReportContent]


def make_town() -> Scenario:
    return Scenario(
        name="Kleinstadt",
        units=tuple(
            Unit(
                id=one,
                name=f"Teil {one}",
                households=n,
                lat=51.5,
                lon=7.4 + 0.02 * i,
                parent="z" if one == "d" else "y",
            )
            for i, (one, n) in enumerate(HOUSEHOLDS.items())
        ),
        adjacency=(("a", "b"), ("b", "c"), ("c", "d")),
        sites=tuple(
            Site(
                id=f"s{one}",
                name="Altes Amt" if one == "a" else "",
                unit=one,
                lat=51.5,
                lon=7.4 + 0.02 * i,
                existing=one == "a",
                yearly_cost=Decimal(100_000),
                one_off_cost=Decimal(5_000),
            )
            for i, one in enumerate(HOUSEHOLDS)
        ),
        k=(1, 3),
        fixed=(Fixed(unit="a", site="sa"),),
        yearly_budget=Decimal(250_000),
    )


def make_plan(assignment: dict[str, str]) -> SitePlan:
    """A plan whose measures beside loads are made up; its mean is 100 households / k."""
    sites = tuple(sorted(set(assignment.values())))
    loads = {site: sum(HOUSEHOLDS[unit] for unit in assignment if assignment[unit] == site) for site in sites}
    k = len(sites)
    return SitePlan(
        k=k,
        status="optimal",
        sites=sites,
        assignment=assignment,
        households=loads,
        households_per_worker={site: Decimal(n) / 2 for site, n in loads.items()},
        largest=max(loads.values()),
        largest_to_mean=Decimal(max(loads.values()) * k) / 100,
        imbalance=Imbalance(value=Decimal("7.5"), best=Decimal("7.5"), bound=Decimal(5), gap=Decimal("0.02500001")),
        travel=CatchmentTravel(
            value=800, bound=790, gap=Decimal("0.0125"), mean_minutes=Decimal(8), worst_unit="d", worst_minutes=14
        ),
        cost=Decimal(100_000) * k,
    )


ONE = make_plan(dict.fromkeys("abcd", "sa"))
TWO = make_plan({"a": "sa", "b": "sa", "c": "sd", "d": "sd"})
THREE = SitePlan(
    k=3,
    status="infeasible",
    assignment={},
    households={},
    households_per_worker={},
    clash=(Demand(code="budget", number=Decimal(250_000)), Demand(code="k", number=Decimal(3))),
)
REAL = make_plan({"a": "sa", "b": "sb", "c": "sb", "d": "sb"})


def make_simulation(share: float = 0.05) -> Simulation:
    """Three weeks by hand; the engine serves 1,000 points and each baseline that share less."""
    curves = {"waiting_mean": (None, 2.0, 4.0), "open": (10.0, 20.0, 30.5), "households_per_worker": (40.0, 41.0, 42.0)}
    totals: dict[Any, float] = {"served": 50, "served_weight": 1000, "waiting_mean": 3, "lowest_district_service": 0.25}
    levels = (50, 75, 100)
    return Simulation(
        scenario_sha256=SHA,
        engine="exact",
        first_week=date(2016, 9, 5),
        weeks=3,
        seeds=2,
        played_seeds=(0, 1),
        arrivals=levels,
        policies=POLICIES,
        series=tuple(
            Series(arrivals=level, policy=policy, measure=measure, mean=mean, low=mean, high=mean)
            for level in levels
            for policy in POLICIES
            for measure, mean in curves.items()
        ),
        totals=(
            *(
                Total(arrivals=level, policy=policy, measure=measure, mean=value, low=value * 0.9, high=value * 1.1)
                for level in levels
                for policy in POLICIES
                for measure, value in totals.items()
            ),
            *(
                Total(arrivals=level, policy="engine", measure=measure, group=group, mean=5.0, low=4.0, high=6.0)
                for level in levels
                for measure, group in (
                    ("open_by_kind", "companion"),
                    ("open_by_language", "ti"),
                    ("open_by_district", "a"),
                )
            ),
        ),
        advantages=tuple(
            Advantage(
                arrivals=level, baseline=baseline, points=1000 * share, low=900 * share, high=1100 * share, share=share
            )
            for level in levels
            for baseline in POLICIES[1:]
        ),
    )


def make_outlines(*, schematic: bool = True) -> Outlines:
    """Four squares in a row."""
    areas = tuple(
        Area(
            level="parts",
            code=one,
            name=one,
            parent=None,
            parent_level=None,
            shape=box(7.39 + i / 50, 51.49, 7.41 + i / 50, 51.51),
        )
        for i, one in enumerate(HOUSEHOLDS)
    )
    return Outlines(level="parts", areas=areas, schematic=schematic, source="Stadt, dl-de/by-2-0")


def make_report(**changes: Any) -> ReportContent:
    town, travel, plans = make_town(), EstimatedTravel(), (ONE, TWO, THREE)
    given: dict[str, Any] = {
        "openings": [one for plan in plans for one in openings(town, plan, travel)],
        "regret": regret_table(town, {"1": ONE, "2": TWO, "real": REAL}, travel, for_comparison=["real"]),
        "simulation": make_simulation(),
        "hindsight": REAL,
        "outlines": make_outlines(),
    }
    return content_of(town, SitePlans(scenario_sha256=SHA, plans=plans), **(given | changes))


@pytest.fixture(scope="session")
def town_report() -> ReportContent:
    """Everything a report can hold."""
    return make_report()


@pytest.fixture(scope="session")
def bare_report() -> ReportContent:
    """Plans only."""
    return make_report(openings=(), regret=None, simulation=None, hindsight=None, outlines=None)


@pytest.fixture(scope="session")
def make_content(town_report: ReportContent) -> Make:
    """The whole report with some parts replaced."""
    return lambda **changes: replace(town_report, **changes)
