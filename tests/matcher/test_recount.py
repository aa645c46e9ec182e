"""Options derived a second time: against every choice there is, and by hand where the definition is delicate."""

from dataclasses import replace
from typing import Any

import pytest

from matcher.domain import Case, Match, Volunteer
from matcher.facts import INTERPRETING, Facts
from matcher.recount import Recount, recount
from matcher.rules import RULES, Choice, obeys_pin
from tests.brute_force import Minutes, choices_without_start, minutes_between, possible_starts
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


def count(case: Case, **minutes: int) -> Recount:
    return recount(Facts(case), Ways(**minutes))


def remaining(case: Case, **minutes: int) -> list[int]:
    """Of need n1: kind, block, gender, age, qualification, language, travel, time, capacity."""
    return list(count(case, **minutes).remaining["n1"].values())


def persian() -> Any:
    """Household h1, whom v1 cannot talk to and m1 can."""
    return make_household(languages={"fa": "native"})


def bridging(**changes: Any) -> Volunteer:
    return make_mediator(**{"languages": {"de": "C1", "fa": "native"}, **changes})


def test_need_with_an_option_is_servable_and_its_provider_usable() -> None:
    found = count(make_case())
    assert (found.servable, found.usable, found.remaining) == ({"n1"}, {"v1"}, {})


def test_need_with_an_active_match_is_closed() -> None:
    found = count(make_case(matches=(make_match(),)))
    assert (found.servable, found.usable, found.remaining) == (set(), set(), {})


def test_remaining_has_a_count_for_every_rule_in_their_order() -> None:
    assert list(count(make_case(volunteers=())).remaining["n1"]) == list(RULES)


