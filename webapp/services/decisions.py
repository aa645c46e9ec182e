"""
The life of a match: proposed, asked, agreed, confirmed, active, ended.

It can be declined or expire at any step before it is active. Each step is kept with who took it and when.
"""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import access
from webapp.clock import now, today
from webapp.database import transaction
from webapp.models import Match, MatchEvent, User, Volunteer
from webapp.models.matches import (
    ACTIVE,
    AGREED,
    ASKED,
    CONFIRMED,
    DECLINED,
    ENDED,
    EXPIRED,
    IN_HAND,
    LIVE,
    PROPOSED,
    WITHDRAWN,
)
from webapp.services import request_mails as mails
from webapp.services.consequences import apply_reason, block, close_need, take_back
from webapp.services.feasible import RuleBroken, choice_of, judged
from webapp.services.reasons_for_decline import (
    END_REASONS,
    MOST_LETTERS,
    REASONS,
    TRIAL_RESULTS,
    VOLUNTEERS_REASONS,
    Reason,
)
from webapp.services.steps import (
    MEDIATOR,
    PROVIDER,
    NotPossible,
    answers,
    asked_people,
    content_hash,
    decided,
    last_event,
    last_step,
    staff_match,
    step,
)

BEFORE_ACTIVE = (PROPOSED, *IN_HAND)
BY_HAND = "by_hand"
"""State of a match that staff made themselves."""


def accept(user: User, match_id: int, version: int | None) -> None:
    """
    Ask whoever is proposed; an offer without a mediator has nobody to ask and is agreed at once.

    Raises
    ------
    NotFound, ChangedMeanwhile
        When it is not theirs; when somebody saved at the same moment.
    NotPossible
        When somebody decided before, or (code rule) when it has become impossible since it was proposed.
    """
    with transaction() as session:
        match = staff_match(session, user, match_id, version, (PROPOSED,))
        try:
            judged(session, match.need, choice_of(match))
        except RuleBroken as broken:
            raise NotPossible("rule", rule=broken.rule) from None
        ask(session, match, user)


def ask(session: Session, match: Match, user: User) -> None:
    """The step itself, inside the caller's transaction; it is this person's approval of the content."""
    match.content_hash, match.approved_by_id = content_hash(match), user.id
    if asked_people(match):
        match.asked_at, match.reminded_at = now(), None
        step(session, match, user, "accept", ASKED)
        mails.write_mails(session, match, mails.ASKED)
    else:
        step(session, match, user, "accept", AGREED, answer_of="offer")


def answer(
    user: User, match_id: int, yes: bool, reason: str | None = None, *,
    note: str = "", until: date | None = None, who: str | None = None,
) -> None:  # fmt: skip
    """
    A volunteer's yes or no to a request; with a provider and a mediator both must say yes.

    Parameters
    ----------
    reason, note, until
        With a no: a code of ``VOLUNTEERS_REASONS``, a short text, last day of a pause.
    who
        volunteer or mediator, when the team writes down what it was told; else whoever the person is.

    Raises
    ------
    NotFound, ChangedMeanwhile
    NotPossible
        status, when nothing is asked any more; answered, when she has said yes already; reason, until.
    """
    with transaction() as session:
        match = access.get(user, Match, match_id, session=session)
        if who is None:
            who = _role_of(session, user, match)
        else:
            staff_match(session, user, match_id, None, LIVE)
        session.refresh(match, with_for_update=True)
        if who not in asked_people(match):
            raise access.NotFound
        if match.status not in ((ASKED,) if yes else IN_HAND):
            raise NotPossible("status", last_step(session, match))
        if not yes:
            _refuse(session, match, user, VOLUNTEERS_REASONS.get(reason or ""), note, about=who, until=until, of=who)
            return
        given = answers(match)
        if who in given:
            raise NotPossible("answered", last_step(session, match))
        complete = given | {who} == asked_people(match)
        step(session, match, user, "answer", AGREED if complete else ASKED, answer_of=who)


def _role_of(session: Session, user: User, match: Match) -> str:
    """As what the person was asked."""
    own = session.scalar(select(Volunteer.id).where(Volunteer.user_id == user.id))
    if own is None or own not in (match.volunteer_id, match.mediator_id):
        raise access.NotFound
    return PROVIDER if own == match.volunteer_id else MEDIATOR


