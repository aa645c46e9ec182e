"""
The rules of an option, each violated and just not violated; time and capacity in ``test_rules_of_times``.

What ``n1``, ``v1``, ``m1`` and ``o1`` are: see ``one_need``.
"""

from dataclasses import replace

import pytest

from matcher.domain import Policy
from matcher.facts import Facts
from matcher.rules import RULES, obeys_pin
from tests.instances import make_block, make_match
from tests.one_need import (
    COURSE,
    GERMAN,
    INTERPRETING,
    Changes,
    broken,
    broken_at_offer,
    broken_interpreting,
    choose,
    pinned,
    world,
)


def test_rules_are_told_in_the_order_of_the_contract() -> None:
    assert list(RULES) == [
        "kind", "block", "gender", "age", "qualification", "language", "travel", "time", "capacity",
    ]  # fmt: skip
    everything_wrong = world(
        h1={"contact_gender": "m", "availability": ()},
        n1={"kind": "homework", "requires": ["clearance"]},
        v1={"languages": GERMAN, "max_matches": 0},
        blocks=(make_block(),),
    )
    without_age = [code for code in RULES if code != "age"]
    assert broken(everything_wrong, minutes=31) == without_age


# kind


@pytest.mark.parametrize(("kinds", "codes"), [(["companion", "homework"], []), (["homework"], ["kind"])])
def test_companion_serves_the_kinds_they_take_on(kinds: list[str], codes: list[str]) -> None:
    assert broken(world(v1={"kinds": kinds})) == codes


def test_mediator_who_is_no_companion_serves_no_kind() -> None:
    assert broken(world(v1={"roles": ["mediator"]})) == ["kind"]


@pytest.mark.parametrize(("kind", "codes"), [("language_course", []), ("counselling", ["kind"])])
def test_offer_serves_its_own_kind(kind: str, codes: list[str]) -> None:
    assert broken_at_offer(world(n1=COURSE, o1={"kind": kind})) == codes


def test_interpreting_is_served_by_a_mediator_alone() -> None:
    case = world(n1=INTERPRETING, v1={"kinds": ["interpreting"]}, o1={"kind": "interpreting"})
    assert broken(case, None, "m1") == []
    assert "kind" in broken(case, "v1", "m1")
    assert "kind" in broken(case, "v1")
    assert "kind" in broken_at_offer(case)
    assert "kind" in broken(case, None, "v1"), "v1 is no mediator"


def test_other_needs_are_not_served_by_a_mediator_alone() -> None:
    assert "kind" in broken(world(), None, "m1")


def test_waived_kind_lifts_kinds_of_people_and_offers() -> None:
    waived = pinned("kind")
    assert broken(world(n1={"kind": "homework"}, matches=waived)) == []
    assert broken_at_offer(world(n1={"kind": "homework"}, matches=waived)) == []


def test_waived_kind_lifts_neither_the_role_nor_interpreting() -> None:
    assert broken(world(v1={"roles": ["mediator"]}, matches=pinned("kind"))) == ["kind"]
    assert "kind" in broken(world(n1=INTERPRETING, matches=pinned("kind")))
    assert "kind" in broken(world(matches=pinned("kind")), None, "m1")


# block


def test_barred_pair_never_meets() -> None:
    case = world(v1={"languages": GERMAN}, blocks=(make_block(),))
    assert broken(case, "v1", "m1") == ["block"]
    assert broken(world(v1={"languages": GERMAN}, blocks=(make_block(resource="m1"),)), "v1", "m1") == ["block"]
    assert broken_at_offer(world(n1=COURSE, blocks=(make_block(resource="o1"),))) == ["block"]


def test_bar_of_another_household_does_not_count() -> None:
    assert broken(world(blocks=(make_block(household="h2"),))) == []


@pytest.mark.parametrize(
    ("until", "codes"), [(None, ["block"]), ("2016-09-12", ["block"]), ("2016-09-05", ["block"]), ("2016-08-29", [])]
)
def test_block_until_the_planned_week_still_bars(until: str | None, codes: list[str]) -> None:
    # The planned week begins on 2016-09-05.
    assert broken(world(blocks=(make_block(until=until),))) == codes


