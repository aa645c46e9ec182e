"""
A planning scenario: units with households, candidate sites, and what a plan of sites and catchments must obey.

Every type checks its own numbers when it is made (``pydantic.ValidationError``); ``scenario_file`` reads them from
files and turns the errors of a whole file, unknown ids among them, into one ``InvalidInput``.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from matcher.domain import MOST, Count, Id, Latitude, Longitude, Word
from scenarios.inputs import InputKind

FORMAT: Literal["lokal-willkommen/scenario@1"] = "lokal-willkommen/scenario@1"

Balance = Literal["band", "max_load", "none"]
_CHECKED = ConfigDict(extra="forbid", allow_inf_nan=False)


def _decimal(found: Any) -> Any:
    """The decimal as it was written: 0.05 is five hundredths, not the binary fraction next to it."""
    if isinstance(found, bool) or not isinstance(found, int | float | Decimal):
        raise PydanticCustomError("number", "a number")
    return found if isinstance(found, Decimal) else Decimal(str(found))


def _in_order(found: tuple[int, int]) -> tuple[int, int]:
    if found[0] > found[1]:
        raise PydanticCustomError("range", "two numbers, the lesser first")
    return found


Money = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, le=MOST, decimal_places=2)]
"""Euro, exact to the cent."""
Slack = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, le=1, decimal_places=6)]
Name = Annotated[StrictStr, Field(max_length=200)]
"""For people; empty where there is none."""
Pair = tuple[Id, Id]
_Sites = Annotated[StrictInt, Field(ge=1, le=MOST)]
SiteRange = Annotated[tuple[_Sites, _Sites], AfterValidator(_in_order)]


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Unit:
    """
    The smallest area a catchment is made of.

    Attributes
    ----------
    households
        Living in flats of their own there.
    lat, lon
        Its centre in degrees, WGS84; travel is counted from here.
    parent
        Id of the larger area it belongs to, such as its Stadtbezirk; None where there is none.
    """

    id: Id
    name: Name = ""
    households: Count
    lat: Latitude
    lon: Longitude
    parent: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Site:
    """
    A place where an office is or could be.

    Attributes
    ----------
    unit
        Id of the unit it stands in.
    existing
        Open already, and staying open.
    yearly_cost, one_off_cost
        Euro.
    """

    id: Id
    name: Name = ""
    unit: Id
    lat: Latitude
    lon: Longitude
    existing: StrictBool = False
    yearly_cost: Money
    one_off_cost: Money = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Fixed:
    """A unit that some site must serve."""

    unit: Id
    site: Id


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class SiteMinutes:
    """Minutes by car from the centre of a unit to a site, instead of the estimate; source in words."""

    unit: Id
    site: Id
    minutes: Count
    source: Word = "scenario"


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Standing:
    """With which right a number of the scenario stands there: its kind, and where it comes from."""

    kind: InputKind
    source: Word


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Scenario:
    """
    All a plan of sites and catchments is made from.

    Attributes
    ----------
    units, sites
        At least one of each; ids are unique within their list.
    adjacency
        Pairs of ids of units that share a border.
    k
        Least and most open sites.
    fixed, together
        Units whose site is given; groups of units that one site serves together.
    contiguous
        Whether the units of a site must be connected in ``adjacency`` and hold the site's own unit.
    balance, balance_slack
        What imbalance means, see section 2 of the contract; the slack is a share of the mean or of the best.
    yearly_budget
        Euro that open sites may cost together in a year; None for no limit.
    travel
        Minutes that replace the car estimate.
    workers_per_site
        Full-time posts of a team.
    inputs
        Numbers for arrivals, costs and simulation that differ from ``PlanningInputs``, by name.
    standing
        Kind and source by field, such as ``units.households``, of one record alone ``units[brackel].households``, or
        of an input ``inputs.facility_weeks``; what is not named is assumed.
    """

    format: Literal["lokal-willkommen/scenario@1"] = FORMAT
    name: Name = ""
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    adjacency: tuple[Pair, ...] = ()
    sites: Annotated[tuple[Site, ...], Field(min_length=1)]
    k: SiteRange
    fixed: tuple[Fixed, ...] = ()
    together: tuple[Annotated[tuple[Id, ...], Field(min_length=2)], ...] = ()
    contiguous: StrictBool = True
    balance: Balance = "band"
    balance_slack: Slack = Decimal("0.05")
    yearly_budget: Money | None = None
    travel: tuple[SiteMinutes, ...] = ()
    workers_per_site: Annotated[StrictInt, Field(ge=1, le=MOST)] = 2
    inputs: Mapping[Word, Any] = Field(default_factory=dict)
    standing: Mapping[Word, Standing] = Field(default_factory=dict)

    @property
    def households(self) -> int:
        """Households of all units together."""
        return sum(unit.households for unit in self.units)

    @property
    def unit_names(self) -> dict[str, str]:
        """Names of units by id; the id itself where there is none."""
        return {unit.id: unit.name or unit.id for unit in self.units}
