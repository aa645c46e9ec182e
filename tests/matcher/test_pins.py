"""
Pins that cannot hold name a smallest set, the rule and where they meet.

Households are free on Tuesday from 16 to 19 o'clock; v1 gives four hours and two matches. Every way takes ten minutes.
"""

from typing import Any

import pytest

from matcher.domain import Case, Match
from matcher.errors import Clash, PinsClash
from matcher.facts import Facts
from matcher.options import generate_options
from matcher.pins import settle_pins
from matcher.plan import Plan
from tests.brute_force import minutes_between, options_by_need, valid_plans
from tests.instances import (
    make_block,
    make_case,
    make_household,
    make_match,
    make_mediator,
    make_need,
    make_offer,
    make_volunteer,
)
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways

COURSE = {"kind": "language_course"}


def settle(case: Case) -> Plan:
    return settle_pins(generate_options(Facts(case), Ways()))


def clashes(case: Case) -> tuple[Clash, ...]:
    with pytest.raises(PinsClash) as refused:
        settle(case)
    return refused.value.clashes


def pins(*needs: str, **fields: Any) -> tuple[Match, ...]:
    return tuple(make_match(**{"need": need, "provider": None, "status": "pinned", **fields}) for need in needs)


def homes(count: int, **changes: Any) -> dict[str, Any]:
    """Households h1, h2, ... with one need each: n1, n2, ... of an hour unless changed."""
    numbers = range(1, count + 1)
    return {
        "households": [make_household(id=f"h{i}") for i in numbers],
        "needs": [make_need(**{"id": f"n{i}", "household": f"h{i}", "hours": 1, **changes}) for i in numbers],
    }


# Pins that hold


def test_plan_of_the_pins_serves_them_and_nobody_else() -> None:
    case = make_case(**homes(3), matches=pins("n2"))
    assert settle(case).served.tolist() == [False, True, False]


def test_case_without_pins_has_an_empty_plan() -> None:
    assert not settle(make_case()).served.any()


def test_pins_hold_where_the_first_that_comes_would_stand_in_the_way() -> None:
    # n1 would take v1, who costs no more, but n2 has nobody else.
    people = [make_volunteer(max_matches=1), make_volunteer(id="v2", max_matches=1)]
    case = make_case(**homes(2), volunteers=people, matches=(*pins("n1"), *pins("n2", provider="v1")))
    plan = settle(case)
    assert plan.provider.tolist() == [1, 0]


# Pins that clash


def test_two_pins_on_a_volunteer_with_one_match_clash() -> None:
    case = make_case(**homes(2), volunteers=[make_volunteer(max_matches=1)], matches=pins("n1", "n2"))
    assert clashes(case) == (Clash(needs=("n1", "n2"), rule="capacity", resource="v1"),)


def test_two_pins_clash_on_hours() -> None:
    people = [make_volunteer(hours_per_week=1.5)]
    case = make_case(**homes(2), volunteers=people, matches=pins("n1", "n2", provider="v1"))
    assert clashes(case) == (Clash(needs=("n1", "n2"), rule="capacity", resource="v1"),)


def test_two_pins_clash_on_seats() -> None:
    facts = homes(2, **COURSE, seats=2)
    facts["households"] = [make_household(id=h.id, availability=["mon 09:00-12:00"]) for h in facts["households"]]
    offer = make_offer(seats=3, language_free=True)
    case = make_case(**facts, offers=(offer,), matches=pins("n1", "n2", provider="o1"))
    assert clashes(case) == (Clash(needs=("n1", "n2"), rule="capacity", resource="o1"),)


def test_two_pins_at_the_same_time_book_a_volunteer_twice() -> None:
    case = make_case(**homes(2), matches=pins("n1", "n2", provider="v1", start="tue 16:00"))
    assert clashes(case) == (Clash(needs=("n1", "n2"), rule="double_booking", resource="v1"),)


def test_two_pins_at_the_same_time_book_a_mediator_twice() -> None:
    # Each household has a companion of its own, one mediator goes with both.
    facts = homes(2, hours=2)
    people = [make_volunteer(id=v, languages={"de": "native"}) for v in ("v1", "v2")]
    case = make_case(**facts, volunteers=[*people, make_mediator()], matches=pins("n1", "n2"))
    assert clashes(case) == (Clash(needs=("n1", "n2"), rule="double_booking", resource="m1"),)


def test_two_pins_at_the_same_time_book_an_attendee_twice() -> None:
    # Two different volunteers come to one household, which has three hours for two visits of two.
    people = [make_volunteer(), make_volunteer(id="v2")]
    case = make_case(needs=[make_need(), make_need(id="n2")], volunteers=people, matches=pins("n1", "n2"))
    assert clashes(case) == (Clash(needs=("n1", "n2"), rule="double_booking", resource="h1"),)


def test_two_attendees_of_a_household_do_not_clash() -> None:
    people = [make_volunteer(), make_volunteer(id="v2")]
    needs = [make_need(), make_need(id="n2", attendee="child")]
    assert settle(make_case(needs=needs, volunteers=people, matches=pins("n1", "n2"))).served.all()


def test_three_pins_of_which_any_two_fit_are_named_together() -> None:
    # Three hours with two matches left.
    case = make_case(**homes(3), matches=pins("n1", "n2", "n3"))
    assert clashes(case) == (Clash(needs=("n1", "n2", "n3"), rule="capacity", resource="v1"),)


