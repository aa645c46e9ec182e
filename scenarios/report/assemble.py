"""A report from a scenario and its plans: what follows from them is computed here."""

from dataclasses import replace
from typing import TYPE_CHECKING

from matcher.travel import TravelMinutes
from scenarios.opening import openings
from scenarios.planning.hindsight import real_network
from scenarios.regret import regret_table
from scenarios.report.content import ReportContent, content_of
from scenarios.report.simulation_part import simulation_part
from scenarios.scenario import Scenario
from scenarios.simulation.outcome import Simulation
from scenarios.site_plan import SitePlan, SitePlans

if TYPE_CHECKING:
    from geodata.areas import Outlines

_REAL = "real"


def report_on(
    scenario: Scenario, plans: SitePlans, travel: TravelMinutes, *, outlines: "Outlines | None" = None
) -> ReportContent:
    """
    The plans with opening over time and regret, beside the real network where the units are all of Dortmund.

    Raises
    ------
    InvalidInput
        When the plans do not belong to the scenario, or have too many sites to open in steps.
    """
    found = {str(plan.k): plan for plan in plans.plans if plan.sites}
    real = real_network(scenario, travel)
    # They opened later: none of them works before the network does.
    further = tuple(replace(site, existing=False) for site in real.further_sites) if real else ()
    compared = {_REAL: real.plan} if real else {}
    regret = regret_table(scenario, found | compared, travel, for_comparison=compared, further_sites=further)
    return content_of(
        scenario,
        plans,
        openings=[one for plan in found.values() for one in openings(scenario, plan, travel)],
        regret=regret if any(not row.compared for row in regret.rows) else None,
        hindsight=real.plan if real else None,
        further_sites=further,
        outlines=outlines,
    )


def chosen_plan(content: ReportContent, plans: SitePlans) -> SitePlan | None:
    """The plan whose offices are open in the weeks ahead: the recommended one, else the one with most sites."""
    found = {plan.k: plan for plan in plans.plans if plan.sites}
    return found.get(content.recommended_k or 0) or (found[max(found)] if found else None)


def with_simulation(content: ReportContent, simulation: Simulation) -> ReportContent:
    """The report with the weeks ahead."""
    return replace(content, simulation=simulation_part(simulation))