# gender


@pytest.mark.parametrize(("gender", "codes"), [("f", []), ("m", ["gender"]), ("x", ["gender"])])
def test_only_people_of_the_wished_gender_come(gender: str, codes: list[str]) -> None:
    wish = {"contact_gender": "f"}
    assert broken(world(h1=wish, v1={"gender": gender})) == codes
    assert broken(world(h1=wish, v1={"languages": GERMAN}, m1={"gender": gender}), "v1", "m1") == codes
    assert broken_interpreting(world(h1=wish, n1=INTERPRETING, m1={"gender": gender})) == codes
    at_offer = world(h1=wish, n1=COURSE, o1={"language_free": False}, m1={"gender": gender})
    assert broken_at_offer(at_offer, "m1") == codes


def test_without_a_wish_any_gender_comes() -> None:
    assert broken(world(v1={"gender": "x"})) == []


@pytest.mark.parametrize(("gender", "codes"), [("f", []), ("m", ["gender"]), (None, ["gender"])])
def test_offer_for_women_admits_women_and_nobody_of_unknown_gender(gender: str | None, codes: list[str]) -> None:
    assert broken_at_offer(world(n1={**COURSE, "gender": gender}, o1={"gender": "f"})) == codes


def test_wished_gender_of_visitors_does_not_concern_the_offer() -> None:
    assert broken_at_offer(world(h1={"contact_gender": "m"}, n1=COURSE)) == []


# age


@pytest.mark.parametrize(("age", "codes"), [(5, ["age"]), (6, []), (12, []), (13, ["age"]), (None, ["age"])])
def test_age_lies_in_the_ages_of_the_offer_both_ends_included(age: int | None, codes: list[str]) -> None:
    assert broken_at_offer(world(n1={**COURSE, "age": age}, o1={"ages": (6, 12)})) == codes


@pytest.mark.parametrize(("ages", "codes"), [((0, 120), []), ((0, 119), ["age"]), ((1, 120), ["age"])])
def test_unknown_age_fits_only_an_offer_open_to_all(ages: tuple[int, int], codes: list[str]) -> None:
    assert broken_at_offer(world(n1=COURSE, o1={"ages": ages})) == codes


@pytest.mark.parametrize("age", [None, 13, 121])
def test_waived_age_admits_any_age(age: int | None) -> None:
    assert broken_at_offer(world(n1={**COURSE, "age": age}, o1={"ages": (6, 12)}, matches=pinned("age"))) == []


def test_age_does_not_concern_visits() -> None:
    assert broken(world(n1={"age": 121})) == []


# qualification


@pytest.mark.parametrize(
    ("held", "codes"),
    [(["clearance", "driver", "nurse"], []), (["clearance"], ["qualification"]), ([], ["qualification"])],
)
def test_everybody_who_comes_holds_all_qualifications(held: list[str], codes: list[str]) -> None:
    requires = {"requires": ["clearance", "driver"]}
    holds_all = {"qualifications": ["driver", "clearance"]}
    assert broken(world(n1=requires, v1={"qualifications": held})) == codes
    with_mediator = world(n1=requires, v1={"languages": GERMAN, **holds_all}, m1={"qualifications": held})
    assert broken(with_mediator, "v1", "m1") == codes
    assert broken_interpreting(world(n1={**INTERPRETING, **requires}, m1={"qualifications": held})) == codes


@pytest.mark.parametrize(("held", "codes"), [(["clearance"], []), ([], ["qualification"])])
def test_offer_needs_no_qualification_but_a_mediator_there_does(held: list[str], codes: list[str]) -> None:
    course = {**COURSE, "requires": ["clearance"]}
    assert broken_at_offer(world(n1=course)) == []
    assert broken_at_offer(world(n1=course, o1={"language_free": False}, m1={"qualifications": held}), "m1") == codes


# language


