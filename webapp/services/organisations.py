"""What an organisation does for its own volunteers: take them on, note clearances, keep contact data right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.access import NotFound, get, visible
from webapp.clock import now, today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import Clearance, Match, User, Volunteer
from webapp.models.matches import LIVE, PROPOSED
from webapp.services.log import write_log

WAITING, DUE, PAUSED, ACTIVE, LEFT, ALL = "waiting", "due", "paused", "active", "left", "all"
GROUPS = (WAITING, DUE, PAUSED, ACTIVE, LEFT, ALL)
"""Of volunteers, as the list can be narrowed; somebody may be in several."""
DUE_SOON = timedelta(weeks=8)
"""So early a clearance counts as due: a new one takes weeks."""


class AddressOpen(Exception):
    """Whoever gave the address has not confirmed it: it may be somebody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    A volunteer as the list shows her.

    Attributes
    ----------
    families
        How many she is asked to help or helps now.
    next_due
        When the first of her newest clearances ends; None when none was seen.
    """

    volunteer: Volunteer
    groups: frozenset[str]
    families: int
    next_due: date | None

    @property
    def is_overdue(self) -> bool:
        """Whether no clearance holds today."""
        return self.next_due is None or self.next_due < today()

    @property
    def must_confirm(self) -> bool:
        """Whether she has yet to confirm her address; people without an account have none to confirm."""
        return _must_confirm(self.volunteer)


def own_volunteers(user: User) -> list[Shown]:
    """Everybody of the person's organisation, by name."""
    query = _of_organisation(user).order_by(Volunteer.last_name, Volunteer.first_name, Volunteer.id)
    rows = db.session.scalars(query.options(selectinload(Volunteer.clearances), joinedload(Volunteer.user))).all()
    families = _families(user)
    return [_shown(row, families.get(row.id, 0)) for row in rows]


def own_volunteer(user: User, volunteer_id: int, *, session: Session | None = None) -> Volunteer:
    """
    One of the person's organisation.

    Raises
    ------
    NotFound
        When there is none, or she belongs to another one.
    """
    found = get(user, Volunteer, volunteer_id, session=session)
    if found.organisation_id != user.organisation_id:
        raise NotFound
    return found


def shown(user: User, volunteer: Volunteer) -> Shown:
    """The same facts about one as the list has."""
    return _shown(volunteer, _families(user).get(volunteer.id, 0))


def _of_organisation(user: User) -> Select[Any]:
    # Whoever is also a volunteer elsewhere sees herself on her own pages, not here.
    return visible(user, Volunteer).where(Volunteer.organisation_id == user.organisation_id)


def _families(user: User) -> dict[int | None, int]:
    """Living matches by volunteer; proposals nobody has accepted yet do not count."""
    counts: dict[int | None, int] = {}
    own = _of_organisation(user).with_only_columns(Volunteer.id)
    for column in (Match.volunteer_id, Match.mediator_id):
        counted = select(column, func.count()).where(column.in_(own), Match.status.in_(LIVE), Match.status != PROPOSED)
        for volunteer_id, count in db.session.execute(counted.group_by(column)):
            counts[volunteer_id] = counts.get(volunteer_id, 0) + count
    return counts


def _shown(row: Volunteer, families: int) -> Shown:
    day = today()
    next_due = first_due(row.clearances)
    groups = {ALL}
    if row.left_on is not None and row.left_on <= day:
        groups.add(LEFT)
    elif row.approved_at is None:
        groups.add(WAITING)
    else:
        groups.add(PAUSED if _pauses(row, day) else ACTIVE)
        if next_due is None or next_due <= day + DUE_SOON:
            groups.add(DUE)
    return Shown(volunteer=row, groups=frozenset(groups), families=families, next_due=next_due)


def _pauses(row: Volunteer, day: date) -> bool:
    begun = row.paused_from is not None and row.paused_from <= day
    return begun and (row.paused_until is None or row.paused_until >= day)


def first_due(clearances: Sequence[Clearance]) -> date | None:
    """The day on which the first clearance ends; of each kind only the newest counts."""
    newest: dict[str, date] = {}
    for row in clearances:
        newest[row.qualification] = max(row.next_due, newest.get(row.qualification, row.next_due))
    return min(newest.values(), default=None)


def approve(user: User, volunteer_id: int, version: int) -> Volunteer:
    """
    Take a volunteer on: from the next run on she can be proposed.

    Raises
    ------
    AddressOpen
        When she has not confirmed her address.
    ChangedMeanwhile
        When somebody else saved her data since the page was opened.
    """
    return _decide(user, volunteer_id, version, approved=True)


def withdraw_approval(user: User, volunteer_id: int, version: int) -> Volunteer:
    """Propose her to nobody any more; what is agreed stays until a team ends it."""
    return _decide(user, volunteer_id, version, approved=False)


def _decide(user: User, volunteer_id: int, version: int, *, approved: bool) -> Volunteer:
    with transaction() as session:
        row = own_volunteer(user, volunteer_id, session=session)
        _refuse_older(row, version)
        if (row.approved_at is not None) is approved:
            return row
        if approved and _must_confirm(row):
            raise AddressOpen
        row.approved_at = now() if approved else None
        action = "volunteer.approve" if approved else "volunteer.withdraw_approval"
        write_log(session, user_id=user.id, action=action, subject=f"volunteer:{row.id}")
        return row


def _must_confirm(row: Volunteer) -> bool:
    return row.user is not None and row.user.confirmed_at is None


def change_contact(
    user: User, volunteer_id: int, version: int, *, first_name: str, last_name: str, phone: str | None
) -> Volunteer:
    """
    Correct name and telephone number.

    Raises
    ------
    ChangedMeanwhile
        When somebody else saved her data since the page was opened.
    """
    with transaction() as session:
        row = own_volunteer(user, volunteer_id, session=session)
        _refuse_older(row, version)
        row.first_name, row.last_name, row.phone = first_name, last_name, phone
        write_log(session, user_id=user.id, action="volunteer.contact", subject=f"volunteer:{row.id}")
        return row


def add_clearance(
    user: User, volunteer_id: int, *, qualification: str, issued_on: date, seen_on: date, next_due: date
) -> Clearance:
    """Note that a certificate was seen; the certificate itself is never kept."""
    with transaction() as session:
        row = own_volunteer(user, volunteer_id, session=session)
        clearance = Clearance(
            volunteer_id=row.id, qualification=qualification, issued_on=issued_on, seen_on=seen_on,
            seen_by_id=user.id, next_due=next_due,
        )  # fmt: skip
        session.add(clearance)
        session.flush()
        _log_clearance(session, user, "volunteer.clearance", clearance)
        return clearance


def remove_clearance(user: User, volunteer_id: int, clearance_id: int) -> None:
    """
    Take back a wrong note; unknown ones are gone already.

    Raises
    ------
    NotFound
        When the volunteer belongs to another organisation.
    """
    with transaction() as session:
        row = own_volunteer(user, volunteer_id, session=session)
        found = session.scalar(select(Clearance).where(Clearance.id == clearance_id, Clearance.volunteer_id == row.id))
        if found is not None:
            _log_clearance(session, user, "volunteer.clearance_removed", found)
            session.delete(found)


def _log_clearance(session: Session, user: User, action: str, clearance: Clearance) -> None:
    write_log(
        session, user_id=user.id, action=action, subject=f"volunteer:{clearance.volunteer_id}",
        qualification=clearance.qualification, next_due=clearance.next_due.isoformat(),
    )  # fmt: skip


def _refuse_older(row: Volunteer, version: int) -> None:
    if row.version != version:
        raise ChangedMeanwhile
