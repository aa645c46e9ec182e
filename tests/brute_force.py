"""
The best plan of a tiny case, found by trying every plan.

Nothing here uses the code under test beyond the readable rules (``rules.py``) and the look-ups of ``facts.py``: options
come from asking the rules about every provider, mediator and start, plans from taking them in every combination.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import numpy as np

from geodata import EstimatedTravel, MeasuredTravel
from matcher.domain import Case, Need, Offer, Volunteer
from matcher.facts import Facts, Use, overlap, score
from matcher.rules import RULES, Choice, obeys_pin
from matcher.travel import TravelMinutes
from matcher.week import CELLS_PER_DAY, cells_of

CELLS_PER_WEEK = 7 * CELLS_PER_DAY
Minutes = dict[tuple[str, str], int]
"""Travel minutes by ids of traveller and place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """
    One allowed way to meet one need.

    Attributes
    ----------
    need, provider, mediator
        Ids; None where there is nobody.
    start
        Cell of the week.
    cost
        First part of the cost (section 5 of the contract).
    use
        Hours and cells the meeting takes.
    """

    need: str
    provider: str | None
    mediator: str | None
    start: int
    cost: int
    use: Use

    @property
    def helpers(self) -> set[str]:
        """Ids of all who come, and of the offer."""
        return {helper for helper in (self.provider, self.mediator) if helper is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """
    The optimum of both levels.

    Attributes
    ----------
    service, cost
        Value of level 1, and the least cost among plans that reach it, idle people included.
    plan
        One of the best plans, by need.
    servable, no_option
        Ids of open needs with and without an option.
    usable
        Ids of the volunteers in at least one option.
    """

    service: Fraction
    cost: int
    plan: tuple[Option, ...]
    servable: frozenset[str]
    no_option: frozenset[str]
    usable: frozenset[str]


# Options, straight from the rules


def travel_of(case: Case) -> MeasuredTravel:
    """Estimated minutes, measured ones of the case in their place."""
    rows = {(row.traveller, row.place): (row.minutes, row.source) for row in case.travel}
    return MeasuredTravel(rows, EstimatedTravel())


def minutes_between(facts: Facts, travel: TravelMinutes) -> Minutes:
    """Of volunteers to needs and offers, and of households to offers."""
    case = facts.case
    at_needs = {need.id: facts.meeting_place(need) for need in case.needs}
    at_offers = {offer.id: (offer.lat, offer.lon) for offer in case.offers}
    volunteers = [(v, v.mode) for v in case.volunteers]
    households = [(h, case.policy.household_mode) for h in case.households]
    found: Minutes = {}
    for travellers, places in ((volunteers, at_needs), (volunteers, at_offers), (households, at_offers)):
        journeys = travel.minutes(
            traveller_ids=[who.id for who, _ in travellers],
            travellers=np.array([(who.lat, who.lon) for who, _ in travellers], dtype=float).reshape(-1, 2),
            modes=[mode for _, mode in travellers],
            place_ids=list(places),
            places=np.array(list(places.values()), dtype=float).reshape(-1, 2),
        )
        for row, (who, _) in enumerate(travellers):
            for column, place in enumerate(places):
                found[who.id, place] = int(journeys.minutes[row, column])
    return found


def choices_without_start(facts: Facts, minutes: Minutes, need: Need) -> Iterator[Choice]:
    """The need with every provider and every mediator, allowed or not, all at the first cell of the week."""
    for provider in (None, *facts.case.volunteers, *facts.case.offers):
        place = provider.id if isinstance(provider, Offer) else need.id
        traveller = provider.id if isinstance(provider, Volunteer) else need.household
        for mediator in (None, *facts.case.volunteers):
            yield Choice(
                need=need,
                provider=provider,
                mediator=mediator,
                start=0,
                provider_minutes=0 if provider is None else minutes[traveller, place],
                mediator_minutes=0 if mediator is None else minutes[mediator.id, place],
                pin=facts.pinned.get(need.id),
            )


def possible_starts(facts: Facts, choice: Choice) -> list[int]:
    """Cells in which the household is there at all; with its time waived, the whole week."""
    if choice.waives("time"):
        return list(range(CELLS_PER_WEEK))
    there = cells_of(facts.households[choice.need.household].availability)
    return [48 * day + cell for day in range(7) for cell in range(48) if there[day] >> cell & 1]


def options_of(facts: Facts, minutes: Minutes, need: Need) -> list[Option]:
    """Every option of one open need. No rule but ``time`` looks at the start."""
    found = []
    for unplanned in choices_without_start(facts, minutes, need):
        if all(holds(facts, unplanned) for code, holds in RULES.items() if code != "time"):
            for start in possible_starts(facts, unplanned):
                choice = replace(unplanned, start=start)
                if obeys_pin(choice) and RULES["time"](facts, choice):
                    found.append(_option(facts, choice))
    return found


def options_by_need(facts: Facts, minutes: Minutes) -> dict[str, list[Option]]:
    """Options of every open need, none for those that have none."""
    return {need.id: options_of(facts, minutes, need) for need in facts.case.needs if need.id not in facts.active}


def _option(facts: Facts, choice: Choice) -> Option:
    provider = choice.provider.id if choice.provider else None
    mediator = choice.mediator.id if choice.mediator else None
    return Option(
        need=choice.need.id,
        provider=provider,
        mediator=mediator,
        start=choice.start,
        cost=cost_of(facts, choice),
        use=facts.use(choice.need, provider, choice.start),
    )


def cost_of(facts: Facts, choice: Choice) -> int:
    """First part of the cost: travel, mediator, change of a proposal, familiar face."""
    policy, need = facts.policy, choice.need
    provider = choice.provider.id if choice.provider else None
    mediator = choice.mediator.id if choice.mediator else None
    cost = choice.provider_minutes + choice.mediator_minutes
    cost += policy.mediator_cost if mediator else 0
    proposal = facts.proposed.get(need.id)
    if proposal is not None:
        same_people = (proposal.provider, proposal.mediator) == (provider, mediator)
        same_start = proposal.start is None or proposal.start == choice.start
        cost += 0 if same_people and same_start else policy.change_cost
    hosts = [match.provider for match in facts.active.values() if facts.needs[match.need].household == need.household]
    if isinstance(choice.provider, Volunteer) and provider in hosts:
        cost -= policy.familiar_bonus
    return cost


# The best plan, by trying all


def brute_force(case: Case, travel: TravelMinutes) -> Best | None:
    """The optimum of both levels; None when the pins cannot all hold."""
    facts = Facts(case)
    options = options_by_need(facts, minutes_between(facts, travel))
    service_of, idle_cost_of = _service(facts, options), _idle_cost(facts, options)
    best: tuple[Fraction, int, tuple[Option, ...]] | None = None
    for plan in valid_plans(facts, options):
        service = service_of(tuple(option.need for option in plan))
        if best is not None and service < best[0]:
            continue
        cost = sum(option.cost for option in plan) + idle_cost_of(plan)
        if best is None or (service, -cost) > (best[0], -best[1]):
            best = service, cost, plan
    if best is None:
        return None
    return Best(
        service=best[0],
        cost=best[1],
        plan=best[2],
        servable=frozenset(need for need, found in options.items() if found),
        no_option=frozenset(need for need, found in options.items() if not found),
        usable=usable_volunteers(facts, options),
    )


def valid_plans(facts: Facts, options: dict[str, list[Option]]) -> Iterator[tuple[Option, ...]]:
    """Every plan that section 4 allows."""
    needs = list(options)

    def extended(plan: tuple[Option, ...], row: int) -> Iterator[tuple[Option, ...]]:
        if row == len(needs):
            yield plan
            return
        if needs[row] not in facts.pinned:
            yield from extended(plan, row + 1)
        for option in options[needs[row]]:
            if fits(facts, plan, option):
                yield from extended((*plan, option), row + 1)

    return extended((), 0)


def values_of_plans(case: Case, travel: TravelMinutes) -> Iterator[tuple[Fraction, int]]:
    """Service and cost of every valid plan."""
    facts = Facts(case)
    options = options_by_need(facts, minutes_between(facts, travel))
    service, idle_cost = _service(facts, options), _idle_cost(facts, options)
    for plan in valid_plans(facts, options):
        yield (
            service(tuple(option.need for option in plan)),
            sum(option.cost for option in plan) + idle_cost(plan),
        )


def fits(facts: Facts, plan: Sequence[Option], option: Option) -> bool:
    """Whether points 2 to 4 of section 4 still hold with one option more."""
    need = facts.needs[option.need]
    for helper in option.helpers:
        others = [other for other in plan if helper in other.helpers]
        if helper in facts.offers:
            if need.seats + sum(facts.needs[other.need].seats for other in others) > facts.seats_left[helper]:
                return False
            continue
        if option.use.half_hours + sum(other.use.half_hours for other in others) > facts.half_hours_left[helper]:
            return False
        if 1 + len(others) > facts.matches_left[helper]:
            return False
        if any(overlap(option.use.cells, other.use.cells) for other in others):
            return False
    for other in plan:
        beside = facts.needs[other.need]
        same_attendee = (beside.household, beside.attendee) == (need.household, need.attendee)
        if same_attendee and overlap(option.use.cells, other.use.cells):
            return False
    return True


def servable_weights(facts: Facts, options: dict[str, list[Option]]) -> dict[str, int]:
    """Weight of the servable needs by equity group, groups without one left out."""
    weights: dict[str, int] = {}
    for need in facts.case.needs:
        if options.get(need.id):
            weights[facts.group(need)] = weights.get(facts.group(need), 0) + facts.weight(need)
    return weights


def usable_volunteers(facts: Facts, options: dict[str, list[Option]]) -> frozenset[str]:
    """Volunteers in at least one option."""
    helpers = {helper for found in options.values() for option in found for helper in option.helpers}
    return frozenset(helpers & facts.volunteers.keys())


def _service(facts: Facts, options: dict[str, list[Option]]) -> Callable[[tuple[str, ...]], Fraction]:
    servable = servable_weights(facts, options)

    @cache
    def service_of(served: tuple[str, ...]) -> Fraction:
        weights = dict.fromkeys(servable, 0)
        for need in served:
            weights[facts.group(facts.needs[need])] += facts.weight(facts.needs[need])
        return sum((score(weights[group], servable[group], facts.policy) for group in servable), Fraction(0))

    return service_of


def _idle_cost(facts: Facts, options: dict[str, list[Option]]) -> Callable[[Sequence[Option]], int]:
    engaged = {helper for match in facts.active.values() for helper in (match.provider, match.mediator)}
    may_be_idle = usable_volunteers(facts, options) - engaged

    def idle_cost_of(plan: Sequence[Option]) -> int:
        used = {helper for option in plan for helper in option.helpers}
        return facts.policy.idle_cost * len(may_be_idle - used)

    return idle_cost_of
