"""Where a need and its match stand, in words with a picture and a colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.models import Match, Need
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


@dataclass(frozen=True, slots=True)
class State:
    """A word, the name of a picture, and a colour of the style sheet."""

    words: Any
    icon: str
    colour: str


_OPEN = State(_l("offen"), "circle", "open")
_STATES: Mapping[str, State] = {
    PROPOSED: State(_l("Vorschlag liegt vor"), "lightbulb", "wait"),
    ASKED: State(_l("angefragt"), "envelope", "wait"),
    AGREED: State(_l("zugesagt"), "hand-thumbs-up", "wait"),
    CONFIRMED: State(_l("bestätigt"), "check2", "good"),
    ACTIVE: State(_l("läuft"), "check-circle-fill", "good"),
    ENDED: State(_l("beendet"), "flag", "done"),
    DECLINED: State(_l("abgelehnt"), "x-circle", "done"),
    EXPIRED: State(_l("ohne Antwort"), "hourglass-bottom", "done"),
    WITHDRAWN: State(_l("zurückgezogen"), "arrow-counterclockwise", "done"),
}
_CLOSED: Mapping[str | None, State] = {
    "met": State(_l("erledigt"), "check-circle", "done"),
    "withdrawn": State(_l("nicht mehr gewünscht"), "dash-circle", "done"),
    "moved": State(_l("weggezogen"), "box-arrow-right", "done"),
}
_UNKNOWN = State(_l("geschlossen"), "dash-circle", "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened with a match."""

    at: datetime
    kind: str
    helper: str
    state: State


def match_state(match: Match) -> State:
    """Where a match stands."""
    return _STATES.get(match.status, _OPEN)


def need_state(need: Need, matches: Sequence[Match]) -> State:
    """Where a need stands: closed, helped, or open."""
    if need.closed_on is not None:
        return _CLOSED.get(need.closed_reason, _UNKNOWN)
    live = next((match for match in matches if match.status in LIVE), None)
    return match_state(live) if live else _OPEN


def helper_of(match: Match) -> str:
    """Who helps, for the team."""
    who = [match.offer.title] if match.offer else [person.name for person in (match.volunteer,) if person]
    return " + ".join([*who, *(person.name for person in (match.mediator,) if person)])


def steps_of(matches: Mapping[int, Sequence[Match]], kinds: Mapping[str, str]) -> list[Step]:
    """What happened with the matches of a household, newest first."""
    steps = [
        Step(
            at=event.at,
            kind=kinds.get(match.need.kind, match.need.kind),
            helper=helper_of(match),
            state=_STATES.get(event.after, _OPEN),
        )
        for rows in matches.values()
        for match in rows
        for event in match.events
        if event.before != event.after
    ]
    return sorted(steps, key=lambda step: step.at, reverse=True)
