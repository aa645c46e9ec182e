"""The weekly run from freezing the data to what is kept: plan, curve, refusals, failures, crashes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from matcher.case import read_case
from matcher.errors import Clash, PinsClash
from matcher.solve import solve
from tests.waiting import comes_true
from tests.webapp.command import environment
from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, make_volunteer, user_named
from webapp import clock
from webapp.database import db, transaction
from webapp.models import LogEntry, Match, Pin, Run
from webapp.services import runs, watching
from webapp.services.lifecycle import RunRefused
from webapp.services.plans import result_from
from webapp.travel import travel_of

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Two families with a need each, one helper for one of them, a course nobody asked for."""
    app = make_app(tmp_path)
    fill(app)
    with clock.as_of(MONDAY), app.app_context():
        with transaction() as session:
            homes = [make_household(), make_household(languages={"ti": "native"})]
            session.add_all([*homes, *(make_need(home) for home in homes), make_volunteer(), make_offer()])
        yield app


def worked_off(**choices: Any) -> Run:
    return runs.work_off(runs.start_run(None, **choices).id)


def test_started_run_waits_with_the_frozen_case(app: Flask) -> None:
    run = runs.start_run(user_named("coordinator").id, effort="quick", seed=3)
    assert (run.status, run.week, run.effort, run.seed) == ("queued", date(2026, 9, 7), "quick", 3)
    assert run.figures["counts"] == {"households": 2, "needs": 2, "volunteers": 1, "offers": 1}
    assert "Bernstein" not in run.case


def test_what_changes_after_the_start_is_not_part_of_the_run(app: Flask) -> None:
    run = runs.start_run(None)
    with transaction() as session:
        session.add(make_volunteer(first_name="Zoe"))
    assert len(result_from(runs.work_off(run.id).result or "").assignments) == 1
    assert run.figures["counts"]["volunteers"] == 1


def test_finished_run_keeps_result_and_figures(app: Flask) -> None:
    run = worked_off()
    result = result_from(run.result or "")
    assert run.status == "done"
    assert [(row.need, row.provider, row.start) for row in result.assignments] == [("n00001", "v00001", "tue 16:00")]
    # Two needs, of which one speaks a language nobody here does.
    assert (run.figures["served"], run.figures["servable"], run.figures["needs"]) == (1, 1, 2)
    assert result.case_sha256 == run.case_sha256
    assert run.curve[-1][1] == 1


def test_plan_is_the_one_that_match_makes_of_the_exported_case(app: Flask, tmp_path: Path) -> None:
    run = worked_off(seed=5)
    path = tmp_path / "fall.json"
    path.write_text(run.case, encoding="utf-8")
    case = read_case(path)
    again = solve(case, travel_of(case), effort="normal", seed=5)
    result = result_from(run.result or "")
    assert (again.assignments, again.unmatched, again.case_sha256) == (
        result.assignments, result.unmatched, result.case_sha256,
    )  # fmt: skip


def test_starting_and_finishing_stand_in_the_log(app: Flask) -> None:
    worked_off()
    actions = db.session.query(LogEntry.action).filter(LogEntry.subject == "run:1").all()
    assert [action for (action,) in actions] == ["run.start", "run.done"]


@pytest.mark.parametrize("status", ["queued", "running"])
def test_second_run_at_once_is_refused(app: Flask, status: str) -> None:
    first = runs.start_run(None)
    set_row(first, status=status, beat_at=clock.now())
    with pytest.raises(RunRefused) as refused:
        runs.start_run(None)
    assert refused.value.code == "under_way"
    assert db.session.query(Run).count() == 1


def set_row(run: Run, **values: Any) -> None:
    with transaction() as session:
        row = session.get(Run, run.id)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize(("silent_seconds", "is_lost"), [(60, False), (61, True)])
def test_run_without_a_sign_of_life_is_lost(
    app: Flask, monkeypatch: pytest.MonkeyPatch, silent_seconds: int, is_lost: bool
) -> None:
    run = runs.start_run(None)
    set_row(run, status="running", beat_at=MONDAY - timedelta(seconds=silent_seconds))
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    assert runs.mark_orphans() == int(is_lost)
    row = db.session.get(Run, run.id)
    assert row is not None
    assert (row.status, row.problem) == (("failed", "lost") if is_lost else ("running", None))


def test_lost_run_makes_way_for_the_next(app: Flask) -> None:
    lost = runs.start_run(None)
    set_row(lost, status="running", beat_at=clock.now() - timedelta(seconds=61))
    assert runs.start_run(None).status == "queued"


def test_worker_that_was_given_up_does_not_overwrite(app: Flask, solving: Callable[..., None]) -> None:
    def slow(case: Any, travel: Any, **_: Any) -> Any:
        set_row(SimpleNamespace(id=1), status="failed", problem="lost")
        return solve(case, travel)

    solving(slow)
    run = worked_off()
    assert (run.status, run.result) == ("failed", None)


