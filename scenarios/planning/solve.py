"""The best plan of sites and catchments for each number of sites."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from matcher.travel import TravelMinutes
from scenarios.scenario import Scenario
from scenarios.site_plan import SitePlans

Stage = Literal["search", "imbalance", "travel", "clash"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """
    How far planning is.

    Attributes
    ----------
    k
        The number of sites under way.
    done, of
        How many numbers of sites are planned already, and how many are wanted.
    travel, bound
        Best sum of households * minutes so far and its bound; None where nothing is known.
    imbalance
        Least imbalance so far.
    """

    k: int
    done: int
    of: int
    stage: Stage
    travel: int | None = None
    bound: int | None = None
    imbalance: Fraction | None = None


def solve_plans(
    scenario: Scenario,
    travel: TravelMinutes,
    *,
    ks: Sequence[int] | None = None,
    time_limit_seconds: float | None = None,
    seed: int = 0,
    stop: Callable[[], bool] = lambda: False,
    report: Callable[[PlanStep], None] = lambda step: None,
) -> SitePlans:
    """
    Plan each number of sites of the scenario's range.

    Parameters
    ----------
    ks
        Numbers of sites to plan instead of the range.
    time_limit_seconds
        For each number of sites; None for as long as it takes.
    seed
        Of the search for good plans; it can change which of several best plans comes out.
    stop
        Asked again and again; once it says True the best so far is given back.
    report
        Told about every step forward.
    """
    raise NotImplementedError
