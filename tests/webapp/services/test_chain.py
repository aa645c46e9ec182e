"""The check of the log: the whole at night or on demand, the newest entries on the spot."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from tests.webapp.site import fill, make_app, user_named
from webapp.clock import as_of, now
from webapp.database import db, transaction
from webapp.models import ChainCheck
from webapp.services import chain as service
from webapp.services.chain import Chain, ask_for_check, carry_out
from webapp.services.log import write_log


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


def write(number: int) -> None:
    with transaction() as session:
        for _ in range(number):
            write_log(session, user_id=None, action="household.read", subject="household:1")


def change(entry: int) -> None:
    with transaction() as session:
        session.execute(text(f"UPDATE log_entry SET subject = 'household:9' WHERE id = {entry}"))


def check_whole() -> None:
    carry_out(ask_for_check(None).id)


def found() -> Chain:
    db.session.rollback()
    return service.chain(user_named("auditor"))


def test_without_a_check_all_entries_are_checked_on_the_spot(app: Flask) -> None:
    with app.app_context():
        write(3)
        state = found()
        assert (state.whole, state.broken, state.recent, state.unchecked) == (None, None, 3, 0)


def test_after_a_check_only_newer_entries_are(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_AT_ONCE", 2)
    with app.app_context():
        write(4)
        check_whole()
        write(2)
        state = found()
        assert state.whole is not None
        # Asking for a check is an entry, too.
        assert (state.whole.entries, state.recent, state.entries) == (5, 2, 7)


def test_too_many_for_the_spot_are_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ON_THE_SPOT", 3)
    with app.app_context():
        write(5)
        assert (found().recent, found().unchecked) == (3, 2)


@pytest.mark.parametrize("entry", [2, 4, 6])
def test_changed_entry_is_found_by_the_next_whole_check(app: Flask, entry: int) -> None:
    with app.app_context():
        write(3)
        check_whole()
        write(2)
        change(entry)
        check_whole()
        assert found().broken == entry


def test_changed_newer_entry_is_found_on_the_spot(app: Flask) -> None:
    with app.app_context():
        write(3)
        check_whole()
        write(2)
        change(6)
        assert found().broken == 6


def test_cut_off_entries_that_had_been_checked_are_missed(app: Flask) -> None:
    with app.app_context():
        write(3)
        check_whole()
        with transaction() as session:
            session.execute(text("DELETE FROM log_entry WHERE id > 2"))
        assert found().broken == 4


def test_check_that_was_lost_with_its_worker_is_under_way_no_more(app: Flask) -> None:
    with app.app_context():
        ask_for_check(user_named("auditor"))
        assert found().under_way
        with as_of(now() + timedelta(minutes=11)):
            assert not found().under_way


def test_whole_check_says_who_asked(app: Flask) -> None:
    with app.app_context():
        auditor = user_named("auditor").id
        check = ask_for_check(user_named("auditor"))
        carry_out(check.id)
        assert db.session.get_one(ChainCheck, check.id).asked_by_id == auditor
        assert db.session.scalar(text("SELECT action FROM log_entry ORDER BY id DESC LIMIT 1")) == "trail.check"
