"""Courses, consultations and groups: list, seats, adding, changing, ending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from webapp import access
from webapp.clock import today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import Match, Need, Offer, Organisation, User
from webapp.models.matches import ACTIVE, IN_HAND, LIVE
from webapp.services.log import write_log

PAGE = 50
TAKES_SEATS = (*IN_HAND, ACTIVE)
RUNNING, ENDED, FULL, ALL = "", "ended", "full", "all"
FILTERS = (RUNNING, FULL, ENDED, ALL)


class InUse(Exception):
    """
    Families still come to the offer.

    Attributes
    ----------
    families
        How many matches are asked, agreed, confirmed or at work.
    """

    def __init__(self, families: int) -> None:
        super().__init__(families)
        self.families = families


class TooFewSeats(Exception):
    """
    More seats are given away than there would be.

    Attributes
    ----------
    taken
        Seats that are taken.
    """

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An offer with the seats that are taken, and what is proposed beyond."""

    offer: Offer
    taken: int
    proposed: int

    @property
    def free(self) -> int:
        """Seats left, never below 0."""
        return max(0, self.offer.seats - self.taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part ``number`` (from 1) of ``pages`` of a list of ``total`` offers."""

    rows: Sequence[Row]
    total: int
    number: int
    pages: int


def _seats(statuses: Sequence[str]) -> Any:
    of_offer = (Match.offer_id == Offer.id, Match.status.in_(statuses))
    return (
        select(func.coalesce(func.sum(Need.seats), 0))
        .join(Match, Match.need_id == Need.id)
        .where(*of_offer)
        .correlate(Offer)
        .scalar_subquery()
    )


def _is_running() -> ColumnElement[bool]:
    return or_(Offer.term_until.is_(None), Offer.term_until >= today())


def offers_page(user: User, *, search: str = "", only: str = RUNNING, kind: str = "", number: int = 1) -> Page:
    """Offers the person may see, by kind and title."""
    found = _narrowed(access.visible(user, Offer), search, only, kind)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = db.session.execute(
        found.add_columns(_seats(TAKES_SEATS), _seats([s for s in LIVE if s not in TAKES_SEATS]))
        .options(joinedload(Offer.organisation))
        .order_by(Offer.kind, Offer.title, Offer.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Page(
        rows=[Row(offer=offer, taken=taken, proposed=proposed) for offer, taken, proposed in rows],
        total=total,
        number=number,
        pages=pages,
    )


def _narrowed(found: Select[Any], search: str, only: str, kind: str) -> Select[Any]:
    if search:
        found = found.where(Offer.title.icontains(search, autoescape=True))
    if kind:
        found = found.where(Offer.kind == kind)
    if only == ENDED:
        return found.where(~_is_running())
    if only == ALL:
        return found
    found = found.where(_is_running())
    return found.where(_seats(TAKES_SEATS) >= Offer.seats) if only == FULL else found


def organisations() -> list[Organisation]:
    """All that may run an offer, by name."""
    return list(db.session.scalars(select(Organisation).order_by(Organisation.name)))


def seats_taken(session: Session, offer_id: int) -> int:
    """Seats of an offer that families have or have been promised."""
    return session.scalar(select(_seats(TAKES_SEATS)).select_from(Offer).where(Offer.id == offer_id)) or 0


def families_of(session: Session, offer_id: int) -> int:
    """How many matches stand that a run would not change."""
    of_offer = (Match.offer_id == offer_id, Match.status.in_(TAKES_SEATS))
    return session.scalar(select(func.count()).select_from(Match).where(*of_offer)) or 0


def save_offer(user: User, offer_id: int | None, version: int | None, facts: Mapping[str, Any]) -> Offer:
    """
    A new offer, or other facts about one.

    Parameters
    ----------
    facts
        Columns by name.

    Raises
    ------
    NotFound
        When it is missing or not for this person.
    ChangedMeanwhile
        When somebody else saved it first.
    TooFewSeats
        When more seats are taken than there would be.
    InUse
        When its last day would lie in the past while families still come.
    """
    with transaction() as session:
        if offer_id is None:
            offer, action = Offer(), "offer.create"
            session.add(offer)
        else:
            offer, action = access.get(user, Offer, offer_id, session=session), "offer.change"
            if offer.version != version:
                raise ChangedMeanwhile
            _refuse_breaking(session, offer, facts)
        for name, value in facts.items():
            setattr(offer, name, value)
        session.flush()
        write_log(session, user_id=user.id, action=action, subject=f"offer:{offer.id}")
        return offer


def _refuse_breaking(session: Session, offer: Offer, facts: Mapping[str, Any]) -> None:
    taken = seats_taken(session, offer.id)
    if facts["seats"] < taken:
        raise TooFewSeats(taken)
    last: date | None = facts["term_until"]
    if last is not None and last < today() and last != offer.term_until:
        _refuse_in_use(session, offer)


def _refuse_in_use(session: Session, offer: Offer) -> None:
    families = families_of(session, offer.id)
    if families:
        raise InUse(families)


def end_offer(user: User, offer_id: int, version: int | None) -> Offer:
    """
    Yesterday was its last day: no run proposes it any more.

    Raises
    ------
    NotFound
        When it is missing or not for this person.
    ChangedMeanwhile
        When somebody else saved it first.
    InUse
        While families still come.
    """
    with transaction() as session:
        offer = access.get(user, Offer, offer_id, session=session)
        if offer.version != version:
            raise ChangedMeanwhile
        _refuse_in_use(session, offer)
        before = offer.term_until
        offer.term_until = today() - timedelta(days=1)
        if offer.term_from is not None and offer.term_from > offer.term_until:
            offer.term_from = offer.term_until
        write_log(
            session, user_id=user.id, action="offer.end", subject=f"offer:{offer.id}",
            before=before.isoformat() if before else None,
        )  # fmt: skip
        return offer


def resume_offer(user: User, offer_id: int, version: int | None) -> Offer:
    """
    Take the ending back: without a last day it takes place again. Errors as for ``end_offer``.
    """
    with transaction() as session:
        offer = access.get(user, Offer, offer_id, session=session)
        if offer.version != version:
            raise ChangedMeanwhile
        offer.term_until = None
        write_log(session, user_id=user.id, action="offer.resume", subject=f"offer:{offer.id}")
        return offer
