"""Tiny cases with proposals of last week, and the best plans by number of changes, found by trying every plan."""

import random
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from matcher.domain import Case, Match
from matcher.facts import Facts, score
from tests.brute_force import (
    Option,
    minutes_between,
    options_by_need,
    servable_weights,
    usable_volunteers,
    valid_plans,
)
from tests.tiny_cases import random_case, travel_of

Value = tuple[Fraction, int]
"""Service and negative cost: the larger, the better."""


@lru_cache(maxsize=1024)
def case_with_proposals(seed: int) -> Case:
    """The tiny case of a seed, in which most open needs have a proposal: mostly one of their options."""
    case, rng = random_case(seed), random.Random(seed)
    facts = Facts(case)
    options = options_by_need(facts, minutes_between(facts, travel_of(case)))
    proposals = []
    for need, found in options.items():
        if need in facts.proposed or need in facts.pinned or rng.random() < 0.2:
            continue
        if found and rng.random() < 0.9:
            option = rng.choice(found)
            start = option.start if rng.random() < 0.7 else None
            proposals.append(
                Match(need=need, status="proposed", provider=option.provider, mediator=option.mediator, start=start)
            )
        elif case.volunteers:
            proposals.append(Match(need=need, status="proposed", provider=case.volunteers[0].id))
    return replace(case, matches=(*case.matches, *proposals))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """
    Every plan of a case, by how many proposals it changes.

    Attributes
    ----------
    countable
        Needs whose proposal is one of their options.
    best
        Best value by number of changes; empty when the pins clash.
    """

    countable: frozenset[str]
    best: dict[int, Value]

    def within(self, max_changes: int) -> Value | None:
        """Best value with at most so many changes; None when there is no such plan."""
        return max((value for changes, value in self.best.items() if changes <= max_changes), default=None)


@lru_cache(maxsize=1024)
def limited(seed: int) -> Limited:
    """Every plan of the seed's case with proposals tried."""
    case = case_with_proposals(seed)
    facts = Facts(case)
    options = options_by_need(facts, minutes_between(facts, travel_of(case)))
    countable = frozenset(need for need, found in options.items() if any(keeps(facts, option) for option in found))
    best: dict[int, Value] = {}
    for plan in valid_plans(facts, options):
        changes = len(countable) - sum(keeps(facts, option) for option in plan)
        value = _service(facts, options, plan), -_cost(facts, options, plan)
        best[changes] = max(value, best.get(changes, value))
    return Limited(countable=countable, best=best)


def keeps(facts: Facts, option: Option) -> bool:
    """Whether the option is last week's proposal: the same people, and the same start where one is named."""
    proposal = facts.proposed.get(option.need)
    if proposal is None or (proposal.provider, proposal.mediator) != (option.provider, option.mediator):
        return False
    return proposal.start in (None, option.start)


def _service(facts: Facts, options: dict[str, list[Option]], plan: tuple[Option, ...]) -> Fraction:
    servable = servable_weights(facts, options)
    served = dict.fromkeys(servable, 0)
    for option in plan:
        served[facts.group(facts.needs[option.need])] += facts.weight(facts.needs[option.need])
    return sum((score(served[group], servable[group], facts.policy) for group in servable), Fraction(0))


def _cost(facts: Facts, options: dict[str, list[Option]], plan: tuple[Option, ...]) -> int:
    engaged = {helper for match in facts.active.values() for helper in (match.provider, match.mediator)}
    used = {helper for option in plan for helper in option.helpers}
    idle = usable_volunteers(facts, options) - engaged - used
    return sum(option.cost for option in plan) + facts.policy.idle_cost * len(idle)
