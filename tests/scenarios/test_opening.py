import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
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
from scenarios.scenario import Scenario, Site
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


@dataclass(frozen=True, kw_only=True)
class Tiny:
    """A network, a plan and a limit, small enough to try every order."""

    scenario: Scenario
    assignment: dict[str, str]
    limit: int
    quarters: list[Quarter]
    by_unit: list[dict[str, int]]

    def site(self, id: str) -> Site:
        return next(one for one in self.scenario.sites if one.id == id)

    def overload(self, now: int, is_open: list[str]) -> int:
        loads, nobody = dict.fromkeys(is_open, 0), 0
        for unit, households in self.by_unit[now].items():
            own = self.assignment[unit]
            if own in is_open:
                loads[own] += households
            elif self.quarters[now].year >= 2018 and is_open:
                nearest = min(is_open, key=lambda site: (MINUTES[unit, site], not self.site(site).existing, site))
                loads[nearest] += households
            elif self.quarters[now].year >= 2018:
                nobody += households
        most = self.limit * self.scenario.workers_per_site
        return nobody + sum(max(0, load - most) for load in loads.values())

    def cost(self, opened: dict[str, int]) -> Fraction:
        """Every start lies in the second month of a quarter."""
        count = len(self.quarters)
        return sum(
            (
                Fraction(self.site(id).yearly_cost) * (3 * (count - first) - (first == 0)) / 12
                + Fraction(self.site(id).one_off_cost)
                for id, first in opened.items()
            ),
            Fraction(0),
        )

    def can_be_paid(self, opened: dict[str, int]) -> bool:
        budget, last = self.scenario.yearly_budget, self.quarters[-1].year
        new = [self.quarters[first].year for id, first in opened.items() if not self.site(id).existing]
        if budget is None or not new:
            return True
        full = sum(Fraction(self.site(id).yearly_cost) for id in opened)
        return full <= budget and all(self.cost_in(year, opened) <= budget for year in range(min(new), last + 1))

    def cost_in(self, year: int, opened: dict[str, int]) -> Fraction:
        """Of a whole calendar year, also beyond the last quarter."""
        total = Fraction(0)
        for id, first in opened.items():
            begin = self.quarters[first]
            months = 13 - begin.first_month - (first == 0) if begin.year == year else 12
            if begin.year <= year:
                total += Fraction(self.site(id).yearly_cost) * months / 12
            if begin.year == year:
                total += Fraction(self.site(id).one_off_cost)
        return total

    def worth(self, opened: dict[str, int]) -> tuple[int, int, Fraction]:
        """Minus the quarters before the first overload, overload and cost."""
        count = len(self.quarters)
        overloads = [
            self.overload(now, sorted(id for id, first in opened.items() if first <= now)) for now in range(count)
        ]
        kept = next((now for now, overload in enumerate(overloads) if overload), count)
        return -kept, sum(overloads), self.cost(opened)

    def orders(self) -> Iterator[dict[str, int]]:
        """Every quarter or never for each site; existing ones from the start, others not before 2018."""
        sites, count = sorted(set(self.assignment.values())), len(self.quarters)
        later = [*(now for now, one in enumerate(self.quarters) if one.year >= 2018), count]
        for picks in itertools.product(*([0] if self.site(id).existing else later for id in sites)):
            yield {id: now for id, now in zip(sites, picks, strict=True) if now < count}


@st.composite
def tiny(draw: st.DrawFn) -> Tiny:
    existing, budget, limit = draw(st.booleans()), draw(st.none() | st.integers(0, 60)), draw(st.integers(1, 30))
    assignment = {unit: draw(st.sampled_from("stu")) for unit in "abc"}
    scenario = make_scenario(
        units=tuple(make_unit(one, households=draw(st.integers(0, 40))) for one in "abc"),
        sites=tuple(
            make_site(
                one,
                unit=unit,
                existing=existing and one == "s",
                yearly_cost=100 * draw(st.integers(0, 20)),
                one_off_cost=50 * draw(st.integers(0, 20)),
            )
            for one, unit in zip("stu", "abc", strict=True)
        ),
        workers_per_site=draw(st.integers(1, 2)),
        yearly_budget=None if budget is None else 100 * budget,
        inputs={
            "counted_on": "2017-10-01",
            "people_in_facilities": 20,
            "people_in_flats": 100,
            "households_in_flats": 100,
            "arrivals_per_week": [draw(st.integers(0, 2))],
            "opening.start": draw(st.sampled_from(["2017-08-05", "2017-11-05", "2018-02-05", "2018-05-05"])),
            "opening.quarters": draw(st.integers(1, 4)),
            "opening.pilot_limit": limit,
            "opening.further_limits": [limit],
        },
    )
    counts = arrivals_over_time(scenario)[0].quarters
    return Tiny(
        scenario=scenario,
        assignment=assignment,
        limit=limit,
        quarters=[count.quarter for count in counts],
        by_unit=[dict(count.by_unit) for count in counts],
    )


@settings(max_examples=150, deadline=None)
@given(tiny())
def test_order_is_as_good_as_the_best_of_all_orders(case: Tiny) -> None:
    (one,) = openings(case.scenario, make_plan(case.assignment), EstimatedTravel())
    best = min(case.worth(order) for order in case.orders() if case.can_be_paid(order))
    opened = {site: case.quarters.index(step.quarter) for step in one.steps for site in step.sites}
    assert case.can_be_paid(opened)
    assert case.worth(opened) == best
    kept = len(case.quarters) if one.first_break is None else case.quarters.index(one.first_break)
    assert (-kept, one.overload) == best[:2]
    assert abs(Fraction(one.cost) - best[2]) <= Fraction(1, 200)
