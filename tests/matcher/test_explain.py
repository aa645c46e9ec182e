"""
Two households, free on Tuesday 16 to 18 o'clock, want two hours of v1, who can take one match of that length.

Weights: n1 (urgency 2) 20 + 5, n2 (urgency 3) 40 + 5; servable 70, slices of 17.5 at 1.75, 1.5, 1.25 and 1. n2 alone
serves 45: 17.5 * 3.25 + 10 * 1.25 = 69.375. n1 alone serves 25: 17.5 * 1.75 + 7.5 * 1.5 = 41.875. The difference is
27.5.
"""

from typing import Any

import pytest

from matcher.domain import Case
from matcher.errors import InvalidInput, PinsClash
from matcher.explain import NeedExplanation, explain_need, explain_volunteer
from matcher.facts import Facts
from matcher.forcing import with_pin
from matcher.misses import Miss, rule_failures
from matcher.options import generate_options
from matcher.solve import solve
from tests.instances import make_case, make_household, make_match, make_mediator, make_need, make_offer, make_volunteer
from tests.one_need import world
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways

EVENING = ["tue 16:00-18:00"]
WAYS = Ways()


def two_households(**changes: Any) -> Case:
    facts: dict[str, Any] = {
        "households": [make_household(availability=EVENING), make_household(id="h2", availability=EVENING)],
        "needs": [make_need(), make_need(id="n2", household="h2", urgency=3)],
        "volunteers": [make_volunteer(max_matches=1)],
    }
    return make_case(**{**facts, **changes})


def explained(case: Case, need: str = "n1", ways: Any = WAYS, **changes: Any) -> NeedExplanation:
    return explain_need(case, solve(case, ways), ways, need, **changes)


def only_miss(case: Case, rule: str, helper: str = "v1", ways: Any = WAYS) -> Miss:
    """How the helper misses the rule at which she is lost."""
    judge = generate_options(Facts(case), ways).judge
    (found,) = [row for row in rule_failures(judge, case.needs[0]) if row.rule == rule]
    (miss,) = [miss for miss in found.nearest if miss.helper == helper]
    return miss


def test_forcing_the_outbid_need_costs_the_other_one() -> None:
    (way,) = explained(two_households()).ways
    assert (way.provider, way.mediator, way.start) == ("v1", None, "tue 16:00")
    assert (way.service.value, way.service_change, way.cost_change) == (41.875, -27.5, 0)
    assert (way.least_change, way.most_change, way.exact, way.cost_exact) == (-27.5, -27.5, True, True)
    assert (way.gains, way.losses, way.moved, way.current) == ((), ("n2",), (), False)


def test_forcing_what_is_chosen_already_changes_nothing() -> None:
    found = explained(two_households(), "n2")
    (way,) = found.ways
    assert found.state == "served"
    assert (way.current, way.service_change, way.cost_change, way.losses) == (True, 0, 0, ())


def test_second_choice_gives_what_match_gives_with_that_pin() -> None:
    ways = Ways(v2_to_n1=17)
    case = two_households(volunteers=[make_volunteer(max_matches=1), make_volunteer(id="v2", max_matches=1)])
    found = explained(case, "n2", ways)
    assert len(found.ways) == 2
    for way in found.ways:
        pin = make_match(need="n2", status="pinned", provider=way.provider, start=way.start)
        pinned = solve(make_case(**{**parts(case), "matches": (pin,)}), ways)
        assert (pinned.service, pinned.cost) == (way.service, way.cost)
    # Pinned to v1, v2 takes n1 for 17 minutes; the best plan has her at n2 for 10.
    assert sorted(way.cost_change for way in found.ways) == [0, 7]


def parts(case: Case) -> dict[str, Any]:
    names = ("households", "needs", "volunteers", "offers", "policy", "blocks", "travel")
    return {name: getattr(case, name) for name in names}


@pytest.mark.parametrize("seed", range(12))
def test_every_way_of_a_tiny_case_holds_when_pinned(seed: int) -> None:
    case = random_case(seed)
    travel = travel_of(case)
    try:
        result = solve(case, travel)
    except PinsClash:
        pytest.skip("the pins of this case clash")
    for need in case.needs:
        found = explain_need(case, result, travel, need.id, top=2)
        for way in found.ways:
            pinned = with_pin(case, need=need.id, provider=way.provider, mediator=way.mediator, start=way.start)
            again = solve(pinned, travel)
            assert (again.service.value, again.cost.value) == (way.service.value, way.cost.value)
            assert way.service_change <= 1e-6


