"""A database as the city would have it after three years: everybody, and each week's run, matches, mails and log."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from flask import Flask
from flask_security import hash_password
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, undefer

from geodata import stadtbezirke
from scenarios import CITY, generate_case
from webapp import clock
from webapp.database import db, transaction
from webapp.demo.logins import address
from webapp.demo.people import Population, add_needs, add_people
from webapp.migrations import upgrade
from webapp.models import (
    CatchmentDistrict,
    District,
    Household,
    LogEntry,
    Mail,
    Match,
    MatchEvent,
    Need,
    Role,
    Run,
    Site,
    User,
    Volunteer,
)
from webapp.models.accounts import ADMIN, AUDITOR, COORDINATOR, ORGANISATION, PLANNER, ROLES, STAFF, VOLUNTEER
from webapp.models.runs import RELEASED
from webapp.services.comparison import compared_with_released
from webapp.services.log import FIRST_SEAL, seal
from webapp.services.plans import result_from
from webapp.services.release import release
from webapp.services.runs import start_run, work_off

SEED = 0
WEEKS = 156
MATCHES_PER_WEEK = 60
LOG_ENTRIES_PER_WEEK = 400
DISTRICTS_PER_SITE = 2
USERS = {VOLUNTEER: 24, STAFF: 14, ORGANISATION: 4, COORDINATOR: 3, PLANNER: 2, AUDITOR: 1, ADMIN: 2}
"""Fifty people at work, by role."""
PASSWORD = "richtig-langes-passwort"
_WAYS = {
    "ended": (("proposed", "asked", "agreed", "confirmed", "active", "ended"), "goal_reached"),
    "declined": (("proposed", "declined"), "too_far"),
    "expired": (("proposed", "asked", "expired"), None),
}
_SHARES = {"ended": 60, "declined": 25, "expired": 15}


def fill(app: Flask, *, weeks: int = WEEKS, households: int | None = None) -> None:
    """Make the tables and fill them; the last run is this week's, released, and half of it is decided."""
    with app.app_context():
        upgrade(db.engine)
        rng = Random(SEED)
        with transaction() as session:
            _add_places(session)
            case = generate_case(CITY, seed=SEED, households=households)
            people = add_people(session, case, week=clock.planned_week(), seed=SEED)
            add_needs(session, people, after=date(1970, 1, 1), until=clock.today())
            _add_users(session, people)
        with transaction() as session:
            _History(session, rng, weeks).write()
        run = work_off(start_run(None, effort="quick", seed=SEED).id)
        release(None, run.id)
        with transaction() as session:
            _decide_half(session, rng)
            _give_texts(session, run.id)
        db.engine.dispose()


def _add_places(session: Session) -> None:
    session.add_all(District(code=one.code, name=one.name) for one in stadtbezirke())
    session.flush()
    districts, opened = stadtbezirke(), clock.planned_week() - timedelta(weeks=WEEKS)
    for number in range(0, len(districts), DISTRICTS_PER_SITE):
        one = districts[number]
        served = districts[number : number + DISTRICTS_PER_SITE]
        catchment = [CatchmentDistrict(district_code=district.code, valid_from=opened) for district in served]
        session.add(
            Site(name=f"Standort {number}", lat=one.latitude, lon=one.longitude, opened_on=opened, catchment=catchment)
        )
    session.flush()


def _add_users(session: Session, people: Population) -> None:
    roles = {role.name: role for role in session.scalars(select(Role))}
    for name in set(ROLES) - set(roles):
        roles[name] = Role(name=name)
    sites = session.scalars(select(Site).order_by(Site.id)).all()
    organisations = list(people.organisations.values())
    helpers = session.scalars(select(Volunteer).where(Volunteer.approved_at.is_not(None)).order_by(Volunteer.id)).all()
    password = hash_password(PASSWORD)
    for role, number in (pair for role, n in USERS.items() for pair in ((role, i) for i in range(n))):
        user = User(
            email=address(f"{role}{number}"), name=f"{role} {number}", password=password, active=True,
            fs_uniquifier=f"{role}{number}".ljust(32, "x"), confirmed_at=clock.now(), roles=[roles[role]],
        )  # fmt: skip
        if role == STAFF:
            user.sites = [sites[number % len(sites)]]
        elif role == ORGANISATION:
            user.organisation_id = organisations[number % len(organisations)].id
        elif role == VOLUNTEER:
            helpers[number].user = user
        session.add(user)
    session.flush()


