"""Households of a catchment: the list, one family with all that belongs to it, the first visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from geodata import stadtbezirke
from webapp import access
from webapp.clock import today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import Agreement, District, Household, Match, Member, Need, User
from webapp.models.matches import LIVE
from webapp.services.log import write_log
from webapp.services.needs import NeedEntry, mark_changed, write_need

PAGE = 50
ALL, WAITING, OPEN_NEEDS, REVIEW_DUE = "", "waiting", "open", "review"
FILTERS = (ALL, WAITING, OPEN_NEEDS, REVIEW_DUE)
REVIEW_SOON = timedelta(days=14)
"""An agreement is due for review from two weeks before the day on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    A household in the list.

    Attributes
    ----------
    waiting_weeks
        Whole weeks from registration to the first visit, or to today while there was none.
    open_needs, without_help
        Needs not closed, and those of them that have no match at all.
    review_on
        Next review of an agreement.
    """

    household: Household
    waiting_weeks: int
    open_needs: int
    without_help: int
    review_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part ``number`` (from 1) of ``pages`` of a list of ``total`` rows."""

    rows: Sequence[Row]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEntry:
    """Somebody of the household as entered; ``key`` is what needs call them by."""

    key: str
    id: int | None = None
    label: str = ""
    birth_year: int | None = None
    gender: str | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEntry:
    """A voluntary agreement as entered, or that the family does not want one, which costs no help."""

    valid_from: date
    id: int | None = None
    version: int | None = None
    refused: bool = False
    goals: str = ""
    valid_until: date | None = None
    review_on: date | None = None
    reached_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdEntry:
    """
    A whole first visit.

    Attributes
    ----------
    facts
        Columns of the household by name.
    version
        Of the row that was read; None for a new household.
    """

    facts: Mapping[str, Any]
    version: int | None = None
    members: Sequence[MemberEntry] = ()
    needs: Sequence[NeedEntry] = ()
    agreement: AgreementEntry | None = field(default=None)


