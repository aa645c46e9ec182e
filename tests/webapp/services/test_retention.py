"""What is blanked or deleted once its time is over, and what stays."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.webapp.site import fill, make_app, make_household, make_need, make_volunteer, user_named
from webapp.app import settings_of
from webapp.clock import now, today
from webapp.database import db, transaction
from webapp.models import Agreement, Household, LogEntry, Mail, Match, MatchEvent, Member, Run, User, Volunteer
from webapp.services import retention
from webapp.services.log import first_broken
from webapp.services.retention import Retired, retire

LONG_AGO = date(2016, 9, 5)
NOTHING = Retired(mails=0, unconfirmed=0, volunteers=0, households=0, cases=0)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        yield app


def add(*rows: Any) -> None:
    with transaction() as session:
        session.add_all(rows)


def family(**changes: Any) -> Household:
    """Everything about them is over since 2016."""
    home = make_household(phone="0231 1", address="Musterweg 5", registered_on=LONG_AGO, **changes)
    home.members = [Member(label="Tochter", birth_year=2009, gender="f")]
    home.agreements = [Agreement(goals="Deutsch lernen", valid_from=LONG_AGO)]
    need = make_need(home, closed_on=LONG_AGO, closed_reason="met", wish="mit Frau Esche", place_name="Bücherei",
                     place_lat=51.5, place_lon=7.5)  # fmt: skip
    match = Match(need=need, status="ended", created_at=now())
    match.events = [MatchEvent(at=now(), before="active", after="ended", note="Frau Bernstein zog um")]
    add(home, match)
    return home


def applied(app: Flask, *, dry_run: bool = False) -> Retired:
    return retire(settings_of(app), dry_run=dry_run)


def test_family_without_anything_open_for_long_loses_what_tells_who_it_is(app: Flask) -> None:
    number = family().id
    assert applied(app).households == 1
    db.session.expire_all()
    home = db.session.get_one(Household, number)
    assert (home.contact_name, home.phone, home.address, home.lat, home.left_on) == ("–", None, "", None, today())
    assert [(m.label, m.birth_year, m.gender) for m in home.members] == [("", None, None)]
    assert (home.needs[0].wish, home.needs[0].place_name, home.needs[0].place_lat) == ("", "", None)
    assert home.agreements[0].goals == ""
    assert db.session.query(MatchEvent).one().note == ""
    # Figures of past months still count them.
    assert (home.district_code, home.languages, home.needs[0].kind) == ("brackel", {"ar": "native"}, "companion")
    assert applied(app) == NOTHING


def test_family_that_moved_away_long_ago_goes_even_with_something_open(app: Flask) -> None:
    add(make_need(make_household(left_on=LONG_AGO)))
    assert applied(app).households == 1


@pytest.mark.parametrize(
    "kept",
    [{"closed_on": None}, {"closed_on": today() - timedelta(days=700)}],
)
def test_family_with_an_open_or_recent_need_stays(app: Flask, kept: dict[str, Any]) -> None:
    home = family()
    add(make_need(home, **kept))
    assert applied(app) == NOTHING
    assert db.session.get_one(Household, home.id).contact_name == "Familie Bernstein"


def test_family_with_a_recent_agreement_or_a_match_at_work_stays(app: Flask) -> None:
    add(Agreement(household_id=family().id, goals="Kurs", valid_from=LONG_AGO, review_on=today()))
    moved = make_household(left_on=LONG_AGO)
    add(Match(need=make_need(moved), status="active", created_at=now()))
    assert applied(app) == NOTHING


def test_volunteer_who_left_long_ago_is_a_number(app: Flask) -> None:
    helper = make_volunteer(user_id=user_named("volunteer").id, left_on=LONG_AGO, phone="0231 2")
    recent = make_volunteer(user_id=user_named("volunteer2").id, left_on=today() - timedelta(days=300))
    add(helper, recent)
    assert applied(app) == Retired(mails=0, unconfirmed=0, volunteers=1, households=0, cases=0)
    db.session.expire_all()
    assert (db.session.get_one(Volunteer, helper.id).name, helper.phone, helper.languages) == ("", None, {})
    assert db.session.get_one(Volunteer, recent.id).name == "Vera Ulme"
    assert db.session.query(User).filter_by(email="volunteer@example.org").count() == 0
    assert applied(app) == NOTHING


def test_account_nobody_confirmed_is_closed_after_a_month(app: Flask) -> None:
    add(
        make_volunteer(user_id=user_named("volunteer").id, registered_at=now() - timedelta(days=31), approved_at=None),
        make_volunteer(user_id=user_named("volunteer2").id, registered_at=now() - timedelta(days=29), approved_at=None),
    )
    with transaction():
        user_named("volunteer").confirmed_at = user_named("volunteer2").confirmed_at = None
    assert applied(app).unconfirmed == 1
    assert db.session.query(User).filter_by(email="volunteer@example.org").count() == 0
    assert db.session.query(User).filter_by(email="volunteer2@example.org").count() == 1
    assert applied(app) == NOTHING


def test_mails_go_a_month_after_they_were_sent_or_given_up(app: Flask) -> None:
    old, new = now() - timedelta(days=31), now() - timedelta(days=29)
    add(
        Mail(recipient="a@example.org", subject="alt", body="", created_at=old, sent_at=old),
        Mail(recipient="b@example.org", subject="aufgegeben", body="", created_at=old, failures=10),
        Mail(recipient="c@example.org", subject="wartet", body="", created_at=old),
        Mail(recipient="d@example.org", subject="neu", body="", created_at=new, sent_at=new),
    )
    assert applied(app).mails == 2
    assert {mail.subject for mail in db.session.query(Mail)} == {"wartet", "neu"}


def test_frozen_data_of_old_runs_go_but_not_those_of_the_run_that_counts(app: Flask) -> None:
    facts: dict[str, Any] = {"case": '{"households": []}', "case_sha256": "0" * 64, "result": "{}", "figures": {}}
    add(*(Run(week=LONG_AGO + timedelta(weeks=n), status="released", created_at=now(), **facts) for n in range(2)))
    assert applied(app).cases == 1
    db.session.expire_all()
    first, second = db.session.query(Run).order_by(Run.id)
    assert (first.case, first.result, second.case) == ("", "{}", '{"households": []}')


def test_rehearsal_counts_and_changes_nothing(app: Flask) -> None:
    number = family().id
    assert applied(app, dry_run=True).households == 1
    db.session.expire_all()
    assert db.session.get_one(Household, number).contact_name == "Familie Bernstein"
    assert db.session.query(LogEntry).count() == 0


def test_what_was_done_stands_in_the_log_and_its_chain_holds(app: Flask) -> None:
    family()
    applied(app)
    entry = db.session.query(LogEntry).one()
    assert (entry.action, entry.facts["households"]) == ("retention.apply", 1)
    assert first_broken(db.session) is None


def test_months_before_a_long_one_end_with_their_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "today", lambda: date(2026, 3, 31))
    assert retention._months_ago(1) == date(2026, 2, 28)
    assert retention._months_ago(3) == date(2025, 12, 31)
    assert retention._months_ago(24) == date(2024, 3, 31)