def confirm(user: User, match_id: int, version: int | None) -> None:
    """
    Confirm what all agreed to; with four eyes somebody other than who approved it.

    Raises
    ------
    NotFound, ChangedMeanwhile
    NotPossible
        four_eyes; content_changed, when need, helpers or time are not those that were approved.
    """
    with transaction() as session:
        match = staff_match(session, user, match_id, version, (AGREED,))
        _refuse_other_content(match)
        if decided("four_eyes") and match.approved_by_id == user.id:
            raise NotPossible("four_eyes", last_step(session, match))
        step(session, match, user, "confirm", CONFIRMED)
        mails.write_mails(session, match, mails.CONFIRMED)


def approval_holds(match: Match) -> bool:
    """Whether the approval is of what the match says now."""
    return match.approved_by_id is not None and match.content_hash == content_hash(match)


def _refuse_other_content(match: Match) -> None:
    if not approval_holds(match):
        raise NotPossible("content_changed")


def approve_again(user: User, match_id: int, version: int | None) -> None:
    """Approve the content as it is now, after a change; a confirmed match must be confirmed again."""
    with transaction() as session:
        match = staff_match(session, user, match_id, version, (AGREED, CONFIRMED))
        try:
            _judge_in_hand(session, match)
        except RuleBroken as broken:
            raise NotPossible("rule", rule=broken.rule) from None
        match.content_hash, match.approved_by_id = content_hash(match), user.id
        step(session, match, user, "approve", AGREED)


def _judge_in_hand(session: Session, match: Match) -> None:
    """Judge a match in hand as if it were proposed: it must not stand in its own way."""
    before, match.status = match.status, PROPOSED
    session.flush()
    try:
        judged(session, match.need, choice_of(match))
    finally:
        match.status = before
        session.flush()


def activate(user: User, match_id: int, version: int | None) -> None:
    """The match begins: from now on the volunteer sees name and contact; a check is due after some weeks."""
    with transaction() as session:
        match = staff_match(session, user, match_id, version, (CONFIRMED,))
        _refuse_other_content(match)
        match.active_from = today()
        match.trial_due = today() + timedelta(weeks=decided("trial_weeks"))
        step(session, match, user, "activate", ACTIVE)
        mails.write_mails(session, match, mails.STARTS)


def keep_trial_result(user: User, match_id: int, version: int | None, result: str, note: str = "") -> None:
    """What the check after the first weeks found: a code of ``TRIAL_RESULTS``."""
    with transaction() as session:
        match = staff_match(session, user, match_id, version, (ACTIVE,))
        if result not in TRIAL_RESULTS:
            raise NotPossible("reason")
        match.trial_result = result
        step(session, match, user, "trial", ACTIVE, reason=result, note=note[:MOST_LETTERS])


def end(user: User, match_id: int, version: int | None, reason: str, note: str = "") -> None:
    """End an active match; the reason (of ``END_REASONS``) says whether the need is closed or open again."""
    with transaction() as session:
        match = staff_match(session, user, match_id, version, (ACTIVE,))
        if reason not in END_REASONS:
            raise NotPossible("reason")
        match.ended_on, match.reason = today(), reason
        if reason in ("goal_reached", "moved"):
            close_need(match, "met" if reason == "goal_reached" else "moved")
        if reason == "did_not_fit":
            alone = match.volunteer_id is None and match.offer_id is None
            block(session, match, MEDIATOR if alone else PROVIDER, None, "no_trust")
        step(session, match, user, "end", ENDED, reason=reason, note=note[:MOST_LETTERS])


def decline(
    user: User, match_id: int, version: int | None, reason: str, note: str = "", *,
    about: str | None = None, until: date | None = None,
) -> None:  # fmt: skip
    """
    Decline at any step before the match is active, with the consequence that belongs to the reason.

    Parameters
    ----------
    reason, note
        A code of ``REASONS``, and a text of at most 300 letters.
    about
        volunteer (or the offer) or mediator: whom the reason is about.
    until
        Last day of the pause, for no_time.
    """
    with transaction() as session:
        match = staff_match(session, user, match_id, version, BEFORE_ACTIVE)
        was_asked = match.status in IN_HAND
        _refuse(session, match, user, REASONS.get(reason), note, about=about, until=until, of=None)
        if was_asked:
            mails.take_back_mails(session, match)