@pytest.mark.parametrize(
    ("volunteer", "expected"),
    [
        ({"kinds": ["sports"]}, [1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ({"gender": "m"}, [2, 2, 1, 1, 1, 1, 1, 1, 1]),
        ({"qualifications": []}, [2, 2, 2, 2, 1, 1, 1, 1, 1]),
        ({"languages": {"de": "native"}}, [2, 2, 2, 2, 2, 1, 1, 1, 1]),
        ({"max_travel_minutes": 9}, [2, 2, 2, 2, 2, 2, 1, 1, 1]),
        ({"availability": ["wed 16:00-19:00"]}, [2, 2, 2, 2, 2, 2, 2, 1, 1]),
        ({"hours_per_week": 1.5}, [2, 2, 2, 2, 2, 2, 2, 2, 1]),
    ],
)
def test_volunteer_is_lost_at_the_rule_she_breaks(volunteer: dict[str, Any], expected: list[int]) -> None:
    # v2 has no match left, so that n1 never has an option: one provider less after capacity than listed here.
    last = make_volunteer(id="v2", qualifications=["first_aid"], max_matches=0)
    first = make_volunteer(**{"qualifications": ["first_aid"], **volunteer})
    household = make_household(contact_gender="f")
    case = make_case(households=[household], needs=[make_need(requires=["first_aid"])], volunteers=[first, last])
    assert remaining(case) == [*expected[:-1], expected[-1] - 1]


def test_blocked_volunteer_is_lost_at_block() -> None:
    assert remaining(make_case(blocks=(make_block(),))) == [1, 0, 0, 0, 0, 0, 0, 0, 0]


def test_mediators_do_not_count_as_providers_of_a_visit() -> None:
    case = make_case(households=[persian()], volunteers=[make_volunteer(max_matches=0), bridging()])
    assert remaining(case) == [1, 1, 1, 1, 1, 1, 1, 1, 0]


def test_blocked_mediator_costs_the_provider_the_language_not_the_block() -> None:
    case = make_case(
        households=[persian()], volunteers=[make_volunteer(), bridging()], blocks=(make_block(resource="m1"),)
    )
    assert remaining(case) == [1, 1, 1, 1, 1, 0, 0, 0, 0]


def test_mediator_out_of_reach_costs_the_provider_the_travel() -> None:
    case = make_case(households=[persian()], volunteers=[make_volunteer(), bridging()])
    assert remaining(case, m1_to_n1=31) == [1, 1, 1, 1, 1, 1, 0, 0, 0]
    assert count(case, m1_to_n1=30).usable == {"v1", "m1"}


def test_provider_and_mediator_need_one_start_in_common() -> None:
    late = bridging(availability=["tue 16:30-19:00"])
    early = make_volunteer(availability=["tue 16:00-18:00"])
    case = make_case(households=[persian()], volunteers=[early, late])
    assert remaining(case) == [1, 1, 1, 1, 1, 1, 1, 0, 0]


def test_mediator_without_hours_costs_the_provider_the_capacity() -> None:
    case = make_case(households=[persian()], volunteers=[make_volunteer(), bridging(hours_per_week=1)])
    assert remaining(case) == [1, 1, 1, 1, 1, 1, 1, 1, 0]


def test_one_mediator_must_pass_all_rules() -> None:
    # m1 has the time and no hours left, m2 the hours and no time.
    mediators = [bridging(hours_per_week=0), bridging(id="m2", availability=["wed 16:00-19:00"])]
    case = make_case(households=[persian()], volunteers=[make_volunteer(), *mediators])
    assert remaining(case) == [1, 1, 1, 1, 1, 1, 1, 1, 0]


def test_nobody_is_her_own_mediator() -> None:
    both = bridging(id="v1", roles=["companion", "mediator"], kinds=["companion"], languages={"de": "C1"})
    case = make_case(households=[make_household(languages={"de": "A1"})], volunteers=[both])
    assert remaining(case) == [1, 1, 1, 1, 1, 0, 0, 0, 0]


def test_interpreting_counts_mediators() -> None:
    interpreting = make_need(kind="interpreting")
    case = make_case(
        needs=[interpreting], volunteers=[make_volunteer(), make_mediator(availability=["wed 08:00-09:00"])]
    )
    assert remaining(case) == [1, 1, 1, 1, 1, 1, 1, 0, 0]


def test_meeting_does_not_run_past_midnight() -> None:
    around_midnight = ["tue 23:00-24:00", "wed 00:00-01:00"]
    case = make_case(
        households=[make_household(availability=around_midnight)],
        volunteers=[make_volunteer(availability=around_midnight)],
    )
    assert remaining(case) == [1, 1, 1, 1, 1, 1, 1, 0, 0]


def test_pin_leaves_only_the_options_it_names() -> None:
    volunteers = [make_volunteer(), make_volunteer(id="v2")]
    pin = Match(need="n1", status="pinned", provider="v2")
    assert count(make_case(volunteers=volunteers, matches=(pin,))).usable == {"v2"}


def test_waived_rule_gives_a_pinned_need_its_option() -> None:
    pin = Match(need="n1", status="pinned", provider="v1", waive=("travel",))
    assert count(make_case(matches=(pin,)), v1_to_n1=99).servable == {"n1"}


def test_mediator_at_an_offer_travels_there() -> None:
    household = make_household(languages={"fa": "native"}, availability=["mon 08:00-13:00"])
    mediator = bridging(availability=["mon 08:00-13:00"])
    case = make_case(
        households=[household],
        needs=[make_need(kind="language_course")],
        volunteers=[mediator],
        offers=(make_offer(),),
    )
    assert count(case, m1_to_n1=99).usable == {"m1"}
    assert remaining(case, m1_to_o1=99) == [1, 1, 1, 1, 1, 1, 0, 0, 0]


# Against every choice there is, on tiny cases drawn at random.


def rules_passed(facts: Facts, choice: Choice) -> int:
    """How many rules hold, in their order, before the first that does not."""
    return next((i for i, holds in enumerate(RULES.values()) if not holds(facts, choice)), len(RULES))


def naive_recount(facts: Facts, minutes: Minutes) -> Recount:
    """Every provider, mediator and start judged one by one."""
    servable, usable, remaining = set(), set(), {}
    for need in facts.case.needs:
        if need.id in facts.active:
            continue
        depth: dict[str, int] = {}
        for unplanned in choices_without_start(facts, minutes, need):
            starts = [0, *possible_starts(facts, unplanned)]
            if rules_passed(facts, unplanned) < list(RULES).index("time"):
                starts = [0]
            obeying = [choice for start in starts if obeys_pin(choice := replace(unplanned, start=start))]
            passed = max((rules_passed(facts, choice) for choice in obeying), default=0)
            if passed == len(RULES):
                servable.add(need.id)
                usable.update(person.id for person in unplanned.visitors)
            counted = unplanned.mediator if need.kind == INTERPRETING else unplanned.provider
            if counted is not None:
                depth[counted.id] = max(passed, depth.get(counted.id, 0))
        counts = [sum(found > i for found in depth.values()) for i in range(len(RULES))]
        remaining[need.id] = dict(zip(RULES, counts, strict=True))
    without_option = {need: counts for need, counts in remaining.items() if need not in servable}
    return Recount(servable=frozenset(servable), usable=frozenset(usable), remaining=without_option)


@pytest.mark.parametrize("seed", range(100))
def test_recount_agrees_with_every_choice_judged_one_by_one(seed: int) -> None:
    case = random_case(seed)
    facts, travel = Facts(case), travel_of(case)
    found, expected = recount(facts, travel), naive_recount(facts, minutes_between(facts, travel))
    assert found.servable == expected.servable
    assert found.usable == expected.usable
    assert found.remaining.keys() == expected.remaining.keys()
    # A pinned need is never left unmatched; and what its pin names would restrict the first rules, too.
    for need in expected.remaining.keys() - facts.pinned.keys():
        assert found.remaining[need] == expected.remaining[need]
