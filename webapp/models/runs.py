"""The weekly runs and the policy they used."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, Versioned

if TYPE_CHECKING:
    from webapp.models.accounts import User

QUEUED, RUNNING, DONE, RELEASED, FAILED, CANCELLED = "queued", "running", "done", "released", "failed", "cancelled"
UNDER_WAY = (QUEUED, RUNNING)
IS_UNDER_WAY = text("status IN ('queued', 'running')")


class Run(Base, Versioned):
    """
    One weekly run.

    Attributes
    ----------
    case, result
        In their file formats; the case as it was frozen.
    curve
        What was reported on the way: lists of seconds, served, service, bound, gap.
    beat_at
        When the worker last showed life; a running run whose worker is silent is marked as failed.
    wish
        ``stop`` when somebody is content with the best so far.
    problem
        Why it failed: a code and facts without people.
    compared
        What differs from the run released before.
    shortage
        Who is missing, and how far the search for it is; None when nobody asked.
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
    compared: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    shortage: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    wish: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    started_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    created_by: Mapped["User | None"] = relationship(foreign_keys=[created_by_id])
    released_by: Mapped["User | None"] = relationship(foreign_keys=[released_by_id])

    # Of two who start a run at once only one can win.
    __table_args__ = (
        Index("uq_run_under_way", "week", unique=True, sqlite_where=IS_UNDER_WAY, postgresql_where=IS_UNDER_WAY),
    )


class PolicyVersion(Base):
    """The rules of the run from a moment on; the newest is in force."""

    __tablename__ = "policy_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
