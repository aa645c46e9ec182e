"""Pages of offers."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.counting import counted_queries
from tests.webapp.pages.test_households import NONSENSE
from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, signed_in
from webapp.clock import now, today
from webapp.database import db, transaction
from webapp.models import Match, Offer


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context(), transaction() as session:
        session.add(make_offer(id=1))
    return app


@pytest.fixture
def coordinator(app: Flask) -> FlaskClient:
    return signed_in(app, "coordinator")


def offer_form(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Nähcafé",
        "organisation_id": "1",
        "kind": "counselling",
        "district_code": "brackel",
        "times": "Mo 9-11",
        "seats": "8",
        "languages-0-code": "ar",
        "languages-0-level": "C1",
        **changes,
    }


def version_of(app: Flask) -> int:
    with app.app_context():
        return db.session.get_one(Offer, 1).version


def joined(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        need = make_need(make_household(), kind="language_course", seats=3)
        session.add(Match(need=need, offer_id=1, status="active", created_at=now()))


def test_offer_is_added_in_the_middle_of_its_district(app: Flask, coordinator: FlaskClient) -> None:
    answer = coordinator.post("/angebote/neu", data=offer_form())
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with app.app_context():
        offer = db.session.query(Offer).filter_by(title="Nähcafé").one()
        assert (offer.times, offer.languages) == (["mon 09:00-11:00"], {"ar": "C1"})
        assert (offer.age_from, offer.age_to, offer.lat) == (0, 120, pytest.approx(51.527))


def test_saved_offer_is_shown_and_changed(app: Flask, coordinator: FlaskClient) -> None:
    page = coordinator.get("/angebote/1").get_data(as_text=True)
    assert "Deutsch für den Anfang" in page
    assert "Mo 9:00-11:00" in page
    changed = offer_form(version=version_of(app), age_from="6", age_to="10", lat="51.5", lon="7.5")
    assert coordinator.post("/angebote/1", data=changed).status_code == 302
    page = coordinator.get("/angebote").get_data(as_text=True)
    assert "6 bis 10 Jahre" in page
    answer = coordinator.post("/angebote/1", data={**changed, "title": "Zu spät"})
    assert answer.status_code == 409
    assert "Zu spät" in answer.get_data(as_text=True)


def test_seats_taken_and_free_are_shown(app: Flask, coordinator: FlaskClient) -> None:
    joined(app)
    page = coordinator.get("/angebote/1").get_data(as_text=True)
    assert "3 Plätze sind vergeben, 7 frei" in page


def test_offer_in_use_is_not_ended_and_says_why(app: Flask, coordinator: FlaskClient) -> None:
    joined(app)
    answer = coordinator.post("/angebote/1/beenden", data={"version": version_of(app)}, follow_redirects=True)
    assert "Noch kommen Familien: 1." in answer.get_data(as_text=True)
    yesterday = (today() - timedelta(days=1)).isoformat()
    answer = coordinator.post("/angebote/1", data=offer_form(version=version_of(app), term_until=yesterday))
    assert answer.status_code == 422
    assert "Noch kommen Familien: 1." in answer.get_data(as_text=True)
    answer = coordinator.post("/angebote/1", data=offer_form(version=version_of(app), seats="2"))
    assert "3 Plätze sind schon vergeben." in answer.get_data(as_text=True)


def test_ending_is_taken_back(app: Flask, coordinator: FlaskClient) -> None:
    coordinator.post("/angebote/1/beenden", data={"version": version_of(app)})
    assert "Noch gibt es kein Angebot" in coordinator.get("/angebote").get_data(as_text=True)
    assert "beendet" in coordinator.get("/angebote?only=ended").get_data(as_text=True)
    coordinator.post("/angebote/1/fortsetzen", data={"version": version_of(app)})
    assert "Deutsch für den Anfang" in coordinator.get("/angebote").get_data(as_text=True)


WRONG = [
    ("title", "", "Bitte geben Sie dem Angebot einen Namen."),
    ("organisation_id", "77", "Bitte wählen Sie einen Träger."),
    ("kind", "alchemy", "Bitte wählen Sie eine Art."),
    ("district_code", "", "Bitte wählen Sie einen Stadtbezirk oder einen Punkt auf der Karte."),
    ("times", "", "Wann findet es statt?"),
    ("seats", "", "Wie viele Plätze gibt es?"),
    ("seats", "-1", "Zwischen 0 und 10 000 Plätzen."),
    ("age_to", "500", "Ein Alter zwischen 0 und 120."),
    ("term_until", "2026-99-99", "Bitte ein Datum"),
]


def test_what_is_wrong_is_said_beside_the_field(coordinator: FlaskClient) -> None:
    for field, value, words in WRONG:
        answer = coordinator.post("/angebote/neu", data=offer_form(**{field: value}))
        assert answer.status_code == 422, field
        assert words in answer.get_data(as_text=True)


def test_nonsense_is_answered_never_a_crash(coordinator: FlaskClient) -> None:
    for field in (*offer_form(), "lat", "lon", "age_from", "age_to", "gender", "term_from", "version"):
        for value in NONSENSE:
            data = offer_form(**{field: value})
            assert coordinator.post("/angebote/neu", data=data).status_code in (302, 422), (field, value)
            assert coordinator.post("/angebote/1", data=data).status_code in (409, 422), (field, value)
    for value in NONSENSE:
        assert coordinator.post("/angebote/1/beenden", data={"version": value}).status_code == 302
        for name in ("page", "kind", "only", "search"):
            assert coordinator.get("/angebote", query_string={name: value}).status_code == 200


def test_missing_offer_is_missing_and_other_roles_are_refused(app: Flask, coordinator: FlaskClient) -> None:
    for number in ("2", "9" * 30):
        assert coordinator.get(f"/angebote/{number}").status_code == 404
        assert coordinator.post(f"/angebote/{number}/beenden").status_code == 404
    for role in ("staff", "organisation", "volunteer"):
        assert signed_in(app, role).get("/angebote").status_code == 403


def test_queries_do_not_grow_with_the_rows(app: Flask, coordinator: FlaskClient) -> None:
    def count() -> int:
        coordinator.get("/angebote")
        with counted_queries(app) as queries:
            coordinator.get("/angebote")
        return len(queries)

    few = count()
    with app.app_context(), transaction() as session:
        session.add_all(make_offer(organisation_id=1 + n % 2, title=f"Angebot {n}") for n in range(20))
    assert count() == few
