"""Proposals and what people decided about them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, Versioned

if TYPE_CHECKING:
    from webapp.models.households import Need
    from webapp.models.organisations import Offer
    from webapp.models.volunteers import Volunteer

PROPOSED, ASKED, AGREED, CONFIRMED, ACTIVE = "proposed", "asked", "agreed", "confirmed", "active"
ENDED, DECLINED, EXPIRED, WITHDRAWN = "ended", "declined", "expired", "withdrawn"
IN_HAND = (ASKED, AGREED, CONFIRMED)
"""Somebody has been asked or has agreed: the next run must not change it."""
LIVE = (PROPOSED, *IN_HAND, ACTIVE)
STATUSES = (*LIVE, ENDED, DECLINED, EXPIRED, WITHDRAWN)
_IS_LIVE = text("status IN ({})".format(", ".join(f"'{status}'" for status in LIVE)))


class Match(Base, Versioned):
    """
    A need and who helps.

    Attributes
    ----------
    start
        ``tue 16:00``; None only for matches taken over without a time.
    waive
        Rules that a caseworker lifted on purpose.
    parts
        What the run knows about it: minutes by traveller with their source, cost in parts, state.
    content_hash
        Of what was approved; an approval of other content is void.
    trial_due
        Three weeks after it became active: the day to ask how it goes.
    """

    __tablename__ = "match"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"), index=True)
    mediator_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    start: Mapped[str | None] = mapped_column(String(9))
    status: Mapped[str] = mapped_column(String(12), index=True)
    waive: Mapped[list[str]] = mapped_column(default=list)
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    active_from: Mapped[date | None]
    trial_due: Mapped[date | None]
    trial_result: Mapped[str | None] = mapped_column(String(20))
    ended_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(40))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    need: Mapped["Need"] = relationship()
    volunteer: Mapped["Volunteer | None"] = relationship(foreign_keys=[volunteer_id])
    mediator: Mapped["Volunteer | None"] = relationship(foreign_keys=[mediator_id])
    offer: Mapped["Offer | None"] = relationship()
    events: Mapped[list["MatchEvent"]] = relationship(order_by="MatchEvent.id", cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint("volunteer_id IS NULL OR offer_id IS NULL", name="one_provider"),
        # One living match per need: of two people who decide at once only one can win.
        Index("uq_match_live_need", "need_id", unique=True, sqlite_where=_IS_LIVE, postgresql_where=_IS_LIVE),
    )


class MatchEvent(Base):
    """One step of a match: who, when, from and to which status."""

    __tablename__ = "match_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    before: Mapped[str | None] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    answer_of: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(300), default="")


class Pin(Base, Versioned):
    """What staff fixed about an open need for the next run; what is left empty the run decides."""

    __tablename__ = "pin"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), unique=True)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))
    mediator_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"))
    start: Mapped[str | None] = mapped_column(String(9))
    waive: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


class Block(Base):
    """A household and a helper who are not brought together, up to and including a week, or for ever."""

    __tablename__ = "block"

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(40))
    match_id: Mapped[int | None] = mapped_column(ForeignKey("match.id", ondelete="SET NULL"))


class NeedChoices(Base):
    """What else a released run could have done for a need, and what it would change; found once, then kept."""

    __tablename__ = "need_choices"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)
    found: Mapped[dict[str, Any]]
