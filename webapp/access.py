"""
The only door to a record: who may see it, and who may change it.

Refused unless granted. A foreign record looks like a missing one.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, inspect, or_, select, true
from sqlalchemy.orm import Session

from webapp.clock import today
from webapp.database import db, transaction
from webapp.models import (
    CatchmentDistrict,
    ChainCheck,
    Household,
    LogEntry,
    Match,
    MatchEvent,
    Need,
    Offer,
    Organisation,
    PlanningRun,
    PlanningScenario,
    Run,
    Site,
    User,
    Volunteer,
)
from webapp.models.accounts import ADMIN, AUDITOR, COORDINATOR, ORGANISATION, PLANNER, STAFF, VOLUNTEER
from webapp.services.log import write_log

Row = TypeVar("Row")
MOST_ID = 2**31 - 1
"""Larger numbers in an address are of no record, and some databases cannot even compare them."""


class NotFound(Exception):
    """There is no such record, or it is not for this person: both look alike."""


def has_role(user: Any, *roles: str) -> bool:
    """Whether the person is signed in and has one of the roles."""
    return bool(getattr(user, "is_authenticated", False) and user.role_names & set(roles))


def districts_of(user: User, day: date | None = None) -> Collection[str]:
    """Codes of the districts in the catchments of a team's sites on a day (today)."""
    return _districts(day, CatchmentDistrict.site_id.in_([site.id for site in user.sites]))


def served_districts(day: date | None = None) -> Collection[str]:
    """Codes of the districts that any team serves on a day (today)."""
    return _districts(day)


def _districts(day: date | None, *further: ColumnElement[bool]) -> set[str]:
    day = day or today()
    valid = (
        CatchmentDistrict.valid_from <= day,
        or_(CatchmentDistrict.valid_until.is_(None), CatchmentDistrict.valid_until >= day),
    )
    return set(db.session.scalars(select(CatchmentDistrict.district_code).where(*further, *valid)))


# Which rows a person may see, as conditions; everything else builds on them.


def _households(user: User) -> ColumnElement[bool]:
    return Household.district_code.in_(districts_of(user)) if has_role(user, STAFF) else false()


def _needs(user: User) -> ColumnElement[bool]:
    return Need.household.has(_households(user)) if has_role(user, STAFF) else false()


def _matches(user: User) -> ColumnElement[bool]:
    granted: list[ColumnElement[bool]] = []
    if has_role(user, STAFF):
        granted.append(Match.need.has(Need.household.has(_households(user))))
    if has_role(user, VOLUNTEER):
        own = select(Volunteer.id).where(Volunteer.user_id == user.id)
        granted.append(or_(Match.volunteer_id.in_(own), Match.mediator_id.in_(own)))
    return or_(*granted) if granted else false()


def _volunteers(user: User) -> ColumnElement[bool]:
    granted: list[ColumnElement[bool]] = []
    if has_role(user, ORGANISATION) and user.organisation_id is not None:
        granted.append(Volunteer.organisation_id == user.organisation_id)
    if has_role(user, VOLUNTEER):
        granted.append(Volunteer.user_id == user.id)
    return or_(*granted) if granted else false()


def _offers(user: User) -> ColumnElement[bool]:
    if has_role(user, COORDINATOR):
        return true()
    if has_role(user, ORGANISATION) and user.organisation_id is not None:
        return Offer.organisation_id == user.organisation_id
    return false()


def _organisations(user: User) -> ColumnElement[bool]:
    if has_role(user, ADMIN):
        return true()
    return Organisation.id == user.organisation_id if has_role(user, ORGANISATION) else false()


def _runs(user: User) -> ColumnElement[bool]:
    return true() if has_role(user, COORDINATOR, AUDITOR) else false()


def _users(user: User) -> ColumnElement[bool]:
    return true() if has_role(user, ADMIN) else false()


def _sites(user: User) -> ColumnElement[bool]:
    return true() if has_role(user, ADMIN) else false()


def _planning(user: User) -> ColumnElement[bool]:
    return true() if has_role(user, PLANNER) else false()


def _trail(user: User) -> ColumnElement[bool]:
    return true() if has_role(user, AUDITOR) else false()


_GRANTED: dict[type[Any], Any] = {
    Household: _households,
    Need: _needs,
    Match: _matches,
    Volunteer: _volunteers,
    Offer: _offers,
    Organisation: _organisations,
    Run: _runs,
    PlanningRun: _planning,
    PlanningScenario: _planning,
    User: _users,
    Site: _sites,
    LogEntry: _trail,
    ChainCheck: _trail,
    MatchEvent: _trail,
}
MAY_SEE_FIGURES = (COORDINATOR, PLANNER)
"""Numbers of all sites, small ones hidden."""


def visible(user: User, kind: type[Row]) -> Select[Any]:
    """A query for all records of a kind that the person may see; to be narrowed further."""
    return select(kind).where(_GRANTED[kind](user))


def get(user: User, kind: type[Row], id_: int, *, session: Session | None = None) -> Row:
    """
    One record the person may see and, in her role, change.

    Parameters
    ----------
    session
        The transaction's, when the record is going to be changed.

    Raises
    ------
    NotFound
        When there is none, or it is not hers.
    """
    if not 0 < id_ <= MOST_ID:
        raise NotFound
    key: Any = inspect(kind).primary_key[0]
    found: Row | None = (session or db.session).scalar(visible(user, kind).where(key == id_))
    if found is None:
        raise NotFound
    return found


def log_reading(user: User, household: Household) -> None:
    """Keep that a household was read: in a transaction of its own, since reading changes nothing else."""
    with transaction() as session:
        write_log(session, user_id=user.id, action="household.read", subject=f"household:{household.id}")
