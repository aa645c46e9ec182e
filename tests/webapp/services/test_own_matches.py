"""What a volunteer sees of requests and matches at each step, and what is looked for around her."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.webapp.services.volunteers_matches import add_match, add_volunteer, seen
from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, user_named
from webapp.clock import now, today
from webapp.database import db, transaction
from webapp.models import Match, MatchEvent
from webapp.models.matches import STATUSES
from webapp.services.nearby import reach_of, reach_table, wanted_nearby
from webapp.services.own_matches import first_name, own_matches
from webapp.services.steps import MEDIATOR, PROVIDER


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        yield app


# What she sees at each step.


def test_volunteer_does_not_see_a_proposal_nobody_asked_her_about(app: Flask) -> None:
    volunteer = add_volunteer()
    assert seen(add_match("proposed", volunteer_id=volunteer.id), volunteer) is None


@pytest.mark.parametrize(("status", "phase"), [("asked", "request"), ("agreed", "waiting"), ("confirmed", "settled")])
def test_before_it_is_active_she_sees_neither_name_nor_contact(app: Flask, status: str, phase: str) -> None:
    volunteer = add_volunteer()
    view = seen(add_match(status, volunteer_id=volunteer.id), volunteer)
    assert view is not None
    assert (view.phase, view.district, view.languages, view.kind) == (phase, "Brackel", ("ar",), "companion")
    assert view.times == ("tue 16:00-18:00",)
    # 170 metres away: never less than a whole kilometre.
    assert view.distance_km == 1
    assert (view.contact_name, view.phone, view.address) == (None, None, None)


def test_active_match_shows_where_to_go(app: Flask) -> None:
    volunteer = add_volunteer()
    view = seen(add_match("active", volunteer_id=volunteer.id), volunteer)
    assert view is not None
    told = (view.phase, view.contact_name, view.phone, view.address)
    assert told == ("running", "Amira", "0231 000", "Musterweg 5")


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
        ("Familie Ben Ahorn", "Familie A."),
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


# What is looked for nearby.


def test_small_counts_nearby_are_not_told(app: Flask) -> None:
    volunteer = add_volunteer()
    with transaction() as session:
        session.add_all(make_need(make_household(languages={"ar": "native", "de": "A1"})) for _ in range(5))
        session.add_all(make_need(make_household(languages={"ti": "native"})) for _ in range(4))
        # Eving is not next to Brackel.
        session.add_all(make_need(make_household(district_code="eving", languages={"fa": "B1"})) for _ in range(9))
        session.add(make_need(make_household(languages={"so": "B1"}), closed_on=today()))
        session.add(make_need(make_household(languages={"am": "B1"}, address_protected=True)))
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
