"""
The door to the exact solver.

It works in a process of its own, which can be ended when it does not listen. Both sides see a board of two numbers:
whether to stop, and the bound so far.
"""

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import current_process
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matcher.solver_process import SolverProcess
from scenarios.planning.problem import Choice, Flags, Problem

STOP, BOUND = 0, 1
"""What stands where on the board."""
_LOOK_EVERY_SECONDS = 0.05
_PATIENCE_SECONDS = 5
"""How long the solver may take to listen."""

# Not the engine's: this one writes remarks to standard error, too, and somebody else's work must not wait for it.
_process = SolverProcess(silent=[1, 2])

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
        board = board_at(path)
        give_up = _patience(board, over, told)
        if current_process().daemon:
            return _in_a_thread(task, path, give_up)
        solved = _process.run(give_up, _work, task, path)
        return solved or Solved(status="unknown", choice=None, bound=float(board[BOUND]))


def _patience(board: Board, over: Callable[[], bool], told: Callable[[float], None]) -> Callable[[], bool]:
    """Hands the bound on, asks the solver to stop once it is over, and says when it has had its time for that."""
    asked_to_stop: float | None = None

    def give_up() -> bool:
        nonlocal asked_to_stop
        told(float(board[BOUND]))
        if asked_to_stop is None and over():
            board[STOP], asked_to_stop = 1.0, time.monotonic()
        return asked_to_stop is not None and time.monotonic() - asked_to_stop > _PATIENCE_SECONDS

    return give_up


def _in_a_thread(task: Task, path: Path, give_up: Callable[[], bool]) -> Solved:
    """A worker of a cluster may be forbidden to start processes; here the solver has all the time it needs to stop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        running = thread.submit(_work, task, path)
        while not wait_for([running], timeout=_LOOK_EVERY_SECONDS).done:
            give_up()
        return running.result()


def board_at(path: Path) -> Board:
    """The board in a file, shared by all who open it."""
    return np.memmap(path, dtype=np.float64, mode="r+", shape=(2,))


def _work(task: Task, path: Path) -> Solved:
    # Imported here so that only the process that solves pays for loading OR-Tools.
    from scenarios.planning.scip import solve

    return solve(task, board_at(path))
