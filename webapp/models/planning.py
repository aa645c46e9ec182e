"""Scenarios of planners, and what was computed for them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, Versioned
from webapp.models.runs import IS_UNDER_WAY

if TYPE_CHECKING:
    from webapp.models.accounts import User

PLAN, SIMULATION, BOTH = "plan", "simulation", "both"
KINDS = (PLAN, SIMULATION, BOTH)


class PlanningScenario(Base, Versioned):
    """
    A scenario that planners change and compute.

    Attributes
    ----------
    document, sha256
        The scenario in its file format, and the sum that plans and simulations name it by.
    document_before
        What it was before its numbers were changed last, to take that back; None when there is nothing to take back.
    parent_id
        The scenario it was copied from.
    note
        What the planner wants to remember about it.
    archived_at
        Since when it is out of sight; None for those in use.
    """

    __tablename__ = "planning_scenario"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    document: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    document_before: Mapped[str | None] = mapped_column(Text, deferred=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("planning_scenario.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(String(500), default="")
    archived_at: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    created_by: Mapped["User | None"] = relationship(foreign_keys=[created_by_id])
    changed_by: Mapped["User | None"] = relationship(foreign_keys=[changed_by_id])
    parent: Mapped["PlanningScenario | None"] = relationship(remote_side=[id])


class PlanningRun(Base, Versioned):
    """
    A scenario as it was when it was computed, and what came out.

    Attributes
    ----------
    kind
        ``plan``, ``simulation`` or ``both``.
    weeks, seeds, arrivals
        Of the simulation; arrivals are people allocated per week.
    progress
        How far it is: ``stage``, ``done``, ``of``.
    beat_at, wish, problem
        As with the weekly run: the last sign of life; ``stop``; why it failed, a code.
    plans, simulation
        In their file formats; what follows from them, such as opening over time, is computed when it is shown.
    figures
        The few numbers that lists show.
    """

    __tablename__ = "planning_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("planning_scenario.id", ondelete="CASCADE"), index=True)
    document: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(12))
    weeks: Mapped[int] = mapped_column(default=0)
    seeds: Mapped[int] = mapped_column(default=0)
    arrivals: Mapped[list[Any]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(String(12), index=True)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    wish: Mapped[str | None] = mapped_column(String(10))
    problem: Mapped[str | None] = mapped_column(String(500))
    plans: Mapped[str | None] = mapped_column(Text, deferred=True)
    simulation: Mapped[str | None] = mapped_column(Text, deferred=True)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    started_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    created_by: Mapped["User | None"] = relationship(foreign_keys=[created_by_id])
    scenario: Mapped[PlanningScenario] = relationship()

    # Of two who start a run of one scenario at once only one can win.
    __table_args__ = (
        Index(
            "uq_planning_run_under_way",
            "scenario_id",
            unique=True,
            sqlite_where=IS_UNDER_WAY,
            postgresql_where=IS_UNDER_WAY,
        ),
    )
