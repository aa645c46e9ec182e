"""The best plan of sites and catchments for each number of sites."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any, Literal

from matcher.travel import TravelMinutes
from scenarios.planning.clash import smallest_clash
from scenarios.planning.figures import published
from scenarios.planning.levels import Level, Run, first_choices, level_1, level_2
from scenarios.planning.measures import measured
from scenarios.planning.problem import Problem, problem_of
from scenarios.scenario import Scenario
from scenarios.scenario_canonical import scenario_sha256, sorted_scenario
from scenarios.site_plan import Demand, SitePlan, SitePlans, Status

Stage = Literal["search", "imbalance", "travel", "clash"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """
    How far planning is.

    Attributes
    ----------
    k
        The number of sites under way.
    done, of
        How many numbers of sites are planned already, and how many are wanted.
    travel, bound
        Best sum of households * minutes so far and its bound; None where nothing is known.
    imbalance
        Least imbalance so far.
    """

    k: int
    done: int
    of: int
    stage: Stage
    travel: int | None = None
    bound: int | None = None
    imbalance: Fraction | None = None


def solve_plans(
    scenario: Scenario,
    travel: TravelMinutes,
    *,
    ks: Sequence[int] | None = None,
    time_limit_seconds: float | None = None,
    seed: int = 0,
    stop: Callable[[], bool] = lambda: False,
    report: Callable[[PlanStep], None] = lambda step: None,
) -> SitePlans:
    """
    Plan each number of sites of the scenario's range.

    Parameters
    ----------
    ks
        Numbers of sites to plan instead of the range.
    time_limit_seconds
        For each number of sites; None for as long as it takes.
    seed
        Of the search; it can change which of several best plans comes out.
    stop
        Asked again and again; once it says True the best so far is given back.
    report
        Told about every step forward.
    """
    problem = problem_of(sorted_scenario(scenario), travel)
    wanted = range(scenario.k[0], scenario.k[1] + 1) if ks is None else ks
    plans = []
    for done, k in enumerate(wanted):
        end = time.monotonic() + (inf if time_limit_seconds is None else time_limit_seconds)

        def over(end: float = end) -> bool:
            return time.monotonic() >= end or stop()

        def told(k: int = k, done: int = done, **known: Any) -> None:
            report(PlanStep(k=k, done=done, of=len(wanted), **known))

        plans.append(_best_plan(problem, travel, Run(k=k, seed=seed, over=over, told=told)))
    return SitePlans(scenario_sha256=scenario_sha256(scenario), plans=tuple(plans))


def _best_plan(problem: Problem, travel: TravelMinutes, run: Run) -> SitePlan:
    choices, none_exists = first_choices(problem, run)
    if none_exists:
        run.told(stage="clash")
        return _without_a_plan(run.k, "infeasible", smallest_clash(problem.scenario, travel, run.k, run.over))
    if not choices:
        return _without_a_plan(run.k, "unknown", ())
    even = level_1(problem, choices, run)
    near = level_2(problem, [even.choice, *choices], even.value, run)
    return _plan(problem, travel, run.k, even, near)


def _without_a_plan(k: int, status: Status, clash: tuple[Demand, ...]) -> SitePlan:
    return SitePlan(k=k, status=status, assignment={}, households={}, households_per_worker={}, clash=clash)


def _plan(problem: Problem, travel: TravelMinutes, k: int, even: Level, near: Level) -> SitePlan:
    scenario = problem.scenario
    site_ids = [site.id for site in scenario.sites]
    assignment = {
        unit.id: site_ids[near.choice.site_of[problem.block_of[number]]] for number, unit in enumerate(scenario.units)
    }
    found = measured(scenario, travel, assignment, sites=[site_ids[site] for site in near.choice.sites])
    # Where level 1 was stopped level 2 may come by a more even plan.
    best = even.value if found.imbalance is None else min(even.value, found.imbalance)
    return published(
        found,
        k=k,
        status="optimal" if even.bound >= best and near.proven else "feasible",
        best=best,
        imbalance_bound=min(even.bound, best),
        travel_bound=min(found.travel, int(near.bound)),
    )
