"""The application for tests: an own database, people in every role, a signed-in browser for each."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import NullPool

from tests.webapp import postgresql
from webapp.app import create_app
from webapp.clock import now
from webapp.database import db, transaction
from webapp.migrations import upgrade
from webapp.models import CatchmentDistrict, District, Household, Need, Offer, Organisation, Role, Site, User, Volunteer
from webapp.models.accounts import ROLES
from webapp.settings import Settings

PASSWORD = "richtig-langes-passwort"


def make_app(folder: Path, **settings: Any) -> Flask:
    """An application with empty, current tables; on PostgreSQL when the environment names a server."""
    quick: dict[str, Any] = {
        "TESTING": True,
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
        "SECURITY_PASSWORD_HASH": "plaintext",
    }
    if server := os.environ.get("LW_TEST_DATABASE_URL"):
        settings.setdefault("database_url", postgresql.database_for(server, folder))
    if "database_url" in settings:
        # Tests make many applications, and none of them is told when it is no longer needed.
        quick["SQLALCHEMY_ENGINES"] = {"default": {"poolclass": NullPool}}
    app = create_app(
        Settings(data_folder=folder, https=False, secret_key="s" * 40, password_salt="p" * 40, **settings), quick
    )
    with app.app_context():
        upgrade(db.engine)
    return app


def fill(app: Flask) -> None:
    """Two sites with a district each, two organisations, one person per role, and seconds from elsewhere."""
    with app.app_context(), transaction() as session:
        session.add_all(Role(name=name) for name in ROLES)
        session.add_all(
            [
                District(code="brackel", name="Brackel"),
                District(code="eving", name="Eving"),
                Organisation(id=1, name="Organisation Eins"),
                Organisation(id=2, name="Organisation Zwei"),
                Site(id=1, name="Standort Ost", lat=51.524, lon=7.548),
                Site(id=2, name="Standort Nord", lat=51.56, lon=7.46),
            ]
        )
        session.flush()
        session.add_all(
            [
                CatchmentDistrict(site_id=1, district_code="brackel", valid_from=date(2016, 9, 1)),
                CatchmentDistrict(site_id=2, district_code="eving", valid_from=date(2016, 9, 1)),
            ]
        )
        for name in ROLES:
            add_user(
                session,
                name,
                [name],
                site=1 if name == "staff" else None,
                organisation=1 if name == "organisation" else None,
            )
        add_user(session, "staff2", ["staff"], site=2)
        add_user(session, "organisation2", ["organisation"], organisation=2)
        add_user(session, "volunteer2", ["volunteer"])


def add_user(
    session: Any, name: str, roles: list[str], *, site: int | None = None, organisation: int | None = None
) -> User:
    """Somebody who can sign in as ``name@example.org``."""
    user = User(
        email=f"{name}@example.org",
        name=name.title(),
        password=hash_password(PASSWORD),
        active=True,
        fs_uniquifier=name.ljust(32, "x"),
        confirmed_at=now(),
        organisation_id=organisation,
    )
    user.roles = [session.query(Role).filter_by(name=role).one() for role in roles]
    if site:
        user.sites = [session.get(Site, site)]
    session.add(user)
    session.flush()
    return user


def user_named(name: str) -> User:
    """A person of ``fill`` or ``add_user``; inside an application context."""
    found = db.session.query(User).filter_by(email=f"{name}@example.org").one()
    return found


def signed_in(app: Flask, name: str) -> FlaskClient:
    """A browser in which this person is signed in."""
    client = app.test_client()
    answer = client.post("/anmelden", data={"email": f"{name}@example.org", "password": PASSWORD})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def make_household(**changes: Any) -> Household:
    """A family in Brackel that speaks Arabic and is at home on Tuesday afternoons."""
    facts = {
        "contact_name": "Familie Bernstein",
        "district_code": "brackel",
        "lat": 51.5241,
        "lon": 7.5482,
        "languages": {"ar": "native"},
        "availability": ["tue 16:00-20:00"],
        "registered_on": date(2026, 8, 3),
    }
    return Household(**{**facts, **changes})


def make_need(household: Household, **changes: Any) -> Need:
    """A companion for two hours a week."""
    facts = {"kind": "companion", "hours": 2.0, "urgency": 2, "requested_on": date(2026, 8, 3)}
    return Need(household=household, **{**facts, **changes})


def make_volunteer(**changes: Any) -> Volunteer:
    """An approved companion nearby who speaks Arabic and has time on Tuesday afternoons."""
    facts = {
        "organisation_id": 1,
        "first_name": "Vera",
        "last_name": "Ulme",
        "gender": "f",
        "is_companion": True,
        "kinds": ["companion"],
        "languages": {"de": "native", "ar": "B2"},
        "district_code": "brackel",
        "lat": 51.525,
        "lon": 7.55,
        "mode": "bike",
        "max_travel_minutes": 30,
        "hours_per_week": 4.0,
        "max_matches": 2,
        "availability": ["tue 16:00-20:00"],
        "registered_at": now(),
        "approved_at": now(),
        "profile_confirmed_at": now(),
    }
    return Volunteer(**{**facts, **changes})


def make_offer(**changes: Any) -> Offer:
    """A German course with ten seats on Monday mornings."""
    facts = {
        "organisation_id": 1,
        "title": "Deutsch für den Anfang",
        "kind": "language_course",
        "lat": 51.5245,
        "lon": 7.549,
        "languages": {"de": "native"},
        "seats": 10,
        "times": ["mon 09:00-11:00"],
        "language_free": True,
    }
    return Offer(**{**facts, **changes})
