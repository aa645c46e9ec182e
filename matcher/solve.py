"""The weekly run as a recipe: facts, options, pins, greedy plan, then each independent part to its optimum."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matcher.assemble import Effort, Proof, assemble, plan_cost
from matcher.domain import Case
from matcher.exact import solve_exactly
from matcher.facts import Facts, score
from matcher.model import Part, cost_program, lone_part, plan_of, service_program
from matcher.options import Options, generate_options
from matcher.parts import independent_parts
from matcher.people import Longs
from matcher.pins import settle_pins
from matcher.plan import Plan, greedy_plan, replaced, service_of
from matcher.result import Result, service_gap
from matcher.travel import TravelMinutes

SERVICE_SLACK = 1e-6
"""What the exact solver's tolerance may lose of a value."""
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
    """

    exact_options: int
    nodes: int


WORK: dict[Effort, Work] = {
    "quick": Work(exact_options=2_000, nodes=200),
    "normal": Work(exact_options=20_000, nodes=5_000),
    "thorough": Work(exact_options=60_000, nodes=50_000),
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
    parts = [_Bounded(options, needs) for needs in independent_parts(options)]
    _tell(report, "greedy", options, plan, parts)
    work = WORK[effort]
    for part in parts:
        plan = part.improve(plan, work, stop)
        _tell(report, "exact", options, plan, parts)
    proof = Proof(service=sum(part.service_bound for part in parts), cost=sum(part.cost_bound for part in parts))
    return assemble(options, plan, proof, seed=seed, effort=effort, version=VERSION)


def _tell(report: Report, stage: str, options: Options, plan: Plan, parts: Sequence["_Bounded"]) -> None:
    service, bound = float(service_of(options, plan)), float(sum(part.service_bound for part in parts))
    report(
        Progress(
            stage=stage,
            served=int(plan.served.sum()),
            service=service,
            bound=bound,
            gap=service_gap(service, bound),
        )
    )


def _weight_of(options: Options, needs: Longs) -> Longs:
    """Weight of some needs by group."""
    weight = np.bincount(options.group[needs], weights=options.weight[needs], minlength=len(options.groups))
    return weight.astype(np.int64)


class _Bounded:
    """
    An independent part and what is proven about it.

    Attributes
    ----------
    service_bound
        The part can not serve more.
    cost_bound
        No plan of the part with the service found costs less.
    """

    def __init__(self, options: Options, needs: Longs) -> None:
        self.options, self.needs = options, needs
        policy = options.facts.policy
        self.weight = _weight_of(options, needs)
        self.service_bound = float(sum(score(int(w), int(w), policy) for w in self.weight))
        self.cost_bound = -float(policy.familiar_bonus * len(needs))
        self.n_options = int(options.n_options_of_need[needs].sum())

    def _service(self, plan: Plan) -> Fraction:
        served = _weight_of(self.options, self.needs[plan.served[self.needs]])
        policy = self.options.facts.policy
        groups = zip(served, self.weight, strict=True)
        return sum((score(int(c), int(s), policy) for c, s in groups), start=Fraction(0))

    def improve(self, plan: Plan, work: Work, stop: Callable[[], bool]) -> Plan:
        """Both levels to the proven optimum when the part is small enough, else the plan as it was."""
        if stop() or self.n_options > work.exact_options:
            return plan
        part = lone_part(self.options, self.needs)
        best = solve_exactly(service_program(part), node_limit=work.nodes, stop=stop)
        if best.values is None:
            return plan
        better = replaced(plan, plan_of(part, best.values), self.needs)
        plan = max(plan, better, key=self._service)
        if best.bound is not None:
            self.service_bound = min(self.service_bound, best.bound)
        return self._cheapen(part, plan, work, stop)

    def _cheapen(self, part: Part, plan: Plan, work: Work, stop: Callable[[], bool]) -> Plan:
        """Least cost at the service found."""
        service = self._service(plan)
        cheap = solve_exactly(cost_program(part, float(service) - SERVICE_SLACK), node_limit=work.nodes, stop=stop)
        if cheap.values is None:
            return plan
        cheaper = replaced(plan, plan_of(part, cheap.values), self.needs)
        if cheap.bound is not None:
            self.cost_bound = max(self.cost_bound, cheap.bound)
        if self._service(cheaper) < service or plan_cost(self.options, cheaper) > plan_cost(self.options, plan):
            return plan
        return cheaper
