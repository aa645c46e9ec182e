"""Plans of sites and catchments, and their file format ``lokal-willkommen/plan@1`` (section 2 of the contract)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pydantic import ConfigDict, StrictInt, StrictStr
from pydantic.dataclasses import dataclass

from matcher.domain import Id

FORMAT: Literal["lokal-willkommen/plan@1"] = "lokal-willkommen/plan@1"

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
_CHECKED = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Imbalance:
    """
    How uneven the catchments of a plan are, in households.

    Attributes
    ----------
    value
        Of this plan; at most what level 2 allows.
    best
        The least that was found.
    bound
        No plan can have less; proven.
    gap
        (best - bound) / all households.
    """

    value: Decimal
    best: Decimal
    bound: Decimal
    gap: Decimal


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class CatchmentTravel:
    """
    The ways of a plan from unit centres to their sites, by car.

    Attributes
    ----------
    value, bound
        Sum of households * minutes; no plan of the allowed imbalance can have less than the bound.
    gap
        (value - bound) / value; 0 where the value is 0.
    mean_minutes
        Per household.
    worst_unit, worst_minutes
        The longest way; among equal ones the unit first in order. Units without households count too.
    """

    value: StrictInt
    bound: StrictInt
    gap: Decimal
    mean_minutes: Decimal
    worst_unit: Id
    worst_minutes: StrictInt


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Demand:
    """
    One demand of a smallest set that clashes.

    Attributes
    ----------
    code
        ``budget``, ``fixed``, ``together``, ``contiguous``, ``existing``, ``k`` or ``candidates``.
    ids
        Units or sites it speaks of, sorted.
    number
        Its number: euro of the budget, k, count of candidates; None where there is none.
    """

    code: Literal["budget", "fixed", "together", "contiguous", "existing", "k", "candidates"]
    ids: tuple[Id, ...] = ()
    number: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class SitePlan:
    """
    The best plan for one number of sites, or why there is none.

    Attributes
    ----------
    status
        Of both levels: optimal only when both are proven.
    sites
        Ids of the open ones, sorted; empty without a plan, as is everything below.
    assignment
        Site by unit.
    households, households_per_worker
        By open site.
    largest, largest_to_mean
        Households of the largest catchment, and as a multiple of all households / k.
    cost
        Euro a year of the open sites.
    clash
        A smallest set of demands that cannot hold together; empty unless infeasible.
    """

    k: StrictInt
    status: Status
    sites: tuple[Id, ...] = ()
    assignment: Mapping[Id, Id]
    households: Mapping[Id, StrictInt]
    households_per_worker: Mapping[Id, Decimal]
    largest: StrictInt | None = None
    largest_to_mean: Decimal | None = None
    imbalance: Imbalance | None = None
    travel: CatchmentTravel | None = None
    cost: Decimal | None = None
    clash: tuple[Demand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class SitePlans:
    """The plans of a scenario, one for each number of sites in its range, in order."""

    format: Literal["lokal-willkommen/plan@1"] = FORMAT
    scenario_sha256: StrictStr
    plans: tuple[SitePlan, ...]
