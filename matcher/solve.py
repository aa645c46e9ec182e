"""The weekly run as a recipe: facts, options, pins, first plan, then each independent part to its optimum."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np

from matcher.assemble import Effort, Proof, assemble
from matcher.domain import Case
from matcher.exact import solve_exactly
from matcher.facts import Facts, score
from matcher.large import LargePart, LargeWork, solve_large
from matcher.listing import plan_cost
from matcher.merge import merged
from matcher.model import cost_hint, cost_program, lone_part, plan_of, service_program, without_worse_starts
from matcher.options import Options, generate_options
from matcher.parts import gathered, independent_parts
from matcher.people import Longs
from matcher.pins import settle_pins
from matcher.plan import Plan, empty_plan, replaced, service_of
from matcher.progress import Progress, Report, Together
from matcher.proposals import Limit, first_plan, limit_of
from matcher.regions import Region, split
from matcher.result import Result, service_gap
from matcher.solved import CostLine, Solved, is_best
from matcher.spread import Spread, locally
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

    def shared(self, share: float) -> "Work":
        """For a region with this share of a case's needs: the moves that do not depend on the needs are shared."""
        return replace(self, large=replace(self.large, moves=round(self.large.moves * share)))


WORK: dict[Effort, Work] = {
    "quick": Work(
        exact_options=1_000,
        nodes=200,
        large=LargeWork(fewest_sweeps=20, most_sweeps=150, choices=300_000, moves=100_000, moves_per_need=200),
    ),
    "normal": Work(
        exact_options=12_000,
        nodes=2_000,
        large=LargeWork(fewest_sweeps=40, most_sweeps=700, choices=1_200_000, moves=4_000_000, moves_per_need=1_000),
    ),
    "thorough": Work(
        exact_options=30_000,
        nodes=20_000,
        large=LargeWork(
            fewest_sweeps=100, most_sweeps=1_500, choices=4_000_000, moves=20_000_000, moves_per_need=5_000
        ),
    ),
}


def solve(
    case: Case,
    travel: TravelMinutes,
    *,
    effort: Effort = "normal",
    seed: int = 0,
    max_changes: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    report: Report = lambda progress: None,
    spread: Spread = locally,
) -> Result:
    """
    The best weekly plan, its proof and its reasons: each region of the case solved apart.

    Parameters
    ----------
    travel
        Source of travel minutes, measured ones of the case included.
    effort
        Amount of work; a run with the same case, seed and effort gives the same result.
    max_changes
        How many proposals that are still options may change, >= 0; None for no limit.
    stop
        Asked again and again; once it says True the best plan so far is returned.
    report
        Told about every step forward.
    spread
        Where the regions are solved, when there are several; the result is the same wherever that is.

    Raises
    ------
    PinsClash
        When the pins of the case can not all hold.
    LimitTooLow
        When more proposals must change than ``max_changes`` allows.
    SolveFailed
        When the solver breaks.
    """
    facts = Facts(case)
    # A limit to the changes is one for all regions: they share it, so they are solved together.
    regions = split(facts, travel) if max_changes is None else [Region(case=case, share=1.0)]
    solve_one = partial(solve_region, travel=travel, effort=effort, seed=seed, max_changes=max_changes)
    if len(regions) == 1:
        return solve_one(regions[0], stop=stop, report=report).result
    _refuse_clashing_pins(facts, travel)
    together = Together([_most_service(region.case) for region in regions], report)
    return merged(facts, travel, spread(solve_one, regions, stop=stop, report=together))


def solve_region(
    region: Region,
    *,
    travel: TravelMinutes,
    effort: Effort,
    seed: int,
    max_changes: int | None,
    stop: Callable[[], bool],
    report: Report,
) -> Solved:
    """The best plan of one region; arguments as in ``solve``."""
    run = _ran(region, travel, effort=effort, seed=seed, max_changes=max_changes, stop=stop, report=report)
    result = assemble(run.options, run.plan, run.proof(), seed=seed, effort=effort, version=VERSION)
    return Solved(result=result, line=run.cost_line() if region.share < 1 else None)


def plans_of_regions(
    case: Case, travel: TravelMinutes, *, effort: Effort = "normal", seed: int = 0
) -> list[tuple[Options, Plan]]:
    """
    The same plan as ``solve`` in numbers, region by region: without proof, and without reasons for what stays open.

    For whoever plans thousands of weeks: reasons take longer than many a plan. Arguments and errors as in ``solve``.
    """
    facts = Facts(case)
    regions = split(facts, travel)
    if len(regions) > 1:
        _refuse_clashing_pins(facts, travel)
    runs = [_ran(region, travel, effort=effort, seed=seed) for region in regions]
    return [(run.options, run.plan) for run in runs]


