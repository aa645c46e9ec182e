"""The door to the exact solver: proven optima of small linear programs with whole numbers."""

from collections.abc import Callable, Sequence
from multiprocessing import current_process

from matcher.model import LinearProgram, Solution
from matcher.solver_process import SolverProcess

_UNKNOWN = Solution(status="unknown", values=None, bound=None)
_process = SolverProcess(silent=[1])


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
        return _UNKNOWN if stop() else _optimise(program, node_limit, hint)
    return _process.run(stop, _optimise, program, node_limit, hint) or _UNKNOWN


def _optimise(program: LinearProgram, node_limit: int, hint: Sequence[float] | None) -> Solution:
    # Imported here so that only the worker process pays for loading OR-Tools.
    from matcher.highs import optimise

    return optimise(program, node_limit=node_limit, hint=hint)
