"""What a decline or an end does beyond the match, and how that is taken back."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.clock import today
from webapp.models import Block, Match, Pin, Volunteer
from webapp.services.reasons_for_decline import CLOSE_NEED, PAUSE, PAUSE_WEEKS, Reason
from webapp.services.steps import MEDIATOR, PROVIDER, NotPossible

_PINNED = ("volunteer_id", "offer_id", "mediator_id", "start", "waive", "created_by_id")


def apply_reason(session: Session, match: Match, reason: Reason, *, about: str | None, until: date | None) -> None:
    """
    Do what a decline's reason says.

    Parameters
    ----------
    about
        volunteer (or the offer) or mediator: whom the reason is about; whoever there is when not given.
    until
        Last day of a pause.

    Raises
    ------
    NotPossible
        no_volunteer, when nobody could pause; until, when the day is not ahead.
    """
    about = about or (MEDIATOR if match.volunteer_id is None and match.offer_id is None else PROVIDER)
    kept: dict[str, Any] = {}
    if reason.effect == CLOSE_NEED:
        close_need(match, "withdrawn")
        kept["closed"] = True
    elif reason.effect == PAUSE:
        kept["pause"] = _pause(match, about, until)
    else:
        block(session, match, about, reason.blocked_until, reason.code)
    pin = _drop_pin(session, match, about, whole=reason.effect == CLOSE_NEED)
    if pin is not None:
        kept["pin"] = pin
    match.parts = {**match.parts, "consequence": kept}


def close_need(match: Match, reason: str) -> None:
    """The need is open no longer."""
    match.need.closed_on, match.need.closed_reason = today(), reason


def block(session: Session, match: Match, about: str, until: date | None, reason: str) -> None:
    """Keep household and helper apart, up to and including a week, or for ever."""
    volunteer, offer = (match.mediator_id, None) if about == MEDIATOR else (match.volunteer_id, match.offer_id)
    if volunteer is None and offer is None:
        raise NotPossible("no_volunteer")
    session.add(
        Block(
            household_id=match.need.household_id, volunteer_id=volunteer, offer_id=offer, until=until, reason=reason,
            match_id=match.id,
        )
    )  # fmt: skip


def _pause(match: Match, about: str, until: date | None) -> list[Any]:
    volunteer = match.mediator if about == MEDIATOR else match.volunteer
    if volunteer is None:
        raise NotPossible("no_volunteer")
    until = until or today() + timedelta(weeks=PAUSE_WEEKS)
    if until <= today():
        raise NotPossible("until")
    before = [_iso(volunteer.paused_from), _iso(volunteer.paused_until)]
    if not _pauses_longer(volunteer, until):
        volunteer.paused_from, volunteer.paused_until = today(), until
    return [volunteer.id, *before, _iso(volunteer.paused_from), _iso(volunteer.paused_until)]


def _pauses_longer(volunteer: Volunteer, until: date) -> bool:
    started = volunteer.paused_from is not None and volunteer.paused_from <= today()
    return started and (volunteer.paused_until is None or volunteer.paused_until >= until)


def _drop_pin(session: Session, match: Match, about: str, *, whole: bool) -> dict[str, Any] | None:
    """A pin that asks for what was just declined could never hold."""
    pin = session.scalar(select(Pin).where(Pin.need_id == match.need_id))
    if pin is None:
        return None
    same = pin.mediator_id == match.mediator_id and pin.mediator_id is not None
    if about == PROVIDER:
        same = (pin.volunteer_id, pin.offer_id) == (match.volunteer_id, match.offer_id)
    if not (whole or same):
        return None
    kept = {name: getattr(pin, name) for name in _PINNED}
    session.delete(pin)
    return {**kept, "created_at": pin.created_at.isoformat()}


def take_back(session: Session, match: Match) -> None:
    """
    Undo what ``apply_reason`` did.

    Raises
    ------
    NotPossible
        consequence_changed, when somebody has changed the pause or the need since.
    """
    kept = match.parts.get("consequence", {})
    session.execute(delete(Block).where(Block.match_id == match.id))
    if kept.get("closed"):
        if match.need.closed_reason != "withdrawn":
            raise NotPossible("consequence_changed")
        match.need.closed_on = match.need.closed_reason = None
    if "pause" in kept:
        number, *before, since, until = kept["pause"]
        volunteer = session.get_one(Volunteer, number)
        if [_iso(volunteer.paused_from), _iso(volunteer.paused_until)] != [since, until]:
            raise NotPossible("consequence_changed")
        volunteer.paused_from, volunteer.paused_until = (_day(text) for text in before)
    if "pin" in kept and session.scalar(select(Pin.id).where(Pin.need_id == match.need_id)) is None:
        session.add(restored_pin(match.need_id, kept["pin"]))
    match.parts = {key: value for key, value in match.parts.items() if key != "consequence"}


def restored_pin(need_id: int, kept: dict[str, Any]) -> Pin:
    """A pin as it was."""
    return Pin(need_id=need_id, **{**kept, "created_at": datetime.fromisoformat(kept["created_at"])})


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
