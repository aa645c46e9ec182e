"""
The door to the exact solver.

It works in a process of its own: it writes remarks to standard error that nobody should see, and when it does not
listen it can be ended. Both sides see a board of two numbers: whether to stop, and the bound so far.
"""

import atexit
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from multiprocessing import current_process
from pathlib import Path
from typing import Any, Literal

import numpy as np
from loky import ProcessPoolExecutor
from numpy.typing import NDArray

from scenarios.planning.problem import Choice, Flags, Problem

STOP, BOUND = 0, 1
"""What stands where on the board."""
_LOOK_EVERY_SECONDS = 0.05
_LOOK_FOR_CALLER_EVERY_SECONDS = 1
_IDLE_SECONDS = 60
"""After this long without work the process ends by itself."""
_PATIENCE_SECONDS = 5
"""How long the solver may take to listen."""

Board = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """
    What is to be solved.

    Attributes
    ----------
    least, most
        Open sites.
    goal
        ``any``: a plan of whatever balance; ``imbalance``: level 1; ``travel``: level 2.
    limit
        Level 1: a bound of the imbalance. Level 2: the imbalance that is allowed, None for any.
    keep
        Pairs of block and site that are worth a column; None for all allowed ones.
    known
        A solution to start from.
    nodes
        Most nodes of the search tree: fixed work, so that a run can be repeated; None for no limit.
    """

    problem: Problem
    least: int
    most: int
    goal: Literal["any", "imbalance", "travel"] = "any"
    limit: Fraction | None = None
    keep: Flags | None = None
    known: Choice | None = None
    nodes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """
    What the solver found and proved.

    Attributes
    ----------
    choice
        The best one; None without any.
    bound
        No choice has a lower objective; minus infinity when nothing was proven.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    choice: Choice | None
    bound: float


def solve_exactly(
    task: Task, *, over: Callable[[], bool], told: Callable[[float], None] = lambda bound: None
) -> Solved:
    """
    Optimum of a task, or what is known when ``over`` says True or the node limit is reached.

    Parameters
    ----------
    told
        Told the bound again and again.

    Raises
    ------
    SolveFailed
        When the solver breaks.
    """
    with tempfile.TemporaryDirectory(prefix="site-plan-") as folder:
        path = Path(folder) / "board"
        np.array([0.0, -np.inf]).tofile(path)
        if current_process().daemon:
            # A worker of a cluster may be forbidden to start processes.
            with ThreadPoolExecutor(max_workers=1) as thread:
                return _wait(thread.submit(_work, task, path), board_at(path), over, told)
        return _wait(_process().submit(_work, task, path), board_at(path), over, told)


def _wait(running: "Future[Solved]", board: Board, over: Callable[[], bool], told: Callable[[float], None]) -> Solved:
    asked_to_stop: float | None = None
    try:
        while not wait_for([running], timeout=_LOOK_EVERY_SECONDS).done:
            told(float(board[BOUND]))
            if asked_to_stop is None and over():
                board[STOP], asked_to_stop = 1.0, time.monotonic()
            if asked_to_stop is not None and time.monotonic() - asked_to_stop > _PATIENCE_SECONDS:
                _end_process(wait=False)
                return Solved(status="unknown", choice=None, bound=float(board[BOUND]))
    except BaseException:
        _end_process(wait=False)
        raise
    return running.result()


@cache
def _process() -> Any:
    # Not loky's executor for everybody: somebody else's work must not end this one.
    return ProcessPoolExecutor(max_workers=1, timeout=_IDLE_SECONDS, initializer=_begin)


@atexit.register
def _end_process(*, wait: bool = True) -> None:
    if _process.cache_info().currsize:
        _process().shutdown(wait=wait, kill_workers=True)
        _process.cache_clear()


def _begin() -> None:
    """Leave interrupts to the caller, print nothing, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(caller: int) -> None:
    """A caller that is killed cannot say so; nobody waits for an answer then."""
    while os.getppid() == caller:
        time.sleep(_LOOK_FOR_CALLER_EVERY_SECONDS)
    os._exit(1)


def board_at(path: Path) -> Board:
    """The board in a file, shared by all who open it."""
    return np.memmap(path, dtype=np.float64, mode="r+", shape=(2,))


def _work(task: Task, path: Path) -> Solved:
    # Imported here so that only the process that solves pays for loading OR-Tools.
    from scenarios.planning.scip import solve

    return solve(task, board_at(path))
