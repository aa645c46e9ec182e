"""All options of a case: those of the rules, no more and no fewer."""

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from matcher.candidates import BLOCK_OF_NEEDS
from matcher.domain import Case, Match, Need
from matcher.facts import Facts
from matcher.listing import list_options
from matcher.options import NOBODY, Options, generate_options
from matcher.rules import broken_rules, obeys_pin
from matcher.week import format_start, parse_start
from tests.brute_force import (
    CELLS_PER_WEEK,
    Option,
    choices_without_start,
    cost_of,
    minutes_between,
    options_by_need,
    servable_weights,
    travel_of,
    usable_volunteers,
)
from tests.instances import (
    make_block,
    make_case,
    make_household,
    make_match,
    make_mediator,
    make_need,
    make_offer,
    make_travel_row,
    make_volunteer,
)
from tests.tiny_cases import random_case

SEEDS = range(300)
Written = tuple[str, str | None, str | None, int, int]
"""Need, provider, mediator, start and cost of an option."""


def generated(case: Case) -> Options:
    return generate_options(Facts(case), travel_of(case))


def written(options: Options) -> list[Written]:
    """Every option by the ids of its records."""
    found = list_options(options, np.arange(len(options.needs)))
    assert len(found) == options.n_options
    people = options.people
    providers = [record.id for record in (*people.volunteers, *people.offers)]
    mediators = [people.volunteers[volunteer].id for volunteer in people.mediators]
    return [
        (
            options.needs[need].id,
            None if provider == NOBODY else providers[provider],
            None if mediator == NOBODY else mediators[mediator],
            int(start),
            int(cost),
        )
        for need, provider, mediator, start, cost in zip(
            found.need, found.provider, found.mediator, found.start, found.cost, strict=True
        )
    ]


def short(case: Case) -> list[tuple[str | None, str | None, str]]:
    """Provider, mediator and start of every option of a case with one open need."""
    return [(provider, mediator, format_start(start)) for _, provider, mediator, start, _ in written(generated(case))]


# Against the rules


@cache
def by_the_rules(seed: int) -> dict[str, list[Option]]:
    """Options of a random case by need, found without the code under test."""
    facts = Facts(random_case(seed))
    return options_by_need(facts, minutes_between(facts, travel_of(facts.case)))


@pytest.mark.parametrize("seed", SEEDS)
def test_options_are_those_that_break_no_rule(seed: int) -> None:
    case, by_need = random_case(seed), by_the_rules(seed)
    expected = {(o.need, o.provider, o.mediator, o.start, o.cost) for found in by_need.values() for o in found}
    options = generated(case)
    found = written(options)
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_options_say_of_needs_and_people_follows_from_the_rules(seed: int) -> None:
    facts, by_need = Facts(random_case(seed)), by_the_rules(seed)
    options = generated(facts.case)
    assert [need.id for need in options.needs] == list(by_need)
    assert options.servable.tolist() == [bool(found) for found in by_need.values()]
    assert options.weight.tolist() == [facts.weight(need) for need in options.needs]
    assert options.pinned.tolist() == [need.id in facts.pinned for need in options.needs]
    usable = {v.id for v, flag in zip(options.people.volunteers, options.usable, strict=True) if flag}
    assert usable == usable_volunteers(facts, by_need)
    weights = dict(zip(options.groups, options.group_weight.tolist(), strict=True))
    assert {group: weight for group, weight in weights.items() if weight} == {
        group: weight for group, weight in servable_weights(facts, by_need).items() if weight
    }


def every_option(facts: Facts, case: Case) -> Iterator[Written]:
    """All providers, mediators and 336 starts against all rules, without any short cut."""
    minutes = minutes_between(facts, travel_of(case))
    for need in case.needs:
        for unplanned in choices_without_start(facts, minutes, need) if need.id not in facts.active else ():
            for start in range(CELLS_PER_WEEK):
                choice = replace(unplanned, start=start)
                if obeys_pin(choice) and not broken_rules(facts, choice):
                    helpers = [helper.id if helper else None for helper in (choice.provider, choice.mediator)]
                    yield need.id, *helpers, start, cost_of(facts, choice)


@pytest.mark.parametrize("seed", range(1001, 1004))
def test_short_cuts_of_these_tests_lose_no_option(seed: int) -> None:
    case = random_case(seed)
    assert set(written(generated(case))) == set(every_option(Facts(case), case))


@pytest.mark.parametrize("seed", range(50))
def test_order_of_input_does_not_change_the_options(seed: int) -> None:
    case = random_case(seed)
    rng = random.Random(seed)
    lists = ("households", "needs", "volunteers", "offers", "matches", "blocks", "travel")
    mixed = replace(case, **{name: tuple(rng.sample(getattr(case, name), len(getattr(case, name)))) for name in lists})
    first, second = generated(case), generated(mixed)
    assert set(written(first)) == set(written(second))
    assert dict(zip(first.groups, first.group_weight, strict=True)) == dict(
        zip(second.groups, second.group_weight, strict=True)
    )


