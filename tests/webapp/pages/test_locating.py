"""Looking up where an address is, on the page of the first visit and of a site."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.site import fill, make_app, make_household, signed_in
from tests.webapp.streets import BRACKEL, POSTCODE, STREET, make_store
from webapp.database import db, transaction
from webapp.models import Household

FIND = "Ort zur Adresse suchen"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    make_store(tmp_path / "geodata.sqlite")
    fill(app)
    with app.app_context(), transaction() as session:
        session.add(make_household())
    return app


@pytest.fixture
def team(app: Flask) -> FlaskClient:
    return signed_in(app, "staff")


def ask(client: FlaskClient, address: str, path: str = "/haushalte/ort", **further: str) -> str:
    answer = client.post(path, data={"address": address, **further})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_known_address_is_found_exactly(team: FlaskClient) -> None:
    text = ask(team, f"{STREET} 1, {POSTCODE} Dortmund")
    assert f"<strong>{STREET} 1</strong>" in text
    assert "genau gefunden" in text
    assert f'data-take-lat="{BRACKEL[0]}" data-take-lon="{BRACKEL[1]}"' in text
    assert text.count("data-take-place") == 1


def test_a_slip_shows_the_similar_street_with_its_score(team: FlaskClient) -> None:
    text = ask(team, "Bernsteinalee 3")
    assert f"{STREET} 3" in text
    assert "ähnliche Straße (96 von 100)" in text


def test_a_missing_number_is_told(team: FlaskClient) -> None:
    text = ask(team, f"{STREET} 99")
    assert f"{STREET} 5" in text
    assert "Hausnummer nicht im Verzeichnis" in text


def test_several_streets_are_offered_for_choice(team: FlaskClient) -> None:
    text = ask(team, "Kieselweg 7")
    assert "Mehrere Orte kommen in Frage" in text
    assert text.count("data-take-place") == 2


def test_the_postcode_and_the_district_are_what_is_left(team: FlaskClient) -> None:
    text = ask(team, f"Xyzzy 1, {POSTCODE} Dortmund", district_code="brackel")
    assert "nur Postleitzahl" in text
    assert "nur Stadtbezirk" in text


def test_an_unknown_address_is_not_found(team: FlaskClient) -> None:
    assert "Nicht gefunden" in ask(team, "Xyzzy 1")


@pytest.mark.parametrize("address", ["", "   "])
def test_without_an_address_there_is_nothing_to_look_for(team: FlaskClient, address: str) -> None:
    assert "zuerst die Adresse" in ask(team, address)


def test_a_protected_address_is_not_looked_up(team: FlaskClient) -> None:
    text = ask(team, f"{STREET} 1", address_protected="y")
    assert "Adresse geschützt" in text
    assert STREET not in text


@pytest.mark.parametrize("address", ["x" * 5000, "<script>alert(1)</script> 1", "\x00'; DROP TABLE addresses; --"])
def test_strange_addresses_are_not_found_and_not_repeated(team: FlaskClient, address: str) -> None:
    text = ask(team, address)
    assert "Nicht gefunden" in text
    assert "<script>" not in text


def test_an_address_reaches_neither_log_nor_database(
    app: Flask, team: FlaskClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(team, f"{STREET} 1")
    streams = capfd.readouterr()
    assert STREET not in caplog.text + streams.out + streams.err
    with app.app_context():
        household = db.session.get_one(Household, 1)
        assert STREET not in household.address


def test_addresses_are_not_asked_for_by_get(team: FlaskClient) -> None:
    assert team.get("/haushalte/ort", query_string={"address": f"{STREET} 1"}).status_code in (404, 405)


def test_the_pages_offer_to_look_up(app: Flask, team: FlaskClient) -> None:
    for path in ("/haushalte/neu", "/haushalte/1/erstbesuch"):
        assert FIND in team.get(path).get_data(as_text=True)
    admin = signed_in(app, "admin")
    for path in ("/verwaltung/standorte/neu", "/verwaltung/standorte/1"):
        assert FIND in admin.get(path).get_data(as_text=True)
    assert "genau gefunden" in ask(admin, f"{STREET} 1", "/verwaltung/standorte/ort")


@pytest.mark.parametrize("table", ["batches", "addresses"])
def test_a_store_that_broke_stops_nobody_from_the_first_visit(
    table: str, tmp_path: Path, team: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    ask(team, f"{STREET} 1")
    with closing(sqlite3.connect(tmp_path / "geodata.sqlite")) as store:
        store.execute(f"DROP TABLE {table}")
        store.commit()
    assert "nicht zu lesen" in ask(team, f"{STREET} 3")
    assert team.get("/haushalte/1/erstbesuch").status_code == 200
    assert STREET not in caplog.text


def test_it_is_told_in_english_too(team: FlaskClient) -> None:
    team.post("/sprache", data={"locale": "en_GB"})
    assert "found exactly" in ask(team, f"{STREET} 1")


def test_without_a_register_the_pages_are_as_before(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    fill(app)
    team = signed_in(app, "staff")
    page = team.get("/haushalte/neu").get_data(as_text=True)
    assert FIND not in page
    assert "locate.js" not in page
    assert "Nicht gefunden" in ask(team, f"{STREET} 1")


def test_a_file_that_is_no_store_leaves_the_pages_as_before(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    (tmp_path / "geodata.sqlite").write_text("no store", encoding="utf-8")
    fill(app)
    page = signed_in(app, "staff").get("/haushalte/neu")
    assert page.status_code == 200
    assert FIND not in page.get_data(as_text=True)
