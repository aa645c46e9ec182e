"""Signing in and out, forgotten passwords, the second factor, in German and without traps."""

import re
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from passlib.totp import TOTP
from sqlalchemy import select

from tests.webapp.site import PASSWORD, fill, make_app, signed_in, user_named
from webapp.app import create_app
from webapp.catalogues import FOLDER, compiled
from webapp.database import db, transaction
from webapp.migrations import upgrade
from webapp.models import LogEntry, Mail
from webapp.protection import limiter
from webapp.settings import Settings

STAFF = {"email": "staff@example.org", "password": PASSWORD}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


@pytest.fixture
def strict(tmp_path: Path) -> Flask:
    """As in production: tokens in forms, limits, argon2id."""
    settings = Settings(data_folder=tmp_path, https=False, secret_key="s" * 40, password_salt="p" * 40)
    app = create_app(settings, {"TESTING": True, "RATELIMIT_ENABLED": True})
    with app.app_context():
        upgrade(db.engine)
    fill(app)
    return app


def mails(app: Flask) -> list[Mail]:
    with app.app_context():
        return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def link_in(mail: Mail) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", mail.body)
    assert found
    return found[1]


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def code_for(secret: str) -> str:
    return TOTP(key=secret.replace("-", "").replace(" ", "")).generate().token


def set_up_second_factor(client: FlaskClient) -> str:
    """The secret, after the person confirmed it with a code."""
    page = client.post("/zweiter-faktor", data={"setup": "authenticator"}).get_data(as_text=True)
    secret = re.search(r"<code>([^<]+)</code>", page)
    action = re.search(r'action="(/zweiter-faktor/[^"]+)"', page)
    assert secret
    assert action
    answer = client.post(action[1], data={"code": code_for(secret[1])})
    assert answer.headers["Location"].endswith("/passwort")
    return secret[1]


@pytest.mark.parametrize("path", ["/anmelden", "/passwort-vergessen", "/bestaetigen"])
def test_pages_for_strangers_are_german_and_in_the_house_look(app: Flask, path: str) -> None:
    page = text_of(app.test_client(), path)
    assert "Lokal willkommen" in page
    assert "<h1>" in page
    for english in ("Password", "Login", "Email", "style="):
        assert english not in page.replace("X-CSRFToken", "")


@pytest.mark.parametrize("path", ["/passwort", "/zweiter-faktor", "/ersatzcodes", "/pruefen"])
def test_pages_about_the_own_account_are_german(app: Flask, path: str) -> None:
    page = text_of(signed_in(app, "staff"), path)
    for english in ("Password", "Login", "Two-Factor", "Recovery", "style="):
        assert english not in page


@pytest.mark.parametrize(
    "data", [{"email": "staff@example.org", "password": "falsch"}, {"email": "niemand@example.org", "password": "x"}]
)
def test_refusal_is_german_and_the_same_for_unknown_people(app: Flask, data: dict[str, str]) -> None:
    page = app.test_client().post("/anmelden", data=data).get_data(as_text=True)
    assert "E-Mail-Adresse oder Passwort stimmt nicht." in page


def test_password_is_kept_as_argon2id(strict: Flask) -> None:
    with strict.app_context():
        assert hash_password("ein-anderes-passwort").startswith("$argon2id$")
        assert str(user_named("staff").password).startswith("$argon2id$")


def test_deactivated_account_cannot_sign_in(app: Flask) -> None:
    with app.app_context(), transaction():
        user_named("staff").active = False
    answer = app.test_client().post("/anmelden", data=STAFF)
    assert answer.status_code == 200
    assert "Anmelden" in answer.get_data(as_text=True)


def test_account_without_confirmed_address_cannot_sign_in(app: Flask) -> None:
    with app.app_context(), transaction():
        user_named("staff").confirmed_at = None
    answer = app.test_client().post("/anmelden", data=STAFF)
    assert answer.status_code == 200


def test_login_form_carries_its_token_and_is_refused_without(strict: Flask) -> None:
    client = strict.test_client()
    assert client.post("/anmelden", data=STAFF).status_code == 400
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text_of(client, "/anmelden"))
    assert token
    answer = client.post("/anmelden", data={**STAFF, "csrf_token": token[1]})
    assert answer.status_code == 302


