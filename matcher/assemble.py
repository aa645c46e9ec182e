"""Turns a plan in numbers into the result that people and other programs read."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from matcher.canonical import case_sha256
from matcher.domain import Household, Volunteer
from matcher.listing import Listing, chosen_options, idle_cost
from matcher.options import NOBODY, Options
from matcher.outbid import explain_outbid
from matcher.people import as_points
from matcher.plan import Plan, served_weight, service_of
from matcher.remaining import count_remaining
from matcher.result import FORMAT, Assignment, Cost, Group, Leg, Result, Service, Unmatched, cost_gap, service_gap
from matcher.week import format_start

OPTIMAL_GAP = 1e-6
ROUNDING = 0.01
"""What floating point sums and the solvers' tolerances may lose of a bound."""
Effort = Literal["quick", "normal", "thorough"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Bounds of both levels: no plan serves more, no plan of the same service costs less."""

    service: float
    cost: float


def assemble(options: Options, plan: Plan, proof: Proof, *, seed: int, effort: Effort, version: str) -> Result:
    """The result without its seconds, which only the caller can know."""
    facts = options.facts
    chosen = chosen_options(options, plan)
    service, cost = _service(options, plan, proof), _cost(options, plan, proof, chosen)
    return Result(
        format=FORMAT,
        case_sha256=case_sha256(facts.case),
        week=facts.case.week,
        status=status_of(service, cost),
        service=service,
        cost=cost,
        groups=_groups(options, plan),
        assignments=_assignments(options, chosen),
        unmatched=_unmatched(options, plan),
        seed=seed,
        effort=effort,
        seconds=0.0,
        version=version,
    )


def service_figures(*, value: float, bound: float, served: int, servable: int, needs: int) -> Service:
    """Level 1, with its gap; a bound below the value is rounding."""
    bound = max(value, bound)
    gap = service_gap(value, bound)
    return Service(value=value, bound=bound, gap=gap, served=served, servable=servable, needs=needs)


def cost_figures(*, value: int, bound: float, idle: int) -> Cost:
    """Level 2, with its gap."""
    # Costs are whole minutes; what a bound lacks to the next one is rounding.
    bound = min(value, math.ceil(bound - ROUNDING))
    return Cost(value=value, bound=bound, gap=cost_gap(value, bound), idle=idle)


def status_of(service: Service, cost: Cost) -> Literal["optimal", "feasible"]:
    """Optimal only when both levels are proven to be."""
    return "optimal" if service.gap <= OPTIMAL_GAP and cost.gap <= OPTIMAL_GAP else "feasible"


def _service(options: Options, plan: Plan, proof: Proof) -> Service:
    return service_figures(
        value=float(service_of(options, plan)),
        bound=proof.service,
        served=int(plan.served.sum()),
        servable=int(options.servable.sum()),
        needs=len(options.needs),
    )


def _cost(options: Options, plan: Plan, proof: Proof, chosen: Listing) -> Cost:
    idle = idle_cost(options, plan)
    return cost_figures(value=int(chosen.cost.sum()) + idle, bound=proof.cost, idle=idle)


def _groups(options: Options, plan: Plan) -> dict[str, Group]:
    served = served_weight(options, plan)
    with_servable = np.unique(options.group[options.servable])
    return {
        options.groups[g]: Group(servable_weight=int(options.group_weight[g]), served_weight=int(served[g]))
        for g in with_servable.tolist()
    }


def _assignments(options: Options, chosen: Listing) -> tuple[Assignment, ...]:
    return tuple(_assignment(options, chosen, row) for row in range(len(chosen)))


def _assignment(options: Options, chosen: Listing, row: int) -> Assignment:
    people = options.people
    need = options.needs[chosen.need[row]]
    provider, mediator = int(chosen.provider[row]), int(chosen.mediator[row])
    person = None if mediator == NOBODY else people.volunteers[people.mediators[mediator]].id
    return Assignment(
        need=need.id,
        provider=None if provider == NOBODY else people.providers[provider].id,
        mediator=person,
        start=format_start(int(chosen.start[row])),
        cost=int(chosen.cost[row]),
        travel=_legs(options, chosen, row),
        state=_state(options, chosen, row),
    )


def _state(options: Options, chosen: Listing, row: int) -> Literal["pinned", "kept", "new"]:
    need = int(chosen.need[row])
    if options.pinned[need]:
        return "pinned"
    kept = (
        options.proposed_provider[need] == chosen.provider[row]
        and options.proposed_mediator[need] == chosen.mediator[row]
        and options.proposed_start[need] in (NOBODY, chosen.start[row])
    )
    return "kept" if kept else "new"


def _legs(options: Options, chosen: Listing, row: int) -> tuple[Leg, ...]:
    """Who travels how long: provider or household first, then the mediator."""
    people, facts = options.people, options.facts
    need = options.needs[chosen.need[row]]
    provider, mediator = int(chosen.provider[row]), int(chosen.mediator[row])
    place_id, place = need.id, facts.meeting_place(need)
    travellers: list[tuple[Volunteer | Household, str]] = []
    if provider >= people.n_volunteers:
        offer = people.offers[provider - people.n_volunteers]
        place_id, place = offer.id, (offer.lat, offer.lon)
        travellers.append((facts.households[need.household], facts.policy.household_mode))
    elif provider != NOBODY:
        travellers.append((people.volunteers[provider], people.volunteers[provider].mode))
    if mediator != NOBODY:
        person = people.volunteers[people.mediators[mediator]]
        travellers.append((person, person.mode))
    journeys = options.judge.travel.minutes(
        traveller_ids=[traveller.id for traveller, _ in travellers],
        travellers=as_points([traveller for traveller, _ in travellers]),
        modes=[mode for _, mode in travellers],
        place_ids=[place_id],
        places=np.array([place], dtype=np.float64),
    )
    return tuple(
        Leg(traveller=traveller.id, minutes=int(journeys.minutes[i, 0]), source=journeys.source(i, 0))
        for i, (traveller, _) in enumerate(travellers)
    )


def _unmatched(options: Options, plan: Plan) -> tuple[Unmatched, ...]:
    """Every open need with its reason."""
    open_needs = np.flatnonzero(~plan.served)
    without = [int(need) for need in open_needs if not options.servable[need]]
    outbid = [int(need) for need in open_needs if options.servable[need]]
    counts = count_remaining(options.judge, [options.needs[need] for need in without])
    reasons = {
        need: Unmatched(need=options.needs[need].id, reason="no_option", remaining=left)
        for need, left in zip(without, counts, strict=True)
    }
    for need, held in zip(outbid, explain_outbid(options, plan, outbid), strict=True):
        reasons[need] = Unmatched(need=options.needs[need].id, reason="outbid", outbid=held)
    return tuple(reasons[need] for need in sorted(reasons))
