"""The log's chain: a changed or missing row shows."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from tests.webapp.site import fill, make_app, user_named
from webapp.clock import now
from webapp.database import db, transaction
from webapp.services.log import FIRST_SEAL, first_broken, seal, write_log


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """Three entries, two of them of one transaction."""
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        with transaction() as session:
            staff = user_named("staff").id
            write_log(session, user_id=staff, action="household.read", subject="household:1")
            write_log(session, user_id=staff, action="need.close", subject="need:2", hours=2.5, reason="over")
        with transaction() as session:
            write_log(session, user_id=None, action="run.start", subject="run:1")
    return app


def test_chain_holds_as_it_was_written(app: Flask) -> None:
    with app.app_context():
        assert first_broken(db.session) is None


@pytest.mark.parametrize(
    "change",
    [
        "action = 'household.write'",
        "subject = 'need:3'",
        "user_id = NULL",
        "facts = '{\"hours\": 3.0}'",
        "at = '2020-01-01 00:00:00.000000'",
        "seal = '0'",
    ],
)
def test_changed_entry_breaks_the_chain_at_its_place(app: Flask, change: str) -> None:
    with app.app_context():
        with transaction() as session:
            session.execute(text(f"UPDATE log_entry SET {change} WHERE id = 2"))
        assert first_broken(db.session) == 2


def test_missing_entry_breaks_the_chain_at_the_next(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            session.execute(text("DELETE FROM log_entry WHERE id = 2"))
        assert first_broken(db.session) == 3


def test_entries_out_of_order_break_the_chain(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            session.execute(text("UPDATE log_entry SET id = 9 WHERE id = 1"))
        assert first_broken(db.session) == 2


def log_and_fail() -> None:
    with transaction() as session:
        write_log(session, user_id=None, action="run.start", subject="run:2")
        raise RuntimeError


def test_nothing_is_logged_when_the_change_fails(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError):
            log_and_fail()
        assert db.session.scalar(text("SELECT count(*) FROM log_entry")) == 3


def test_seal_depends_on_everything_and_on_the_one_before() -> None:
    at = now()
    seals = {
        seal(FIRST_SEAL, at, 1, "a", "b", {}),
        seal("1" * 64, at, 1, "a", "b", {}),
        seal(FIRST_SEAL, at, 2, "a", "b", {}),
        seal(FIRST_SEAL, at, 1, "c", "b", {}),
        seal(FIRST_SEAL, at, 1, "a", "c", {}),
        seal(FIRST_SEAL, at, 1, "a", "b", {"x": 1}),
    }
    assert len(seals) == 6
