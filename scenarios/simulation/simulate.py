"""Weeks ahead as a recipe: draw the worlds, play each policy on them, add up."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from matcher.errors import InvalidInput, Problem
from matcher.processes import Stop, in_turn
from matcher.solve import VERSION
from scenarios.planning_inputs import PlanningInputs, inputs_of
from scenarios.scenario import Scenario
from scenarios.scenario_canonical import scenario_sha256
from scenarios.simulation.intervals import interval
from scenarios.simulation.measures import Line, Offices, groups_of, offices_of, overall, weekly
from scenarios.simulation.outcome import POLICIES, Advantage, Policy, Series, Simulation, Total
from scenarios.simulation.play import Run, Spread, Step, Told
from scenarios.simulation.policies import EFFORT
from scenarios.simulation.run import Played, play
from scenarios.simulation.world import first_monday
from scenarios.site_plan import SitePlan

MOST_WEEKS = 520


def simulate(
    scenario: Scenario,
    *,
    weeks: int = 52,
    seeds: int = 20,
    first_seed: int = 0,
    arrivals: Sequence[int] | None = None,
    policies: Sequence[Policy] = POLICIES,
    plan: SitePlan | None = None,
    spread: Spread = in_turn,
    stop: Stop = lambda: False,
    report: Callable[[Step], None] = lambda step: None,
) -> Simulation:
    """
    Play the weeks ahead under each policy, on the same draws of the world.

    Parameters
    ----------
    seeds, first_seed
        How many worlds are drawn, and the seed of the first; the others follow it one by one.
    arrivals
        People allocated to the city per week; None for all levels of the scenario's inputs.
    plan
        Its sites are the ones that are open; None for as many as the scenario asks for at least.
    spread
        Where the runs are played; the result is the same wherever that is.
    stop
        Asked again and again; once it says True only seeds count whose runs have all come to their end, perhaps none.
    report
        Told about every week played.

    Raises
    ------
    InvalidInput
        When the scenario's inputs, the plan or one of the numbers cannot be.
    """
    inputs = inputs_of(scenario.inputs)
    levels = tuple(inputs.arrivals_per_week if arrivals is None else arrivals)
    _refuse(weeks=weeks, seeds=seeds, first_seed=first_seed, levels=levels, policies=policies)
    offices = offices_of(scenario, plan)
    runs = [
        Run(seed=first_seed + number, arrivals=level, policy=policy)
        for number in range(seeds)
        for level in levels
        for policy in policies
    ]
    told = Told(runs=len(runs), weeks=weeks, report=report)
    play_one = partial(play, scenario=scenario, inputs=inputs, weeks=weeks)
    played = dict(zip(runs, spread(play_one, runs, stop=stop, report=told), strict=True))
    lost = {run.seed for run, outcome in played.items() if outcome is None}
    complete = {run: one for run, one in played.items() if one is not None and run.seed not in lost}
    return _added_up(scenario, inputs, weeks, levels, tuple(policies), offices, complete)


def _refuse(*, weeks: int, seeds: int, first_seed: int, levels: tuple[int, ...], policies: Sequence[Policy]) -> None:
    wrong = {
        "weeks": None if 1 <= weeks <= MOST_WEEKS else (weeks, f"whole weeks from 1 to {MOST_WEEKS}"),
        "seeds": None if seeds >= 1 else (seeds, "a whole number, at least 1"),
        "first_seed": None if first_seed >= 0 else (first_seed, "a whole number, at least 0"),
        "arrivals": None
        if levels and min(levels) >= 0 and len(set(levels)) == len(levels)
        else (list(levels), "different whole numbers of people per week, at least 0"),
        "policies": None
        if policies and set(policies) <= set(POLICIES) and len(set(policies)) == len(policies)
        else (list(policies), f"different ones of {', '.join(POLICIES)}"),
    }
    problems = [
        Problem(record="simulation", field=name, found=str(found[0]), expected=found[1])
        for name, found in wrong.items()
        if found
    ]
    if problems:
        raise InvalidInput(problems)


def _added_up(
    scenario: Scenario,
    inputs: PlanningInputs,
    weeks: int,
    levels: tuple[int, ...],
    policies: tuple[Policy, ...],
    offices: Offices,
    played: dict[Run, Played],
) -> Simulation:
    """The outcome of the seeds that are complete, in order of seed, whatever order they were played in."""
    groups = groups_of(list(played.values()))
    seeds = sorted({run.seed for run in played})
    series: list[Series] = []
    totals: list[Total] = []
    for level in levels if seeds else ():
        for policy in policies:
            some = [played[Run(seed=seed, arrivals=level, policy=policy)] for seed in seeds]
            series += _series(level, policy, [weekly(one, offices, groups) for one in some])
            totals += _totals(level, policy, [overall(one, offices, groups) for one in some])
    return Simulation(
        scenario_sha256=scenario_sha256(scenario),
        engine=f"{VERSION} {EFFORT}",
        first_week=first_monday(inputs.opening.start),
        weeks=weeks,
        seeds=len(seeds),
        played_seeds=tuple(seeds),
        arrivals=levels,
        policies=policies,
        series=tuple(series),
        totals=tuple(totals),
        advantages=tuple(_advantages(levels, policies, seeds, played)) if seeds else (),
    )


def _series(level: int, policy: Policy, runs: Sequence[dict[Line, list[float | None]]]) -> Iterator[Series]:
    for line in runs[0]:
        by_week = zip(*(run[line] for run in runs), strict=True)
        rows = [_interval(values) for values in by_week]
        mean, low, high = zip(*rows, strict=True)
        yield Series(
            arrivals=level, policy=policy, measure=line.measure, group=line.group, mean=mean, low=low, high=high
        )


def _totals(level: int, policy: Policy, runs: Sequence[dict[Line, float | None]]) -> Iterator[Total]:
    for line in runs[0]:
        mean, low, high = _interval([run[line] for run in runs])
        yield Total(
            arrivals=level, policy=policy, measure=line.measure, group=line.group, mean=mean, low=low, high=high
        )


def _interval(values: Sequence[float | None]) -> tuple[float | None, float | None, float | None]:
    """Over the seeds in which something was counted."""
    counted = [value for value in values if value is not None]
    return interval(counted) if counted else (None, None, None)


def _advantages(
    levels: Sequence[int], policies: Sequence[Policy], seeds: Sequence[int], played: dict[Run, Played]
) -> Iterator[Advantage]:
    """Of the engine over each simpler policy, paired by seed: both met the same world."""
    for level in levels if "engine" in policies else ():
        for baseline in (policy for policy in policies if policy != "engine"):
            engine, other = (
                [sum(played[Run(seed=seed, arrivals=level, policy=policy)].served_points) for seed in seeds]
                for policy in ("engine", baseline)
            )
            mean, low, high = interval([ours - theirs for ours, theirs in zip(engine, other, strict=True)])
            share = (sum(engine) - sum(other)) / sum(other) if sum(other) else 0.0
            yield Advantage(arrivals=level, baseline=baseline, points=mean, low=low, high=high, share=round(share, 6))
