"""
What a synthetic population is drawn from.

Nothing here is counted data of people: apart from the numbers of households every value is an assumption, kept in
one place so that it can be doubted and changed. Units and sources stand in the fields; ``stated_inputs`` lists them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from geodata.districts import stadtbezirke
from matcher.domain import LEVELS
from matcher.errors import Problem
from matcher.week import DAYS
from scenarios.inputs import (
    ANYTHING,
    CHANCES,
    COUNT,
    DISTRIBUTION,
    RATE,
    SHARE,
    Limit,
    Shares,
    assumed,
    refuse_beyond_limits,
)

PLANNERS = "planning assumption"
PAPER = "concept paper of 2016"
JANUARY_2019 = "asylum seekers by Stadtbezirk, January 2019"
ORIGINS = "countries of origin in Germany, 2015 and 2016"

_DAYS = Limit(holds=lambda days: days and set(days) <= set(DAYS), expected=f"at least one of {', '.join(DAYS)}")
_HOURS_OF_DAY = Limit(
    holds=lambda hours: hours and all(isinstance(hour, int) and 0 <= hour < 24 for hour in hours),
    expected="whole hours from 0 to 23",
)
_HALF_HOURS = Limit(
    holds=lambda hours: 0.5 <= hours <= 12 and not (2 * hours) % 1, expected="0.5 to 12 hours in steps of 0.5"
)
_LENGTHS = Limit(
    holds=lambda lengths: DISTRIBUTION.holds(lengths) and all(_HALF_HOURS.holds(hours) for hours, _ in lengths),
    expected="lengths of 0.5 to 12 hours in steps of 0.5, with shares that add up to 1",
)
_MONDAY = Limit(holds=lambda day: day.weekday() == 0, expected="the date of a Monday")
_SOME = Limit(holds=bool, expected="at least one")
_COUNTS_IN_ORDER = Limit(
    holds=lambda counts: len(counts) == 2 and 0 <= counts[0] <= counts[1],
    expected="two whole numbers, the lesser first",
)


def _distribution_over(values: tuple[object, ...]) -> Limit:
    return Limit(
        holds=lambda shares: DISTRIBUTION.holds(shares) and {value for value, _ in shares} <= set(values),
        expected=f"shares that add up to 1, of {', '.join(str(value) for value in values)}",
    )


_LEVELS = _distribution_over((*LEVELS, None))
_SPOKEN_LEVELS = _distribution_over(LEVELS)
_URGENCIES = _distribution_over((1, 2, 3, 4))
_CONTACT_GENDERS = _distribution_over(("f", "m", None))
_GENDERS = _distribution_over(("f", "m", "x"))
_MODES = _distribution_over(("foot", "bike", "transit", "car"))
_PERSONS = Limit(
    holds=lambda shares: DISTRIBUTION.holds(shares) and all(persons >= 1 for persons, _ in shares),
    expected="numbers of persons, at least 1, with shares that add up to 1",
)


def _problem(record: str, name: str, found: object, expected: str) -> Problem:
    return Problem(record=record, field=name, found=str(found), expected=expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyWindows:
    """When the people of a group have time: some windows of the week, drawn evenly; they may overlap or coincide."""

    days: tuple[str, ...] = field(metadata=assumed("days with windows", PLANNERS, limit=_DAYS))
    starts: tuple[int, ...] = field(metadata=assumed("o'clock", PLANNERS, limit=_HOURS_OF_DAY))
    lengths_hours: tuple[int, ...] = field(metadata=assumed("hours", PLANNERS, limit=_HOURS_OF_DAY))
    fewest: int = field(metadata=assumed("windows per week", PLANNERS, limit=COUNT))
    most: int = field(metadata=assumed("windows per week", PLANNERS, limit=COUNT))

    def __post_init__(self) -> None:
        further = []
        if self.fewest > self.most:
            further.append(_problem("windows", "fewest", self.fewest, f"at most {self.most}, the field most"))
        if self.starts and self.lengths_hours and max(self.starts) + max(self.lengths_hours) > 24:
            further.append(_problem("windows", "lengths_hours", self.lengths_hours, "windows that end by 24:00"))
        if 0 in self.lengths_hours:
            further.append(_problem("windows", "lengths_hours", self.lengths_hours, "lengths of at least 1 hour"))
        refuse_beyond_limits("windows", self, tuple(further))


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedKind:
    """
    One kind of need and how often it occurs.

    Attributes
    ----------
    attendee
        Who may have the need: the household as a whole, one adult, or each of its children.
    at_office
        The meeting is at an office near the centre of the city, not at home.
    requires_with_children
        Qualifications that visitors of a household with children must hold.
    """

    kind: str
    attendee: Literal["household", "adult", "child"] = "household"
    chance: float = field(metadata=assumed("share of attendees", PLANNERS, limit=SHARE))
    hours: Shares[float] = field(metadata=assumed("hours of the weekly meeting", PLANNERS, limit=_LENGTHS))
    at_office: bool = field(default=False, metadata=assumed("yes or no", PLANNERS, limit=ANYTHING))
    requires_with_children: tuple[str, ...] = field(
        default=(), metadata=assumed("qualifications", PLANNERS, limit=ANYTHING)
    )

    def __post_init__(self) -> None:
        refuse_beyond_limits(f"need kind {self.kind}", self)


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerGroup:
    """
    People who come to households.

    Attributes
    ----------
    first_languages
        One of them is always spoken; empty: German alone is enough.
    also_mediates_share
        Of those who speak two languages or more beside German.
    """

    roles: tuple[Literal["companion", "mediator"], ...]
    kinds: tuple[str, ...] = ()
    per_household: float = field(metadata=assumed("people per household", PLANNERS, limit=RATE))
    german: Shares[str] = field(metadata=assumed("share by level", PLANNERS, limit=_SPOKEN_LEVELS))
    first_languages: Shares[str] = field(default=(), metadata=assumed("share of the group", PLANNERS, limit=CHANCES))
    further_languages: Shares[str] = field(metadata=assumed("share of the group, each", PLANNERS, limit=CHANCES))
    language_levels: Shares[str] = field(metadata=assumed("share by level", PLANNERS, limit=_SPOKEN_LEVELS))
    also_mediates_share: float = field(default=0.0, metadata=assumed("share", PLANNERS, limit=SHARE))
    hours_per_week: Shares[int] = field(metadata=assumed("hours per week", PLANNERS, limit=DISTRIBUTION))
    max_matches: Shares[int] = field(metadata=assumed("meetings per week", PLANNERS, limit=DISTRIBUTION))
    genders: Shares[str] = field(metadata=assumed("share of the group", PLANNERS, limit=_GENDERS))
    windows: WeeklyWindows
    modes: Shares[str] = field(
        metadata=assumed("share of the group", PLANNERS, limit=_MODES),
    )
    max_travel_minutes: Shares[int] = field(
        metadata=assumed("minutes one way", PLANNERS, limit=DISTRIBUTION),
    )
    clearance_share: float = field(metadata=assumed("share with police clearance", PLANNERS, limit=SHARE))

    def __post_init__(self) -> None:
        further: tuple[Problem, ...] = ()
        if self.first_languages and not DISTRIBUTION.holds(self.first_languages):
            further = (_problem("volunteers", "first_languages", self.first_languages, DISTRIBUTION.expected),)
        refuse_beyond_limits("volunteers", self, further)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferKind:
    """One kind of offer; each offer of it meets once a week, for the same number of hours."""

    kind: str
    share: float = field(metadata=assumed("share of offers", PLANNERS, limit=SHARE))
    seats: Shares[int] = field(metadata=assumed("seats per offer", PLANNERS, limit=DISTRIBUTION))
    hours: float = field(metadata=assumed("hours of the weekly meeting", PLANNERS, limit=_HALF_HOURS))
    ages: Shares[tuple[int, int]] = field(metadata=assumed("youngest and oldest age", PLANNERS, limit=DISTRIBUTION))
    language_free: bool = field(metadata=assumed("yes or no", PLANNERS, limit=ANYTHING))

    def __post_init__(self) -> None:
        refuse_beyond_limits(f"offer kind {self.kind}", self)


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationParameters:
    """
    All a synthetic population is drawn from.

    Attributes
    ----------
    name
        Of the scenario, for reports.
    week
        Monday of the planned week.
    companions, mediators
        Volunteers: those who accompany, and those who do nothing but mediate.
    proposed_share, active_share, pinned_share
        Of the needs, with a match in the planned week's history; fewer where nobody fits.

    Raises
    ------
    InvalidInput
        With every field beyond its limits.
    """

    name: str
    week: date = field(metadata=assumed("a Monday", PAPER, limit=_MONDAY))
    households: int = field(metadata=assumed("households", PAPER, limit=COUNT, facts=(150, 2050)))
    districts: Shares[str] = field(
        metadata=assumed("share of households by Stadtbezirk", f"{JANUARY_2019}, levelled", limit=DISTRIBUTION)
    )
    place_radius_km: float = field(
        metadata=assumed("km around the centre of a statistical district", PLANNERS, limit=RATE)
    )
    persons: Shares[int] = field(metadata=assumed("share of households by persons", PLANNERS, limit=_PERSONS))
    most_children: int = field(metadata=assumed("children with needs per household", PLANNERS, limit=COUNT))
    native_languages: Shares[str] = field(
        metadata=assumed("share of households", f"shaped on {ORIGINS}", limit=DISTRIBUTION)
    )
    german: Shares[str | None] = field(metadata=assumed("share by level", PLANNERS, limit=_LEVELS))
    english_share: float = field(metadata=assumed("share of households", PLANNERS, limit=SHARE))
    english: Shares[str] = field(metadata=assumed("share by level", PLANNERS, limit=_SPOKEN_LEVELS))
    kurds_with_arabic_share: float = field(metadata=assumed("share, at level B2", PLANNERS, limit=SHARE))
    contact_genders: Shares[str | None] = field(
        metadata=assumed("share of households", PLANNERS, limit=_CONTACT_GENDERS)
    )
    household_windows: WeeklyWindows
    needs: tuple[NeedKind, ...]
    urgencies: Shares[int] = field(metadata=assumed("share by urgency 1 to 4", PLANNERS, limit=_URGENCIES))
    waiting_days: tuple[int, int] = field(
        metadata=assumed("least and most days waited", PLANNERS, limit=_COUNTS_IN_ORDER)
    )
    child_ages: tuple[int, int] = field(metadata=assumed("years", PLANNERS, limit=_COUNTS_IN_ORDER))
    adult_ages: tuple[int, int] = field(metadata=assumed("years", PLANNERS, limit=_COUNTS_IN_ORDER))
    office_radius_km: float = field(metadata=assumed("km around the centre of the city", PLANNERS, limit=RATE))
    companions: VolunteerGroup
    mediators: VolunteerGroup
    organisations: tuple[str, ...] = field(metadata=assumed("organisations, evenly", PLANNERS, limit=_SOME))
    local_share: float = field(
        metadata=assumed("share of volunteers and offers in the households' districts", PLANNERS, limit=SHARE)
    )
    offers_per_household: float = field(metadata=assumed("offers per household", PLANNERS, limit=RATE))
    offers: tuple[OfferKind, ...]
    offer_starts: tuple[int, ...] = field(
        metadata=assumed("o'clock, Monday to Friday, evenly", PLANNERS, limit=_HOURS_OF_DAY)
    )
    proposed_share: float = field(default=0.0, metadata=assumed("share of needs", PLANNERS, limit=SHARE))
    active_share: float = field(default=0.0, metadata=assumed("share of needs", PLANNERS, limit=SHARE))
    pinned_share: float = field(default=0.0, metadata=assumed("share of needs", PLANNERS, limit=SHARE))

    def __post_init__(self) -> None:
        refuse_beyond_limits("population", self, (*self._parts_that_clash(), *self._unknown_districts()))

    def _parts_that_clash(self) -> list[Problem]:
        problems = []
        with_match = self.proposed_share + self.active_share + self.pinned_share
        if with_match > 1:
            expected = "at most 1 together with active_share and pinned_share"
            problems.append(_problem("population", "proposed_share", with_match, expected))
        offers = sum(offer.share for offer in self.offers)
        if abs(offers - 1) > 1e-9:
            problems.append(_problem("population", "offers", offers, "shares of offers that add up to 1"))
        latest = max(self.offer_starts, default=0) + max((offer.hours for offer in self.offers), default=0)
        if latest > 24:
            problems.append(_problem("population", "offer_starts", self.offer_starts, "offers that end by 24:00"))
        return problems

    def _unknown_districts(self) -> list[Problem]:
        known = {district.code for district in stadtbezirke()}
        unknown = sorted({code for code, _ in self.districts} - known)
        expected = f"some of {', '.join(sorted(known))}"
        return [_problem("population", "districts", code, expected) for code in unknown]
