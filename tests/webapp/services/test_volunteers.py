"""What volunteers do themselves, what they see at each step, and what is left when they go."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from matcher.week import Window, merged, parse_window
from tests.webapp.services.volunteers_matches import add_match, add_volunteer
from tests.webapp.site import fill, make_app, make_volunteer, user_named
from webapp.access import NotFound
from webapp.availability import sentence_of, windows_from_sentence
from webapp.clock import now, planned_week, today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import Clearance, LogEntry, Mail, Match, User, Volunteer
from webapp.models.matches import LIVE
from webapp.services import volunteers
from webapp.services.calendar_feed import calendar_of
from webapp.services.log import first_broken
from webapp.services.own_data import delete_own_account, own_data
from webapp.services.own_matches import commitment_of
from webapp.services.settings import current_policy
from webapp.services.volunteers import NoProfile, Registration, own_volunteer, register
from webapp.translate import case_of


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        yield app


# Registering.


def somebody(**changes: Any) -> Registration:
    facts: dict[str, Any] = {
        "email": "neu@example.org", "password": "ein-langes-passwort", "first_name": "Nele", "last_name": "Neu",
        "gender": "f", "organisation_id": 1, "kinds": ["companion"], "is_mediator": False,
        "languages": {"de": "native", "ar": "B2"}, "district_code": "brackel",
    }  # fmt: skip
    return Registration(**{**facts, **changes})


def test_registration_waits_for_the_address_and_the_organisation(app: Flask) -> None:
    with app.test_request_context():
        register(somebody())
    user = db.session.scalar(select(User).where(User.email == "neu@example.org"))
    assert user is not None
    assert user.confirmed_at is None
    assert user.role_names == {"volunteer"}
    volunteer = db.session.scalar(select(Volunteer).where(Volunteer.user_id == user.id))
    assert volunteer is not None
    assert volunteer.approved_at is None
    assert (volunteer.lat, volunteer.lon) == (51.527, 7.575)
    mail = db.session.scalars(select(Mail)).one()
    assert mail.recipient == "neu@example.org"
    assert "/bestaetigen/" in mail.body


def test_run_knows_nobody_who_is_not_approved(app: Flask) -> None:
    with app.test_request_context():
        register(somebody())
    assert case_of(db.session, planned_week(), current_policy()).volunteers == ()


def test_address_with_an_account_gets_a_mail_and_no_second_account(app: Flask) -> None:
    before = len(db.session.scalars(select(User.id)).all())
    with app.test_request_context():
        register(somebody(email="Staff@example.org"))
        register(somebody(email="staff@example.org"))
    assert len(db.session.scalars(select(User.id)).all()) == before
    assert db.session.scalars(select(Volunteer)).all() == []
    mail = db.session.scalars(select(Mail)).one()
    assert (mail.recipient, mail.subject) == ("staff@example.org", "Sie haben schon ein Konto")


# Times, profile, pause.


def test_times_are_kept_as_fewest_windows(app: Flask) -> None:
    volunteer = add_volunteer()
    saved = volunteers.save_availability(
        user_named("volunteer"), volunteer.version, ["tue 18:00-20:00", "mon 09:00-10:00", "tue 16:00-18:30"]
    )
    assert saved.availability == ["mon 09:00-10:00", "tue 16:00-20:00"]
    assert saved.availability_saved_at is not None


def test_times_changed_elsewhere_are_not_overwritten(app: Flask) -> None:
    volunteer = add_volunteer()
    version = volunteer.version
    user = user_named("volunteer")
    volunteers.save_availability(user, version, ["mon 09:00-10:00"])
    with pytest.raises(ChangedMeanwhile):
        volunteers.save_availability(user, version, ["tue 09:00-10:00"])
    assert own_volunteer(user).availability == ["mon 09:00-10:00"]


def test_moving_to_another_district_moves_the_place(app: Flask) -> None:
    volunteer = add_volunteer()
    saved = volunteers.save_profile(user_named("volunteer"), volunteer.version, {"district_code": "eving"}, "en_GB")
    assert (saved.lat, saved.lon) == (51.564, 7.464)
    assert user_named("volunteer").locale == "en_GB"
    assert saved.profile_confirmed_at is not None


def test_saving_the_profile_in_the_same_district_keeps_the_place(app: Flask) -> None:
    volunteer = add_volunteer()
    saved = volunteers.save_profile(user_named("volunteer"), volunteer.version, {"district_code": "brackel"}, None)
    assert (saved.lat, saved.lon) == (51.525, 7.55)


def test_pause_keeps_her_out_of_the_run_until_she_is_back(app: Flask) -> None:
    volunteer = add_volunteer()
    user = user_named("volunteer")
    volunteers.pause(user, volunteer.version, first=today(), last=None)
    assert case_of(db.session, planned_week(), current_policy()).volunteers[0].availability == ()
    volunteers.come_back(user)
    assert case_of(db.session, planned_week(), current_policy()).volunteers[0].availability != ()


def test_commitment_counts_what_is_agreed_or_runs(app: Flask) -> None:
    volunteer = add_volunteer()
    for status in ("active", "agreed", "proposed", "ended"):
        add_match(status, volunteer_id=volunteer.id)
    promised = commitment_of(db.session, volunteer)
    assert (promised.hours, promised.matches) == (4.0, 2)


def test_account_without_profile_is_told_so(app: Flask) -> None:
    with pytest.raises(NoProfile):
        own_volunteer(user_named("volunteer"))


# Leaving, taking data along, deleting.


def test_leaving_ends_what_runs_and_takes_back_what_is_planned(app: Flask) -> None:
    volunteer = add_volunteer()
    kept = {status: add_match(status, volunteer_id=volunteer.id).id for status in LIVE}
    assert volunteers.leave(user_named("volunteer")) == len(LIVE)
    after = {status: db.session.get_one(Match, id_).status for status, id_ in kept.items()}
    assert after.pop("active") == "ended"
    assert set(after.values()) == {"withdrawn"}
    assert all(row.availability == () for row in case_of(db.session, planned_week(), current_policy()).volunteers)
    next_week = planned_week() + timedelta(weeks=1)
    assert case_of(db.session, next_week, current_policy()).volunteers == ()


def test_deleted_account_leaves_a_number_and_a_whole_log(app: Flask) -> None:
    volunteer = add_volunteer(phone="0231 111", calendar_token="geheim")
    with transaction() as session:
        session.add(Clearance(
            volunteer_id=volunteer.id, qualification="police_clearance", issued_on=today(), seen_on=today(),
            next_due=today() + timedelta(days=700),
        ))  # fmt: skip
    match = add_match("active", volunteer_id=volunteer.id)
    user = user_named("volunteer")
    with transaction() as session:
        session.add(Mail(recipient=user.email, subject="Können Sie helfen?", body="", created_at=now(), sent_at=now()))
    delete_own_account(user)
    assert db.session.query(Mail).count() == 0
    left = db.session.get_one(Volunteer, volunteer.id)
    assert (left.name, left.phone, left.user_id, left.calendar_token) == ("", None, None, None)
    assert (left.languages, left.availability, left.kinds, left.clearances) == ({}, [], [], [])
    gone = db.session.get_one(User, user.id)
    assert (gone.active, gone.name, gone.password, gone.role_names) == (False, "", None, frozenset())
    assert "volunteer@example.org" not in gone.email
    assert db.session.get_one(Match, match.id).status == "ended"
    assert first_broken(db.session) is None
    assert "Ulme" not in json.dumps([entry.facts for entry in db.session.scalars(select(LogEntry))])


def test_staff_who_volunteer_keep_their_account(app: Flask) -> None:
    user = user_named("staff")
    with transaction() as session:
        user = session.get_one(User, user.id)
        user.roles = [*user.roles, *user_named("volunteer").roles]
        session.add(make_volunteer(user_id=user.id))
    delete_own_account(user_named("staff"))
    assert user_named("staff").role_names == {"staff"}
    assert user_named("staff").active


def test_own_data_hold_the_profile_and_no_family(app: Flask) -> None:
    volunteer = add_volunteer()
    add_match("asked", volunteer_id=volunteer.id)
    data = own_data(db.session, user_named("volunteer"), ask_days=5)
    assert data["profile"]["last_name"] == "Ulme"
    assert data["profile"]["organisation"] == "Organisation Eins"
    assert len(data["matches"]) == 1
    assert "Ahorn" not in str(data)


# Calendar.


def test_calendar_repeats_active_meetings_weekly_without_names(app: Flask) -> None:
    volunteer = add_volunteer()
    add_match("active", volunteer_id=volunteer.id)
    add_match("confirmed", volunteer_id=volunteer.id)
    token = volunteers.new_calendar_link(user_named("volunteer"))
    raw = calendar_of(db.session, token)
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    # The match began on Tuesday, 1 September 2026; German time in summer.
    assert event.decoded("dtstart").isoformat() == "2026-09-01T16:00:00+02:00"
    assert event.decoded("duration") == timedelta(hours=2)
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY"
    assert str(event["summary"]) == "Begleitung, Brackel"
    assert b"VTIMEZONE" in raw
    assert b"Amira" not in raw
    assert b"Musterweg" not in raw


def test_old_calendar_address_stops_working(app: Flask) -> None:
    add_volunteer()
    old = volunteers.new_calendar_link(user_named("volunteer"))
    volunteers.new_calendar_link(user_named("volunteer"))
    with pytest.raises(NotFound):
        calendar_of(db.session, old)


# The sentence.

windows = st.builds(
    lambda day, first, length: str(Window(day=day, first=first, end=min(48, first + length))),
    st.integers(0, 6), st.integers(0, 47), st.integers(1, 48),
)  # fmt: skip


@given(st.lists(windows, max_size=12))
def test_every_week_survives_being_told_as_a_sentence(kept: list[str]) -> None:
    fewest = [str(window) for window in merged(parse_window(text) for text in kept)]
    assert windows_from_sentence(sentence_of(kept)) == fewest


@given(st.text(alphabet="DiMoFrSaunduhr bis-:,;.0123456789\n", max_size=60))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        found = windows_from_sentence(text)
    except ValueError:
        return
    assert windows_from_sentence(sentence_of(found)) == found
