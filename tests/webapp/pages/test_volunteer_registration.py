"""Registering as a volunteer, in a browser without scripts."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.webapp.site import PASSWORD, fill, make_app
from webapp.app import create_app
from webapp.database import db
from webapp.models import Mail, User
from webapp.protection import limiter
from webapp.settings import Settings


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


def registration(**changes: Any) -> dict[str, Any]:
    facts = {
        "first_name": "Nele", "last_name": "Neu", "gender": "f", "district_code": "brackel", "kinds": ["companion"],
        "languages-0-code": "de", "languages-0-level": "native", "languages-1-code": "ar", "languages-1-level": "B2",
        "languages-2-code": "", "languages-2-level": "B2", "organisation_id": "1", "email": "neu@example.org",
        "password": "ein-langes-passwort", "consent": "y",
    }  # fmt: skip
    return {**facts, **changes}


def test_registered_volunteer_confirms_signs_in_and_waits_for_approval(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/mitmachen").status_code == 200
    assert client.post("/mitmachen", data=registration()).headers["Location"].endswith("/mitmachen/danke")
    login = {"email": "neu@example.org", "password": "ein-langes-passwort"}
    assert client.post("/anmelden", data=login).status_code == 200
    with app.app_context():
        mail = db.session.scalars(select(Mail)).one()
    link = re.search(r"/bestaetigen/\S+", mail.body)
    assert link
    client.get(link[0])
    other = app.test_client()
    assert other.post("/anmelden", data=login).status_code == 302
    page = other.get("/meine-seite").get_data(as_text=True)
    assert "Noch nicht aufgenommen" in page
    assert "Organisation Eins" in page


def test_known_address_gets_the_same_answer(app: Flask) -> None:
    new = app.test_client().post("/mitmachen", data=registration())
    known = app.test_client().post("/mitmachen", data=registration(email="staff@example.org"))
    assert (new.status_code, new.headers["Location"]) == (known.status_code, known.headers["Location"])
    assert new.get_data() == known.get_data()


def test_program_that_fills_in_everything_leaves_no_trace(app: Flask) -> None:
    answer = app.test_client().post("/mitmachen", data=registration(website="http://example.org"))
    assert answer.headers["Location"].endswith("/mitmachen/danke")
    with app.app_context():
        assert db.session.scalar(select(User).where(User.email == "neu@example.org")) is None


@pytest.mark.usefixtures("app")
def test_too_many_registrations_from_one_place_must_wait(tmp_path: Path) -> None:
    strict = {"TESTING": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": True}
    limited = create_app(Settings(data_folder=tmp_path, https=False, secret_key="s" * 40), strict)
    limiter.reset()
    client = limited.test_client()
    codes = [client.post("/mitmachen", data={}).status_code for _try in range(11)]
    assert codes == [422] * 10 + [429]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"first_name": " "}, "Bitte ausfüllen"),
        ({"email": "keine"}, "keine E-Mail-Adresse"),
        ({"password": "kurz"}, "mindestens 10 Zeichen"),
        ({"kinds": []}, "mindestens eins"),
        ({"languages-0-code": "", "languages-1-code": ""}, "mindestens eine Sprache"),
        ({"languages-1-code": "de"}, "zweimal"),
        ({"languages-1-code": "xx"}, "markiert"),
        ({"languages-99999999999999999999-code": "xx", "consent": ""}, "Einverständnis"),
        ({"languages-²-code": "de", "consent": ""}, "Einverständnis"),
        ({"consent": ""}, "Einverständnis"),
        ({"district_code": "atlantis"}, "markiert"),
        ({"organisation_id": "99"}, "markiert"),
        ({"organisation_id": "x"}, "markiert"),
        ({"gender": ""}, "Bitte auswählen"),
    ],
)
def test_what_is_wrong_with_a_registration_is_said_and_nothing_typed_is_lost(
    app: Flask, changes: dict[str, Any], message: str
) -> None:
    answer = app.test_client().post("/mitmachen", data=registration(**{"last_name": "Neumann", **changes}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in page
    assert "Neumann" in page
    assert PASSWORD not in page
    assert "ein-langes-passwort" not in page
