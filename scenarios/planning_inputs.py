"""Numbers for arrivals, costs and the weeks ahead; each says whether it is fact, assumption or derived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from matcher.domain import MOST
from matcher.errors import Problem
from scenarios.inputs import COUNT, Limit, assumed, refuse_beyond_limits, stated_inputs
from scenarios.overriding import overridden, override_problems
from scenarios.paper import FACTS
from scenarios.parameters import PAPER, PLANNERS
from scenarios.simulation.inputs import SimulationInputs

_MOST_QUARTERS = 60
_MOST_PEOPLE = 10_000_000


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


_PEOPLE = Limit(
    holds=lambda count: COUNT.holds(count) and count <= _MOST_PEOPLE,
    expected=f"a whole number from 0 to {_MOST_PEOPLE:,}",
)
_PEOPLE_EACH = Limit(
    holds=lambda counts: counts and all(_PEOPLE.holds(count) for count in counts) and len(set(counts)) == len(counts),
    expected=f"different whole numbers from 0 to {_MOST_PEOPLE:,}",
)
_WEEKS = Limit(holds=lambda weeks: COUNT.holds(weeks) and weeks <= 1000, expected="whole weeks from 0 to 1000")
_COUNT_OR_NONE = Limit(
    holds=lambda count: count is None or COUNT.holds(count), expected="a whole number, at least 0, or nothing"
)
_SOME = Limit(
    holds=lambda count: COUNT.holds(count) and 1 <= count <= MOST, expected=f"a whole number from 1 to {MOST:,}"
)
_SOME_EACH = Limit(
    holds=lambda counts: counts and all(_SOME.holds(count) for count in counts) and len(set(counts)) == len(counts),
    expected=f"different whole numbers from 1 to {MOST:,}",
)
_DAY = Limit(holds=lambda day: isinstance(day, date) and 2000 <= day.year <= 2100, expected="a date such as 2016-09-01")
_YEAR = Limit(holds=lambda year: COUNT.holds(year) and 2000 <= year <= 2100, expected="a year such as 2018")
_QUARTERS = Limit(
    holds=lambda count: _SOME.holds(count) and count <= _MOST_QUARTERS,
    expected=f"a whole number from 1 to {_MOST_QUARTERS}",
)
_EXACT_SHARE = Limit(holds=lambda share: _is_number(share) and 0 <= share <= 1, expected="a share from 0 to 1")
_AMOUNT = Limit(
    holds=lambda amount: _is_number(amount) and 0 <= amount <= 1_000_000_000,
    expected="a number from 0 to 1,000,000,000",
)
_FEW = Limit(holds=lambda amount: _is_number(amount) and 0 <= amount <= 1000, expected="a number from 0 to 1000")
_PERSONS = Limit(
    holds=lambda persons: _is_number(persons) and 0 < persons <= 100, expected="a number above 0, at most 100"
)
_BUDGETS = Limit(
    holds=lambda rows: (
        all(len(row) == 2 and _YEAR.holds(row[0]) and _AMOUNT.holds(row[1]) for row in rows)
        and len({year for year, _ in rows}) == len(rows)
    ),
    expected="pairs of a year and euro, each year once",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningInputs:
    """
    When sites can open and what is watched then.

    Attributes
    ----------
    start
        The existing sites work and cost from here on; planning begins with the calendar quarter this day lies in.
    pilot_budgets
        Money of the calendar years before the network's.
    network_year
        From its first quarter on sites open beside the existing ones, and the scenario's yearly budget applies.
    pilot_limit, further_limits
        Households per worker that are watched: that of the pilot, and others.
    """

    start: date = field(
        default=FACTS.pilot_start,
        metadata=assumed("date", f"{PAPER}: pilot", limit=_DAY, facts=(FACTS.pilot_start,)),
    )
    quarters: int = field(
        default=18, metadata=assumed("calendar quarters ahead", f"{PLANNERS}: to the end of 2020", limit=_QUARTERS)
    )
    pilot_budgets: tuple[tuple[int, int], ...] = field(
        default=FACTS.pilot_budgets,
        metadata=assumed(
            "euro by calendar year", f"{PAPER}: cost of the pilot", limit=_BUDGETS, facts=(FACTS.pilot_budgets,)
        ),
    )
    network_year: int = field(
        default=2018,
        metadata=assumed(
            "first calendar year with the network's budget",
            f"{PLANNERS}: the first that begins after the twelve months of the pilot",
            limit=_YEAR,
        ),
    )
    pilot_limit: int = field(
        default=FACTS.pilot_households // FACTS.pilot_workers,
        metadata=assumed(
            "households per worker",
            f"{PAPER}: 150 households of the pilot / its 2 workers",
            limit=_SOME,
            derived=(FACTS.pilot_households // FACTS.pilot_workers,),
        ),
    )
    further_limits: tuple[int, ...] = field(
        default=(100, 125, 150), metadata=assumed("households per worker", PLANNERS, limit=_SOME_EACH)
    )

    @property
    def limits(self) -> tuple[int, ...]:
        """All limits of households per worker, the lowest first."""
        return tuple(sorted({self.pilot_limit, *self.further_limits}))

    def __post_init__(self) -> None:
        refuse_beyond_limits("inputs.opening", self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegretInputs:
    """
    Prices that make plans with different numbers of sites comparable.

    Attributes
    ----------
    households_per_worker
        What a worker is taken to carry; households above it are overload.
    overload_price
        Of each household above it, for each quarter.
    visits_per_quarter
        Ways of a worker to each household; there and back are two.
    """

    households_per_worker: int = field(default=100, metadata=assumed("households per worker", PLANNERS, limit=_SOME))
    overload_price: Decimal = field(
        default=round(Decimal(FACTS.pilot_cost) / FACTS.pilot_households / 4, 2),
        metadata=assumed(
            "euro per household and quarter",
            f"{PAPER}: 110,000 euro of the pilot / its 150 households / 4 quarters",
            limit=_AMOUNT,
            derived=(round(Decimal(FACTS.pilot_cost) / FACTS.pilot_households / 4, 2),),
        ),
    )
    visits_per_quarter: Decimal = field(
        default=Decimal(3), metadata=assumed("visits per household and quarter", PLANNERS, limit=_FEW)
    )
    minute_price: Decimal = field(
        default=Decimal("0.5"), metadata=assumed("euro per minute of travel", PLANNERS, limit=_FEW)
    )

    def __post_init__(self) -> None:
        refuse_beyond_limits("inputs.regret", self)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningInputs:
    """
    What the years ahead are counted with; the defaults are those of the concept paper where it says something.

    Attributes
    ----------
    counted_on
        Day of the counts below; weeks are counted from it.
    after_forecast_share
        Allocations after the weeks of the forecast, as a share of those within: 0 they stop, 1 they go on.
    people_in_flats, households_in_flats
        Of the whole city, whatever part of it the scenario holds.
    most_moves_per_week
        As many flats as are found; None for no limit. Whoever waits for a flat stays in the facility.

    Raises
    ------
    InvalidInput
        With every field beyond its limits.
    """

    arrivals_per_week: tuple[int, ...] = field(
        default=FACTS.arrivals_per_week,
        metadata=assumed(
            "people allocated per week",
            f"{PAPER}: allocation forecast",
            limit=_PEOPLE_EACH,
            facts=(FACTS.arrivals_per_week,),
        ),
    )
    counted_on: date = field(
        default=FACTS.counted_on,
        metadata=assumed("date", f"{PAPER}: people in municipal care", limit=_DAY, facts=(FACTS.counted_on,)),
    )
    forecast_weeks: int = field(
        default=FACTS.forecast_weeks,
        metadata=assumed("weeks", f"{PAPER}: allocation forecast", limit=_WEEKS, facts=(FACTS.forecast_weeks,)),
    )
    after_forecast_share: Decimal = field(
        default=Decimal(0),
        metadata=assumed(
            "share of the forecast's allocations",
            f"{PLANNERS}: the paper's 4,500 to 6,000 people still to move hold no later ones",
            limit=_EXACT_SHARE,
        ),
    )
    facility_weeks: int = field(
        default=26,
        metadata=assumed("weeks in a facility", f"{PAPER}: moves into flats", limit=_WEEKS, derived=(26,)),
    )
    people_in_facilities: int = field(
        default=FACTS.people_in_facilities,
        metadata=assumed(
            "people", f"{PAPER}: people in municipal care", limit=_PEOPLE, facts=(FACTS.people_in_facilities,)
        ),
    )
    people_in_flats: int = field(
        default=FACTS.people_in_flats,
        metadata=assumed("people", f"{PAPER}: people in municipal care", limit=_PEOPLE, facts=(FACTS.people_in_flats,)),
    )
    households_in_flats: int = field(
        default=FACTS.households_in_flats,
        metadata=assumed(
            "households", f"{PAPER}: households in own flats", limit=_SOME, facts=(FACTS.households_in_flats,)
        ),
    )
    people_per_household: Decimal = field(
        default=round(Decimal(FACTS.people_in_flats) / FACTS.households_in_flats, 2),
        metadata=assumed(
            "people per household",
            f"{PAPER}: 4,036 people in flats / 2,050 households",
            limit=_PERSONS,
            derived=(round(Decimal(FACTS.people_in_flats) / FACTS.households_in_flats, 2),),
        ),
    )
    most_moves_per_week: int | None = field(
        default=None,
        metadata=assumed(
            "people a week, at most",
            f"{PLANNERS}: everybody moves after the stay; the paper's pace is about 30",
            limit=_COUNT_OR_NONE,
            facts=(FACTS.moves_per_week,),
        ),
    )
    target_people: int = field(
        default=FACTS.target_people,
        metadata=assumed("people in flats", f"{PAPER}: target picture", limit=_PEOPLE, facts=(FACTS.target_people,)),
    )
    opening: OpeningInputs = OpeningInputs()
    regret: RegretInputs = RegretInputs()
    simulation: SimulationInputs = field(default_factory=SimulationInputs)

    def __post_init__(self) -> None:
        refuse_beyond_limits("inputs", self)


INPUT_NAMES = frozenset(one.name for one in stated_inputs(PlanningInputs()))
"""What a scenario may set, such as ``facility_weeks`` or ``opening.network_year``."""


def inputs_of(overrides: Mapping[str, Any]) -> PlanningInputs:
    """
    The numbers with those of a scenario's ``inputs`` in their place.

    Raises
    ------
    InvalidInput
        With every unknown name and every value beyond its limits.
    """
    return overridden(PlanningInputs(), overrides)


def input_problems(overrides: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the ``inputs`` of a scenario."""
    return override_problems(PlanningInputs(), overrides)
