"""
The door to the exact solver: proven optima of small linear programs with whole numbers.

The solver can not be interrupted, so it works in a process of its own that is ended when the caller gives up.
"""

import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from multiprocessing import current_process

from loky import get_reusable_executor

from matcher.model import LinearProgram, Solution

_LOOK_EVERY_SECONDS = 0.05
_IDLE_SECONDS = 60
"""After this long without work the process ends by itself."""


def solve_exactly(
    program: LinearProgram,
    *,
    node_limit: int,
    hint: Sequence[float] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Solution:
    """
    Optimum of a program, or what was known when the node limit was reached.

    Parameters
    ----------
    node_limit
        Most nodes of the search tree: fixed work, so that a run can be repeated.
    hint
        A known solution to start from.
    stop
        Asked again and again; once it says True the answer is ``unknown``.

    Raises
    ------
    SolveFailed
        When the solver breaks.
    """
    if current_process().daemon:
        # A worker of a cluster may be forbidden to start processes. Here the solver ends by itself, at its node limit.
        return Solution(status="unknown", values=None, bound=None) if stop() else _optimise(program, node_limit, hint)
    executor = get_reusable_executor(max_workers=1, timeout=_IDLE_SECONDS, initializer=_be_quiet)
    future: Future[Solution] = executor.submit(_optimise, program, node_limit, hint)
    try:
        while not stop():
            if wait_for([future], timeout=_LOOK_EVERY_SECONDS).done:
                return future.result()
    except BaseException:
        executor.shutdown(wait=False, kill_workers=True)
        raise
    executor.shutdown(wait=False, kill_workers=True)
    return Solution(status="unknown", values=None, bound=None)


def _be_quiet() -> None:
    """Leave interrupts to the caller, and print nothing: the solver writes remarks of its own to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _optimise(program: LinearProgram, node_limit: int, hint: Sequence[float] | None) -> Solution:
    # Imported here so that only the worker process pays for loading OR-Tools.
    from matcher.highs import optimise

    return optimise(program, node_limit=node_limit, hint=hint)