def test_volunteers_whose_only_option_lapses_are_counted() -> None:
    # v2 can only serve n1: pinned to v1, she is in no option, and her 15 minutes of idle cost lapse.
    case = make_case(volunteers=[make_volunteer(), make_volunteer(id="v2")])
    found = explained(case)
    assert {(way.provider, way.idle_lapsed, way.cost_change) for way in found.ways} == {("v1", 1, -15), ("v2", 1, -15)}


def test_pin_keeps_its_waived_rules_and_the_proposal_stays() -> None:
    pin = make_match(status="pinned", waive=["language"])
    proposal = make_match(status="proposed")
    case = with_pin(make_case(matches=(pin, proposal)), need="n1", provider="v1", mediator=None, start="tue 16:00")
    assert [(m.status, m.waive) for m in case.matches] == [("pinned", ("language",)), ("proposed", ())]


def test_choice_that_another_pin_forbids_is_named() -> None:
    case = two_households(matches=(make_match(need="n2", status="pinned"),))
    found = explained(case)
    assert found.ways == ()
    (clash,) = found.clashing
    assert clash.clashes[0].needs == ("n1", "n2")


def test_top_limits_the_ways() -> None:
    case = make_case(volunteers=[make_volunteer(id=f"v{i}") for i in range(4)])
    found = explained(case, top=2)
    assert (len(found.ways), found.choices) == (2, 4)


def test_stopped_explanation_says_so() -> None:
    case = two_households()
    found = explain_need(case, solve(case, WAYS), WAYS, "n1", stop=lambda: True)
    assert (found.ways, found.complete) == ((), False)


def test_active_need_has_nothing_to_decide() -> None:
    found = explained(make_case(matches=(make_match(),)))
    assert (found.state, found.ways, found.rules) == ("active", (), ())


def test_rules_count_as_the_result_does() -> None:
    case = make_case(volunteers=[make_volunteer(gender="m")], households=[make_household(contact_gender="f")])
    found = explained(case)
    (row,) = solve(case, WAYS).unmatched
    assert {rule.rule: rule.left for rule in found.rules} == row.remaining
    assert found.state == "no_option"


def test_four_minutes_too_far() -> None:
    miss = only_miss(make_case(), "travel", ways=Ways(v1_to_n1=34))
    assert (miss.measure, miss.found, miss.needed, miss.short_by) == ("minutes", 34, 30, 4)


def test_minutes_of_a_miss_name_their_source() -> None:
    advice, offer = {"kind": "counselling"}, {"kind": "counselling"}
    too_far = Ways(v1_to_n1=99, h1_to_o1=99, sources={("v1", "n1"): "tram", ("h1", "o1"): "table"})
    assert only_miss(make_case(), "travel", ways=too_far).source == "tram"
    assert only_miss(world(n1=advice, o1=offer), "travel", helper="o1", ways=too_far).source == "table"
    with_her = Ways(m1_to_o1=99, sources={("m1", "o1"): "bus"})
    miss = only_miss(world(n1=advice, o1={**offer, "language_free": False}), "travel", helper="o1", ways=with_her)
    assert (miss.mediator, miss.source) == ("m1", "bus")
    assert only_miss(make_case(volunteers=[make_volunteer(max_matches=0)]), "capacity").source is None


def test_half_an_hour_short_in_common() -> None:
    miss = only_miss(make_case(volunteers=[make_volunteer(availability=["tue 17:30-20:00"])]), "time")
    # 17:30 to 19:00 are three half hours in a row; two hours are four.
    assert (miss.measure, miss.found, miss.needed, miss.short_by) == ("half_hours", 3, 4, 1)


def test_a2_where_b1_is_asked() -> None:
    miss = only_miss(make_case(volunteers=[make_volunteer(languages={"ar": "A2", "de": "native"})]), "language")
    assert (miss.language, miss.found, miss.needed, miss.short_by) == ("ar", "A2", "B1", 1)


