"""Without balance and borders the problem is the p-median problem."""

from itertools import combinations

import pytest

from scenarios.planning.solve import solve_plans
from scenarios.validate import validate
from tests.scenarios.planning.enumerating import TRAVEL
from tests.scenarios.planning.sparse import sparse_graph


@pytest.mark.parametrize("seed", range(25))
def test_random_p_medians_equal_brute_force(seed: int) -> None:
    nodes, p = 6 + seed % 7, 1 + seed % 4
    scenario, travel = sparse_graph(nodes, nodes + seed % 5, p, seed)
    least = min(int(travel[:, sites].min(axis=1).sum()) for sites in combinations(range(nodes), p))
    plan = solve_plans(scenario, TRAVEL).plans[0]
    assert plan.travel is not None
    assert (plan.status, plan.travel.value, plan.travel.bound) == ("optimal", least, least)


def test_eighty_nodes_are_planned_to_proof() -> None:
    scenario, _ = sparse_graph(80, 200, 6, seed=1)
    plans = solve_plans(scenario, TRAVEL)
    assert plans.plans[0].status == "optimal"
    assert validate(plans, scenario, TRAVEL) == []
