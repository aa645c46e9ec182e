"""Administration: accounts, organisations, sites with catchments, settings."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from tests.webapp.site import PASSWORD, add_user, fill, make_app, make_household, make_need, signed_in, user_named
from webapp.database import db, transaction
from webapp.models import CatchmentDistrict, LogEntry, Mail, Need, Organisation, Site
from webapp.services import accounts
from webapp.services.city_settings import city_settings
from webapp.services.needs import kinds
from webapp.services.steps import decided

ACCOUNTS = "/verwaltung/konten"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


def number_of(app: Flask, name: str) -> int:
    with app.app_context():
        return user_named(name).id


def get(app: Flask, path: str) -> str:
    answer = signed_in(app, "admin").get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def post(app: Flask, path: str, data: dict[str, Any] | None = None, status: int = 302) -> str:
    client = signed_in(app, "admin")
    answer = client.post(path, data=data or {})
    assert answer.status_code == status, answer.get_data(as_text=True)
    return (client.get(answer.headers["Location"]) if status == 302 else answer).get_data(as_text=True)


def entry_of(app: Flask, name: str, roles: Iterable[str], **changes: Any) -> dict[str, Any]:
    """The form of an account as the page sends it."""
    with app.app_context():
        user = user_named(name)
        before = accounts.fingerprint(user)
        sites = [site.id for site in user.sites]
        facts = {"before": before, "name": user.name, "roles": list(roles), "sites": sites}
        return {**facts, "organisation_id": user.organisation_id or 0, **changes}


def can_sign_in(app: Flask, name: str) -> bool:
    data = {"email": f"{name}@example.org", "password": PASSWORD}
    return app.test_client().post("/anmelden", data=data).status_code == 302


def test_accounts_are_listed_searched_and_narrowed_to_a_role(app: Flask) -> None:
    assert "coordinator@example.org" in get(app, ACCOUNTS)
    found = get(app, f"{ACCOUNTS}?q=STAFF2")
    assert "staff2@example.org" in found
    assert "coordinator@example.org" not in found
    assert "planner@example.org" not in get(app, f"{ACCOUNTS}?rolle=staff")
    assert "Dazu gibt es kein Konto." in get(app, f"{ACCOUNTS}?q=%25")


def test_fifty_accounts_are_a_page(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        for number in range(45):
            add_user(session, f"helper{number:02d}", ["volunteer"])
    assert "Seite 1 von 2" in get(app, ACCOUNTS)
    assert get(app, f"{ACCOUNTS}?seite=2").count('<th scope="row">') == 5


def test_new_account_gets_a_mail_and_sets_its_own_password(app: Flask) -> None:
    data = {
        "email": "neu@example.org",
        "name": "Nele Neu",
        "roles": ["staff", "planner"],
        "sites": [1],
        "organisation_id": 0,
    }
    assert "Das Konto ist angelegt" in post(app, f"{ACCOUNTS}/neu", data)
    with app.app_context():
        user = user_named("neu")
        assert user.role_names == {"staff", "planner"}
        assert [site.id for site in user.sites] == [1]
        mail = db.session.scalars(select(Mail)).one()
        assert (mail.recipient, mail.subject) == ("neu@example.org", "Ihr Konto bei Lokal willkommen")
        link = re.search(r"http://127.0.0.1:8000(\S+)", mail.body)
    assert link
    new = {"password": "ganz-neues-passwort", "password_confirm": "ganz-neues-passwort"}
    assert app.test_client().post(link[1], data=new).status_code == 302
    answer = app.test_client().post("/anmelden", data={"email": "neu@example.org", "password": new["password"]})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "STAFF@example.org"}, "Das gibt es schon."),
        ({"email": "niemand"}, "Das ist keine E-Mail-Adresse."),
        ({"name": " "}, "Bitte ausfüllen."),
        ({"roles": []}, "mindestens eine Rolle"),
        ({"roles": ["staff"]}, "mindestens einem Standort"),
        ({"roles": ["organisation"]}, "dessen Ehrenamtliche"),
        ({"roles": ["boss"]}, "roles-error"),
        ({"sites": [9]}, "sites-error"),
        ({"organisation_id": "x"}, "organisation_id-error"),
    ],
)
def test_account_with_gaps_is_refused_beside_the_field(app: Flask, changes: dict[str, Any], said: str) -> None:
    data = {"email": "neu@example.org", "name": "Nele Neu", "roles": ["planner"], "organisation_id": 0, **changes}
    text = post(app, f"{ACCOUNTS}/neu", data, 422)
    assert said in text
    assert "neu@example.org" in text or "email" in changes


def test_roles_are_changed_and_logged(app: Flask) -> None:
    data = entry_of(app, "planner", ["planner", "auditor"])
    post(app, f"{ACCOUNTS}/{number_of(app, 'planner')}", data)
    with app.app_context():
        assert user_named("planner").role_names == {"planner", "auditor"}
        entry = db.session.scalars(select(LogEntry)).one()
        assert entry.facts == {"roles": ["auditor", "planner"]}


def test_second_administrator_to_save_is_told(app: Flask) -> None:
    data = entry_of(app, "planner", ["auditor"], before="0" * 16)
    assert "inzwischen jemand anderes" in post(app, f"{ACCOUNTS}/{number_of(app, 'planner')}", data, 422)
    with app.app_context():
        assert user_named("planner").role_names == {"planner"}


def test_sites_and_organisation_go_with_their_role(app: Flask) -> None:
    post(app, f"{ACCOUNTS}/{number_of(app, 'staff')}", entry_of(app, "staff", ["planner"]))
    with app.app_context():
        assert user_named("staff").sites == []


def test_deactivated_account_is_out_at_once_and_cannot_sign_in(app: Flask) -> None:
    client, path = signed_in(app, "staff"), f"{ACCOUNTS}/{number_of(app, 'staff')}/an-aus"
    assert "Das Konto ist abgeschaltet." in post(app, path, {"active": "0"})
    assert "Guten Tag" not in client.get("/").get_data(as_text=True)
    assert not can_sign_in(app, "staff")
    post(app, path, {"active": "1"})
    assert can_sign_in(app, "staff")


def test_last_administrator_stays(app: Flask) -> None:
    number = number_of(app, "admin")
    data = entry_of(app, "admin", ["planner"])
    assert "das letzte der Verwaltung" in post(app, f"{ACCOUNTS}/{number}", data, 422)
    assert "das letzte der Verwaltung" in post(app, f"{ACCOUNTS}/{number}/an-aus", {"active": "0"})
    with app.app_context():
        assert user_named("admin").active
        assert user_named("admin").role_names == {"admin"}


def test_deactivated_administrator_does_not_count_as_another_one(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        add_user(session, "second", ["admin"]).active = False
    assert "das letzte" in post(app, f"{ACCOUNTS}/{number_of(app, 'admin')}", entry_of(app, "admin", ["planner"]), 422)


def test_with_another_administrator_the_role_can_go_but_not_the_own_account(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        add_user(session, "second", ["admin"])
    number = number_of(app, "admin")
    assert "nur jemand anderes" in post(app, f"{ACCOUNTS}/{number}/an-aus", {"active": "0"})
    client = signed_in(app, "admin")
    assert client.post(f"{ACCOUNTS}/{number}", data=entry_of(app, "admin", ["planner"])).status_code == 302
    assert client.get(ACCOUNTS).status_code == 403


def test_lost_second_factor_is_reset(app: Flask) -> None:
    with app.app_context(), transaction():
        user = user_named("staff")
        user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes = "authenticator", "x", ["y"]
    post(app, f"{ACCOUNTS}/{number_of(app, 'staff')}/zweiter-faktor")
    with app.app_context():
        user = user_named("staff")
        assert (user.tf_primary_method, user.tf_totp_secret) == (None, None)
        assert not user.mf_recovery_codes
    assert can_sign_in(app, "staff")


def test_link_for_a_password_is_mailed(app: Flask) -> None:
    post(app, f"{ACCOUNTS}/{number_of(app, 'staff')}/passwort")
    with app.app_context():
        assert db.session.scalars(select(Mail.recipient)).all() == ["staff@example.org"]
    assert can_sign_in(app, "staff")


def test_administrators_see_no_cases(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.add(make_need(make_household()))
    client = signed_in(app, "admin")
    for path in ("/haushalte", "/haushalte/1", "/vorschlaege", "/protokoll"):
        assert client.get(path).status_code in {403, 404}


def test_organisation_is_added_changed_and_keeps_its_name_for_itself(app: Flask) -> None:
    post(app, "/verwaltung/traeger/neu", {"name": "Gemeinde Vier", "email": "vier@example.org"})
    assert "So heißt schon" in post(app, "/verwaltung/traeger/neu", {"name": "Gemeinde Vier"}, 422)
    with app.app_context():
        row = db.session.scalars(select(Organisation).where(Organisation.name == "Gemeinde Vier")).one()
    path = f"/verwaltung/traeger/{row.id}"
    post(app, path, {"name": "Gemeinde 4", "version": row.version})
    assert "inzwischen jemand anderes" in post(app, path, {"name": "Gemeinde V", "version": row.version}, 422)
    assert "Gemeinde 4" in get(app, "/verwaltung/traeger")


SITE = {"name": "Standort West", "address": "Hauptstraße 1", "lat": "51,52", "lon": "7.40", "opened_on": "2016-09-01"}


def test_site_is_added_and_lists_districts_nobody_serves(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.delete(session.scalars(select(CatchmentDistrict).where(CatchmentDistrict.site_id == 2)).one())
    post(app, "/verwaltung/standorte/neu", SITE)
    text = get(app, "/verwaltung/standorte")
    assert "Standort West" in text
    assert "Eving" in text.partition("Zu keinem Standort")[2]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "Standort Ost"}, "So heißt schon ein anderer Standort."),
        ({"lat": "151"}, "zwischen 47 und 56"),
        ({"lon": "nan"}, "Das ist keine Zahl."),
        ({"lat": "oben"}, "Das ist keine Zahl."),
        ({"lon": ""}, "lon-error"),
        ({"opened_on": "0001-01-01"}, "Dieses Jahr kann nicht stimmen."),
    ],
)
def test_unlikely_site_is_refused_beside_the_field(app: Flask, changes: dict[str, str], said: str) -> None:
    text = post(app, "/verwaltung/standorte/neu", {**SITE, **changes}, 422)
    assert said in text
    assert "Hauptstraße 1" in text


@pytest.mark.parametrize(
    ("first", "last", "works"),
    [
        ("2016-09-01", "", False),
        ("2020-01-01", "2020-12-31", False),
        ("2010-01-01", "2016-09-01", False),
        ("2010-01-01", "2016-08-31", True),
        ("2010-01-01", "", False),
    ],
)
def test_district_belongs_to_one_site_on_any_day(app: Flask, first: str, last: str, works: bool) -> None:
    # Brackel has belonged to Standort Ost since 1 September 2016.
    data = {"district_code": "brackel", "valid_from": first, "valid_until": last}
    text = post(app, "/verwaltung/standorte/2/stadtteile", data, 302 if works else 422)
    assert ("Gehört seit dem 1.9.2016 schon zu Standort Ost." in text) is not works


def test_district_moves_from_one_site_to_another_on_a_day(app: Flask) -> None:
    with app.app_context():
        row = db.session.scalars(select(CatchmentDistrict).where(CatchmentDistrict.district_code == "brackel")).one()
    post(app, f"/verwaltung/standorte/1/stadtteile/{row.id}", {"last": "2030-06-30"})
    data = {"district_code": "brackel", "valid_from": "2030-06-30"}
    assert "Gehört vom 1.9.2016 bis 30.6.2030 schon zu Standort Ost." in post(
        app, "/verwaltung/standorte/2/stadtteile", data, 422
    )
    post(app, "/verwaltung/standorte/2/stadtteile", {**data, "valid_from": "2030-07-01"})
    longer = post(app, f"/verwaltung/standorte/1/stadtteile/{row.id}", {"last": "2030-07-31"})
    assert "schon zu Standort Nord" in longer
    with app.app_context():
        assert db.session.get(CatchmentDistrict, row.id).valid_until == date(2030, 6, 30)


def test_stay_that_ends_before_it_began_is_taken_back(app: Flask) -> None:
    data = {"district_code": "brackel", "valid_from": "2010-01-01", "valid_until": "2010-12-31"}
    post(app, "/verwaltung/standorte/2/stadtteile", data)
    with app.app_context():
        row = db.session.scalars(select(CatchmentDistrict).order_by(CatchmentDistrict.id.desc())).first()
        assert row
    post(app, f"/verwaltung/standorte/2/stadtteile/{row.id}", {"last": "2009-12-31"})
    with app.app_context():
        assert db.session.get(CatchmentDistrict, row.id) is None


@pytest.mark.parametrize(
    "data",
    [
        {"district_code": "", "valid_from": "2020-01-01"},
        {"district_code": "mond", "valid_from": "2020-01-01"},
        {"district_code": "eving", "valid_from": "x"},
        {"district_code": "eving", "valid_from": "2020-01-02", "valid_until": "2020-01-01"},
    ],
)
def test_unclear_district_is_refused(app: Flask, data: dict[str, str]) -> None:
    post(app, "/verwaltung/standorte/1/stadtteile", data, 422)


def settings_of(app: Flask, **changes: Any) -> dict[str, Any]:
    page = get(app, "/verwaltung/einstellungen")
    before = re.search(r'name="before"[^>]*value="([^"]+)"', page)
    assert before
    facts = {"before": before[1], "target_group": "Familien", "remind_days": 3, "ask_days": 5, "trial_weeks": 3}
    return {**facts, **changes}


def test_settings_are_in_force_at_once(app: Flask) -> None:
    data = settings_of(app, four_eyes="y", ask_days=9, target_group="Familien in eigener Wohnung")
    assert "Gespeichert." in post(app, "/verwaltung/einstellungen", data)
    with app.test_request_context():
        assert decided("four_eyes") is True
        assert decided("ask_days") == 9
        assert city_settings()["target_group"] == "Familien in eigener Wohnung"
        subjects = db.session.scalars(select(LogEntry.subject).order_by(LogEntry.subject)).all()
    # Only what changed.
    assert subjects == ["setting:ask_days", "setting:four_eyes", "setting:target_group"]


def test_second_factor_switched_on_leads_staff_to_setting_it_up(app: Flask) -> None:
    post(app, "/verwaltung/einstellungen", settings_of(app, second_factor="y"))
    answer = signed_in(app, "staff").get("/")
    assert answer.headers["Location"].endswith("/zweiter-faktor")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ask_days": 3}, "nach der Erinnerung verfallen"),
        ({"remind_days": "bald"}, "Das ist keine ganze Zahl."),
        ({"remind_days": 0}, "remind_days-error"),
        ({"trial_weeks": 99999999999}, "trial_weeks-error"),
        ({"target_group": ""}, "Bitte ausfüllen."),
        ({"before": "0"}, "inzwischen jemand anderes"),
    ],
)
def test_unlikely_setting_is_refused_beside_the_field(app: Flask, changes: dict[str, Any], said: str) -> None:
    assert said in post(app, "/verwaltung/einstellungen", settings_of(app, **changes), 422)


def test_kind_of_need_is_added_and_removed_while_nobody_uses_it(app: Flask) -> None:
    path = "/verwaltung/einstellungen/arten"
    post(app, path, {"words": "Fahrrad-Werkstätten"})
    with app.test_request_context():
        assert kinds()["fahrrad_werkstaetten"] == "Fahrrad-Werkstätten"
    for words in ("Fahrrad-Werkstätten", "begleitung", "???", ""):
        post(app, path, {"words": words}, 422)
    with app.app_context(), transaction() as session:
        session.add(make_need(make_household(), kind="fahrrad_werkstaetten"))
    assert "bleibt deshalb" in post(app, f"{path}/fahrrad_werkstaetten/entfernen")
    with app.app_context(), transaction() as session:
        session.execute(delete(Need))
    assert "ist entfernt" in post(app, f"{path}/fahrrad_werkstaetten/entfernen")
    with app.test_request_context():
        assert "fahrrad_werkstaetten" not in kinds()


def test_pages_of_one_kind_say_what_is_missing_when_there_is_none(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    with app.app_context(), transaction() as session:
        accounts.ensure_roles(session)
        add_user(session, "admin", ["admin"])
    assert "Noch kein Träger." in get(app, "/verwaltung/traeger")
    assert "Noch kein Standort." in get(app, "/verwaltung/standorte")
    assert "erst einen Standort" in get(app, f"{ACCOUNTS}/neu")
    with app.app_context():
        assert db.session.scalars(select(Site)).all() == []
