from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from scenarios.planning.solve import PlanStep, solve_plans
from scenarios.scenario import Balance
from scenarios.scenario_file import parse_scenario, scenario_to_json
from scenarios.site_plan_file import plans_text
from scenarios.validate import validate
from tests.scenarios.networks import make_scenario, make_site
from tests.scenarios.planning.dortmund import sixty_two, twelve
from tests.scenarios.planning.enumerating import TRAVEL, best_values, drawn


@pytest.mark.parametrize("balance", ["band", "max_load", "none"])
def test_tiny_scenarios_equal_full_enumeration_on_both_levels(balance: Balance) -> None:
    seen: Counter[str] = Counter()
    for seed in range(80):
        scenario = drawn(seed, balance, most_units=8 if seed % 4 == 0 else 6)
        k = scenario.k[0]
        expected = best_values(scenario, k)
        plans = solve_plans(scenario, TRAVEL)
        assert validate(plans, scenario, TRAVEL) == [], seed
        plan = plans.plans[0]
        seen[plan.status] += 1
        if expected is None:
            assert plan.status == "infeasible", seed
            continue
        assert plan.status == "optimal", seed
        best, travel = expected
        assert plan.travel is not None
        assert plan.travel.value == plan.travel.bound == travel, seed
        if best is not None:
            assert plan.imbalance is not None
            assert abs(Fraction(plan.imbalance.best) - best) <= Fraction(1, 10**9), seed
    assert min(seen["optimal"], seen["infeasible"]) >= 10


@pytest.mark.parametrize("balance", ["band", "max_load"])
def test_the_stadtbezirke_are_planned_to_proof(balance: Balance) -> None:
    scenario = twelve(balance)
    steps: list[PlanStep] = []
    plans = solve_plans(scenario, TRAVEL, report=steps.append)
    assert [plan.k for plan in plans.plans] == [6, 7, 8]
    assert [plan.status for plan in plans.plans] == ["optimal"] * 3
    assert validate(plans, scenario, TRAVEL) == []
    assert {step.done for step in steps} == {0, 1, 2}


def test_the_same_scenario_in_another_order_is_planned_in_the_same_bytes() -> None:
    scenario = twelve("band")
    facts = scenario_to_json(scenario)
    facts["units"].reverse()
    facts["sites"].reverse()
    facts["adjacency"] = [[b, a] for a, b in reversed(facts["adjacency"])]
    once = plans_text(solve_plans(scenario, TRAVEL, ks=[6]))
    assert plans_text(solve_plans(parse_scenario(facts), TRAVEL, ks=[6])) == once


def test_a_plan_without_time_is_a_valid_one_with_its_gap() -> None:
    scenario = sixty_two("band")
    plans = solve_plans(scenario, TRAVEL, ks=[7], time_limit_seconds=0)
    plan = plans.plans[0]
    assert plan.status in ("feasible", "unknown")
    assert validate(plans, scenario, TRAVEL) == []


def test_a_plan_that_is_stopped_says_so() -> None:
    scenario = sixty_two("band")
    plans = solve_plans(scenario, TRAVEL, ks=[7], stop=lambda: True)
    assert plans.plans[0].status in ("feasible", "unknown")
    assert validate(plans, scenario, TRAVEL) == []


def test_a_budget_of_a_million_is_exact_to_the_cent() -> None:
    # Both sites cost 1,000,000.30; 30 cents too much are less than the solver's tolerance, a millionth.
    scenario = make_scenario(
        sites=(make_site("s", yearly_cost=1_000_000), make_site("t", unit="b", yearly_cost=Decimal("0.3"))),
        k=(2, 2),
        yearly_budget=1_000_000,
        travel=(),
    )
    plan = solve_plans(scenario, TRAVEL).plans[0]
    assert plan.status == "infeasible"
    assert {demand.code for demand in plan.clash} == {"budget", "candidates", "k"}
    assert solve_plans(replace(scenario, yearly_budget=Decimal("1000000.3")), TRAVEL).plans[0].status == "optimal"
