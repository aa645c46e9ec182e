"""What a run would know now: how much there is of each source, how fresh it is, what is missing and what that costs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select

from webapp import clock
from webapp.database import db
from webapp.models import Clearance, Household, LogEntry, Member, Need, Offer, Volunteer

STALE_DAYS = 180
"""A volunteer's entries that nobody looked over for as long may be wrong."""
DUE_DAYS = 28
LIMITED_BY_AGE = ("childrens_activity",)
"""Kinds whose offers ask for the age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    One kind of records.

    Attributes
    ----------
    code
        households, needs, volunteers or offers.
    changed_at
        Last change that stands in the log; None when none does.
    newest
        Day of the newest record, for offers None.
    """

    code: str
    count: int
    changed_at: datetime | None
    newest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How many records lack something; the code says what, and what that costs."""

    code: str
    count: int


def sources() -> list[Source]:
    """What there is, as a run would count it now."""
    day = clock.today()
    here = Household.left_on.is_(None)
    open_need = and_(Need.closed_on.is_(None), Need.household.has(here))
    helping = and_(Volunteer.approved_at.is_not(None), _is_there(day))
    going_on = or_(Offer.term_until.is_(None), Offer.term_until >= day)
    newest_volunteer = db.session.scalar(select(func.max(Volunteer.registered_at)).where(helping))
    found: list[tuple[str, Any, ColumnElement[bool], date | None]] = [
        ("households", Household.id, here, _newest(Household.registered_on, here)),
        ("needs", Need.id, open_need, _newest(Need.requested_on, open_need)),
        (
            "volunteers",
            Volunteer.id,
            helping,
            newest_volunteer.astimezone(clock.ZONE).date() if newest_volunteer else None,
        ),
        ("offers", Offer.id, going_on, None),
    ]
    return [
        Source(
            code=code, count=_count(column, condition), changed_at=_changed_at(code.removesuffix("s")), newest=newest
        )
        for code, column, condition, newest in found
    ]


def gaps() -> list[Gap]:
    """What is missing, most costly first; what nothing lacks is left out."""
    day, week = clock.today(), clock.planned_week()
    here = and_(Household.left_on.is_(None), Household.needs.any(Need.closed_on.is_(None)))
    planned = and_(here, Household.address_protected.is_(False), Household.lat.is_not(None))
    there = _is_there(day)
    helping = and_(Volunteer.approved_at.is_not(None), there)
    stale = clock.now() - timedelta(days=STALE_DAYS)
    last = week + timedelta(days=6)
    asks_age = and_(Need.closed_on.is_(None), Need.kind.in_(LIMITED_BY_AGE))
    without_age = or_(Need.attendee_id.is_(None), Need.attendee.has(Member.birth_year.is_(None)))
    ending = and_(Clearance.next_due > day, Clearance.next_due <= day + timedelta(days=DUE_DAYS))
    conditions: list[tuple[str, Any, ColumnElement[bool]]] = [
        ("household_language", Household.id, and_(planned, _is_empty(Household.languages, "{}"))),
        ("household_times", Household.id, and_(planned, _is_empty(Household.availability, "[]"))),
        ("household_place", Household.id, and_(here, Household.address_protected.is_(False), Household.lat.is_(None))),
        ("household_protected", Household.id, and_(here, Household.address_protected.is_(True))),
        ("need_age", Need.id, and_(asks_age, without_age, Need.household.has(planned))),
        ("volunteer_approval", Volunteer.id, and_(Volunteer.approved_at.is_(None), there)),
        ("volunteer_times", Volunteer.id, and_(helping, _is_empty(Volunteer.availability, "[]"))),
        ("volunteer_language", Volunteer.id, and_(helping, _is_empty(Volunteer.languages, "{}"))),
        ("volunteer_pause", Volunteer.id, and_(helping, Volunteer.paused_from <= last, _not_over(week))),
        ("volunteer_stale", Volunteer.id, and_(helping, _is_stale(stale))),
        ("clearance_due", Volunteer.id, and_(helping, Volunteer.clearances.any(ending))),
    ]
    found = [Gap(code=code, count=_count(column, condition)) for code, column, condition in conditions]
    return [gap for gap in found if gap.count]


def _is_there(day: date) -> ColumnElement[bool]:
    return or_(Volunteer.left_on.is_(None), Volunteer.left_on > day)


def _not_over(week: date) -> ColumnElement[bool]:
    return or_(Volunteer.paused_until.is_(None), Volunteer.paused_until >= week)


def _is_stale(before: datetime) -> ColumnElement[bool]:
    looked_over = func.coalesce(Volunteer.profile_confirmed_at, Volunteer.registered_at)
    return looked_over < before


def _is_empty(column: Any, empty: str) -> ColumnElement[bool]:
    return cast(column, String) == empty


def _count(column: Any, condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(column)).where(condition)) or 0


def _newest(column: Any, condition: ColumnElement[bool]) -> date | None:
    return db.session.scalar(select(func.max(column)).where(condition))


def _changed_at(topic: str) -> datetime | None:
    # From the point to the character after it: everything of the topic but reading.
    changes = and_(LogEntry.action > f"{topic}.", LogEntry.action < f"{topic}/", LogEntry.action != f"{topic}.read")
    return db.session.scalar(select(LogEntry.at).where(changes).order_by(LogEntry.id.desc()).limit(1))