def test_clashing_pins_are_named_by_need_and_rule(app: Flask) -> None:
    with transaction() as session:
        # A second hour of the only helper at the very same time.
        session.add(Pin(need_id=1, volunteer_id=1, start="tue 16:00", created_at=clock.now()))
        session.add(Pin(need_id=2, volunteer_id=1, start="tue 16:00", waive=["language"], created_at=clock.now()))
    run = worked_off()
    assert run.status == "failed"
    assert [(clash.needs, clash.rule, clash.resource) for clash in runs.clashes_of(run.problem)] == [
        (("n00001", "n00002"), "double_booking", "v00001")
    ]


def test_unknown_failure_is_kept_by_its_kind_only(app: Flask, failing_solve: Callable[[BaseException], None]) -> None:
    failing_solve(ValueError("Familie Bernstein"))
    assert worked_off().problem == "ValueError"


def test_many_clashes_fit_into_the_column(app: Flask, failing_solve: Callable[[BaseException], None]) -> None:
    failing_solve(PinsClash([Clash(needs=(f"n{n:05d}",), rule="time") for n in range(90)]))
    problem = worked_off().problem or ""
    assert len(problem) <= 500
    assert runs.clashes_of(problem)[0].needs == ("n00000",)


def test_run_that_waits_can_be_called_off(app: Flask) -> None:
    run = runs.start_run(None)
    runs.cancel(None, run.id)
    assert runs.work_off(run.id).status == "cancelled"


def test_finished_run_can_not_be_stopped(app: Flask) -> None:
    with pytest.raises(RunRefused):
        runs.cancel(None, worked_off().id)


def test_stopped_run_keeps_the_best_so_far(
    app: Flask, solving: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BEAT_SECONDS", 0.01)

    def until_stopped(case: Any, travel: Any, **choices: Any) -> Any:
        runs.cancel(None, 1)
        while not choices["stop"]():
            time.sleep(0.01)
        return solve(case, travel)

    solving(until_stopped)
    run = worked_off()
    assert (run.status, run.figures["stopped"], run.figures["served"]) == ("done", True, 1)


def once_changed(column: Any, before: Any) -> Any:
    """What stands in the only run, as soon as it is something else; written by another thread."""

    def found() -> Any:
        db.session.rollback()
        return db.session.query(column).scalar()

    assert comes_true(lambda: found() != before)
    return found()


def test_silent_solver_still_shows_life(
    app: Flask, solving: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BEAT_SECONDS", 0.01)
    seen = []

    def silent(case: Any, travel: Any, **_: Any) -> Any:
        seen.append(db.session.query(Run.beat_at).scalar())
        for _round in range(2):
            seen.append(once_changed(Run.beat_at, seen[-1]))
        return solve(case, travel)

    solving(silent)
    worked_off()
    assert seen[0] < seen[1] < seen[2]


def test_progress_is_kept_with_the_run(
    app: Flask, solving: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BEAT_SECONDS", 0.01)

    def telling(case: Any, travel: Any, **choices: Any) -> Any:
        choices["report"](SimpleNamespace(served=1, service=10.0, bound=20.0, gap=0.5))
        assert once_changed(Run.curve, [])[0][1:] == [1, 10.0, 20.0, 0.5]
        return solve(case, travel)

    solving(telling)
    assert worked_off().problem is None


@pytest.mark.parametrize(
    ("moment", "due"),
    [("2026-09-07T02:59:00+00:00", False), ("2026-09-07T03:00:00+00:00", True), ("2026-09-08T02:59:00+00:00", True),
     ("2026-09-08T03:00:00+00:00", False)],
)  # fmt: skip
def test_weekly_run_is_due_from_its_hour_on_for_a_day(app: Flask, moment: str, due: bool) -> None:
    # Monday 5 o'clock in Dortmund is 3 o'clock UTC in summer.
    with clock.as_of(datetime.fromisoformat(moment)):
        assert runs.is_due(0, 5) is due


def test_weekly_run_that_was_started_is_not_due_again(app: Flask) -> None:
    runs.start_run(None)
    assert not runs.is_due(0, 5)
    assert not runs.is_due(None, 5)


CRASHING = """
import sys, time
from pathlib import Path
import webapp.run
from tests.webapp.site import make_app
from webapp.services import runs

def endless(case, travel, **choices):
    print("at work", flush=True)
    while True:
        time.sleep(0.05)

webapp.run.solve = endless
with make_app(Path(sys.argv[1])).app_context():
    runs.work_off(runs.start_run(None).id)
"""


def test_killed_worker_leaves_a_marked_run_and_nothing_released(app: Flask, tmp_path: Path) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", CRASHING, str(tmp_path)], env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    with worker:
        assert worker.stdout.readline() == "at work\n"
        os.kill(worker.pid, signal.SIGKILL)
    run = db.session.query(Run).one()
    assert run.status == "running"
    with clock.as_of((run.beat_at or clock.now()) + timedelta(seconds=61)):
        assert runs.mark_orphans() == 1
        row = db.session.get(Run, run.id)
        assert row is not None
        assert (row.status, row.problem, row.result) == ("failed", "lost", None)
        assert db.session.query(Match).count() == 0


def test_export_is_json_in_the_formats_of_the_matcher(app: Flask) -> None:
    run = worked_off()
    assert json.loads(run.case)["format"] == "lokal-willkommen/case@1"
    assert json.loads(run.result or "")["format"] == "lokal-willkommen/result@1"
