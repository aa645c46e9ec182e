"""
The way for large parts, taken on cases small enough to know the best plan.

Prices must bound what no plan can beat, whatever the case; how near plan and bound come is for the benchmarks.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from matcher import solve as solve_module
from matcher.check import check
from matcher.domain import Case
from matcher.errors import PinsClash
from matcher.facts import Facts
from matcher.greedy import greedy_plan
from matcher.large import LargeWork
from matcher.listing import plan_cost
from matcher.options import generate_options
from matcher.pins import settle_pins
from matcher.plan import service_of
from matcher.result import Result, result_to_json
from matcher.solve import Progress, Work, solve
from scenarios import PILOT, generate_case
from tests.brute_force import Best, values_of_plans
from tests.instances import make_case, make_household, make_mediator, make_need, make_offer, make_volunteer
from tests.tiny_cases import brute_force, random_case, travel_of

SEEDS = range(500)
SOME_SEEDS = range(25)
LITTLE = LargeWork(fewest_sweeps=30, most_sweeps=30, choices=0, moves=0, moves_per_need=300)
PRICES_ONLY = LargeWork(fewest_sweeps=3, most_sweeps=3, choices=0, moves=0, moves_per_need=0)
"""The plan stays the greedy one: bounds must hold for it as well."""
HUGE = 10**9
POLICIES: dict[str, dict[str, Any]] = {
    "huge": {
        "urgency_points": (HUGE,) * 4,
        "waiting_points_per_week": HUGE,
        **dict.fromkeys(("mediator_cost", "change_cost", "familiar_bonus", "idle_cost"), HUGE),
    },
    "huge weights": {"urgency_points": (1, HUGE - 7, HUGE - 1, HUGE), "equity": 0.1},
    "huge costs": {"urgency_points": (0, 0, 0, 1), "idle_cost": HUGE, "mediator_cost": HUGE},
    "huge bonus": {"familiar_bonus": HUGE, "change_cost": HUGE},
    "zero costs": dict.fromkeys(("mediator_cost", "change_cost", "familiar_bonus", "idle_cost"), 0),
    "zero weights": {"urgency_points": (0, 0, 0, 0), "waiting_points_per_week": 0},
    "all zero": {
        "urgency_points": (0, 0, 0, 0),
        **dict.fromkeys(
            ("waiting_points_per_week", "equity", "mediator_cost", "change_cost", "familiar_bonus", "idle_cost"), 0
        ),
    },
    "equal weights": {"urgency_points": (7, 7, 7, 7), "waiting_points_per_week": 0},
    "steepest equity": {"equity": 4, "equity_group": "none"},
}


def solve_with(work: LargeWork, case: Case, *, exact_options: int = -1, **how: Any) -> Result:
    """A run in which no part (or only tiny ones) is solved exactly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(solve_module.WORK, "quick", Work(exact_options=exact_options, nodes=200, large=work))
        return solve(case, travel_of(case), effort="quick", **how)


def as_text(result: Result) -> str:
    return json.dumps({**result_to_json(result), "seconds": 0})


Run = tuple[int, Case, Result, Best]


def runs_of(work: LargeWork, seeds: range, *, exact_options: int = -1, **policy: Any) -> Iterator[Run]:
    """Seed, case, result and best plan of every case whose pins can hold."""
    for seed in seeds:
        case = random_case(seed)
        case = replace(case, policy=replace(case.policy, **policy))
        best = brute_force(case, travel_of(case))
        if best is None:
            with pytest.raises(PinsClash):
                solve_with(work, case, exact_options=exact_options)
        else:
            yield seed, case, solve_with(work, case, exact_options=exact_options), best


@pytest.fixture(scope="module")
def searched() -> list[Run]:
    return list(runs_of(LITTLE, SEEDS))


@pytest.fixture(scope="module", params=["little work", "prices only"])
def runs(request: Any, searched: list[Run]) -> list[Run]:
    return searched if request.param == "little work" else list(runs_of(PRICES_ONLY, SEEDS))


def assert_sound(run: Run) -> None:
    """Valid, and both bounds hold for the best plans."""
    seed, case, result, best = run
    assert check(result, case, travel_of(case)) == [], seed
    rounding = Fraction(1, 10**12) * best.service
    assert Fraction(result.service.bound) >= best.service - rounding, seed
    assert Fraction(result.service.value) <= best.service + rounding, seed
    assert result.cost.bound <= cheapest(case, best, result), seed


def cheapest(case: Case, best: Best, result: Result) -> int:
    """Least cost of all plans that serve at least as much as the result does."""
    if Fraction(result.service.value) == best.service:
        return best.cost
    values = values_of_plans(case, travel_of(case))
    return min(cost for service, cost in values if float(service) >= result.service.value)


# Tiny cases


def test_plans_are_valid_and_bounds_hold(runs: list[Run]) -> None:
    for run in runs:
        assert_sound(run)


def test_optimal_is_said_only_of_the_best_plan(runs: list[Run]) -> None:
    said = [run for run in runs if run[2].status == "optimal"]
    assert len(said) > 10
    for seed, _, result, best in said:
        assert (Fraction(result.service.value), result.cost.value) == (best.service, best.cost), seed


def test_plan_is_never_below_the_greedy_one(runs: list[Run]) -> None:
    for seed, case, result, _ in runs:
        options = generate_options(Facts(case), travel_of(case))
        greedy = greedy_plan(options, settle_pins(options))
        mine = (Fraction(result.service.value), -result.cost.value)
        assert mine >= (service_of(options, greedy), -plan_cost(options, greedy)), seed


