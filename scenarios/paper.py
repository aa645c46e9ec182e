"""
What the concept paper "Lokal Willkommen" of 2016 says in numbers, and where its numbers do not fit together.

The tensions are computed from the facts, so that nobody has to believe them; they are shown, not smoothed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scenarios.inputs import ANYTHING, StatedInput, assumed, stated_inputs
from scenarios.parameters import PAPER

PEOPLE, HOUSEHOLDS, EURO, WEEKS = "people", "households", "euro", "weeks"
_CARE = "people in municipal care, 13.6.2016"
_MOVES = "moves into flats"
_FORECAST = "allocation forecast"
_PILOT = "pilot"
_PILOT_COST = "cost of the pilot"
_NETWORK = "whole network"
_STAFF = "city staff"
_COUNTED_ON, _PILOT_START = date(2016, 6, 13), date(2016, 9, 1)
_POSTS, _POSTS_BEING_HIRED = Decimal("17.47"), Decimal("18.81")


def _said(value: object, unit: str, place: str) -> Mapping[str, Any]:
    return assumed(unit, f"{PAPER}: {place}", limit=ANYTHING, facts=(value,))


def _fact(value: Any, unit: str, place: str) -> Any:
    return field(default=value, metadata=_said(value, unit, place))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """The numbers of the paper, each with its unit and its place in the paper."""

    counted_on: date = field(default=_COUNTED_ON, metadata=_said(_COUNTED_ON, "date", _CARE))
    people_in_care: int = _fact(6_970, PEOPLE, _CARE)
    people_in_flats: int = _fact(4_036, PEOPLE, _CARE)
    people_in_city_flats: int = _fact(1_734, "people in Belegwohnungen", _CARE)
    people_with_own_lease: int = _fact(2_302, PEOPLE, _CARE)
    people_in_facilities: int = _fact(2_934, PEOPLE, _CARE)
    households_in_flats: int = _fact(2_050, HOUSEHOLDS, "households in own flats, 1.6.2016")
    moves_per_week: int = _fact(30, "people a week, about", _MOVES)
    moves_in_2015: int = _fact(1_350, "people, more than", _MOVES)
    moves_in_2016: int = _fact(1_400, "people so far, more than", _MOVES)
    facility_months: int = _fact(6, "months in a facility, on average", _MOVES)
    forecast_weeks: int = _fact(29, WEEKS, _FORECAST)
    arrivals_per_week: tuple[int, ...] = _fact((50, 75, 100), "people allocated per week", _FORECAST)
    arrivals: tuple[int, ...] = _fact((1_450, 2_175, 2_900), "people allocated in the forecast", _FORECAST)
    still_to_move: tuple[int, int] = _fact((4_500, 6_000), "people, least and most", "people still to move")
    target_people: int = _fact(10_000, "people in flats, at least", "target picture")
    pilot_households: int = _fact(150, "households, about", _PILOT)
    pilot_start: date = field(default=_PILOT_START, metadata=_said(_PILOT_START, "date", _PILOT))
    pilot_months: int = _fact(12, "months, at least", _PILOT)
    pilot_workers: int = _fact(2, "workers: one of the city, one of an association", _PILOT)
    pilot_cost: int = _fact(110_000, EURO, _PILOT_COST)
    pilot_association_cost: int = _fact(80_000, EURO, _PILOT_COST)
    pilot_materials_cost: int = _fact(10_000, EURO, _PILOT_COST)
    pilot_rent_and_fittings: int = _fact(20_000, EURO, _PILOT_COST)
    pilot_budgets: tuple[tuple[int, int], ...] = _fact(
        ((2016, 27_000), (2017, 83_000)), "euro by calendar year", _PILOT_COST
    )
    network_cost: int = _fact(850_000, "euro a year, about", _NETWORK)
    network_sites: tuple[int, int] = _fact((6, 8), "sites, fewest and most", _NETWORK)
    city_posts: Decimal = field(default=_POSTS, metadata=_said(_POSTS, "full-time posts, 25 people", _STAFF))
    city_posts_being_hired: Decimal = field(
        default=_POSTS_BEING_HIRED, metadata=_said(_POSTS_BEING_HIRED, "full-time posts", _STAFF)
    )
    city_areas: int = _fact(6, "areas today", _STAFF)


FACTS = PaperFacts()


def paper_facts() -> tuple[StatedInput, ...]:
    """The facts as a report lists them."""
    return stated_inputs(FACTS, path="paper.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tension:
    """
    Two numbers of the paper that do not fit together.

    Attributes
    ----------
    code
        For words in a report.
    said
        What the paper says.
    follows
        What follows from its other numbers, in the same unit.
    numbers
        What it was computed from, by name.
    unit
        Of both.
    """

    code: str
    said: Fraction
    follows: Fraction
    numbers: Mapping[str, Fraction]
    unit: str


def tensions(facts: PaperFacts = FACTS) -> tuple[Tension, ...]:
    """Where the paper's numbers contradict each other, computed; what fits together is left out."""
    found = (*_of_moves(facts), *_of_people(facts), *_of_money(facts), *_of_workers(facts))
    return tuple(one for one in found if one.said != one.follows)


