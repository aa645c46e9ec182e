"""Puts the results of a case's regions together to the result of the case."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import fsum

from matcher.assemble import cost_figures, service_figures, status_of
from matcher.candidates import Judge
from matcher.canonical import case_sha256
from matcher.facts import Facts
from matcher.people import People
from matcher.remaining import count_remaining
from matcher.result import Group, Result, Service, Unmatched
from matcher.solved import Solved, is_best, least_cost
from matcher.travel import TravelMinutes


def merged(facts: Facts, travel: TravelMinutes, solved: Sequence[Solved]) -> Result:
    """
    The result of a case that was solved in regions.

    Figures add up. Providers left after each rule are counted anew: those of other regions pass the rules before
    ``travel`` as well.
    """
    results = [one.result for one in solved]
    services, costs = [result.service for result in results], [result.cost for result in results]
    service = service_figures(
        value=fsum(one.value for one in services),
        bound=fsum(one.bound for one in services),
        served=sum(one.served for one in services),
        servable=sum(one.servable for one in services),
        needs=sum(one.needs for one in services),
    )
    cost = cost_figures(
        value=sum(one.value for one in costs),
        bound=_cost_bound(solved, service),
        idle=sum(one.idle for one in costs),
    )
    assignments = [row for result in results for row in result.assignments]
    return replace(
        results[0],
        case_sha256=case_sha256(facts.case),
        status=status_of(service, cost),
        service=service,
        cost=cost,
        groups=_groups(results),
        assignments=tuple(sorted(assignments, key=lambda row: row.need)),
        unmatched=tuple(sorted(_unmatched(facts, travel, results), key=lambda row: row.need)),
    )


def _cost_bound(solved: Sequence[Solved], service: Service) -> float:
    """Regions' bounds hold for their own service: they add up only when no region can serve less, all being best."""
    bound = least_cost([one.line for one in solved if one.line], service.value)
    if is_best(service.value, service.bound):
        bound = max(bound, sum(one.result.cost.bound for one in solved))
    return bound


def _groups(results: Sequence[Result]) -> dict[str, Group]:
    """Without equity a group may lie in several regions."""
    servable: Counter[str] = Counter()
    served: Counter[str] = Counter()
    for result in results:
        for name, group in result.groups.items():
            servable[name] += group.servable_weight
            served[name] += group.served_weight
    return {name: Group(servable_weight=servable[name], served_weight=served[name]) for name in sorted(servable)}


def _unmatched(facts: Facts, travel: TravelMinutes, results: Sequence[Result]) -> Iterator[Unmatched]:
    rows = [row for result in results for row in result.unmatched]
    yield from (row for row in rows if row.reason == "outbid")
    without = [row for row in rows if row.reason == "no_option"]
    judge = Judge(facts, People(facts), travel)
    counts = count_remaining(judge, [facts.needs[row.need] for row in without])
    yield from (replace(row, remaining=left) for row, left in zip(without, counts, strict=True))