def test_too_many_tries_are_stopped(strict: Flask) -> None:
    client = strict.test_client()
    strict.config["WTF_CSRF_ENABLED"] = False
    with strict.app_context():
        limiter.reset()
    answers = [client.post("/anmelden", data={"email": "x@example.org", "password": "y"}) for _ in range(11)]
    assert answers[-1].status_code == 429
    assert "Zu viele Versuche" in answers[-1].get_data(as_text=True)


def test_what_the_browser_brought_along_is_forgotten_at_signing_in(app: Flask) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "x"
        session["locale"] = "de"
    client.post("/anmelden", data=STAFF)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["locale"] == "de"


def test_after_twelve_hours_one_signs_in_again(app: Flask) -> None:
    client = signed_in(app, "staff")
    with client.session_transaction() as session:
        session["lw_since"] = time.time() - 12 * 3600 + 60
    assert client.get("/").status_code == 200
    with client.session_transaction() as session:
        session["lw_since"] = time.time() - 12 * 3600 - 60
    assert client.get("/").headers["Location"].endswith("/anmelden")


def test_nobody_is_remembered_for_longer(app: Flask) -> None:
    answer = app.test_client().post("/anmelden", data={**STAFF, "remember": "y"})
    assert not any("remember_token" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_forgotten_password_is_set_anew_by_mail(app: Flask) -> None:
    client = app.test_client()
    answer = client.post("/passwort-vergessen", data={"email": "staff@example.org"}, follow_redirects=True)
    assert "Wenn wir staff@example.org kennen" in answer.get_data(as_text=True)
    (mail,) = mails(app)
    assert mail.subject == "Neues Passwort setzen"
    assert "Guten Tag" in mail.body
    assert "Der Link gilt 3 Tage." in mail.body
    path = link_in(mail)
    assert "Mindestens 10 Zeichen" in text_of(client, path)
    new = {"password": "ganz-neues-passwort", "password_confirm": "ganz-neues-passwort"}
    assert client.post(path, data=new).headers["Location"].endswith("/anmelden")
    assert client.post("/anmelden", data={**STAFF, "password": new["password"]}).status_code == 302
    assert app.test_client().post("/anmelden", data=STAFF).status_code == 200
    assert [mail.subject for mail in mails(app)][1:] == ["Ihr Passwort ist neu gesetzt"]


def test_link_for_a_new_password_works_once(app: Flask) -> None:
    client = app.test_client()
    client.post("/passwort-vergessen", data={"email": "staff@example.org"})
    path = link_in(mails(app)[0])
    client.post(path, data={"password": "ganz-neues-passwort", "password_confirm": "ganz-neues-passwort"})
    assert client.get(path).status_code == 302


def test_links_in_mails_lead_to_the_operators_address_whatever_the_request_says(app: Flask) -> None:
    client = app.test_client()
    client.post("/passwort-vergessen", data={"email": "staff@example.org"}, headers={"Host": "boese.example"})
    (mail,) = mails(app)
    assert "boese" not in mail.body
    assert "http://127.0.0.1:8000/passwort-vergessen/" in mail.body


def test_unknown_address_gets_no_mail_and_the_same_answer(app: Flask) -> None:
    client = app.test_client()
    page = client.post("/passwort-vergessen", data={"email": "niemand@example.org"}, follow_redirects=True)
    assert "Wenn wir niemand@example.org kennen" in page.get_data(as_text=True)
    assert mails(app) == []


def test_changed_password_counts_is_told_by_mail_and_logged(app: Flask) -> None:
    client = signed_in(app, "staff")
    new = "ganz-neues-passwort"
    data = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    answer = client.post("/passwort", data=data, follow_redirects=True)
    assert "Ihr Passwort ist geändert." in answer.get_data(as_text=True)
    assert app.test_client().post("/anmelden", data={**STAFF, "password": new}).status_code == 302
    assert [mail.subject for mail in mails(app)] == ["Ihr Passwort ist geändert"]
    with app.app_context():
        assert db.session.scalars(select(LogEntry.action).order_by(LogEntry.id)).all() == ["account.password"]


def test_changed_password_ends_other_sessions(app: Flask) -> None:
    here, elsewhere = signed_in(app, "staff"), signed_in(app, "staff")
    new = "ganz-neues-passwort"
    here.post("/passwort", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new})
    assert "Guten Tag" in text_of(here, "/")
    assert "Guten Tag" not in text_of(elsewhere, "/")


