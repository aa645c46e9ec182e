"""What came out of a simulation, and its file format ``lokal-willkommen/simulation@1``."""

from typing import Literal

from pydantic import ConfigDict, StrictFloat, StrictInt, StrictStr
from pydantic.dataclasses import dataclass

from matcher.domain import Monday, Word

FORMAT: Literal["lokal-willkommen/simulation@1"] = "lokal-willkommen/simulation@1"

Policy = Literal["engine", "first_come", "most_urgent_nearest"]
POLICIES: tuple[Policy, ...] = ("engine", "first_come", "most_urgent_nearest")
Measure = Literal[
    "served",  # needs
    "served_weight",  # points
    "waiting_mean",  # weeks from request to first match
    "waiting_p90",  # weeks
    "open",  # needs, of all kinds
    "open_by_kind",  # needs; group is the kind
    "open_by_language",  # needs; group is the language spoken at home
    "open_by_district",  # needs; group is the district
    "lowest_district_service",  # share of requested points served, in the district served worst
    "households_per_worker",  # households in care per full-time post
    "mediator_hours_used",  # hours a week
    "mediator_hours_available",  # hours a week
    "volunteers_active",  # people
    "volunteers_lost",  # people who left
    "travel_per_match",  # minutes one way
    "cost_per_household",  # euro per household served
]
_CHECKED = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Series:
    """
    One measure week by week: mean over the seeds and the ends of its 95 % interval; of one seed, its value.

    Attributes
    ----------
    arrivals
        People allocated to the city per week.
    group
        Kind, language or district of a measure that is split; else empty.
    mean, low, high
        One value per week; None where nothing was counted, such as a waiting time without a match.
    """

    arrivals: StrictInt
    policy: Policy
    measure: Measure
    group: StrictStr = ""
    mean: tuple[StrictFloat | None, ...]
    low: tuple[StrictFloat | None, ...]
    high: tuple[StrictFloat | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Total:
    """
    One measure over the whole horizon; the meaning of the fields is that of ``Series``.

    What happens in weeks is summed up (served, weight, lost); waiting, travel and cost are those of all matches
    together; mediators' hours are means of the weeks; all else is as at the end of the last week.
    """

    arrivals: StrictInt
    policy: Policy
    measure: Measure
    group: StrictStr = ""
    mean: StrictFloat | None
    low: StrictFloat | None
    high: StrictFloat | None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Advantage:
    """
    By how much the engine serves more than a simpler policy, on the same arrivals.

    Attributes
    ----------
    points, low, high
        Mean difference of served weight over the seeds, and its 95 % interval (paired by seed).
    share
        The mean difference over the baseline's mean.
    """

    arrivals: StrictInt
    baseline: Policy
    points: StrictFloat
    low: StrictFloat
    high: StrictFloat
    share: StrictFloat


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Simulation:
    """
    The outcome of all runs of a scenario; the same bytes for the same scenario, weeks and seeds.

    Attributes
    ----------
    seeds, played_seeds
        How many worlds were drawn and played to their end, and from which seeds.
    """

    format: Literal["lokal-willkommen/simulation@1"] = FORMAT
    scenario_sha256: StrictStr
    engine: Word
    first_week: Monday
    weeks: StrictInt
    seeds: StrictInt
    played_seeds: tuple[StrictInt, ...] = ()
    arrivals: tuple[StrictInt, ...]
    policies: tuple[Policy, ...]
    series: tuple[Series, ...]
    totals: tuple[Total, ...]
    advantages: tuple[Advantage, ...]
