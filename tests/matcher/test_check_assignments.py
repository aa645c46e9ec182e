"""Broken rules, capacities, pins and wrong figures of an assignment are named."""

from dataclasses import replace
from typing import Any

import pytest

from matcher.check import check
from matcher.domain import Case, Policy
from matcher.result import Cost, Leg
from matcher.rules import RULES
from tests.instances import make_block, make_match, make_need
from tests.street import (
    N1,
    N2,
    N3,
    N5,
    PROPOSED,
    WAYS,
    codes,
    codes_in,
    leg,
    plan,
    street,
    texts,
    with_n1,
    with_n4,
)
from tests.ways import Ways

# Rules

BROKEN: dict[str, Case] = {
    "kind": street(v1={"kinds": ["sports"]}),
    "block": street(blocks=(make_block(),)),
    "gender": street(h1={"contact_gender": "m"}),
    "age": street(n3={"age": 17}, o1={"ages": (18, 99)}),
    "qualification": street(n1={"requires": ["first_aid"]}),
    "language": street(v1={"languages": {"de": "native"}}),
    "travel": street(v1={"max_travel_minutes": 9}),
    "time": street(v1={"availability": ("tue 16:30-20:00",)}),
    "capacity": street(n1={"hours": 2.5}, v1={"hours_per_week": 2}),
}


@pytest.mark.parametrize("rule", RULES)
def test_broken_rule_is_named(rule: str) -> None:
    case = BROKEN[rule]
    assert rule in codes_in(case)
    assert rule not in codes(plan())


def test_travel_beyond_the_limit_is_told_in_minutes() -> None:
    case = BROKEN["travel"]
    found = "assignment of n1 with v1: rule travel is broken (found v1 10 of 9 minutes)"
    assert f"{found}, expected nobody beyond the own limit" in texts(plan(case), case)


def test_household_beyond_its_limit_is_told_in_minutes() -> None:
    case = street(policy=Policy(household_max_travel_minutes=9))
    assert any("found h1 10 of 9 minutes" in text for text in texts(plan(case), case))


def test_capacity_is_told_in_numbers() -> None:
    case = BROKEN["capacity"]
    assert any("found v1 2 hours and 2 matches left for 2.5 hours" in text for text in texts(plan(case), case))


def test_mediator_nobody_needs_breaks_language() -> None:
    assert "language" in codes(plan(assignments=with_n1(mediator="m1")))


def test_messages_tell_nothing_about_a_person() -> None:
    told = " ".join(text for case in BROKEN.values() for text in texts(plan(case), case))
    assert not any(
        word in told.split() for word in ("de", "ar", "fa", "f", "m", "x", "17", "first_aid", "sports", "child")
    )


# Capacities and double booking


def test_volunteer_without_hours_for_all_meetings_is_named() -> None:
    assert codes_in(street(v1={"hours_per_week": 3.5})) == {"hours"}
    assert codes_in(street(v1={"hours_per_week": 4})) == set()


def test_volunteer_with_too_many_matches_is_named() -> None:
    assert codes_in(street(v1={"max_matches": 1})) == {"matches"}


def test_offer_with_too_many_people_is_named() -> None:
    second = replace(N3, need="n4", travel=(leg("h2"),))
    assert {"seats"} <= codes(plan(assignments=(N1, N2, N3, second), unmatched=(N5,)))


def test_hours_of_active_matches_count() -> None:
    more = (make_need(id="n0", household="h2", attendee="aunt", hours=1), *street().needs)
    active = make_match(need="n0", provider=None, mediator="v1")
    assert "hours" in codes_in(street(needs=more, matches=(PROPOSED, active)))


def test_volunteer_is_in_one_place_at_a_time() -> None:
    clashing = replace(N2, start="tue 17:30")
    assert codes(plan(assignments=(N1, clashing, N3))) == {"double_booking"}


def test_double_booking_is_told_with_both_needs() -> None:
    clashing = replace(N2, start="tue 17:30")
    expected = "volunteer v1: found meetings of n1 and n2 at the same time, expected one meeting per half hour"
    assert texts(plan(assignments=(N1, clashing, N3))) == [expected]


def test_mediator_is_in_one_place_at_a_time() -> None:
    # Two Persian households at the same time with two volunteers and one mediator.
    households = {"h1": {"languages": {"fa": "native"}}}
    first = replace(N1, provider="v2", mediator="m1", start="tue 18:00")
    found = check(plan(street(**households), assignments=(first, N2, N3)), street(**households), WAYS)
    assert ("double_booking", "m1") in {(violation.code, violation.record) for violation in found}


def test_attendee_is_in_one_place_at_a_time() -> None:
    same = street(n3={"attendee": "household"}, o1={"times": ("tue 17:00-18:00",)})
    course = replace(N3, start="tue 17:00")
    found = check(plan(same, assignments=(N1, N2, course)), same, WAYS)
    assert [v.record for v in found if v.code == "double_booking"] == ["h1"]
    other = street(o1={"times": ("tue 17:00-18:00",)})
    held = with_n4(start="tue 17:00")
    assert codes_in(other, assignments=(N1, N2, course), unmatched=held) == set()


