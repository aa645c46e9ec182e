"""What a run comes to, week by week and over the horizon."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from math import ceil
from typing import NamedTuple

from matcher.errors import InvalidInput, Problem
from scenarios.scenario import Scenario
from scenarios.simulation.outcome import Measure
from scenarios.simulation.run import Played
from scenarios.simulation.world import WEEKS_OF_A_YEAR
from scenarios.site_plan import SitePlan

_DAYS = 7
_GROUPED: Mapping[str, Measure] = {
    "kind": "open_by_kind",
    "language": "open_by_language",
    "district": "open_by_district",
}

Weekly = list[float | None]
"""One value per week; None where nothing was counted."""


class Line(NamedTuple):
    """A measure, and the group it is for; empty where the measure is not split."""

    measure: Measure
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """Full-time posts of the open sites, and euro they cost in a week; fittings are not in it."""

    workers: int
    weekly_cost: float


def offices_of(scenario: Scenario, plan: SitePlan | None) -> Offices:
    """
    The open sites: the plan's, else as many as the scenario asks for at least, existing ones and then the cheapest.

    Raises
    ------
    InvalidInput
        When the plan has no sites, or names one the scenario does not have.
    """
    cost = {site.id: site.yearly_cost for site in scenario.sites}
    if plan is None:
        order = sorted(scenario.sites, key=lambda site: (not site.existing, site.yearly_cost, site.id))
        existing = sum(site.existing for site in scenario.sites)
        sites = [site.id for site in order[: max(existing, scenario.k[0])]]
    else:
        sites = list(plan.sites)
        if not sites:
            raise InvalidInput([_problem("nothing", "the sites of a plan that holds")])
        if unknown := sorted(set(sites) - cost.keys()):
            raise InvalidInput([_problem(unknown[0], "a site of the scenario")])
    yearly = sum((cost[site] for site in sites), start=Decimal(0))
    return Offices(workers=len(sites) * scenario.workers_per_site, weekly_cost=float(yearly) / WEEKS_OF_A_YEAR)


def _problem(found: str, expected: str) -> Problem:
    return Problem(record="plan", field="sites", found=found, expected=expected)


def groups_of(runs: Sequence[Played]) -> list[Line]:
    """The split measures of some runs, every group that has an open need in any week of any run."""
    return [
        Line(measure, group)
        for by, measure in _GROUPED.items()
        for group in sorted({group for run in runs for counts in run.open_by[by] for group in counts})
    ]


def weekly(played: Played, offices: Offices, groups: Sequence[Line]) -> dict[Line, Weekly]:
    """Every measure week by week."""
    result = {Line(name): values for name, values in _weekly(played, offices)}
    for by, measure in _GROUPED.items():
        for line in groups:
            if line.measure == measure:
                result[line] = [float(counts.get(line.group, 0)) for counts in played.open_by[by]]
    return result


def _weekly(played: Played, offices: Offices) -> Iterator[tuple[Measure, Weekly]]:
    yield "served", _floats(played.served)
    yield "served_weight", _floats(played.served_points)
    yield "waiting_mean", [_mean_weeks(days) for days in played.waited_days]
    yield "waiting_p90", [_most_of_nine_in_ten(days) for days in played.waited_days]
    yield "open", _floats(played.open)
    points = zip(played.requested_points_in, played.served_points_in, strict=True)
    yield "lowest_district_service", [_lowest_share(requested, served) for requested, served in points]
    yield "households_per_worker", [count / offices.workers for count in played.in_care]
    yield "mediator_hours_used", _floats(played.mediator_hours)
    yield "mediator_hours_available", _floats(played.mediator_hours_offered)
    yield "volunteers_active", _floats(played.active)
    yield "volunteers_lost", _floats(played.lost)
    matches = zip(played.minutes, played.served, strict=True)
    yield "travel_per_match", [_over(minutes, served) for minutes, served in matches]
    yield "cost_per_household", [_over(offices.weekly_cost, households) for households in played.households]


def overall(played: Played, offices: Offices, groups: Sequence[Line]) -> dict[Line, float | None]:
    """
    Every measure over the horizon.

    What happens in weeks is summed up (served, lost); waiting, travel and cost are those of all matches together;
    mediators' hours are means of the weeks; all else is as at the end of the last week.
    """
    by_week = weekly(played, offices, groups)
    days = list(chain.from_iterable(played.waited_days))
    weeks = len(played.served)
    result = {line: values[-1] for line, values in by_week.items()}
    sums: tuple[tuple[Measure, Sequence[int]], ...] = (
        ("served", played.served),
        ("served_weight", played.served_points),
        ("volunteers_lost", played.lost),
    )
    result |= {Line(name): float(sum(values)) for name, values in sums}
    result[Line("waiting_mean")], result[Line("waiting_p90")] = _mean_weeks(days), _most_of_nine_in_ten(days)
    result[Line("mediator_hours_used")] = sum(played.mediator_hours) / weeks
    result[Line("mediator_hours_available")] = sum(played.mediator_hours_offered) / weeks
    result[Line("travel_per_match")] = _over(sum(played.minutes), sum(played.served))
    result[Line("cost_per_household")] = _over(offices.weekly_cost * weeks, sum(played.households))
    return result


def _floats(values: Sequence[float]) -> Weekly:
    return [float(value) for value in values]


def _over(amount: float, count: int) -> float | None:
    return amount / count if count else None


def _mean_weeks(days: Sequence[int]) -> float | None:
    return _over(sum(days) / _DAYS, len(days))


def _most_of_nine_in_ten(days: Sequence[int]) -> float | None:
    """Weeks that nine in ten waited at most: the least such waiting time among theirs."""
    return sorted(days)[ceil(9 * len(days) / 10) - 1] / _DAYS if days else None


def _lowest_share(requested: Mapping[str, int], served: Mapping[str, int]) -> float | None:
    """Points served over points requested so far, in the district where that is least."""
    return min((served.get(district, 0) / points for district, points in requested.items() if points), default=None)
