"""What follows from plans is computed for the report."""

from collections.abc import Mapping
from dataclasses import replace

from geodata import EstimatedTravel
from scenarios.default import default_scenario
from scenarios.planning.hindsight import real_network
from scenarios.report.assemble import chosen_plan, report_on, with_simulation
from scenarios.site_plan import SitePlan, SitePlans
from tests.scenarios.report.conftest import ONE, SHA, THREE, TWO, make_simulation, make_town

PLANS = SitePlans(scenario_sha256=SHA, plans=(ONE, TWO, THREE))


def test_report_holds_openings_and_regret_of_the_plans_that_exist() -> None:
    content = report_on(make_town(), PLANS, EstimatedTravel())
    assert [opening.k for opening in content.openings] == [1, 2]
    assert content.regret is not None
    assert [row.k for row in content.regret.rows] == [1, 2]
    assert content.simulation is None


def test_scenario_without_any_plan_has_a_report() -> None:
    content = report_on(make_town(), SitePlans(scenario_sha256=SHA, plans=(THREE,)), EstimatedTravel())
    assert (content.openings, content.regret, content.recommended_k) == ((), None, None)
    assert chosen_plan(content, SitePlans(scenario_sha256=SHA, plans=(THREE,))) is None


def test_weeks_ahead_are_played_with_the_recommended_plan_or_the_largest() -> None:
    content = report_on(make_town(), PLANS, EstimatedTravel())
    found = chosen_plan(content, PLANS)
    assert found is not None
    assert found.k == content.recommended_k
    without = report_on(make_town(), SitePlans(scenario_sha256=SHA, plans=(THREE,)), EstimatedTravel())
    assert chosen_plan(without, PLANS) == TWO


def test_simulation_is_added_to_the_rest() -> None:
    content = report_on(make_town(), PLANS, EstimatedTravel())
    whole = with_simulation(content, make_simulation())
    assert whole.plans == content.plans
    assert whole.simulation is not None


def test_real_network_stands_beside_the_plans_of_all_dortmund() -> None:
    scenario, travel = default_scenario("stadtbezirke"), EstimatedTravel()
    real = real_network(scenario, travel)
    assert real is not None
    assert [site.id for site in real.further_sites] == ["office-hoerde"]
    # The same catchments, with the candidate site in Hörde instead of the office there.
    plan = plan_with(real.plan, {"office-hoerde": "hoerde"})
    content = report_on(scenario, SitePlans(scenario_sha256=SHA, plans=(plan,)), travel)
    assert content.hindsight is not None
    assert {unit: site.id for site in content.hindsight.sites for unit in site.units} == real.plan.assignment
    assert [site.id for site in content.hindsight.sites if site.existing] == ["pilot"]
    assert content.regret is not None
    assert [(row.k, row.compared, row.best) for row in content.regret.rows] == [(7, False, True), (7, True, False)]


def plan_with(plan: SitePlan, other: Mapping[str, str]) -> SitePlan:
    """The plan with some sites exchanged."""

    def instead(site: str) -> str:
        return other.get(site, site)

    return replace(
        plan,
        sites=tuple(sorted(map(instead, plan.sites))),
        assignment={unit: instead(site) for unit, site in plan.assignment.items()},
        households={instead(site): count for site, count in plan.households.items()},
        households_per_worker={instead(site): count for site, count in plan.households_per_worker.items()},
    )