def test_active_match_with_a_start_takes_the_time() -> None:
    more = (make_need(id="n0", household="h2", attendee="aunt", hours=0.5), *street().needs)
    free = {"v1": {"hours_per_week": 9, "max_matches": 9}}
    taken = make_match(need="n0", start="tue 16:00")
    assert "double_booking" in codes_in(street(needs=more, matches=(PROPOSED, taken), **free))
    untimed = street(needs=more, matches=(PROPOSED, make_match(need="n0")), **free)
    assert "double_booking" not in codes_in(untimed)


# Pins


def pinned(**fields: Any) -> Case:
    return street(matches=(make_match(status="pinned", **{"provider": None, **fields}),))


def test_pinned_need_is_served_as_pinned() -> None:
    case = pinned(provider="v1", start="tue 16:00")
    assert codes_in(case, assignments=with_n1(state="pinned")) == set()


def test_lost_pin_is_named() -> None:
    case = street(matches=(PROPOSED, make_match(need="n4", provider=None, status="pinned")))
    assert codes_in(case) == {"pin_lost"}


@pytest.mark.parametrize("fields", [{"provider": "v2"}, {"start": "tue 16:30"}, {"provider": "v1", "mediator": "m1"}])
def test_changed_pin_is_named(fields: dict[str, str]) -> None:
    assert "pin_changed" in codes_in(pinned(**fields), assignments=with_n1(state="pinned"))


def test_waived_rule_is_no_violation() -> None:
    slow = {"v1": {"max_travel_minutes": 9}}
    waived = tuple(make_match(need=need, status="pinned", provider=None, waive=("travel",)) for need in ("n1", "n2"))
    assignments = (replace(N1, state="pinned"), replace(N2, state="pinned"), N3)
    assert codes_in(street(matches=waived, **slow), assignments=assignments) == set()


# Figures of an assignment


def test_wrong_cost_of_an_assignment_is_named() -> None:
    assert codes(plan(assignments=with_n1(cost=11))) == {"cost"}


@pytest.mark.parametrize(
    "legs",
    [
        (),
        (leg("v1", 11),),
        (leg("v2"),),
        (leg("v1"), leg("m1")),
        (Leg(traveller="v1", minutes=10, source="measured"),),
    ],
)
def test_wrong_travel_is_named(legs: tuple[Leg, ...]) -> None:
    assert codes(plan(assignments=with_n1(travel=legs))) == {"legs"}


def test_provider_travels_first() -> None:
    assert codes(plan(assignments=(N1, replace(N2, travel=(leg("m1"), leg("v1"))), N3))) == {"legs"}


def test_measured_minutes_name_their_source() -> None:
    ways = Ways(v2_to_n1=25, v2_to_n2=25, sources={("v1", "n1"): "measured"})
    assert codes(plan(), travel=ways) == {"legs"}
    measured = (Leg(traveller="v1", minutes=10, source="measured"),)
    assert codes(plan(assignments=with_n1(travel=measured)), travel=ways) == set()


@pytest.mark.parametrize("state", ["new", "pinned"])
def test_wrong_state_is_named(state: str) -> None:
    assert codes(plan(assignments=with_n1(state=state))) == {"state"}


@pytest.mark.parametrize("proposal", [{"provider": "v2"}, {"start": "tue 16:30"}, {"mediator": "m1"}])
def test_changed_proposal_is_new_and_costs(proposal: dict[str, str]) -> None:
    case = street(matches=(make_match(status="proposed", **proposal),))
    changed = {"assignments": with_n1(state="new", cost=30), "cost": Cost(value=105, bound=105, gap=0, idle=15)}
    assert codes_in(case) == {"state", "cost", "cost_value"}
    assert codes_in(case, **changed) == set()


def test_familiar_face_is_worth_its_bonus() -> None:
    # v1 already comes to an aunt of h1: 10 - 20 = -10 for n1.
    more = (make_need(id="n0", attendee="aunt", hours=1), *street().needs)
    case = street(needs=more, matches=(PROPOSED, make_match(need="n0")), v1={"hours_per_week": 5, "max_matches": 3})
    assert codes_in(case) == {"cost", "cost_value"}
    cost = Cost(value=65, bound=65, gap=0, idle=15)
    assert codes_in(case, assignments=with_n1(cost=-10), cost=cost) == set()


@pytest.mark.parametrize("start", ["", "Tue 16:00", "tue 16:10", "tue 24:00"])
def test_malformed_start_is_named(start: str) -> None:
    assert codes(plan(assignments=with_n1(start=start))) == {"start"}


def test_offer_starts_with_its_first_time() -> None:
    assert codes(plan(assignments=(N1, N2, replace(N3, start="mon 09:30")))) == {"start"}