def test_short_password_is_refused_beside_the_field(app: Flask) -> None:
    data = {"password": PASSWORD, "new_password": "kurz", "new_password_confirm": "kurz"}
    page = signed_in(app, "staff").post("/passwort", data=data).get_data(as_text=True)
    assert "Das Passwort braucht mindestens 10 Zeichen." in page
    assert 'aria-describedby="new_password-hint new_password-error"' in page


def test_second_factor_is_set_up_by_a_picture_and_asked_for_at_signing_in(app: Flask) -> None:
    client = signed_in(app, "staff")
    page = client.post("/zweiter-faktor", data={"setup": "authenticator"}).get_data(as_text=True)
    assert 'src="data:image/svg+xml;base64,' in page
    secret = set_up_second_factor(client)
    later = app.test_client()
    answer = later.post("/anmelden", data=STAFF)
    assert "/zweiter-faktor-pruefen" in answer.headers["Location"]
    assert "Code aus der App" in text_of(later, "/zweiter-faktor-pruefen")
    assert "Guten Tag" not in text_of(later, "/")
    wrong = later.post("/zweiter-faktor-pruefen", data={"code": "000000"})
    assert "Der Code stimmt nicht." in wrong.get_data(as_text=True)
    # The same code is not taken twice; a clock half a minute on gives the next.
    token = TOTP(key=secret.replace("-", "")).generate(time.time() + 30).token
    assert later.post("/zweiter-faktor-pruefen", data={"code": token}).status_code == 302
    assert "Guten Tag" in text_of(later, "/")


def test_recovery_code_opens_once_and_is_not_kept_readable(app: Flask) -> None:
    client = signed_in(app, "staff")
    set_up_second_factor(client)
    page = client.post("/ersatzcodes").get_data(as_text=True)
    code = re.findall(r"<code>([^<]+)</code>", page)[0]
    with app.app_context():
        assert code not in str(user_named("staff").mf_recovery_codes)
    for works in (True, False):
        later = app.test_client()
        later.post("/anmelden", data=STAFF)
        answer = later.post("/ersatzcode", data={"code": code})
        assert (answer.status_code == 302) is works


@pytest.mark.parametrize(("name", "led"), [("staff", True), ("admin", True), ("volunteer", False)])
def test_staff_without_the_second_factor_is_led_to_setting_it_up(tmp_path: Path, name: str, led: bool) -> None:
    app = make_app(tmp_path, second_factor=True)
    fill(app)
    client = signed_in(app, name)
    answer = client.get("/")
    assert answer.status_code == (302 if led else 200)
    if led:
        assert answer.headers["Location"].endswith("/zweiter-faktor")
        assert "bevor es weitergeht" in text_of(client, "/zweiter-faktor")
        set_up_second_factor(client)
        assert client.get("/").status_code == 200
        page = client.post("/zweiter-faktor", data={"setup": "disable"}).get_data(as_text=True)
        assert "Das geht hier nicht." in page
        assert client.get("/").status_code == 200


def test_second_factor_may_be_switched_off_where_it_is_not_asked_for(app: Flask) -> None:
    client = signed_in(app, "staff")
    set_up_second_factor(client)
    client.post("/zweiter-faktor", data={"setup": "disable"})
    with app.app_context():
        assert user_named("staff").tf_primary_method is None
        actions = db.session.scalars(select(LogEntry.action).order_by(LogEntry.id)).all()
    assert actions == ["account.second_factor_on", "account.second_factor_off"]


def test_next_page_outside_is_not_followed(app: Flask) -> None:
    answer = app.test_client().post("/anmelden?next=https://boese.example/", data=STAFF)
    assert "boese" not in answer.headers.get("Location", "")


def test_english_readers_get_flask_securitys_own_words(app: Flask) -> None:
    client = app.test_client()
    client.post("/sprache", data={"locale": "en_GB"})
    page = client.post("/anmelden", data={**STAFF, "password": "falsch"}).get_data(as_text=True)
    assert "identity or password/passcode invalid" in page


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*/LC_MESSAGES/*.po")), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_catalogue_is_compiled(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == compiled(path), "run python -m webapp.catalogues"
