"""Households, their members, needs and agreements."""

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, Versioned

if TYPE_CHECKING:
    from webapp.models.places import District


class Household(Base, Versioned):
    """
    People who get benefits as one unit.

    Attributes
    ----------
    languages
        Level by ISO 639 code, the best of all members.
    availability
        Weekly windows in which somebody is at home.
    flat
        own_lease or belegwohnung; no difference in treatment.
    address_protected
        Auskunftsperre: never on a map, in a distance or in matching by machine.
    first_visit_on
        Ends the waiting for the first visit.
    """

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(200), default="")
    district_code: Mapped[str] = mapped_column(ForeignKey("district.code"), index=True)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    address_protected: Mapped[bool] = mapped_column(default=False)
    flat: Mapped[str] = mapped_column(String(20), default="own_lease")
    languages: Mapped[dict[str, Any]] = mapped_column(default=dict)
    availability: Mapped[list[str]] = mapped_column(default=list)
    contact_gender: Mapped[str | None] = mapped_column(String(1))
    registered_on: Mapped[date]
    first_visit_on: Mapped[date | None]
    left_on: Mapped[date | None]

    district: Mapped["District"] = relationship()
    members: Mapped[list["Member"]] = relationship(cascade="all, delete-orphan", back_populates="household")
    needs: Mapped[list["Need"]] = relationship(back_populates="household")
    agreements: Mapped[list["Agreement"]] = relationship(cascade="all, delete-orphan")


class Member(Base):
    """Somebody of a household; ``label`` is what the family calls them, such as Tochter."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    birth_year: Mapped[int | None]
    gender: Mapped[str | None] = mapped_column(String(1))

    household: Mapped[Household] = relationship(back_populates="members")


class Need(Base, Versioned):
    """
    One thing a household needs.

    Attributes
    ----------
    hours
        Length of the weekly meeting, 0.5 to 12.
    duration
        once, some_weeks or regular.
    urgency
        1 to 4, 4 = most urgent.
    requires
        Qualifications every visitor must hold.
    wish
        With what and by whom, in the family's words.
    closed_reason
        Why it is open no longer: met, withdrawn or moved.
    """

    __tablename__ = "need"

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    hours: Mapped[float]
    duration: Mapped[str] = mapped_column(String(20), default="regular")
    urgency: Mapped[int] = mapped_column(default=2)
    seats: Mapped[int] = mapped_column(default=1)
    requires: Mapped[list[str]] = mapped_column(default=list)
    place_lat: Mapped[float | None]
    place_lon: Mapped[float | None]
    place_name: Mapped[str] = mapped_column(String(120), default="")
    wish: Mapped[str] = mapped_column(String(500), default="")
    requested_on: Mapped[date] = mapped_column(index=True)
    closed_on: Mapped[date | None] = mapped_column(index=True)
    closed_reason: Mapped[str | None] = mapped_column(String(40))

    household: Mapped[Household] = relationship(back_populates="needs")
    attendee: Mapped[Member | None] = relationship()


class Agreement(Base, Versioned):
    """A voluntary integration agreement; refusing it costs no help."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    goals: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    review_on: Mapped[date | None]
    reached_on: Mapped[date | None]
    refused: Mapped[bool] = mapped_column(default=False)
