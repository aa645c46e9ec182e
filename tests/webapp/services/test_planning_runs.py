"""Runs of planners: begun once, kept part by part, stopped, failed, lost."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from matcher.errors import InvalidInput
from scenarios.default import default_scenario
from scenarios.planning import solve as solving
from scenarios.scenario import Scenario
from scenarios.scenario_canonical import scenario_sha256
from scenarios.simulation import simulate as simulating
from scenarios.site_plan import SitePlans
from tests.waiting import comes_true
from tests.webapp.planned import add_planned, plan_by_hand, plans_by_hand
from tests.webapp.site import fill, make_app, user_named
from webapp import clock
from webapp.access import NotFound
from webapp.database import db, transaction
from webapp.models import LogEntry, PlanningRun, PlanningScenario
from webapp.services import planning, planning_results, planning_runs, watching
from webapp.services.lifecycle import RunRefused
from webapp.services.planning_runs import Wanted


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        yield app


@pytest.fixture
def scenario(app: Flask) -> PlanningScenario:
    return add_planned(user_named("planner"), computed=False)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans made by hand in place of the solver's."""

    def solved(scenario: Scenario, travel: Any, *, report: Callable[[Any], None], **choices: Any) -> SitePlans:
        for done, k in enumerate((6, 7, 8)):
            report(solving.PlanStep(k=k, done=done, of=3, stage="search"))
        return plans_by_hand(scenario)

    monkeypatch.setattr(solving, "solve_plans", solved)


def start(scenario: PlanningScenario, **wanted: Any) -> PlanningRun:
    return planning_runs.start_run(user_named("planner"), scenario.id, Wanted(**wanted))


def breaking(error: BaseException) -> Callable[..., Any]:
    def raised(*_: Any, **__: Any) -> Any:
        raise error

    return raised


@pytest.mark.usefixtures("quick")
def test_run_keeps_the_scenario_as_it_was_and_the_plans(scenario: PlanningScenario) -> None:
    run = planning_runs.work_off(start(scenario).id)
    assert (run.status, run.problem, run.sha256) == ("done", None, scenario.sha256)
    assert planning.scenario_from(run.document) == planning.scenario_from(scenario.document)
    plans = planning_results.plans_from(run.plans or "")
    assert plans == plans_by_hand(planning.scenario_from(scenario.document))
    # 7 sites cost 7 * 105,000.
    assert (run.figures["ks"], run.figures["best"]) == ([6, 7], {"k": 7, "cost": 735_000.0, "largest": 522})
    assert [entry.action for entry in db.session.query(LogEntry).filter(LogEntry.action.like("planning_run.%"))] == [
        "planning_run.start", "planning_run.done",
    ]  # fmt: skip


def test_two_runs_of_one_scenario_at_once_are_refused(scenario: PlanningScenario) -> None:
    start(scenario)
    with pytest.raises(RunRefused) as refused:
        start(scenario)
    assert refused.value.code == "under_way"
    # Of another scenario it may go on beside.
    start(add_planned(user_named("planner"), "Anderes", computed=False))


def test_weeks_ahead_need_plans_of_just_these_numbers(scenario: PlanningScenario) -> None:
    with pytest.raises(RunRefused) as refused:
        start(scenario, kind="simulation")
    assert refused.value.code == "not_done"


def test_pilot_is_planned_and_its_weeks_ahead_are_played(app: Flask) -> None:
    row = planning.add_scenario(user_named("planner"), default_scenario("pilot"), name="Pilot")
    run = planning_runs.work_off(start(row, kind="both", weeks=2, seeds=1, arrivals=(75,)).id)
    assert (run.status, run.problem) == ("done", None)
    content = planning_results.content_of_run(run)
    assert content is not None
    # One site for 150 households, and two weeks ahead from one seed.
    assert [(plan.k, plan.status, plan.largest) for plan in content.plans] == [(1, "optimal", 150)]
    assert content.simulation is not None
    assert (content.simulation.weeks, content.simulation.seeds, content.simulation.arrivals) == (2, 1, (75,))
    assert run.figures["simulated"] == {"weeks": 2, "seeds": 1}
    # The weeks alone, on the plans that are there.
    again = planning_runs.work_off(start(row, kind="simulation", weeks=1, seeds=1, arrivals=(50,)).id)
    assert (again.status, again.plans) == ("done", run.plans)


@pytest.mark.usefixtures("quick")
def test_what_was_finished_before_a_failure_is_kept(
    scenario: PlanningScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulating, "simulate", breaking(ZeroDivisionError()))
    run = planning_runs.work_off(start(scenario, kind="both").id)
    assert (run.status, run.problem) == ("failed", "ZeroDivisionError")
    assert run.plans is not None
    assert run.simulation is None


@pytest.mark.usefixtures("quick")
def test_stop_wished_for_between_the_parts_keeps_the_plans(
    scenario: PlanningScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "asked_to_stop", lambda: True)
    run = planning_runs.work_off(start(scenario, kind="both").id)
    assert (run.status, run.figures["stopped"], run.simulation) == ("done", True, None)
    assert run.plans is not None