def test_no_language_in_common_has_no_amount() -> None:
    miss = only_miss(make_case(volunteers=[make_volunteer(languages={"de": "native"})]), "language")
    assert (miss.language, miss.short_by) == (None, None)


def test_missing_qualification() -> None:
    miss = only_miss(make_case(needs=[make_need(requires=["first_aid"])]), "qualification")
    assert (miss.needed, miss.found, miss.short_by) == (("first_aid",), (), 1)


def test_gender_of_contact() -> None:
    miss = only_miss(make_case(households=[make_household(contact_gender="m")]), "gender")
    assert (miss.needed, miss.found) == ("m", "f")


@pytest.mark.parametrize(("age", "years"), [(5, 1), (12, 2), (None, None)])
def test_years_outside_the_ages_of_an_offer(age: int | None, years: int | None) -> None:
    case = world(n1={"kind": "language_course", "age": age}, o1={"ages": (6, 10)})
    miss = only_miss(case, "age", helper="o1")
    assert (miss.needed, miss.found, miss.short_by) == ("6-10", age, years)


def test_seats_hours_and_matches_that_are_missing() -> None:
    course = world(n1={"kind": "language_course", "seats": 3}, o1={"seats": 1})
    assert only_miss(course, "capacity", helper="o1").short_by == 2
    hours = only_miss(make_case(volunteers=[make_volunteer(hours_per_week=1.5)]), "capacity")
    assert (hours.measure, hours.found, hours.needed) == ("half_hours_left", 3, 4)
    assert only_miss(make_case(volunteers=[make_volunteer(max_matches=0)]), "capacity").measure == "matches_left"


def test_nearest_mediator_is_named_when_only_she_is_too_far() -> None:
    german = make_volunteer(languages={"de": "native"})
    case = make_case(volunteers=[german, make_mediator(), make_mediator(id="m2")])
    miss = only_miss(case, "travel", ways=Ways(m1_to_n1=40, m2_to_n1=36))
    assert (miss.mediator, miss.found, miss.short_by) == ("m2", 36, 6)


def test_times_of_an_offer_that_the_household_has_not_free() -> None:
    case = make_case(
        needs=[make_need(kind="language_course")],
        households=[make_household(availability=["mon 09:00-11:00"])],
        offers=(make_offer(language_free=True),),
    )
    miss = only_miss(case, "time", helper="o1")
    assert (miss.measure, miss.found, miss.needed, miss.short_by) == ("free_half_hours", 4, 6, 2)


def test_interpreting_needs_the_official_language_too() -> None:
    case = make_case(
        needs=[make_need(kind="interpreting")],
        volunteers=[make_mediator(languages={"ar": "native", "de": "B1"})],
    )
    miss = only_miss(case, "language", helper="m1")
    assert (miss.language, miss.found, miss.needed, miss.short_by) == ("de", "B1", "B2", 1)


def test_volunteer_sees_her_duty_and_her_other_need() -> None:
    case = two_households()
    found = explain_volunteer(case, solve(case, WAYS), WAYS, "v1")
    assert [(duty.need, duty.role, duty.start) for duty in found.duties] == [("n2", "companion", "tue 16:00")]
    (way,) = found.ways
    assert (way.need, way.service_change, way.losses) == ("n1", -27.5, ("n2",))


def test_volunteer_without_option_learns_the_rule() -> None:
    case = make_case(volunteers=[make_volunteer(kinds=["counselling"]), make_mediator()])
    result = solve(case, WAYS)
    (lost,) = explain_volunteer(case, result, WAYS, "v1").lost
    assert (lost.role, lost.rule, lost.count, lost.needs) == ("companion", "kind", 1, ("n1",))
    (lost,) = explain_volunteer(case, result, WAYS, "m1").lost
    assert (lost.role, lost.rule) == ("mediator", "partner")


def test_unknown_ids_and_other_cases_are_refused() -> None:
    case = make_case()
    result = solve(case, WAYS)
    with pytest.raises(InvalidInput, match="needs n9"):
        explain_need(case, result, WAYS, "n9")
    with pytest.raises(InvalidInput, match="volunteers n1"):
        explain_volunteer(case, result, WAYS, "n1")
    with pytest.raises(InvalidInput, match="another case"):
        explain_need(two_households(), result, WAYS, "n1")
