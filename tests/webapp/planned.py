"""Scenarios of planners for tests, and plans made by hand: measured, not solved."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from geodata.travel import EstimatedTravel
from scenarios.default import default_scenario
from scenarios.planning.measures import measured
from scenarios.scenario import Scenario
from scenarios.scenario_file import scenario_sha256
from scenarios.site_plan import CatchmentTravel, Demand, Imbalance, SitePlan, SitePlans
from webapp import clock
from webapp.database import transaction
from webapp.models import PlanningRun, PlanningScenario, User
from webapp.models.planning import PLAN
from webapp.models.runs import CANCELLED, DONE, QUEUED
from webapp.services import planning, planning_results

REGIONS: Mapping[str, str] = {
    # The site of each Stadtbezirk: six of them.
    "brackel": "pilot",
    "aplerbeck": "pilot",
    "eving": "eving",
    "scharnhorst": "eving",
    "hoerde": "hoerde",
    "hombruch": "hoerde",
    "huckarde": "huckarde",
    "mengede": "huckarde",
    "luetgendortmund": "huckarde",
    "innenstadt-nord": "innenstadt-nord",
    "innenstadt-ost": "innenstadt-west",
    "innenstadt-west": "innenstadt-west",
}


def plan_by_hand(scenario: Scenario, assignment: Mapping[str, str] = REGIONS) -> SitePlan:
    """The plan of an assignment, called optimal; its bounds are its own values."""
    found = measured(scenario, EstimatedTravel(), assignment)
    uneven = Decimal(float(found.imbalance or 0)).quantize(Decimal("0.001"))
    return SitePlan(
        k=len(found.sites),
        status="optimal",
        sites=found.sites,
        assignment=found.assignment,
        households=found.households,
        households_per_worker=found.households_per_worker,
        largest=found.largest,
        largest_to_mean=found.largest_to_mean,
        imbalance=Imbalance(value=uneven, best=uneven, bound=uneven, gap=Decimal(0)),
        travel=CatchmentTravel(
            value=found.travel,
            bound=found.travel,
            gap=Decimal(0),
            mean_minutes=found.mean_minutes,
            worst_unit=found.worst_unit,
            worst_minutes=found.worst_minutes,
        ),
        cost=found.cost,
    )


def plans_by_hand(scenario: Scenario) -> SitePlans:
    """Six sites, seven with one more for Mengede, and none with eight."""
    seven = plan_by_hand(scenario, {**REGIONS, "mengede": "mengede"})
    clash = (Demand(code="budget", number=Decimal(850_000)), Demand(code="k", number=Decimal(8)))
    none = SitePlan(k=8, status="infeasible", assignment={}, households={}, households_per_worker={}, clash=clash)
    return SitePlans(scenario_sha256=scenario_sha256(scenario), plans=(plan_by_hand(scenario), seven, none))


def add_planned(user: User, name: str = "Zwölf Stadtbezirke", *, computed: bool = True) -> PlanningScenario:
    """A scenario of the 12 Stadtbezirke with plans made by hand."""
    row = planning.add_scenario(user, default_scenario(), name=name)
    if computed:
        add_finished_run(row)
    return row


def add_finished_run(row: PlanningScenario) -> None:
    """A run of the scenario as it is, with plans made by hand; one that still waits is called off."""
    with transaction() as session:
        for waiting in session.query(PlanningRun).filter_by(scenario_id=row.id, status=QUEUED):
            waiting.status = CANCELLED
        session.add(_finished_run(row))


def _finished_run(row: PlanningScenario) -> PlanningRun:
    return PlanningRun(
        scenario_id=row.id, document=row.document, sha256=row.sha256, kind=PLAN, status=DONE,
        plans=planning_results.kept_plans(replace(_plans(), scenario_sha256=row.sha256)), figures=_figures(),
        created_at=clock.now(), finished_at=clock.now(),
    )  # fmt: skip


@cache
def _plans() -> SitePlans:
    return plans_by_hand(default_scenario())


@cache
def _figures() -> dict[str, Any]:
    """Follows from the numbers, whatever the scenario is called."""
    text = planning_results.kept_plans(_plans())
    content = planning_results.content_of(planning.scenario_text(default_scenario()), text, None)
    return planning_results.figures_of(content, text)
