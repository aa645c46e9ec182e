"""Why there is no plan: a smallest set of demands that cannot hold together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from matcher.travel import TravelMinutes
from scenarios.planning.exact import Task, solve_exactly
from scenarios.planning.problem import problem_of
from scenarios.planning.search import is_valid, starts
from scenarios.scenario import Scenario, Site
from scenarios.site_plan import Demand


def demands_of(scenario: Scenario, k: int) -> tuple[Demand, ...]:
    """Everything a plan has to obey, in the order in which it is given up when something else explains the clash."""
    found = [Demand(code="candidates", number=Decimal(len(scenario.sites)))]
    if scenario.contiguous:
        found.append(Demand(code="contiguous"))
    found += [Demand(code="together", ids=tuple(sorted(group))) for group in sorted(map(sorted, scenario.together))]
    found += [Demand(code="fixed", ids=(one.unit, one.site)) for one in scenario.fixed]
    found += [Demand(code="existing", ids=(site.id,)) for site in scenario.sites if site.existing]
    if scenario.yearly_budget is not None:
        found.append(Demand(code="budget", number=scenario.yearly_budget))
    return (*found, Demand(code="k", number=Decimal(k)))


def smallest_clash(scenario: Scenario, travel: TravelMinutes, k: int, over: Callable[[], bool]) -> tuple[Demand, ...]:
    """
    Demands that clash, none of which could be left out; more of them when there is no time to find that out.

    A deletion filter: each demand is given up in turn, and only taken back when a plan exists without it.
    """
    kept = list(demands_of(scenario, k))
    for demand in tuple(kept):
        if over():
            break
        rest = [other for other in kept if other != demand]
        if not _plan_exists(scenario, travel, rest, over):
            kept = rest
    return tuple(kept)


def _plan_exists(
    scenario: Scenario, travel: TravelMinutes, demands: Sequence[Demand], over: Callable[[], bool]
) -> bool:
    """Whether a plan obeys these demands; also True when there is no time to prove that none does."""
    asked, least, most = with_demands(scenario, demands)
    problem = problem_of(asked, travel)
    if least == most and any(is_valid(problem, choice, least) for choice in starts(problem, least, seed=0)):
        return True
    solved = solve_exactly(Task(problem=problem, least=least, most=most), over=over)
    return solved.status != "infeasible"


def with_demands(scenario: Scenario, demands: Sequence[Demand]) -> tuple[Scenario, int, int]:
    """
    The scenario with these demands only, and its least and most open sites.

    Without ``candidates`` further sites may open anywhere, each as dear as the cheapest candidate.
    """
    codes = {demand.code for demand in demands}
    of = {code: {demand.ids for demand in demands if demand.code == code} for code in codes}
    k = next((int(demand.number) for demand in demands if demand.code == "k" and demand.number is not None), None)
    asked = replace(
        scenario,
        contiguous="contiguous" in codes,
        together=tuple(group for group in scenario.together if tuple(sorted(group)) in of.get("together", ())),
        fixed=tuple(one for one in scenario.fixed if (one.unit, one.site) in of.get("fixed", ())),
        sites=tuple(replace(s, existing=s.existing and (s.id,) in of.get("existing", ())) for s in scenario.sites),
        yearly_budget=scenario.yearly_budget if "budget" in codes else None,
    )
    if "candidates" not in codes:
        asked = replace(asked, sites=(*asked.sites, *_further_sites(asked, k)))
    return (asked, 1, len(asked.sites)) if k is None else (asked, k, k)


def _further_sites(scenario: Scenario, k: int | None) -> Iterator[Site]:
    """With contiguity no two sites stand in one unit; without it, where they stand means nothing."""
    cheapest = min(site.yearly_cost for site in scenario.sites)
    taken = {site.id for site in scenario.sites}
    units = scenario.units if scenario.contiguous else scenario.units[:1] * (k or 1)
    for number, unit in enumerate(units):
        id_ = f"further {number}"
        while id_ in taken:
            id_ += "'"
        yield Site(id=id_, unit=unit.id, lat=unit.lat, lon=unit.lon, yearly_cost=cheapest)
