"""Every run on two thousand tiny cases, held against the best of all plans."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from matcher.check import check
from matcher.domain import Case
from matcher.errors import PinsClash
from matcher.facts import Facts
from matcher.result import Result
from matcher.solve import solve
from tests.brute_force import Best
from tests.instances import make_volunteer
from tests.tiny_cases import brute_force, random_case, travel_of

SEEDS = range(2000)
SOME_SEEDS = range(0, 120)


def solved(case: Case) -> Result | None:
    """The result, or None when the pins clash."""
    try:
        return solve(case, travel_of(case), effort="quick")
    except PinsClash:
        return None


@pytest.fixture(scope="module")
def runs() -> list[tuple[int, Case, Result | None, Best | None]]:
    """Seed, case, what the run says, what trying every plan says."""
    cases = [(seed, random_case(seed)) for seed in SEEDS]
    return [(seed, case, solved(case), brute_force(case, travel_of(case))) for seed, case in cases]


@pytest.fixture(scope="module")
def pairs(runs: Any) -> list[tuple[int, Case, Result, Best]]:
    """Those whose pins can hold."""
    return [run for run in runs if run[2] is not None and run[3] is not None]


def test_pins_clash_exactly_when_no_plan_holds_them(runs: Any) -> None:
    assert [seed for seed, _, result, best in runs if (result is None) != (best is None)] == []
    # The cases have some of both kinds.
    assert 0 < sum(best is None for *_, best in runs) < len(runs) / 4


def test_service_and_cost_are_those_of_the_best_plan(pairs: Any) -> None:
    found = {seed: (Fraction(result.service.value), result.cost.value) for seed, _, result, _ in pairs}
    assert found == {seed: (best.service, best.cost) for seed, *_, best in pairs}


def test_every_tiny_case_is_solved_to_the_proven_optimum(pairs: Any) -> None:
    assert [seed for seed, _, result, _ in pairs if result.status != "optimal"] == []


def test_bound_is_never_better_than_the_value(pairs: Any) -> None:
    for seed, _, result, _ in pairs:
        assert result.service.bound >= result.service.value, seed
        assert result.cost.bound <= result.cost.value, seed


def test_no_result_breaks_the_contract(pairs: Any) -> None:
    assert {seed: check(result, case, travel_of(case)) for seed, case, result, _ in pairs} == {
        seed: [] for seed, *_ in pairs
    }


def test_servable_needs_and_reasons_are_those_of_the_rules(pairs: Any) -> None:
    for seed, _, result, best in pairs:
        assert result.service.servable == len(best.servable), seed
        without = {unmatched.need for unmatched in result.unmatched if unmatched.reason == "no_option"}
        assert without == best.no_option, seed


def test_pins_hold(pairs: Any) -> None:
    n_pins = 0
    for seed, case, result, _ in pairs:
        assigned = {assignment.need: assignment for assignment in result.assignments}
        for need, pin in Facts(case).pinned.items():
            n_pins += 1
            assert assigned[need].state == "pinned", seed
            assert pin.provider in (None, assigned[need].provider), seed
            assert pin.mediator in (None, assigned[need].mediator), seed
    assert n_pins > 20


def _plain(case: Case) -> Case:
    """
    Without matches and equity.

    A helper more or less makes other needs servable, which changes the width of a group's slices: with equity the
    service of two such cases can not be compared.
    """
    return replace(case, matches=(), policy=replace(case.policy, equity=0))


def _services(change: Callable[[Case], Case]) -> list[tuple[int, float, float]]:
    """Seed and service of the plain cases, before and after a change."""
    found = []
    for seed in SOME_SEEDS:
        before = _plain(random_case(seed))
        after = change(before)
        if after != before:
            values = [solve(case, travel_of(case), effort="quick").service.value for case in (before, after)]
            found.append((seed, *values))
    return found


def _without_last_offer(case: Case) -> Case:
    gone = {offer.id for offer in case.offers[-1:]}
    return replace(
        case,
        offers=case.offers[:-1],
        blocks=tuple(block for block in case.blocks if block.resource not in gone),
        travel=tuple(row for row in case.travel if row.place not in gone),
    )


def _with_one_more_volunteer(case: Case) -> Case:
    """Somebody for whom nearly every need is possible."""
    more = make_volunteer(
        id="v-more",
        roles=["companion", "mediator"],
        kinds=["companion", "course"],
        languages={"de": "native", "ar": "native", "ti": "native"},
        max_travel_minutes=1000,
        max_matches=1,
        availability=[window for household in case.households for window in household.availability],
        qualifications=["clearance"],
    )
    return replace(case, volunteers=(*case.volunteers, more))


def test_removing_an_offer_never_raises_service() -> None:
    services = _services(_without_last_offer)
    assert [seed for seed, before, after in services if after > before] == []
    assert any(after < before for _, before, after in services)


def test_adding_a_volunteer_never_lowers_service() -> None:
    services = _services(_with_one_more_volunteer)
    assert [seed for seed, before, after in services if after < before] == []
    assert any(after > before for _, before, after in services)
