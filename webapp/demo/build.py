"""Fills an empty database with the invented pilot: people, two weeks of history, and this week's run, released."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Flask
from flask_security import hash_password

from scenarios import PILOT, generate_case
from webapp import clock
from webapp.database import db, transaction
from webapp.demo.decisions import PAST_WEEK, THIS_WEEK, decide_about, end_some
from webapp.demo.logins import PEOPLE, add_accounts, add_places, add_volunteer_accounts, address, busiest_volunteer
from webapp.demo.people import Population, add_needs, add_people
from webapp.demo.scenario import add_scenario
from webapp.migrations import upgrade
from webapp.models import User
from webapp.services.decisions import expire_and_remind
from webapp.services.release import release
from webapp.services.runs import start_run, work_off

SEED = 0
WEEKS_OF_HISTORY = 2
_LONG_AGO = date(1970, 1, 1)
_RUN_AT, _DECIDED_AT = time(5), timedelta(days=1, hours=5)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """
    What was made.

    Attributes
    ----------
    logins
        Address by what the person does, in the order to be shown.
    served, needs
        Of this week's run.
    """

    logins: tuple[tuple[str, str], ...]
    households: int
    volunteers: int
    served: int
    needs: int


def build(app: Flask, password: str, *, say: Say, households: int | None = None, effort: Any = "normal") -> Built:
    """
    Make the tables and fill them.

    Parameters
    ----------
    password
        Of everybody.
    say
        Called with a German line before each step.
    households
        Instead of the pilot's 150.
    effort
        Of this week's run.
    """
    with app.app_context():
        say("Tabellen anlegen")
        upgrade(db.engine)
        say("Menschen erfinden")
        people = _add_everybody(hash_password(password), households)
        week = clock.planned_week()
        reported = _LONG_AGO
        for weeks in range(WEEKS_OF_HISTORY, 0, -1):
            monday = week - timedelta(weeks=weeks)
            say(f"Woche vom {monday.day}.{monday.month}. nachspielen")
            _live_through(people, monday, reported)
            reported = monday
        say("Diese Woche planen")
        with transaction() as session:
            add_needs(session, people, after=reported, until=clock.today())
        figures = _plan_week(effort)
        say("Erste Entscheidungen treffen")
        decide_about(_user("team-brackel-2"), people.rng, THIS_WEEK)
        say("Standorte planen lassen")
        add_scenario(_user("planung"))
        return Built(
            logins=_logins(),
            households=len(people.households),
            volunteers=len(people.volunteers),
            served=figures["served"],
            needs=figures["needs"],
        )


def _add_everybody(password_hash: str, households: int | None) -> Population:
    case, week = generate_case(PILOT, seed=SEED, households=households), clock.planned_week()
    with transaction() as session:
        add_places(session, week)
        people = add_people(session, case, week=week, seed=SEED)
        add_accounts(session, password_hash)
        add_volunteer_accounts(session, password_hash)
    return people


def _live_through(people: Population, monday: date, reported: date) -> None:
    """One week as it would have been: the run on Monday morning, decisions the day after."""
    start = datetime.combine(monday, _RUN_AT, tzinfo=clock.ZONE)
    with clock.as_of(start):
        with transaction() as session:
            add_needs(session, people, after=reported, until=monday)
        _plan_week("quick")
    staff = _user("team-brackel")
    with clock.as_of(start + _DECIDED_AT):
        end_some(staff, people.rng)
        decide_about(staff, people.rng, PAST_WEEK)
    with clock.as_of(start + timedelta(days=6, hours=12)):
        expire_and_remind()


def _plan_week(effort: Any) -> dict[str, Any]:
    coordinator = _user("koordination").id
    run = work_off(start_run(coordinator, effort=effort, seed=SEED).id)
    if run.result is None:
        raise RuntimeError(f"the run of the invented week failed: {run.problem}")
    release(coordinator, run.id)
    return dict(run.figures)


def _user(name: str) -> User:
    return db.session.query(User).filter_by(email=address(name)).one()


_SHOWN = {
    "koordination": "Koordination",
    "team-brackel": "Team Kommende Brackel",
    "team-nord": "Team Standort Nord",
    "traeger": "Träger",
    "planung": "Planung",
    "pruefung": "Prüfung",
    "verwaltung": "Verwaltung",
}


def _logins() -> tuple[tuple[str, str], ...]:
    rows = [(_SHOWN[name], address(name)) for name in PEOPLE if name in _SHOWN]
    return (*rows, ("Ehrenamt", busiest_volunteer(db.session)))