@pytest.mark.parametrize(
    ("of_household", "of_volunteer", "codes"),
    [("B1", "B1", []), ("A2", "B1", ["language"]), ("B1", "A2", ["language"]), ("native", "C2", [])],
)
def test_language_is_shared_when_both_have_it_at_language_level(
    of_household: str, of_volunteer: str, codes: list[str]
) -> None:
    # language_level is B1.
    case = world(h1={"languages": {"ar": of_household}}, v1={"languages": {"ar": of_volunteer}})
    assert broken(case) == codes


def test_language_level_is_the_policys() -> None:
    case = world(h1={"languages": {"ar": "B1"}})
    assert broken(case) == []
    assert broken(replace(case, policy=Policy(language_level="B2"))) == ["language"]


def test_who_shares_a_language_comes_without_mediator() -> None:
    assert broken(world(), "v1", "m1") == ["language"]
    assert broken_at_offer(world(n1=COURSE), "m1") == ["language"], "no language is needed, so none is missing"


def test_who_shares_no_language_needs_a_mediator() -> None:
    case = world(v1={"languages": GERMAN})
    assert broken(case) == ["language"]
    assert broken(case, "v1", "m1") == []


@pytest.mark.parametrize(
    ("spoken", "codes"),
    [
        ({"de": "B2", "ar": "B2"}, []),
        ({"de": "B1", "ar": "B2"}, ["language"]),
        ({"de": "B2", "ar": "B1"}, ["language"]),
        ({"de": "native"}, ["language"]),
    ],
)
def test_mediator_bridges_both_sides_at_bridge_level(spoken: dict[str, str], codes: list[str]) -> None:
    # bridge_level is B2.
    assert broken(world(v1={"languages": GERMAN}, m1={"languages": spoken}), "v1", "m1") == codes
    at_offer = world(n1=COURSE, o1={"language_free": False}, m1={"languages": spoken})
    assert broken_at_offer(at_offer, "m1") == codes


@pytest.mark.parametrize(("level", "codes"), [("B1", []), ("A2", ["language"])])
def test_those_bridged_have_their_language_at_language_level(level: str, codes: list[str]) -> None:
    assert broken(world(h1={"languages": {"ar": level}}, v1={"languages": GERMAN}), "v1", "m1") == codes
    assert broken(world(v1={"languages": {"de": level}}), "v1", "m1") == codes


def test_mediator_is_a_mediator_and_not_the_provider() -> None:
    both = {"roles": ["companion", "mediator"], "languages": {"ar": "B2", "de": "B2"}}
    only_german = {"h1": {"languages": {"ar": "B1"}}, "v1": {"languages": GERMAN}}
    assert broken(world(**only_german, m1={"roles": ["companion"]}), "v1", "m1") == ["language"]
    # At C1 nobody shares a language; v1 could bridge at B2 were it not for being the provider.
    strict = Policy(language_level="C1")
    alone = world(v1=both, policy=strict)
    assert broken(alone, "v1") == ["language"]
    assert "language" in broken(alone, "v1", "v1")


@pytest.mark.parametrize(("free", "codes"), [(True, []), (False, ["language"])])
def test_offer_without_language_counts_as_sharing(free: bool, codes: list[str]) -> None:
    assert broken_at_offer(world(n1=COURSE, o1={"language_free": free})) == codes


@pytest.mark.parametrize(
    ("of_household", "spoken", "codes"),
    [
        ("B1", {"ar": "B2", "de": "B2"}, []),
        ("A2", {"ar": "B2", "de": "B2"}, ["language"]),
        ("B1", {"ar": "B1", "de": "B2"}, ["language"]),
        ("B1", {"ar": "B2", "de": "B1"}, ["language"]),
        ("B1", {"ar": "native"}, ["language"]),
    ],
)
def test_interpreter_has_a_language_of_the_household_and_the_official_one(
    of_household: str, spoken: dict[str, str], codes: list[str]
) -> None:
    case = world(h1={"languages": {"ar": of_household}}, n1=INTERPRETING, m1={"languages": spoken})
    assert broken_interpreting(case) == codes


