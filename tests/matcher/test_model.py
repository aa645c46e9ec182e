"""The programs of both levels: a solution of the first is one of the second."""

import numpy as np
import pytest

from matcher.facts import Facts
from matcher.highs import optimise
from matcher.listing import plan_cost
from matcher.model import LinearProgram, Part, cost_hint, cost_program, lone_part, plan_of, service_program
from matcher.options import generate_options
from matcher.plan import service_of
from tests.tiny_cases import random_case, travel_of

NODES = 1_000


def part_of(seed: int) -> Part:
    case = random_case(seed)
    options = generate_options(Facts(case), travel_of(case))
    return lone_part(options, np.flatnonzero(options.servable))


def keeps(program: LinearProgram, values: list[float]) -> bool:
    """Whether every row and every bound holds."""
    sums = [sum(coefficient * values[column] for column, coefficient in row) for row, _, _ in program.rows]
    rows = all(low - 1e-6 <= total <= up + 1e-6 for total, (_, low, up) in zip(sums, program.rows, strict=True))
    limits = zip(program.lower, values, program.upper, strict=True)
    return rows and all(low - 1e-6 <= value <= up + 1e-6 for low, value, up in limits)


@pytest.mark.parametrize("seed", range(60))
def test_plan_of_most_service_is_a_solution_of_the_second_level_at_its_own_cost(seed: int) -> None:
    part = part_of(seed)
    found = optimise(service_program(part), node_limit=NODES, hint=None)
    if found.values is None:
        pytest.skip("the pins of this case clash")
    plan = plan_of(part, found.values)
    program = cost_program(part, service_of(part.options, plan))
    hint = cost_hint(part, found.values)
    assert keeps(program, hint)
    cost = sum(price * value for price, value in zip(program.objective, hint, strict=True)) + program.constant
    assert cost == pytest.approx(plan_cost(part.options, plan), abs=1e-4)


@pytest.mark.parametrize("seed", range(60))
def test_optimum_is_the_same_with_and_without_a_hint(seed: int) -> None:
    part = part_of(seed)
    found = optimise(service_program(part), node_limit=NODES, hint=None)
    if found.values is None:
        pytest.skip("the pins of this case clash")
    program = cost_program(part, service_of(part.options, plan_of(part, found.values)))
    alone = optimise(program, node_limit=NODES, hint=None)
    hinted = optimise(program, node_limit=NODES, hint=cost_hint(part, found.values))
    assert (alone.status, hinted.status) == ("optimal", "optimal")
    assert hinted.bound == pytest.approx(alone.bound, abs=1e-4)
