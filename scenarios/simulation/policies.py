"""The three ways to decide a week: the engine of the live service, and two that people use without one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.assemble import Effort
from matcher.domain import Case, Need
from matcher.facts import Facts
from matcher.greedy import fill_in_order
from matcher.listing import chosen_options
from matcher.options import NOBODY, Options, generate_options
from matcher.plan import Plan, empty_plan
from matcher.solve import plans_of_regions
from matcher.travel import TravelMinutes
from scenarios.simulation.outcome import Policy

EFFORT: Effort = "quick"
"""Work of the engine per week: fixed amounts, so that a run can be repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """
    What a policy decided about a need.

    Attributes
    ----------
    start
        Cell of the week.
    minutes
        Of all who travel, one way.
    """

    need: str
    provider: str | None
    mediator: str | None
    start: int
    minutes: int


def decide(policy: Policy, case: Case, travel: TravelMinutes, *, seed: int) -> list[Meeting]:
    """The meetings of a week under a policy, in order of need; every one obeys every rule of the matcher."""
    if policy == "engine":
        plans = plans_of_regions(case, travel, effort=EFFORT, seed=seed)
    else:
        options = generate_options(Facts(case), travel)
        plans = [(options, SIMPLER[policy](options, empty_plan(options)))]
    return sorted((meeting for plan in plans for meeting in _meetings(*plan)), key=lambda meeting: meeting.need)


def first_come(options: Options, settled: Plan) -> Plan:
    """Needs by the day they were asked for, then id, each its cheapest option that still fits."""
    return _in_order_of(options, settled, lambda need: (need.requested_on, need.id))


def most_urgent_nearest(options: Options, settled: Plan) -> Plan:
    """The most urgent needs first, then by day and id, each its cheapest option that still fits."""
    return _in_order_of(options, settled, lambda need: (-need.urgency, need.requested_on, need.id))


SIMPLER: dict[Policy, Callable[[Options, Plan], Plan]] = {
    "first_come": first_come,
    "most_urgent_nearest": most_urgent_nearest,
}
"""Policies without search. Cheapest is nearest: cost is travel, and a mediator's visit counts half an hour more."""


def _in_order_of(options: Options, settled: Plan, key: Callable[[Need], tuple[object, ...]]) -> Plan:
    needs: Sequence[Need] = options.needs
    order = sorted(range(len(needs)), key=lambda number: key(needs[number]))
    return fill_in_order(options, settled, np.array(order, dtype=np.int64))


def _meetings(options: Options, plan: Plan) -> list[Meeting]:
    people, chosen = options.people, chosen_options(options, plan)
    minutes = chosen.provider_minutes + chosen.mediator_minutes
    return [
        Meeting(
            need=options.needs[need].id,
            provider=None if provider == NOBODY else people.providers[provider].id,
            mediator=None if mediator == NOBODY else people.volunteers[people.mediators[mediator]].id,
            start=start,
            minutes=travelled,
        )
        for need, provider, mediator, start, travelled in zip(
            *(column.tolist() for column in (chosen.need, chosen.provider, chosen.mediator, chosen.start, minutes)),
            strict=True,
        )
    ]