def test_pins_hold(runs: list[Run]) -> None:
    for seed, case, result, _ in runs:
        assigned = {assignment.need: assignment for assignment in result.assignments}
        for need, pin in Facts(case).pinned.items():
            assert assigned[need].state == "pinned", seed
            assert pin.provider in (None, assigned[need].provider), seed
            assert pin.mediator in (None, assigned[need].mediator), seed


def test_little_work_finds_the_best_service_of_nearly_every_tiny_case(searched: list[Run]) -> None:
    found = [Fraction(result.service.value) == best.service for _, _, result, best in searched]
    assert sum(found) >= 0.97 * len(found)


@pytest.mark.parametrize("policy", list(POLICIES.values()), ids=list(POLICIES))
@pytest.mark.parametrize("work", [LITTLE, PRICES_ONLY], ids=["little work", "prices only"])
def test_bounds_hold_for_every_policy(work: LargeWork, policy: dict[str, Any]) -> None:
    for run in runs_of(work, SOME_SEEDS, **policy):
        assert_sound(run)


def test_group_whose_needs_weigh_nothing_has_a_bound() -> None:
    # Dividing by the weight of a group once ended the run.
    (run,) = runs_of(LITTLE, range(11, 12))
    assert 0 in {group.servable_weight for group in run[2].groups.values()}
    assert_sound(run)


def test_huge_weights_do_not_overflow_the_bound() -> None:
    # Slopes once ran away until products wrapped around: bound 0, and a cost bound above the least cost.
    (run,) = runs_of(LITTLE, range(36, 37), **POLICIES["huge"])
    assert_sound(run)


@pytest.mark.parametrize("equity", [0, 0.25])
def test_tiny_parts_solved_exactly_beside_large_ones(equity: float) -> None:
    # Without equity parts may share a group.
    for run in runs_of(LITTLE, range(60), exact_options=6, equity=equity):
        assert_sound(run)


def test_mediator_who_can_only_join_an_offer_visits_nobody() -> None:
    # "far" is 6.7 km away on foot, but near the offer; for visits there is only "near", with one match.
    times = ("mon 09:00-12:00", "tue 16:00-19:00")
    german: dict[str, Any] = {"kind": "german"}
    case = make_case(
        households=[make_household(id=f"h{i}", availability=times) for i in (1, 2)],
        needs=[make_need(id=f"n{i}", household=f"h{i}", **german) for i in (1, 2)],
        volunteers=[
            make_volunteer(id="p", kinds=["german"], languages={"de": "native"}, availability=times),
            make_mediator(id="near", max_matches=1, availability=times[1:]),
            make_mediator(id="far", lat=51.5241 + 0.06, availability=times, mode="foot", max_travel_minutes=30),
        ],
        offers=[make_offer(lat=51.5241 + 0.05, seats=1, **german)],
    )
    result = solve_with(LITTLE, case)
    assert check(result, case, travel_of(case)) == []
    assert "far" not in {row.mediator for row in result.assignments if row.provider == "p"}


# A small generated case


@pytest.fixture(scope="module")
def village() -> Case:
    """The pilot's mix, with a history: some needs active, some pinned, some proposed."""
    shares = {"proposed_share": 0.3, "active_share": 0.1, "pinned_share": 0.05}
    return generate_case(replace(PILOT, **shares), seed=4, households=50)


@pytest.fixture(scope="module")
def result(village: Case) -> Result:
    return solve_with(LITTLE, village)


def test_village_is_valid_and_its_bounds_hold_for_the_exact_optimum(village: Case, result: Result) -> None:
    exact = solve(village, travel_of(village))
    assert exact.status == "optimal"
    assert check(result, village, travel_of(village)) == []
    assert result.service.value <= exact.service.value <= result.service.bound
    assert result.service.value >= 0.97 * exact.service.value
    if result.service.value == exact.service.value:
        assert result.cost.bound <= exact.cost.value <= result.cost.value


def test_same_seed_gives_the_same_bytes(village: Case, result: Result) -> None:
    assert as_text(solve_with(LITTLE, village)) == as_text(result)


def test_other_seed_gives_a_valid_plan_too(village: Case, result: Result) -> None:
    other = solve_with(LITTLE, village, seed=1)
    assert as_text(other) != as_text(result)
    assert check(other, village, travel_of(village)) == []
    assert other.service.bound >= result.service.value
    assert result.service.bound >= other.service.value


def test_progress_only_gets_better(village: Case, result: Result) -> None:
    told: list[Progress] = []
    solve_with(LITTLE, village, report=told.append)
    assert [progress.stage for progress in told] == ["greedy", "prices", "service", "cost"]
    for before, after in pairwise(told):
        assert after.service >= before.service
        assert after.bound <= before.bound
    assert (told[-1].service, told[-1].bound) == (result.service.value, result.service.bound)


@pytest.mark.parametrize("calls", [0, 1, 7, 33, 70])
def test_stopped_run_has_a_valid_plan_no_worse_than_greedy(village: Case, result: Result, calls: int) -> None:
    left = [calls]

    def stop() -> bool:
        left[0] -= 1
        return left[0] < 0

    stopped = solve_with(LITTLE, village, stop=stop)
    options = generate_options(Facts(village), travel_of(village))
    greedy = greedy_plan(options, settle_pins(options))
    assert check(stopped, village, travel_of(village)) == []
    assert stopped.service.value >= service_of(options, greedy)
    assert stopped.service.bound >= result.service.value
