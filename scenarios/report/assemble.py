"""A report from a scenario and its plans: what follows from them is computed here."""

from dataclasses import replace
from typing import TYPE_CHECKING

from matcher.travel import TravelMinutes
from scenarios.opening import openings
from scenarios.regret import regret_table
from scenarios.report.content import ReportContent, content_of
from scenarios.report.simulation_part import simulation_part
from scenarios.scenario import Scenario
from scenarios.simulation.outcome import Simulation
from scenarios.site_plan import SitePlan, SitePlans

if TYPE_CHECKING:
    from geodata.areas import Outlines


def report_on(
    scenario: Scenario, plans: SitePlans, travel: TravelMinutes, *, outlines: "Outlines | None" = None
) -> ReportContent:
    """
    The plans with opening over time and regret, without simulated weeks.

    Raises
    ------
    InvalidInput
        When the plans do not belong to the scenario, or have too many sites to open in steps.
    """
    found = [plan for plan in plans.plans if plan.sites]
    return content_of(
        scenario,
        plans,
        openings=[one for plan in found for one in openings(scenario, plan, travel)],
        regret=regret_table(scenario, {str(plan.k): plan for plan in found}, travel) if found else None,
        outlines=outlines,
    )


def chosen_plan(content: ReportContent, plans: SitePlans) -> SitePlan | None:
    """The plan whose offices are open in the weeks ahead: the recommended one, else the one with most sites."""
    found = {plan.k: plan for plan in plans.plans if plan.sites}
    return found.get(content.recommended_k or 0) or (found[max(found)] if found else None)


def with_simulation(content: ReportContent, simulation: Simulation) -> ReportContent:
    """The report with the weeks ahead."""
    return replace(content, simulation=simulation_part(simulation))
