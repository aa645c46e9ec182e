"""The review board in the browser: who sees what, how a step is taken, and what the slower of two is told."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.counting import counted_queries
from tests.webapp.services.town import match, proposal, town
from tests.webapp.site import make_household, make_need, make_offer, make_volunteer, signed_in, user_named
from webapp.clock import now, today
from webapp.database import db, transaction
from webapp.models import Clearance, Household, LogEntry, Match, Pin, Volunteer
from webapp.models.accounts import ROLES
from webapp.services import decisions

PAGES = (
    "/vorschlaege/1",
    "/vorschlaege/1/blick",
    "/vorschlaege/1/ablehnen",
    "/vorschlaege/1/moeglichkeiten",
    "/vorschlaege/bedarf/1/ersetzen",
    "/vorschlaege/bedarf/1/festlegen",
    "/vorschlaege/bedarf/1/eilig",
)
STEPS = ("/vorschlaege/1/annehmen", "/vorschlaege/1/zurueck", "/vorschlaege/1/bestaetigen", "/vorschlaege/1/beginnen",
         "/vorschlaege/1/neu-freigeben", "/vorschlaege/1/ablehnen", "/vorschlaege/1/antwort", "/vorschlaege/1/probe",
         "/vorschlaege/1/beenden", "/vorschlaege/bedarf/1/ersetzen", "/vorschlaege/bedarf/1/festlegen",
         "/vorschlaege/bedarf/1/loesen")  # fmt: skip


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return town(tmp_path)


@pytest.fixture
def staff(app: Flask) -> FlaskClient:
    return signed_in(app, "staff")


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def version(app: Flask, number: int = 1) -> str:
    with app.app_context():
        return str(match(number).version)


def status(app: Flask, number: int = 1) -> str:
    with app.app_context():
        return match(number).status


# Who sees what


@pytest.mark.parametrize("path", ["/vorschlaege", "/vorschlaege/luecken", *PAGES])
def test_board_needs_somebody_signed_in_as_staff(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 302
    for role in ROLES:
        if role != "staff":
            assert signed_in(app, role).get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_page_of_a_foreign_or_missing_match_is_not_there(app: Flask, staff: FlaskClient, path: str) -> None:
    text(signed_in(app, "staff2"), path, 404)
    text(staff, path.replace("/1", "/99"), 404)
    text(staff, path.replace("/1", "/99999999999999999999"), 404)


@pytest.mark.parametrize("path", STEPS)
def test_step_with_a_foreign_or_missing_match_is_not_there(app: Flask, staff: FlaskClient, path: str) -> None:
    data = {"version": version(app), "reason": "other", "choice": "v00001||tue 16:00|", "result": "well"}
    assert signed_in(app, "staff2").post(path, data=data).status_code == 404
    assert staff.post(path.replace("/1", "/99"), data=data).status_code == 404
    assert status(app) == "proposed"


def test_foreign_proposals_are_not_on_the_board(app: Flask) -> None:
    assert "H-1 " not in text(signed_in(app, "staff2"), "/vorschlaege")


def test_names_are_short_until_somebody_is_asked_and_the_familys_name_is_not_there(
    app: Flask, staff: FlaskClient
) -> None:
    page = text(staff, "/vorschlaege?row=1")
    assert "Vera U." in page
    assert "Ulme" not in page
    assert "Bernstein" not in page
    staff.post("/vorschlaege/1/annehmen", data={"version": version(app)})
    assert "Vera Ulme" in text(staff, "/vorschlaege?row=1")


def test_reading_a_match_in_hand_is_logged(app: Flask, staff: FlaskClient) -> None:
    staff.post("/vorschlaege/1/annehmen", data={"version": version(app)})
    assert "Familie Bernstein" in text(staff, "/vorschlaege/1")
    with app.app_context():
        assert db.session.query(LogEntry).filter_by(action="household.read", subject="household:1").count() == 1


def test_map_shows_areas_not_doors(app: Flask, staff: FlaskClient) -> None:
    page = text(staff, "/vorschlaege/1/blick")
    assert "51.5241" not in page
    # 51.5241 / 0.0045 = 11449.8, so 11450 * 0.0045.
    assert "51.525" in page
    with app.app_context(), transaction() as session:
        session.get_one(Household, 1).address_protected = True
    assert "data-points" not in text(staff, "/vorschlaege/1/blick")


# The list


def test_board_says_how_far_the_team_is(app: Flask, staff: FlaskClient) -> None:
    assert "1 offen · 0 entschieden" in text(staff, "/vorschlaege")
    staff.post("/vorschlaege/annehmen", data={"one": f"1:{version(app)}"})
    assert "0 offen · 1 entschieden" in text(staff, "/vorschlaege")


def test_empty_board_says_what_comes(app: Flask) -> None:
    assert (
        "ersten Vorschläge" in (page := text(signed_in(app, "staff2"), "/vorschlaege"))
        or "Noch keine Vorschläge" in page
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [("page=99", True), ("page=x", True), ("row=99", True),
     ("kind=companion", True), ("kind=counselling", False), ("language=ar", True), ("language=ti", False),
     ("state=open", True), ("state=asked", False), ("warning=stale", False), ("search=H-1", True),
     ("search=h-2", False), ("search=vera", True), ("search=nobody", False), ("search=%C2%B2", False),
     ("named=1", True)],
)  # fmt: skip
def test_list_is_narrowed(app: Flask, staff: FlaskClient, query: str, shown: bool) -> None:
    assert ('id="m1"' in text(staff, f"/vorschlaege?{query}")) is shown


def test_name_that_is_searched_for_stays_out_of_addresses(app: Flask, staff: FlaskClient) -> None:
    answer = staff.post("/vorschlaege", data={"search": "Vera", "kind": "companion"})
    assert answer.headers["Location"] == "/vorschlaege?kind=companion&named=1"
    page = text(staff, answer.headers["Location"])
    assert 'value="Vera"' in page
    assert 'id="m1"' in page
    assert not re.search(r'(?:href|action|hx-get)="[^"]*Vera', page)
    accepted = staff.post("/vorschlaege/annehmen", data={"one": f"1:{version(app)}", "named": "1"})
    assert accepted.headers["Location"] == "/vorschlaege?named=1&row=1#m1"
    gone = staff.post("/vorschlaege", data={"search": "Nora"}).headers["Location"]
    assert 'id="m1"' not in text(staff, gone)


def test_number_that_is_searched_for_stands_in_the_address(staff: FlaskClient) -> None:
    assert staff.post("/vorschlaege", data={"search": " h-1 "}).headers["Location"] == "/vorschlaege?search=h-1"
    assert staff.post("/vorschlaege", data={"search": ""}).headers["Location"] == "/vorschlaege"


def test_for_a_protected_family_no_machine_looks(app: Flask, staff: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Household, 1).address_protected = True
    page = text(staff, "/vorschlaege/bedarf/1/ersetzen")
    assert "Hier sucht das Team selbst, kein Rechner." in page
    assert 'name="choice"' not in page


def test_warnings_are_told(app: Flask, staff: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        vera = session.get_one(Volunteer, 1)
        vera.profile_confirmed_at = now() - timedelta(weeks=27)
        vera.clearances.append(
            Clearance(qualification="police_clearance", issued_on=date(2020, 1, 1), seen_on=date(2020, 1, 1),
                      next_due=today() + timedelta(weeks=7))
        )  # fmt: skip
        need = session.get_one(Match, 1).need
        session.query(Match).delete()
        session.add_all(
            [proposal(need, volunteer_id=3, status="withdrawn"), proposal(need, volunteer_id=3, status="expired")]
        )
        session.flush()
        session.add(proposal(need, volunteer_id=1))
    page = text(staff, "/vorschlaege?warning=stale")
    for words in ("Angaben alt</span>", "Nachweis endet bald</span>", "dritter Wechsel in Folge</span>"):
        assert words in page


def test_newer_clearance_ends_the_warning(app: Flask, staff: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        for weeks in (7, 60):
            session.add(
                Clearance(volunteer_id=1, qualification="police_clearance", issued_on=date(2020, 1, 1),
                          seen_on=date(2020, 1, 1), next_due=today() + timedelta(weeks=weeks))
            )  # fmt: skip
    assert 'id="m1"' not in text(staff, "/vorschlaege?warning=clearance")


def test_number_of_queries_does_not_grow_with_the_rows(app: Flask, staff: FlaskClient) -> None:
    text(staff, "/vorschlaege")
    with counted_queries(app) as few:
        text(staff, "/vorschlaege")
    with app.app_context(), transaction() as session:
        offer = make_offer(seats=99)
        session.add(offer)
        for n in range(20):
            home = make_household()
            needs = [make_need(home), make_need(home, kind="language_course"), make_need(home)]
            session.add_all([home, *needs])
            session.flush()
            helper = make_volunteer(first_name=f"Helferin{n}")
            session.add(helper)
            session.flush()
            session.add(proposal(needs[0], volunteer_id=helper.id, mediator_id=2))
            session.add(proposal(needs[1], offer_id=offer.id, start="mon 09:00"))
    with counted_queries(app) as many:
        page = text(staff, "/vorschlaege")
    # 20 families on a page: the first with one proposal, 19 with two.
    assert page.count("<article") == 39
    # One more each for offers, members and the newest match of needs without a proposal: once, not per row.
    assert len(many) <= len(few) + 4


# Steps


def test_many_are_accepted_at_once_and_what_is_impossible_is_told(app: Flask, staff: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        second = make_need(make_household())
        session.add(second)
        session.flush()
        session.add(proposal(second, volunteer_id=3))  # speaks German only
    answer = staff.post(
        "/vorschlaege/annehmen", data={"pick": [f"1:{version(app)}", f"2:{version(app, 2)}"]}, follow_redirects=True
    )
    page = answer.get_data(as_text=True)
    assert "1 Vorschlag angenommen." in page
    assert "H-2, Begleitung: Das geht jetzt nicht: Regel „Sprache“." in page
    assert (status(app), status(app, 2)) == ("asked", "proposed")


@pytest.mark.parametrize("pick", ["", "x", "1", "1:x", "1:1:1", "²:1", "99999999999999:1"])
def test_nonsense_selection_changes_nothing(app: Flask, staff: FlaskClient, pick: str) -> None:
    assert staff.post("/vorschlaege/annehmen", data={"pick": pick}).status_code == 302
    assert status(app) == "proposed"


def test_the_slower_of_two_reads_who_did_what_when(app: Flask, staff: FlaskClient) -> None:
    seen = version(app)
    colleague = signed_in(app, "colleague")
    staff.post("/vorschlaege/1/annehmen", data={"version": seen})
    answer = colleague.post("/vorschlaege/annehmen", data={"one": f"1:{seen}"})
    assert answer.status_code == 409
    assert f"Staff, {today().day}." in answer.get_data(as_text=True)
    assert "gefragt" in answer.get_data(as_text=True)


def test_what_the_slower_one_typed_stays(app: Flask, staff: FlaskClient) -> None:
    seen = version(app)
    staff.post("/vorschlaege/1/annehmen", data={"version": seen})
    typed = {"version": seen, "reason": "too_far", "note": "zwei Busse und ein langer Fußweg"}
    answer = signed_in(app, "colleague").post("/vorschlaege/1/ablehnen", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "zwei Busse und ein langer Fußweg" in page
    assert 'value="too_far" checked' in page
    assert "Staff, " in page


def test_decline_needs_a_reason_and_tells_what_it_does(app: Flask, staff: FlaskClient) -> None:
    answer = staff.post("/vorschlaege/1/ablehnen", data={"version": version(app), "note": "x" * 301})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Bitte wählen Sie etwas aus." in page
    assert "höchstens 300 Zeichen" in page
    assert "Dieses Paar wird 26 Wochen nicht mehr vorgeschlagen." in page


def test_declined_is_told_and_can_be_taken_back(app: Flask, staff: FlaskClient) -> None:
    answer = staff.post(
        "/vorschlaege/1/ablehnen", data={"version": version(app), "reason": "too_far"}, follow_redirects=True
    )
    assert "26 Wochen" in answer.get_data(as_text=True)
    assert "Zurücknehmen" in answer.get_data(as_text=True)
    staff.post("/vorschlaege/1/zurueck", data={"version": version(app)})
    assert status(app) == "proposed"


@pytest.mark.parametrize("until", ["gestern", "2020-01-01", "9999-99-99"])
def test_pause_until_nonsense_is_told(app: Flask, staff: FlaskClient, until: str) -> None:
    answer = staff.post("/vorschlaege/1/ablehnen", data={"version": version(app), "reason": "no_time", "until": until})
    assert answer.status_code in (409, 422)
    assert status(app) == "proposed"


def test_filters_are_kept_over_a_step(app: Flask, staff: FlaskClient) -> None:
    answer = staff.post("/vorschlaege/1/annehmen", data={"version": version(app), "kind": "companion", "evil": "x"})
    assert answer.location == "/vorschlaege?kind=companion&row=1#m1"


def test_replaced_with_a_lifted_rule_only_when_it_is_confirmed(app: Flask, staff: FlaskClient) -> None:
    data = {"version": version(app), "choice": "v00003||tue 16:00|language"}
    answer = staff.post("/vorschlaege/bedarf/1/ersetzen", data=data)
    assert answer.status_code == 422
    assert "bestätigen Sie" in answer.get_data(as_text=True)
    answer = staff.post("/vorschlaege/bedarf/1/ersetzen", data={**data, "lifted": "y"})
    assert answer.status_code == 302
    assert (status(app, 1), status(app, 2)) == ("withdrawn", "asked")


@pytest.mark.parametrize(
    "choice", ["", "x", "|||", "v1|v2", "zzz||tue 16:00|", "v00003||tue 16:07|", "v00099||tue 16:00|", "o1||x|y",
               "v99999999999999999999||tue 16:00|", "v00001||tue 16:00|gender"],
)  # fmt: skip
def test_nonsense_choice_is_told(app: Flask, staff: FlaskClient, choice: str) -> None:
    data = {"version": version(app), "choice": choice, "lifted": "y"}
    assert staff.post("/vorschlaege/bedarf/1/ersetzen", data=data).status_code in (409, 422)
    assert status(app) == "proposed"


def test_other_time_is_asked_for(app: Flask, staff: FlaskClient) -> None:
    data = {"version": version(app), "choice": "v00001||tue 16:00|", "day": "sun", "clock": "10:00"}
    answer = staff.post("/vorschlaege/bedarf/1/ersetzen", data=data)
    assert (answer.status_code, "Regel „Zeit“" in answer.get_data(as_text=True)) == (409, True)
    assert staff.post("/vorschlaege/bedarf/1/ersetzen", data={**data, "at_any_time": "y"}).status_code == 302
    with app.app_context():
        assert (match(2).start, match(2).waive) == ("sun 10:00", ["time"])


def test_only_the_mediator_is_fixed_and_can_be_let_go(app: Flask, staff: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Match, 1).volunteer_id, session.get_one(Match, 1).mediator_id = 3, 2
    answer = staff.post("/vorschlaege/bedarf/1/festlegen", data={"version": version(app), "parts": ["mediator"]})
    assert answer.status_code == 302
    with app.app_context():
        pin = db.session.query(Pin).one()
        assert (pin.volunteer_id, pin.mediator_id, pin.start) == (None, 2, None)
    assert "festgelegt" in text(staff, "/vorschlaege")
    staff.post("/vorschlaege/bedarf/1/loesen")
    with app.app_context():
        assert db.session.query(Pin).count() == 0


def test_match_lives_through_all_its_steps_on_its_page(app: Flask, staff: FlaskClient) -> None:
    def press(step: str, **data: str) -> None:
        answer = staff.post(f"/vorschlaege/1/{step}", data={"version": version(app), "to": "match", **data})
        assert (answer.status_code, answer.location) == (302, "/vorschlaege/1"), step
        text(staff, "/vorschlaege/1")

    press("annehmen")
    press("antwort", who="volunteer", reply="yes")
    press("bestaetigen")
    press("beginnen")
    press("probe", result="well", note="alle zufrieden")
    press("beenden", reason="goal_reached")
    assert status(app) == "ended"
    page = text(staff, "/vorschlaege/1")
    for words in ("alle zufrieden", "Läuft gut", "Ziel erreicht", "Antwort: wer hilft"):
        assert words in page


@pytest.mark.parametrize("step", ["antwort", "probe", "beenden"])
def test_form_of_the_match_page_without_a_choice_is_told(app: Flask, staff: FlaskClient, step: str) -> None:
    staff.post("/vorschlaege/1/annehmen", data={"version": version(app)})
    if step != "antwort":
        with app.app_context():
            decisions.answer(user_named("volunteer"), 1, True)
            decisions.confirm(user_named("staff"), 1, None)
            decisions.activate(user_named("staff"), 1, None)
    answer = staff.post(f"/vorschlaege/1/{step}", data={"version": version(app)})
    assert answer.status_code == 422
    assert "Bitte wählen Sie etwas aus." in answer.get_data(as_text=True)


@pytest.mark.parametrize("text_of_version", ["", "x", "-1", "99999999999999999999"])
def test_nonsense_version_is_refused(app: Flask, staff: FlaskClient, text_of_version: str) -> None:
    answer = staff.post("/vorschlaege/1/annehmen", data={"version": text_of_version})
    assert answer.status_code == 409
    assert status(app) == "proposed"
