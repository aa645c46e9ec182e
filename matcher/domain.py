"""
The facts of a weekly run: who lives where, who needs what, who can help and when.

Every type checks itself when it is made: ``pydantic.ValidationError`` (a ``ValueError``) names field, found and
expected. ``case.py`` reads them from files and turns the errors of a whole file into one ``InvalidInput``.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
)
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from matcher.week import Window, merged, parse_start, parse_window

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
WAIVABLE_RULES = ("kind", "language", "travel", "time", "age")
ALL_AGES = (0, 120)
HOUSEHOLD = "household"
MOST = 1_000_000_000
"""Largest number of a fact: sums over a city of such numbers still fit the solver's whole numbers."""

_CHECKED = ConfigDict(extra="forbid", allow_inf_nan=False)


def _window(found: Any) -> Any:
    if isinstance(found, Window):
        return found
    try:
        return parse_window(found)
    except (TypeError, ValueError):
        raise PydanticCustomError(
            "window", "a window such as tue 16:00-18:30, on the half hour, start before end"
        ) from None


def _start(found: Any) -> Any:
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    try:
        return parse_start(found)
    except (TypeError, ValueError):
        raise PydanticCustomError("start", "a start such as tue 16:00, on the half hour") from None


def _day(found: Any) -> Any:
    if isinstance(found, date):
        return found
    try:
        return datetime.strptime(found, "%Y-%m-%d").date()
    except (TypeError, ValueError):
        raise PydanticCustomError("day", "a date such as 2016-09-05") from None


def _is_monday(found: date) -> date:
    if found.weekday() != 0:
        raise PydanticCustomError("monday", "the date of a Monday")
    return found


def _as_set(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(found)))


def _age_range(found: tuple[int, int]) -> tuple[int, int]:
    if found[0] > found[1]:
        raise PydanticCustomError("ages", "youngest and oldest age, youngest first")
    return found


def _in_half_hours(found: float) -> float:
    if (2 * found) % 1:
        raise PydanticCustomError("half_hours", "0.5 to 12 hours in steps of 0.5")
    return found