def test_three_pins_may_clash_without_a_common_resource() -> None:
    # Three needs share two volunteers with one match each: neither is in every option.
    people = [make_volunteer(max_matches=1), make_volunteer(id="v2", max_matches=1)]
    case = make_case(**homes(3), volunteers=people, matches=pins("n1", "n2", "n3"))
    assert clashes(case) == (Clash(needs=("n1", "n2", "n3"), rule="capacity", resource=""),)


def test_pins_that_have_nothing_to_do_with_the_clash_are_not_named() -> None:
    facts = homes(6)
    people = [make_volunteer(max_matches=1), make_volunteer(id="v2", max_matches=4)]
    v1, v2 = pins("n3", "n5", provider="v1"), pins("n1", "n2", "n4", "n6", provider="v2", waive=["time"])
    assert clashes(make_case(**facts, volunteers=people, matches=(*v1, *v2))) == (
        Clash(needs=("n3", "n5"), rule="capacity", resource="v1"),
    )


def test_message_names_needs_rule_and_resource() -> None:
    case = make_case(**homes(2), volunteers=[make_volunteer(max_matches=1)], matches=pins("n1", "n2"))
    with pytest.raises(PinsClash, match=r"^pins of n1, n2: cannot hold together, rule capacity at v1$"):
        settle(case)


# Pins without an option


@pytest.mark.parametrize(
    ("rule", "waivable", "facts"),
    [
        ("kind", True, {"needs": [make_need(kind="homework")]}),
        ("block", False, {"blocks": (make_block(),)}),
        ("gender", False, {"households": [make_household(contact_gender="m")]}),
        ("qualification", False, {"needs": [make_need(requires=["first_aid"])]}),
        ("language", True, {"households": [make_household(languages={"fa": "native"})]}),
        ("travel", True, {"volunteers": [make_volunteer(max_travel_minutes=9)]}),
        ("time", True, {"volunteers": [make_volunteer(availability=["mon 16:00-19:00"])]}),
        ("capacity", False, {"volunteers": [make_volunteer(hours_per_week=1.5)]}),
        ("age", True, {"needs": [make_need(**COURSE, age=5)], "volunteers": [], "offers": "children"}),
    ],
)
def test_pin_without_option_names_its_rule(rule: str, waivable: bool, facts: dict[str, Any]) -> None:
    if facts.get("offers") == "children":
        times = ["tue 16:00-17:00"]
        facts = {**facts, "offers": (make_offer(ages=(6, 12), times=times, language_free=True),)}
    case = make_case(**facts, matches=pins("n1"))
    assert clashes(case) == (Clash(needs=("n1",), rule=rule),)
    if waivable:
        assert settle(make_case(**facts, matches=pins("n1", waive=[rule]))).served.all()


@pytest.mark.parametrize(
    ("rule", "pin"),
    [
        ("time", {"start": "tue 18:00"}),  # two hours end at 20 o'clock
        ("language", {"mediator": "m1"}),  # v1 and h1 need no mediator
        ("language", {"provider": "v1", "mediator": "m1"}),
    ],
)
def test_pin_whose_field_does_not_fit_names_the_rule(rule: str, pin: dict[str, Any]) -> None:
    case = make_case(volunteers=[make_volunteer(), make_mediator()], matches=pins("n1", **pin))
    assert clashes(case) == (Clash(needs=("n1",), rule=rule),)


def test_every_pin_without_option_is_named_at_once() -> None:
    facts = homes(3, kind="homework")
    facts["needs"][1] = make_need(id="n2", household="h2", hours=1)
    found = clashes(make_case(**facts, matches=pins("n1", "n2", "n3")))
    assert found == (Clash(needs=("n1",), rule="kind"), Clash(needs=("n3",), rule="kind"))


def test_interpreting_pinned_where_nobody_mediates_fails_by_kind() -> None:
    case = make_case(needs=[make_need(kind="interpreting")], matches=pins("n1"))
    assert clashes(case) == (Clash(needs=("n1",), rule="kind"),)


def test_case_without_mediators_settles_its_pins() -> None:
    case = make_case(**homes(2), matches=pins("n1", "n2", provider="v1"))
    assert settle(case).served.all()
    short = make_case(**homes(2), volunteers=[make_volunteer(max_matches=1)], matches=pins("n1", "n2"))
    assert len(clashes(short)) == 1


# Properties


def pins_hold(case: Case, needs: tuple[str, ...]) -> bool:
    """Whether the pins of these needs can hold together, by trying all plans of the needs."""
    facts = Facts(case)
    options = options_by_need(facts, minutes_between(facts, travel_of(case)))
    return next(valid_plans(facts, {need: options[need] for need in needs}), None) is not None


def test_clash_of_a_random_case_is_a_smallest_set() -> None:
    found = 0
    for seed in range(250):
        case = random_case(seed)
        if not Facts(case).pinned:
            continue
        try:
            settle_pins(generate_options(Facts(case), travel_of(case)))
        except PinsClash as refused:
            for clash in refused.clashes:
                found += 1
                assert not pins_hold(case, clash.needs), seed
                for need in clash.needs:
                    rest = tuple(other for other in clash.needs if other != need)
                    assert pins_hold(case, rest), seed
        else:
            assert pins_hold(case, tuple(Facts(case).pinned)), seed
    assert found >= 3