def _ran(
    region: Region,
    travel: TravelMinutes,
    *,
    effort: Effort,
    seed: int,
    max_changes: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    report: Report = lambda progress: None,
) -> "_Run":
    """A run of one region, done."""
    options = generate_options(Facts(region.case), travel)
    limit = limit_of(options, max_changes)
    plan = first_plan(options, settle_pins(options), limit)
    parts = gathered(options, limit.join(independent_parts(options)))
    work = WORK[effort].shared(region.share)
    run = _Run(options, plan, parts, work, limit=limit, seed=seed, stop=stop, report=report)
    run.tell("greedy")
    small, large = run.split()
    for number in small:
        run.solve_exactly(number)
    if large:
        run.solve_large(large)
    return run


class _Run:
    """
    The plan so far and what is proven about every part.

    Attributes
    ----------
    service_bound, cost_bound
        By number of the part: it can not serve more, and no plan that serves as much there costs less.
    """

    def __init__(
        self, options: Options, plan: Plan, parts: list[Longs], work: Work, *, limit: Limit, seed: int,
        stop: Callable[[], bool], report: Report,
    ) -> None:  # fmt: skip
        self.options, self.plan, self.parts, self.work, self.limit = options, plan, parts, work, limit
        self.seed, self.stop, self.report = seed, stop, report
        self.line: CostLine | None = None
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
        service, bound = float(service_of(self.options, self.plan)), sum(self.service_bound)
        costs = [self.line.at(service)] if self.line else []
        if len(self.parts) < 2 or is_best(service, bound):
            costs.append(sum(self.cost_bound))
        # A part may serve less than here when another serves more: what holds for each alone does not add up.
        return Proof(service=bound, cost=max(costs) if costs else self.cost_line().at(service))

    def cost_line(self) -> CostLine:
        """What service costs at least, for all parts together."""
        if not self.parts:
            return CostLine(worth=Fraction(0), offset=Fraction(0), most=0.0)
        if self.line is None:
            needs = np.flatnonzero(self.options.servable)
            part = LargePart(self.options, needs, self.plan, self.work.large, seed=self.seed, stop=self.stop)
            level, most, _ = part.bound_cost()
            self.line = CostLine(worth=level.service_worth, offset=most, most=sum(self.service_bound))
        return self.line

    def solve_exactly(self, number: int) -> None:
        """Both levels of a part to the proven optimum, as far as the work goes."""
        if self.stop():
            return
        needs = self.parts[number]
        part = without_worse_starts(lone_part(self.options, needs, least_kept=self.limit.of(needs)))
        best = solve_exactly(service_program(part), node_limit=self.work.nodes, stop=self.stop)
        if best.bound is not None:
            self.service_bound[number] = min(self.service_bound[number], best.bound)
        if best.values is not None:
            self._accept(plan_of(part, best.values), needs)
        self.tell("exact")
        service = self._service(self.plan, needs)
        hint = None
        if best.values is not None and self._service(plan_of(part, best.values), needs) == service:
            hint = cost_hint(part, best.values)
        cheap = solve_exactly(cost_program(part, service), node_limit=self.work.nodes, hint=hint, stop=self.stop)
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
        for number in numbers:
            self.service_bound[number] = 0.0
        outcome = solve_large(
            self.options, needs, start, self.work.large, seed=self.seed, stop=self.stop, report=report,
            least_kept=self.limit.of(needs),
        )  # fmt: skip
        self.line = CostLine(worth=outcome.worth, offset=outcome.most, most=sum(self.service_bound))
        if len(self.parts) == 1:
            self.cost_bound[0] = max(self.cost_bound[0], self.line.at(self._service(self.plan, needs)))


def _refuse_clashing_pins(facts: Facts, travel: TravelMinutes) -> None:
    """Raise ``PinsClash`` as a run of the whole case would: before any region is solved, and for all of them."""
    settled = {**facts.active, **facts.pinned}
    case = replace(
        facts.case,
        needs=tuple(need for need in facts.case.needs if need.id in settled),
        matches=tuple(match for match in facts.case.matches if match.need in settled),
    )
    if facts.pinned:
        settle_pins(generate_options(Facts(case), travel))


def _most_service(case: Case) -> float:
    """What a case's open needs are worth, if all can be served."""
    facts = Facts(case)
    weight = sum(facts.weight(need) for need in case.needs if need.id not in facts.active)
    return float(score(weight, weight, case.policy))


def _weight_of(options: Options, needs: Longs) -> Longs:
    """Weight of some needs by group."""
    weight = np.bincount(options.group[needs], weights=options.weight[needs], minlength=len(options.groups))
    return weight.astype(np.int64)
