from decimal import Decimal
from fractions import Fraction

import pytest

from scenarios.planning.levels import next_imbalance
from scenarios.planning.problem import problem_of
from scenarios.planning.solve import solve_plans
from scenarios.scenario import Scenario, SiteMinutes
from scenarios.validate import validate
from tests.scenarios.networks import make_scenario, make_site, make_unit
from tests.scenarios.planning.enumerating import TRAVEL


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (Fraction(-1), Fraction(0)),
        (Fraction(0), Fraction(0)),
        # 120 households in 2 catchments, 60 * 0.033333 = 1.99998: the band is 58.00002 to 61.99998. One catchment is
        # outside by n + 0.00002, two are by n + 0.00004.
        (Fraction(1, 2), Fraction("1.00002")),
        (Fraction(1), Fraction("1.00002")),
        (Fraction("1.00002"), Fraction("1.00002")),
        (Fraction("1.00003"), Fraction("1.00004")),
    ],
)
def test_the_next_imbalance_is_one_that_catchments_can_have(bound: Fraction, expected: Fraction) -> None:
    problem = problem_of(make_scenario(balance_slack=Decimal("0.033333")), TRAVEL)
    assert next_imbalance(problem, 2, bound) == expected


def billions() -> Scenario:
    """Seven units anywhere of nearly 1,000,000,000 households each, two sites."""
    below = {"a": 1, "b": 1, "c": 3, "d": 1, "e": 0, "f": 38, "g": 50}
    return make_scenario(
        units=tuple(make_unit(name, households=10**9 - less) for name, less in below.items()),
        adjacency=(),
        sites=(make_site("s"), make_site("t", unit="b")),
        k=(2, 2),
        together=(("b", "e"),),
        contiguous=False,
        balance="max_load",
        balance_slack=Decimal(0),
        travel=tuple(
            SiteMinutes(unit=unit, site=site, minutes=way)
            for site, ways in {"s": (14, 21, 29, 32, 15, 28, 3), "t": (8, 19, 5, 14, 17, 2, 30)}.items()
            for unit, way in zip(below, ways, strict=True)
        ),
    )


def test_what_the_solver_can_not_tell_apart_is_not_called_optimal() -> None:
    # Four units are together, at least the four smallest: 4,000,000,000 - 50 - 38 - 3 - 1. SCIP ends two above that.
    scenario = billions()
    plans = solve_plans(scenario, TRAVEL)
    found = plans.plans[0].imbalance
    assert found is not None
    assert found.bound <= 3_999_999_908 <= found.best <= found.value
    assert plans.plans[0].status == "feasible"
    assert validate(plans, scenario, TRAVEL) == []
