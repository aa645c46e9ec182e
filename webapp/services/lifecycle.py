"""What runs of coordinators and of planners share: they begin once, may be asked to stop, and may lose their worker."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from webapp import clock
from webapp.access import NotFound
from webapp.database import db, transaction
from webapp.models import PlanningRun, Run
from webapp.models.runs import CANCELLED, QUEUED, RUNNING

SILENT_SECONDS = 60
"""A running run whose worker shows no life for longer is lost."""
LOST, ABORTED, INVALID_INPUT = "lost", "aborted", "invalid_input"
AnyRun = TypeVar("AnyRun", Run, PlanningRun)


class RunRefused(Exception):
    """
    What is asked for is not possible now.

    Attributes
    ----------
    code
        ``under_way``, ``unreadable``, ``not_done``, ``not_under_way``, ``already_released`` or ``older``.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def begin(kind: type[AnyRun], run_id: int) -> None:
    """Turn a waiting run into a running one; of two workers only one can, and any other run stays what it is."""
    with transaction() as session:
        session.execute(
            update(kind)
            .where(kind.id == run_id, kind.status == QUEUED)
            .values(status=RUNNING, started_at=clock.now(), beat_at=clock.now())
            .execution_options(synchronize_session=False)
        )


def ask_to_stop(session: Session, kind: type[AnyRun], run_id: int) -> None:
    """
    Have a running run keep what it has; one that still waits is called off.

    Raises
    ------
    RunRefused
        ``not_under_way`` when there is nothing to stop.
    """
    run = session.get(kind, run_id)
    if run is None:
        raise NotFound
    if run.status == QUEUED:
        run.status, run.finished_at = CANCELLED, clock.now()
    elif run.status == RUNNING:
        run.wish = "stop"
    else:
        raise RunRefused("not_under_way")


def mark_orphans(kind: type[AnyRun], mark: Callable[[Session, Any], None]) -> int:
    """Mark runs whose worker shows no life any more; returns how many."""
    silent_since = clock.now() - timedelta(seconds=SILENT_SECONDS)
    orphan = (kind.status == RUNNING, or_(kind.beat_at.is_(None), kind.beat_at < silent_since))
    if db.session.scalar(select(kind.id).where(*orphan).limit(1)) is None:
        return 0
    with transaction() as session:
        runs = session.scalars(select(kind).where(*orphan)).all()
        for run in runs:
            mark(session, run)
    return len(runs)
