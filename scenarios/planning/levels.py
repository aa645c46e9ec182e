"""The two levels: first as even as possible, then, as even as is asked for, the least travel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isfinite

from scenarios.planning.exact import Solved, Task, solve_exactly
from scenarios.planning.measures import allowed_imbalance
from scenarios.planning.prices import Priced, price_blocks
from scenarios.planning.problem import Choice, Problem, band
from scenarios.planning.search import imbalance_of, is_valid, least_imbalance, least_travel, starts, travel_of

_NODES_FOR_BALANCE = 20_000
"""Nodes times blocks that a proof of level 1 may take: fixed work, so that level 2 always begins with the same."""
_TOLERANCE = 1e-6
"""What the solver's bounds may be wrong by, in absolute terms and, where it was stopped, as a share."""
_TOLERANCE_AT_END = 1e-9
"""What is too little for the solver to tell two values apart when it ends by itself, as a share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """
    What is known about one level.

    Attributes
    ----------
    choice
        The best one.
    value, bound
        Exact value of the choice, and what no choice can be below.
    """

    choice: Choice
    value: Fraction
    bound: Fraction

    @property
    def proven(self) -> bool:
        """Whether nothing better is left."""
        return self.bound >= self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """
    How one number of sites is worked on.

    Attributes
    ----------
    over
        Asked again and again; True: give back what is there.
    told
        Told stage, travel, bound and imbalance as far as they are known.
    """

    k: int
    seed: int
    over: Callable[[], bool]
    told: Callable[..., None]


def first_choices(problem: Problem, run: Run) -> tuple[list[Choice], bool]:
    """Valid plans to start from, and whether it is proven that there are none."""
    found = list(starts(problem, run.k, run.seed))
    if found or run.over():
        return found, False
    solved = solve_exactly(Task(problem=problem, least=run.k, most=run.k), over=run.over)
    found = [solved.choice] if solved.choice and is_valid(problem, solved.choice, run.k) else []
    return found, solved.status == "infeasible"


def level_1(problem: Problem, choices: Sequence[Choice], run: Run) -> Level:
    """The least imbalance: searched down to a simple bound, and where that is not met, by the exact model."""
    bound = simple_bound(problem, run.k)
    if problem.scenario.balance == "none":
        return Level(choice=choices[0], value=bound, bound=bound)
    run.told(stage="search")
    choice = least_imbalance(problem, run.k, choices, enough=bound, seed=run.seed, over=run.over)
    value = imbalance_of(problem, choice)
    if value > bound and not run.over():
        run.told(stage="imbalance", imbalance=value)
        task = Task(
            problem=problem,
            least=run.k,
            most=run.k,
            goal="imbalance",
            limit=bound,
            known=choice,
            nodes=max(1, _NODES_FOR_BALANCE // len(problem.blocks)),
        )
        solved = solve_exactly(task, over=run.over)
        if solved.choice and is_valid(problem, solved.choice, run.k):
            choice = min(choice, solved.choice, key=lambda one: imbalance_of(problem, one))
        value = imbalance_of(problem, choice)
        bound = max(bound, next_imbalance(problem, run.k, _proven(solved)))
    return Level(choice=choice, value=value, bound=min(bound, value))


def simple_bound(problem: Problem, k: int) -> Fraction:
    """What no plan can be below, by counting: with ``max_load`` the mean rounded up, and the largest block."""
    if problem.scenario.balance == "max_load":
        return Fraction(max(ceil(Fraction(problem.scenario.households, k)), int(problem.households.max())))
    return Fraction(0)


def next_imbalance(problem: Problem, k: int, bound: Fraction) -> Fraction:
    """
    The least imbalance a plan can have that is not below a bound.

    With ``band`` it is n + below * low - above * high, n whole, when so many catchments lie below and above the band.
    """
    if bound <= 0:
        return Fraction(0)
    if problem.scenario.balance == "max_load":
        return Fraction(ceil(bound))
    low, high = band(problem, k)
    outside = [below * low - above * high for below in range(k + 1) for above in range(k + 1 - below)][1:]
    return min(ceil(bound - part) + part for part in outside)


def _proven(solved: Solved) -> Fraction:
    """What nothing can be below by the solver's bound, what it may be wrong by given in."""
    if not isfinite(solved.bound):
        return Fraction(0)
    share = _TOLERANCE_AT_END if solved.status == "optimal" else _TOLERANCE
    return _given_in(solved.bound, share)


def _given_in(bound: float, share: float = _TOLERANCE) -> Fraction:
    return Fraction(bound - max(_TOLERANCE, share * abs(bound)))


def _whole(bound: Fraction) -> Fraction:
    """The least travel that is not below a bound."""
    return Fraction(max(0, ceil(bound)))


def level_2(problem: Problem, choices: Sequence[Choice], best: Fraction, run: Run) -> Level:
    """The least travel among plans as even as allowed; the first of the choices is one of them."""
    scenario = problem.scenario
    allowed = allowed_imbalance(best, balance=scenario.balance, slack=scenario.balance_slack)
    run.told(stage="search", imbalance=best)
    choice = least_travel(problem, run.k, choices, allowed=allowed, seed=run.seed, over=run.over)
    priced = price_blocks(problem, run.k, travel_of(problem, choice))
    bound = _whole(_given_in(priced.bound))
    if bound < _travel(problem, choice) and not run.over():
        solved = _exact_travel(problem, choice, allowed, priced, run)
        found = solved.choice
        if found and is_valid(problem, found, run.k) and imbalance_of(problem, found) <= allowed:
            choice = min(choice, found, key=lambda one: _travel(problem, one))
        # All that could be better than the known plan is in the model.
        bound = max(bound, _whole(_proven(solved)))
    value = _travel(problem, choice)
    return Level(choice=choice, value=value, bound=min(bound, value))


def _exact_travel(problem: Problem, known: Choice, allowed: Fraction, priced: Priced, run: Run) -> Solved:
    """Level 2 by the exact model, without the pairs that only worse plans hold."""
    task = Task(
        problem=problem,
        least=run.k,
        most=run.k,
        goal="travel",
        limit=None if problem.scenario.balance == "none" else allowed,
        keep=priced.keep,
        known=known,
    )

    def told(bound: float) -> None:
        known_bound = int(_whole(_given_in(max(bound, priced.bound))))
        run.told(stage="travel", travel=int(_travel(problem, known)), bound=known_bound)

    return solve_exactly(task, over=run.over, told=told)


def _travel(problem: Problem, choice: Choice) -> Fraction:
    return Fraction(travel_of(problem, choice))
