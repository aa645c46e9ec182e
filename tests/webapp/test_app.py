"""The application as a whole: signing in, language, headers, start page by role."""

from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.webapp.site import PASSWORD, fill, make_app, make_household, signed_in
from webapp.app import create_app
from webapp.database import transaction
from webapp.models.accounts import ROLES
from webapp.settings import Settings


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
    assert "Strict-Transport-Security" not in answer.headers


def test_files_with_names_do_not_stay_in_the_browser(app: Flask) -> None:
    assert signed_in(app, "auditor").post("/protokoll/datei").headers["Cache-Control"] == "no-store"


def test_browsers_come_back_over_tls_where_the_city_has_it(tmp_path: Path) -> None:
    app = create_app(Settings(data_folder=tmp_path, https=True), {"TESTING": True})
    answer = app.test_client().get("/healthz", base_url="https://willkommen.example.org")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("page", ["//boese.example", "/\\boese.example", "https://boese.example", "/\t/boese.example"])
def test_signing_in_leads_nowhere_else(app: Flask, page: str) -> None:
    data = {"email": "staff@example.org", "password": PASSWORD, "next": page}
    answer = app.test_client().post("/anmelden", query_string={"next": page}, data=data)
    there = urljoin("http://localhost/anmelden", answer.headers.get("Location", "/"))
    assert urlsplit(there).netloc == "localhost"


def test_values_stay_out_of_the_texts_of_database_errors(app: Flask) -> None:
    with app.app_context(), pytest.raises(IntegrityError) as told, transaction() as session:
        session.add(make_household(contact_name=None, address="Musterweg 5"))
    assert "Musterweg" not in str(told.value)


def test_unknown_page_is_told_in_plain_words(app: Flask) -> None:
    answer = app.test_client().get("/gibt-es-nicht")
    assert answer.status_code == 404
    assert "Das gibt es hier nicht" in answer.get_data(as_text=True)


def test_wrong_password_is_refused_without_saying_which_part_was_wrong(app: Flask) -> None:
    answer = app.test_client().post("/anmelden", data={"email": "staff@example.org", "password": "falsch"})
    assert answer.status_code == 200
    assert "staff" not in answer.headers.get("Set-Cookie", "")