def waiting_weeks(household: Household, day: date) -> int:
    """Whole weeks from registration to the first visit, or to the day while there was none; never below 0."""
    return max(0, ((household.first_visit_on or day) - household.registered_on).days // 7)


def district_centre(code: str) -> tuple[float, float] | None:
    """Latitude and longitude of a Stadtbezirk's centre; None where it is not known."""
    return next(((d.latitude, d.longitude) for d in stadtbezirke() if d.code == code), None)


def districts_to_choose(user: User, household_id: int | None) -> list[District]:
    """Districts of the person's catchment, by name; for a family that is known, and may move, of all teams."""
    codes = access.districts_of(user) if household_id is None else access.served_districts()
    return list(db.session.scalars(select(District).where(District.code.in_(codes)).order_by(District.name)))


def households_page(user: User, *, search: str = "", only: str = ALL, number: int = 1) -> Page:
    """The person's households: those who wait for a first visit before the others, longest first."""
    found = _narrowed(access.visible(user, Household), search, only)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    open_needs, without_help, review = _count_needs(), _count_needs(_has_no_match()), _next_review()
    rows = db.session.execute(
        found.add_columns(open_needs, without_help, review)
        .options(joinedload(Household.district))
        .order_by(Household.first_visit_on.is_not(None), Household.registered_on, Household.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    day = today()
    return Page(
        rows=[
            Row(
                household=household,
                waiting_weeks=waiting_weeks(household, day),
                open_needs=n_open,
                without_help=n_without,
                review_on=review_on,
            )
            for household, n_open, n_without, review_on in rows
        ],
        total=total,
        number=number,
        pages=pages,
    )


def _narrowed(found: Select[Any], search: str, only: str) -> Select[Any]:
    found = found.where(Household.left_on.is_(None))
    if search:
        wanted = [
            Household.contact_name.icontains(search, autoescape=True),
            Household.address.icontains(search, autoescape=True),
        ]
        number = search.upper().removeprefix("H").lstrip("- 0")
        if number.isascii() and number.isdigit() and len(number) < 10:
            wanted.append(Household.id == int(number))
        found = found.where(or_(*wanted))
    if only == WAITING:
        found = found.where(Household.first_visit_on.is_(None))
    elif only == OPEN_NEEDS:
        found = found.where(Household.needs.any(Need.closed_on.is_(None)))
    elif only == REVIEW_DUE:
        found = found.where(Household.agreements.any(_to_review() & (Agreement.review_on <= today() + REVIEW_SOON)))
    return found


def _to_review() -> ColumnElement[bool]:
    return Agreement.refused.is_(False) & Agreement.reached_on.is_(None) & Agreement.review_on.is_not(None)


def _has_no_match() -> ColumnElement[bool]:
    return ~select(Match.id).where(Match.need_id == Need.id, Match.status.in_(LIVE)).exists()


def _count_needs(*further: ColumnElement[bool]) -> Any:
    of_row = (Need.household_id == Household.id, Need.closed_on.is_(None), *further)
    return select(func.count(Need.id)).where(*of_row).correlate(Household).scalar_subquery()


def _next_review() -> Any:
    of_row = (Agreement.household_id == Household.id, _to_review())
    return select(func.min(Agreement.review_on)).where(*of_row).correlate(Household).scalar_subquery()


def whole_household(user: User, household_id: int) -> Household:
    """
    One household with members, needs and agreements loaded.

    Raises
    ------
    NotFound
        When it is missing or not in the person's catchment.
    """
    found: Household | None = db.session.scalar(
        access.visible(user, Household)
        .where(Household.id == household_id)
        .options(
            joinedload(Household.district),
            selectinload(Household.members),
            selectinload(Household.needs).joinedload(Need.attendee),
            selectinload(Household.agreements),
        )
    )
    if found is None:
        raise access.NotFound
    return found


def matches_of(household: Household) -> dict[int, list[Match]]:
    """All matches of the household's needs by need, newest first, with those who help."""
    needs = [need.id for need in household.needs]
    rows = db.session.scalars(
        select(Match)
        .where(Match.need_id.in_(needs))
        .options(
            joinedload(Match.volunteer), joinedload(Match.mediator), joinedload(Match.offer), selectinload(Match.events)
        )
        .order_by(Match.id.desc())
    )
    found: dict[int, list[Match]] = {}
    for row in rows:
        found.setdefault(row.need_id, []).append(row)
    return found


def save_visit(user: User, household_id: int | None, entry: HouseholdEntry) -> Household:
    """
    Save a first visit, or the same facts later: household, members, needs and agreement, all or nothing.

    Members and needs that are not part of the entry stay as they are. A household that moves into another team's
    district belongs to that team from then on.

    Raises
    ------
    NotFound
        When the household is not in the person's catchment, a new one is outside of it, or no team serves the district.
    ChangedMeanwhile
        When somebody else saved the household, one of the needs or the agreement first.
    """
    with transaction() as session:
        own, district = access.districts_of(user), entry.facts["district_code"]
        if district not in (own if household_id is None else access.served_districts()):
            raise access.NotFound
        household, action = _row(session, user, household_id, entry)
        for name, value in entry.facts.items():
            setattr(household, name, value)
        if household.address_protected:
            household.lat = household.lon = None
        mark_changed(household)
        members = _write_members(household, entry.members)
        session.flush()
        write_log(session, user_id=user.id, action=action, subject=f"household:{household.id}")
        if district not in own:
            write_log(session, user_id=user.id, action="household.hand_over", subject=f"household:{household.id}")
        needs = {need.id: need for need in household.needs}
        for need_entry in entry.needs:
            write_need(session, user, household, need_entry, members, _known(needs, need_entry.id))
        if entry.agreement is not None:
            write_agreement(session, user, household, entry.agreement)
        return household


def _row(session: Session, user: User, household_id: int | None, entry: HouseholdEntry) -> tuple[Household, str]:
    if household_id is None:
        household = Household()
        session.add(household)
        return household, "household.create"
    household = access.get(user, Household, household_id, session=session)
    if household.version != entry.version:
        raise ChangedMeanwhile
    return household, "household.change"


def _known(rows: Mapping[int, Any], id_: int | None) -> Any:
    """A row that belongs to this household; one of another looks like a missing one."""
    if id_ is None:
        return None
    if id_ not in rows:
        raise access.NotFound
    return rows[id_]


def _write_members(household: Household, entries: Sequence[MemberEntry]) -> dict[str, Member]:
    """Members by the key that needs call them by."""
    known = {member.id: member for member in household.members}
    found = {}
    for entry in entries:
        # A number of nobody here, or of somebody removed meanwhile, makes a new member.
        member = known.get(entry.id) if entry.id is not None else None
        if entry.removed:
            if member is not None:
                household.members.remove(member)
            continue
        if member is None:
            member = Member()
            household.members.append(member)
        member.label, member.birth_year, member.gender = entry.label, entry.birth_year, entry.gender
        found[entry.key] = member
    return found


def save_agreement(user: User, household_id: int, entry: AgreementEntry) -> Household:
    """
    A new agreement of a household, or a change of one; errors as for ``save_visit``.
    """
    with transaction() as session:
        household = access.get(user, Household, household_id, session=session)
        write_agreement(session, user, household, entry)
        return household


def write_agreement(session: Session, user: User, household: Household, entry: AgreementEntry) -> None:
    """Save an agreement within the caller's transaction."""
    agreement = _known({row.id: row for row in household.agreements}, entry.id)
    action = "agreement.change"
    if agreement is None:
        action = "agreement.create"
        agreement = Agreement()
        household.agreements.append(agreement)
    elif agreement.version != entry.version:
        raise ChangedMeanwhile
    agreement.valid_from, agreement.valid_until, agreement.review_on = (
        entry.valid_from,
        entry.valid_until,
        entry.review_on,
    )
    agreement.refused, agreement.goals, agreement.reached_on = entry.refused, entry.goals, entry.reached_on
    session.flush()
    write_log(session, user_id=user.id, action=action, subject=f"agreement:{agreement.id}")
