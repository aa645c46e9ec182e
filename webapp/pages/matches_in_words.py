"""Where a need and its match stand, in words with a picture and a colour, and who helps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.models import Match, Need, Volunteer
from webapp.models.matches import (
    ACTIVE,
    AGREED,
    ASKED,
    CONFIRMED,
    DECLINED,
    ENDED,
    EXPIRED,
    LIVE,
    PROPOSED,
    WITHDRAWN,
)
from webapp.services.naming import short_name


@dataclass(frozen=True, slots=True)
class State:
    """A word, the name of a picture, and a colour of the style sheet."""

    words: Any
    icon: str
    colour: str


_OPEN = State(_l("offen"), "circle", "open")
_STATES: Mapping[str, State] = {
    PROPOSED: State(_l("vorgeschlagen"), "lightbulb", "wait"),
    ASKED: State(_l("gefragt"), "envelope", "wait"),
    AGREED: State(_l("zugesagt"), "hand-thumbs-up", "wait"),
    CONFIRMED: State(_l("bestätigt"), "check2", "good"),
    ACTIVE: State(_l("läuft"), "check-circle-fill", "good"),
    ENDED: State(_l("beendet"), "flag", "done"),
    DECLINED: State(_l("abgelehnt"), "x-circle", "done"),
    EXPIRED: State(_l("abgelaufen"), "hourglass-bottom", "done"),
    WITHDRAWN: State(_l("zurückgezogen"), "arrow-counterclockwise", "done"),
}
_CLOSED: Mapping[str | None, State] = {
    "met": State(_l("erledigt"), "check-circle", "done"),
    "withdrawn": State(_l("nicht mehr gewünscht"), "dash-circle", "done"),
    "moved": State(_l("weggezogen"), "box-arrow-right", "done"),
}
_UNKNOWN = State(_l("geschlossen"), "dash-circle", "done")
_KNOWN_BY_NAME = (ASKED, AGREED, CONFIRMED, ACTIVE, ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened with a match."""

    at: datetime
    kind: str
    helper: str
    state: State


def state_of(status: str) -> State:
    """Of a status of matches."""
    return _STATES.get(status, _OPEN)


def match_state(match: Match) -> State:
    """Where a match stands."""
    return state_of(match.status)


def need_state(need: Need, matches: Sequence[Match]) -> State:
    """Where a need stands: closed, helped, or open."""
    if need.closed_on is not None:
        return _CLOSED.get(need.closed_reason, _UNKNOWN)
    live = next((match for match in matches if match.status in LIVE), None)
    return match_state(live) if live else _OPEN


def person_of(volunteer: Volunteer, match: Match) -> str:
    """A volunteer's name, for the team: whole once she has been asked, until then first name and initial."""
    if match.status in _KNOWN_BY_NAME:
        return volunteer.name
    return short_name(volunteer.first_name, volunteer.last_name)


def helper_of(match: Match) -> str:
    """Who helps, for the team; with the mediator."""
    who = [match.offer.title] if match.offer else []
    return " + ".join([*who, *(person_of(one, match) for one in (match.volunteer, match.mediator) if one)])


def steps_of(matches: Mapping[int, Sequence[Match]], kinds: Mapping[str, str]) -> list[Step]:
    """What happened with the matches of a household, newest first."""
    steps = [
        Step(
            at=event.at,
            kind=kinds.get(match.need.kind, match.need.kind),
            helper=helper_of(match),
            state=state_of(event.after),
        )
        for rows in matches.values()
        for match in rows
        for event in match.events
        if event.before != event.after
    ]
    return sorted(steps, key=lambda step: step.at, reverse=True)
