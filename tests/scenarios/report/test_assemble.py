"""What follows from plans is computed for the report."""

from geodata import EstimatedTravel
from scenarios.report.assemble import chosen_plan, report_on, with_simulation
from scenarios.site_plan import SitePlans
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
