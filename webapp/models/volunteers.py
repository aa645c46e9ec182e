"""Volunteers: who they are, when they have time, and what was seen of their clearance."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, Versioned

if TYPE_CHECKING:
    from webapp.models.accounts import User
    from webapp.models.organisations import Organisation


class Volunteer(Base, Versioned):
    """
    A companion, a language mediator, or both.

    Attributes
    ----------
    languages
        Level by ISO 639 code.
    availability
        Weekly windows such as ``tue 16:00-18:00``.
    availability_saved_at
        When she last changed them; None as long as they are as registered or imported.
    approved_at
        When the organisation took her on; before, nobody is proposed to her.
    paused_from, paused_until
        Both included; no proposals in the weeks they touch. Until None with a from: open end.
    profile_confirmed_at
        When she last looked over times and languages; old entries are stale.
    left_on
        Day from which on she helps no longer.
    """

    __tablename__ = "volunteer"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(40))
    gender: Mapped[str] = mapped_column(String(1))
    is_companion: Mapped[bool] = mapped_column(default=False)
    is_mediator: Mapped[bool] = mapped_column(default=False)
    kinds: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[dict[str, Any]] = mapped_column(default=dict)
    district_code: Mapped[str] = mapped_column(ForeignKey("district.code"), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    mode: Mapped[str] = mapped_column(String(10), default="transit")
    max_travel_minutes: Mapped[int] = mapped_column(default=30)
    hours_per_week: Mapped[float] = mapped_column(default=2.0)
    max_matches: Mapped[int] = mapped_column(default=1)
    availability: Mapped[list[str]] = mapped_column(default=list)
    availability_saved_at: Mapped[datetime | None]
    registered_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    paused_from: Mapped[date | None]
    paused_until: Mapped[date | None]
    profile_confirmed_at: Mapped[datetime | None]
    left_on: Mapped[date | None]
    calendar_token: Mapped[str | None] = mapped_column(String(64), unique=True)

    user: Mapped["User | None"] = relationship()
    organisation: Mapped["Organisation"] = relationship()
    clearances: Mapped[list["Clearance"]] = relationship(cascade="all, delete-orphan")

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


class Clearance(Base):
    """That somebody saw a certificate, never the certificate."""

    __tablename__ = "clearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id", ondelete="CASCADE"), index=True)
    qualification: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date]
    seen_on: Mapped[date]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    next_due: Mapped[date]
