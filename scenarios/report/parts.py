"""The parts of a report's numbers: rounded once, so that page, figures, tables and JSON cannot differ."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from scenarios.inputs import InputKind
from scenarios.opening import Cause
from scenarios.simulation.outcome import Measure, Policy
from scenarios.site_plan import Demand, Status

DECIMALS = 3
Number = int | float


def rounded(value: Decimal | float) -> Number:
    """The number to three decimals; whole ones as ``int``."""
    return rounded_to(value, DECIMALS)


def rounded_to(value: Decimal | float, decimals: int) -> Number:
    """The number to so many decimals; whole ones as ``int``."""
    number = round(float(value), decimals)
    return int(number) if number.is_integer() else number


def rounded_or_none(value: Decimal | float | None) -> Number | None:
    """The same for a number that may be missing."""
    return None if value is None else rounded(value)


def rounded_up(gap: Decimal) -> Number:
    """A gap to four decimals, never less than it is."""
    return rounded_to(gap.quantize(Decimal("0.0001"), ROUND_CEILING), 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputLine:
    """
    One number or choice that the report rests on.

    Attributes
    ----------
    name
        Code of what it is: ``inputs.facility_weeks``, ``units.households``.
    value
        A number, a text, or a list of numbers; shares are lists of pairs.
    kind
        ``fact`` of the paper, ``assumption`` or ``derived``.
    unit, source
        In words, as the scenario states them; the source of a fact is its place in the paper.
    records
        Ids of the units or sites it speaks of together; empty for all that is no record's.
    """

    name: str
    value: object
    kind: InputKind
    unit: str
    source: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionLine:
    """A number of the paper, and what follows from its other ``numbers``; fields as in ``paper.Tension``."""

    code: str
    unit: str
    said: Number
    follows: Number
    numbers: tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit of the scenario: where it lies, who lives there, and the name of the larger area around it."""

    id: str
    name: str
    parent: str
    parent_name: str
    households: int
    lat: Number
    lon: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLine:
    """
    An open site of a plan with its catchment.

    Attributes
    ----------
    number
        Its mark on the maps, from 1 in the order of ids.
    units
        Ids of its catchment, sorted.
    areas
        Names of its catchment: of whole larger areas, and of single units where only a part belongs to it.
    households_per_worker
        Households of the catchment per full-time post.
    to_mean
        Households of the catchment over the mean of the plan, 1 for the mean itself.
    """

    number: int
    id: str
    name: str
    lat: Number
    lon: Number
    existing: bool
    units: tuple[str, ...]
    areas: tuple[str, ...]
    households: int
    households_per_worker: Number
    to_mean: Number
    yearly_cost: Number
    one_off_cost: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ImbalanceLine:
    """Fields as in ``site_plan.Imbalance``, in households."""

    value: Number
    best: Number
    bound: Number
    gap: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelLine:
    """Fields as in ``site_plan.CatchmentTravel``; the worst unit by name, too."""

    value: Number
    bound: Number
    gap: Number
    mean_minutes: Number
    worst_unit: str
    worst_unit_name: str
    worst_minutes: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """
    A plan with everything the report says about it; sites and measures are missing where there is none.

    Attributes
    ----------
    mean, band_low, band_high
        Households of a catchment if all were equal, and the band of the balance slack around it.
    cost, one_off_cost, budget_left
        Euro: a year, once, and a year below the budget (negative above it; None without budget).
    budget_share
        Cost over budget; None without budget.
    clash
        A smallest set of demands that cannot hold together.
    """

    k: int
    status: Status
    sites: tuple[SiteLine, ...] = ()
    workers: int = 0
    mean: Number
    band_low: Number
    band_high: Number
    largest: Number | None = None
    largest_to_mean: Number | None = None
    imbalance: ImbalanceLine | None = None
    travel: TravelLine | None = None
    cost: Number | None = None
    one_off_cost: Number | None = None
    budget_left: Number | None = None
    budget_share: Number | None = None
    clash: tuple[Demand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Mean of one measure week by week, and its 95 % interval over the seeds; None where nothing was counted."""

    arrivals: int
    policy: Policy
    measure: Measure
    group: str
    mean: tuple[Number | None, ...]
    low: tuple[Number | None, ...]
    high: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalLine:
    """One measure over the whole horizon, with its 95 % interval over the seeds."""

    arrivals: int
    policy: Policy
    measure: Measure
    group: str
    mean: Number | None
    low: Number | None
    high: Number | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvantageLine:
    """By how much the engine serves more weight than a simpler policy: points a run, their interval, and the share."""

    arrivals: int
    baseline: Policy
    points: Number
    low: Number
    high: Number
    share: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationPart:
    """What was simulated, and what came out."""

    engine: str
    first_week: str
    weeks: int
    seeds: int
    played_seeds: tuple[int, ...]
    arrivals: tuple[int, ...]
    policies: tuple[Policy, ...]
    curves: tuple[Curve, ...]
    totals: tuple[TotalLine, ...]
    advantages: tuple[AdvantageLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOpening:
    """The quarter (``2016-Q3``) in which a site opens; None for one that stays closed over the horizon."""

    site: str
    quarter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """Euro of one calendar year: cost of the open sites, fittings included, and what may be spent (None: no limit)."""

    year: int
    cost: Number
    budget: Number | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """
    The best order of opening for one level of arrivals.

    Attributes
    ----------
    sites
        All of the plan, in the order in which they open.
    open_sites, most_per_worker, waiting
        By quarter: sites open at its end, households per worker of the site with most (None while none is open), and
        households nobody is in charge of.
    """

    arrivals: int
    sites: tuple[SiteOpening, ...]
    open_sites: tuple[int, ...]
    most_per_worker: tuple[Number | None, ...]
    waiting: tuple[int, ...]
    years: tuple[YearLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakLine:
    """
    The first quarter in which a site has more households per worker than a limit, if opened in the best order for it.

    Attributes
    ----------
    quarter, cause
        None when the limit holds to the end; the cause as in ``opening.Cause``.
    """

    arrivals: int
    limit: Number
    quarter: str | None
    cause: Cause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPart:
    """
    When the sites of the plan for ``k`` open, what that costs, and when it gets too much.

    Attributes
    ----------
    limit
        Households per worker for which the orders are best.
    orders
        One per level of arrivals.
    breaks
        For every limit and level of arrivals.
    """

    k: int
    limit: Number
    quarters: tuple[str, ...]
    orders: tuple[OrderLine, ...]
    breaks: tuple[BreakLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One plan under one level of arrivals, in euro over the horizon; fields as in ``regret.RegretCell``."""

    arrivals: int
    sites: Number
    overload: Number
    travel: Number
    cost: Number
    regret: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class RegretLine:
    """
    One plan.

    Attributes
    ----------
    worst
        Its largest regret.
    compared
        There for comparison only, as the real network is.
    best
        Whether it has the least worst regret.
    """

    k: int
    cells: tuple[CostLine, ...]
    worst: Number
    compared: bool
    best: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegretPart:
    """
    How much worse each plan is than the best one, whichever arrivals come.

    Attributes
    ----------
    arrivals
        Columns: people allocated a week.
    limit
        Households per worker above which they cost extra.
    """

    arrivals: tuple[int, ...]
    limit: int
    rows: tuple[RegretLine, ...]
