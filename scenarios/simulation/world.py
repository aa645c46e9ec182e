"""
What happens whatever is decided: who arrives, moves, needs what and for how long, who wants to help and until when.

A world is drawn from its seed alone. All policies play on the same one, so their differences are due to the policy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

import numpy as np
from numpy.random import PCG64, Generator

from matcher.domain import District, Household, Need, Offer, Volunteer
from matcher.people import Longs
from scenarios.draws import draw
from scenarios.parameters import VolunteerGroup
from scenarios.planning_inputs import PlanningInputs
from scenarios.population import draw_households, draw_needs, draw_offers, draw_volunteers, ids
from scenarios.scenario import Scenario
from scenarios.simulation.moves import moving_weeks, remaining_weeks, whole_weeks
from scenarios.simulation.population import Region, region_of

WEEKS_OF_A_YEAR = 52
BEFORE = -1
"""Week in which those came who live in flats at the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A household, when it was allocated to a facility and when it moves into a flat; BEFORE is before week 0."""

    household: Household
    arrives: int
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    A need and what becomes of it.

    Attributes
    ----------
    week
        In which it becomes known.
    match_weeks
        How long a match lasts.
    withdrawn
        Week in which it is withdrawn when nobody served it before.
    """

    need: Need
    week: int
    match_weeks: int
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """
    A volunteer and her ways.

    Attributes
    ----------
    joins
        Week from which on she can be asked.
    patience
        Exponential of mean 1: she leaves once her weeks, each over the mean stay of its kind, add up to it. One draw
        for all policies: who is asked more stays longer.
    pause_phase
        She pauses in the weeks in which (week + phase) % 52 is less than the weeks of a pause.
    """

    volunteer: Volunteer
    joins: int
    patience: float
    pause_phase: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """
    One draw of everything that no policy changes.

    Attributes
    ----------
    first_week
        Monday of week 0.
    homes
        In flats at the beginning, in facilities, and allocated later; in this order.
    requests
        Needs of those who live in flats within the weeks that are played.
    helpers
        All of the years in which these weeks lie, so that who never comes is known a year at a time.
    """

    first_week: date
    weeks: int
    inputs: PlanningInputs
    districts: tuple[District, ...]
    homes: tuple[Home, ...]
    requests: tuple[Request, ...]
    helpers: tuple[Helper, ...]
    offers: tuple[Offer, ...]

    def monday(self, week: int) -> date:
        """Monday of a week."""
        return self.first_week + timedelta(weeks=week)


def first_monday(start: date) -> date:
    """The first Monday on or after a day."""
    return start + timedelta(days=-start.weekday() % 7)


def draw_world(scenario: Scenario, inputs: PlanningInputs, *, weeks: int, arrivals: int, seed: int) -> World:
    """
    Draw a world; same scenario, inputs, weeks, arrivals and seed give the same.

    Who lives in flats or facilities at the beginning, what they need, and who helps, is the same for any number of
    arrivals. Fewer weeks are the beginning of more.

    Parameters
    ----------
    arrivals
        People allocated to the city per week.
    """
    return _Draw(scenario, inputs, weeks, arrivals, seed).world()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cohort:
    """
    Households drawn together.

    Attributes
    ----------
    letter
        What their ids begin with.
    arrives, due
        Of each, the week of its allocation and that in which its stay in a facility is over.
    rng
        Stream they were drawn from, and their needs are.
    """

    letter: str
    households: list[Household]
    arrives: list[int]
    due: list[int]
    rng: Generator


