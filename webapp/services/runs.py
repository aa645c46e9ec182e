"""The weekly run: freeze the data, work it off, keep what came out."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.canonical import case_sha256
from matcher.domain import Case, Policy
from matcher.errors import Clash, InvalidInput, PinsClash
from matcher.result import Result
from webapp import clock
from webapp.access import NotFound
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import PolicyVersion, Run
from webapp.models.runs import CANCELLED, DONE, FAILED, QUEUED, RELEASED, RUNNING, UNDER_WAY
from webapp.services import lifecycle
from webapp.services.comparison import compared_with_released
from webapp.services.lifecycle import ABORTED, INVALID_INPUT, LOST, RunRefused
from webapp.services.log import write_log
from webapp.services.plans import case_from, case_text, result_text
from webapp.services.settings import change_policy, current_policy
from webapp.services.watching import Watch, WishedStop
from webapp.settings import current_application
from webapp.translate import case_of

Effort = Literal["quick", "normal", "thorough"]
LATE_HOURS = 24
"""A weekly run that was missed is made up for as long."""
PINS_CLASH = "pins_clash"
_LONGEST_PROBLEM = 500


def start_run(user_id: int | None, *, effort: Effort = "normal", seed: int = 0) -> Run:
    """
    Freeze the data of this week into a run that waits for a worker.

    Raises
    ------
    RunRefused
        ``under_way`` when one waits or runs already; ``unreadable`` when a record breaks the format of a case.
    """
    mark_orphans()
    _refuse_second(db.session)
    case = _frozen_case()
    text, sha256 = case_text(case), case_sha256(case)
    with transaction() as session:
        _refuse_second(session)
        run = Run(
            week=case.week, status=QUEUED, effort=effort, seed=seed, case=text, case_sha256=sha256,
            created_at=clock.now(), created_by_id=user_id,
            figures={"policy": asdict(case.policy), "counts": _counts(case)},
        )  # fmt: skip
        session.add(run)
        try:
            session.flush()
        except IntegrityError:
            raise RunRefused("under_way") from None
        write_log(session, user_id=user_id, action="run.start", subject=f"run:{run.id}", effort=effort, seed=seed)
    return run


def _refuse_second(session: Session) -> None:
    if session.scalar(select(Run.id).where(Run.status.in_(UNDER_WAY)).limit(1)) is not None:
        raise RunRefused("under_way")


def _frozen_case() -> Case:
    """What is known now, all of it from the same moment."""
    session = db.session
    session.rollback()
    if db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        return case_of(session, clock.planned_week(), current_policy())
    except (ValidationError, InvalidInput) as error:
        structlog.get_logger().error("case", kind=type(error).__name__)
        raise RunRefused("unreadable") from None
    finally:
        session.rollback()


def _counts(case: Case) -> dict[str, int]:
    return {name: len(getattr(case, name)) for name in ("households", "needs", "volunteers", "offers")}


def work_off(run_id: int) -> Run:
    """
    Make the plan of a waiting run, in this process; a run that does not wait any more is left alone.

    Whatever goes wrong is kept with the run: clashing pins by need and rule, anything else by its kind only.
    """
    started = time.perf_counter()
    run = _begin(run_id)
    if run.status != RUNNING:
        return run
    watch = Watch(current_application(), run_id, started)
    stop = WishedStop(watch)
    try:
        with watch, stop:
            result = _planned(run, watch, stop)
        _finish(run_id, result, watch, stopped=stop.reason == "interrupted")
    except PinsClash as error:
        _fail(run_id, clash_text(error.clashes))
    except InvalidInput:
        _fail(run_id, INVALID_INPUT)
    except Exception as error:
        # Type only: the text of an unknown error may hold facts about people.
        structlog.get_logger().error("run", run=run_id, kind=type(error).__name__)
        _fail(run_id, type(error).__name__)
    except BaseException:
        _fail(run_id, ABORTED)
        raise
    return _fresh(run_id)


def _begin(run_id: int) -> Run:
    lifecycle.begin(Run, run_id)
    return _fresh(run_id)


def _fresh(run_id: int) -> Run:
    run = db.session.get(Run, run_id, populate_existing=True)
    if run is None:
        raise NotFound
    return run


def _planned(run: Run, watch: Watch, stop: WishedStop) -> Result:
    # Here, so that serving pages does not load the solver.
    from webapp.run import best_plan

    case, effort, seed = case_from(run.case), run.effort, run.seed
    db.session.rollback()
    return best_plan(case, effort=effort, seed=seed, stop=stop, report=watch.report)  # type: ignore[arg-type]


def _finish(run_id: int, result: Result, watch: Watch, *, stopped: bool) -> None:
    compared = compared_with_released(run_id, result)
    service, cost = result.service, result.cost
    last = [result.seconds, service.served, service.value, service.bound, service.gap]
    with transaction() as session:
        run = session.get(Run, run_id)
        if run is None or run.status != RUNNING:
            # Given up meanwhile: somebody was told that it failed.
            return
        run.result, run.compared, run.curve = result_text(result), compared, [*watch.curve, last]
        run.figures = {
            **run.figures, "status": result.status, "seconds": result.seconds, "stopped": stopped,
            "served": service.served, "servable": service.servable, "needs": service.needs,
            "service_value": service.value, "service_bound": service.bound, "service_gap": service.gap,
            "cost_value": cost.value, "cost_bound": cost.bound, "cost_gap": cost.gap, "idle": cost.idle,
        }  # fmt: skip
        run.status, run.finished_at = DONE, clock.now()
        write_log(session, user_id=None, action="run.done", subject=f"run:{run_id}", served=service.served)


def _fail(run_id: int, problem: str) -> None:
    with transaction() as session:
        run = session.get(Run, run_id)
        if run is not None and run.status == RUNNING:
            _mark_failed(session, run, problem)


def _mark_failed(session: Session, run: Run, problem: str) -> None:
    run.status, run.problem, run.finished_at = FAILED, problem, clock.now()
    write_log(session, user_id=None, action="run.fail", subject=f"run:{run.id}", problem=problem.partition(" ")[0])


def cancel(user_id: int | None, run_id: int) -> None:
    """
    Be content with the best so far; a run that still waits is called off.

    Raises
    ------
    RunRefused
        ``not_under_way`` when there is nothing to stop.
    """
    with transaction() as session:
        lifecycle.ask_to_stop(session, Run, run_id)
        write_log(session, user_id=user_id, action="run.stop", subject=f"run:{run_id}")


def log_export(user_id: int, run_id: int, what: str) -> None:
    """Keep that somebody took the frozen data or the result out as a file: there are coordinates of homes in it."""
    with transaction() as session:
        write_log(session, user_id=user_id, action="run.export", subject=f"run:{run_id}", what=what)


def mark_orphans() -> int:
    """Mark runs as failed whose worker shows no life any more; returns how many."""
    return lifecycle.mark_orphans(Run, lambda session, run: _mark_failed(session, run, LOST))


def last_released(before: int | None = None) -> Run | None:
    """The run that was released last; of those before a run where its number is given."""
    query = select(Run).where(Run.status == RELEASED).order_by(Run.id.desc()).limit(1)
    return db.session.scalar(query if before is None else query.where(Run.id < before))


def current_run() -> Run | None:
    """The newest run of the planned week that was not called off."""
    query = select(Run).where(Run.week == clock.planned_week(), Run.status != CANCELLED)
    return db.session.scalar(query.order_by(Run.id.desc()).limit(1))


def is_due(weekday: int | None, hour: int) -> bool:
    """Whether the weekly run of this week has to start by itself now: its hour is past, and none was started since."""
    if weekday is None:
        return False
    week = clock.planned_week()
    day = week + timedelta(days=weekday)
    due = datetime(day.year, day.month, day.day, hour, tzinfo=clock.ZONE)
    if not due <= clock.now() < due + timedelta(hours=LATE_HOURS):
        return False
    return db.session.scalar(select(Run.id).where(Run.week == week, Run.created_at >= due).limit(1)) is None


def clash_text(clashes: Sequence[Clash]) -> str:
    """Clashing pins as they are kept: ``pins_clash n00001,n00002:hours:v00003``; as many as fit."""
    text = PINS_CLASH
    for clash in clashes:
        longer = f"{text} {','.join(clash.needs)}:{clash.rule}:{clash.resource}"
        if len(longer) > _LONGEST_PROBLEM:
            break
        text = longer
    return text


def clashes_of(problem: str | None) -> list[Clash]:
    """The clashing pins that a run failed with; none when it failed otherwise or not at all."""
    code, *parts = (problem or "").split(" ")
    if code != PINS_CLASH:
        return []
    rows: list[Any] = [part.split(":") for part in parts]
    return [Clash(needs=tuple(needs.split(",")), rule=rule, resource=where) for needs, rule, where in rows]


def policy_number() -> int:
    """Number of the policy in force; 0 while it is the first one, which nobody chose."""
    return db.session.scalar(select(func.max(PolicyVersion.id))) or 0


def change_rules(user_id: int | None, policy: Policy, *, based_on: int | None) -> None:
    """
    Put a policy into force that somebody made from an earlier one.

    Raises
    ------
    ChangedMeanwhile
        When ``based_on`` is no longer the one in force.
    """
    with transaction():
        if policy_number() != based_on:
            raise ChangedMeanwhile
        change_policy(user_id, policy)
