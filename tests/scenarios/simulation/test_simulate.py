"""Runs over several seeds: the same bytes wherever they are played, paired differences, what is complete."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from matcher.errors import InvalidInput
from matcher.processes import in_turn, side_by_side
from scenarios.scenario_canonical import scenario_sha256
from scenarios.simulation.intervals import interval
from scenarios.simulation.outcome import POLICIES, Simulation
from scenarios.simulation.outcome_file import simulation_text
from scenarios.simulation.play import Run, Step
from scenarios.simulation.run import Played
from scenarios.simulation.simulate import simulate
from tests.scenarios.simulation.worlds import village

WANTED: dict[str, Any] = {"weeks": 4, "seeds": 2, "arrivals": (50, 2_000)}


@pytest.fixture(scope="module")
def outcome() -> Simulation:
    return simulate(village(), **WANTED)


def total(simulation: Simulation, measure: str, policy: str, arrivals: int, group: str = "") -> float:
    (found,) = (
        one.mean
        for one in simulation.totals
        if (one.measure, one.policy, one.arrivals, one.group) == (measure, policy, arrivals, group)
    )
    assert found is not None
    return found


@pytest.mark.parametrize("processes", [1, 2])
def test_same_bytes_from_this_process_and_from_others(outcome: Simulation, processes: int) -> None:
    elsewhere = simulate(village(), **WANTED, spread=partial(side_by_side, processes=processes))
    assert simulation_text(elsewhere) == simulation_text(outcome)


def test_outcome_says_what_was_played(outcome: Simulation) -> None:
    assert outcome.scenario_sha256 == scenario_sha256(village())
    assert (outcome.weeks, outcome.seeds, outcome.arrivals, outcome.policies) == (4, 2, (50, 2_000), POLICIES)
    assert outcome.played_seeds == (0, 1)
    assert outcome.first_week.isoformat() == "2016-09-05"
    assert outcome.engine.endswith(" quick")


def test_every_measure_is_there_once_for_every_policy_and_number_of_arrivals(outcome: Simulation) -> None:
    keys = [(one.arrivals, one.policy, one.measure, one.group) for one in outcome.series]
    assert len(set(keys)) == len(keys) == len(outcome.totals)
    assert all(len(one.mean) == len(one.low) == len(one.high) == 4 for one in outcome.series)
    assert len({measure for _, _, measure, _ in keys}) == 16


def test_sums_of_the_weeks_are_the_total(outcome: Simulation) -> None:
    for one in outcome.series:
        if one.measure in ("served", "served_weight", "volunteers_lost"):
            weeks = sum(value for value in one.mean if value is not None)
            assert weeks == pytest.approx(total(outcome, one.measure, one.policy, one.arrivals), abs=1e-4)


def test_levels_of_the_scenario_are_played_unless_others_are_asked_for() -> None:
    few = simulate(village(inputs={"arrivals_per_week": [60]}), weeks=1, seeds=1, policies=["first_come"])
    assert few.arrivals == (60,)
    assert few.advantages == ()


def test_further_seeds_leave_the_first_ones_as_they_are(outcome: Simulation) -> None:
    first, second = (simulate(village(), **{**WANTED, "seeds": 1, "first_seed": seed}) for seed in (0, 1))
    for one in outcome.totals:
        if one.measure == "served":
            each = [total(part, "served", one.policy, one.arrivals) for part in (first, second)]
            assert (one.mean, one.low, one.high) == interval(each)


def test_single_seed_has_no_interval() -> None:
    alone = simulate(village(), weeks=2, seeds=1, arrivals=[50])
    assert all(one.mean == one.low == one.high for one in alone.totals)
    assert all(one.points == one.low == one.high for one in alone.advantages)


def given(points: dict[tuple[str, int], int]) -> Callable[..., list[Played | None]]:
    """A place where runs come to the given points of one week; without points they were stopped."""

    def spread(play: object, runs: Sequence[Run], /, **rest: object) -> list[Played | None]:
        return [_of_points(points.get((run.policy, run.seed))) for run in runs]

    return spread


def _of_points(points: int | None) -> Played | None:
    if points is None:
        return None
    return Played(
        requested=[1], served=[1], withdrawn=[0], open=[0], served_points=[points], waited_days=[[7]],
        requested_points_in=[{"a": 100}], served_points_in=[{"a": points}], in_care=[1], mediator_hours=[0.0],
        mediator_hours_offered=[0.0], active=[1], lost=[0], minutes=[5], households=[1],
        open_by={"kind": [{}], "language": [{}], "district": [{}]},
    )  # fmt: skip


def test_advantage_is_the_mean_difference_of_the_same_seeds() -> None:
    # Differences 10 and 20: mean 15, variance 50, standard error 5, times 12.706 = 63.53. Share 30 / 150.
    points = {("engine", 0): 60, ("first_come", 0): 50, ("engine", 1): 120, ("first_come", 1): 100}
    found = simulate(
        village(), weeks=1, seeds=2, arrivals=[50], policies=["engine", "first_come"], spread=given(points)
    )
    (advantage,) = found.advantages
    assert (advantage.baseline, advantage.points, advantage.share) == ("first_come", 15, 0.2)
    assert advantage.high == pytest.approx(15 + 63.53, abs=0.01)
    assert advantage.low == pytest.approx(15 - 63.53, abs=0.01)


def test_only_seeds_count_of_which_every_run_is_complete() -> None:
    points = {("engine", 0): 60, ("first_come", 0): 50, ("engine", 1): 120}
    found = simulate(
        village(), weeks=1, seeds=2, arrivals=[50], policies=["engine", "first_come"], spread=given(points)
    )
    assert (found.seeds, found.played_seeds) == (1, (0,))
    assert total(found, "served_weight", "engine", 50) == 60


def test_nothing_complete_is_no_seed() -> None:
    for spread in (in_turn, partial(side_by_side, processes=2)):
        found = simulate(village(), weeks=2, seeds=1, arrivals=[50], stop=lambda: True, spread=spread)
        assert (found.seeds, found.series, found.totals, found.advantages) == (0, (), (), ())


def test_progress_ends_with_everything_done() -> None:
    told: list[Step] = []
    simulate(village(), weeks=2, seeds=2, arrivals=[50], policies=["first_come"], report=told.append)
    assert [(step.runs_done, step.weeks_done) for step in told] == [(0, 1), (1, 2), (1, 3), (2, 4)]
    assert {(step.runs, step.weeks) for step in told} == {(2, 4)}


def test_wrong_numbers_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        simulate(village(), weeks=0, seeds=0, first_seed=-1, arrivals=[50, 50], policies=[])
    assert [problem.field for problem in refused.value.problems] == [
        "weeks",
        "seeds",
        "first_seed",
        "arrivals",
        "policies",
    ]
