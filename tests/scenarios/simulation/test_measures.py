"""Measures of runs that were written down by hand."""

from decimal import Decimal

import pytest

from matcher.errors import InvalidInput
from scenarios.scenario import Site
from scenarios.simulation.measures import Line, Offices, groups_of, offices_of, overall, weekly
from scenarios.simulation.run import Played
from scenarios.site_plan import SitePlan
from tests.scenarios.simulation.worlds import village

OFFICES = Offices(workers=2, weekly_cost=1_000)


def two_weeks() -> Played:
    """Three needs are served in the first week, none in the second."""
    return Played(
        requested=[4, 1],
        served=[3, 0],
        withdrawn=[0, 1],
        open=[1, 1],
        served_points=[70, 0],
        waited_days=[[7, 14, 70], []],
        open_by={"kind": [{"companion": 1}, {"counselling": 1}], "language": [{"ar": 1}, {"ar": 1}], "district": []},
        requested_points_in=[{"north": 50, "south": 40}, {"north": 50, "south": 100}],
        served_points_in=[{"north": 30, "south": 40}, {"north": 30, "south": 40}],
        in_care=[3, 2],
        mediator_hours=[2.0, 4.0],
        mediator_hours_offered=[10.0, 8.0],
        active=[5, 4],
        lost=[1, 2],
        minutes=[60, 0],
        households=[2, 0],
    )


def test_every_measure_week_by_week() -> None:
    found = weekly(two_weeks(), OFFICES, [])
    assert {line.measure: values for line, values in found.items()} == {
        "served": [3, 0],
        "served_weight": [70, 0],
        "waiting_mean": [pytest.approx(13 / 3), None],  # 1, 2 and 10 weeks
        "waiting_p90": [10, None],  # nine in ten of three are all three
        "open": [1, 1],
        "lowest_district_service": [0.6, 0.4],  # 30 of 50; then 40 of 100
        "households_per_worker": [1.5, 1],
        "mediator_hours_used": [2, 4],
        "mediator_hours_available": [10, 8],
        "volunteers_active": [5, 4],
        "volunteers_lost": [1, 2],
        "travel_per_match": [20, None],
        "cost_per_household": [500, None],
    }


def test_every_measure_over_the_horizon() -> None:
    found = overall(two_weeks(), OFFICES, [])
    assert {line.measure: value for line, value in found.items()} == {
        "served": 3,
        "served_weight": 70,
        "waiting_mean": pytest.approx(13 / 3),
        "waiting_p90": 10,
        "open": 1,
        "lowest_district_service": 0.4,
        "households_per_worker": 1,
        "mediator_hours_used": 3,
        "mediator_hours_available": 9,
        "volunteers_active": 4,
        "volunteers_lost": 3,
        "travel_per_match": 20,
        "cost_per_household": 1000,  # 2,000 euro of two weeks for two households
    }


def test_nine_in_ten_of_ten_leaves_out_the_longest() -> None:
    played = two_weeks()
    played.waited_days = [[7] * 9 + [700], []]
    assert weekly(played, OFFICES, [])[Line("waiting_p90")] == [1, None]
    played.waited_days = [[7] * 8 + [14, 700], []]
    assert weekly(played, OFFICES, [])[Line("waiting_p90")] == [2, None]


def test_split_measures_hold_every_group_of_any_run_and_zero_where_there_was_none() -> None:
    other = Played(open_by={"kind": [{}, {"interpreting": 1}], "language": [], "district": []})
    groups = groups_of([two_weeks(), other])
    assert [line.group for line in groups if line.measure == "open_by_kind"] == [
        "companion",
        "counselling",
        "interpreting",
    ]
    found = weekly(two_weeks(), OFFICES, [line for line in groups if line.measure == "open_by_kind"])
    assert found[Line("open_by_kind", "companion")] == [1, 0]
    assert found[Line("open_by_kind", "interpreting")] == [0, 0]
    assert (
        overall(two_weeks(), OFFICES, [Line("open_by_kind", "counselling")])[Line("open_by_kind", "counselling")] == 1
    )


def candidate(id_: str, cost: int) -> Site:
    return Site(id=id_, unit="aplerbeck", lat=51.5, lon=7.52, yearly_cost=cost)


def plan(*sites: str) -> SitePlan:
    return SitePlan(
        k=len(sites), status="feasible", sites=sites, assignment={}, households={}, households_per_worker={}
    )


def test_open_sites_without_a_plan_are_the_existing_and_then_the_cheapest() -> None:
    (office,) = village().sites
    scenario = village(sites=(candidate("b", 26_000), candidate("a", 26_000), candidate("c", 10_400), office), k=(3, 4))
    # The office 52,000, c 10,400 and of the two others a: 88,400 euro a year, 1,700 a week; two workers each.
    assert offices_of(scenario, None) == Offices(workers=6, weekly_cost=1_700)


def test_open_sites_of_a_plan_are_its_own() -> None:
    scenario = village(sites=(*village().sites, candidate("b", 26_000)))
    assert offices_of(scenario, plan("b")) == Offices(workers=2, weekly_cost=500)
    assert offices_of(scenario, None).weekly_cost == float(Decimal(52_000) / 52)


@pytest.mark.parametrize(("sites", "found"), [((), "nothing"), (("office", "nowhere"), "nowhere")])
def test_plan_without_sites_or_of_another_scenario_is_refused(sites: tuple[str, ...], found: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        offices_of(village(), plan(*sites))
    assert [problem.found for problem in refused.value.problems] == [found]
