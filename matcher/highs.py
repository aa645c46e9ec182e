"""Solves a linear program with whole numbers by the HiGHS inside OR-Tools; the only module that imports it."""

from collections.abc import Sequence
from typing import Any

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from matcher.errors import SolveFailed
from matcher.model import LinearProgram, Solution

_DEAR_SEARCHES = ("mip_heuristic_run_rins", "mip_heuristic_run_root_reduced_cost")
"""Searches in programs inside the program: they took most of the time and found little (measured without them)."""
_SEARCH_FOR_A_FIRST = "mip_heuristic_run_rens"


def optimise(program: LinearProgram, *, node_limit: int, hint: Sequence[float] | None) -> Solution:
    """
    Solve to proof or to the node limit.

    Raises
    ------
    SolveFailed
        When HiGHS ends in a way that is neither a proof nor a limit.
    """
    model = mathopt.Model.from_model_proto(_proto(program))
    hints = []
    if hint is not None:
        hints.append(mathopt.SolutionHint(variable_values=dict(zip(model.variables(), hint, strict=True))))
    answer = mathopt.solve(
        model,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            node_limit=node_limit,
            relative_gap_tolerance=1e-9,
            absolute_gap_tolerance=1e-7,
            random_seed=0,
            highs=_searches(has_hint=hint is not None),
        ),
        model_params=mathopt.ModelSolveParameters(solution_hints=hints),
    )
    reason = answer.termination.reason
    if reason == mathopt.TerminationReason.INFEASIBLE:
        return Solution(status="infeasible", values=None, bound=None)
    if reason not in (
        mathopt.TerminationReason.OPTIMAL,
        mathopt.TerminationReason.FEASIBLE,
        mathopt.TerminationReason.NO_SOLUTION_FOUND,
    ):
        raise SolveFailed(f"HiGHS ended with {reason.name}: {answer.termination.detail}")
    values = None
    if answer.solutions and answer.has_primal_feasible_solution():
        values = answer.variable_values(list(model.variables()))
    optimal = reason == mathopt.TerminationReason.OPTIMAL
    return Solution(
        status="optimal" if optimal else "feasible" if values else "unknown",
        values=values,
        bound=answer.termination.objective_bounds.dual_bound,
    )


def _searches(*, has_hint: bool) -> Any:
    """Which searches for solutions HiGHS makes: one, and none where a solution is known already."""
    without = (*_DEAR_SEARCHES, _SEARCH_FOR_A_FIRST) if has_hint else _DEAR_SEARCHES
    return highs_pb2.HighsOptionsProto(bool_options=dict.fromkeys(without, False))


def _proto(program: LinearProgram) -> Any:
    columns = range(len(program.objective))
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(columns)
    proto.variables.lower_bounds.extend(program.lower)
    proto.variables.upper_bounds.extend(program.upper)
    proto.variables.integers.extend(program.whole)
    proto.objective.maximize = program.maximise
    proto.objective.offset = program.constant
    used = [column for column in columns if program.objective[column]]
    proto.objective.linear_coefficients.ids.extend(used)
    proto.objective.linear_coefficients.values.extend(program.objective[column] for column in used)
    proto.linear_constraints.ids.extend(range(len(program.rows)))
    matrix = proto.linear_constraint_matrix
    for number, (row, lower, upper) in enumerate(program.rows):
        proto.linear_constraints.lower_bounds.append(lower)
        proto.linear_constraints.upper_bounds.append(upper)
        terms = sorted(row)
        matrix.row_ids.extend([number] * len(terms))
        matrix.column_ids.extend(column for column, _ in terms)
        matrix.coefficients.extend(coefficient for _, coefficient in terms)
    return proto
