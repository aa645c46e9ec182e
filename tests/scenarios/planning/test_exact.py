import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from scenarios.planning import exact
from scenarios.planning.exact import Task, solve_exactly
from scenarios.planning.problem import problem_of
from tests.scenarios.planning.dortmund import sixty_two
from tests.scenarios.planning.enumerating import TRAVEL
from tests.waiting import comes_true


def long_task() -> Task:
    """Travel of 62 units in even catchments, without a known plan: minutes of work."""
    return Task(problem=problem_of(sixty_two("band"), TRAVEL), least=7, most=7, goal="travel", limit=Fraction(0))


@pytest.mark.parametrize("daemon", [False, True])
def test_the_solver_stops_when_it_is_told_to(daemon: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "current_process", lambda: SimpleNamespace(daemon=daemon))
    assert solve_exactly(long_task(), over=lambda: True).status in ("feasible", "unknown")


FOR_EVER = """
from math import isfinite
from os import getpid
from scenarios.planning.exact import _process, solve_exactly
from tests.scenarios.planning.test_exact import long_task
if __name__ == "__main__":
    solver = _process().submit(getpid).result()
    solve_exactly(long_task(), over=lambda: False, told=lambda bound: isfinite(bound) and print(solver, flush=True))
"""
"""Tells which process solves as soon as it has a bound."""


def test_the_solver_ends_when_its_caller_is_killed() -> None:
    caller = subprocess.Popen([sys.executable, "-c", FOR_EVER], stdout=subprocess.PIPE, text=True)
    assert caller.stdout is not None
    with caller.stdout:
        solver = int(caller.stdout.readline())
        caller.send_signal(signal.SIGKILL)
        caller.wait()
    assert comes_true(lambda: not _lives(solver))


def _lives(process: int) -> bool:
    """One that has ended may stay in the table of processes, where nobody asks how it ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
