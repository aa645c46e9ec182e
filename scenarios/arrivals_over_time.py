"""
Households in flats quarter by quarter, for each number of people allocated per week.

Weeks are counted from the day of the paper's counts. Allocations a come each week w = 1, 2, ..., in full up to the end
of the forecast and with ``after_forecast_share`` after it. Whoever is in a facility at the start becomes ready to move
evenly over the stay of f = ``facility_weeks``; whoever comes in week w is ready f weeks later:

    ready(w) = floor(people_in_facilities * min(w, f) / f) + come(w - f)
    moved(w) = min(ready(w), moved(w - 1) + most_moves_per_week), without limit: ready(w)

Nobody leaves a flat or the city, and nobody else comes (assumptions: the paper says nothing of it). The households of
the scenario grow as those of the city do, each unit in proportion to its present share:

    households(w) = S * (1 + moved(w) / people_per_household / households_in_flats), rounded half up

with S households in the scenario; split by the largest remainder.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from matcher.domain import MOST
from matcher.errors import InvalidInput
from scenarios.apportioning import apportioned
from scenarios.planning_inputs import PlanningInputs, inputs_of
from scenarios.quarters import Quarter, quarters_from
from scenarios.scenario import Scenario
from scenarios.scenario_problems import problem

DAYS_PER_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterCount:
    """
    The end of a quarter.

    Attributes
    ----------
    people_in_facilities, people_in_flats
        In the whole city.
    moves
        People who moved into flats in this quarter; in the first one since the day of the counts.
    households
        In flats, of the scenario.
    by_unit
        The same by unit.
    """

    quarter: Quarter
    people_in_facilities: int
    people_in_flats: int
    moves: int
    households: int
    by_unit: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalsOverTime:
    """
    What one number of allocations leads to.

    Attributes
    ----------
    arrivals_per_week
        People allocated to the city.
    target_reached
        First quarter that ends with the target picture's people in flats; None when none does.
    """

    arrivals_per_week: int
    quarters: tuple[QuarterCount, ...]
    target_reached: Quarter | None


def arrivals_over_time(scenario: Scenario) -> tuple[ArrivalsOverTime, ...]:
    """
    The quarters to plan, for each number of ``arrivals_per_week`` in its order.

    Raises
    ------
    InvalidInput
        When an input of the scenario is unknown or beyond its limits, or households grow beyond all limits.
    """
    inputs = inputs_of(scenario.inputs)
    return tuple(_over_time(scenario, inputs, arrivals) for arrivals in inputs.arrivals_per_week)


def _over_time(scenario: Scenario, inputs: PlanningInputs, arrivals: int) -> ArrivalsOverTime:
    quarters = quarters_from(inputs.opening.start, inputs.opening.quarters)
    weeks = [max(0, (quarter.end - inputs.counted_on).days // DAYS_PER_WEEK) for quarter in quarters]
    moved = _moved(inputs, arrivals, weeks[-1])
    _refuse_beyond_limits(_households(scenario.households, inputs, moved[-1]))
    counts: list[QuarterCount] = []
    before = 0
    for quarter, week in zip(quarters, weeks, strict=True):
        households = _households(scenario.households, inputs, moved[week])
        split = apportioned(households, [unit.households for unit in scenario.units])
        counts.append(
            QuarterCount(
                quarter=quarter,
                people_in_facilities=inputs.people_in_facilities + _come(inputs, arrivals, week) - moved[week],
                people_in_flats=inputs.people_in_flats + moved[week],
                moves=moved[week] - before,
                households=households,
                by_unit=dict(zip((unit.id for unit in scenario.units), split, strict=True)),
            )
        )
        before = moved[week]
    reached = (one.quarter for one in counts if one.people_in_flats >= inputs.target_people)
    return ArrivalsOverTime(arrivals_per_week=arrivals, quarters=tuple(counts), target_reached=next(reached, None))


def _refuse_beyond_limits(households: int) -> None:
    """What is counted on with whole numbers of 64 bits has to fit into them."""
    if households > MOST:
        expected = f"inputs that lead to at most {MOST:,} households"
        raise InvalidInput([problem("inputs", "", f"{households:,} households", expected)])


def _come(inputs: PlanningInputs, arrivals: int, week: int) -> int:
    """People allocated up to the end of a week."""
    within = max(0, min(week, inputs.forecast_weeks))
    after = max(0, week - inputs.forecast_weeks)
    return arrivals * within + int(Fraction(inputs.after_forecast_share) * arrivals * after)


def _moved(inputs: PlanningInputs, arrivals: int, last: int) -> list[int]:
    """People who moved up to the end of each week, 0 first."""
    moved = [0]
    for ready in _ready(inputs, arrivals, last):
        most = ready if inputs.most_moves_per_week is None else moved[-1] + inputs.most_moves_per_week
        moved.append(min(ready, most))
    return moved


def _ready(inputs: PlanningInputs, arrivals: int, last: int) -> Iterator[int]:
    """People whose stay is over by the end of weeks 1 to ``last``."""
    stay = inputs.facility_weeks
    for week in range(1, last + 1):
        of_the_first = inputs.people_in_facilities
        if week < stay:
            of_the_first = of_the_first * week // stay
        yield of_the_first + _come(inputs, arrivals, week - stay)


def _households(present: int, inputs: PlanningInputs, moved: int) -> int:
    growth = Fraction(moved) / Fraction(inputs.people_per_household) / inputs.households_in_flats
    return int(present * (1 + growth) + Fraction(1, 2))
