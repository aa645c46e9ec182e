"""Who is served first under which policy, and that all of them obey every rule."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from geodata.travel import EstimatedTravel
from matcher.assemble import Proof, assemble
from matcher.check import check
from matcher.domain import Case
from matcher.facts import Facts, score
from matcher.options import generate_options
from matcher.plan import empty_plan
from matcher.result import Result
from matcher.solve import solve
from matcher.week import format_start
from scenarios import PILOT, generate_case
from scenarios.planning_inputs import PlanningInputs
from scenarios.simulation.outcome import POLICIES, Policy
from scenarios.simulation.policies import EFFORT, SIMPLER, Meeting, decide
from scenarios.simulation.week import State, never_served
from scenarios.simulation.world import draw_world
from tests.instances import make_case, make_household, make_need, make_volunteer
from tests.scenarios.simulation.worlds import village


def result_of(policy: Policy, case: Case, seed: int) -> Result:
    """The policy's plan as a result that can be checked."""
    if policy == "engine":
        return solve(case, EstimatedTravel(), effort=EFFORT, seed=seed)
    options = generate_options(Facts(case), EstimatedTravel())
    plan = SIMPLER[policy](options, empty_plan(options))
    most = float(sum(score(int(weight), int(weight), case.policy) for weight in options.group_weight))
    certain = Proof(service=most, cost=-float(case.policy.familiar_bonus * len(options.needs)))
    return assemble(options, plan, certain, seed=seed, effort=EFFORT, version="test")


def stated(meetings: Sequence[Meeting]) -> list[tuple[str, str | None, str | None, str, int]]:
    return [(one.need, one.provider, one.mediator, format_start(one.start), one.minutes) for one in meetings]


def rows_of(result: Result) -> list[tuple[str, str | None, str | None, str, int]]:
    return [
        (row.need, row.provider, row.mediator, row.start, sum(leg.minutes for leg in row.travel))
        for row in result.assignments
    ]


@pytest.fixture(scope="module")
def two_wait_for_one() -> Case:
    """Two households want the only match of v1: n1 asked first, n2 is urgent."""
    return make_case(
        households=[make_household(), make_household(id="h2")],
        needs=[make_need(requested_on="2016-07-04"), make_need(id="n2", household="h2", urgency=4)],
        volunteers=[make_volunteer(max_matches=1)],
    )


@pytest.mark.parametrize(("policy", "need"), [("first_come", "n1"), ("most_urgent_nearest", "n2"), ("engine", "n2")])
def test_policies_differ_in_who_comes_first(two_wait_for_one: Case, policy: Policy, need: str) -> None:
    # Engine: n1 weighs 20 + 9, n2 80 + 5.
    (meeting,) = decide(policy, two_wait_for_one, EstimatedTravel(), seed=0)
    assert stated([meeting]) == [(need, "v1", None, "tue 16:00", 0)]


@pytest.mark.parametrize("policy", ["first_come", "most_urgent_nearest"])
def test_the_nearest_helper_comes(policy: Policy) -> None:
    near = make_volunteer(id="v2", lat=51.5250)
    far = make_volunteer(id="v1", lat=51.5300)
    (meeting,) = decide(policy, make_case(volunteers=[far, near]), EstimatedTravel(), seed=0)
    assert meeting.provider == "v2"


def test_of_equally_urgent_needs_the_older_comes_first(two_wait_for_one: Case) -> None:
    needs = tuple(replace(need, urgency=3) for need in two_wait_for_one.needs)
    (meeting,) = decide("most_urgent_nearest", replace(two_wait_for_one, needs=needs), EstimatedTravel(), seed=0)
    assert meeting.need == "n1"


def test_engine_gives_the_meetings_of_its_result() -> None:
    case = generate_case(PILOT, seed=3, households=40)
    assert stated(decide("engine", case, EstimatedTravel(), seed=3)) == rows_of(result_of("engine", case, 3))


@pytest.mark.parametrize("policy", POLICIES)
def test_nothing_to_decide_is_decided(policy: Policy) -> None:
    assert decide(policy, make_case(needs=[]), EstimatedTravel(), seed=0) == []


@pytest.mark.parametrize("policy", POLICIES)
def test_every_week_of_a_village_is_valid(policy: Policy) -> None:
    world = draw_world(village(), PlanningInputs(), weeks=6, arrivals=4_000, seed=1)
    travel = EstimatedTravel()
    state = State(world)
    state.hopeless = never_served(world, travel, before=world.weeks)
    n_matches = 0
    for _ in range(world.weeks):
        state.begin()
        case = state.case()
        meetings = decide(policy, case, travel, seed=1)
        result = result_of(policy, case, 1)
        assert check(result, case, travel) == []
        assert stated(meetings) == rows_of(result)
        n_matches += len(state.serve(meetings))
        state.end()
    assert n_matches > 10
