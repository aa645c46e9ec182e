from typing import Any

import numpy as np

from geodata.travel import EstimatedTravel
from scenarios.opening_loads import in_parts, network_of
from scenarios.opening_order import Choices, best_order
from scenarios.quarters import Quarter
from tests.scenarios.networks import EACH_ITS_OWN, make_plan, make_scenario, make_site

NETWORK = network_of(make_scenario(), make_plan(EACH_ITS_OWN), EstimatedTravel())
"""Site s exists; t and u, 12,000 euro a year each, are bits 0 and 1 of a set."""
YEAR = tuple(Quarter(2018, number) for number in (1, 2, 3, 4))


def choices(overload: list[list[int]], **changes: Any) -> Choices:
    """Overload by set (none, t, u, both) and quarter."""
    facts: dict[str, Any] = {
        "network": NETWORK,
        "overload": np.array(overload),
        "quarters": YEAR,
        "months": [3, 3, 3, 3],
        "first": 0,
        "yearly_budget": None,
        "spent": in_parts(NETWORK.sites[0].yearly_cost),
    }
    return Choices(**{**facts, **changes})


def euro(amount: int) -> int:
    return in_parts(NETWORK.sites[0].yearly_cost) // 12_000 * amount


def test_limit_is_kept_as_long_as_possible_before_anything_else() -> None:
    # With t the limit holds one quarter longer, without it there is less overload.
    worth, opened = best_order(choices([[0, 1, 1, 1], [0, 0, 9, 9], [0, 1, 1, 1], [0, 1, 9, 9]]))
    assert (worth, opened) == ((-2, 18, euro(9_000)), {0: 1})


def test_least_overload_goes_before_least_cost() -> None:
    worth, opened = best_order(choices([[5] * 4, [5] * 4, [5] * 4, [4] * 4]))
    assert (worth, opened) == ((0, 16, euro(24_000)), {0: 0, 1: 0})


def test_least_cost_decides_in_the_end() -> None:
    worth, opened = best_order(choices([[0, 0, 0, 3], [0] * 4, [0] * 4, [0] * 4]))
    assert worth == (-4, 0, euro(3_000))
    assert list(opened.values()) == [3]


def test_nothing_opens_before_the_first_quarter_it_may() -> None:
    worth, opened = best_order(choices([[1] * 4, [0] * 4, [1] * 4, [0] * 4], first=2))
    assert (worth, opened) == ((0, 2, euro(6_000)), {0: 2})


def test_budget_of_the_year_holds_and_is_new_in_the_next() -> None:
    # 12,000 of s and 12,000 of t a year are 24,000; in 2018 only 3,000 are left beside s.
    quarters, overload = (*YEAR, Quarter(2019, 1)), [[1] * 5, [0] * 5, [1] * 5, [0] * 5]
    facts = {"quarters": quarters, "months": [3] * 5, "yearly_budget": euro(24_000)}
    worth, opened = best_order(choices(overload, **facts, spent=euro(21_000)))
    assert (worth, opened) == ((0, 3, euro(6_000)), {0: 3})
    worth, opened = best_order(choices(overload, **facts, spent=euro(22_000)))
    assert (worth, opened) == ((0, 4, euro(3_000)), {0: 4})


def test_worse_way_that_spends_less_is_kept_for_what_it_can_pay_later() -> None:
    # With 9,000 euro of fittings for u: t from the first quarter on and u from the third cost 12 + 12 + 6 + 9 = 39
    # thousand in the year, with t from the second quarter on 36. At the end of the second quarter t alone is open in
    # both, with an overload of 4 + 4 or of 5 + 4.
    sites = (make_site("s", existing=True), make_site("t", unit="b"), make_site("u", unit="c", one_off_cost=9_000))
    network = network_of(make_scenario(sites=sites), make_plan(EACH_ITS_OWN), EstimatedTravel())
    overload = [[5] * 4, [4, 4, 9, 9], [9] * 4, [4, 4, 0, 0]]
    worth, opened = best_order(choices(overload, network=network, yearly_budget=euro(36_000)))
    assert (worth, opened) == ((0, 9, euro(24_000)), {0: 1, 1: 2})
