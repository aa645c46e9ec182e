"""Pages of households: list, one family, first visit, needs, agreements."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.webapp.counting import counted_queries
from tests.webapp.site import fill, make_app, make_household, make_need, make_volunteer, signed_in
from webapp.clock import now, today
from webapp.database import db, transaction
from webapp.models import Agreement, Household, LogEntry, Match, Member, Need

NONSENSE = [
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "nan",
    "²",
    "٣",
    "x" * 5000,
    "\x00",
    "9" * 30,
    "2026-13-45",
    "'; --",
    "<b>",
    "💥",
]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context(), transaction() as session:
        home = make_household(id=1, members=[Member(id=5, label="Tochter", birth_year=2017, gender="f")])
        foreign = make_household(id=2, district_code="eving", contact_name="Familie Fremd")
        home.agreements = [Agreement(id=1, goals="Schwimmen lernen", valid_from=today())]
        foreign.agreements = [Agreement(id=2, goals="x", valid_from=today())]
        session.add_all([make_need(home, id=1), make_need(foreign, id=2), make_volunteer(id=1)])
    return app


@pytest.fixture
def staff(app: Flask) -> FlaskClient:
    return signed_in(app, "staff")


def visit_form(**changes: Any) -> dict[str, Any]:
    return {
        "contact_name": "Familie Kiesel",
        "district_code": "brackel",
        "flat": "own_lease",
        "registered_on": "2026-08-03",
        "first_visit_on": "2026-08-10",
        "members-0-label": "Mutter",
        "members-0-birth_year": "1990",
        "members-0-gender": "f",
        "languages-0-code": "ti",
        "languages-0-level": "native",
        "availability": "Di 16-19, Sa 9:00-12:00",
        "contact_gender": "",
        "needs-0-kind": "companion",
        "needs-0-hours": "2",
        "needs-0-duration": "regular",
        "needs-0-urgency": "3",
        "needs-0-attendee": "row-0",
        "agreement-state": "later",
        **changes,
    }


def only_household(session: Session, name: str) -> Household:
    return session.query(Household).filter_by(contact_name=name).one()


def test_first_visit_of_a_new_family_is_saved_from_one_page(app: Flask, staff: FlaskClient) -> None:
    answer = staff.post("/haushalte/neu", data=visit_form())
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with app.app_context():
        row = only_household(db.session, "Familie Kiesel")
        assert row.availability == ["tue 16:00-19:00", "sat 09:00-12:00"]
        assert row.languages == {"ti": "native"}
        assert row.lat == pytest.approx(51.527)
        assert row.needs[0].attendee is row.members[0]


def test_page_shows_what_is_saved(staff: FlaskClient) -> None:
    page = staff.get("/haushalte/1").get_data(as_text=True)
    for words in ("Familie Bernstein", "H-1", "Tochter", "Begleitung", "offen", "Schwimmen lernen", "Arabisch"):
        assert words in page
    page = staff.get("/haushalte/1/erstbesuch").get_data(as_text=True)
    for words in ('value="Tochter"', "Di 16:00-20:00", "Schwimmen lernen", 'value="2017"'):
        assert words in page


def test_reading_a_family_is_logged(app: Flask, staff: FlaskClient) -> None:
    for path in ("/haushalte/1", "/haushalte/1/erstbesuch", "/bedarfe/1", "/bedarfe/1/schliessen"):
        staff.get(path)
    with app.app_context():
        entries = db.session.query(LogEntry).filter_by(action="household.read", subject="household:1").count()
    assert entries == 4


FOREIGN = [
    "/haushalte/2", "/haushalte/2/erstbesuch", "/haushalte/2/bedarf", "/bedarfe/2", "/bedarfe/2/schliessen",
    "/haushalte/2/vereinbarung", "/haushalte/1/vereinbarung/2",
]  # fmt: skip
MISSING = [path.replace("2", "999999999999999999999") for path in FOREIGN]


def test_foreign_and_missing_records_look_alike(staff: FlaskClient) -> None:
    for path in [*FOREIGN, *MISSING]:
        assert staff.get(path).status_code == 404, path
        assert staff.post(path, data=visit_form(version="1")).status_code in (404, 405), path


def test_foreign_records_are_not_asked_about(staff: FlaskClient) -> None:
    for path in ("/haushalte/2/heute", "/haushalte/2/bedarf/heute", "/bedarfe/2/oeffnen"):
        assert staff.post(path, data=visit_form()).status_code == 404, path


def test_other_roles_are_refused(app: Flask) -> None:
    for role in ("volunteer", "organisation", "coordinator", "planner", "auditor", "admin"):
        client = signed_in(app, role)
        assert client.get("/haushalte").status_code == 403
        assert client.get("/haushalte/1").status_code == 403


def test_nonsense_is_answered_never_a_crash(staff: FlaskClient) -> None:
    further = ("lat", "members-0-id", "members-²-label", "needs-0-seats", "needs-0-place_lat", "needs-0-requires",
               "agreement-review_on")  # fmt: skip
    for field in (*visit_form(), *further):
        # Each value many times over all fields, but not every pair: the page is large.
        for value in NONSENSE[sum(map(ord, field)) % 3 :: 3]:
            data = visit_form(**{"agreement-state": "agreed", "agreement-goals": "x", field: value})
            asked = staff.post("/haushalte/heute", data=data)
            assert asked.status_code == 200, (field, value)
            # Saved, or answered with what is wrong.
            wrong = staff.post("/haushalte/neu", data=data)
            assert wrong.status_code in (302, 422), (field, value)


@pytest.mark.parametrize("field", ["search", "only", "page"])
def test_nonsense_in_the_search_finds_nothing_but_is_answered(staff: FlaskClient, field: str) -> None:
    for value in NONSENSE:
        assert staff.post("/haushalte", data={field: value}).status_code == 200
        assert staff.get("/haushalte", query_string={field: value}).status_code == 200


def test_nonsense_about_a_need_is_answered(staff: FlaskClient) -> None:
    good = {"kind": "companion", "hours": "2", "urgency": "2", "duration": "regular", "version": "1"}
    for value in NONSENSE:
        for field in ("kind", "hours", "attendee", "version", "seats", "urgency"):
            data = {**good, field: value}
            assert staff.post("/bedarfe/1", data=data).status_code in (302, 409, 422)
            assert staff.post("/haushalte/1/bedarf", data=data).status_code in (200, 302, 422)
            assert staff.post("/haushalte/1/bedarf/heute", data=data).status_code == 200
        assert staff.post("/bedarfe/1/schliessen", data={"reason": value, "version": value}).status_code == 422
        assert staff.post("/bedarfe/1/oeffnen", data={"version": value}).status_code == 302
    assert staff.post("/bedarfe/1/oeffnen", data={"version": "9" * 5000}).status_code == 302


WRONG = [
    ("contact_name", "", "Wie heißt die Familie?"),
    ("district_code", "eving", "Bitte wählen Sie einen Stadtbezirk Ihres Standorts."),
    ("availability", "immer", "Das ist nicht zu verstehen: „immer“"),
    ("members-0-birth_year", "1700", "Ein Jahr zwischen 1900 und heute."),
    ("first_visit_on", "2026-08-02", "Der Erstbesuch liegt vor dem Tag der Meldung."),
    ("registered_on", "gestern", "Bitte ein Datum"),
    ("needs-0-kind", "alchemy", "Diese Art von Bedarf gibt es nicht."),
    ("needs-0-attendee", "row-7", "Diese Person gehört nicht zum Haushalt."),
    ("lat", "200", "Dieser Punkt liegt auf keiner Karte."),
]


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(app: Flask, staff: FlaskClient) -> None:
    for field, value, words in WRONG:
        answer = staff.post("/haushalte/neu", data=visit_form(**{"address": "Hohlweg 7", field: value}))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, field
        assert words in page
        assert 'value="Hohlweg 7"' in page
    with app.app_context():
        assert db.session.query(Household).count() == 2


def test_second_to_save_keeps_what_was_typed_and_may_save_again(app: Flask, staff: FlaskClient) -> None:
    with app.app_context():
        version = db.session.get_one(Household, 1).version
    assert staff.post("/haushalte/1/erstbesuch", data=visit_form(version=version)).status_code == 302
    second = visit_form(version=version, address="Hohlweg 7")
    answer = staff.post("/haushalte/1/erstbesuch", data=second)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Jemand war schneller" in page
    assert 'value="Hohlweg 7"' in page
    with app.app_context():
        version = db.session.get_one(Household, 1).version
    assert f'name="version" type="hidden" value="{version}"' in page
    assert staff.post("/haushalte/1/erstbesuch", data={**second, "version": version}).status_code == 302


def test_another_district_moves_the_home_unless_a_point_was_set(app: Flask) -> None:
    client = signed_in(app, "staff")
    with app.app_context():
        row = db.session.get_one(Household, 1)
        version, lat, lon = row.version, row.lat, row.lon
    client.post("/haushalte/1/erstbesuch", data=visit_form(version=version, lat=lat, lon=lon))
    with app.app_context():
        row = db.session.get_one(Household, 1)
        assert (row.lat, row.lon) == (lat, lon)


def test_protected_address_is_marked_and_not_counted(app: Flask, staff: FlaskClient) -> None:
    staff.post("/haushalte/neu", data=visit_form(address_protected="y"))
    with app.app_context():
        row = only_household(db.session, "Familie Kiesel")
        assert row.lat is None
        number = row.id
    assert "Adresse geschützt" in staff.get(f"/haushalte/{number}").get_data(as_text=True)
    told = staff.post("/haushalte/heute", data=visit_form(address_protected="y")).get_data(as_text=True)
    assert "Adresse geschützt" in told


def test_each_need_is_told_how_many_could_help_today(staff: FlaskClient) -> None:
    data = visit_form(**{"languages-0-code": "ar", "needs-3-kind": "interpreting", "needs-3-hours": "1",
                         "needs-3-duration": "once", "needs-3-urgency": "1"})  # fmt: skip
    told = staff.post("/haushalte/heute", data=data).get_data(as_text=True)
    assert 'id="needs-0-today"' in told
    assert 'id="needs-3-today"' in told
    assert "1 Person oder Angebot könnte heute helfen" in told
    assert "0: " in told
    alone = {"kind": "companion", "hours": "2", "urgency": "2", "duration": "regular"}
    told = staff.post("/haushalte/1/bedarf/heute", data=alone).get_data(as_text=True)
    assert "1 Person oder Angebot könnte heute helfen" in told


def test_need_is_added_and_changed_on_a_page_of_its_own(app: Flask, staff: FlaskClient) -> None:
    assert "Sprachkurs" in staff.get("/haushalte/1/bedarf").get_data(as_text=True)
    data = {"kind": "counselling", "hours": "1", "urgency": "4", "duration": "once", "attendee": "id-5"}
    assert staff.post("/haushalte/1/bedarf", data=data).status_code == 302
    with app.app_context():
        need = db.session.query(Need).filter_by(kind="counselling").one()
        assert (need.attendee_id, need.urgency, need.household_id) == (5, 4, 1)
        number, version = need.id, need.version
    data = {**data, "urgency": "1", "version": version}
    assert staff.post(f"/bedarfe/{number}", data=data).status_code == 302
    answer = staff.post(f"/bedarfe/{number}", data={**data, "wish": "Bitte nachmittags"})
    assert answer.status_code == 409
    assert "Bitte nachmittags" in answer.get_data(as_text=True)


def test_closing_asks_what_becomes_of_a_proposal_and_can_be_taken_back(app: Flask, staff: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        session.add(Match(id=1, need_id=1, volunteer_id=1, status="proposed", start="tue 16:00", created_at=now()))
        version = session.get_one(Need, 1).version
    answer = staff.post("/bedarfe/1/schliessen", data={"reason": "met", "version": version})
    assert answer.status_code == 422
    assert "Dieser Vorschlag wird zurückgezogen." in answer.get_data(as_text=True)
    assert staff.post(
        "/bedarfe/1/schliessen", data={"reason": "met", "version": version, "end_match": "yes"}
    ).status_code == 302  # fmt: skip
    page = staff.get("/haushalte/1").get_data(as_text=True)
    assert "Rückgängig" in page
    assert "zurückgezogen" in page
    with app.app_context():
        version = db.session.get_one(Need, 1).version
    staff.post("/bedarfe/1/oeffnen", data={"version": version})
    with app.app_context():
        assert db.session.get_one(Need, 1).closed_on is None
        assert db.session.get_one(Match, 1).status == "proposed"


def test_agreement_is_added_changed_and_refused(app: Flask, staff: FlaskClient) -> None:
    good = {"state": "agreed", "goals": "Kurs beginnen", "valid_from": "2026-09-01", "review_on": "2026-12-01"}
    assert staff.post("/haushalte/1/vereinbarung", data=good).status_code == 302
    assert staff.post("/haushalte/1/vereinbarung", data={**good, "goals": ""}).status_code == 422
    early = {**good, "valid_until": "2026-08-01"}
    assert "Das Ende liegt vor dem Anfang." in staff.post("/haushalte/1/vereinbarung", data=early).get_data(
        as_text=True
    )
    with app.app_context():
        version = db.session.get_one(Agreement, 1).version
    refused = {"state": "refused", "version": version, "valid_from": "2026-09-01"}
    assert staff.post("/haushalte/1/vereinbarung/1", data=refused).status_code == 302
    assert staff.post("/haushalte/1/vereinbarung/1", data=refused).status_code == 409
    assert "Das ändert nichts an der Hilfe" in staff.get("/haushalte/1").get_data(as_text=True)


def test_empty_list_says_how_to_begin_and_a_search_without_result_how_to_go_on(app: Flask, staff: FlaskClient) -> None:
    assert "Kein Haushalt passt dazu." in staff.post("/haushalte", data={"search": "Nirgendwer"}).get_data(as_text=True)
    with app.app_context(), transaction() as session:
        session.get_one(Household, 1).left_on = today()
    assert "noch kein Haushalt aufgenommen" in staff.get("/haushalte").get_data(as_text=True)


def test_search_is_sent_in_the_body_and_answered_in_part(staff: FlaskClient) -> None:
    page = staff.get("/haushalte").get_data(as_text=True)
    assert 'method="post"' in page
    part = staff.post("/haushalte", data={"search": "Bernstein"}, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "Familie Bernstein" in part
    assert "<html" not in part


def test_queries_do_not_grow_with_the_rows(app: Flask, staff: FlaskClient) -> None:
    def counts() -> list[int]:
        found = []
        for path in ("/haushalte", "/haushalte/1", "/haushalte/1/erstbesuch"):
            staff.get(path)
            with counted_queries(app) as queries:
                staff.get(path)
            found.append(len(queries))
        return found

    with app.app_context(), transaction() as session:
        session.add(Match(need_id=1, volunteer_id=1, status="active", created_at=now()))
    few = counts()
    with app.app_context(), transaction() as session:
        home = session.get_one(Household, 1)
        home.members += [Member(label="Kind") for _ in range(5)]
        for number in range(100, 110):
            need = make_need(home, id=number, attendee=home.members[0])
            helper = make_volunteer(id=number)
            session.add_all([need, helper])
            session.flush()
            session.add(Match(need_id=number, volunteer_id=number, status="active", created_at=now()))
        session.add_all(make_need(make_household()) for _ in range(10))
    assert counts() == few
