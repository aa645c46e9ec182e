"""An organisation's page: its own volunteers, and nobody else's."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.webapp.counting import counted_queries
from tests.webapp.site import fill, make_app, make_household, make_need, make_volunteer, signed_in, user_named
from webapp.clock import now, today
from webapp.database import db, transaction
from webapp.models import Clearance, LogEntry, Match, User, Volunteer
from webapp.services.organisations import first_due


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


def add(app: Flask, **changes: Any) -> int:
    with app.app_context(), transaction() as session:
        row = make_volunteer(**changes)
        session.add(row)
        session.flush()
        return row.id


def clearance(**changes: Any) -> Clearance:
    day = today()
    facts = {
        "qualification": "police_clearance",
        "issued_on": day,
        "seen_on": day,
        "next_due": day + timedelta(days=3 * 365),
    }
    return Clearance(**{**facts, **changes})


def page(app: Flask, path: str, name: str = "organisation") -> str:
    answer = signed_in(app, name).get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def row_of(app: Flask, volunteer_id: int) -> Volunteer:
    with app.app_context():
        found = db.session.get(Volunteer, volunteer_id)
        assert found
        return found


def test_without_volunteers_the_page_says_how_they_come(app: Flask) -> None:
    assert "Noch hat sich niemand bei Ihnen angemeldet." in page(app, "/ehrenamtliche")


def test_own_volunteers_are_listed_and_others_are_not(app: Flask) -> None:
    add(app, last_name="Ulme")
    add(app, last_name="Fichte", organisation_id=2)
    text = page(app, "/ehrenamtliche?gruppe=all")
    assert "Ulme" in text
    assert "Fichte" not in text


@pytest.mark.parametrize(
    ("group", "changes"),
    [
        ("waiting", {"approved_at": None}),
        ("paused", {"paused_from": date(2020, 1, 1)}),
        ("active", {}),
        ("due", {}),
        ("left", {"left_on": date(2020, 1, 1)}),
    ],
)
def test_list_is_narrowed_to_a_group(app: Flask, group: str, changes: dict[str, Any]) -> None:
    add(app, last_name="Ulme", **changes)
    assert "Ulme" in page(app, f"/ehrenamtliche?gruppe={group}")
    others = {"waiting", "paused", "active", "left"} - {group, "due"} - ({"active"} if group == "due" else set())
    for other in others:
        assert "Ulme" not in page(app, f"/ehrenamtliche?gruppe={other}")


def test_clearance_is_due_eight_weeks_before_it_ends(app: Flask) -> None:
    add(app, last_name="Ulme", clearances=[clearance(next_due=today() + timedelta(weeks=8))])
    add(app, last_name="Linde", clearances=[clearance(next_due=today() + timedelta(weeks=8, days=1))])
    text = page(app, "/ehrenamtliche?gruppe=due")
    assert "Ulme" in text
    assert "Linde" not in text


def test_of_two_clearances_the_newer_one_counts() -> None:
    assert first_due([clearance(next_due=date(2026, 1, 1)), clearance(next_due=date(2030, 1, 1))]) == date(2030, 1, 1)
    assert first_due([]) is None


def test_number_of_queries_does_not_grow_with_the_rows(app: Flask) -> None:
    client, counts = signed_in(app, "organisation"), []
    for more in (1, 12):
        for number in range(more):
            add(app, last_name=f"Ulme {more} {number}", clearances=[clearance()])
        with counted_queries(app) as seen:
            client.get("/ehrenamtliche?gruppe=all")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_families_are_counted_once_they_were_asked(app: Flask) -> None:
    number = add(app)
    with app.app_context(), transaction() as session:
        for status in ("proposed", "asked", "active", "ended"):
            need = make_need(make_household())
            session.add(need)
            session.add(
                Match(need=need, volunteer_id=number, status=status, created_at=user_named("staff").confirmed_at)
            )
    assert "2 Familien gefragt, zugesagt oder laufend" in page(app, f"/ehrenamtliche/{number}")


def test_volunteer_is_taken_on_and_that_is_taken_back(app: Flask) -> None:
    number, client = add(app, approved_at=None), signed_in(app, "organisation")
    path = f"/ehrenamtliche/{number}/aufnahme"
    version = row_of(app, number).version
    assert "Ab dem nächsten Wochenlauf" in client.post(
        path, data={"wish": "yes", "version": version}, follow_redirects=True
    ).get_data(as_text=True)
    row = row_of(app, number)
    assert row.approved_at is not None
    client.post(path, data={"wish": "no", "version": row.version})
    assert row_of(app, number).approved_at is None
    with app.app_context():
        actions = db.session.scalars(select(LogEntry.action).order_by(LogEntry.id)).all()
    assert actions == ["volunteer.approve", "volunteer.withdraw_approval"]


def test_decision_about_older_data_is_refused(app: Flask) -> None:
    number = add(app, approved_at=None)
    data = {"wish": "yes", "version": row_of(app, number).version + 1}
    assert signed_in(app, "organisation").post(f"/ehrenamtliche/{number}/aufnahme", data=data).status_code == 409
    assert row_of(app, number).approved_at is None


def test_volunteer_is_not_taken_on_before_she_confirmed_her_address(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        user = user_named("volunteer")
        user.confirmed_at = None
        session.add(user)
        number = user.id
    volunteer, client = add(app, approved_at=None, user_id=number), signed_in(app, "organisation")
    path = f"/ehrenamtliche/{volunteer}"
    assert "Die E-Mail-Adresse ist noch nicht bestätigt." in client.get(path).get_data(as_text=True)
    decision = {"wish": "yes", "version": row_of(app, volunteer).version}
    assert client.post(f"{path}/aufnahme", data=decision).status_code == 422
    assert row_of(app, volunteer).approved_at is None
    with app.app_context(), transaction() as session:
        session.get_one(User, number).confirmed_at = now()
    assert "noch nicht bestätigt" not in client.get(path).get_data(as_text=True)
    assert client.post(f"{path}/aufnahme", data=decision).status_code == 302
    assert row_of(app, volunteer).approved_at is not None


@pytest.mark.parametrize("data", [{}, {"wish": "maybe", "version": "1"}, {"wish": "yes", "version": "x"}])
def test_unclear_decision_changes_nothing(app: Flask, data: dict[str, str]) -> None:
    number = add(app, approved_at=None)
    assert signed_in(app, "organisation").post(f"/ehrenamtliche/{number}/aufnahme", data=data).status_code == 422
    assert row_of(app, number).approved_at is None


def test_clearance_is_noted_with_who_saw_it(app: Flask) -> None:
    number, day = add(app), today()
    data = {
        "qualification": "police_clearance",
        "issued_on": (day - timedelta(days=30)).isoformat(),
        "seen_on": day.isoformat(),
        "next_due": (day + timedelta(days=1000)).isoformat(),
    }
    client = signed_in(app, "organisation")
    assert client.post(f"/ehrenamtliche/{number}/nachweis", data=data).status_code == 302
    with app.app_context():
        kept = db.session.scalars(select(Clearance)).one()
        assert kept.seen_by_id == user_named("organisation").id
        assert kept.next_due == day + timedelta(days=1000)
    client.post(f"/ehrenamtliche/{number}/nachweis/{kept.id}/loeschen")
    with app.app_context():
        assert db.session.scalars(select(Clearance)).all() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"issued_on": "2999-01-01"}, "Das liegt in der Zukunft."),
        ({"issued_on": "1990-01-01"}, "Das liegt zu weit zurück."),
        ({"issued_on": "x"}, "Not a valid date value."),
        ({"seen_on": "2026-01-01"}, "noch nicht ausgestellt"),
        ({"issued_on": "2026-01-01"}, "über drei Monate alt"),
        ({"next_due": "2026-06-01"}, "nach dem Tag liegen"),
        ({"next_due": "2031-06-02"}, "Spätestens 5 Jahre"),
        ({"next_due": ""}, "Bitte ausfüllen."),
        ({"qualification": "driving_licence"}, "Not a valid choice"),
    ],
)
def test_unlikely_clearance_is_refused_beside_the_field(app: Flask, changes: dict[str, str], said: str) -> None:
    number = add(app)
    data = {
        "qualification": "police_clearance", "issued_on": "2026-06-01", "seen_on": "2026-06-15",
        "next_due": "2031-06-01", **changes,
    }  # fmt: skip
    answer = signed_in(app, "organisation").post(f"/ehrenamtliche/{number}/nachweis", data=data)
    assert answer.status_code == 422
    if "Not a" not in said:
        assert said in answer.get_data(as_text=True)


def test_contact_data_are_corrected(app: Flask) -> None:
    number = add(app)
    data = {"version": row_of(app, number).version, "first_name": "Vera", "last_name": "Eiche", "phone": "0231 123"}
    assert signed_in(app, "organisation").post(f"/ehrenamtliche/{number}/kontakt", data=data).status_code == 302
    assert row_of(app, number).last_name == "Eiche"


def test_second_to_save_contact_data_keeps_what_was_typed_and_is_told(app: Flask) -> None:
    number = add(app)
    data = {"version": row_of(app, number).version + 1, "first_name": "Vera", "last_name": "Eiche", "phone": ""}
    answer = signed_in(app, "organisation").post(f"/ehrenamtliche/{number}/kontakt", data=data)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "inzwischen jemand geändert" in text
    assert "Eiche" in text
    assert row_of(app, number).last_name == "Ulme"


def test_telephone_number_with_words_is_refused(app: Flask) -> None:
    number = add(app)
    data = {"version": row_of(app, number).version, "first_name": "Vera", "last_name": "", "phone": "ruf an"}
    text = signed_in(app, "organisation").post(f"/ehrenamtliche/{number}/kontakt", data=data).get_data(as_text=True)
    assert "Bitte nur Ziffern" in text
    assert "Bitte ausfüllen." in text


@pytest.mark.parametrize("what", ["", "/kontakt", "/aufnahme", "/nachweis", "/nachweis/1/loeschen"])
def test_foreign_volunteer_looks_like_a_missing_one(app: Flask, what: str) -> None:
    foreign = add(app, organisation_id=2, clearances=[clearance()])
    client = signed_in(app, "organisation")
    for number in (foreign, 4711):
        path = f"/ehrenamtliche/{number}{what}"
        data = {"wish": "yes", "version": "1"}
        assert (client.post(path, data=data) if what else client.get(path)).status_code == 404
    with app.app_context():
        assert len(db.session.scalars(select(Clearance)).all()) == 1


def test_person_without_an_organisation_sees_nobody(app: Flask) -> None:
    add(app)
    with app.app_context(), transaction():
        user_named("organisation").organisation_id = None
    assert "Ulme" not in page(app, "/ehrenamtliche?gruppe=all")