def test_more_needs_than_fit_into_a_block_have_the_same_options() -> None:
    number = BLOCK_OF_NEEDS + 44
    needs = [make_need(id=f"n{i:03d}", hours=1 + i % 2) for i in range(number)]
    last = needs[-1].id
    case = make_case(needs=needs, travel=(make_travel_row(place=last, minutes=3),))
    mixed = replace(case, needs=tuple(random.Random(0).sample(needs, number)))
    found = written(generated(case))
    assert set(found) == set(written(generated(mixed)))
    # Free from 16 to 19: one hour has 5 starts, two hours have 3; half of the needs each.
    assert len(found) == number // 2 * (5 + 3)
    assert {cost for need, *_, cost in found if need == last} == {3}
    assert {cost for need, *_, cost in found if need != last} == {0}


# Corner cases


def test_case_without_needs_has_no_options() -> None:
    options = generated(make_case(needs=(), offers=(make_offer(),)))
    assert (options.n_options, len(options.needs), options.groups) == (0, 0, ())
    assert written(options) == []


def test_case_without_anybody_has_no_options() -> None:
    options = generated(make_case(volunteers=()))
    assert (options.n_options, options.servable.tolist(), options.group_weight.tolist()) == (0, [False], [0])
    assert written(options) == []


def test_case_without_volunteers_has_options_at_offers() -> None:
    home = make_household(availability=["mon 09:00-12:00"])
    course = make_offer(language_free=True)
    case = make_case(households=[home], needs=[make_need(kind="language_course")], volunteers=(), offers=(course,))
    assert short(case) == [("o1", None, "mon 09:00")]


def test_closed_needs_have_no_options() -> None:
    options = generated(make_case(matches=(make_match(),)))
    assert options.needs == ()
    assert written(options) == []


@pytest.mark.parametrize("changes", [{"hours_per_week": 0}, {"max_matches": 0}])
def test_volunteer_without_capacity_is_in_no_option(changes: dict[str, int]) -> None:
    options = generated(make_case(volunteers=[make_volunteer(**changes)]))
    assert (options.n_options, options.usable.tolist(), options.servable.tolist()) == (0, [False], [False])


def at_offer(*, need: Any = None, home: Any = None, offer: Any = None, mediator: Any = None, **case: Any) -> Case:
    """A course in German, which ``h1`` can follow with mediator ``m1`` only; all are free on Monday morning."""
    morning = {"availability": ["mon 09:00-12:00"]}
    return make_case(
        households=[make_household(**{**morning, **(home or {})})],
        needs=[make_need(kind="language_course", **(need or {}))],
        volunteers=[make_mediator(**{**morning, **(mediator or {})})],
        offers=(make_offer(**(offer or {})),),
        **case,
    )


def test_mediator_comes_along_to_an_offer() -> None:
    case = at_offer()
    assert short(case) == [("o1", "m1", "mon 09:00")]
    assert generated(case).usable.tolist() == [True]
    # Home, course and mediator in one place: household 10 minutes by transit, mediator 0 on foot, 30 for a mediator.
    assert [cost for *_, cost in written(generated(case))] == [40]


@pytest.mark.parametrize(
    "changes",
    [
        {"mediator": {"hours_per_week": 2.5}},  # the course has three hours
        {"mediator": {"max_matches": 0}},
        {"mediator": {"availability": ["mon 09:30-12:00"]}},
        {"mediator": {"languages": {"de": "B1", "ar": "native"}}},
        {"travel": (make_travel_row(traveller="m1", place="o1", minutes=31),)},
        {"travel": (make_travel_row(traveller="h1", place="o1", minutes=41),)},
        {"home": {"availability": ["mon 09:00-11:30"]}},
        {"offer": {"seats": 0}},
        {"blocks": (make_block(resource="m1"),)},
        {"matches": (Match(need="n1", status="pinned", start=parse_start("mon 09:30")),)},
    ],
)
def test_nobody_goes_to_an_offer_when_one_thing_is_wrong(changes: dict[str, Any]) -> None:
    options = generated(at_offer(**changes))
    assert (options.n_options, options.usable.tolist(), options.servable.tolist()) == (0, [False], [False])


def test_mediator_who_could_not_visit_may_still_come_to_the_offer() -> None:
    # The household lives too far for her and the need is longer than her hours; neither matters at the offer.
    far = (make_travel_row(traveller="m1", place="n1", minutes=99),)
    case = at_offer(need={"hours": 12}, mediator={"hours_per_week": 3}, travel=far)
    assert short(case) == [("o1", "m1", "mon 09:00")]


def test_mediator_near_the_household_is_not_thereby_near_the_offer() -> None:
    near = (make_travel_row(traveller="m1", place="n1", minutes=0),)
    far = (make_travel_row(traveller="m1", place="o1", minutes=31),)
    assert short(at_offer(travel=(*near, *far))) == []


