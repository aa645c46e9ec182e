from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from tests.scenarios.networks import make_scenario, make_site, make_unit


def test_households_are_those_of_all_units() -> None:
    assert make_scenario().households == 120


@pytest.mark.parametrize("cost", [0.15, "0.15", Decimal("0.15")])
def test_cost_is_exact(cost: Any) -> None:
    if isinstance(cost, str):
        with pytest.raises(ValidationError):
            make_site(yearly_cost=cost)
    else:
        assert make_site(yearly_cost=cost).yearly_cost == Decimal("0.15")


@pytest.mark.parametrize(
    "changes",
    [
        {"units": ()},
        {"sites": ()},
        {"k": (0, 1)},
        {"k": (2, 1)},
        {"together": (("a",),)},
        {"balance": "even"},
        {"balance_slack": 1.5},
        {"yearly_budget": -1},
        {"yearly_budget": Decimal("NaN")},
        {"workers_per_site": 0},
        {"workers_per_site": True},
        {"colour": "red"},
    ],
)
def test_numbers_out_of_range_and_unknown_fields_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_scenario(**changes)


@pytest.mark.parametrize("changes", [{"households": -1}, {"lat": 91}, {"lon": float("nan")}, {"id": ""}])
def test_unit_checks_its_own_numbers(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_unit(**changes)
