"""One weekly run: a case, its travel minutes, the matcher, and the seconds it took."""

from dataclasses import replace

from matcher.assemble import Effort
from matcher.domain import Case
from matcher.result import Result
from matcher.solve import solve
from webapp.progress import Report
from webapp.stopping import Stop
from webapp.travel import travel_of


def best_plan(case: Case, *, effort: Effort, seed: int, stop: Stop, report: Report) -> Result:
    """The plan of the week; ``seconds`` counts from the start of the command."""
    result = solve(case, travel_of(case), effort=effort, seed=seed, stop=stop, report=report)
    return replace(result, seconds=round(stop.elapsed_seconds(), 3))
