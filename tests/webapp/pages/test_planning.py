"""Planners' pages: list, new, files, changes of assumptions, areas and sites."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matcher.errors import InvalidInput, Problem
from scenarios.default import default_scenario
from scenarios.scenario_file import scenario_to_json
from tests.webapp.counting import counted_queries
from tests.webapp.planned import add_planned
from tests.webapp.planner_pages import document, filled, plain, posted, text_of
from tests.webapp.site import add_user, fill, make_app, signed_in, user_named
from webapp.database import db, transaction
from webapp.models import LogEntry, PlanningScenario
from webapp.services import planning

ASSUMPTIONS, UNITS, SITES = "/szenarien/1/annahmen", "/szenarien/1/gebiete", "/szenarien/1/standorte"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return signed_in(app, "planner")


@pytest.fixture
def scenario(app: Flask) -> None:
    """Number 1: the 12 Stadtbezirke, not computed."""
    with app.app_context():
        add_planned(user_named("planner"), computed=False)


def test_empty_list_says_what_a_scenario_is_for(browser: FlaskClient) -> None:
    page = text_of(browser, "/szenarien")
    assert "Noch gibt es kein Szenario." in page
    assert "Erstes Szenario anlegen" in page
    assert "Im Archiv liegt nichts." in text_of(browser, "/szenarien?archiv=")


def test_planner_finds_scenarios_in_the_menu(browser: FlaskClient) -> None:
    assert 'href="/szenarien"' in browser.get("/zahlen/").get_data(as_text=True)


@pytest.mark.parametrize(("level", "units"), [("pilot", 2), ("stadtbezirke", 12), ("statistische_bezirke", 62)])
def test_new_scenario_begins_with_the_numbers_of_the_paper(
    app: Flask, browser: FlaskClient, level: str, units: int
) -> None:
    answer = browser.post("/szenarien/neu", data={"level": level, "name": ""})
    assert answer.headers["Location"] == "/szenarien/1"
    assert len(document(app)["units"]) == units
    assert "Angelegt." in text_of(browser, "/szenarien/1")


def test_unknown_level_is_refused_beside_its_field(app: Flask, browser: FlaskClient) -> None:
    assert browser.post("/szenarien/neu", data={"level": "mond"}).status_code == 422
    with app.app_context():
        assert db.session.query(PlanningScenario).count() == 0


@pytest.mark.usefixtures("scenario")
def test_list_asks_as_often_for_many_scenarios_as_for_few(app: Flask, browser: FlaskClient) -> None:
    with counted_queries(app) as few:
        text_of(browser, "/szenarien")
    with app.app_context():
        for number in range(5):
            add_planned(user_named("planner"), f"Szenario {number}")
    with counted_queries(app) as many:
        page = text_of(browser, "/szenarien")
    # Two more: the users behind them, once, and the parents.
    assert len(many) <= len(few) + 1
    assert "Szenario 4" in page
    assert "7 Standorte, 735.000 € im Jahr" in page


@pytest.mark.usefixtures("scenario")
def test_every_number_says_what_it_is_and_where_it_comes_from(browser: FlaskClient) -> None:
    page = text_of(browser, ASSUMPTIONS)
    assert "Budget im Jahr in Euro; leer: ohne Grenze Fakt Konzeptpapier 2016: ganzes Netz" in page
    assert "Menschen je Haushalt (Menschen je Haushalt) abgeleitet" in page
    assert "weicht vom Konzept ab" not in page


@pytest.mark.usefixtures("scenario")
def test_changed_fact_becomes_an_assumption_and_says_what_the_paper_says(app: Flask, browser: FlaskClient) -> None:
    answer = posted(browser, ASSUMPTIONS, **{"budget.yearly": "900.000", "inputs.facility_weeks": "30"})
    assert answer.status_code == 302
    kept = document(app)
    assert kept["budget"] == {"yearly": 900_000}
    assert kept["inputs"] == {"facility_weeks": 30}
    assert kept["standing"]["yearly_budget"]["kind"] == "assumption"
    page = text_of(browser, "/szenarien/1")
    assert "weicht vom Konzept ab: 850.000" in page
    assert "weicht vom Konzept ab: 26" in page


@pytest.mark.usefixtures("scenario")
def test_number_of_the_paper_is_a_fact_again_when_it_comes_back(app: Flask, browser: FlaskClient) -> None:
    before = document(app)
    posted(browser, ASSUMPTIONS, **{"budget.yearly": "900.000", "k.min": "7", "inputs.facility_weeks": "30"})
    assert document(app) != before
    posted(browser, ASSUMPTIONS, **{"budget.yearly": "850.000", "k.min": "6", "inputs.facility_weeks": "26"})
    assert document(app) == before


@pytest.mark.usefixtures("scenario")
def test_form_sent_as_it_stands_changes_nothing(app: Flask, browser: FlaskClient) -> None:
    before = document(app)
    for path in (ASSUMPTIONS, UNITS, SITES):
        assert posted(browser, path).status_code == 302, path
        assert "Es war nichts zu ändern." in text_of(browser, "/szenarien/1")
    assert document(app) == before


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("budget.yearly", "viel", "Das ist keine Zahl."),
        ("budget.yearly", "-5", "Möglich ist: Euro von 0 bis"),
        ("k.min", "", "Hier fehlt etwas."),
        ("k.min", "9", "Möglich sind zwei Zahlen"),
        ("balance_slack", "1,5", "Möglich ist: ein Anteil von 0 bis 1"),
        ("workers_per_site", "0", "Möglich ist: eine ganze Zahl ab 1."),
        ("inputs.arrivals_per_week", "fünfzig", "Das ist keine Zahl."),
        ("inputs.facility_weeks", "2000", "Möglich ist: ganze Wochen von 0 bis 1.000."),
        ("inputs.opening.start", "1.9.2016", "Das ist kein Tag."),
        ("inputs.opening.pilot_budgets", "27.000", "Schreiben Sie Paare"),
    ],
)
@pytest.mark.usefixtures("scenario")
def test_wrong_number_stays_and_is_explained_beside_its_field(
    app: Flask, browser: FlaskClient, field: str, typed: str, told: str
) -> None:
    before = document(app)
    answer = posted(browser, ASSUMPTIONS, **{field: typed})
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert f'value="{typed}"' in html
    place = re.search(rf'id="{re.escape(field)}-error">(.*?)</div></div>', html, re.DOTALL)
    assert place, "nothing beside the field"
    assert told in plain(place[1])
    assert document(app) == before


@pytest.mark.usefixtures("scenario")
def test_lists_are_read_as_people_write_them(app: Flask, browser: FlaskClient) -> None:
    posted(
        browser,
        ASSUMPTIONS,
        **{"inputs.arrivals_per_week": "60; 120", "inputs.opening.pilot_budgets": "2016: 30.000; 2017: 80.000"},
    )
    inputs = document(app)["inputs"]
    assert inputs["arrivals_per_week"] == [60, 120]
    assert inputs["opening.pilot_budgets"] == [[2016, 30_000], [2017, 80_000]]


@pytest.mark.usefixtures("scenario")
def test_areas_keep_households_groups_and_given_sites(app: Flask, browser: FlaskClient) -> None:
    posted(
        browser,
        UNITS,
        **{"eving:households": "200", "eving:group": "Nord", "scharnhorst:group": "nord", "mengede:site": "mengede"},
    )
    kept = document(app)
    assert {unit["id"]: unit["households"] for unit in kept["units"]}["eving"] == 200
    assert kept["together"] == [["eving", "scharnhorst"]]
    assert {"unit": "mengede", "site": "mengede"} in kept["fixed"]
    assert kept["standing"]["units[eving].households"]["kind"] == "assumption"
    answer = posted(browser, UNITS, **{"eving:households": "-1"})
    assert answer.status_code == 422
    assert "eine ganze Zahl von 0 bis" in plain(answer.get_data(as_text=True))


def test_areas_of_another_city_are_told(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_level: str) -> None:
        raise InvalidInput([Problem(record="scenario", field="areas", found="b", expected="areas of Dortmund")])

    monkeypatch.setattr("webapp.pages.planning.scenario_to_begin_with", refused)
    answer = browser.post("/szenarien/neu", data={"level": "stadtbezirke", "name": ""})
    assert (answer.status_code, "Diese Gebiete liegen nicht in Dortmund" in answer.text) == (422, True)


@pytest.mark.usefixtures("scenario")
def test_one_number_sets_the_cost_of_all_new_sites(app: Flask, browser: FlaskClient) -> None:
    posted(browser, SITES, **{":yearly_cost": "120.000", "eving:existing": "y"})
    costs = {site["id"]: site["yearly_cost"] for site in document(app)["sites"]}
    # Existing sites keep their own: the pilot, and now the one in Eving.
    assert (costs.pop("pilot"), costs.pop("eving")) == (105_000, 105_000)
    assert set(costs.values()) == {120_000}


@pytest.mark.usefixtures("scenario")
def test_second_to_save_is_told_and_keeps_what_was_typed(app: Flask, browser: FlaskClient) -> None:
    mine = filled(browser, ASSUMPTIONS) | {"budget.yearly": "700.000"}
    posted(browser, ASSUMPTIONS, **{"workers_per_site": "3"})
    answer = browser.post(ASSUMPTIONS, data=mine)
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "Jemand anderes hat dieses Szenario inzwischen geändert." in html
    assert 'value="700.000"' in html
    assert document(app)["workers_per_site"] == 3


@pytest.mark.usefixtures("scenario")
def test_copy_has_the_same_numbers_and_names_its_origin(app: Flask, browser: FlaskClient) -> None:
    assert browser.post("/szenarien/1/kopieren").headers["Location"] == "/szenarien/2/annahmen"
    assert document(app, 2) | {"name": ""} == document(app) | {"name": ""}
    assert "kopiert von Zwölf Stadtbezirke" in text_of(browser, "/szenarien")


@pytest.mark.usefixtures("scenario")
def test_name_and_note_change_together(browser: FlaskClient) -> None:
    assert browser.post("/szenarien/1/name", data={"version": "1", "name": " ", "note": ""}).status_code == 422
    assert browser.post("/szenarien/1/name", data={"version": "7", "name": "Neu", "note": ""}).status_code == 409
    browser.post("/szenarien/1/name", data={"version": "1", "name": "Sieben Büros", "note": "für die Sitzung"})
    page = text_of(browser, "/szenarien")
    assert "Sieben Büros" in page
    assert "für die Sitzung" in page


@pytest.mark.usefixtures("scenario")
def test_scenario_put_away_comes_back(browser: FlaskClient) -> None:
    assert browser.post("/szenarien/1/weglegen", data={"version": "9"}).headers["Location"] == "/szenarien/1"
    browser.post("/szenarien/1/weglegen", data={"version": "1"})
    assert "Noch gibt es kein Szenario." in text_of(browser, "/szenarien")
    assert "Zwölf Stadtbezirke" in text_of(browser, "/szenarien?archiv=")
    browser.post("/szenarien/1/zurueckholen")
    assert "Zwölf Stadtbezirke" in text_of(browser, "/szenarien")


def send(browser: FlaskClient, content: bytes, name: str = "meins.json") -> Any:
    return browser.post("/szenarien/hochladen", data={"file": (io.BytesIO(content), name)})


def test_file_that_was_downloaded_is_taken_again(app: Flask, browser: FlaskClient) -> None:
    send(browser, json.dumps(scenario_to_json(default_scenario("pilot"))).encode())
    answer = browser.get("/szenarien/1/szenario.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="szenario-1.json"'
    assert send(browser, answer.data).headers["Location"] == "/szenarien/2"
    assert document(app, 2) == document(app)
    with app.app_context():
        assert [entry.action for entry in db.session.query(LogEntry).filter(LogEntry.action.like("scenario.%"))] == [
            "scenario.add", "scenario.export", "scenario.add",
        ]  # fmt: skip


def test_wrong_file_tells_every_problem_and_nothing_is_kept(app: Flask, browser: FlaskClient) -> None:
    raw = scenario_to_json(default_scenario("pilot"))
    raw["units"][0]["households"] = -3
    raw["sites"][0]["unit"] = "mond"
    raw["budget"]["yearly"] = "viel"
    answer = send(browser, json.dumps(raw).encode())
    assert answer.status_code == 422
    page = plain(answer.get_data(as_text=True))
    assert "In der Datei stimmt etwas nicht; es ist nichts gespeichert." in page
    assert "units aplerbeck households -3 eine ganze Zahl von 0 bis" in page
    assert "sites pilot unit mond" in page
    assert "budget.yearly viel Euro von 0 bis" in page
    with app.app_context():
        assert db.session.query(PlanningScenario).count() == 0


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"\xff\xfe\x00", b'{"units": [' + b"[" * 5000])
def test_file_that_is_no_scenario_is_refused(browser: FlaskClient, content: bytes) -> None:
    answer = send(browser, content)
    assert answer.status_code == 422
    assert "nichts gespeichert" in answer.get_data(as_text=True)


def test_no_file_is_told_beside_the_field(browser: FlaskClient) -> None:
    answer = browser.post("/szenarien/hochladen", data={})
    assert answer.status_code == 422
    assert "Wählen Sie eine Datei." in answer.get_data(as_text=True)


@pytest.mark.usefixtures("scenario")
def test_english_page_reads_english_numbers(app: Flask, browser: FlaskClient) -> None:
    browser.post("/sprache", data={"locale": "en_GB"})
    page = browser.get(ASSUMPTIONS).get_data(as_text=True)
    assert 'value="850,000"' in page
    posted(browser, ASSUMPTIONS, **{"budget.yearly": "1,000,000.50", "balance_slack": "0.1"})
    kept = document(app)
    assert (kept["budget"]["yearly"], kept["balance_slack"]) == (1_000_000.5, 0.1)


def test_two_planners_see_the_same_scenarios(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        add_user(session, "colleague", ["planner"])
    with app.app_context():
        planning.add_scenario(user_named("planner"), default_scenario("pilot"), name="Gemeinsam")
    assert "Gemeinsam" in text_of(signed_in(app, "colleague"), "/szenarien")


def test_file_beyond_all_measure_is_called_too_large(app: Flask, browser: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = browser.post("/szenarien/hochladen", data={"file": (io.BytesIO(b" " * 2000), "gross.json")})
    assert answer.status_code == 413
    assert "So große Dateien nimmt das Programm nicht an." in plain(answer.get_data(as_text=True))


@pytest.mark.usefixtures("scenario")
def test_sum_of_all_households_says_what_it_is(browser: FlaskClient) -> None:
    text = text_of(browser, "/szenarien/1")
    assert "Haushalte in eigenen Wohnungen 2.050 abgeleitet Summe der Gebiete" in text


@pytest.mark.usefixtures("scenario")
def test_two_copies_have_different_names(app: Flask, browser: FlaskClient) -> None:
    with app.app_context():
        name = db.session.get_one(PlanningScenario, 1).name
    for _ in range(3):
        browser.post("/szenarien/1/kopieren")
    with app.app_context():
        names = [row.name for row in db.session.query(PlanningScenario).order_by(PlanningScenario.id)]
    assert names[1:] == [f"Kopie von {name}", f"Kopie von {name} (2)", f"Kopie von {name} (3)"]
