import json
from decimal import Decimal
from typing import Any

from geodata.travel import EstimatedTravel
from scenarios.regret import RegretTable, regret_table, regret_to_json
from scenarios.scenario import Scenario, SiteMinutes
from scenarios.site_plan import SitePlan
from tests.scenarios.networks import EACH_ITS_OWN, STILL, make_plan, make_scenario, make_site, make_unit

ONE, TWO = make_plan({"a": "s", "b": "s", "c": "s"}), make_plan({"a": "s", "b": "t", "c": "t"})
PRICES = {
    **STILL,
    "opening.start": "2018-10-01",
    "opening.quarters": 1,
    "regret.households_per_worker": 40,
    "regret.overload_price": 50,
    "regret.visits_per_quarter": 3,
    "regret.minute_price": 0.5,
}
"""The last quarter of 2018: 2 workers carry 80 households, and each minute to a household costs 2 * 3 * 0.5 euro."""


def priced(**changes: Any) -> Scenario:
    return make_scenario(inputs={**PRICES, **changes})


def table(scenario: Scenario, **plans: SitePlan) -> RegretTable:
    return regret_table(scenario, plans, EstimatedTravel())


def test_cost_adds_up_sites_overload_and_travel() -> None:
    # One site: 12,000 / 4; 120 - 80 = 40 households above; (60 * 10 + 40 * 20 + 20 * 30) minutes.
    # Two: both open; nobody above; (60 * 10 + 40 * 10 + 20 * 20) minutes.
    one, two = table(priced(), one=ONE, two=TWO).rows
    first, second = one.cells[0], two.cells[0]
    assert (first.sites, first.overload, first.travel) == (3_000, 2_000, 6_000)
    assert (second.sites, second.overload, second.travel) == (6_000, 0, 4_200)
    assert (first.cost, second.cost) == (11_000, 10_200)


def test_regret_is_the_cost_above_the_best_plan_of_the_column() -> None:
    found = table(priced(), one=ONE, two=TWO)
    assert [row.worst for row in found.rows] == [800, 0]
    assert found.least_worst == "two"


def test_worst_regret_of_a_plan_decides_over_all_columns() -> None:
    # Without arrivals one site is cheaper (5,000 more for a second one), with many two are: 27 people a week move at
    # once, and by the end of the quarter the city has doubled.
    sites = (make_site("s", existing=True), make_site("t", unit="b", one_off_cost=5_000), make_site("u", unit="c"))
    inputs = {
        **PRICES,
        "counted_on": "2018-10-01",
        "arrivals_per_week": [0, 27],
        "facility_weeks": 0,
        "people_per_household": 1,
        "households_in_flats": 351,
        "people_in_flats": 351,
    }
    found = table(make_scenario(sites=sites, inputs=inputs), one=ONE, two=TWO)
    (_, one_many), (two_none, _) = (row.cells for row in found.rows)
    assert found.arrivals_per_week == (0, 27)
    # None: 11,000 against 15,200. Many: 3,000 + 160 * 50 + 12,000 = 23,000 against 11,000 + 80 * 50 + 8,400 = 23,400.
    assert [cell.regret for cell in found.rows[0].cells] == [0, 0]
    assert two_none.regret == 4_200
    assert one_many.cost == 23_000
    # At twice the price of overload: 13,000 against 15,200, and 31,000 against 27,400.
    turned = table(make_scenario(sites=sites, inputs={**inputs, "regret.overload_price": 100}), one=ONE, two=TWO)
    assert [[cell.regret for cell in row.cells] for row in turned.rows] == [[0, 3_600], [2_200, 0]]
    assert [row.worst for row in turned.rows] == [3_600, 2_200]
    assert turned.least_worst == "two"


def test_plan_for_comparison_is_neither_the_best_nor_marked() -> None:
    found = regret_table(priced(), {"one": ONE, "two": TWO}, EstimatedTravel(), for_comparison=("two",))
    one, two = found.rows
    assert (one.worst, two.worst, found.least_worst) == (0, -800, "one")
    assert (one.compared, two.compared) == (False, True)


def test_first_of_equal_plans_is_marked() -> None:
    assert table(priced(), first=TWO, second=TWO).least_worst == "first"


def test_table_of_no_plans_is_empty() -> None:
    none = SitePlan(k=3, status="infeasible", assignment={}, households={}, households_per_worker={})
    found = table(priced(), none=none)
    assert (found.rows, found.least_worst) == ((), None)


def test_households_that_nobody_serves_are_overload_and_travel_nowhere() -> None:
    closed = make_scenario(
        sites=(make_site("s"), make_site("t", unit="b"), make_site("u", unit="c")), inputs=PRICES, yearly_budget=0
    )
    (cell,) = table(closed, one=ONE).rows[0].cells
    assert (cell.sites, cell.overload, cell.travel) == (0, 120 * 50, 0)


def test_prices_of_nothing_leave_the_cost_of_the_sites() -> None:
    free = priced(**{"regret.overload_price": 0, "regret.minute_price": 0})
    three = make_plan(EACH_ITS_OWN)
    assert [row.cells[0].cost for row in table(free, one=ONE, three=three).rows] == [3_000, 6_000]


def test_limit_and_json_are_told() -> None:
    found = table(priced(), one=ONE, two=TWO)
    assert found.limit == 40
    text = json.dumps(regret_to_json(found), allow_nan=False)
    assert text == json.dumps(regret_to_json(table(priced(), one=ONE, two=TWO)))
    assert json.loads(text)["rows"][0]["cells"][0]["cost"] == 11_000


def test_cents_are_kept() -> None:
    cents = priced(**{"regret.overload_price": 0.33})
    assert table(cents, one=ONE).rows[0].cells[0].overload == Decimal("13.20")  # 40 * 0.33


def test_largest_minutes_and_prices_are_counted_to_the_cent() -> None:
    # Nearly 10^9 households, 10^9 minutes there and back, 1,000 visits, 1,000 euro a minute, 60 quarters: 27 digits
    # and the cents.
    far = tuple(SiteMinutes(unit=unit, site=site, minutes=10**9) for unit in "abc" for site in "stu")
    dear = {"regret.visits_per_quarter": 1_000, "regret.minute_price": 1_000, "opening.quarters": 60}
    scenario = make_scenario(
        units=tuple(make_unit(id_, households=10**9 // 3) for id_ in "abc"), travel=far, inputs={**PRICES, **dear}
    )
    (cell,) = table(scenario, one=ONE).rows[0].cells
    assert cell.travel == 3 * (10**9 // 3) * 2 * 10**9 * 1_000 * 1_000 * 60
