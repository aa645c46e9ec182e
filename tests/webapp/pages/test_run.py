"""The coordinator's pages about the weekly run."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.counting import counted_queries
from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, make_volunteer, signed_in
from webapp import clock
from webapp.database import db, transaction
from webapp.models import Household, LogEntry, Match, Pin, PolicyVersion, Run, Volunteer
from webapp.pages import run as run_pages
from webapp.services import runs
from webapp.services.release import release
from webapp.services.settings import current_policy

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
RULES = {
    "based_on": "0", "language_level": "B1", "bridge_level": "B2", "official_language": "de", "urgency_1": "10",
    "urgency_2": "20", "urgency_3": "40", "urgency_4": "80", "waiting_points_per_week": "1", "waiting_cap_weeks": "26",
    "equity": "0,25", "equity_group": "district", "mediator_cost": "30", "change_cost": "20", "familiar_bonus": "20",
    "idle_cost": "15", "household_mode": "transit", "household_max_travel_minutes": "40",
}  # fmt: skip
PAGES = ("/wochenlauf", "/laeufe", "/wer-fehlt", "/wer-fehlt/stand")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)
    fill(app)
    with clock.as_of(MONDAY):
        with app.app_context(), transaction() as session:
            home = make_household()
            session.add_all([home, make_need(home), make_volunteer(), make_offer()])
        yield app


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return signed_in(app, "coordinator")


def text_of(browser: FlaskClient, path: str = "/wochenlauf", status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status
    return plain(answer.get_data(as_text=True))


def plain(html: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def finished(app: Flask, **choices: Any) -> Run:
    with app.app_context():
        return runs.work_off(runs.start_run(None, **choices).id)


def change(app: Flask, kind: type, id_: int, **values: Any) -> None:
    with app.app_context(), transaction() as session:
        row = session.get(kind, id_)
        for name, value in values.items():
            setattr(row, name, value)


def only_run(app: Flask) -> Run:
    with app.app_context():
        return db.session.query(Run).one()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ["volunteer", "organisation", "staff", "planner", "admin"])
def test_other_roles_are_refused(app: Flask, role: str, path: str) -> None:
    assert signed_in(app, role).get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_strangers_have_to_sign_in(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in (302, 401)


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/laeufe/99"), ("get", "/laeufe/99/fall.json"), ("get", "/wochenlauf/99/fortschritt"),
     ("post", "/wochenlauf/99/anhalten"), ("post", "/wochenlauf/99/freigeben"), ("post", "/wer-fehlt/99"),
     ("get", "/laeufe/99999999999999999999")],
)  # fmt: skip
def test_unknown_run_is_not_found(browser: FlaskClient, method: str, path: str) -> None:
    assert getattr(browser, method)(path).status_code == 404


def test_auditor_reads_runs_but_takes_nothing_away(app: Flask) -> None:
    finished(app)
    browser = signed_in(app, "auditor")
    assert "Lauf 1" in text_of(browser, "/laeufe")
    page = text_of(browser, "/laeufe/1")
    assert "freigeben" not in page
    assert "Daten (JSON)" not in page
    assert browser.get("/laeufe/1/fall.json").status_code == 403


def test_before_the_first_run_the_page_says_so(browser: FlaskClient) -> None:
    page = text_of(browser)
    assert "Wochenlauf, Woche ab Mo" in page
    assert "In dieser Woche ist noch nicht gerechnet worden." in page
    assert "Es fehlt nichts, was einen Vorschlag verhindert." in page
    assert "bisher ist kein Lauf gestartet worden" in text_of(browser, "/laeufe")
    assert "bisher gibt es keinen" in text_of(browser, "/wer-fehlt")


def test_what_is_missing_is_told_with_its_cost_and_without_names(app: Flask, browser: FlaskClient) -> None:
    change(app, Household, 1, languages={})
    change(app, Volunteer, 1, availability=[], profile_confirmed_at=MONDAY - timedelta(days=181))
    page = text_of(browser)
    assert "1 Haushalt ohne Sprache: dafür kann niemand gefunden werden" in page
    assert "1 Ehrenamtliche ohne Zeiten" in page
    assert "seit einem halben Jahr nicht geprüft" in page
    assert "Bernstein" not in page
    assert "Ulme" not in page


@pytest.mark.parametrize(
    ("values", "told"),
    [({"availability": []}, "1 Haushalt ohne Zeiten"), ({"lat": None, "lon": None}, "1 Haushalt ohne Ort"),
     ({"address_protected": True}, "1 Haushalt mit geschützter Adresse")],
)  # fmt: skip
def test_household_that_cannot_be_planned_is_counted(
    app: Flask, browser: FlaskClient, values: dict[str, Any], told: str
) -> None:
    change(app, Household, 1, **values)
    assert told in text_of(browser)


def test_volunteer_waiting_for_approval_and_one_on_pause_are_counted(app: Flask, browser: FlaskClient) -> None:
    change(app, Volunteer, 1, paused_from=date(2026, 9, 1))
    with app.app_context(), transaction() as session:
        session.add(make_volunteer(approved_at=None))
    page = text_of(browser)
    assert "1 Anmeldung wartet auf ihren Träger" in page
    assert "1 Ehrenamtliche macht diese Woche Pause" in page


def test_changed_rules_are_in_force_and_told_beside_the_former(app: Flask, browser: FlaskClient) -> None:
    with app.app_context():
        release(None, finished(app).id)
    assert "Alles wie beim letzten freigegebenen Lauf" in text_of(browser)
    answer = browser.post("/wochenlauf/regeln", data={**RULES, "mediator_cost": "45", "equity": "1.5"})
    assert answer.status_code == 302
    with app.app_context():
        assert (current_policy().mediator_cost, current_policy().equity) == (45, 1.5)
    page = text_of(browser)
    assert "Minuten für eine Sprachmittlung: zuletzt 30" in page
    assert "Ausgleich: zuletzt 0,25" in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [("mediator_cost", "viel"), ("mediator_cost", "-1"), ("mediator_cost", ""), ("mediator_cost", "99999"),
     ("mediator_cost", "1.5"), ("equity", "5"), ("equity", "NaN"), ("equity", "x"), ("equity", ""),
     ("language_level", "D7"), ("household_mode", "rocket"), ("urgency_4", "9" * 40)],
)  # fmt: skip
def test_wrong_rule_gets_a_message_and_keeps_what_was_typed(
    app: Flask, browser: FlaskClient, field: str, typed: str
) -> None:
    answer = browser.post("/wochenlauf/regeln", data={**RULES, "idle_cost": "17", field: typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert 'value="17"' in page
    with app.app_context():
        assert db.session.query(PolicyVersion).count() == 0


def test_rules_changed_by_somebody_else_meanwhile_are_not_overwritten_unseen(app: Flask, browser: FlaskClient) -> None:
    browser.post("/wochenlauf/regeln", data={**RULES, "mediator_cost": "45"})
    answer = browser.post("/wochenlauf/regeln", data={**RULES, "mediator_cost": "50"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "inzwischen geändert" in page
    assert 'value="50"' in page
    assert 'name="based_on" type="hidden" value="1"' in page


def test_button_makes_the_plan_and_the_page_compares_it(app: Flask, browser: FlaskClient) -> None:
    assert browser.post("/wochenlauf/start", data={"effort": "quick", "seed": "0"}).status_code == 302
    page = text_of(browser)
    assert "fertig, nicht freigegeben" in page
    assert "1 von 1 erfüllbaren" in page
    assert "Davor ist kein Lauf freigegeben; alle 1 Vorschläge sind neu." in page
    assert only_run(app).created_by_id is not None


@pytest.mark.parametrize("data", [{"effort": "magic", "seed": "0"}, {"effort": "quick", "seed": "x"}])
def test_wrong_start_is_refused(app: Flask, browser: FlaskClient, data: dict[str, str]) -> None:
    assert browser.post("/wochenlauf/start", data=data).status_code == 422


def test_second_start_is_told_that_one_is_under_way(app: Flask, browser: FlaskClient) -> None:
    with app.app_context():
        runs.start_run(None)
    answer = browser.post("/wochenlauf/start", data={"effort": "quick", "seed": "0"}, follow_redirects=True)
    assert "Ein Lauf ist schon im Gang" in answer.get_data(as_text=True)


def test_run_under_way_shows_progress_and_can_be_stopped(app: Flask, browser: FlaskClient) -> None:
    with app.app_context():
        runs.start_run(None)
    change(app, Run, 1, status="running", beat_at=clock.now(), curve=[[1.5, 7, 10.0, 20.0, 0.5]])
    html = browser.get("/wochenlauf").get_data(as_text=True)
    assert "data-events=" in html
    assert 'value="50"' in html
    assert "Stand neu laden" in html
    assert browser.post("/wochenlauf/1/anhalten").status_code == 302
    assert only_run(app).wish == "stop"
    assert "Hält an, sobald der Rechner dazu kommt." in text_of(browser)


def test_lost_run_is_told_and_makes_way(app: Flask, browser: FlaskClient) -> None:
    with app.app_context():
        runs.start_run(None)
    change(app, Run, 1, status="running", beat_at=clock.now() - timedelta(seconds=61))
    page = text_of(browser)
    assert "mitten im Lauf aufgehört" in page
    assert "Neu rechnen" in page


def test_clashing_pins_are_named(app: Flask, browser: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        session.add(Pin(need_id=1, volunteer_id=1, start="mon 08:00", created_at=clock.now()))
    finished(app)
    assert "Bedarf n00001: dafür bleibt niemand (Zeit)." in text_of(browser)


def test_release_needs_the_box_to_be_ticked(app: Flask, browser: FlaskClient) -> None:
    finished(app)
    answer = browser.post("/wochenlauf/1/freigeben")
    assert answer.status_code == 422
    assert "Bitte bestätigen Sie" in answer.get_data(as_text=True)
    answer = browser.post("/wochenlauf/1/freigeben", data={"sure": "y"}, follow_redirects=True)
    assert "Freigegeben: 1 neu oder geändert, 0 unverändert, 0 zurückgezogen." in answer.get_data(as_text=True)
    again = browser.post("/wochenlauf/1/freigeben", data={"sure": "y"}, follow_redirects=True)
    assert "schon freigegeben" in again.get_data(as_text=True)
    with app.app_context():
        assert db.session.query(Match).count() == 1


def test_changes_are_listed_with_their_reason(app: Flask, browser: FlaskClient) -> None:
    with app.app_context():
        release(None, finished(app).id)
    change(app, Volunteer, 1, availability=["tue 17:00-20:00"])
    finished(app)
    page = text_of(browser)
    assert "n00001 · Begleitung Brackel v00001, Di 16:00 v00001, Di 17:00 andere Zeit" in page


def test_older_run_can_not_be_released(app: Flask, browser: FlaskClient) -> None:
    finished(app)
    with app.app_context():
        release(None, finished(app).id)
    assert "Ein neuerer Lauf ist schon freigegeben" in text_of(browser, "/laeufe/1")


def test_history_and_details_tell_who_when_and_with_what(app: Flask, browser: FlaskClient) -> None:
    browser.post("/wochenlauf/start", data={"effort": "quick", "seed": "3"})
    run = only_run(app)
    assert "Coordinator" in text_of(browser, "/laeufe")
    page = text_of(browser, "/laeufe/1")
    assert run.case_sha256 in page
    assert "schnell, Startwert 3" in page
    assert "Minuten für eine Sprachmittlung 30" in page


def test_data_and_result_can_be_taken_away_without_names(app: Flask, browser: FlaskClient) -> None:
    finished(app)
    case, result = browser.get("/laeufe/1/fall.json"), browser.get("/laeufe/1/ergebnis.json")
    assert json.loads(case.data)["format"] == "lokal-willkommen/case@1"
    assert json.loads(result.data)["service"]["served"] == 1
    assert "attachment" in case.headers["Content-Disposition"]
    assert b"Bernstein" not in case.data + result.data
    with app.app_context():
        entries = db.session.query(LogEntry).filter_by(action="run.export")
        assert [entry.facts["what"] for entry in entries] == ["fall", "ergebnis"]


def test_frozen_data_whose_time_is_over_are_not_found(app: Flask, browser: FlaskClient) -> None:
    finished(app)
    with app.app_context(), transaction() as session:
        run = session.get_one(Run, 1)
        run.case, run.figures = "", {**run.figures, "case_deleted": True}
    assert browser.get("/laeufe/1/fall.json").status_code == 404
    page = text_of(browser, "/laeufe/1")
    assert "nach Ablauf der Frist gelöscht" in page
    assert "Ergebnis (JSON)" in page


def test_result_of_an_unfinished_run_is_not_found(app: Flask, browser: FlaskClient) -> None:
    with app.app_context():
        runs.start_run(None)
    assert browser.get("/laeufe/1/ergebnis.json").status_code == 404


def events_of(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line[6:]) for line in answer.get_data(as_text=True).splitlines() if line.startswith("data: ")]


def test_stream_tells_the_whole_curve_and_ends_with_the_run(app: Flask, browser: FlaskClient) -> None:
    finished(app)
    answer = browser.get("/wochenlauf/1/fortschritt")
    assert answer.mimetype == "text/event-stream"
    first, end = events_of(answer)
    assert (first["status"], first["points"][-1][1], end) == ("done", 1, {})
    again = browser.get("/wochenlauf/1/fortschritt", headers={"Last-Event-ID": str(len(first["points"]))})
    assert events_of(again)[0]["points"] == []


def test_stream_of_a_long_run_ends_by_itself(app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(run_pages, "time", SimpleNamespace(monotonic=lambda: sum(slept), sleep=slept.append))
    with app.app_context():
        runs.start_run(None)
    told = events_of(browser.get("/wochenlauf/1/fortschritt"))
    assert len(told) == 31  # once a second for half a minute, and at its start
    assert {one["status"] for one in told} == {"queued"}


def test_stream_holds_no_connection_between_looks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        runs.start_run(None)
        held: list[int] = []
        monkeypatch.setattr(run_pages.time, "sleep", lambda _: held.append(db.engine.pool.checkedout()))
        stream = run_pages._stream(app, 1, 0)
        for _ in range(4):
            next(stream)
        db.session.rollback()
    assert held == [0, 0]


@pytest.mark.parametrize("sent", ["-1", "x", "9" * 30])
def test_wrong_event_number_starts_from_the_beginning(app: Flask, browser: FlaskClient, sent: str) -> None:
    finished(app)
    assert events_of(browser.get("/wochenlauf/1/fortschritt", headers={"Last-Event-ID": sent}))[0]["points"]


def test_who_is_missing_is_searched_on_demand(app: Flask, browser: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        home = make_household(languages={"ti": "native"})
        session.add_all([home, make_need(home)])
    finished(app)
    assert "ist die Liste noch nicht gemacht" in text_of(browser, "/wer-fehlt")
    assert browser.post("/wer-fehlt/1").status_code == 302
    page = text_of(browser, "/wer-fehlt")
    assert "Tigrinisch" in page
    assert "1 Bedarf mehr" in page


def test_nobody_is_missing_when_all_are_served(app: Flask, browser: FlaskClient) -> None:
    finished(app)
    browser.post("/wer-fehlt/1")
    assert "Kein Bedarf bleibt offen; niemand fehlt." in text_of(browser, "/wer-fehlt")


@pytest.mark.parametrize(
    ("found", "told"),
    [({"state": "running", "text": "schätzt: 3 von 9", "done": 3, "of": 9}, "schätzt: 3 von 9"),
     ({"state": "failed"}, "Die Suche ist gescheitert"), ({"state": "stale"}, "stehen geblieben")],
)  # fmt: skip
def test_search_tells_how_far_it_is(app: Flask, browser: FlaskClient, found: dict[str, Any], told: str) -> None:
    finished(app)
    beat = clock.now() - timedelta(seconds=61 if found["state"] == "stale" else 0)
    state = "running" if found["state"] == "stale" else found["state"]
    change(app, Run, 1, shortage={"beat": beat.isoformat(), **found, "state": state})
    assert told in text_of(browser, "/wer-fehlt/stand")


def queries_of(app: Flask, browser: FlaskClient, path: str) -> int:
    with counted_queries(app) as sent:
        assert browser.get(path).status_code == 200
    return len(sent)


@pytest.mark.parametrize("path", ["/wochenlauf", "/laeufe"])
def test_number_of_queries_does_not_grow_with_the_rows(app: Flask, browser: FlaskClient, path: str) -> None:
    with app.app_context():
        release(None, finished(app).id)
    finished(app)
    few = queries_of(app, browser, path)
    with app.app_context(), transaction() as session:
        homes = [make_household() for _ in range(20)]
        session.add_all([*homes, *(make_need(home) for home in homes), *(make_volunteer() for _ in range(20))])
    for _ in range(5):
        finished(app)
    assert queries_of(app, browser, path) == few
