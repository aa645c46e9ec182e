"""What every step of a match has in common: who may take it, from which status, and that it is kept."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import access
from webapp.clock import now
from webapp.models import Match, MatchEvent, Need, User
from webapp.models.matches import ASKED
from webapp.services.log import write_log
from webapp.services.settings import setting
from webapp.settings import current_settings

PROVIDER, MEDIATOR = "volunteer", "mediator"
"""As what a volunteer is part of a match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The last step of a match: who took it (empty: the application), when, and where it led."""

    who: str
    at: datetime
    status: str


class NotPossible(Exception):
    """
    A step that cannot be taken.

    Attributes
    ----------
    code
        changed (somebody else decided meanwhile), status, rule, four_eyes, content_changed, reason, until,
        no_volunteer, answered, acted_since, consequence_changed, need_taken.
    happened
        The last step of the match.
    rule
        With code rule: which one, or helper_gone or need_gone.
    """

    def __init__(self, code: str, happened: Happened | None = None, rule: str | None = None) -> None:
        self.code, self.happened, self.rule = code, happened, rule
        super().__init__(code)


def decided(key: str) -> Any:
    """A setting: the admins' value, or else the operator's."""
    return setting(key, getattr(current_settings(), key))


def last_step(session: Session, match: Match) -> Happened | None:
    """What happened to a match last."""
    event = last_event(session, match)
    if event is None:
        return None
    user = None if event.user_id is None else session.get(User, event.user_id)
    return Happened(who=(user.name or user.email) if user else "", at=event.at, status=event.after)


def last_event(session: Session, match: Match) -> MatchEvent | None:
    """The newest entry of the history."""
    return session.scalar(
        select(MatchEvent).where(MatchEvent.match_id == match.id).order_by(MatchEvent.id.desc()).limit(1)
    )


def staff_match(
    session: Session, user: User, match_id: int, version: int | None, statuses: Collection[str]
) -> Match:  # fmt: skip
    """
    A match of the team's catchment, in one of the statuses and as it was when the person looked at it.

    Raises
    ------
    NotFound
        When it is not theirs.
    NotPossible
        changed, when somebody else was faster; status, when the step does not follow on this one.
    """
    match = access.get(user, Match, match_id, session=session)
    access.get(user, Need, match.need_id, session=session)
    session.refresh(match, with_for_update=True)
    if version is not None and match.version != version:
        raise NotPossible("changed", last_step(session, match))
    if match.status not in statuses:
        raise NotPossible("status", last_step(session, match))
    return match


def step(session: Session, match: Match, user: User | None, action: str, after: str, **told: Any) -> None:
    """
    Move a match on, with an entry in its history and in the log.

    Parameters
    ----------
    action
        Last part of the log's code, such as accept.
    told
        answer_of, reason and note of the entry.
    """
    user_id = None if user is None else user.id
    before, match.status = match.status, after
    session.add(MatchEvent(match_id=match.id, at=now(), user_id=user_id, before=before, after=after, **told))
    facts = {key: value for key, value in told.items() if key != "note" and value is not None}
    write_log(session, user_id=user_id, action=f"match.{action}", subject=f"match:{match.id}", after=after, **facts)


def asked_people(match: Match) -> set[str]:
    """Who must say yes: provider and mediator as far as they are volunteers."""
    return ({PROVIDER} if match.volunteer_id is not None else set()) | (
        {MEDIATOR} if match.mediator_id is not None else set()
    )


def answers(match: Match) -> set[str]:
    """Who has said yes since they were asked last."""
    given: set[str] = set()
    for event in match.events:
        if event.after == ASKED and event.before != ASKED:
            given = set()
        elif event.answer_of in (PROVIDER, MEDIATOR) and event.before == ASKED:
            given.add(event.answer_of)
    return given


def content_hash(match: Match) -> str:
    """Of what an approval is about: the need, who helps, when, and the rules lifted."""
    need = match.need
    content = [
        need.id, need.household_id, need.kind, need.hours, need.attendee_id, need.seats, sorted(need.requires),
        need.place_lat, need.place_lon, match.volunteer_id, match.offer_id, match.mediator_id, match.start,
        sorted(match.waive),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