Id = Annotated[StrictStr, Field(min_length=1)]
Word = Annotated[StrictStr, Field(min_length=1)]
Words = Annotated[tuple[Word, ...], AfterValidator(_as_set)]
"""A set, held as its values in order."""
Count = Annotated[StrictInt, Field(ge=0, le=MOST)]
Level = Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"]
Languages = Mapping[Word, Level]
Mode = Literal["foot", "bike", "transit", "car"]
Gender = Literal["f", "m", "x"]
Latitude = Annotated[StrictFloat | StrictInt, Field(ge=-90, le=90)]
Longitude = Annotated[StrictFloat | StrictInt, Field(ge=-180, le=180)]
Hours = Annotated[StrictFloat | StrictInt, Field(ge=0.5, le=12), AfterValidator(_in_half_hours)]
Windows = Annotated[tuple[Annotated[Window, BeforeValidator(_window)], ...], AfterValidator(merged)]
Start = Annotated[StrictInt, Field(ge=0, lt=336), BeforeValidator(_start)]
Day = Annotated[date, BeforeValidator(_day)]
Monday = Annotated[Day, AfterValidator(_is_monday)]
Ages = Annotated[tuple[Count, Count], AfterValidator(_age_range)]


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Policy:
    """
    What the city's coordinators decide about the run; the defaults are those of the contract.

    Attributes
    ----------
    language_level, bridge_level
        Least level at which two people share a language, and at which a mediator bridges between two.
    official_language
        Language of the offices, for interpreting.
    urgency_points
        Points of a need by its urgency 1 to 4.
    waiting_points_per_week, waiting_cap_weeks
        Points for each full week of waiting, counted up to the cap.
    equity
        0 to 4: how much more the first quarter of a district's needs counts than the last.
    equity_group
        ``district``, or ``none`` for one group.
    mediator_cost, change_cost, familiar_bonus, idle_cost
        In minutes of travel: price of a mediator's visit, of changing a proposal, worth of a known face,
        price of a person who is never asked.
    household_mode, household_max_travel_minutes
        How households travel to offers, and how long at most, one way.
    """

    language_level: Level = "B1"
    bridge_level: Level = "B2"
    official_language: Word = "de"
    urgency_points: tuple[Count, Count, Count, Count] = (10, 20, 40, 80)
    waiting_points_per_week: Count = 1
    waiting_cap_weeks: Count = 26
    equity: Annotated[StrictFloat | StrictInt, Field(ge=0, le=4)] = 0.25
    equity_group: Literal["district", "none"] = "district"
    mediator_cost: Count = 30
    change_cost: Count = 20
    familiar_bonus: Count = 20
    idle_cost: Count = 15
    household_mode: Mode = "transit"
    household_max_travel_minutes: Count = 40


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class District:
    """Smallest area for which needs are counted; the group within which equity is measured."""

    id: Id
    name: StrictStr | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Place:
    """A point, WGS84 degrees."""

    lat: Latitude
    lon: Longitude


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Household:
    """
    People who get benefits as one unit and are matched as one.

    Attributes
    ----------
    languages
        Level by ISO 639 code, the best of all members.
    availability
        When somebody is at home; held as fewest windows in order of the week.
    contact_gender
        Only volunteers and mediators of this gender come; None when it does not matter.
    """

    id: Id
    district: Id
    lat: Latitude
    lon: Longitude
    languages: Languages
    availability: Windows
    persons: Annotated[StrictInt, Field(ge=1)] = 1
    contact_gender: Literal["f", "m"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Need:
    """
    One thing a household needs.

    Attributes
    ----------
    urgency
        1 to 4, 4 = most urgent.
    hours
        Length of the weekly meeting, 0.5 to 12 in steps of 0.5; an offer has times of its own.
    attendee
        Who of the household attends; two needs clash only when household and attendee are equal.
    age, gender
        Of the attendee; None is "unknown" and never fits a limit.
    requires
        Qualifications every visiting person must hold.
    seats
        Taken in an offer.
    place
        Where a visiting person meets the household; None is the home.
    """

    id: Id
    household: Id
    kind: Word
    urgency: Annotated[StrictInt, Field(ge=1, le=4)]
    hours: Hours
    requested_on: Day
    attendee: Word = HOUSEHOLD
    age: Count | None = None
    gender: Gender | None = None
    requires: Words = ()
    seats: Annotated[StrictInt, Field(ge=1, le=MOST)] = 1
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Volunteer:
    """
    A person who visits households: as companion, as language mediator, or both.

    Attributes
    ----------
    kinds
        Kinds of need a companion takes on; without meaning for a mediator.
    max_travel_minutes
        Longest one-way trip in whole minutes, door to door.
    hours_per_week, max_matches
        Hours and meetings per week, active ones included. Zero means "none", not "unknown".
    """

    id: Id
    organisation: Word
    roles: Annotated[tuple[Literal["companion", "mediator"], ...], AfterValidator(_as_set)]
    kinds: Words
    languages: Languages
    lat: Latitude
    lon: Longitude
    mode: Mode
    max_travel_minutes: Count
    hours_per_week: Annotated[StrictFloat | StrictInt, Field(ge=0, le=MOST)]
    max_matches: Count
    availability: Windows
    gender: Gender
    qualifications: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Offer:
    """
    A course, consultation or group with places and fixed weekly times.

    Attributes
    ----------
    seats
        Capacity, active matches included.
    times
        At least one window; a household comes to all of them.
    ages
        Youngest and oldest age admitted, both included.
    gender
        The only gender admitted; None admits all.
    language_free
        No common language is needed: a German course, football.
    """

    id: Id
    organisation: Word
    kind: Word
    lat: Latitude
    lon: Longitude
    languages: Languages
    seats: Count
    times: Annotated[Windows, Field(min_length=1)]
    ages: Ages = ALL_AGES
    gender: Gender | None = None
    language_free: StrictBool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Match:
    """
    What is already settled about a need, or was proposed last week.

    Attributes
    ----------
    start
        Cell of the week, 0 to 335; None leaves it open. At an offer: its first time.
    status
        ``active`` stands untouched, ``pinned`` must be chosen, ``proposed`` is kept where that costs little.
    waive
        Rules a caseworker lifts on purpose; pinned only.
    """

    need: Id
    status: Literal["active", "pinned", "proposed"]
    provider: Id | None = None
    mediator: Id | None = None
    start: Start | None = None
    waive: Annotated[tuple[Literal["kind", "language", "travel", "time", "age"], ...], AfterValidator(_as_set)] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Block:
    """A household and a volunteer or offer that must not meet, up to and including the week ``until``, or for ever."""

    household: Id
    resource: Id
    until: Monday | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class TravelRow:
    """Measured minutes that replace the estimate: volunteer to need or offer, household to offer."""

    traveller: Id
    place: Id
    minutes: Count
    source: Word = "measured"


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Case:
    """Everything one weekly run knows. ``week`` is the Monday of the planned week."""

    format: Literal["lokal-willkommen/case@1"]
    week: Monday
    districts: tuple[District, ...]
    households: tuple[Household, ...]
    needs: tuple[Need, ...]
    volunteers: tuple[Volunteer, ...]
    offers: tuple[Offer, ...]
    policy: Policy = Field(default_factory=Policy)
    matches: tuple[Match, ...] = ()
    blocks: tuple[Block, ...] = ()
    travel: tuple[TravelRow, ...] = ()
