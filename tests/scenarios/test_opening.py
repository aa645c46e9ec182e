import itertools
import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.travel import EstimatedTravel
from scenarios.arrivals_over_time import arrivals_over_time
from scenarios.default import default_scenario
from scenarios.opening import Opening, openings, openings_to_json
from scenarios.quarters import Quarter
from scenarios.regret import regret_table
from scenarios.scenario import Scenario
from scenarios.site_plan import SitePlan
from tests.scenarios.networks import (
    EACH_ITS_OWN,
    MINUTES,
    STILL,
    make_plan,
    make_scenario,
    make_site,
    make_unit,
)

PLAN = make_plan(EACH_ITS_OWN)


def opening(
    *, limit: int, plan: SitePlan = PLAN, inputs: dict[str, Any] | None = None, quarters: int = 4, **changes: Any
) -> Opening:
    facts = {
        **STILL,
        "opening.quarters": quarters,
        "opening.pilot_limit": limit,
        "opening.further_limits": [limit],
        **(inputs or {}),
    }
    (one,) = openings(make_scenario(inputs=facts, **changes), plan, EstimatedTravel())
    return one


def steps_of(one: Opening) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(step.quarter), step.sites) for step in one.steps]


def test_nothing_opens_while_the_existing_site_carries_everybody() -> None:
    one = opening(limit=60)  # 120 households, 2 workers
    assert (one.first_break, one.cause, one.overload) == (None, None, 0)
    assert steps_of(one) == [("2018-Q1", ("s",))]
    assert (one.never_open, one.cost) == (("t", "u"), Decimal(12_000))


def test_site_that_keeps_the_limit_opens_and_the_other_stays_closed() -> None:
    # With t open s has 60 and t has 60; with u instead s would have 100. Limit 30 * 2 workers = 60.
    one = opening(limit=30)
    assert steps_of(one) == [("2018-Q1", ("s", "t"))]
    assert (one.first_break, one.never_open, one.cost) == (None, ("u",), Decimal(24_000))


def test_sites_open_as_late_as_growth_allows() -> None:
    # 4 people a week from 2 April on move at once and are a household each: 120 + 48 by the end of June (12 whole
    # weeks from 1 April, a Sunday), 120 + 100 by the end of September. Limit 75 * 2 workers = 150.
    inputs = {
        "counted_on": "2018-04-01",
        "arrivals_per_week": [4],
        "facility_weeks": 0,
        "people_per_household": 1,
        "households_in_flats": 120,
        "people_in_flats": 120,
    }
    one = opening(limit=75, inputs=inputs)
    assert [sum(quarter.households.values()) for quarter in one.quarters] == [120, 172, 224, 236]
    assert steps_of(one) == [("2018-Q1", ("s",)), ("2018-Q2", ("t",))]
    assert one.first_break is None


def test_first_break_is_the_workers_fault_when_money_would_not_help() -> None:
    one = opening(limit=20)  # a alone has 60 households, more than 40
    assert (str(one.first_break), one.cause) == ("2018-Q1", "workers")
    # Then the least overload: with t (60, 60) 40 above in all; with t and u (60, 40, 20) 20 above.
    assert one.overload == 4 * 20
    assert steps_of(one) == [("2018-Q1", ("s", "t", "u"))]


def test_first_break_is_the_budgets_fault_when_money_would_help() -> None:
    one = opening(limit=30, yearly_budget=12_000)
    assert (str(one.first_break), one.cause, one.overload) == ("2018-Q1", "budget", 4 * 60)
    assert one.never_open == ("t", "u")


def test_fittings_that_do_not_fit_into_the_year_make_a_site_open_later() -> None:
    # s costs 12,000 in the year, t 3,000 a quarter and 4,000 once: from the second quarter on 25,000.
    sites = (make_site("s", existing=True), make_site("t", unit="b", one_off_cost=4_000), make_site("u", unit="c"))
    one = opening(limit=30, sites=sites, yearly_budget=25_000)
    assert steps_of(one) == [("2018-Q1", ("s",)), ("2018-Q2", ("t",))]
    assert [year.cost for year in one.years] == [Decimal(25_000)]
    assert one.first_year_over_budget is None


def test_site_whose_full_year_is_beyond_the_budget_never_opens() -> None:
    one = opening(limit=30, yearly_budget=20_000)  # a quarter of t would fit into 2018, its full year would not
    assert one.never_open == ("t", "u")


def test_before_the_networks_first_year_only_existing_sites_work() -> None:
    inputs = {
        "opening.start": "2017-12-15",
        "opening.network_year": 2018,
        "opening.pilot_budgets": [[2017, 500]],
        "counted_on": "2019-01-01",
    }
    one = opening(limit=30, inputs=inputs, quarters=2)
    first, second = one.quarters
    assert (first.households, first.waiting) == ({"s": 60}, 60)
    assert (first.most_per_worker, first.cost) == (Decimal(30), Decimal(1_000))  # December: a twelfth of the year
    assert (second.households, second.waiting) == ({"s": 60, "t": 60}, 0)
    assert [(year.year, year.budget) for year in one.years] == [(2017, Decimal(500)), (2018, None)]
    assert one.first_year_over_budget == 2017


