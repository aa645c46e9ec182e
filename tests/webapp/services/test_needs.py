"""Needs: adding, changing, closing with or without a match, and taking a closing back."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.webapp.counting import counted_queries
from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, make_volunteer, user_named
from webapp.access import NotFound
from webapp.clock import now, today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import LogEntry, Mail, Match, Member, Need
from webapp.services import needs
from webapp.services.needs import NeedEntry
from webapp.services.settings import set_setting


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        with transaction() as session:
            home = make_household(id=1, members=[Member(id=5, label="Tochter")])
            foreign = make_household(id=2, district_code="eving")
            session.add_all([make_need(home, id=1), make_need(foreign, id=2), make_volunteer(id=1)])
        yield app


def entry(**changes: Any) -> NeedEntry:
    return NeedEntry(**{"kind": "companion", "hours": 1.5, "urgency": 3, **changes})


def need(number: int = 1) -> Need:
    db.session.expire_all()
    return db.session.get_one(Need, number)


def matched(status: str) -> Match:
    with transaction() as session:
        match = Match(need_id=1, volunteer_id=1, status=status, created_at=now(), start="tue 16:00")
        session.add(match)
    return match


def test_need_is_added_for_somebody_of_the_household(app: Flask) -> None:
    added = needs.add_need(user_named("staff"), 1, entry(attendee="id-5", place=(51.5, 7.5), place_name="Café"))
    assert (added.attendee_id, added.place_lat, added.requested_on) == (5, 51.5, today())


def test_need_of_a_foreign_household_is_missing(app: Flask) -> None:
    staff = user_named("staff")
    for call in (
        lambda: needs.add_need(staff, 2, entry()),
        lambda: needs.change_need(staff, 2, entry(version=1)),
        lambda: needs.close_need(staff, 2, 1, needs.MET),
        lambda: needs.reopen_need(staff, 2, 1),
    ):
        with pytest.raises(NotFound):
            call()


def test_second_to_change_is_told(app: Flask) -> None:
    version = need().version
    needs.change_need(user_named("staff"), 1, entry(version=version))
    assert need().hours == 1.5
    with pytest.raises(ChangedMeanwhile):
        needs.change_need(user_named("staff"), 1, entry(version=version))


def test_closing_keeps_day_and_reason_and_can_be_taken_back(app: Flask) -> None:
    needs.close_need(user_named("staff"), 1, need().version, needs.MET)
    assert (need().closed_on, need().closed_reason) == (today(), "met")
    needs.reopen_need(user_named("staff"), 1, need().version)
    assert need().closed_on is None
    assert [row.action for row in db.session.query(LogEntry)][-2:] == ["need.close", "need.reopen"]


def test_closing_twice_is_told(app: Flask) -> None:
    needs.close_need(user_named("staff"), 1, need().version, needs.MET)
    with pytest.raises(ChangedMeanwhile):
        needs.close_need(user_named("staff"), 1, need().version, needs.MET)


@pytest.mark.parametrize("status", ["proposed", "asked", "agreed", "confirmed", "active"])
def test_live_match_is_asked_about(app: Flask, status: str) -> None:
    matched(status)
    with pytest.raises(needs.HasMatch) as told:
        needs.close_need(user_named("staff"), 1, need().version, needs.MET)
    assert told.value.status == status
    assert need().closed_on is None


@pytest.mark.parametrize(
    ("status", "ended_as", "revived_as"),
    [("proposed", "withdrawn", "proposed"), ("asked", "withdrawn", "proposed"), ("active", "ended", "active")],
)
def test_match_ends_with_its_need_and_stands_again_when_taken_back(
    app: Flask, status: str, ended_as: str, revived_as: str
) -> None:
    match = matched(status)
    needs.close_need(user_named("staff"), 1, need().version, needs.MET, end_match=True)
    db.session.expire_all()
    match = db.session.get_one(Match, match.id)
    assert (match.status, match.events[-1].before) == (ended_as, status)
    needs.reopen_need(user_named("staff"), 1, need().version)
    db.session.expire_all()
    assert db.session.get_one(Match, match.id).status == revived_as


def test_request_still_in_the_outbox_is_not_sent_when_its_need_is_closed(app: Flask) -> None:
    match = matched("asked")
    with transaction() as session:
        mail = Mail(recipient="v@example.org", subject="x", body="x", created_at=now())
        session.add(mail)
        session.flush()
        session.get_one(Match, match.id).parts = {"mails": [mail.id]}
    needs.close_need(user_named("staff"), 1, need().version, needs.MOVED, end_match=True)
    assert db.session.query(Mail).count() == 0


def test_taking_back_leaves_a_newer_match_alone(app: Flask) -> None:
    old = matched("proposed")
    needs.close_need(user_named("staff"), 1, need().version, needs.MET, end_match=True)
    with transaction() as session:
        session.add(make_offer(id=1))
        session.flush()
        session.add(Match(need_id=1, offer_id=1, status="proposed", created_at=now()))
    needs.reopen_need(user_named("staff"), 1, need().version)
    db.session.expire_all()
    assert db.session.get_one(Match, old.id).status == "withdrawn"


def test_city_may_add_kinds(app: Flask) -> None:
    set_setting(None, "kinds", {"bicycle": "Radfahren lernen"})
    assert needs.kinds()["bicycle"] == "Radfahren lernen"
    assert "companion" in needs.kinds()


def test_pages_have_the_words_of_kinds_that_the_city_added_and_ask_for_them_once(app: Flask) -> None:
    set_setting(None, "kinds", {"bicycle": "Radfahren lernen"})
    db.session.rollback()
    words = app.jinja_env.filters["kind"]
    with counted_queries(app) as seen, app.test_request_context():
        assert [words(kind) for kind in ("bicycle", "companion", "bicycle", "unknown")] == [
            "Radfahren lernen", "Begleitung", "Radfahren lernen", "unknown",
        ]  # fmt: skip
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 1
