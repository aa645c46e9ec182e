"""What is done in the background: by name, at its time, with nothing lost when mail or worker fail."""

import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from huey.exceptions import TaskLockedException

from tests.waiting import MOST_SECONDS, comes_true
from tests.webapp.command import environment, program, run_program
from tests.webapp.site import fill, make_app, make_household, make_need, make_volunteer
from webapp import clock, jobs
from webapp.app import create_app, settings_of
from webapp.database import db, transaction
from webapp.models import Mail, Match, Pin, Run
from webapp.services import missing, outbox, planning_runs, runs
from webapp.services.lifecycle import RunRefused
from webapp.settings import Settings

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path, mail_server="mail.example.org:2525")
    fill(app)
    with clock.as_of(MONDAY), app.app_context():
        yield app


@pytest.fixture
def family(app: Flask) -> None:
    with transaction() as session:
        home = make_household()
        session.add_all([home, make_need(home), make_volunteer()])


def test_importing_the_tasks_makes_no_file(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", "import webapp.jobs"], cwd=tmp_path, env=environment(), check=True)
    assert list(tmp_path.iterdir()) == []


def test_tasks_of_a_test_are_done_at_once_whatever_application_was_made_before(tmp_path: Path) -> None:
    create_app(Settings(data_folder=tmp_path / "earlier", https=False))
    assert not jobs.huey.immediate
    with make_app(tmp_path / "test").app_context():
        jobs.expire_and_remind()
        assert jobs.huey.immediate
    assert jobs.huey.pending_count() == 0


def test_task_works_off_a_run(app: Flask, family: None) -> None:
    jobs.work_off(runs.start_run(None).id)
    assert db.session.query(Run.status).scalar() == "done"


def test_weekly_task_starts_and_works_off_the_run_once(app: Flask, family: None) -> None:
    jobs.weekly.call_local()
    jobs.weekly.call_local()
    assert [(run.status, run.problem) for run in db.session.query(Run)] == [("done", None)]


def test_weekly_task_lets_a_run_under_way_be(app: Flask, family: None) -> None:
    with clock.as_of(MONDAY - timedelta(hours=7)):
        runs.start_run(None)
    jobs.weekly.call_local()
    assert [run.status for run in db.session.query(Run)] == ["queued"]


def test_scenarios_of_many_planners_take_one_thread(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def compute() -> None:
        begun.append(len(begun))
        # A second thread that begins meanwhile has nothing to do: the first goes on with what waits.
        with pytest.raises(TaskLockedException):
            jobs.compute_scenarios.call_local()

    monkeypatch.setattr(planning_runs, "work_off_waiting", compute)
    jobs.compute_scenarios.call_local()
    assert begun == [0]


def test_who_is_missing_is_kept_with_the_run(app: Flask, family: None) -> None:
    with transaction() as session:
        home = make_household(languages={"ti": "native"})
        session.add_all([home, make_need(home)])
    run = runs.work_off(runs.start_run(None).id)
    missing.ask_who_is_missing(None, run.id)
    with pytest.raises(RunRefused):
        missing.ask_who_is_missing(None, run.id)
    jobs.find_who_is_missing(run.id)
    found = db.session.get(Run, run.id, populate_existing=True).shortage
    assert found is not None
    assert (found["state"], found["open"], found["needs"], found["complete"]) == ("done", 1, 2, True)
    assert "Tigrinisch" in found["entries"][0]["text"]["de"]
    assert "Tigrinya" in found["entries"][0]["text"]["en_GB"]
    assert found["entries"][0]["needs"] == 1


class Server:
    """Takes mails; refuses those to ``nowhere``."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send_message(self, message: EmailMessage) -> None:
        if message["To"].startswith("nowhere"):
            raise smtplib.SMTPRecipientsRefused({})
        self.taken.append(message["To"])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    monkeypatch.setattr(outbox, "_connected", lambda address: server)
    return server


def put_mail(recipient: str, **changes: Any) -> None:
    facts = {"subject": "Guten\nTag", "body": "Bitte antworten.", "created_at": clock.now()}
    with transaction() as session:
        session.add(Mail(recipient=recipient, **{**facts, **changes}))


def test_mail_is_sent_once(app: Flask, server: Server) -> None:
    put_mail("v@example.org")
    jobs.send_mails.call_local()
    jobs.send_mails.call_local()
    assert server.taken == ["v@example.org"]


def test_failure_is_counted_and_does_not_stop_the_others(app: Flask, server: Server) -> None:
    put_mail("nowhere@example.org")
    put_mail("v@example.org")
    assert outbox.send_mails(settings_of(app)) == 1
    assert [(mail.failures, mail.sent_at is not None) for mail in db.session.query(Mail)] == [(1, False), (0, True)]


def test_mail_that_failed_ten_times_is_not_tried_again(app: Flask, server: Server) -> None:
    put_mail("v@example.org", failures=10)
    assert outbox.send_mails(settings_of(app)) == 0


def test_server_that_is_away_is_no_failure_of_the_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(address: str) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox, "_connected", away)
    put_mail("v@example.org")
    assert outbox.send_mails(settings_of(app)) == 0
    assert db.session.query(Mail.failures).scalar() == 0


def test_without_a_mail_server_mails_stay(app: Flask, server: Server) -> None:
    put_mail("v@example.org")
    assert outbox.send_mails(Settings(mail_server="")) == 0
    assert server.taken == []


def test_run_weekly_tells_the_plan_and_releases_it(app: Flask, family: None, tmp_path: Path) -> None:
    done = run_program("run-weekly", "--effort", "quick", "--release", LW_DATA_FOLDER=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "1 von 1 erfüllbaren Bedarfen versorgt, bewiesen bestmöglich" in done.stdout
    assert "Freigegeben: 1 neue oder geänderte Vorschläge" in done.stdout
    assert db.session.query(Match.status).scalar() == "proposed"


def test_run_weekly_with_clashing_pins_exits_with_3(app: Flask, family: None, tmp_path: Path) -> None:
    with transaction() as session:
        session.add(Pin(need_id=1, volunteer_id=1, start="mon 08:00", created_at=clock.now()))
    done = run_program("run-weekly", LW_DATA_FOLDER=str(tmp_path))
    assert done.returncode == 3
    assert "Bedarf n00001: dafür bleibt niemand, Regel Zeit (time)" in done.stderr


def test_run_weekly_beside_another_run_is_refused(app: Flask, family: None, tmp_path: Path) -> None:
    runs.start_run(None)
    done = run_program("run-weekly", LW_DATA_FOLDER=str(tmp_path))
    assert done.returncode == 2
    assert "schon im Gang" in done.stderr


@pytest.mark.parametrize("signalled", [signal.SIGINT, signal.SIGTERM])
def test_worker_takes_the_queue_over_and_ends_when_told_to(
    app: Flask, family: None, tmp_path: Path, signalled: signal.Signals
) -> None:
    run = runs.start_run(None)
    queued = "import sys; from webapp.app import create_app; from webapp import jobs; create_app(); jobs.work_off(1)"
    changes = environment(LW_DATA_FOLDER=str(tmp_path), LW_RUN_WEEKDAY="6")
    subprocess.run([sys.executable, "-c", queued], env=changes, check=True)
    with subprocess.Popen(program("worker"), env=changes, stdout=subprocess.PIPE, text=True) as worker:
        comes_true(lambda: status_of(run) in ("done", "failed"))
        os.kill(worker.pid, signalled)
        out, _ = worker.communicate(timeout=MOST_SECONDS)
    assert status_of(run) == "done"
    assert "Beendet." in out
    assert worker.returncode == 0


def status_of(run: Run) -> str:
    db.session.rollback()
    return db.session.query(Run.status).filter_by(id=run.id).scalar() or ""
