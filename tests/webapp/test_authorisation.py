"""
Who may open what: every route, every role, with an own, a foreign and a missing record, and strangers.

Whoever adds a route adds a row to ``authorisation.MATRIX``; the test fails until it is there.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.webapp.authorisation import LIBRARIES, MATRIX, OPEN_TO_STRANGERS, SIGNED_IN_ONLY, SPARE
from tests.webapp.planned import add_planned
from tests.webapp.site import (
    add_user,
    fill,
    make_app,
    make_household,
    make_need,
    make_offer,
    make_volunteer,
    signed_in,
    user_named,
)
from webapp.clock import now, today
from webapp.database import db, transaction
from webapp.models import Agreement, Clearance, Match, MatchEvent, Run
from webapp.models.accounts import ROLES
from webapp.models.matches import ASKED
from webapp.models.runs import FAILED
from webapp.pages.guard import ROLES_OF
from webapp.settings import Settings

OWN, FOREIGN, MISSING = "1", "2", "4711"
FINE = frozenset({200, 204, 302, 303, 400, 409, 422})
"""The door was open; that a form was empty is another matter."""


def routes() -> list[tuple[Rule, str]]:
    """Every address of ours with each of its methods."""
    app = bare_app()
    found = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint in MATRIX
    ]
    return sorted(found, key=lambda pair: (pair[0].endpoint, pair[0].rule, pair[1]))


def bare_app() -> Flask:
    """Enough of an application to know its routes."""
    import tempfile

    from webapp.app import create_app

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return create_app(Settings(data_folder=Path(folder), secret_key="s" * 40, password_salt="p" * 40))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Of everything one that belongs to the people of site and organisation 1, and one of the others."""
    app = make_app(tmp_path_factory.mktemp("matrix"))
    fill(app)
    with app.app_context():
        add_planned(user_named("planner"))
    with app.app_context(), transaction() as session:
        spare = add_user(session, "spare", ["planner"])
        assert str(spare.id) == SPARE
        session.add(Run(week=today(), status=FAILED, case="{}", case_sha256="0" * 64, created_at=now()))
        for number, district in ((1, "brackel"), (2, "eving")):
            household = make_household(district_code=district)
            need = make_need(household)
            helper = make_volunteer(organisation_id=number, user_id=user_named("volunteer" + "2" * (number - 1)).id)
            helper.clearances = [
                Clearance(
                    qualification="police_clearance", issued_on=today(), seen_on=today(), next_due=date(2099, 1, 1)
                )
            ]
            session.add_all([household, need, helper, make_offer(organisation_id=number, title=f"Kurs {number}")])
            session.flush()
            match = Match(
                need=need, volunteer=helper, start="tue 16:00", status=ASKED, created_at=now(), asked_at=now()
            )
            match.events = [MatchEvent(at=now(), before="proposed", after=ASKED)]
            session.add_all([match, Agreement(household_id=household.id, goals="Deutsch lernen", valid_from=today())])
            session.flush()
    return app


@pytest.fixture(scope="module")
def clients(app: Flask) -> dict[str, FlaskClient]:
    """A signed-in browser per role."""
    return {role: signed_in(app, role) for role in ROLES}


@pytest.fixture
def unchanged(app: Flask, tmp_path: Path) -> Iterator[None]:
    """What a test changes is undone after it."""
    with app.app_context():
        path = str(db.engine.url.database)
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(tmp_path / "before.sqlite")) as before:
        live.backup(before)
        yield
        before.backup(live)


def address(rule: Rule, first: str = OWN, second: str = OWN) -> str:
    """The address with a number for the first record in it, and for a second one if there is."""
    numbers = iter((first, second, second))
    values = dict(MATRIX[rule.endpoint].values)
    chosen: dict[str, Any] = {}
    for name in sorted(rule.arguments, key=rule.rule.index):
        if is_text(rule, name):
            chosen[name] = values[name]
        else:
            number = next(numbers)
            chosen[name] = int(values.get(name, number) if number == OWN else number)
    built = rule.build(chosen)
    assert built is not None, rule
    return built[1]


def is_text(rule: Rule, name: str) -> bool:
    return type(rule._converters[name]).__name__ != "IntegerConverter"


def has_number(rule: Rule) -> bool:
    return any(not is_text(rule, name) for name in rule.arguments)


