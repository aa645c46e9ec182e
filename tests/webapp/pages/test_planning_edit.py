"""Taking back the last change of a scenario."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.planner_pages import document, make_planned, posted, text_of
from tests.webapp.site import add_user, signed_in
from webapp.database import db, transaction
from webapp.models import LogEntry, PlanningScenario

PAGE, ASSUMPTIONS, UNDO = "/szenarien/1", "/szenarien/1/annahmen", "/szenarien/1/rueckgaengig"
OUTDATED = "Die Annahmen sind seit diesem Lauf geändert."


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return make_planned(tmp_path)


@pytest.fixture
def planner(app: Flask) -> FlaskClient:
    return signed_in(app, "planner")


def version(app: Flask) -> str:
    with app.app_context():
        return str(db.session.get_one(PlanningScenario, 1).version)


def test_own_last_change_is_taken_back_and_the_plan_is_up_to_date_again(app: Flask, planner: FlaskClient) -> None:
    before = document(app)
    assert "Rückgängig" not in text_of(planner, PAGE)
    posted(planner, ASSUMPTIONS, **{"budget.yearly": "900.000"})
    page = text_of(planner, PAGE)
    assert (OUTDATED in page, "Rückgängig" in page) == (True, True)
    answer = planner.post(UNDO, data={"version": version(app), "here": "planning.assumptions"})
    assert answer.headers["Location"] == ASSUMPTIONS
    assert document(app) == before
    page = text_of(planner, PAGE)
    assert (OUTDATED in page, "Rückgängig" in page) == (False, False)
    with app.app_context():
        assert db.session.query(LogEntry).filter_by(action="scenario.undo").count() == 1


def test_nobody_takes_back_what_somebody_else_changed(app: Flask, planner: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        add_user(session, "colleague", ["planner"])
    posted(planner, ASSUMPTIONS, **{"budget.yearly": "900.000"})
    colleague = signed_in(app, "colleague")
    assert "Rückgängig" not in text_of(colleague, PAGE)
    for client, seen in ((colleague, version(app)), (planner, "1"), (planner, "x")):
        answer = client.post(UNDO, data={"version": seen, "here": "//example.org"})
        assert answer.headers["Location"] == PAGE
        assert "zurückgenommen ist nichts" in text_of(client, PAGE)
    assert document(app)["budget"] == {"yearly": 900_000}


def test_name_given_meanwhile_stays(app: Flask, planner: FlaskClient) -> None:
    posted(planner, ASSUMPTIONS, **{"budget.yearly": "900.000"})
    planner.post("/szenarien/1/name", data={"version": version(app), "name": "Neu", "note": ""})
    assert "Rückgängig" not in text_of(planner, PAGE)
    planner.post(UNDO, data={"version": version(app)})
    assert (document(app)["name"], document(app)["budget"]) == ("Neu", {"yearly": 900_000})
