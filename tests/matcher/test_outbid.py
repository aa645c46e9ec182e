"""
Why a need with options stays open: who holds what its cheapest options take.

Households are free on Tuesday from 16 to 19 o'clock; v1 gives four hours and two matches. Every way takes ten minutes.
Plans are written as ``{"n1": ("v1", None, "tue 16:00")}``.
"""

from typing import Any

import numpy as np
import pytest

from matcher.domain import Case
from matcher.facts import Facts
from matcher.greedy import greedy_plan
from matcher.options import Options, generate_options
from matcher.outbid import MOST_SHOWN, explain_outbid
from matcher.pins import settle_pins
from matcher.plan import Plan, empty_plan
from matcher.result import Held
from matcher.week import format_start, parse_start
from tests.brute_force import Option, brute_force, fits, minutes_between, options_by_need
from tests.instances import make_case, make_household, make_mediator, make_need, make_offer, make_volunteer
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways

Choices = dict[str, tuple[str | None, str | None, str]]


def planned(options: Options, choices: Choices) -> Plan:
    people, plan = options.people, empty_plan(options)
    row = {need.id: i for i, need in enumerate(options.needs)}
    number_of_mediator = {people.volunteers[v].id: m for m, v in enumerate(people.mediators)}
    for need, (provider, mediator, start) in choices.items():
        plan.start[row[need]] = parse_start(start)
        if provider is not None:
            plan.provider[row[need]] = people.index[provider]
        if mediator is not None:
            plan.mediator[row[need]] = number_of_mediator[mediator]
    return plan


def outbid(case: Case, choices: Choices, need: str = "n1", **minutes: int) -> tuple[Held, ...]:
    """Reasons of one need beside the plan."""
    options = generate_options(Facts(case), Ways(**minutes))
    row = [one.id for one in options.needs].index(need)
    return explain_outbid(options, planned(options, choices), [row])[0]


def neighbours(count: int, volunteers: list[Any], **changes: Any) -> Case:
    """n1, n2, ... of h1, h2, ..., an hour each."""
    numbers = range(1, count + 1)
    return make_case(
        households=[make_household(id=f"h{i}") for i in numbers],
        needs=[make_need(**{"id": f"n{i}", "household": f"h{i}", "hours": 1, **changes}) for i in numbers],
        volunteers=volunteers,
    )


def test_matches_are_held_by_everybody_who_has_one() -> None:
    found = outbid(
        neighbours(3, [make_volunteer()]), {"n2": ("v1", None, "tue 16:00"), "n3": ("v1", None, "tue 17:00")}
    )
    assert found == (Held(provider="v1", mediator=None, start="tue 16:00", held_by=("n2", "n3")),)


def test_hours_are_held_by_everybody_who_has_some() -> None:
    people = [make_volunteer(hours_per_week=1.5, max_matches=5)]
    assert outbid(neighbours(2, people), {"n2": ("v1", None, "tue 18:00")})[0].held_by == ("n2",)


def test_half_hour_is_held_by_who_meets_then() -> None:
    # v1 is free for one hour only, with hours and matches left for more.
    people = [make_volunteer(availability=["tue 16:00-17:00"], max_matches=5)]
    assert outbid(neighbours(2, people), {"n2": ("v1", None, "tue 16:00")})[0].held_by == ("n2",)


def test_of_equally_cheap_starts_the_one_held_by_fewest_is_told() -> None:
    # h1 can at 16 and 17 o'clock; n2 and n3, children of h1, hold the time between; matches are left.
    case = make_case(
        needs=[
            make_need(hours=2),
            make_need(id="n2", hours=0.5),
            make_need(id="n3", hours=0.5),
        ],
        volunteers=[make_volunteer(max_matches=5), make_volunteer(id="v2", max_matches=5)],
    )
    plan: Choices = {"n2": ("v1", None, "tue 16:30"), "n3": ("v1", None, "tue 18:00")}
    # From 16:00 to 18:00 only n2 stands in the way; later starts meet both.
    assert outbid(case, plan)[0] == Held(provider="v1", mediator=None, start="tue 16:00", held_by=("n2",))


def test_time_of_the_household_is_held_by_its_other_needs() -> None:
    case = make_case(needs=[make_need(), make_need(id="n2")], volunteers=[make_volunteer(), make_volunteer(id="v2")])
    found = outbid(case, {"n2": ("v2", None, "tue 16:30")})
    assert [(held.provider, held.held_by) for held in found] == [("v1", ("n2",)), ("v2", ("n2",))]


