"""How many providers are left after each rule, against the recount of ``check`` and by hand."""

from dataclasses import replace
from typing import Any

from matcher.domain import Case
from matcher.facts import Facts
from matcher.options import generate_options
from matcher.recount import recount
from matcher.remaining import RULE_ORDER, count_remaining
from matcher.rules import RULES
from matcher.travel import TravelMinutes
from tests.instances import make_block, make_case, make_household, make_match, make_mediator, make_need, make_volunteer
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways


def remaining(case: Case, travel: TravelMinutes) -> dict[str, dict[str, int]]:
    """By need, servable ones as well."""
    options = generate_options(Facts(case), travel)
    counts = count_remaining(options.judge, options.needs)
    return {need.id: left for need, left in zip(options.needs, counts, strict=True)}


def counts(case: Case, **minutes: int) -> list[int]:
    return list(remaining(case, Ways(**minutes))["n1"].values())


def test_rules_are_in_the_order_of_the_contract() -> None:
    assert tuple(RULES) == RULE_ORDER
    assert list(remaining(make_case(), Ways())["n1"]) == list(RULES)


def test_each_provider_is_lost_at_the_first_rule_it_breaks() -> None:
    # v0 by kind, v1 by block, v2 by language (nobody bridges), v3 by travel, v4 by time, v5 by capacity, v6 never.
    people = [
        make_volunteer(id="v0", kinds=["homework"], languages={}),
        make_volunteer(id="v1", max_matches=0),
        make_volunteer(id="v2", languages={"de": "native"}),
        make_volunteer(id="v3", availability=[]),
        make_volunteer(id="v4", availability=["mon 16:00-19:00"]),
        make_volunteer(id="v5", hours_per_week=1.5),
        make_volunteer(id="v6"),
    ]
    case = make_case(volunteers=people, blocks=(make_block(),))
    assert counts(case, v3_to_n1=31) == [6, 5, 5, 5, 5, 4, 3, 2, 1]


def test_who_needs_a_mediator_is_left_as_long_as_one_is() -> None:
    # m1 lives too far away, m2 is never free at the same time: without them v1 is lost at time.
    case = make_case(
        volunteers=[
            make_volunteer(languages={"de": "native"}),
            make_mediator(),
            make_mediator(id="m2", availability=["mon 16:00-19:00"]),
        ]
    )
    assert counts(case, m1_to_n1=31) == [1, 1, 1, 1, 1, 1, 1, 0, 0]


def test_mediators_are_counted_for_interpreting() -> None:
    people = [make_volunteer(), make_mediator(), make_mediator(id="m2", gender="m"), make_mediator(id="m3")]
    case = make_case(
        households=[make_household(contact_gender="f")], needs=[make_need(kind="interpreting")], volunteers=people
    )
    # Three mediators; m2 is lost at gender, m3 at travel.
    assert counts(case, m3_to_n1=31) == [3, 3, 2, 2, 2, 2, 1, 1, 1]


def test_pinned_mediator_leaves_only_who_needs_one() -> None:
    people = [make_volunteer(), make_volunteer(id="v2", languages={"de": "native"}), make_mediator()]
    pin = make_match(status="pinned", provider=None, mediator="m1")
    assert counts(make_case(volunteers=people, matches=(pin,)))[4:7] == [2, 1, 1]


def test_random_cases_are_counted_as_the_check_does() -> None:
    compared = 0
    for seed in range(300):
        case = random_case(seed)
        expected = recount(Facts(case), travel_of(case)).remaining
        found = remaining(case, travel_of(case))
        compared += len(expected)
        assert {need: found[need] for need in expected} == expected, seed
    assert compared > 100


def test_what_is_left_last_tells_who_can_be_served() -> None:
    for seed in range(150):
        case = random_case(seed)
        servable = recount(Facts(case), travel_of(case)).servable
        assert {need for need, left in remaining(case, travel_of(case)).items() if left["capacity"]} == servable, seed


def test_counts_never_grow() -> None:
    for seed in range(150):
        case = random_case(seed)
        bare: Any = replace(case, matches=())
        for left in remaining(bare, travel_of(bare)).values():
            assert list(left.values()) == sorted(left.values(), reverse=True), seed
