"""What volunteers do themselves, what they see at each step, and what is left when they go."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from matcher.week import Window, merged, parse_window
from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, make_volunteer, user_named
from webapp.access import NotFound
from webapp.availability import sentence_of, windows_from_sentence
from webapp.clock import now, planned_week, today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import Clearance, LogEntry, Mail, Match, MatchEvent, User, Volunteer
from webapp.models.matches import LIVE, STATUSES
from webapp.services import volunteers
from webapp.services.calendar_feed import calendar_of
from webapp.services.log import first_broken
from webapp.services.nearby import reach_of, reach_table, wanted_nearby
from webapp.services.own_data import delete_own_account, own_data
from webapp.services.own_matches import RequestView, commitment_of, first_name, own_matches, view_of
from webapp.services.settings import current_policy
from webapp.services.steps import MEDIATOR, PROVIDER
from webapp.services.volunteers import NoProfile, Registration, own_volunteer, register
from webapp.translate import case_of

TUESDAY = "tue 16:00"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        yield app


def add_volunteer(name: str = "volunteer", **changes: Any) -> Volunteer:
    with transaction() as session:
        volunteer = make_volunteer(user_id=user_named(name).id, **changes)
        session.add(volunteer)
    return volunteer


def add_match(status: str, *, household: dict[str, Any] | None = None, need: dict[str, Any] | None = None,
              **changes: Any) -> Match:  # fmt: skip
    facts: dict[str, Any] = {"start": TUESDAY, "status": status, "created_at": now()}
    if status not in ("proposed",):
        facts["asked_at"] = now()
    if status in ("active", "ended"):
        facts["active_from"] = date(2026, 9, 1)
    if status == "ended":
        facts["ended_on"] = date(2026, 10, 1)
    home = make_household(
        **{"contact_name": "Amira Ahorn", "phone": "0231 000", "address": "Musterweg 5", **(household or {})}
    )
    with transaction() as session:
        match = Match(need=make_need(home, **(need or {})), **{**facts, **changes})
        session.add(match)
    return match


def seen(match: Match, volunteer: Volunteer) -> RequestView | None:
    return view_of(match, volunteer, ask_days=5)


# What she sees at each step.


def test_volunteer_does_not_see_a_proposal_nobody_asked_her_about(app: Flask) -> None:
    volunteer = add_volunteer()
    assert seen(add_match("proposed", volunteer_id=volunteer.id), volunteer) is None


@pytest.mark.parametrize(("status", "phase"), [("asked", "request"), ("agreed", "waiting")])
def test_before_it_is_confirmed_she_sees_neither_name_nor_contact(app: Flask, status: str, phase: str) -> None:
    volunteer = add_volunteer()
    view = seen(add_match(status, volunteer_id=volunteer.id), volunteer)
    assert view is not None
    assert (view.phase, view.district, view.languages, view.kind) == (phase, "Brackel", ("ar",), "companion")
    assert view.times == ("tue 16:00-18:00",)
    # 170 metres away: never less than a whole kilometre.
    assert view.distance_km == 1
    assert (view.contact_name, view.phone, view.address) == (None, None, None)


def test_confirmed_match_shows_first_name_and_phone_but_no_address(app: Flask) -> None:
    volunteer = add_volunteer()
    view = seen(add_match("confirmed", volunteer_id=volunteer.id), volunteer)
    assert view is not None
    assert (view.phase, view.contact_name, view.phone, view.address) == ("contact", "Amira", "0231 000", None)


def test_active_match_shows_where_to_go(app: Flask) -> None:
    volunteer = add_volunteer()
    view = seen(add_match("active", volunteer_id=volunteer.id), volunteer)
    assert view is not None
    assert (view.phase, view.contact_name, view.address) == ("running", "Amira", "Musterweg 5")


@pytest.mark.parametrize("status", ["ended", "declined", "expired", "withdrawn"])
def test_afterwards_only_the_fact_is_left(app: Flask, status: str) -> None:
    volunteer = add_volunteer()
    view = seen(add_match(status, volunteer_id=volunteer.id), volunteer)
    assert view is not None
    assert view.phase == "over"
    told = (view.district, view.languages, view.times, view.distance_km, view.contact_name, view.phone, view.address)
    assert told == (None, (), (), None, None, None, None)


def test_what_was_declined_before_she_was_asked_is_not_hers_to_know(app: Flask) -> None:
    volunteer = add_volunteer()
    assert seen(add_match("declined", volunteer_id=volunteer.id, asked_at=None), volunteer) is None


@pytest.mark.parametrize("status", STATUSES)
def test_no_step_shows_the_family_name_or_a_protected_address(app: Flask, status: str) -> None:
    volunteer = add_volunteer()
    match = add_match(status, volunteer_id=volunteer.id, household={"address_protected": True})
    view = seen(match, volunteer)
    text = repr(view)
    assert "Ahorn" not in text
    assert "Musterweg" not in text
    assert view is None or view.distance_km is None


def test_meeting_place_is_shown_instead_of_the_home(app: Flask) -> None:
    volunteer = add_volunteer()
    place = {"place_lat": 51.6, "place_lon": 7.55, "place_name": "Bücherei"}
    view = seen(add_match("active", volunteer_id=volunteer.id, need=place), volunteer)
    assert view is not None
    # 0.075 degrees of latitude are 8.3 km.
    assert (view.address, view.distance_km) == ("Bücherei", 8)


def test_request_that_the_other_still_has_to_answer_waits(app: Flask) -> None:
    volunteer, mediator = add_volunteer(), add_volunteer("volunteer2", is_mediator=True)
    match = add_match("asked", volunteer_id=volunteer.id, mediator_id=mediator.id)
    with transaction() as session:
        session.add_all([
            MatchEvent(match_id=match.id, at=now(), before="proposed", after="asked"),
            MatchEvent(match_id=match.id, at=now(), before="asked", after="asked", answer_of=PROVIDER),
        ])  # fmt: skip
    match = db.session.get_one(Match, match.id)
    mine, hers = seen(match, volunteer), seen(match, mediator)
    assert mine is not None
    assert hers is not None
    assert (mine.phase, mine.part, mine.together) == ("waiting", PROVIDER, True)
    assert (hers.phase, hers.part) == ("request", MEDIATOR)


def test_mediator_at_an_offer_sees_its_times(app: Flask) -> None:
    mediator = add_volunteer(is_mediator=True)
    with transaction() as session:
        offer = make_offer(times=["mon 09:00-11:00", "wed 09:00-10:30"])
        session.add(offer)
    view = seen(add_match("asked", offer_id=offer.id, mediator_id=mediator.id), mediator)
    assert view is not None
    assert (view.times, view.hours) == (("mon 09:00-11:00", "wed 09:00-10:30"), 3.5)
    assert (view.offer_title, view.together) == ("Deutsch für den Anfang", False)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("Amira Ahorn", "Amira"),
        ("Ahorn, Amira", "Amira"),
        ("Familie Ahorn", "Familie A."),
        ("Frau Amira Ahorn", "Amira"),
        ("Amira", "Amira"),
        ("", ""),
    ],
)
def test_contact_is_called_by_first_name(kept: str, shown: str) -> None:
    assert first_name(kept) == shown


def test_matches_are_sorted_by_what_is_to_be_done(app: Flask) -> None:
    volunteer = add_volunteer()
    for status in ("ended", "active", "asked", "agreed", "proposed"):
        add_match(status, volunteer_id=volunteer.id)
    add_match("asked", volunteer_id=add_volunteer("volunteer2").id)
    found = own_matches(db.session, user_named("volunteer"), volunteer, ask_days=5)
    assert [view.status for view in found.requests] == ["asked"]
    assert [view.status for view in found.current] == ["active", "agreed"]
    assert [view.status for view in found.past] == ["ended"]
    assert found.requests[0].answer_until is not None


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
    delete_own_account(user)
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


# What is looked for nearby.


def test_small_counts_nearby_are_not_told(app: Flask) -> None:
    volunteer = add_volunteer()
    with transaction() as session:
        session.add_all(make_need(make_household(languages={"ar": "native", "de": "A1"})) for _ in range(5))
        session.add_all(make_need(make_household(languages={"ti": "native"})) for _ in range(4))
        # Eving is not next to Brackel.
        session.add_all(make_need(make_household(district_code="eving", languages={"fa": "B1"})) for _ in range(9))
        session.add(make_need(make_household(languages={"so": "B1"}), closed_on=today()))
    add_match("agreed", volunteer_id=volunteer.id, household={"languages": {"ku": "B1"}})
    add_match("proposed", volunteer_id=volunteer.id, household={"languages": {"tr": "B1"}})
    found = [(row.language, row.count, row.fits) for row in wanted_nearby(db.session, volunteer)]
    assert found == [("ar", 5, True), ("ti", None, False), ("tr", None, False)]


def test_reach_follows_the_estimate(app: Flask) -> None:
    # On foot 30 minutes: (30 + 1) * 4.5 / 60 / 1.3 = 1.79 km; no other centre than Brackel's is that near.
    reach = reach_of(lat=51.527, lon=7.575, mode="foot", minutes=30)
    assert round(reach.km, 2) == 1.79
    assert reach.districts == ("Brackel",)
    assert reach_table(minutes=(30,))["foot"]["30"] == 1.79


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
