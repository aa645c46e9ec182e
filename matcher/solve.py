"""The weekly run as a recipe: facts, options, pins, greedy plan, then each independent part to its optimum."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matcher.assemble import Effort, Proof, assemble
from matcher.domain import Case
from matcher.exact import solve_exactly
from matcher.facts import Facts, score
from matcher.greedy import greedy_plan
from matcher.large import LargeWork, solve_large
from matcher.listing import plan_cost
from matcher.model import cost_program, lone_part, plan_of, service_program, without_worse_starts
from matcher.options import Options, generate_options
from matcher.parts import independent_parts
from matcher.people import Longs
from matcher.pins import settle_pins
from matcher.plan import Plan, empty_plan, replaced, service_of
from matcher.result import Result, service_gap
from matcher.travel import TravelMinutes

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """
    How much work a run may do; fixed amounts, never seconds, so that a run can be repeated.

    Attributes
    ----------
    exact_options
        Largest part, in options, that is solved exactly.
    nodes
        Most nodes of the exact solver's search tree, per part and level.
    large
        For the parts that are larger.
    """

    exact_options: int
    nodes: int
    large: LargeWork


WORK: dict[Effort, Work] = {
    "quick": Work(
        exact_options=1_000,
        nodes=200,
        large=LargeWork(sweeps=50, choices=50_000, moves=40_000, moves_per_need=150),
    ),
    "normal": Work(
        exact_options=12_000,
        nodes=2_000,
        large=LargeWork(sweeps=100, choices=300_000, moves=2_000_000, moves_per_need=150),
    ),
    "thorough": Work(
        exact_options=30_000,
        nodes=20_000,
        large=LargeWork(sweeps=400, choices=1_000_000, moves=10_000_000, moves_per_need=1_000),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is known so far: needs served, service, bound and gap."""

    stage: str
    served: int
    service: float
    bound: float
    gap: float


Report = Callable[[Progress], None]


def solve(
    case: Case,
    travel: TravelMinutes,
    *,
    effort: Effort = "normal",
    seed: int = 0,
    stop: Callable[[], bool] = lambda: False,
    report: Report = lambda progress: None,
) -> Result:
    """
    The best weekly plan, its proof and its reasons.

    Parameters
    ----------
    travel
        Source of travel minutes, measured ones of the case included.
    effort
        Amount of work; a run with the same case, seed and effort gives the same result.
    stop
        Asked again and again; once it says True the best plan so far is returned.
    report
        Told about every step forward.

    Raises
    ------
    PinsClash
        When the pins of the case can not all hold.
    SolveFailed
        When the solver breaks.
    """
    options = generate_options(Facts(case), travel)
    plan = greedy_plan(options, settle_pins(options))
    parts = independent_parts(options)
    run = _Run(options, plan, parts, WORK[effort], seed=seed, stop=stop, report=report)
    run.tell("greedy")
    small, large = run.split()
    for number in small:
        run.solve_exactly(number)
    if large:
        run.solve_large(large)
    return assemble(options, run.plan, run.proof(), seed=seed, effort=effort, version=VERSION)


class _Run:
    """
    The plan so far and what is proven about every part.

    Attributes
    ----------
    service_bound, cost_bound
        By number of the part: it can not serve more, and no plan of the service found costs less.
    """

    def __init__(
        self, options: Options, plan: Plan, parts: list[Longs], work: Work, *, seed: int,
        stop: Callable[[], bool], report: Report,
    ) -> None:  # fmt: skip
        self.options, self.plan, self.parts, self.work = options, plan, parts, work
        self.seed, self.stop, self.report = seed, stop, report
        policy = options.facts.policy
        weights = [_weight_of(options, needs) for needs in parts]
        self.service_bound = [float(sum(score(int(w), int(w), policy) for w in weight)) for weight in weights]
        # Nothing but a familiar face makes an option cheaper than nothing.
        self.cost_bound = [-float(policy.familiar_bonus * len(needs)) for needs in parts]

    def split(self) -> tuple[list[int], list[int]]:
        """Numbers of the parts to be solved exactly, and of the others."""
        n_options = [int(self.options.n_options_of_need[needs].sum()) for needs in self.parts]
        numbers = range(len(self.parts))
        small = [number for number in numbers if n_options[number] <= self.work.exact_options]
        return small, [number for number in numbers if number not in set(small)]

    def tell(self, stage: str) -> None:
        """Report what is known."""
        service, bound = float(service_of(self.options, self.plan)), sum(self.service_bound)
        gap = service_gap(service, max(service, bound))
        served = int(self.plan.served.sum())
        self.report(Progress(stage=stage, served=served, service=service, bound=max(service, bound), gap=gap))

    def proof(self) -> Proof:
        """What is proven about the whole."""
        return Proof(service=sum(self.service_bound), cost=sum(self.cost_bound))

    def solve_exactly(self, number: int) -> None:
        """Both levels of a part to the proven optimum, as far as the work goes."""
        if self.stop():
            return
        needs = self.parts[number]
        part = without_worse_starts(lone_part(self.options, needs))
        best = solve_exactly(service_program(part), node_limit=self.work.nodes, stop=self.stop)
        if best.bound is not None:
            self.service_bound[number] = min(self.service_bound[number], best.bound)
        if best.values is not None:
            self._accept(plan_of(part, best.values), needs)
        self.tell("exact")
        service = self._service(self.plan, needs)
        cheap = solve_exactly(cost_program(part, service), node_limit=self.work.nodes, stop=self.stop)
        if cheap.bound is not None:
            self.cost_bound[number] = max(self.cost_bound[number], cheap.bound)
        if cheap.values is not None:
            self._accept(plan_of(part, cheap.values), needs)
        self.tell("exact")

    def _service(self, plan: Plan, needs: Longs) -> Fraction:
        """What the plan's service of these needs is worth."""
        only = replaced(empty_plan(self.options), plan, needs)
        return service_of(self.options, only)

    def _accept(self, other: Plan, needs: Longs) -> None:
        """Take over the other plan's choices for some needs when they serve more, or as much at less cost."""
        better = replaced(self.plan, other, needs)
        now, then = ((service_of(self.options, p), -plan_cost(self.options, p)) for p in (self.plan, better))
        if then > now:
            self.plan = better

    def solve_large(self, numbers: list[int]) -> None:
        """Prices and local search for the parts that are too large, together."""
        needs = np.sort(np.concatenate([self.parts[number] for number in numbers]))
        start = replaced(empty_plan(self.options), self.plan, needs)
        rest = replaced(self.plan, empty_plan(self.options), needs)

        def report(stage: str, plan: Plan, bound: float) -> None:
            self.plan = replaced(rest, plan, needs)
            self.service_bound[numbers[0]] = min(known_service, bound)
            self.tell(stage)

        known_service = sum(self.service_bound[number] for number in numbers)
        known_cost = sum(self.cost_bound[number] for number in numbers)
        for number in numbers:
            self.service_bound[number] = self.cost_bound[number] = 0.0
        outcome = solve_large(
            self.options, needs, start, self.work.large, seed=self.seed, stop=self.stop, report=report
        )
        self.cost_bound[numbers[0]] = max(known_cost, outcome.cost_bound)


def _weight_of(options: Options, needs: Longs) -> Longs:
    """Weight of some needs by group."""
    weight = np.bincount(options.group[needs], weights=options.weight[needs], minlength=len(options.groups))
    return weight.astype(np.int64)