def test_existing_sites_break_a_limit_alone_before_the_networks_first_year() -> None:
    inputs = {"opening.start": "2017-10-01", "counted_on": "2019-01-01"}
    one = opening(limit=29, inputs=inputs, quarters=2)
    assert (str(one.first_break), one.cause) == ("2017-Q4", "existing")


def test_households_wait_until_the_first_site_can_open() -> None:
    sites = (make_site("s", one_off_cost=9_000), make_site("t", unit="b"), make_site("u", unit="c"))
    one = opening(limit=500, sites=sites, plan=make_plan({"a": "s", "b": "s", "c": "s"}), yearly_budget=12_000)
    # The fittings leave 3,000: one quarter. Until then 120 households are nobody's.
    assert steps_of(one) == [("2018-Q4", ("s",))]
    assert [quarter.waiting for quarter in one.quarters] == [120, 120, 120, 0]
    assert [quarter.most_per_worker for quarter in one.quarters] == [None, None, None, Decimal(60)]
    assert (str(one.first_break), one.cause, one.overload) == ("2018-Q1", "budget", 360)


def test_every_limit_and_every_number_of_arrivals_has_its_order() -> None:
    inputs = {**STILL, "arrivals_per_week": [0, 5], "opening.pilot_limit": 60, "opening.further_limits": [20, 30]}
    found = openings(make_scenario(inputs=inputs), PLAN, EstimatedTravel())
    assert [(one.arrivals_per_week, one.limit) for one in found] == list(itertools.product((0, 5), (20, 30, 60)))


def test_plan_that_is_none_has_no_opening() -> None:
    none = SitePlan(k=3, status="infeasible", assignment={}, households={}, households_per_worker={})
    assert openings(make_scenario(), none, EstimatedTravel()) == ()


def test_plan_of_more_sites_than_can_be_looked_at_has_no_opening() -> None:
    ids = [f"u{i}" for i in range(13)]
    scenario = make_scenario(
        units=tuple(make_unit(one) for one in ids),
        sites=tuple(make_site(one, unit=one) for one in ids),
        adjacency=(),
        travel=(),
    )
    many = make_plan({one: one for one in ids})
    assert openings(scenario, many, EstimatedTravel()) == ()
    assert regret_table(scenario, {"many": many}, EstimatedTravel()).rows == ()


def test_pilot_region_has_nothing_to_open() -> None:
    scenario = default_scenario("pilot")
    plan = make_plan({"brackel": "pilot", "aplerbeck": "pilot"})
    found = {(one.arrivals_per_week, one.limit): one for one in openings(scenario, plan, EstimatedTravel())}
    assert {one.cost for one in found.values()} == {Decimal(5_000) + Decimal(105_000) * (4 + 4 * 12) / 12}
    # 213 households at the end of September 2016 (1,692 people moved), 263 or 262 at the end of the year: 106 and 131.
    breaks = {limit: str(found[50, limit].first_break) for limit in (75, 100, 125, 150)}
    assert breaks == {75: "2016-Q3", 100: "2016-Q3", 125: "2016-Q4", 150: "2017-Q2"}


def test_json_is_plain_and_the_same_each_time() -> None:
    found = openings(make_scenario(), PLAN, EstimatedTravel())
    text = json.dumps(openings_to_json(found), allow_nan=False)
    assert text == json.dumps(openings_to_json(openings(make_scenario(), PLAN, EstimatedTravel())))
    assert json.loads(text)[0]["steps"][0] == {"quarter": "2018-Q1", "sites": ["s"]}


# --- Against all orders, by simple means ---------------------------------------------------------------------------


def nearest(scenario: Scenario, unit: str, is_open: list[str]) -> str:
    return min(is_open, key=lambda site: (MINUTES[unit, site], not _existing(scenario, site), site))


def _existing(scenario: Scenario, site: str) -> bool:
    return next(one.existing for one in scenario.sites if one.id == site)


