"""The weekly runs and the policy they used."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Versioned

QUEUED, RUNNING, DONE, RELEASED, FAILED, CANCELLED = "queued", "running", "done", "released", "failed", "cancelled"
UNDER_WAY = (QUEUED, RUNNING)


class Run(Base, Versioned):
    """
    One weekly run.

    Attributes
    ----------
    case, result
        In their file formats; the case as it was frozen.
    curve
        What was reported on the way: lists of seconds, served, service, bound.
    beat_at
        When the worker last showed life; a running run whose worker is silent is marked as failed.
    wish
        ``stop`` when somebody is content with the best so far.
    problem
        Why it failed: a code and facts without people.
    """

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(String(12), index=True)
    effort: Mapped[str] = mapped_column(String(10), default="normal")
    seed: Mapped[int] = mapped_column(default=0)
    case: Mapped[str] = mapped_column(Text, deferred=True)
    case_sha256: Mapped[str] = mapped_column(String(64))
    result: Mapped[str | None] = mapped_column(Text, deferred=True)
    curve: Mapped[list[Any]] = mapped_column(JSON, default=list)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str | None] = mapped_column(String(500))
    wish: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    started_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


class PolicyVersion(Base):
    """The rules of the run from a moment on; the newest is in force."""

    __tablename__ = "policy_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
