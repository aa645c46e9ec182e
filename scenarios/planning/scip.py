"""Solves the model by the SCIP inside OR-Tools, on one thread, so that a solve can be repeated."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers.gscip import gscip_pb2
from ortools.util.python.solve_interrupter import SolveInterrupter

from matcher.errors import SolveFailed
from scenarios.planning.contiguity import separations
from scenarios.planning.exact import BOUND, STOP, Board, Solved, Task
from scenarios.planning.model import SiteModel, allow_imbalance, minimise_imbalance, minimise_travel, model_of
from scenarios.planning.problem import Choice
from scenarios.planning.search import imbalance_of

_LOOK_EVERY_SECONDS = 0.05
_EMPHASIS = {"any": None, "imbalance": mathopt.Emphasis.OFF, "travel": mathopt.Emphasis.LOW}
_ENDED: dict[Any, Any] = {
    mathopt.TerminationReason.OPTIMAL: "optimal",
    mathopt.TerminationReason.INFEASIBLE: "infeasible",
    mathopt.TerminationReason.FEASIBLE: "feasible",
    mathopt.TerminationReason.NO_SOLUTION_FOUND: "unknown",
}


def solve(task: Task, board: Board) -> Solved:
    """
    Optimum of a task, or what is known at the node limit or when the board says stop.

    Raises
    ------
    SolveFailed
        When SCIP ends in a way that is neither a proof nor a limit.
    """
    found = _model(task)
    hint = found.values(task.known) if task.known else {}
    interrupter, done = SolveInterrupter(), threading.Event()
    watching = threading.Thread(target=_watch, args=(board, interrupter, done), daemon=True)
    watching.start()
    failures: list[Exception] = []
    try:
        answer = mathopt.solve(
            found.model,
            mathopt.SolverType.GSCIP,
            params=_parameters(task),
            model_params=mathopt.ModelSolveParameters(
                solution_hints=[mathopt.SolutionHint(variable_values=hint)] if hint else []
            ),
            callback_reg=mathopt.CallbackRegistration(
                events={mathopt.Event.MIP_SOLUTION, mathopt.Event.MIP_NODE}, add_lazy_constraints=True
            ),
            cb=_callback(task, found, board, failures),
            interrupter=interrupter,
        )
    finally:
        done.set()
        watching.join()
    if failures:
        raise failures[0]
    return _solved(found, answer)


def _model(task: Task) -> SiteModel:
    problem = task.problem
    only_travel = task.goal == "travel" and problem.scenario.balance == "none" and not problem.contiguous
    found = model_of(problem, least=task.least, most=task.most, keep=task.keep, whole=not only_travel)
    if task.goal == "imbalance":
        assert task.limit is not None
        minimise_imbalance(found, task.least, task.limit)
    elif task.goal == "travel":
        minimise_travel(found)
        if task.limit is not None:
            allow_imbalance(found, task.least, task.limit)
    return found


def _watch(board: Board, interrupter: Any, done: threading.Event) -> None:
    while not done.wait(_LOOK_EVERY_SECONDS):
        if board[STOP]:
            interrupter.interrupt()
            return


def _callback(task: Task, found: SiteModel, board: Board, failures: list[Exception]) -> Callable[[Any], Any]:
    """Notes the bound, and refuses choices that obey the model but not the scenario."""

    def look_at(data: Any) -> Any:
        answer = mathopt.CallbackResult()
        try:
            if data.mip_stats.dual_bound is not None:
                board[BOUND] = max(board[BOUND], min(data.mip_stats.dual_bound, data.mip_stats.primal_bound))
            if data.event == mathopt.Event.MIP_SOLUTION:
                for row in _refusals(task, found, found.choice(data.solution)):
                    answer.add_lazy_constraint(row)
        except Exception as error:  # SCIP would end the process
            failures.append(error)
            answer.terminate = True
        return answer

    return look_at


def _refusals(task: Task, found: SiteModel, choice: Choice) -> Iterator[Any]:
    """Rows against pieces that are cut off, and against sites too dear and imbalance that rounding hides."""
    problem = task.problem
    cut_off = list(separations(problem, choice)) if problem.contiguous else []
    if cut_off:
        yield from (found.row(separation) for separation in cut_off)
    elif not problem.affordable(choice.sites):
        yield _not_all([found.y[site] for site in choice.sites])
    elif task.goal == "travel" and task.limit is not None and imbalance_of(problem, choice) > task.limit:
        yield _not_all([found.x[pair] for pair in enumerate(choice.site_of)])


def _not_all(columns: Sequence[Any]) -> Any:
    return mathopt.fast_sum(columns) <= len(columns) - 1


def _parameters(task: Task) -> Any:
    return mathopt.SolveParameters(
        threads=1,
        random_seed=0,
        node_limit=task.nodes,
        solution_limit=1 if task.goal == "any" else None,
        # Good plans are known before: few of the searches for them pay (measured: 54 s with all, 26 s with few).
        # Level 1 lives on branching alone (12 units: 6.0 s with searches and cuts, 0.2 s without).
        heuristics=_EMPHASIS[task.goal],
        cuts=mathopt.Emphasis.OFF if task.goal == "imbalance" else None,
        relative_gap_tolerance=0,
        absolute_gap_tolerance=0,
        gscip=gscip_pb2.GScipParameters(bool_params={"misc/catchctrlc": False}),
    )


def _solved(found: SiteModel, answer: Any) -> Solved:
    status = _ENDED.get(answer.termination.reason)
    if status is None:
        raise SolveFailed(f"SCIP ended with {answer.termination.reason.name}: {answer.termination.detail}")
    choice = None
    if answer.solutions and answer.has_primal_feasible_solution():
        choice = found.choice(answer.variable_values())
    return Solved(status=status, choice=choice, bound=answer.termination.objective_bounds.dual_bound)
