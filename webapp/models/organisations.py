"""Organisations, and the offers they run."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, Versioned


class Organisation(Base, Versioned):
    """Association, parish or office that volunteers belong to and that runs offers."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    email: Mapped[str | None] = mapped_column(String(255))


class Offer(Base, Versioned):
    """
    A course, consultation or group.

    Attributes
    ----------
    languages
        Level by ISO 639 code.
    times
        Weekly windows such as ``tue 16:00-18:00``.
    age_from, age_to
        Both included; 0 and 120 for everybody.
    term_from, term_until
        First and last day on which it takes place; None for open ends.
    """

    __tablename__ = "offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40), index=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    lat: Mapped[float]
    lon: Mapped[float]
    languages: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seats: Mapped[int]
    times: Mapped[list[str]]
    age_from: Mapped[int] = mapped_column(default=0)
    age_to: Mapped[int] = mapped_column(default=120)
    gender: Mapped[str | None] = mapped_column(String(1))
    language_free: Mapped[bool] = mapped_column(default=False)
    term_from: Mapped[date | None]
    term_until: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship()
