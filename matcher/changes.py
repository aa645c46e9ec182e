"""A week in which only so many of last week's proposals may change, and what that costs against the week without."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from matcher.assemble import OPTIMAL_GAP, Effort, status_of
from matcher.domain import Case, Match
from matcher.facts import Facts
from matcher.options import generate_options
from matcher.pins import settle_pins
from matcher.progress import Report
from matcher.proposals import first_plan, limit_of
from matcher.result import Assignment, Result, cost_gap, service_gap
from matcher.solve import solve
from matcher.travel import TravelMinutes
from matcher.week import format_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """
    A week with a limit to the changes beside the same week without.

    Attributes
    ----------
    result, free
        The plan within the limit, and the one without.
    binding
        Whether the plan without a limit changes more than allowed; otherwise the limit has no price.
    max_changes
        How many proposals may change.
    kept, changed
        Of the proposals that are still options, how many the plan keeps, and how many not.
    impossible
        Proposals of open needs that are no option any more; they are not counted as changes.
    """

    result: Result
    free: Result
    binding: bool
    max_changes: int
    kept: int
    changed: int
    impossible: int

    @property
    def service_price(self) -> float:
        """Points of service the limit costs at most; exactly so where ``service_is_exact``."""
        return max(0.0, self.free.service.bound - self.result.service.value)

    @property
    def service_is_exact(self) -> bool:
        """Whether both services are proven best."""
        return max(self.free.service.gap, self.result.service.gap) <= OPTIMAL_GAP

    @property
    def same_service(self) -> bool:
        """Whether both plans serve as much, so that their costs can be compared."""
        return abs(self.free.service.value - self.result.service.value) <= OPTIMAL_GAP

    @property
    def cost_price(self) -> int:
        """Minutes the plan costs more than the one without a limit; negative where it serves less and costs less."""
        return self.result.cost.value - self.free.cost.value

    @property
    def most_cost_price(self) -> float:
        """Minutes the limit costs at most, given the same service."""
        return self.result.cost.value - self.free.cost.bound if self.binding else 0


def solve_within(
    case: Case,
    travel: TravelMinutes,
    max_changes: int,
    *,
    effort: Effort = "normal",
    seed: int = 0,
    stop: Callable[[], bool] = lambda: False,
    stop_free: Callable[[], bool] | None = None,
    report: Report = lambda progress: None,
) -> Stability:
    """
    The best plan that changes at most so many proposals, and the best plan of all beside it.

    Parameters
    ----------
    stop
        Asked again and again; once it says True the best plans so far are returned.
    stop_free
        The same for the run without a limit, which comes first; ``stop`` when not given. If that run is cut short
        within the limit, the limited one goes on, and the better of the two counts.

    Raises
    ------
    LimitTooLow
        When more proposals must change.
    PinsClash, SolveFailed
        As ``solve`` does.
    """
    facts = Facts(case)
    options = generate_options(facts, travel)
    limit = limit_of(options, max_changes)
    first_plan(options, settle_pins(options), limit)  # refuses what can not be before any long work
    keepable = limit.keepable.tolist()
    proposals = {need.id: facts.proposed[need.id] for need, can in zip(options.needs, keepable, strict=True) if can}
    free = solve(case, travel, effort=effort, seed=seed, stop=stop_free or stop, report=report)
    result = free
    binding = len(proposals) - _n_kept(free, proposals) > max_changes
    cut_short = stop_free is not None and stop_free()
    if binding or cut_short:
        limited = solve(case, travel, effort=effort, seed=seed, max_changes=max_changes, stop=stop, report=report)
        limited = _with_bounds_of(free, limited)
        result = limited if binding else max(limited, free, key=_value)
    kept = _n_kept(result, proposals)
    return Stability(
        result=result,
        free=free,
        binding=binding,
        max_changes=max_changes,
        kept=kept,
        changed=len(proposals) - kept,
        impossible=sum(need.id in facts.proposed for need in options.needs) - len(proposals),
    )


def _value(result: Result) -> tuple[float, int]:
    return result.service.value, -result.cost.value


def _n_kept(result: Result, proposals: dict[str, Match]) -> int:
    return sum(row.need in proposals and keeps(row, proposals[row.need]) for row in result.assignments)


def keeps(assignment: Assignment, proposal: Match) -> bool:
    """Whether an assignment is last week's proposal, as far as that named it."""
    same_people = (assignment.provider, assignment.mediator) == (proposal.provider, proposal.mediator)
    return same_people and (proposal.start is None or format_start(proposal.start) == assignment.start)


def _with_bounds_of(free: Result, limited: Result) -> Result:
    """The limited result with the other's bounds where those say more: whoever has a limit can do no better."""
    service, cost = limited.service, limited.cost
    bound = max(service.value, min(service.bound, free.service.bound))
    service = replace(service, bound=bound, gap=service_gap(service.value, bound))
    if limited.service.value >= free.service.value:
        # No plan of at least the free plan's service costs less than this.
        least = min(cost.value, max(cost.bound, free.cost.bound))
        cost = replace(cost, bound=least, gap=cost_gap(cost.value, least))
    return replace(limited, service=service, cost=cost, status=status_of(service, cost))