@pytest.mark.parametrize(("official", "codes"), [("de", []), ("nl", ["language"])])
def test_official_language_is_the_policys(official: str, codes: list[str]) -> None:
    assert broken_interpreting(world(n1=INTERPRETING, policy=Policy(official_language=official))) == codes


def test_waived_language_means_no_mediator() -> None:
    case = world(v1={"languages": GERMAN}, matches=pinned("language"))
    assert broken(case) == []
    assert broken(case, "v1", "m1") == ["language"]


def test_waived_language_brings_the_mediator_whom_the_pin_names() -> None:
    silent = {"languages": {}}
    case = world(v1=silent, m1=silent, matches=pinned("language", mediator="m1"))
    assert broken(case, "v1", "m1") == []
    assert broken(case, "v1") == ["language"]
    no_mediator = world(v1=silent, m1={"roles": ["companion"]}, matches=pinned("language", mediator="m1"))
    assert broken(no_mediator, "v1", "m1") == ["language"]
    himself = world(v1={"roles": ["companion", "mediator"]}, matches=pinned("language", mediator="v1"))
    assert "language" in broken(himself, "v1", "v1")


def test_waived_language_of_interpreting_lifts_the_test_of_languages_only() -> None:
    case = world(n1=INTERPRETING, m1={"languages": {}}, matches=pinned("language"))
    assert broken_interpreting(case) == []
    assert broken(case, None, None) == ["kind", "language"]


# travel


@pytest.mark.parametrize(("minutes", "codes"), [(30, []), (31, ["travel"])])
def test_nobody_travels_longer_than_their_own_limit(minutes: int, codes: list[str]) -> None:
    bridged = world(v1={"languages": GERMAN, "max_travel_minutes": 5})
    assert broken(world(), minutes=minutes) == codes
    assert broken(bridged, "v1", "m1", minutes=5, mediator_minutes=minutes) == codes
    assert broken_interpreting(world(n1=INTERPRETING), mediator_minutes=minutes) == codes
    at_offer = world(n1=COURSE, o1={"language_free": False})
    assert broken_at_offer(at_offer, "m1", minutes=40, mediator_minutes=minutes) == codes


@pytest.mark.parametrize(("minutes", "codes"), [(40, []), (41, ["travel"])])
def test_household_travels_no_longer_than_the_policy_says(minutes: int, codes: list[str]) -> None:
    assert broken_at_offer(world(n1=COURSE), minutes=minutes) == codes


def test_waived_travel_lifts_the_limit_of_everybody() -> None:
    bridged = world(v1={"languages": GERMAN}, matches=pinned("travel"))
    assert broken(bridged, "v1", "m1", minutes=500, mediator_minutes=500) == []
    at_offer = world(n1=COURSE, o1={"language_free": False}, matches=pinned("travel"))
    assert broken_at_offer(at_offer, "m1", minutes=500, mediator_minutes=500) == []


# What a pin names


@pytest.mark.parametrize(
    ("named", "holds"),
    [
        ({}, True),
        ({"provider": "v1"}, True),
        ({"provider": "o1"}, False),
        ({"mediator": "m1"}, True),
        ({"mediator": "v1"}, False),
        ({"start": "tue 16:30"}, True),
        ({"start": "tue 16:00"}, False),
        ({"provider": "v1", "mediator": "m1", "start": "tue 16:30"}, True),
    ],
)
def test_pin_holds_where_the_fields_it_names_do(named: Changes, holds: bool) -> None:
    facts = Facts(world(matches=pinned(**named)))
    assert obeys_pin(choose(facts, "v1", "m1", "tue 16:30")) is holds


def test_pin_that_names_a_mediator_is_not_obeyed_without_her() -> None:
    assert not obeys_pin(choose(Facts(world(matches=pinned(mediator="m1"))), "v1", None, "tue 16:00"))


def test_proposal_binds_nobody() -> None:
    facts = Facts(world(matches=(make_match(status="proposed", provider="o1"),)))
    assert obeys_pin(choose(facts, "v1", None, "tue 16:00"))