class _History:
    """Closed needs, their matches with every step, mails and log, written in bulk; oldest first."""

    def __init__(self, session: Session, rng: Random, weeks: int) -> None:
        self.session, self.rng, self.weeks = session, rng, weeks
        self.households: Sequence[int] = session.scalars(select(Household.id)).all()
        self.volunteers: Sequence[int] = session.scalars(select(Volunteer.id)).all()
        self.staff: Sequence[int] = session.scalars(select(User.id)).all()
        self.needs = count(session.scalar(select(func.max(Need.id))) + 1)
        self.matches, self.seal = count(1), FIRST_SEAL

    def write(self) -> None:
        for number in range(self.weeks, 0, -1):
            monday = clock.planned_week() - timedelta(weeks=number)
            run = self.session.scalar(insert(Run).values(**self._run(monday)).returning(Run.id))
            closed = [self._need(monday) for _ in range(MATCHES_PER_WEEK)]
            matches = [self._match(need, run, monday) for need in closed]
            _insert(self.session, Need, closed)
            _insert(self.session, Match, matches)
            _insert(self.session, MatchEvent, [event for match in matches for event in self._events(match)])
            _insert(self.session, Mail, (self._mail(match) for match in matches))
            _insert(self.session, LogEntry, self._log(monday))

    def _run(self, monday: date) -> dict[str, Any]:
        at = _moment(monday)
        figures = {
            "status": "feasible", "seconds": 90.0, "stopped": False, "served": 3400, "servable": 5200, "needs": 5700,
            "service_value": 213000, "service_bound": 214000, "service_gap": 0.005, "cost_value": 104000,
            "cost_bound": 97000, "cost_gap": 0.07, "idle": 10,
        }  # fmt: skip
        return dict(
            week=monday, status=RELEASED, effort="normal", seed=0, case="", case_sha256="0" * 64, result=None,
            curve=[[second, 3000, 200000, 214000, 0.06] for second in range(90)], figures=figures, created_at=at,
            started_at=at, beat_at=at, finished_at=at, released_at=at, version=1,
        )  # fmt: skip

    def _need(self, monday: date) -> dict[str, Any]:
        return dict(
            id=next(self.needs), household_id=self.rng.choice(self.households), version=1, hours=2.0,
            kind=self.rng.choice(("companion", "language_course", "interpreting", "childrens_activity")),
            urgency=self.rng.randint(1, 4), requested_on=monday - timedelta(days=self.rng.randint(10, 90)),
            closed_on=monday + timedelta(days=20), closed_reason="met", requires=[],
        )  # fmt: skip

    def _match(self, need: dict[str, Any], run: int | None, monday: date) -> dict[str, Any]:
        (status,) = self.rng.choices(list(_SHARES), list(_SHARES.values()))
        _, reason = _WAYS[status]
        active = monday + timedelta(days=3) if status == "ended" else None
        return dict(
            id=next(self.matches), need_id=need["id"], volunteer_id=self.rng.choice(self.volunteers), offer_id=None,
            mediator_id=None, start="tue 16:00", status=status, waive=[], run_id=run, version=4, reason=reason,
            parts={"cost": 20, "travel_minutes": 20, "travel": [], "state": "new"}, created_at=_moment(monday),
            asked_at=_moment(monday), active_from=active, ended_on=active and active + timedelta(days=60),
        )  # fmt: skip

    def _events(self, match: dict[str, Any]) -> Iterator[dict[str, Any]]:
        before = None
        steps, reason = _WAYS[match["status"]]
        for number, after in enumerate(steps):
            yield dict(
                match_id=match["id"], at=match["created_at"] + timedelta(hours=9 * number), before=before, after=after,
                user_id=self.rng.choice(self.staff), reason=reason if after == steps[-1] else None, note="",
            )  # fmt: skip
            before = after

    def _mail(self, match: dict[str, Any]) -> dict[str, Any]:
        at = match["created_at"]
        return dict(
            recipient="ehrenamt@example.org", subject="Anfrage", body="x" * 600, created_at=at, sent_at=at, failures=0
        )

    def _log(self, monday: date) -> Iterator[dict[str, Any]]:
        for number in range(LOG_ENTRIES_PER_WEEK):
            at, user = _moment(monday) + timedelta(minutes=number), self.rng.choice(self.staff)
            subject = f"household:{self.rng.choice(self.households)}"
            self.seal = seal(self.seal, at, user, "household.read", subject, {})
            yield dict(at=at, user_id=user, action="household.read", subject=subject, facts={}, seal=self.seal)


def _insert(session: Session, kind: Any, rows: Iterable[dict[str, Any]]) -> None:
    session.execute(insert(kind), list(rows))


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def _decide_half(session: Session, rng: Random) -> None:
    """Of this week's proposals many are active, some asked."""
    proposed = list(session.scalars(select(Match.id).where(Match.status == "proposed").order_by(Match.id)))
    rng.shuffle(proposed)
    third = len(proposed) // 3
    for ids, values in (
        (proposed[:third], {"status": "active", "active_from": clock.today()}),
        (proposed[third : third + 150], {"status": "asked", "asked_at": clock.now()}),
    ):
        for first in range(0, len(ids), 500):
            chosen = Match.id.in_(ids[first : first + 500])
            session.execute(update(Match).where(chosen).values(**values).execution_options(synchronize_session=False))


def _give_texts(session: Session, run_id: int) -> None:
    """Every earlier run gets case and result of this one, and each what it kept about the run before it."""
    run = session.scalars(select(Run).where(Run.id == run_id).options(undefer(Run.case), undefer(Run.result))).one()
    texts = {"case": run.case, "result": run.result, "case_sha256": run.case_sha256}
    session.execute(update(Run).where(Run.id != run_id).values(**texts).execution_options(synchronize_session=False))
    compared, before = compared_with_released(run_id, result_from(run.result or "")), None
    for number in session.scalars(select(Run.id).order_by(Run.id)).all():
        query = update(Run).where(Run.id == number).values(compared={**compared, "with": before})
        session.execute(query.execution_options(synchronize_session=False))
        before = number
