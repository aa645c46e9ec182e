"""The auditor's trail: who read, changed and decided what. Nothing here changes anything but the log itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from webapp.access import NotFound, get, visible
from webapp.clock import ZONE
from webapp.database import db, transaction
from webapp.models import LogEntry, Match, MatchEvent, Role, Run, User
from webapp.models.accounts import VOLUNTEER
from webapp.services.log import write_log

PAGE = 50
MOST_EXPORTED = 200_000
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    Which entries.

    Attributes
    ----------
    first, last
        Days in Germany, both included.
    action
        A code, or what stands before its dot: ``match`` finds ``match.accept``.
    person
        Part of a name or address, or ``#12`` for the account of that number, the only way to find volunteers.
    record
        Such as ``household:12``; ``household`` finds all of them.
    """

    first: date | None = None
    last: date | None = None
    action: str = ""
    person: str = ""
    record: str = ""


Entries = Sequence[tuple[LogEntry, str | None]]


def entries(user: User, wanted: Wanted, page: int = 1) -> tuple[Entries, int]:
    """A page of entries with the names of their people, newest first, and how many there are on all pages."""
    query = _narrowed(user, wanted)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = _with_names(query.order_by(LogEntry.id.desc()).limit(PAGE).offset(PAGE * (page - 1)))
    return rows, total


def exported(user: User, wanted: Wanted) -> Iterator[tuple[Any, ...]]:
    """
    All of them as rows of a table, oldest first, read a part at a time; that they were taken out is logged at once.
    """
    query = _narrowed(user, wanted)
    newest = db.session.scalar(select(func.max(LogEntry.id))) or 0
    found = db.session.scalar(query.with_only_columns(func.count(LogEntry.id))) or 0
    with transaction() as session:
        entries = min(found, MOST_EXPORTED)
        write_log(session, user_id=user.id, action="trail.export", subject="trail", entries=entries)
    return _rows(query.where(LogEntry.id <= newest))


def _rows(query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    columns = (LogEntry.at, LogEntry.user_id, _name(), LogEntry.action, LogEntry.subject, LogEntry.facts)
    named = query.outerjoin(User, User.id == LogEntry.user_id).with_only_columns(LogEntry.id, *columns, LogEntry.seal)
    last = 0
    for _ in range(0, MOST_EXPORTED, _AT_ONCE):
        rows = db.session.execute(named.where(LogEntry.id > last).order_by(LogEntry.id).limit(_AT_ONCE)).all()
        # Nothing stays open while the browser takes what it got.
        db.session.rollback()
        for id_, at, number, name, action, subject, facts, seal in rows:
            told = " ".join(f"{key}={value}" for key, value in facts.items())
            moment = at.astimezone(ZONE).isoformat(timespec="seconds")
            yield id_, moment, number, name or "", action, subject, told, seal
            last = id_
        if len(rows) < _AT_ONCE:
            return


def actions(user: User) -> Sequence[str]:
    """Every action that occurs."""
    query = visible(user, LogEntry).with_only_columns(LogEntry.action).group_by(LogEntry.action)
    return db.session.scalars(query.order_by(LogEntry.action)).all()


def run_trail(user: User, run_id: int) -> tuple[Run, Entries, dict[str, int]]:
    """
    A run, its entries, and how many of its proposals have which status now.

    Raises
    ------
    NotFound
        When there is no such run.
    """
    run = get(user, Run, run_id)
    counted = select(Match.status, func.count()).where(Match.run_id == run.id).group_by(Match.status)
    counts = {row[0]: row[1] for row in db.session.execute(counted)}
    return run, _about(user, f"run:{run.id}"), counts


def match_trail(user: User, match_id: int) -> tuple[Sequence[tuple[MatchEvent, str | None]], Entries]:
    """
    Steps of a match, without free text and without people but those who decided.

    Raises
    ------
    NotFound
        When nobody ever did anything with it.
    """
    steps = (
        visible(user, MatchEvent)
        .where(MatchEvent.match_id == match_id)
        .outerjoin(User, User.id == MatchEvent.user_id)
        .add_columns(_name())
        .order_by(MatchEvent.id)
    )
    found, rows = [(event, name) for event, name in db.session.execute(steps)], _about(user, f"match:{match_id}")
    if not found and not rows:
        raise NotFound
    return found, rows


def _about(user: User, subject: str) -> Entries:
    return _with_names(visible(user, LogEntry).where(LogEntry.subject == subject).order_by(LogEntry.id))


def _with_names(query: Select[Any]) -> Entries:
    named = query.outerjoin(User, User.id == LogEntry.user_id).add_columns(_name())
    return [(entry, name) for entry, name in db.session.execute(named)]


def _narrowed(user: User, wanted: Wanted) -> Select[Any]:
    query = visible(user, LogEntry)
    if wanted.first:
        query = query.where(LogEntry.at >= _midnight(wanted.first))
    if wanted.last:
        query = query.where(LogEntry.at < _midnight(wanted.last + timedelta(days=1)))
    if wanted.action:
        query = query.where(
            or_(LogEntry.action == wanted.action, LogEntry.action.startswith(f"{wanted.action}.", autoescape=True))
        )
    if wanted.record:
        query = query.where(
            or_(LogEntry.subject == wanted.record, LogEntry.subject.startswith(f"{wanted.record}:", autoescape=True))
        )
    return query.where(_by(wanted.person)) if wanted.person else query


def _by(person: str) -> Any:
    number = person.removeprefix("#")
    if person.startswith("#") and number.isascii() and number.isdigit() and len(number) < 10:
        return LogEntry.user_id == int(number)
    part = or_(User.name.icontains(person, autoescape=True), User.email.icontains(person, autoescape=True))
    return LogEntry.user_id.in_(select(User.id).where(part, _acts_in_office()))


def _name() -> Any:
    """The name of whoever acts in office; volunteers are numbers here."""
    return case((_acts_in_office(), User.name))


def _acts_in_office() -> ColumnElement[bool]:
    return User.roles.any(Role.name != VOLUNTEER)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)
