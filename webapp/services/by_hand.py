"""What staff decide themselves: another choice in the place of a proposal, and what the next run must keep."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain import WAIVABLE_RULES
from matcher.result import Assignment
from webapp import access
from webapp.clock import now
from webapp.database import transaction
from webapp.models import Match, MatchEvent, Need, Pin, User
from webapp.models.matches import LIVE, PROPOSED, WITHDRAWN
from webapp.services.decisions import BY_HAND, ask
from webapp.services.feasible import Choice, RuleBroken, judged, refuse_clashing_pin
from webapp.services.log import write_log
from webapp.services.steps import NotPossible, last_step, step
from webapp.translate import row_number

REPLACED = "replaced"


def replace_by_hand(user: User, need_id: int, version: int | None, choice: Choice) -> int:
    """
    Ask somebody else, or for a need without a proposal somebody at all; number of the new match.

    Parameters
    ----------
    version
        Of the proposal that was seen; None when the need had none.
    choice
        Complete: who helps and when, with the rules lifted on purpose.

    Raises
    ------
    NotFound, ChangedMeanwhile
    NotPossible
        changed; status, when the need is in hand already; rule, with the first rule that forbids the choice.
    """
    with transaction() as session:
        need = access.get(user, Need, need_id, session=session)
        before = _proposal(session, need, version)
        _refuse_unliftable(choice)
        try:
            chosen = judged(session, need, choice)
        except RuleBroken as broken:
            raise NotPossible("rule", rule=broken.rule) from None
        if before is not None:
            before.reason = REPLACED
            step(session, before, user, "withdraw", WITHDRAWN, reason=REPLACED)
        match = Match(
            need_id=need.id,
            volunteer_id=choice.volunteer,
            offer_id=choice.offer,
            mediator_id=None if chosen.mediator is None else row_number(chosen.mediator),
            start=chosen.start,
            waive=sorted(choice.waive),
            status=PROPOSED,
            parts=_parts(chosen, before),
            created_at=now(),
        )
        match.events = [MatchEvent(at=now(), user_id=user.id, before=None, after=PROPOSED, reason=BY_HAND)]
        session.add(match)
        session.flush()
        ask(session, match, user)
        return match.id


def _parts(chosen: Assignment, before: Match | None) -> dict[str, Any]:
    """What is known about the match, as for those of a run; a price for changing is none where people decide."""
    minutes = sum(leg.minutes for leg in chosen.travel)
    return {
        "cost": chosen.cost,
        "travel_minutes": minutes,
        "travel": [asdict(leg) for leg in chosen.travel],
        "state": BY_HAND,
        "replaces": None if before is None else before.id,
    }


def _proposal(session: Session, need: Need, version: int | None) -> Match | None:
    """The proposal in whose place the choice comes, as it was seen."""
    live = session.scalar(select(Match).where(Match.need_id == need.id, Match.status.in_(LIVE)).with_for_update())
    if live is None:
        if version is not None:
            newest = session.scalar(select(Match).where(Match.need_id == need.id).order_by(Match.id.desc()).limit(1))
            raise NotPossible("changed", None if newest is None else last_step(session, newest))
        return None
    if live.status != PROPOSED:
        raise NotPossible("status", last_step(session, live))
    if live.version != version:
        raise NotPossible("changed", last_step(session, live))
    return live


def _refuse_unliftable(choice: Choice) -> None:
    """Clearance, gender, block and capacity are nobody's to lift."""
    for rule in choice.waive:
        if rule not in WAIVABLE_RULES:
            raise NotPossible("rule", rule=rule)


def pin(user: User, need_id: int, choice: Choice) -> int:
    """
    Fix something about an open need for the next run; what the choice leaves open the run decides. Number of the pin.

    A pin of the need from before is replaced.

    Raises
    ------
    NotFound, ChangedMeanwhile
    NotPossible
        status, when somebody has been asked already; rule, when it can not hold.
    """
    with transaction() as session:
        need = access.get(user, Need, need_id, session=session)
        live = session.scalar(select(Match).where(Match.need_id == need.id, Match.status.in_(LIVE)))
        if live is not None and live.status != PROPOSED:
            raise NotPossible("status", last_step(session, live))
        _refuse_unliftable(choice)
        try:
            refuse_clashing_pin(session, need, choice)
        except RuleBroken as broken:
            raise NotPossible("rule", rule=broken.rule) from None
        row = session.scalar(select(Pin).where(Pin.need_id == need.id))
        if row is None:
            row = Pin(need_id=need.id)
            session.add(row)
        row.volunteer_id, row.offer_id, row.mediator_id = choice.volunteer, choice.offer, choice.mediator
        row.start, row.waive = choice.start, sorted(choice.waive)
        row.created_at, row.created_by_id = now(), user.id
        session.flush()
        write_log(
            session, user_id=user.id, action="need.pin", subject=f"need:{need.id}", waive=sorted(choice.waive),
            names=[n for n in ("volunteer", "offer", "mediator", "start") if getattr(choice, n) is not None],
        )  # fmt: skip
        return row.id


def unpin(user: User, need_id: int) -> None:
    """Leave everything about a need to the next run again."""
    with transaction() as session:
        need = access.get(user, Need, need_id, session=session)
        row = session.scalar(select(Pin).where(Pin.need_id == need.id))
        if row is not None:
            session.delete(row)
            write_log(session, user_id=user.id, action="need.unpin", subject=f"need:{need.id}")
