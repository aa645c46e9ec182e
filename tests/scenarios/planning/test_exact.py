from fractions import Fraction
from types import SimpleNamespace

import pytest

from scenarios.planning import exact
from scenarios.planning.exact import Task, solve_exactly
from scenarios.planning.problem import problem_of
from tests.scenarios.planning.dortmund import sixty_two
from tests.scenarios.planning.enumerating import TRAVEL


def long_task() -> Task:
    """Travel of 62 units in even catchments, without a known plan: minutes of work."""
    return Task(problem=problem_of(sixty_two("band"), TRAVEL), least=7, most=7, goal="travel", limit=Fraction(0))


@pytest.mark.parametrize("daemon", [False, True])
def test_the_solver_stops_when_it_is_told_to(daemon: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "current_process", lambda: SimpleNamespace(daemon=daemon))
    assert solve_exactly(long_task(), over=lambda: True).status in ("feasible", "unknown")
