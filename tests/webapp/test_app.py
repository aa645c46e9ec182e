"""The application as a whole: signing in, language, headers, start page by role."""

from pathlib import Path

import pytest
from flask import Flask

from tests.webapp.site import fill, make_app, signed_in
from webapp.models.accounts import ROLES


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


def test_stranger_sees_what_this_is_and_where_to_sign_in(app: Flask) -> None:
    page = app.test_client().get("/").get_data(as_text=True)
    assert "Anmelden" in page
    assert "/anmelden" in page


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_a_start_page(app: Flask, role: str) -> None:
    answer = signed_in(app, role).get("/")
    assert answer.status_code == 200
    assert "Guten Tag" in answer.get_data(as_text=True)


def test_pages_are_protected_by_headers(app: Flask) -> None:
    answer = app.test_client().get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_unknown_page_is_told_in_plain_words(app: Flask) -> None:
    answer = app.test_client().get("/gibt-es-nicht")
    assert answer.status_code == 404
    assert "Das gibt es hier nicht" in answer.get_data(as_text=True)


def test_wrong_password_is_refused_without_saying_which_part_was_wrong(app: Flask) -> None:
    answer = app.test_client().post("/anmelden", data={"email": "staff@example.org", "password": "falsch"})
    assert answer.status_code == 200
    assert "staff" not in answer.headers.get("Set-Cookie", "")