def worth(
    scenario: Scenario,
    assignment: dict[str, str],
    quarters: list[Quarter],
    by_unit: list[dict[str, int]],
    opened: dict[str, int],
    limit: int,
) -> tuple[int, int, Fraction] | None:
    """Minus the quarters before the first overload, overload and cost of an order; None when it cannot be paid."""
    overloads = []
    for now, quarter in enumerate(quarters):
        is_open = sorted(site for site, first in opened.items() if first <= now)
        loads = dict.fromkeys(is_open, 0)
        nobody = 0
        for unit, households in by_unit[now].items():
            if assignment[unit] in is_open:
                loads[assignment[unit]] += households
            elif quarter.year >= 2018:
                if is_open:
                    loads[nearest(scenario, unit, is_open)] += households
                else:
                    nobody += households
        overloads.append(nobody + sum(max(0, load - limit * scenario.workers_per_site) for load in loads.values()))
    sites = {site.id: site for site in scenario.sites}
    cost = Fraction(0)
    by_year: dict[int, Fraction] = {}
    for id_, first in opened.items():
        yearly, once = Fraction(sites[id_].yearly_cost), Fraction(sites[id_].one_off_cost)
        for now in range(first, len(quarters)):  # every start lies in the second month of a quarter
            part = 2 if now == 0 else 3
            cost += yearly * part / 12 + (once if now == first else 0)
        year = quarters[first].year
        in_first = 12 - quarters[first].first_month + 1 - (1 if first == 0 else 0)
        by_year[year] = by_year.get(year, Fraction(0)) + yearly * in_first / 12 + once
        for later in range(year + 1, quarters[-1].year + 1):
            by_year[later] = by_year.get(later, Fraction(0)) + yearly
    new_years = {
        year
        for id_, first in opened.items()
        if not sites[id_].existing
        for year in range(quarters[first].year, quarters[-1].year + 1)
    }
    if scenario.yearly_budget is not None and new_years:
        full = sum(Fraction(sites[id_].yearly_cost) for id_ in opened)
        if full > scenario.yearly_budget or any(by_year[year] > scenario.yearly_budget for year in new_years):
            return None
    kept = next((now for now, overload in enumerate(overloads) if overload), len(quarters))
    return -kept, sum(overloads), cost


def orders(scenario: Scenario, sites: list[str], quarters: list[Quarter]) -> Iterator[dict[str, int]]:
    """Every quarter or never for each site; existing ones from the start, others not before 2018."""
    choices = []
    for site in sites:
        if _existing(scenario, site):
            choices.append([0])
        else:
            choices.append([*(now for now, one in enumerate(quarters) if one.year >= 2018), len(quarters)])
    for picks in itertools.product(*choices):
        yield {site: now for site, now in zip(sites, picks, strict=True) if now < len(quarters)}


@settings(max_examples=150, deadline=None)
@given(
    households=st.tuples(*[st.integers(0, 40)] * 3),
    assignment=st.fixed_dictionaries({unit: st.sampled_from("stu") for unit in "abc"}),
    existing=st.booleans(),
    costs=st.tuples(*[st.integers(0, 20)] * 6),
    budget=st.none() | st.integers(0, 60),
    limit=st.integers(1, 30),
    workers=st.integers(1, 2),
    start=st.sampled_from(["2017-08-05", "2017-11-05", "2018-02-05", "2018-05-05"]),
    quarters=st.integers(1, 4),
    arrivals=st.integers(0, 2),
)
def test_order_is_as_good_as_the_best_of_all_orders(
    households: tuple[int, ...],
    assignment: dict[str, str],
    existing: bool,
    costs: tuple[int, ...],
    budget: int | None,
    limit: int,
    workers: int,
    start: str,
    quarters: int,
    arrivals: int,
) -> None:
    sites = tuple(
        make_site(
            one,
            unit=unit,
            existing=existing and one == "s",
            yearly_cost=costs[2 * i] * 100,
            one_off_cost=costs[2 * i + 1] * 50,
        )
        for i, (one, unit) in enumerate(zip("stu", "abc", strict=True))
    )
    scenario = make_scenario(
        units=tuple(make_unit(one, households=count) for one, count in zip("abc", households, strict=True)),
        sites=sites,
        workers_per_site=workers,
        yearly_budget=None if budget is None else budget * 100,
        inputs={
            "counted_on": "2017-10-01",
            "people_in_facilities": 20,
            "people_in_flats": 100,
            "households_in_flats": 100,
            "arrivals_per_week": [arrivals],
            "opening.start": start,
            "opening.quarters": quarters,
            "opening.pilot_limit": limit,
            "opening.further_limits": [limit],
        },
    )
    (one,) = openings(scenario, make_plan(assignment), EstimatedTravel())
    (column,) = arrivals_over_time(scenario)
    when = [count.quarter for count in column.quarters]
    by_unit = [dict(count.by_unit) for count in column.quarters]
    sites_of_plan = sorted(set(assignment.values()))
    worths = [
        found
        for order in orders(scenario, sites_of_plan, when)
        if (found := worth(scenario, assignment, when, by_unit, order, limit)) is not None
    ]
    kept = len(when) if one.first_break is None else when.index(one.first_break)
    least, overload, cost = min(worths)
    assert (-kept, one.overload) == (least, overload)
    assert abs(Fraction(one.cost) - cost) <= Fraction(1, 100)
    opened = {site: when.index(step.quarter) for step in one.steps for site in step.sites}
    assert worth(scenario, assignment, when, by_unit, opened, limit) == (least, overload, cost)
