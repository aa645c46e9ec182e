"""A run that is being worked off: its sign of life, what it has reached, and whether to stop."""

import threading
import time
from contextlib import suppress
from typing import Any, Self

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from matcher.progress import Progress
from webapp import clock
from webapp.database import transaction
from webapp.models import PlanningRun, Run
from webapp.models.runs import RUNNING
from webapp.terminal.stopping import Stop

BEAT_SECONDS = 1.0
_shutting_down = threading.Event()


def ask_all_to_stop() -> None:
    """The worker ends: be content with the best so far."""
    _shutting_down.set()


def let_all_go_on() -> None:
    """A worker begins."""
    _shutting_down.clear()


def asked_to_stop() -> bool:
    """Whether the worker ends."""
    return _shutting_down.is_set()


class Pulse:
    """
    Writes once a second, in a thread of its own, that a run lives and what it has reached; reads whether to stop.

    The solver is silent for long stretches, so it can not do this itself; and it never waits for the database.

    Attributes
    ----------
    kind
        The table of the run.
    wished
        Whether somebody is content with the best so far.
    lost
        Whether the run was given up meanwhile; its result no longer counts.
    """

    kind: type[Run] | type[PlanningRun]

    def __init__(self, app: Flask, run_id: int, started: float) -> None:
        self.app, self.run_id, self.started = app, run_id, started
        self.wished = self.lost = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat_until_end, name=f"run-{run_id}", daemon=True)

    def reached(self) -> dict[str, Any]:
        """What to write into the row beside the sign of life, by column."""
        raise NotImplementedError

    def _beat_until_end(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            # A beat that finds the database busy is left out.
            with suppress(OperationalError):
                self.beat()

    def beat(self) -> None:
        """Say that the run lives, and ask whether it still should."""
        kind, reached = self.kind, self.reached()
        with self.app.app_context(), transaction() as session:
            alive: Any = session.execute(
                # Past the version of the row: no two people edit this.
                update(kind)
                .where(kind.id == self.run_id, kind.status == RUNNING)
                .values(beat_at=clock.now(), **reached)
            )
            wish = session.scalar(select(kind.wish).where(kind.id == self.run_id))
        self.lost = alive.rowcount == 0
        self.wished = wish == "stop"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


class Watch(Pulse):
    """
    Of a weekly run.

    Attributes
    ----------
    curve
        Lists of seconds, served, service, bound, gap.
    """

    kind = Run

    def __init__(self, app: Flask, run_id: int, started: float) -> None:
        super().__init__(app, run_id, started)
        self.curve: list[list[float]] = []
        self._latest: list[float] | None = None

    def report(self, progress: Progress) -> None:
        """Take note of a step forward."""
        seconds = round(time.perf_counter() - self.started, 2)
        self._latest = [seconds, progress.served, progress.service, progress.bound, progress.gap]
        if not self.curve or seconds - self.curve[-1][0] >= BEAT_SECONDS:
            self._keep()

    def _keep(self) -> None:
        latest, self._latest = self._latest, None
        if latest is not None:
            self.curve.append(latest)

    def reached(self) -> dict[str, Any]:
        """The curve so far."""
        self._keep()
        return {"curve": list(self.curve)}

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._keep()


class Stages(Pulse):
    """
    Of a planner's run: its steps one after the other.

    Attributes
    ----------
    now
        ``stage``, how much of it is ``done``, and ``of`` how much.
    """

    kind = PlanningRun

    def __init__(self, app: Flask, run_id: int, started: float) -> None:
        super().__init__(app, run_id, started)
        self.now: dict[str, Any] = {}

    def tell(self, stage: str, done: int, of: int) -> None:
        """Take note of where the run is."""
        self.now = {"stage": stage, "done": done, "of": of}

    def reached(self) -> dict[str, Any]:
        """The step it is at."""
        return {"progress": dict(self.now)}


class WishedStop(Stop):
    """Stops on Ctrl-C, on somebody's wish, when the run was given up, and when the worker ends."""

    def __init__(self, watch: Pulse) -> None:
        super().__init__(time_limit_seconds=None, started=watch.started)
        self.watch = watch

    def __call__(self) -> bool:
        """Whether to stop."""
        if self.watch.wished or self.watch.lost or asked_to_stop():
            self.interrupted = True
        return super().__call__()