# Pins


def pin(**fields: Any) -> Match:
    return Match(need="n1", status="pinned", **fields)


def test_pinned_start_at_an_offer_is_its_first_time() -> None:
    two_times = {"times": ["mon 11:00-12:00", "mon 09:00-10:00"]}
    for start, expected in (("mon 09:00", [("o1", "m1", "mon 09:00")]), ("mon 11:00", [])):
        assert short(at_offer(offer=two_times, matches=(pin(start=parse_start(start)),))) == expected


def test_pin_that_names_nothing_leaves_every_option() -> None:
    assert short(make_case(matches=(pin(),))) == short(make_case())


def test_pinned_mediator_comes_only_with_a_provider_who_needs_one() -> None:
    speaks, silent = make_volunteer(), make_volunteer(id="v2", languages={"de": "native"})
    case = make_case(volunteers=[speaks, silent, make_mediator()], matches=(pin(mediator="m1"),))
    assert {(provider, mediator) for provider, mediator, _ in short(case)} == {("v2", "m1")}
    only_speaker = make_case(volunteers=[speaks, make_mediator()], matches=(pin(mediator="m1"),))
    assert generated(only_speaker).servable.tolist() == [False]


def test_waived_language_with_a_named_mediator_brings_her_to_whoever_comes() -> None:
    speaks, silent = make_volunteer(), make_volunteer(id="v2", languages={})
    people = [speaks, silent, make_mediator(languages={}), make_mediator(id="m2")]
    case = make_case(volunteers=people, matches=(pin(mediator="m1", waive=("language",)),))
    assert {(provider, mediator) for provider, mediator, _ in short(case)} == {("v1", "m1"), ("v2", "m1")}
    nobody_named = replace(case, matches=(pin(waive=("language",)),))
    assert {(provider, mediator) for provider, mediator, _ in short(nobody_named)} == {("v1", None), ("v2", None)}


def test_named_mediator_does_not_bridge_for_herself() -> None:
    both = make_mediator(roles=["companion", "mediator"], kinds=["companion"], languages={})
    case = make_case(volunteers=[make_volunteer(), both], matches=(pin(mediator="m1", waive=("language",)),))
    assert {(provider, mediator) for provider, mediator, _ in short(case)} == {("v1", "m1")}


@pytest.mark.parametrize(("waive", "options"), [((), []), (("time",), [("o1", "m1", "mon 09:00")])])
def test_waived_time_counts_for_the_mediator_at_an_offer(waive: tuple[Any, ...], options: list[Any]) -> None:
    assert short(at_offer(mediator={"availability": []}, matches=(pin(waive=waive),))) == options


@pytest.mark.parametrize(("waive", "options"), [((), []), (("travel",), [("o1", "m1", "mon 09:00")])])
def test_waived_travel_counts_for_the_mediator_at_an_offer(waive: tuple[Any, ...], options: list[Any]) -> None:
    far = (make_travel_row(traveller="m1", place="o1", minutes=31),)
    assert short(at_offer(travel=far, matches=(pin(waive=waive),))) == options


def test_interpreting_pinned_to_a_provider_has_no_option() -> None:
    people = [make_volunteer(kinds=["interpreting"]), make_mediator(availability=["tue 16:00-18:00"])]
    case = make_case(needs=[make_need(kind="interpreting")], volunteers=people)
    assert short(case) == [(None, "m1", "tue 16:00")]
    assert short(replace(case, matches=(pin(provider="v1", waive=("kind",)),))) == []


def test_waived_time_opens_the_whole_week_but_no_taken_cell() -> None:
    # 2 hours start in 45 cells of a day. On Tuesday v1 is taken from 16 to 17 o'clock: cells 32 and 33, so the five
    # starts from 14:30 (cell 29) to 16:30 (cell 33) are gone: 7 * 45 - 5.
    busy: Need = make_need(id="n2", household="h2", hours=1)
    case = make_case(
        households=[make_household(availability=()), make_household(id="h2")],
        needs=[make_need(), busy],
        matches=(pin(waive=("time",)), make_match(need="n2", start=parse_start("tue 16:00"))),
    )
    starts = [start for *_, start in short(case)]
    assert len(starts) == 7 * 45 - 5
    assert "tue 14:00" in starts
    assert "tue 17:00" in starts
    assert not {"tue 14:30", "tue 16:30", "mon 22:30"} & set(starts)


def test_pin_of_one_need_does_not_reduce_the_options_of_another() -> None:
    needs = [make_need(), make_need(id="n2")]
    free = generated(make_case(needs=needs))
    settled = generated(make_case(needs=needs, matches=(pin(provider="v1", start=parse_start("tue 16:00")),)))
    assert {row for row in written(free) if row[0] == "n2"} == {row for row in written(settled) if row[0] == "n2"}
    assert settled.n_options == 1 + 3