def test_seats_are_held_by_everybody_in_the_offer() -> None:
    home = {"availability": ["mon 09:00-12:00"]}
    case = make_case(
        households=[make_household(id=f"h{i}", **home) for i in (1, 2, 3)],
        needs=[make_need(id=f"n{i}", household=f"h{i}", kind="language_course") for i in (1, 2, 3)],
        offers=(make_offer(seats=2, language_free=True),),
    )
    plan: Choices = {"n2": ("o1", None, "mon 09:00"), "n3": ("o1", None, "mon 09:00")}
    assert outbid(case, plan) == (Held(provider="o1", mediator=None, start="mon 09:00", held_by=("n2", "n3")),)


def test_mediator_is_held_by_who_takes_her_along() -> None:
    # v1 has nothing else to do; m1 goes with v2.
    german = {"languages": {"de": "native"}}
    people = [make_volunteer(**german), make_volunteer(id="v2", **german), make_mediator(max_matches=1)]
    found = outbid(neighbours(2, people), {"n2": ("v2", "m1", "tue 16:00")})
    assert found[0] == Held(provider="v1", mediator="m1", start="tue 16:00", held_by=("n2",))


def test_interpreter_is_told_without_a_provider() -> None:
    people = [make_mediator(max_matches=1), make_mediator(id="m2", max_matches=1)]
    plan: Choices = {"n2": (None, "m1", "tue 16:00"), "n3": (None, "m2", "tue 16:00")}
    found = outbid(neighbours(3, people, kind="interpreting"), plan, m1_to_n1=12)
    assert found == (
        Held(provider=None, mediator="m2", start="tue 16:00", held_by=("n3",)),
        Held(provider=None, mediator="m1", start="tue 16:00", held_by=("n2",)),
    )


def test_three_cheapest_providers_are_told_cheapest_first() -> None:
    people = [make_volunteer(id=f"v{i}", max_matches=1) for i in (1, 2, 3, 4)]
    plan: Choices = {f"n{i + 1}": (f"v{i}", None, "tue 16:00") for i in (1, 2, 3, 4)}
    found = outbid(neighbours(5, people), plan, v1_to_n1=14, v2_to_n1=13, v3_to_n1=12, v4_to_n1=11)
    assert [(held.provider, held.held_by) for held in found] == [("v4", ("n5",)), ("v3", ("n4",)), ("v2", ("n3",))]


# Properties


@pytest.mark.parametrize("how", ["greedy", "best"])
def test_random_reasons_are_options_that_fit_without_their_holders(how: str) -> None:
    n_told = 0
    for seed in range(250):
        case = random_case(seed)
        facts, travel = Facts(case), travel_of(case)
        best = brute_force(case, travel)
        if best is None:
            continue
        options = generate_options(facts, travel)
        if how == "best":
            choices: Choices = {o.need: (o.provider, o.mediator, format_start(o.start)) for o in best.plan}
            plan = planned(options, choices)
        else:
            plan = greedy_plan(options, settle_pins(options))
        by_need = options_by_need(facts, minutes_between(facts, travel))
        chosen = options_chosen(options, plan, by_need)
        outbid_needs = np.flatnonzero(options.servable & ~plan.served).tolist()
        for need, reasons in zip(outbid_needs, explain_outbid(options, plan, outbid_needs), strict=True):
            name = options.needs[need].id
            assert 1 <= len(reasons) <= MOST_SHOWN, seed
            costs = []
            for held in reasons:
                n_told += 1
                told = (held.provider, held.mediator, held.start)
                option = next(o for o in by_need[name] if (o.provider, o.mediator, format_start(o.start)) == told)
                costs.append(option.cost)
                assert held.held_by, seed
                assert set(held.held_by) <= chosen.keys(), seed
                rest = [other for other in chosen.values() if other.need not in held.held_by]
                assert fits(facts, rest, option), seed
            assert costs == sorted(costs), seed
            assert costs[0] == min(option.cost for option in by_need[name]), seed
    assert n_told > 50


def options_chosen(options: Options, plan: Plan, by_need: dict[str, list[Option]]) -> dict[str, Option]:
    """The brute force's options that the plan chooses, by need."""
    people, found = options.people, {}
    for row in np.flatnonzero(plan.served).tolist():
        need, provider, mediator = options.needs[row].id, int(plan.provider[row]), int(plan.mediator[row])
        names = (
            people.providers[provider].id if provider >= 0 else None,
            people.volunteers[people.mediators[mediator]].id if mediator >= 0 else None,
            int(plan.start[row]),
        )
        found[need] = next(o for o in by_need[need] if (o.provider, o.mediator, o.start) == names)
    return found
