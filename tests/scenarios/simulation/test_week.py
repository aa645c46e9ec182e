"""Weeks of small worlds, by hand."""

from dataclasses import replace
from datetime import date

import pytest

from geodata.travel import EstimatedTravel
from matcher.check import check
from matcher.domain import Case
from matcher.solve import solve
from scenarios.planning_inputs import PlanningInputs, inputs_of
from scenarios.simulation.policies import Meeting
from scenarios.simulation.week import State, never_served
from scenarios.simulation.world import World
from tests.instances import make_household, make_need, make_offer, make_volunteer
from tests.scenarios.simulation.worlds import make_helper, make_home, make_request, one_pair

MEETING = Meeting(need="n1", provider="v1", mediator=None, start=80, minutes=0)


def ids(records: object) -> list[str]:
    return [record.id for record in records]  # type: ignore[attr-defined]


def after(world: World, weeks: int) -> State:
    """The state at the beginning of a week, when nothing was decided before."""
    state = State(world)
    for _ in range(weeks):
        state.begin()
        state.end()
    state.begin()
    return state


def test_case_of_a_week_holds_what_is_open_and_who_can_help() -> None:
    state = after(one_pair(), 1)
    case = state.case()
    assert case.week == date(2016, 9, 12)
    assert (ids(case.households), ids(case.needs), ids(case.volunteers)) == (["h1"], ["n1"], ["v1"])
    assert case.matches == ()


def test_match_runs_for_its_weeks_and_then_frees_the_volunteer() -> None:
    state = after(one_pair(), 0)
    assert ids(request.need for request in state.serve([MEETING])) == ["n1"]
    for _ in range(2):
        state.end()
        state.begin()
        assert [(match.need, match.provider, match.status, match.start) for match in state.case().matches] == [
            ("n1", "v1", "active", 80)
        ]
    state.end()
    state.begin()  # the third week after: 0 + 3 weeks
    assert state.case().matches == ()
    assert state.case().needs == ()


def test_need_is_withdrawn_in_its_week_unless_somebody_serves_it_before() -> None:
    world = one_pair(requests=(make_request(withdrawn=2),))
    state = after(world, 1)
    assert list(state.open) == ["n1"]
    state.end()
    new, withdrawn = state.begin()
    assert new == []
    assert ids(request.need for request in withdrawn) == ["n1"]
    assert state.open == {}


def test_need_and_helper_are_not_there_before_their_week() -> None:
    world = one_pair(requests=(make_request(week=2),), helpers=(make_helper(joins=3),))
    assert after(world, 1).open == {}
    assert ids(after(world, 2).case().needs) == ["n1"]
    assert after(world, 2).case().volunteers == ()
    assert ids(after(world, 3).case().volunteers) == ["v1"]


def test_volunteer_without_a_match_leaves_sooner() -> None:
    # Patience 0.1: without a match 1 / 26 a week, so after three weeks (0.115); with one 1 / 104, eleven weeks (0.106).
    world = one_pair(requests=(make_request(match_weeks=50),), helpers=(make_helper(patience=0.1),))
    weeks_of = {}
    for asked in (True, False):
        state, weeks = after(world, 0), 1
        if asked:
            state.serve([MEETING])
        while not state.end():
            state.begin()
            weeks += 1
        weeks_of[asked] = weeks
    assert weeks_of == {True: 11, False: 3}


def test_whoever_leaves_takes_nothing_new_and_sees_a_match_to_its_end() -> None:
    world = one_pair(helpers=(make_helper(patience=0.001),))
    state = after(world, 0)
    state.serve([MEETING])
    assert ids(helper.volunteer for helper in state.end()) == ["v1"]
    state.begin()
    case = state.case()
    assert [(volunteer.id, volunteer.max_matches) for volunteer in case.volunteers] == [("v1", 0)]
    assert len(case.matches) == 1


def test_whoever_pauses_takes_nothing_new_and_does_not_tire_of_waiting() -> None:
    # Phase 51: (1 + 51) % 52 = 0 < 4, so she pauses in weeks 1 to 4.
    helper = make_helper(pause_phase=51)
    state = after(one_pair(helpers=(helper,)), 0)
    assert not state.pauses(helper)
    state.end()
    assert state.worn["v1"] == pytest.approx(1 / 26)
    state.begin()
    assert state.pauses(helper)
    assert [volunteer.max_matches for volunteer in state.case().volunteers] == [0]
    state.end()
    assert state.worn["v1"] == pytest.approx(1 / 26 + 1 / 104)


def test_nobody_pauses_where_a_pause_takes_no_week() -> None:
    helper = make_helper(pause_phase=0)
    world = one_pair(helpers=(helper,), inputs=inputs_of({"simulation.pause_weeks": 0}))
    assert not State(world).pauses(helper)


def test_meeting_at_an_offer_takes_the_hours_of_its_times() -> None:
    course = make_need(kind="language_course", hours=3)
    world = one_pair(requests=(make_request(need=course),), offers=(make_offer(times=["mon 09:00-11:30"]),))
    state = after(world, 0)
    state.serve([replace(MEETING, provider="o1")])
    assert state.hours_of(state.running["n1"]) == 2.5


def test_needs_that_nobody_can_ever_serve_are_found() -> None:
    persian = make_household(id="h2", languages={"fa": "native"})
    world = one_pair(
        homes=(make_home(), make_home(household=persian)),
        requests=(make_request(), make_request(need=make_need(id="n2", household="h2"))),
    )
    assert never_served(world, EstimatedTravel(), before=5) == {"n2"}
    # A Persian volunteer who only comes in week 4 is a hope.
    late = make_helper(volunteer=make_volunteer(id="v2", languages={"fa": "native"}), joins=4)
    with_hope = replace(world, helpers=(*world.helpers, late))
    assert never_served(with_hope, EstimatedTravel(), before=5) == frozenset()
    assert never_served(with_hope, EstimatedTravel(), before=4) == {"n2"}


def test_hopeless_needs_are_open_but_decide_nothing() -> None:
    state = State(one_pair())
    state.hopeless = frozenset({"n1"})
    state.begin()
    assert list(state.open) == ["n1"]
    assert state.case().needs == ()


def test_leaving_out_hopeless_needs_changes_no_figure_of_the_plan() -> None:
    persian = make_household(id="h2", languages={"fa": "native"})
    world = one_pair(
        homes=(make_home(), make_home(household=persian)),
        requests=(make_request(), make_request(need=make_need(id="n2", household="h2"))),
        inputs=PlanningInputs(),
    )
    whole, without = State(world), State(world)
    without.hopeless = never_served(world, EstimatedTravel(), before=1)
    results = []
    for state in (whole, without):
        state.begin()
        case: Case = state.case()
        result = solve(case, EstimatedTravel(), effort="quick")
        assert check(result, case, EstimatedTravel()) == []
        results.append((result.service.value, result.cost, result.assignments, result.groups))
    assert results[0] == results[1]
