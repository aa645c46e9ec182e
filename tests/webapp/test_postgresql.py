"""
What PostgreSQL does its own way: the steps of the tables, writers side by side, a picture of one moment.

All tests of services and pages run on it, too: ``LW_TEST_DATABASE_URL=... pytest tests/webapp/services``.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import URL, Engine, create_engine, inspect
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.webapp import postgresql
from tests.webapp.site import add_user, fill, make_app, make_household, make_need, make_volunteer, user_named
from webapp import database
from webapp.clock import now
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.migrations import alembic_config, is_current, upgrade
from webapp.models import Base, LogEntry, Match, MatchEvent, Organisation, Volunteer
from webapp.services import decisions, runs
from webapp.services.log import first_broken, write_log
from webapp.services.steps import NotPossible
from webapp.settings import Settings

pytestmark = pytest.mark.skipif(bool(postgresql.what_is_missing()), reason=postgresql.what_is_missing() or "")


@pytest.fixture(scope="module")
def server() -> Iterator[URL]:
    with postgresql.server() as url:
        yield url


@pytest.fixture
def app(server: URL, tmp_path: Path) -> Flask:
    """A family with a proposal, and two of the team."""
    app = make_app(tmp_path, database_url=postgresql.database_for(server, tmp_path))
    fill(app)
    with app.app_context(), transaction() as session:
        add_user(session, "colleague", ["staff"], site=1)
        need, vera = make_need(make_household()), make_volunteer()
        session.add_all([need, vera])
        session.flush()
        match = Match(need=need, volunteer_id=vera.id, start="tue 16:00", status="proposed", created_at=now())
        match.events = [MatchEvent(at=now(), after="proposed")]
        session.add(match)
    return app


@pytest.fixture
def empty(server: URL, tmp_path: Path) -> Engine:
    """A database without a table."""
    return create_engine(postgresql.database_for(server, tmp_path, filled=False), poolclass=NullPool)


def together(app: Flask, *steps: Callable[[], Any]) -> None:
    """Let each step go in a thread of its own, all at the same moment."""
    ready, failed = threading.Barrier(len(steps)), list[BaseException]()

    def go(step: Callable[[], Any]) -> None:
        with app.app_context():
            ready.wait()
            try:
                step()
            except BaseException as error:
                failed.append(error)

    threads = [threading.Thread(target=go, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_steps_lead_from_nothing_to_the_tables_of_the_models_and_back(empty: Engine) -> None:
    upgrade(empty)
    assert is_current(empty)
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    command.downgrade(alembic_config(empty), "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]


def test_address_without_a_driver_gets_the_one_that_is_installed() -> None:
    for given in ("postgres://somewhere/lw", "postgresql://somewhere/lw", "postgresql+psycopg://somewhere/lw"):
        assert Settings(database_url=given).url == "postgresql+psycopg://somewhere/lw"


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(app: Flask) -> None:
    outcome: list[str] = []

    def decide(name: str, step: Callable[[Any], Any]) -> None:
        try:
            step(user_named(name))
            outcome.append("done")
        except (NotPossible, ChangedMeanwhile):
            outcome.append("late")

    together(
        app,
        lambda: decide("staff", lambda user: decisions.accept(user, 1, 1)),
        lambda: decide("colleague", lambda user: decisions.decline(user, 1, 1, "too_far")),
    )
    assert sorted(outcome) == ["done", "late"]
    with app.app_context():
        assert db.session.query(MatchEvent).count() == 2
        assert db.session.get_one(Match, 1).status in ("asked", "declined")


def test_entries_of_many_writers_at_once_make_one_chain(app: Flask) -> None:
    def write() -> None:
        for number in range(20):
            with transaction() as session:
                write_log(session, user_id=None, action="run.start", subject=f"run:{number}")

    together(app, *[write] * 4)
    with app.app_context():
        assert db.session.query(LogEntry).filter_by(action="run.start").count() == 80
        assert first_broken(db.session) is None


def test_entries_written_without_the_writers_turn_make_one_chain_too(app: Flask) -> None:
    def write() -> None:
        for number in range(20):
            write_log(db.session, user_id=None, action="run.start", subject=f"run:{number}")
            db.session.commit()

    together(app, *[write] * 4)
    with app.app_context():
        assert first_broken(db.session) is None


def test_writer_waits_no_longer_than_on_sqlite(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(database, "_BUSY_MILLISECONDS", 50)
    url = app.extensions["lw-settings"].database_url
    impatient = make_app(tmp_path, database_url=url)
    with app.app_context(), transaction():
        kept: list[BaseException] = []

        def write() -> None:
            with impatient.app_context(), pytest.raises(OperationalError) as error, transaction():
                pass
            kept.append(error.value)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert "lock timeout" in str(kept[0])


def test_run_freezes_one_moment(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile() -> None:
        with app.app_context(), transaction() as session:
            session.add(make_volunteer(first_name="Zoe"))

    def slowly(session: Any, *args: Any) -> Any:
        # What was read first and what is read last belong together, whatever others save in between.
        assert session.query(Organisation).count() == 2
        thread = threading.Thread(target=meanwhile)
        thread.start()
        thread.join()
        return case_of(session, *args)

    case_of = runs.case_of
    monkeypatch.setattr(runs, "case_of", slowly)
    with app.app_context():
        run = runs.start_run(None)
        assert run.figures["counts"]["volunteers"] == 1
        assert db.session.query(Volunteer).count() == 2


def test_days_are_counted_in_utc_whatever_the_server_thinks(app: Flask) -> None:
    with app.app_context():
        assert db.session.connection().exec_driver_sql("SHOW TIME ZONE").scalar() == "UTC"