@pytest.mark.parametrize(
    ("error", "problem"), [(InvalidInput([]), "invalid_input"), (RuntimeError("geheim"), "RuntimeError")]
)
def test_failure_is_marked_by_its_kind_only(
    scenario: PlanningScenario, monkeypatch: pytest.MonkeyPatch, error: Exception, problem: str
) -> None:
    monkeypatch.setattr(solving, "solve_plans", breaking(error))
    run = planning_runs.work_off(start(scenario).id)
    assert (run.status, run.problem, run.plans) == ("failed", problem, None)


def test_aborted_run_is_marked_and_passed_on(scenario: PlanningScenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "solve_plans", breaking(KeyboardInterrupt()))
    run = start(scenario)
    with pytest.raises(KeyboardInterrupt):
        planning_runs.work_off(run.id)
    assert db.session.get_one(PlanningRun, run.id, populate_existing=True).problem == "aborted"


def test_waiting_run_is_called_off_and_never_worked_off(scenario: PlanningScenario) -> None:
    run = start(scenario)
    planning_runs.cancel(user_named("planner"), run.id)
    assert planning_runs.work_off(run.id).status == "cancelled"
    with pytest.raises(RunRefused):
        planning_runs.cancel(user_named("planner"), run.id)
    with pytest.raises(NotFound):
        planning_runs.cancel(user_named("staff"), run.id)


@pytest.mark.usefixtures("quick")
def test_running_run_hears_the_wish_and_tells_how_far_it_is(
    scenario: PlanningScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BEAT_SECONDS", 0.01)
    run, seen = start(scenario), list[Any]()

    def written() -> PlanningRun:
        db.session.rollback()
        return db.session.get_one(PlanningRun, run.id, populate_existing=True)

    def solved(scenario: Scenario, travel: Any, *, stop: Any, report: Any, **_: Any) -> SitePlans:
        report(solving.PlanStep(k=6, done=0, of=3, stage="search"))
        assert comes_true(lambda: bool(written().progress))
        planning_runs.cancel(user_named("planner"), run.id)
        assert comes_true(stop)
        seen.append((written().status, written().progress))
        db.session.rollback()
        return plans_by_hand(scenario)

    monkeypatch.setattr(solving, "solve_plans", solved)
    assert planning_runs.work_off(run.id).figures["stopped"]
    assert seen == [("running", {"stage": "plan:6", "done": 0, "of": 3})]


def test_run_whose_worker_is_silent_is_marked_as_lost(
    scenario: PlanningScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, beat = start(scenario), clock.now()
    with transaction() as session:
        row = session.get_one(PlanningRun, run.id)
        row.status, row.beat_at = "running", beat
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: beat + timedelta(seconds=60))
        assert planning_runs.mark_orphans() == 0
        patch.setattr(clock, "now", lambda: beat + timedelta(seconds=61))
        assert planning_runs.mark_orphans() == 1
    assert db.session.get_one(PlanningRun, run.id, populate_existing=True).problem == "lost"
    start(scenario)


def test_plan_with_more_sites_than_can_be_put_in_order_is_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = default_scenario("statistische_bezirke")
    # A site in each of the first twenty districts, serving the one it stands in; the pilot serves what it must.
    given = {one.unit: one.site for one in scenario.fixed}
    sites = {site.unit: site.id for site in scenario.sites[:20]}
    nearest = {unit.id: given.get(unit.id) or sites.get(unit.id, "pilot") for unit in scenario.units}
    plan = plan_by_hand(scenario, nearest)
    plans = SitePlans(scenario_sha256=scenario_sha256(scenario), plans=(plan,))
    monkeypatch.setattr(solving, "solve_plans", lambda *_, **__: plans)
    row = planning.add_scenario(user_named("planner"), scenario, name="Viele")
    run = planning_runs.work_off(start(row).id)
    assert (run.status, run.figures["best"]["k"]) == ("done", plan.k)
    content = planning_results.content_of_run(run)
    assert content is not None
    assert (content.openings, content.regret) == ((), None)


@pytest.mark.usefixtures("quick")
def test_waiting_runs_are_computed_one_after_the_other_the_oldest_first(scenario: PlanningScenario) -> None:
    other = add_planned(user_named("planner"), computed=False)
    first, second = start(other).id, start(scenario).id
    planning_runs.work_off_waiting()
    runs = [planning_runs._fresh(run_id) for run_id in (first, second)]
    assert [run.status for run in runs] == ["done", "done"]
    assert runs[0].finished_at is not None
    assert runs[1].started_at is not None
    assert runs[0].finished_at <= runs[1].started_at


@pytest.mark.usefixtures("quick")
def test_waiting_runs_go_on_waiting_when_the_worker_ends(scenario: PlanningScenario) -> None:
    run_id = start(scenario).id
    watching.ask_all_to_stop()
    try:
        planning_runs.work_off_waiting()
    finally:
        watching.let_all_go_on()
    assert planning_runs._fresh(run_id).status == "queued"
