"""Reading planners' pages and sending their forms, as a browser without scripts does."""

import json
import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.planned import add_planned
from tests.webapp.site import fill, make_app, user_named
from webapp.database import db
from webapp.models import PlanningScenario


def make_planned(folder: Path) -> Flask:
    """Scenario 1 with plans made by hand, in run 1."""
    app = make_app(folder)
    fill(app)
    with app.app_context():
        add_planned(user_named("planner"))
    return app


def text_of(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return plain(answer.get_data(as_text=True))


def plain(html: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def filled(browser: FlaskClient, path: str) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    html = browser.get(path).get_data(as_text=True)
    form = re.search(r'<form method="post"[^>]* novalidate>.*?</form>', html, re.DOTALL)
    assert form
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (not re.search(r'type="(checkbox|radio)"', tag) or " checked" in tag):
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def posted(browser: FlaskClient, path: str, **changes: str) -> Any:
    return browser.post(path, data=filled(browser, path) | changes)


def document(app: Flask, number: int = 1) -> dict[str, Any]:
    with app.app_context():
        found: dict[str, Any] = json.loads(db.session.get_one(PlanningScenario, number).document)
        return found
