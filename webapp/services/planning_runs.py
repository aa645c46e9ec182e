"""Runs of planners: the best plans of a scenario, and weeks ahead simulated on the recommended one."""

import time
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from matcher.errors import InvalidInput
from webapp import access, clock
from webapp.database import db, transaction
from webapp.models import PlanningRun, PlanningScenario, User
from webapp.models.planning import BOTH, PLAN, SIMULATION
from webapp.models.runs import DONE, FAILED, QUEUED, RUNNING, UNDER_WAY
from webapp.services import lifecycle
from webapp.services.lifecycle import ABORTED, INVALID_INPUT, LOST, RunRefused
from webapp.services.log import write_log
from webapp.services.planning import scenario_from
from webapp.services.planning_results import (
    chosen_plan,
    content_of,
    figures_of,
    kept_plans,
    kept_simulation,
)
from webapp.services.watching import Stages, WishedStop, asked_to_stop
from webapp.settings import current_application, current_settings
from webapp.travel import sources_of

PLAN_SECONDS_PER_K = 120.0
"""So long a number of sites is worked on at most; what is not proven then says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    What to compute.

    Attributes
    ----------
    kind
        ``plan``, ``simulation`` (on plans that are there) or ``both``.
    weeks, seeds, arrivals
        Of the simulation; arrivals are people allocated per week, none for those of the scenario.
    """

    kind: str = PLAN
    weeks: int = 12
    seeds: int = 2
    arrivals: tuple[int, ...] = ()


def start_run(user: User, scenario_id: int, wanted: Wanted) -> PlanningRun:
    """
    Put a scenario, as it is now, in front of a worker.

    Raises
    ------
    RunRefused
        ``under_way`` when one of this scenario waits or runs already; ``not_done`` when a simulation alone is wanted
        and there are no plans of these numbers.
    """
    mark_orphans()
    with transaction() as session:
        scenario = access.get(user, PlanningScenario, scenario_id, session=session)
        _refuse_second(session, scenario_id)
        run = PlanningRun(
            scenario_id=scenario_id, document=scenario.document, sha256=scenario.sha256, kind=wanted.kind,
            weeks=wanted.weeks, seeds=wanted.seeds, arrivals=list(wanted.arrivals), status=QUEUED,
            created_at=clock.now(), created_by_id=user.id,
        )  # fmt: skip
        if wanted.kind == SIMULATION:
            run.plans, run.figures = _plans_of(session, scenario)
        session.add(run)
        try:
            session.flush()
        except IntegrityError:
            raise RunRefused("under_way") from None
        write_log(
            session, user_id=user.id, action="planning_run.start", subject=f"planning_run:{run.id}",
            scenario=scenario_id, kind=run.kind,
        )  # fmt: skip
    return run


def _refuse_second(session: Session, scenario_id: int) -> None:
    under_way = (PlanningRun.scenario_id == scenario_id, PlanningRun.status.in_(UNDER_WAY))
    if session.scalar(select(PlanningRun.id).where(*under_way).limit(1)) is not None:
        raise RunRefused("under_way")


def _plans_of(session: Session, scenario: PlanningScenario) -> tuple[str, dict[str, Any]]:
    """The newest plans of just these numbers, and what lists show of them."""
    same = (
        PlanningRun.scenario_id == scenario.id,
        PlanningRun.sha256 == scenario.sha256,
        PlanningRun.plans.is_not(None),
    )
    query = select(PlanningRun.plans, PlanningRun.figures).where(*same).order_by(PlanningRun.id.desc()).limit(1)
    found = session.execute(query).one_or_none()
    if found is None or found.plans is None:
        raise RunRefused("not_done")
    return found.plans, {name: found.figures[name] for name in ("ks", "best") if name in found.figures}


def work_off_waiting() -> None:
    """Compute the runs that wait, the oldest first, until none is left or the worker ends."""
    oldest = select(PlanningRun.id).where(PlanningRun.status == QUEUED).order_by(PlanningRun.id).limit(1)
    while not asked_to_stop():
        # What came meanwhile is not seen by a transaction that began before.
        db.session.rollback()
        run_id = db.session.scalar(oldest)
        if run_id is None:
            return
        work_off(run_id)


def work_off(run_id: int) -> PlanningRun:
    """
    Compute a waiting run, in this process; one that does not wait any more is left alone.

    What was finished before it stopped or failed is kept.
    """
    started = time.perf_counter()
    lifecycle.begin(PlanningRun, run_id)
    run = _fresh(run_id)
    if run.status != RUNNING:
        return run
    stages = Stages(current_application(), run_id, started)
    stop = WishedStop(stages)
    try:
        with stages, stop:
            _compute(run, stages, stop)
        _finish(run_id, stopped=stop.reason == "interrupted", seconds=time.perf_counter() - started)
    except InvalidInput:
        _fail(run_id, INVALID_INPUT)
    except Exception as error:
        structlog.get_logger().error("planning_run", run=run_id, kind=type(error).__name__)
        _fail(run_id, type(error).__name__)
    except BaseException:
        _fail(run_id, ABORTED)
        raise
    return _fresh(run_id)


