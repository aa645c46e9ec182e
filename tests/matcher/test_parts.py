"""What ties needs together: a helper, an attendee's time, an equity group."""

from typing import Any

import pytest

from matcher.domain import Case, Policy
from matcher.facts import Facts
from matcher.options import generate_options
from matcher.parts import independent_parts
from tests.brute_force import minutes_between, options_by_need
from tests.instances import make_case, make_household, make_mediator, make_need, make_offer, make_volunteer
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways

NO_EQUITY = Policy(equity=0)


def parts(case: Case, **minutes: int) -> list[list[str]]:
    """Ids of the needs of each part."""
    options = generate_options(Facts(case), Ways(**minutes))
    return [[options.needs[need].id for need in part] for part in independent_parts(options)]


def two_districts(**changes: Any) -> Case:
    """
    v1 speaks Arabic and lives near h1 in brackel, v2 near h2 in hörde; further away than 30 minutes nobody goes.

    Without a language in common they need a mediator.
    """
    facts = {
        "households": [make_household(), make_household(id="h2", district="hörde")],
        "needs": [make_need(), make_need(id="n2", household="h2")],
        "volunteers": [make_volunteer(), make_volunteer(id="v2")],
    }
    return make_case(**{**facts, **changes})


APART = {"v1_to_n2": 31, "v2_to_n1": 31}


@pytest.mark.parametrize("equity", [0, 0.25])
def test_districts_without_common_helpers_are_two_parts(equity: float) -> None:
    assert parts(two_districts(policy=Policy(equity=equity)), **APART) == [["n1"], ["n2"]]


def test_volunteer_near_both_joins_them() -> None:
    assert parts(two_districts(policy=NO_EQUITY), v2_to_n1=31) == [["n1", "n2"]]


@pytest.mark.parametrize(
    ("mediators", "expected"),
    [(["m1"], [["n1", "n2"]]), (["m1", "m2"], [["n1"], ["n2"]])],
)
def test_mediator_of_both_joins_them(mediators: list[str], expected: list[list[str]]) -> None:
    # Nobody speaks Arabic but the mediators; with two of them each goes to one need only.
    german = {"languages": {"de": "native"}}
    people = [make_volunteer(**german), make_volunteer(id="v2", **german), *(make_mediator(id=m) for m in mediators)]
    far = {} if mediators == ["m1"] else {"m1_to_n2": 31, "m2_to_n1": 31}
    assert parts(two_districts(volunteers=people, policy=NO_EQUITY), **APART, **far) == expected


def test_mediator_who_is_nobody_s_way_joins_nothing() -> None:
    # Both households share a language with who comes.
    people = [make_volunteer(), make_volunteer(id="v2"), make_mediator()]
    assert parts(two_districts(volunteers=people, policy=NO_EQUITY), **APART) == [["n1"], ["n2"]]


def test_companion_here_who_mediates_there_joins_them() -> None:
    # v1 visits h1, and goes with v2 to h2, who shares no language with v2: numbers of mediators are not of volunteers.
    people = [
        make_mediator(id="v0", languages={"xx": "native"}),
        make_volunteer(roles=["companion", "mediator"]),
        make_volunteer(id="v2", languages={"de": "native"}),
    ]
    assert parts(two_districts(volunteers=people, policy=NO_EQUITY), v2_to_n1=31) == [["n1", "n2"]]


def test_offer_of_both_joins_them() -> None:
    course = {"kind": "language_course"}
    home = {"availability": ["mon 09:00-12:00"]}
    case = two_districts(
        households=[make_household(**home), make_household(id="h2", district="hörde", **home)],
        needs=[make_need(**course), make_need(id="n2", household="h2", **course)],
        offers=(make_offer(language_free=True),),
        policy=NO_EQUITY,
    )
    assert parts(case) == [["n1", "n2"]]


def test_time_of_one_attendee_joins_needs() -> None:
    def needs(attendee: str) -> list[Any]:
        return [make_need(), make_need(id="n2", attendee=attendee)]

    assert parts(two_districts(needs=needs("household"), policy=NO_EQUITY), **APART) == [["n1", "n2"]]
    assert parts(two_districts(needs=needs("child"), policy=NO_EQUITY), **APART) == [["n1"], ["n2"]]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy(equity=0.25, equity_group="none"), [["n1", "n2"]]),
        (Policy(equity=0, equity_group="none"), [["n1"], ["n2"]]),
    ],
)
def test_one_group_for_all_joins_them_when_there_is_equity(policy: Policy, expected: list[list[str]]) -> None:
    assert parts(two_districts(policy=policy), **APART) == expected


@pytest.mark.parametrize(("equity", "expected"), [(0.25, [["n1", "n2"]]), (0, [["n1"], ["n2"]])])
def test_needs_of_one_district_are_joined_by_equity(equity: float, expected: list[list[str]]) -> None:
    neighbours = [make_household(), make_household(id="h2")]
    assert parts(two_districts(households=neighbours, policy=Policy(equity=equity)), **APART) == expected


def test_need_without_option_is_in_no_part() -> None:
    needs = [make_need(kind="homework"), make_need(id="n2", household="h2")]
    assert parts(two_districts(needs=needs), **APART) == [["n2"]]


@pytest.mark.parametrize("nothing", [{"needs": []}, {"volunteers": []}, {"needs": [], "households": []}])
def test_case_without_options_has_no_parts(nothing: dict[str, Any]) -> None:
    assert parts(two_districts(**nothing)) == []


@pytest.mark.parametrize("seed", range(60))
def test_parts_are_disjoint_and_share_nothing(seed: int) -> None:
    case = random_case(seed)
    facts, travel = Facts(case), travel_of(case)
    options = generate_options(facts, travel)
    found = [[options.needs[need].id for need in part] for part in independent_parts(options)]
    by_need = options_by_need(facts, minutes_between(facts, travel))
    assert sorted(need for part in found for need in part) == sorted(n for n, ways in by_need.items() if ways)
    touched: set[Any] = set()
    for part in found:
        needs = [facts.needs[need] for need in part]
        touches: set[Any] = {helper for need in part for option in by_need[need] for helper in option.helpers}
        touches |= {(need.household, need.attendee) for need in needs}
        if facts.policy.equity:
            touches |= {("group", facts.group(need)) for need in needs}
        assert not touches & touched
        touched |= touches