def _tension(code: str, unit: str, *, said: Any, follows: Any, **numbers: Any) -> Tension:
    exact = {name: Fraction(number) for name, number in numbers.items()}
    return Tension(code=code, unit=unit, said=Fraction(said), follows=Fraction(follows), numbers=exact)


def _of_moves(facts: PaperFacts) -> tuple[Tension, ...]:
    week = facts.counted_on.isocalendar().week
    stay_weeks = Fraction(52 * facts.facility_months, 12)
    return (
        # All moves of the year so far, over the weeks of the year so far.
        _tension(
            "moves_per_week",
            "people a week",
            said=facts.moves_per_week,
            follows=Fraction(facts.moves_in_2016, week),
            moves=facts.moves_in_2016,
            weeks=week,
        ),
        # In a steady state the number of people in facilities is moves per week * weeks of stay.
        _tension(
            "moves_and_stay",
            "people a week",
            said=facts.moves_per_week,
            follows=facts.people_in_facilities / stay_weeks,
            people=facts.people_in_facilities,
            weeks=stay_weeks,
        ),
        # The same with the moves given: how long the stay would have to be.
        _tension(
            "stay_and_moves",
            "months",
            said=facts.facility_months,
            follows=Fraction(facts.people_in_facilities, facts.moves_per_week) * Fraction(12, 52),
            people=facts.people_in_facilities,
            moves=facts.moves_per_week,
        ),
    )


def _of_people(facts: PaperFacts) -> tuple[Tension, ...]:
    least, most = facts.still_to_move
    lines = (
        ("still_to_move_least", least, facts.arrivals[0]),
        ("still_to_move_most", most, facts.arrivals[-1]),
    )
    return (
        # Whoever is in a facility or comes in the forecast has still to move.
        *(
            _tension(
                code,
                "people",
                said=said,
                follows=facts.people_in_facilities + arrivals,
                people=facts.people_in_facilities,
                arrivals=arrivals,
            )
            for code, said, arrivals in lines
        ),
        # At least so many people in flats; the most that still move would be enough, the least are not.
        _tension(
            "target_least",
            "people",
            said=facts.target_people,
            follows=facts.people_in_flats + least,
            people=facts.people_in_flats,
            moves=least,
        ),
    )


def _of_money(facts: PaperFacts) -> tuple[Tension, ...]:
    first_year, first = facts.pilot_budgets[0]
    months = 12 * (first_year + 1 - facts.pilot_start.year) - (facts.pilot_start.month - 1)
    sites = facts.network_sites
    return (
        *(
            _tension(
                f"pilots_{name}",
                "euro",
                said=facts.network_cost,
                follows=count * facts.pilot_cost,
                sites=count,
                pilot=facts.pilot_cost,
            )
            for name, count in (("fewest", sites[0]), ("most", sites[1]))
        ),
        # The months of the first calendar year, over the months the money is for.
        _tension(
            "pilot_pro_rata",
            "euro",
            said=first,
            follows=Fraction(facts.pilot_cost * months, facts.pilot_months),
            months=months,
            of_months=facts.pilot_months,
            cost=facts.pilot_cost,
        ),
    )


def _of_workers(facts: PaperFacts) -> tuple[Tension, ...]:
    pilot = Fraction(facts.pilot_households, facts.pilot_workers)
    return tuple(
        _tension(
            f"workers_{name}",
            "households per worker",
            said=pilot,
            follows=Fraction(facts.households_in_flats, count * facts.pilot_workers),
            households=facts.households_in_flats,
            sites=count,
        )
        for name, count in (("fewest", facts.network_sites[0]), ("most", facts.network_sites[1]))
    )
