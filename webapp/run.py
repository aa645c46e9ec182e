"""One weekly run: a case, its travel minutes, the matcher, and the seconds it took."""

from dataclasses import replace

from matcher.assemble import Effort
from matcher.changes import Stability, solve_within
from matcher.domain import Case
from matcher.result import Result
from matcher.solve import solve
from matcher.spread import Spread, locally
from webapp.terminal.progress import Report
from webapp.terminal.stopping import Stop
from webapp.travel import travel_of


def best_plan(case: Case, *, effort: Effort, seed: int, stop: Stop, report: Report, spread: Spread = locally) -> Result:
    """The plan of the week; ``seconds`` counts from the start of the command."""
    result = solve(case, travel_of(case), effort=effort, seed=seed, stop=stop, report=report, spread=spread)
    return replace(result, seconds=round(stop.elapsed_seconds(), 3))


def stable_plan(case: Case, max_changes: int, *, effort: Effort, seed: int, stop: Stop, report: Report) -> Stability:
    """The plan of the week that changes at most so many proposals; ``seconds`` counts from the start of the command."""

    def half_time() -> bool:
        limit = stop.time_limit_seconds
        return stop() or (limit is not None and stop.elapsed_seconds() >= limit / 2)

    found = solve_within(
        case, travel_of(case), max_changes, effort=effort, seed=seed, stop=stop, stop_free=half_time, report=report
    )
    result = replace(found.result, seconds=round(stop.elapsed_seconds(), 3))
    return replace(found, result=result)
