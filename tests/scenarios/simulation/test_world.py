from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scenarios.planning_inputs import PlanningInputs, inputs_of
from scenarios.simulation.world import BEFORE, Request, World, draw_world, first_monday
from tests.scenarios.simulation.worlds import village


def drawn(inputs: PlanningInputs | None = None, **changes: Any) -> World:
    wanted: dict[str, Any] = {"weeks": 30, "arrivals": 4_000, "seed": 0, **changes}
    return draw_world(village(), inputs or PlanningInputs(), **wanted)


@pytest.fixture(scope="module")
def world() -> World:
    """The village with so many allocations to the city that its 20 of 2,050 households get 39 people a week."""
    return drawn()


def test_same_seed_draws_the_same_world_and_another_one_another(world: World) -> None:
    again, other = drawn(), drawn(seed=1)
    assert (again.homes, again.requests, again.helpers, again.offers) == (
        world.homes,
        world.requests,
        world.helpers,
        world.offers,
    )
    assert other.requests != world.requests


def test_more_arrivals_change_nothing_for_those_who_are_there_already(world: World) -> None:
    more = drawn(arrivals=8_000)
    assert more.helpers == world.helpers
    assert more.offers == world.offers
    for letter in "hf":
        before, after = ([home for home in one.homes if home.household.id.startswith(letter)] for one in (world, more))
        assert before == after
        requests, others = (
            [request for request in one.requests if request.need.household.startswith(letter)] for one in (world, more)
        )
        assert requests == others


def test_limit_on_flats_changes_when_people_move_but_not_who_they_are_and_what_they_need() -> None:
    # 200 of the city's people a week * 20 / 2,050 = 1.95 find a flat here, so that some wait.
    (free, few), more = (
        (drawn(inputs_of({"most_moves_per_week": most})) for most in (None, 200)),
        drawn(inputs_of({"most_moves_per_week": 200}), arrivals=8_000),
    )
    wanted = [{request.need.id: described(request) for request in one.requests} for one in (free, few, more)]
    for some in wanted[1:]:
        there_already = {id_: need for id_, need in some.items() if id_.startswith(("nh", "nf"))}
        assert len(there_already) > 50
        assert all(wanted[0][id_] == need for id_, need in there_already.items())
    assert len(wanted[1]) < len(wanted[0])


def described(request: Request) -> tuple[object, ...]:
    """What does not depend on the week of the move."""
    need = replace(request.need, requested_on=date(2016, 1, 1))
    return need, request.match_weeks, request.withdrawn - request.week


@pytest.mark.parametrize("weeks", [10, 30, 52])
def test_fewer_weeks_are_the_beginning_of_more(weeks: int) -> None:
    inputs = inputs_of({"after_forecast_share": 0.5, "facility_weeks": 4, "most_moves_per_week": 3_000})
    short, long = drawn(inputs, weeks=weeks), drawn(inputs, weeks=60)
    homes = [home for home in long.homes if home.arrives < weeks]
    assert [(one.household, one.arrives) for one in homes] == [(one.household, one.arrives) for one in short.homes]
    assert [one for one in homes if one.moves < weeks] == [one for one in short.homes if one.moves < weeks]
    assert short.requests == tuple(request for request in long.requests if request.week < weeks)
    assert short.helpers == tuple(helper for helper in long.helpers if helper.joins < 52)
    assert short.offers == long.offers


def test_as_many_people_arrive_as_the_share_of_the_city_says() -> None:
    # 4,000 a week * 20 / 2,050 = 39.02 people, for the 29 weeks of the forecast: 1,132. Households come by a Poisson
    # process: the variance of their people is 1,132 * E[size^2] / E[size], so 20 % is more than five deviations.
    world = drawn()
    people = sum(home.household.persons for home in world.homes if home.arrives != BEFORE)
    assert people == pytest.approx(1132, rel=0.2)
    assert max(home.arrives for home in world.homes) <= 28


def test_allocations_go_on_after_the_forecast_where_the_inputs_say_so() -> None:
    world = drawn(inputs_of({"forecast_weeks": 2, "after_forecast_share": 1}), weeks=12)
    assert max(home.arrives for home in world.homes) > 5


def test_facilities_hold_the_city_s_people_in_proportion() -> None:
    # 2,934 people * 20 / 2,050 = 28.6 in households of 1.97 on average: 14.5, so 15 (14.53 rounded).
    world = drawn()
    found = [home for home in world.homes if home.household.id.startswith("f")]
    assert len(found) == round(2934 * 20 / 2050 / 1.97) == 15
    assert all(home.arrives == BEFORE and 0 <= home.moves < 39 for home in found)


def test_everybody_moves_after_half_to_one_and_a_half_times_the_mean_stay(world: World) -> None:
    stays = {home.moves - home.arrives for home in world.homes if home.arrives != BEFORE}
    assert min(stays) >= 13
    assert max(stays) <= 39


def test_needs_are_known_from_the_monday_of_the_move(world: World) -> None:
    moves = {home.household.id: home.moves for home in world.homes}
    for request in world.requests:
        moved = moves[request.need.household]
        assert moved < world.weeks
        assert request.week == max(0, moved)
        if moved == BEFORE:
            assert request.need.requested_on < world.first_week
        else:
            assert request.need.requested_on == world.monday(request.week)


def test_matches_last_between_half_and_one_and_a_half_times_the_mean_of_their_kind(world: World) -> None:
    for request in world.requests:
        mean = PlanningInputs().simulation.weeks_of(request.need.kind)
        assert mean / 2 <= request.match_weeks <= 1.5 * mean
        assert request.withdrawn > request.week


def test_ids_are_unique(world: World) -> None:
    ids = [
        *(home.household.id for home in world.homes),
        *(request.need.id for request in world.requests),
        *(helper.volunteer.id for helper in world.helpers),
        *(offer.id for offer in world.offers),
    ]
    assert max(Counter(ids).values()) == 1


def test_first_helpers_follow_the_households_and_others_join() -> None:
    # 0.55 * 20 = 11 companions and 0.06 * 20 = 1.2, so 1 mediator; new ones 0.5 a year of each group.
    helpers = drawn().helpers
    assert sum(helper.joins == 0 for helper in helpers) >= 12
    assert len([one for one in helpers if "mediator" in one.volunteer.roles and not one.volunteer.kinds]) >= 1
    nobody_joins = drawn(inputs_of({"simulation.joining_share": 0})).helpers
    assert [helper.joins for helper in nobody_joins] == [0] * 12


def test_no_households_need_no_helpers() -> None:
    units = tuple(replace(unit, households=0) for unit in village().units)
    world = draw_world(village(units=units), PlanningInputs(), weeks=3, arrivals=75, seed=0)
    assert (world.homes, world.requests, world.helpers, world.offers) == ((), (), (), ())


@pytest.mark.parametrize(
    ("start", "monday"),
    [
        (date(2016, 9, 1), date(2016, 9, 5)),
        (date(2016, 9, 5), date(2016, 9, 5)),
        (date(2016, 9, 6), date(2016, 9, 12)),
    ],
)
def test_week_0_begins_on_the_first_monday_from_the_start_on(start: date, monday: date) -> None:
    assert first_monday(start) == monday


def test_weeks_follow_each_other(world: World) -> None:
    assert world.monday(2) == world.first_week + timedelta(days=14)