def opened(client: FlaskClient, rule: Rule, method: str, first: str = OWN, second: str = OWN) -> int:
    """Status of the answer."""
    posted = MATRIX[rule.endpoint].posted if method == "POST" else None
    answer = client.open(address(rule, first, second), method=method, data=posted)
    answer.close()
    return answer.status_code


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    there = {rule.endpoint for rule in bare_app().url_map.iter_rules()}
    without = sorted(there - set(MATRIX) - LIBRARIES)
    assert not without, f"these routes have no row in MATRIX, say there who may open them: {', '.join(without)}"
    gone = sorted((set(MATRIX) | LIBRARIES) - there)
    assert not gone, f"these rows have no route any more: {', '.join(gone)}"


def test_every_view_is_guarded_the_way_its_row_says() -> None:
    views = {endpoint: view for endpoint, view in bare_app().view_functions.items() if endpoint not in LIBRARIES}
    unguarded = sorted(endpoint for endpoint, view in views.items() if not hasattr(view, ROLES_OF))
    assert not unguarded, f"these views have neither @for_roles nor @public: {', '.join(unguarded)}"
    different = {
        endpoint: (guarded, MATRIX[endpoint].roles)
        for endpoint, view in views.items()
        if endpoint in MATRIX and (guarded := getattr(view, ROLES_OF)) != MATRIX[endpoint].roles
    }
    assert not different, f"guard and MATRIX differ (guard, MATRIX): {different}"


ROUTES = routes()
NAMES = [f"{rule.endpoint}-{method}-{'-'.join(sorted(rule.arguments))}" for rule, method in ROUTES]


@pytest.mark.parametrize(("rule", "method"), ROUTES, ids=NAMES)
def test_strangers_are_sent_to_the_sign_in_page(app: Flask, rule: Rule, method: str) -> None:
    answer = app.test_client().open(address(rule), method=method)
    if MATRIX[rule.endpoint].roles is None:
        assert answer.status_code in FINE | {404}
        assert "/anmelden" not in answer.headers.get("Location", "")
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/anmelden")


@pytest.mark.parametrize(("rule", "method"), ROUTES, ids=NAMES)
@pytest.mark.usefixtures("unchanged")
def test_roles_without_the_right_are_refused(clients: dict[str, FlaskClient], rule: Rule, method: str) -> None:
    roles = MATRIX[rule.endpoint].roles
    refused = [role for role in ROLES if roles is not None and role not in roles]
    for number in (OWN, FOREIGN, MISSING) if has_number(rule) else (OWN,):
        answers = {role: opened(clients[role], rule, method, number) for role in refused}
        assert set(answers.values()) <= {403}, (number, answers)


@pytest.mark.parametrize(("rule", "method"), ROUTES, ids=NAMES)
@pytest.mark.usefixtures("unchanged")
def test_roles_with_the_right_reach_their_own_records_only(
    clients: dict[str, FlaskClient], rule: Rule, method: str
) -> None:
    row = MATRIX[rule.endpoint]
    for role in sorted(row.roles or ()):
        client = clients[role]
        if has_number(rule):
            assert opened(client, rule, method, MISSING) == 404, f"{role}: missing record"
        if row.foreign and has_number(rule):
            assert opened(client, rule, method, FOREIGN) == 404, f"{role}: foreign record"
            assert opened(client, rule, method, FOREIGN, FOREIGN) == 404, f"{role}: foreign record"
            if sum(not is_text(rule, name) for name in rule.arguments) > 1:
                # A foreign part of an own record: nothing to see, and nothing happens.
                assert opened(client, rule, method, OWN, FOREIGN) in {404, 302}
        assert opened(client, rule, method) in FINE, f"{role}: own record"


@pytest.mark.parametrize("page", SIGNED_IN_ONLY)
def test_own_account_is_closed_to_strangers(app: Flask, page: str) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == f"security.{page}"]
    for rule in rules:
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = app.test_client().open(rule.rule.replace("<token>", "x"), method=method)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/anmelden")


@pytest.mark.parametrize("page", [page for page in OPEN_TO_STRANGERS if page != "static"])
def test_pages_of_signing_in_tell_strangers_nothing(app: Flask, page: str) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == f"security.{page}"]
    for rule in rules:
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = app.test_client().open(rule.rule.replace("<token>", "x"), method=method)
            assert answer.status_code in FINE
            assert "@example.org" not in answer.get_data(as_text=True)
