from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InvalidInput
from scenarios.arrivals_over_time import ArrivalsOverTime, arrivals_over_time
from scenarios.default import default_scenario
from tests.scenarios.networks import make_scenario, make_unit

FEW = {
    "counted_on": "2016-09-19",
    "opening.start": "2016-09-01",
    "opening.quarters": 2,
    "people_in_facilities": 10,
    "people_in_flats": 100,
    "households_in_flats": 50,
    "people_per_household": 2,
    "facility_weeks": 4,
    "forecast_weeks": 3,
    "arrivals_per_week": [2],
    "target_people": 116,
}
"""One whole week up to 1 October, 14 up to 1 January; 120 households in units of 60, 40 and 20."""


def over_time(**changes: Any) -> ArrivalsOverTime:
    inputs = {**FEW, **{name.replace("__", "."): value for name, value in changes.items()}}
    (one,) = arrivals_over_time(make_scenario(inputs=inputs))
    return one


def test_those_in_facilities_move_evenly_over_the_stay_and_those_who_come_after_it() -> None:
    first, second = over_time().quarters
    # Week 1: 2 come, floor(10 * 1 / 4) = 2 move. Week 14: 3 * 2 have come, all 10 + 6 have moved.
    assert (first.people_in_facilities, first.moves, first.people_in_flats) == (10, 2, 102)
    assert (second.people_in_facilities, second.moves, second.people_in_flats) == (0, 14, 116)


def test_households_grow_like_those_of_the_city_and_in_each_unit_by_its_share() -> None:
    second = over_time().quarters[1]
    # 16 people are 8 households, 16 % of the city's 50: 120 * 1.16 = 139.2; by shares 69.5, 46.33, 23.17
    assert second.households == 139
    assert second.by_unit == {"a": 70, "b": 46, "c": 23}


def test_quarter_that_reaches_the_target_is_told() -> None:
    assert str(over_time().target_reached) == "2016-Q4"
    assert over_time(target_people=117).target_reached is None


def test_allocations_stop_after_the_forecast_unless_they_go_on() -> None:
    # They come in weeks 4 to 14, too: 11 weeks of half of 2 people; those of weeks 4 to 10 have moved by week 14.
    going_on = over_time(after_forecast_share=0.5).quarters[1]
    assert (going_on.people_in_flats, going_on.people_in_facilities) == (100 + 10 + 6 + 7, 4)


def test_as_many_move_as_there_are_flats() -> None:
    first, second = over_time(most_moves_per_week=1).quarters
    assert (first.moves, second.moves) == (1, 13)
    assert second.people_in_facilities == 10 + 6 - 14


def test_without_a_stay_everybody_moves_at_once() -> None:
    first = over_time(facility_weeks=0).quarters[0]
    assert (first.people_in_facilities, first.moves) == (0, 12)


def test_quarters_before_the_day_of_the_counts_stand_still() -> None:
    first = over_time(counted_on="2020-01-01").quarters[0]
    assert (first.moves, first.households) == (0, 120)


def test_scenario_without_households_stays_without() -> None:
    empty = make_scenario(units=(make_unit("a", households=0),), sites=make_scenario().sites[:1], travel=(), inputs=FEW)
    assert [one.households for one in arrivals_over_time(empty)[0].quarters] == [0, 0]


@pytest.mark.parametrize(("arrivals", "people"), [(50, 8_420), (75, 9_145), (100, 9_870)])
def test_default_ends_with_all_of_the_forecast_in_flats(arrivals: int, people: int) -> None:
    # 4,036 + 2,934 + 29 weeks: even the highest forecast misses the 10,000 of the target picture.
    columns = {one.arrivals_per_week: one for one in arrivals_over_time(default_scenario())}
    assert columns[arrivals].quarters[-1].people_in_flats == people
    assert columns[arrivals].target_reached is None


def test_pilot_region_grows_by_the_same_share_as_the_city() -> None:
    (pilot, *_), (city, *_) = (arrivals_over_time(default_scenario(level)) for level in ("pilot", "stadtbezirke"))
    # 8,420 people at the end: 4,384 / 1.97 / 2,050 = 108.56 % more than 150 and than 2,050
    assert (pilot.quarters[-1].households, city.quarters[-1].households) == (313, 4275)


@settings(max_examples=50, deadline=None)
@given(
    arrivals=st.integers(0, 30),
    stay=st.integers(0, 20),
    most=st.none() | st.integers(0, 20),
    share=st.sampled_from([0, 0.25, 1]),
)
def test_nobody_gets_lost_and_households_never_shrink(arrivals: int, stay: int, most: int | None, share: float) -> None:
    quarters = over_time(
        arrivals_per_week=[arrivals],
        facility_weeks=stay,
        most_moves_per_week=most,
        after_forecast_share=share,
        opening__quarters=4,
    ).quarters
    come = [arrivals * min(week, 3) + int(share * arrivals * max(0, week - 3)) for week in (1, 14, 27, 40)]
    for one, arrived in zip(quarters, come, strict=True):
        assert one.people_in_facilities + one.people_in_flats == 110 + arrived
        assert one.people_in_facilities >= 0
        assert sum(one.by_unit.values()) == one.households
    assert [one.households for one in quarters] == sorted(one.households for one in quarters)


def test_growth_beyond_all_limits_is_refused() -> None:
    with pytest.raises(InvalidInput, match="households, expected inputs that lead to at most 1,000,000,000 households"):
        over_time(people_per_household=0.001, households_in_flats=1, people_in_facilities=10_000_000)
