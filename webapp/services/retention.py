"""How long things are kept: what nobody needs any more is blanked or deleted, what figures and the log need stays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from webapp.clock import now, today
from webapp.database import transaction
from webapp.models import Agreement, Household, Mail, Match, MatchEvent, Need, NeedChoices, Run, User, Volunteer
from webapp.models.matches import LIVE
from webapp.models.runs import RELEASED, UNDER_WAY
from webapp.services.log import write_log
from webapp.services.outbox import MOST_FAILURES
from webapp.services.own_data import blank_volunteer, close_account
from webapp.settings import Settings

NAMELESS = "–"
"""What a family is called whose data were deleted."""
CASE_DELETED = "case_deleted"
"""Among the figures of a run: that its frozen data are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """
    How many records lost what nobody needs any more.

    Attributes
    ----------
    mails
        Deleted: sent, or given up.
    unconfirmed
        Accounts closed whose address nobody confirmed.
    volunteers
        Blanked, account closed: left long ago.
    households
        Blanked: moved away, or without anything open, long ago.
    cases
        Frozen data of old runs deleted; their results and seals stay.
    """

    mails: int
    unconfirmed: int
    volunteers: int
    households: int
    cases: int


class _Rehearsed(Exception):
    """Nothing shall be kept of what was done."""


def retire(settings: Settings, *, dry_run: bool = False) -> Retired:
    """
    Apply the periods of the settings, in one transaction; ``dry_run`` only counts.
    """
    rules: dict[str, Callable[[Session, Settings], int]] = {
        "mails": _mails, "unconfirmed": _unconfirmed, "volunteers": _volunteers, "households": _households,
        "cases": _cases,
    }  # fmt: skip
    counts: dict[str, int] = {}
    try:
        with transaction() as session:
            counts = {name: rule(session, settings) for name, rule in rules.items()}
            write_log(session, user_id=None, action="retention.apply", subject="retention", **counts)
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    return Retired(**counts)


def _ago(*, days: int) -> datetime:
    return now() - timedelta(days=days)


def _months_ago(months: int) -> date:
    """The same day some months before; the last one of a shorter month."""
    day = today()
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def _mails(session: Session, settings: Settings) -> int:
    is_done = or_(Mail.sent_at.is_not(None), Mail.failures >= MOST_FAILURES)
    old = (is_done, Mail.created_at < _ago(days=settings.keep_mail_days))
    count = session.scalar(select(func.count()).select_from(Mail).where(*old)) or 0
    session.execute(delete(Mail).where(*old))
    return count


def _unconfirmed(session: Session, settings: Settings) -> int:
    query = (
        select(Volunteer)
        .join(User, User.id == Volunteer.user_id)
        .where(User.confirmed_at.is_(None), Volunteer.registered_at < _ago(days=settings.keep_unconfirmed_days))
        .where(~_has_match(Match.volunteer_id == Volunteer.id), ~_has_match(Match.mediator_id == Volunteer.id))
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.left_on = row.left_on or today()
        _blank(session, row)
    return len(rows)


def _has_match(*of: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(Match.id).where(*of).exists()


def _volunteers(session: Session, settings: Settings) -> int:
    rows = session.scalars(
        select(Volunteer).where(
            Volunteer.left_on < _months_ago(settings.keep_left_months),
            or_(Volunteer.first_name != "", Volunteer.last_name != ""),
        )
    ).all()
    for row in rows:
        _blank(session, row)
    return len(rows)


def _blank(session: Session, row: Volunteer) -> None:
    account = row.user
    blank_volunteer(row)
    if account is not None:
        close_account(session, account)


def _households(session: Session, settings: Settings) -> int:
    last = _months_ago(settings.keep_household_months)
    has_live = _has_match(Match.need_id == Need.id, Match.status.in_(LIVE))
    stirs = Household.needs.any(or_(Need.closed_on.is_(None), Need.closed_on >= last))
    agreed = Household.agreements.any(or_(Agreement.valid_until >= last, Agreement.review_on >= last))
    is_over = and_(Household.registered_on < last, Household.needs.any(), ~stirs, ~agreed)
    rows = session.scalars(
        select(Household)
        .where(Household.contact_name != NAMELESS, ~Household.needs.any(has_live))
        .where(or_(Household.left_on < last, is_over))
        .options(
            selectinload(Household.members), selectinload(Household.needs), selectinload(Household.agreements)
        )
    ).all()  # fmt: skip
    for row in rows:
        _blank_household(row)
    matches = select(Match.id).join(Need, Match.need_id == Need.id).where(Need.household_id.in_([r.id for r in rows]))
    notes = update(MatchEvent).where(MatchEvent.match_id.in_(matches), MatchEvent.note != "").values(note="")
    session.execute(notes.execution_options(synchronize_session=False))
    return len(rows)


def _blank_household(row: Household) -> None:
    """District, languages, kinds and days stay: figures of past months count them."""
    row.contact_name, row.phone, row.address = NAMELESS, None, ""
    row.lat = row.lon = row.contact_gender = None
    row.availability = []
    row.left_on = row.left_on or today()
    for member in row.members:
        member.label, member.birth_year, member.gender = "", None, None
    for need in row.needs:
        need.wish = need.place_name = ""
        need.place_lat = need.place_lon = None
    for agreement in row.agreements:
        agreement.goals = ""


def _cases(session: Session, settings: Settings) -> int:
    newest = select(func.max(Run.id)).where(Run.status == RELEASED).scalar_subquery()
    query = select(Run).where(
        Run.week < _months_ago(settings.keep_case_months), Run.status.not_in(UNDER_WAY), Run.case != "",
        or_(newest.is_(None), Run.id != newest),
    )  # fmt: skip
    rows = session.scalars(query).all()
    for row in rows:
        row.case = ""
        row.figures = {**row.figures, CASE_DELETED: True}
    session.execute(delete(NeedChoices).where(NeedChoices.run_id.in_([row.id for row in rows])))
    return len(rows)
