"""When to be content with the best plan so far: Ctrl-C, or the time is up."""

import signal
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Any, Literal


class Stop:
    """
    Asked by the matcher again and again; True means: give back what you have.

    The first Ctrl-C stops, the second one aborts with ``KeyboardInterrupt``. A context manager, so that Ctrl-C means
    the usual again afterwards.

    Parameters
    ----------
    time_limit_seconds
        Counted from `started`; None is no limit.
    started
        Reading of ``time.perf_counter``.
    """

    def __init__(self, *, time_limit_seconds: float | None, started: float) -> None:
        self.time_limit_seconds = time_limit_seconds
        self.started = started
        self.interrupted = False
        self.reason: Literal["", "interrupted", "time"] = ""
        self._before: Any = None

    def __call__(self) -> bool:
        """Whether to stop; notes why."""
        if self.interrupted:
            self.reason = "interrupted"
        elif self.time_limit_seconds is not None and self.elapsed_seconds() >= self.time_limit_seconds:
            self.reason = self.reason or "time"
        return bool(self.reason)

    def elapsed_seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    def _interrupt(self, signum: int, frame: FrameType | None) -> None:
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True

    def __enter__(self) -> "Stop":
        # Handlers can be set in the main thread only; elsewhere nobody presses Ctrl-C either.
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            with suppress(ValueError):
                signal.signal(signal.SIGINT, self._before)
