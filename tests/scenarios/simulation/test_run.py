"""What is counted in a run, by hand, and what must always add up."""

from dataclasses import replace
from typing import Any

import pytest

from scenarios.planning_inputs import PlanningInputs, inputs_of
from scenarios.simulation import run as run_module
from scenarios.simulation.outcome import POLICIES, Policy
from scenarios.simulation.play import Run
from scenarios.simulation.run import Played, play, play_world
from scenarios.simulation.world import draw_world
from tests.instances import make_household, make_mediator, make_need, make_volunteer
from tests.scenarios.simulation.worlds import make_helper, make_home, make_request, one_pair, played, village

INPUTS = PlanningInputs()
CROWDED = 4_000


@pytest.fixture(scope="module")
def runs() -> dict[Policy, Played]:
    """Twenty weeks of the village under every policy."""
    found = {}
    for policy in POLICIES:
        run = Run(seed=2, arrivals=CROWDED, policy=policy)
        outcome = play(run, scenario=village(), inputs=INPUTS, weeks=20, stop=lambda: False, report=lambda week: None)
        assert outcome is not None
        found[policy] = outcome
    return found


@pytest.mark.parametrize("policy", POLICIES)
def test_one_household_and_one_volunteer_meet_in_week_0(policy: Policy) -> None:
    found = played(one_pair(), policy)
    assert found.requested == [1, 0, 0, 0, 0]
    assert found.served == [1, 0, 0, 0, 0]
    assert found.served_points == [20, 0, 0, 0, 0]  # urgency 2; five weeks of waiting earn nothing more
    assert found.waited_days == [[35], [], [], [], []]
    assert found.open == [0, 0, 0, 0, 0]
    assert found.in_care == [1, 1, 1, 0, 0]  # the match lasts three weeks
    assert found.households == [1, 0, 0, 0, 0]
    assert found.minutes == [0, 0, 0, 0, 0]  # next door
    assert (found.active, found.lost) == ([1] * 5, [0] * 5)
    assert found.requested_points_in[-1] == found.served_points_in[-1] == {"brackel": 20}


def test_second_household_is_served_when_the_volunteer_is_free_again() -> None:
    world = one_pair(
        homes=(make_home(), make_home(household=make_household(id="h2"))),
        requests=(make_request(), make_request(need=make_need(id="n2", household="h2", urgency=1))),
        helpers=(make_helper(volunteer=make_volunteer(max_matches=1)),),
    )
    found = played(world)
    assert found.served == [1, 0, 0, 1, 0]
    assert found.served_points == [20, 0, 0, 10, 0]
    assert found.waited_days == [[35], [], [], [56], []]  # five weeks and three more
    assert found.open == [1, 1, 1, 0, 0]
    assert found.open_by["kind"] == [{"companion": 1}] * 3 + [{}] * 2
    assert found.open_by["language"][0] == {"ar": 1}
    assert found.open_by["district"][0] == {"brackel": 1}


def test_mediator_s_hours_are_those_of_running_matches_and_of_who_takes_new_ones() -> None:
    persian = make_household(languages={"fa": "native"})
    bridge = make_mediator(languages={"de": "C1", "fa": "native"}, hours_per_week=6)
    world = one_pair(
        homes=(make_home(household=persian),),
        helpers=(make_helper(), make_helper(volunteer=bridge, pause_phase=51)),  # pauses in weeks 1 to 4
    )
    found = played(world)
    assert found.served == [1, 0, 0, 0, 0]
    assert found.mediator_hours == [2, 2, 2, 0, 0]
    assert found.mediator_hours_offered == [6, 0, 0, 0, 0]


def test_needs_requested_are_served_withdrawn_or_open(runs: dict[Policy, Played]) -> None:
    for found in runs.values():
        for week in range(20):
            so_far = (sum(counts[: week + 1]) for counts in (found.requested, found.served, found.withdrawn))
            requested, served, withdrawn = so_far
            assert found.open[week] == requested - served - withdrawn
            for by in ("kind", "language", "district"):
                assert sum(found.open_by[by][week].values()) == found.open[week]


@pytest.mark.parametrize("policy", POLICIES)
def test_fewer_weeks_end_where_more_weeks_go_on(policy: Policy) -> None:
    """Also over the end of a year, after which others can help."""
    short, long = (
        played(draw_world(village(), INPUTS, weeks=weeks, arrivals=50, seed=2), policy) for weeks in (54, 56)
    )
    assert long.served[54:] != []
    for name in ("requested", "served", "withdrawn", "open", "served_points", "waited_days", "lost", "minutes"):
        assert getattr(long, name)[:54] == getattr(short, name)


def test_requests_are_the_same_under_every_policy(runs: dict[Policy, Played]) -> None:
    assert len({tuple(found.requested) for found in runs.values()}) == 1
    assert all(found.requested_points_in == runs["engine"].requested_points_in for found in runs.values())


def test_policies_do_not_come_to_the_same(runs: dict[Policy, Played]) -> None:
    assert len({tuple(found.served) for found in runs.values()}) > 1


def test_volunteers_there_are_those_who_joined_and_did_not_leave(runs: dict[Policy, Played]) -> None:
    world = draw_world(village(), INPUTS, weeks=20, arrivals=CROWDED, seed=2)
    for found in runs.values():
        for week in range(20):
            joined = sum(helper.joins <= week for helper in world.helpers)
            assert found.active[week] == joined - sum(found.lost[:week])


def test_people_allocated_are_in_facilities_or_in_flats() -> None:
    world = draw_world(village(), inputs_of({"most_moves_per_week": 2_000}), weeks=20, arrivals=CROWDED, seed=2)
    for week in range(20):
        came = [home for home in world.homes if home.arrives <= week]
        in_flats = sum(home.household.persons for home in came if home.moves <= week)
        in_facilities = sum(home.household.persons for home in came if home.moves > week)
        assert in_flats + in_facilities == sum(home.household.persons for home in came)
        # 2,000 of the city's people a week * 20 / 2,050 = 19.5 find a flat here.
        assert sum(home.household.persons for home in world.homes if home.moves == week) <= 19.6 + 9


def test_nobody_who_is_asked_more_leaves_sooner() -> None:
    busy = one_pair(weeks=40, requests=(make_request(match_weeks=40),), helpers=(make_helper(patience=0.49),))
    idle = replace(busy, requests=())
    weeks_lost = [week for found in (played(busy), played(idle)) for week, lost in enumerate(found.lost) if lost]
    # With a match 40 / 104 = 0.38 within the forty weeks. Without one 13 / 26 = 0.5: she leaves after week 12.
    assert weeks_lost == [12]


def test_stopped_run_comes_to_nothing_and_a_run_tells_every_week() -> None:
    told: list[int] = []
    stopped: Any = play_world(one_pair(), "engine", seed=0, stop=lambda: len(told) == 2, report=told.append)
    assert stopped is None
    assert told == [1, 2]


def test_stopped_run_draws_no_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "draw_world", None)
    run = Run(seed=0, arrivals=50, policy="engine")
    assert play(run, scenario=village(), inputs=INPUTS, weeks=2, stop=lambda: True, report=lambda week: None) is None
