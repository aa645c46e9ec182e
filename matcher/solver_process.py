"""
A process beside this one, where a solver works.

Solvers cannot be interrupted and write remarks of their own to the screen. There they can be ended, and nobody sees
what they write.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future
from concurrent.futures import wait as wait_for
from multiprocessing.util import Finalize
from typing import ParamSpec, TypeVar

from loky import ProcessPoolExecutor
from loky.process_executor import ShutdownExecutorError

from matcher.errors import SolveFailed

_LOOK_EVERY_SECONDS = 0.05
_LOOK_FOR_CALLER_EVERY_SECONDS = 1
_IDLE_SECONDS = 60
"""After this long without work the process ends by itself."""
_BEFORE_LOCKS = 100
"""Python lets go of locks between processes at priority 0, later."""
_TRIES = 2

Given = ParamSpec("Given")
Done = TypeVar("Done")


class SolverProcess:
    """
    One process for everybody in this one; made with the first piece of work, and never outlives its caller.

    Parameters
    ----------
    silent
        Numbers of the streams that nobody sees: 1 for standard output, 2 for standard error.
    """

    def __init__(self, *, silent: Sequence[int]) -> None:
        self._silent = tuple(silent)
        self._changing = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None
        self._ends_with_caller = False

    def run(
        self, give_up: Callable[[], bool], work: Callable[Given, Done], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Done | None:
        """
        What came of the work, or None.

        Parameters
        ----------
        give_up
            Asked again and again; once it says True the process is ended and the answer is None.

        Raises
        ------
        SolveFailed
            When the process ended twice before there was an answer. Once may be because somebody else gave up.
        """
        for _ in range(_TRIES):
            executor = self._running()
            try:
                future: Future[Done] = executor.submit(work, *args, **kwargs)
                while not give_up():
                    if wait_for([future], timeout=_LOOK_EVERY_SECONDS).done:
                        return future.result()
            except (BrokenExecutor, ShutdownExecutorError):
                self._end(executor)
            except BaseException:
                self._end(executor)
                raise
            else:
                self._end(executor)
                return None
        raise SolveFailed("the process of the solver ended")

    def end(self) -> None:
        """End the process, if there is one, whatever it is doing."""
        if (executor := self._executor) is not None:
            self._end(executor)

    def _end(self, executor: ProcessPoolExecutor) -> None:
        """End this one; the one that somebody may have begun with meanwhile goes on."""
        with self._changing:
            if self._executor is executor:
                self._executor = None
        executor.shutdown(wait=True, kill_workers=True)

    def _running(self) -> ProcessPoolExecutor:
        with self._changing:
            if self._executor is None:
                self._executor = ProcessPoolExecutor(
                    max_workers=1, timeout=_IDLE_SECONDS, initializer=_begin, initargs=(self._silent,)
                )
            if not self._ends_with_caller:
                # Not at the import: a process that is starting forgets what was to be done at its end.
                Finalize(None, self.end, exitpriority=_BEFORE_LOCKS)
                self._ends_with_caller = True
            return self._executor


def _begin(silent: Sequence[int]) -> None:
    """Leave interrupts to the caller, write nothing, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in silent:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(caller: int) -> None:
    """A caller that is killed cannot say so; nobody waits for an answer then."""
    while os.getppid() == caller:
        time.sleep(_LOOK_FOR_CALLER_EVERY_SECONDS)
    os._exit(1)
