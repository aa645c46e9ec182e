"""What a volunteer may see of requests and matches: as much as the step they are at allows, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from geodata import great_circle_km
from webapp.access import visible
from webapp.clock import ZONE
from webapp.meetings import hours_of, times_of
from webapp.models import Household, Match, Need, User, Volunteer
from webapp.models.matches import ACTIVE, AGREED, ASKED, CONFIRMED, ENDED, IN_HAND, LIVE, PROPOSED
from webapp.services.steps import MEDIATOR, PROVIDER, answers

REQUEST, WAITING, SETTLED, RUNNING, OVER = "request", "waiting", "settled", "running", "over"
MOST_PAST = 20
_FAMILY = ("familie", "fam")
_TITLES = (*_FAMILY, "frau", "herr", "hr", "fr")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """
    One request or match as its volunteer sees it; what she may not see yet, or no longer, is None or empty.

    Attributes
    ----------
    phase
        request (she is asked), waiting (for others), settled (confirmed, not begun), running, or over.
    part
        ``PROVIDER`` or ``MEDIATOR``: what she is in it.
    languages
        The household's, level by code.
    times
        Weekly windows such as ``tue 16:00-18:00``.
    distance_km
        From her to the meeting place in whole kilometres, at least 1; None where it must not or cannot be told.
    answer_until
        Last day on which the request waits for her.
    contact_name, phone, address
        Of the household, and where to go; only while the match is active, a protected address never.
    """

    match_id: int
    version: int
    status: str
    phase: str
    part: str
    kind: str
    district: str | None = None
    languages: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    hours: float | None = None
    distance_km: int | None = None
    offer_title: str | None = None
    together: bool = False
    answer_until: date | None = None
    contact_name: str | None = None
    phone: str | None = None
    address: str | None = None
    address_protected: bool = False
    active_from: date | None = None
    ended_on: date | None = None


def view_of(match: Match, volunteer: Volunteer, *, ask_days: int) -> RequestView | None:
    """
    What this volunteer may see of a match of hers; None when nothing, since nobody has asked her.

    Parameters
    ----------
    ask_days
        How many days a request waits for an answer.
    """
    part = MEDIATOR if match.mediator_id == volunteer.id else PROVIDER
    phase = _phase(match, part)
    if phase is None:
        return None
    seen: dict[str, Any] = {
        "match_id": match.id,
        "version": match.version,
        "status": match.status,
        "phase": phase,
        "part": part,
        "kind": match.need.kind,
    }
    if phase == OVER:
        return RequestView(**seen, active_from=match.active_from, ended_on=match.ended_on)
    household = match.need.household
    asked_on = match.asked_at.astimezone(ZONE).date() if match.asked_at else None
    seen |= {
        "district": household.district.name,
        "languages": tuple(sorted(household.languages, key=lambda code: (code == "de", code))),
        "times": times_of(match),
        "hours": hours_of(match),
        "distance_km": _distance_km(match, volunteer),
        "offer_title": match.offer.title if match.offer else None,
        "together": match.mediator_id is not None and (match.volunteer_id is not None),
        "answer_until": asked_on + timedelta(days=ask_days) if asked_on and phase == REQUEST else None,
        "active_from": match.active_from,
    }
    if phase == RUNNING:
        seen |= {
            "contact_name": first_name(household.contact_name), "phone": household.phone,
            "address": _address(match), "address_protected": household.address_protected,
        }  # fmt: skip
    return RequestView(**seen)


def _phase(match: Match, part: str) -> str | None:
    if match.status == ASKED:
        return WAITING if part in answers(match) else REQUEST
    if match.status == PROPOSED:
        return None
    known = {AGREED: WAITING, CONFIRMED: SETTLED, ACTIVE: RUNNING, ENDED: OVER}
    if match.status in known:
        return known[match.status]
    # Declined, expired, withdrawn: only what she was asked about is hers to know.
    return OVER if match.asked_at is not None else None


def first_name(contact_name: str) -> str:
    """
    What a volunteer calls the family's contact: the first name, never the family name in full.

    ``Amira`` for ``Amira Ahorn`` and ``Ahorn, Amira``; ``Familie A.`` for ``Familie Ahorn``.
    """
    last, comma, first = contact_name.partition(",")
    words = (f"{first} {last}" if comma else contact_name).split()
    title = words[0] if words and words[0].lower().rstrip(".") in _TITLES else None
    names = words[1:] if title else words
    if title and names and (len(names) == 1 or title.lower().rstrip(".") in _FAMILY):
        return f"{title} {names[-1][0]}."
    return names[0] if names else contact_name.strip()


def _address(match: Match) -> str | None:
    """The meeting place where there is one, else the home."""
    if match.offer is not None:
        return match.offer.address or None
    if match.need.place_lat is not None or match.need.place_name:
        return match.need.place_name or None
    household = match.need.household
    return None if household.address_protected else household.address or None


def _distance_km(match: Match, volunteer: Volunteer) -> int | None:
    place = _place(match)
    if place is None:
        return None
    km = great_circle_km(np.array([(volunteer.lat, volunteer.lon)]), np.array([place]))
    return max(1, round(float(np.ravel(km)[0])))


def _place(match: Match) -> tuple[float, float] | None:
    if match.offer is not None:
        return match.offer.lat, match.offer.lon
    need = match.need
    if need.place_lat is not None and need.place_lon is not None:
        return need.place_lat, need.place_lon
    home = need.household
    if home.address_protected or home.lat is None or home.lon is None:
        return None
    return home.lat, home.lon


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMatches:
    """Requests to answer, what is going on, and what is over (the newest ``MOST_PAST``)."""

    requests: tuple[RequestView, ...]
    current: tuple[RequestView, ...]
    past: tuple[RequestView, ...]


def own_matches(session: Session, user: User, volunteer: Volunteer, *, ask_days: int) -> OwnMatches:
    """Everything she was ever asked, sorted by what is to be done."""
    query = visible(user, Match).where(_is_hers(volunteer)).options(*_everything()).order_by(Match.id.desc())
    live = session.scalars(query.where(Match.status.in_((*IN_HAND, ACTIVE)))).all()
    gone = session.scalars(query.where(Match.status.not_in(LIVE)).limit(3 * MOST_PAST)).all()
    views = [view for match in (*live, *gone) if (view := view_of(match, volunteer, ask_days=ask_days))]
    order = (RUNNING, SETTLED, WAITING)
    return OwnMatches(
        requests=tuple(
            sorted((v for v in views if v.phase == REQUEST), key=lambda v: (v.answer_until or date.max, v.match_id))
        ),
        current=tuple(sorted((v for v in views if v.phase in order), key=lambda v: (order.index(v.phase), v.match_id))),
        past=tuple(v for v in views if v.phase == OVER)[:MOST_PAST],
    )


def _is_hers(volunteer: Volunteer) -> ColumnElement[bool]:
    return or_(Match.volunteer_id == volunteer.id, Match.mediator_id == volunteer.id)


def _everything() -> tuple[Any, ...]:
    """What a view reads, in a number of queries that does not grow."""
    return (
        joinedload(Match.need).joinedload(Need.household).joinedload(Household.district),
        joinedload(Match.offer),
        selectinload(Match.events),
    )


def active_matches(session: Session, volunteer: Volunteer) -> Sequence[Match]:
    """Her active matches with all a calendar needs."""
    query = select(Match).where(_is_hers(volunteer), Match.status == ACTIVE).options(*_everything())
    return session.scalars(query.order_by(Match.id)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What matches that run or are agreed take of her week: hours, and their number."""

    hours: float
    matches: int


def commitment_of(session: Session, volunteer: Volunteer) -> Commitment:
    """What she has promised already."""
    query = select(Match).where(_is_hers(volunteer), Match.status.in_((*IN_HAND, ACTIVE)))
    rows = session.scalars(query.options(joinedload(Match.need), joinedload(Match.offer))).all()
    return Commitment(hours=sum(hours_of(row) for row in rows), matches=len(rows))