def _refuse(
    session: Session, match: Match, user: User, reason: Reason | None, note: str, *,
    about: str | None, until: date | None, of: str | None,
) -> None:  # fmt: skip
    if reason is None:
        raise NotPossible("reason")
    match.reason = reason.code
    apply_reason(session, match, reason, about=about, until=until)
    step(session, match, user, "decline", DECLINED, answer_of=of, reason=reason.code, note=note.strip()[:MOST_LETTERS])
    if of is not None and len(asked_people(match)) > 1:
        mails.write_mails(session, match, mails.CALLED_OFF, asked_people(match) - {of})


def undo(user: User, match_id: int, version: int | None) -> None:
    """
    Take one's own last decision back, with its consequence, as long as nobody else has acted since.

    Raises
    ------
    NotPossible
        acted_since, consequence_changed, or need_taken when the need has another match by now.
    """
    with transaction() as session:
        match = staff_match(session, user, match_id, version, (*IN_HAND, DECLINED))
        event = last_event(session, match)
        if event is None or not may_undo(event, user):
            raise NotPossible("acted_since", last_step(session, match))
        back = event.before or PROPOSED
        if event.after == DECLINED:
            _refuse_second_match(session, match)
            take_back(session, match)
            match.reason = None
        elif back == PROPOSED:
            mails.take_back_mails(session, match)
        if back == PROPOSED:
            match.asked_at = match.reminded_at = match.content_hash = match.approved_by_id = None
        step(session, match, user, "undo", back)
        if event.after == DECLINED and back in IN_HAND:
            # They were told that it is off.
            match.asked_at, match.reminded_at = now(), None
            mails.write_mails(session, match, mails.ASKED if back == ASKED else mails.REVIVED)
        if match.parts.get("state") == BY_HAND and back == PROPOSED:
            _bring_back(session, match, user)


def may_undo(event: MatchEvent, user: User) -> bool:
    """Whether a last step is a decision of this person, forward, and not a volunteer's answer."""
    order = (PROPOSED, *IN_HAND, DECLINED)
    if event.user_id != user.id or event.answer_of in (PROVIDER, MEDIATOR):
        return False
    return event.before in order and event.after in order and order.index(event.before) < order.index(event.after)


def _bring_back(session: Session, match: Match, user: User) -> None:
    """A choice made by hand is gone once it is taken back, and the proposal in whose place it came is there again."""
    step(session, match, user, "withdraw", WITHDRAWN, reason="undone")
    # One living match per need: the one must be gone before the other returns.
    session.flush()
    before = session.get(Match, match.parts.get("replaces") or 0)
    if before is not None and before.status == WITHDRAWN and before.reason == "replaced":
        before.reason = None
        step(session, before, user, "undo", PROPOSED)


def _refuse_second_match(session: Session, match: Match) -> None:
    other = select(Match).where(Match.need_id == match.need_id, Match.status.in_(LIVE)).limit(1)
    found = session.scalar(other)
    if found is not None:
        raise NotPossible("need_taken", last_step(session, found))


def expire_and_remind() -> tuple[int, int]:
    """
    Remind those who have not answered, and let requests expire that nobody answered in time.

    Returns how many were reminded and how many expired. For a job that runs every hour or so.
    """
    moment = now()
    reminded = expired = 0
    with transaction() as session:
        ask_days, remind_days = timedelta(days=decided("ask_days")), timedelta(days=decided("remind_days"))
        due = select(Match).where(Match.status == ASKED, Match.asked_at <= moment - min(ask_days, remind_days))
        for match in session.scalars(due.order_by(Match.id)).all():
            waited = moment - (match.asked_at or moment)
            missing = asked_people(match) - answers(match)
            if waited > ask_days:
                step(session, match, None, "expire", EXPIRED)
                mails.write_mails(session, match, mails.CALLED_OFF, asked_people(match))
                expired += 1
            elif waited >= remind_days and match.reminded_at is None:
                match.reminded_at = moment
                mails.write_mails(session, match, mails.REMINDED, missing)
                reminded += 1
    return reminded, expired
