"""What households need: adding, changing, closing, and taking a closing back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from webapp import access
from webapp.clock import today
from webapp.database import ChangedMeanwhile, transaction
from webapp.models import Household, Match, Member, Need, User
from webapp.models.matches import ACTIVE, ENDED, IN_HAND, LIVE, PROPOSED, WITHDRAWN
from webapp.page_words import kind_words
from webapp.services.log import write_log
from webapp.services.request_mails import take_back_mails
from webapp.services.settings import setting
from webapp.services.steps import last_event, step
from webapp.words import KINDS

MET, GIVEN_UP, MOVED = "met", "withdrawn", "moved"
CLOSING_REASONS = (MET, GIVEN_UP, MOVED)
DURATIONS = ("once", "some_weeks", "regular")
NEED_CLOSED = "need_closed"
"""Reason of a match's last step when its need was closed."""


class HasMatch(Exception):
    """
    The need has a proposal or somebody who helps; whoever closes it must say what becomes of that.

    Attributes
    ----------
    status
        Of the match.
    """

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEntry:
    """
    A need as somebody entered it.

    Attributes
    ----------
    id, version
        Of the row that was read; None for a new need.
    attendee
        Key of a member; empty for the whole household.
    place
        Latitude and longitude; None for the home.
    """

    kind: str
    hours: float
    urgency: int
    duration: str = "regular"
    id: int | None = None
    version: int | None = None
    attendee: str = ""
    seats: int = 1
    requires: tuple[str, ...] = ()
    wish: str = ""
    place: tuple[float, float] | None = None
    place_name: str = ""


def kinds() -> Mapping[str, str]:
    """Kinds of need with their words; the city may have added some."""
    added = setting("kinds", {})
    words = {code: kind_words(code) for code in KINDS}
    return {**words, **added} if isinstance(added, dict) else words


def member_key(member: Member) -> str:
    """By which a form names somebody of the household."""
    return f"id-{member.id}"


def members_by_key(household: Household) -> dict[str, Member]:
    """Everybody of a household by key."""
    return {member_key(member): member for member in household.members}


def add_need(user: User, household_id: int, entry: NeedEntry) -> Need:
    """
    A new need of a household.

    Raises
    ------
    NotFound
        When the household is missing or not in the person's catchment.
    """
    with transaction() as session:
        household = access.get(user, Household, household_id, session=session)
        return write_need(session, user, household, entry, members_by_key(household))


def change_need(user: User, need_id: int, entry: NeedEntry) -> Need:
    """
    Other facts about a need.

    Raises
    ------
    NotFound
        When the need is missing or not in the person's catchment.
    ChangedMeanwhile
        When somebody else saved it first.
    """
    with transaction() as session:
        need = access.get(user, Need, need_id, session=session)
        return write_need(session, user, need.household, entry, members_by_key(need.household), need)


def write_need(
    session: Session, user: User, household: Household, entry: NeedEntry, members: Mapping[str, Member],
    need: Need | None = None,
) -> Need:  # fmt: skip
    """Save an entry within the caller's transaction, as a new need when there is none yet."""
    action = "need.change"
    if need is None:
        action = "need.create"
        need = Need(household=household, requested_on=today())
        session.add(need)
    elif need.version != entry.version:
        raise ChangedMeanwhile
    need.kind, need.hours, need.duration, need.urgency = entry.kind, entry.hours, entry.duration, entry.urgency
    need.seats, need.requires, need.wish = entry.seats, list(entry.requires), entry.wish
    need.attendee = members.get(entry.attendee)
    need.place_lat, need.place_lon = entry.place or (None, None)
    need.place_name = entry.place_name
    session.flush()
    write_log(session, user_id=user.id, action=action, subject=f"need:{need.id}", kind=need.kind)
    return need


def live_match(session: Session, need_id: int) -> Match | None:
    """The match that stands for the need now."""
    return session.scalar(select(Match).where(Match.need_id == need_id, Match.status.in_(LIVE)))


def close_need(user: User, need_id: int, version: int | None, reason: str, *, end_match: bool = False) -> Need:
    """
    The need is open no longer.

    Parameters
    ----------
    reason
        One of ``CLOSING_REASONS``.
    end_match
        Take a proposal back, end a match that is at work.

    Raises
    ------
    HasMatch
        When there is a match and nothing was said about it.
    ChangedMeanwhile
        When somebody else saved the need first, or closed it.
    NotFound
        When it is not in the person's catchment.
    """
    with transaction() as session:
        need = access.get(user, Need, need_id, session=session)
        if need.version != version or need.closed_on is not None:
            raise ChangedMeanwhile
        match = live_match(session, need.id)
        if match is not None:
            if not end_match:
                raise HasMatch(match.status)
            _end(session, user, match)
        need.closed_on, need.closed_reason = today(), reason
        write_log(session, user_id=user.id, action="need.close", subject=f"need:{need.id}", reason=reason)
        return need


def _end(session: Session, user: User, match: Match) -> None:
    if match.status == ACTIVE:
        match.ended_on, match.reason = today(), NEED_CLOSED
        step(session, match, user, "end", ENDED, reason=NEED_CLOSED)
        return
    if match.status in IN_HAND:
        take_back_mails(session, match)
    match.reason = NEED_CLOSED
    step(session, match, user, "withdraw", WITHDRAWN, reason=NEED_CLOSED)


def reopen_need(user: User, need_id: int, version: int | None) -> Need:
    """
    Take the closing back; a match that ended with it stands again unless somebody has acted on it since.

    Raises
    ------
    ChangedMeanwhile
        When somebody else saved the need first, or opened it, or the family has moved away.
    NotFound
        When it is not in the person's catchment.
    """
    with transaction() as session:
        need = access.get(user, Need, need_id, session=session)
        if need.version != version or need.closed_on is None or need.household.left_on is not None:
            raise ChangedMeanwhile
        closed_on, need.closed_on, need.closed_reason = need.closed_on, None, None
        _revive(session, user, need, closed_on)
        write_log(session, user_id=user.id, action="need.reopen", subject=f"need:{need.id}")
        return need


def _revive(session: Session, user: User, need: Need, closed_on: date) -> None:
    """Whoever had been asked was told that it is settled, so such a match is a proposal again."""
    if closed_on != today() or live_match(session, need.id) is not None:
        return
    latest = session.scalar(select(Match).where(Match.need_id == need.id).order_by(Match.id.desc()).limit(1))
    last = None if latest is None else last_event(session, latest)
    if latest is None or last is None or last.reason != NEED_CLOSED:
        return
    latest.reason = latest.ended_on = None
    if last.before != ACTIVE:
        latest.asked_at = latest.reminded_at = latest.content_hash = latest.approved_by_id = None
    step(session, latest, user, "undo", ACTIVE if last.before == ACTIVE else PROPOSED)


def mark_changed(row: Household) -> None:
    """Count a change of what belongs to the household as one of its own, so that others who edit it are told."""
    flag_modified(row, "contact_name")