class _Draw:
    """
    Draws the parts of a world, each from streams of its own.

    Who comes later is drawn a year at a time, and all needs of everybody: so nobody changes with the weeks played or
    with the flats found.
    """

    def __init__(self, scenario: Scenario, inputs: PlanningInputs, weeks: int, arrivals: int, seed: int) -> None:
        self.inputs, self.weeks, self.arrivals = inputs, weeks, arrivals
        self.years = ceil(weeks / WEEKS_OF_A_YEAR)
        region = region_of(scenario, inputs)
        self.first_week = first_monday(inputs.opening.start)
        self.region: Region = replace(region, parameters=replace(region.parameters, week=self.first_week))
        names = ("first", "facility", "allocated", "companions", "mediators", "offers")
        self.streams = dict(zip(names, Generator(PCG64(seed)).spawn(len(names)), strict=True))

    def world(self) -> World:
        cohorts = [self._first(), self._in_facilities(), *self._allocated()]
        homes = self._homes(cohorts)
        moves = {home.household.id: home.moves for home in homes}
        requests = [request for cohort in cohorts for request in self._requests(cohort, moves)]
        parameters = self.region.parameters
        n_offers = round(parameters.offers_per_household * parameters.households)
        offers = draw_offers(parameters, self.region.places, ids("o", n_offers), self.streams["offers"])
        return World(
            first_week=self.first_week,
            weeks=self.weeks,
            inputs=self.inputs,
            districts=self.region.districts,
            homes=tuple(home for home in homes if home.arrives < self.weeks),
            requests=tuple(requests),
            helpers=tuple(self._helpers()),
            offers=tuple(offers),
        )

    def _households(self, letter: str, units: Sequence[str], rng: Generator) -> list[Household]:
        region = self.region
        drawn = draw_households(region.parameters, region.places, ids(letter, len(units)), units, rng)
        return [replace(one, district=region.district_of[one.district]) for one in drawn]

    def _first(self) -> _Cohort:
        """Those who live in flats at the beginning."""
        rng = self.streams["first"]
        households = self._households("h", self.region.first_units, rng)
        before = [BEFORE] * len(households)
        return _Cohort(letter="h", households=households, arrives=before, due=before, rng=rng)

    def _in_facilities(self) -> _Cohort:
        """Those who are in facilities at the beginning, with the week in which they are due to move."""
        rng, inputs = self.streams["facility"], self.inputs
        people = inputs.people_in_facilities * self.region.share_of_city
        n = round(people / float(inputs.people_per_household))
        households = self._households("f", draw(rng, self.region.unit_shares, n), rng)
        due = remaining_weeks(rng, inputs.facility_weeks, inputs.simulation.spread_share, n).tolist()
        return _Cohort(letter="f", households=households, arrives=[BEFORE] * n, due=due, rng=rng)

    def _allocated(self) -> Iterator[_Cohort]:
        """
        Those who arrive later, by year: households by a Poisson process, each with its persons.

        The mean number of people is the allocations' share of this region.
        """
        inputs = self.inputs
        for year, rng in enumerate(self.streams["allocated"].spawn(self.years)):
            weeks = _weeks_of(year)
            people = np.full(len(weeks), self.arrivals * self.region.share_of_city)
            people[weeks >= inputs.forecast_weeks] *= float(inputs.after_forecast_share)
            arrives = np.repeat(weeks, rng.poisson(people / float(inputs.people_per_household)))
            letter = f"a{year}-"
            households = self._households(letter, draw(rng, self.region.unit_shares, len(arrives)), rng)
            stays = whole_weeks(rng, inputs.facility_weeks, inputs.simulation.spread_share, len(arrives))
            due = (arrives + stays).tolist()
            yield _Cohort(letter=letter, households=households, arrives=arrives.tolist(), due=due, rng=rng)

    def _homes(self, cohorts: Sequence[_Cohort]) -> list[Home]:
        """All of them, each with the week in which it finds a flat."""
        limit = self.inputs.most_moves_per_week
        rows = [row for one in cohorts for row in zip(one.households, one.arrives, one.due, strict=True)]
        waiting = [(household, due) for household, _, due in rows if due != BEFORE]
        moves = moving_weeks(
            [due for _, due in waiting],
            [household.persons for household, _ in waiting],
            None if limit is None else limit * self.region.share_of_city,
        )
        moves = [BEFORE] * (len(rows) - len(waiting)) + moves
        return [
            Home(household=household, arrives=came, moves=moved)
            for (household, came, _), moved in zip(rows, moves, strict=True)
        ]

    def _requests(self, cohort: _Cohort, moves: Mapping[str, int]) -> Iterator[Request]:
        """Needs of a cohort and what becomes of them: asked for on the Monday of the move."""
        inputs, rng = self.inputs.simulation, cohort.rng
        parameters, places = self.region.parameters, self.region.places
        needs = draw_needs(parameters, places, cohort.households, rng, letter=f"n{cohort.letter}")
        patience = np.ceil(rng.exponential(inputs.patience_weeks, size=len(needs))).astype(np.int64).tolist()
        for need, weeks in zip(needs, patience, strict=True):
            moved = moves[need.household]
            week = max(0, moved)
            lasts = whole_weeks(rng, inputs.weeks_of(need.kind), inputs.spread_share, 1)
            if week < self.weeks:
                asked = need.requested_on if moved == BEFORE else self.first_week + timedelta(weeks=week)
                yield Request(
                    need=replace(need, requested_on=asked),
                    week=week,
                    match_weeks=max(1, int(lasts[0])),
                    withdrawn=week + max(1, weeks),
                )

    def _helpers(self) -> Iterator[Helper]:
        parameters, inputs = self.region.parameters, self.inputs.simulation
        for letter, name, group in (
            ("v", "companions", parameters.companions),
            ("w", "mediators", parameters.mediators),
        ):
            n = round(group.per_household * parameters.households)
            yield from self._group(letter, group, [0] * n, self.streams[name])
            for year, rng in enumerate(self.streams[name].spawn(self.years)):
                weeks = _weeks_of(year)
                joining = rng.poisson(inputs.joining_share * n / WEEKS_OF_A_YEAR, size=len(weeks))
                yield from self._group(f"{letter}{year}-", group, np.repeat(weeks, joining).tolist(), rng)

    def _group(self, letter: str, group: VolunteerGroup, joins: list[int], rng: Generator) -> Iterator[Helper]:
        names = ids(letter, len(joins))
        drawn = draw_volunteers(self.region.parameters, self.region.places, group, names, rng)
        patience = rng.exponential(size=len(names)).tolist()
        phases = rng.integers(WEEKS_OF_A_YEAR, size=len(names)).tolist()
        for volunteer, week, most, phase in zip(drawn, joins, patience, phases, strict=True):
            yield Helper(volunteer=volunteer, joins=week, patience=most, pause_phase=phase)


def _weeks_of(year: int) -> Longs:
    return np.arange(year * WEEKS_OF_A_YEAR, (year + 1) * WEEKS_OF_A_YEAR)