def _compute(run: PlanningRun, stages: Stages, stop: WishedStop) -> None:
    if run.kind in (PLAN, BOTH):
        _plan(run, stages, stop)
    if run.kind in (SIMULATION, BOTH) and not stop():
        _simulate(_fresh(run.id), stages, stop)


def _plan(run: PlanningRun, stages: Stages, stop: WishedStop) -> None:
    # Here, so that serving pages does not load the solver.
    from scenarios.planning.solve import PlanStep, solve_plans

    def report(step: PlanStep) -> None:
        stages.tell(f"plan:{step.k}", step.done, step.of)

    run_id, document, travel = run.id, run.document, sources_of(current_settings())
    db.session.rollback()
    found = solve_plans(
        scenario_from(document), travel, time_limit_seconds=PLAN_SECONDS_PER_K, stop=stop, report=report
    )
    text = kept_plans(found)
    _keep(run_id, plans=text, figures=figures_of(content_of(document, text, None), text))


def _simulate(run: PlanningRun, stages: Stages, stop: WishedStop) -> None:
    from scenarios.simulation.play import Step
    from scenarios.simulation.simulate import simulate

    def report(step: Step) -> None:
        stages.tell("simulation", step.weeks_done, step.weeks)

    run_id, document, plans = run.id, run.document, run.plans or ""
    plan = chosen_plan(content_of(document, plans, None), plans)
    if plan is None:
        return
    weeks, seeds, arrivals = run.weeks, run.seeds, run.arrivals or None
    stages.tell("simulation", 0, 0)
    db.session.rollback()
    found = simulate(
        scenario_from(document), weeks=weeks, seeds=seeds, arrivals=arrivals, plan=plan, stop=stop, report=report
    )
    if found.seeds:
        text = kept_simulation(found)
        _keep(run_id, simulation=text, figures=figures_of(content_of(document, plans, text), plans))


def _keep(run_id: int, **values: Any) -> None:
    """Keep a part that is finished, unless the run was given up meanwhile."""
    with transaction() as session:
        run = session.get(PlanningRun, run_id)
        if run is not None and run.status == RUNNING:
            for name, value in values.items():
                setattr(run, name, value)


def last_runs(scenario_id: int) -> tuple[PlanningRun | None, PlanningRun | None]:
    """The newest run of a scenario, and the newest one with plans, with all that came of it."""
    query = select(PlanningRun).where(PlanningRun.scenario_id == scenario_id).order_by(PlanningRun.id.desc()).limit(1)
    everything = (undefer(PlanningRun.document), undefer(PlanningRun.plans), undefer(PlanningRun.simulation))
    newest = db.session.scalar(query)
    return newest, db.session.scalar(query.where(PlanningRun.plans.is_not(None)).options(*everything))


def _fresh(run_id: int) -> PlanningRun:
    run = db.session.get(PlanningRun, run_id, populate_existing=True)
    if run is None:
        raise access.NotFound
    return run


def _finish(run_id: int, *, stopped: bool, seconds: float) -> None:
    with transaction() as session:
        run = session.get(PlanningRun, run_id)
        if run is None or run.status != RUNNING:
            return
        run.status, run.finished_at = DONE, clock.now()
        run.figures = {**run.figures, "stopped": stopped, "seconds": round(seconds, 1)}
        write_log(session, user_id=None, action="planning_run.done", subject=f"planning_run:{run_id}", stopped=stopped)


def _fail(run_id: int, problem: str) -> None:
    with transaction() as session:
        run = session.get(PlanningRun, run_id)
        if run is not None and run.status == RUNNING:
            _mark_failed(session, run, problem)


def _mark_failed(session: Session, run: PlanningRun, problem: str) -> None:
    run.status, run.problem, run.finished_at = FAILED, problem, clock.now()
    write_log(session, user_id=None, action="planning_run.fail", subject=f"planning_run:{run.id}", problem=problem)


def cancel(user: User, run_id: int) -> None:
    """
    Be content with what is finished; a run that still waits is called off.

    Raises
    ------
    RunRefused
        ``not_under_way`` when there is nothing to stop.
    """
    with transaction() as session:
        access.get(user, PlanningRun, run_id, session=session)
        lifecycle.ask_to_stop(session, PlanningRun, run_id)
        write_log(session, user_id=user.id, action="planning_run.stop", subject=f"planning_run:{run_id}")


def mark_orphans() -> int:
    """Mark runs as failed whose worker shows no life any more; returns how many."""
    return lifecycle.mark_orphans(PlanningRun, lambda session, run: _mark_failed(session, run, LOST))
