"""The pages of figures: who sees them, what stands there, and that nothing hidden leaves in any form."""

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.webapp.site import fill, make_app, make_household, make_need, make_volunteer, signed_in
from webapp.clock import now, today
from webapp.database import transaction
from webapp.models import Match
from webapp.models.accounts import ROLES

PATHS = (
    "/zahlen/",
    "/zahlen/daten.json",
    "/zahlen/needs.csv",
    "/zahlen/pilot",
    "/zahlen/pilot/events.csv",
)
SMALL, PARTNER = 3, 41


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


@pytest.fixture
def filled(app: Flask) -> Flask:
    """Three needs in Brackel, forty-one in Eving: each would tell the other."""
    with app.app_context(), transaction() as session:
        for number in range(SMALL + PARTNER):
            household = make_household(
                district_code="brackel" if number < SMALL else "eving", registered_on=today() - timedelta(days=40)
            )
            session.add_all([household, make_need(household, requested_on=today() - timedelta(days=30))])
    return app


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", ROLES)
def test_figures_are_for_coordinators_and_planners(app: Flask, role: str, path: str) -> None:
    expected = 200 if role in ("coordinator", "planner") else 403
    assert signed_in(app, role).get(path).status_code == expected


@pytest.mark.parametrize("role", ROLES)
def test_round_table_is_for_staff(app: Flask, role: str) -> None:
    assert signed_in(app, role).get("/zahlen/runder-tisch").status_code == (200 if role == "staff" else 403)


@pytest.mark.parametrize("path", [*PATHS, "/zahlen/runder-tisch"])
def test_strangers_are_sent_to_sign_in(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in (302, 401)


@pytest.mark.parametrize("path", ["/zahlen/nichts.csv", "/zahlen/needs.exe", "/zahlen/pilot/nichts.csv"])
def test_unknown_figure_is_missing(app: Flask, path: str) -> None:
    assert signed_in(app, "coordinator").get(path).status_code == 404


def test_page_of_an_empty_city_says_what_will_stand_there(app: Flask) -> None:
    client = signed_in(app, "coordinator")
    assert "Noch gibt es nichts zu zählen" in client.get("/zahlen/").get_data(as_text=True)
    assert "Noch gibt es nichts auszuwerten" in client.get("/zahlen/pilot").get_data(as_text=True)


def test_every_figure_has_its_table_its_downloads_and_how_it_is_counted(filled: Flask) -> None:
    text = signed_in(filled, "coordinator").get("/zahlen/").get_data(as_text=True)
    assert text.count("<table") == text.count("Wie wird das gezählt?") == text.count(">XLSX<") == 8
    assert text.count("<h1") == 1
    assert " style=" not in text


def test_hidden_numbers_are_in_no_form_of_the_figures(filled: Flask) -> None:
    client = signed_in(filled, "coordinator")
    for query in ("", "?district=brackel", "?district=eving", "?site=1", "?site=2&kind=companion"):
        page = client.get(f"/zahlen/{query}").get_data(as_text=True)
        block = re.search(r'<script type="application/json" id="figures">(.*?)</script>', page, re.S)
        assert block is not None
        figures = {figure["code"]: figure for figure in json.loads(block.group(1))}
        assert client.get(f"/zahlen/daten.json{query}").get_json()["figures"] == json.loads(block.group(1))
        drawn = [value for code in ("needs", "districts") for row in figures[code]["rows"] for value in row[1:]]
        assert SMALL not in drawn
        assert PARTNER not in drawn
        cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.S)
        assert not {str(SMALL), str(PARTNER)} & {cell.strip() for cell in cells}
        for code in ("needs", "districts"):
            assert not {SMALL, PARTNER} & set(_downloaded(client, code, query))


def _downloaded(client: object, code: str, query: str) -> list[object]:
    """All numbers of the three files."""
    answers = {ending: client.get(f"/zahlen/{code}.{ending}{query}").data for ending in ("csv", "xlsx", "json")}
    sheet = load_workbook(io.BytesIO(answers["xlsx"])).active
    assert sheet is not None
    found: list[object] = [value for row in sheet.iter_rows(values_only=True) for value in row]
    found += [value for row in json.loads(answers["json"])["rows"] for value in row]
    texts = [cell for row in csv.reader(io.StringIO(answers["csv"].decode("utf-8-sig")), delimiter=";") for cell in row]
    assert "verborgen" in texts or "district" not in query
    return found + [int(text) for text in texts if text.isdecimal()]


def test_filters_stay_in_the_form_and_in_the_downloads(filled: Flask) -> None:
    text = signed_in(filled, "coordinator").get("/zahlen/?district=eving&weeks=52").get_data(as_text=True)
    assert '<option value="eving" selected>' in text
    assert "needs.csv?district=eving&amp;weeks=52" in text


@pytest.mark.parametrize(
    "query", ["?site=x", "?site=-1", "?site=99999999999999999999", "?weeks=7", "?language=xx", "?kind=%00", "?site=²"]
)
def test_senseless_filters_are_no_filters(filled: Flask, query: str) -> None:
    assert signed_in(filled, "planner").get(f"/zahlen/{query}").status_code == 200


def test_figure_that_does_not_follow_a_filter_says_so(filled: Flask) -> None:
    text = signed_in(filled, "coordinator").get("/zahlen/?kind=companion").get_data(as_text=True)
    assert "Gilt ohne Auswahl von: Art der Hilfe." in text


def test_pilot_page_tells_the_result_in_sentences(filled: Flask) -> None:
    text = signed_in(filled, "planner").get("/zahlen/pilot").get_data(as_text=True)
    assert f"{SMALL + PARTNER} Familien angemeldet" in text
    assert "Monat für Monat" in text


def test_round_table_shows_own_proposals_in_pseudonyms(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        helper = make_volunteer()
        own, foreign = make_household(), make_household(district_code="eving")
        ones = [make_need(own, requested_on=today() - timedelta(weeks=3)), make_need(foreign, requested_on=today())]
        session.add_all([helper, own, foreign, *ones, make_need(own, kind="interpreting")])
        session.flush()
        session.add_all(
            Match(need_id=need.id, volunteer_id=helper.id, status="proposed", created_at=now(), start="tue 16:00")
            for need in ones
        )
        own_name, foreign_name = f"H-{own.id}<", f"H-{foreign.id}<"
    text = signed_in(app, "staff").get("/zahlen/runder-tisch").get_data(as_text=True)
    assert own_name in text
    assert foreign_name not in text
    assert "Familie Bernstein" not in text
    assert "Vera" not in text
    assert "freiwillige Person" in text
    assert "Sprachmittlung: 1" in text


def test_round_table_without_proposals_says_so(app: Flask) -> None:
    assert "kein Vorschlag" in signed_in(app, "staff").get("/zahlen/runder-tisch").get_data(as_text=True)


def test_file_is_named_after_figure_and_day(filled: Flask) -> None:
    answer = signed_in(filled, "coordinator").get("/zahlen/needs.csv")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=zahlen-needs-{today()}.csv"
    assert answer.headers["Content-Type"].startswith("text/csv")
