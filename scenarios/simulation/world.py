"""
What happens whatever is decided: who arrives, moves, needs what and for how long, who wants to help and until when.

A world is drawn from its seed alone. All policies play on the same one, so their differences are due to the policy.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.random import PCG64, Generator

from matcher.domain import District, Household, Need, Offer, Volunteer
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

    Who lives in flats or facilities at the beginning, and who helps, is the same for any number of arrivals.

    Parameters
    ----------
    arrivals
        People allocated to the city per week.
    """
    return _Draw(scenario, inputs, weeks, arrivals, seed).world()


class _Draw:
    """Draws the parts of a world, each from streams of its own."""

    def __init__(self, scenario: Scenario, inputs: PlanningInputs, weeks: int, arrivals: int, seed: int) -> None:
        self.inputs, self.weeks, self.arrivals = inputs, weeks, arrivals
        region = region_of(scenario, inputs)
        self.first_week = first_monday(inputs.opening.start)
        self.region: Region = replace(region, parameters=replace(region.parameters, week=self.first_week))
        self.streams = dict(
            zip(("first", "facility", "allocated", "helpers", "offers"), Generator(PCG64(seed)).spawn(5), strict=True)
        )

    def world(self) -> World:
        groups = {"h": self._first(), "f": self._in_facilities(), "a": self._allocated()}
        households = [household for rows in groups.values() for household, _, _ in rows]
        moves = self._moves([(household, due) for rows in groups.values() for household, _, due in rows])
        arrives = [week for rows in groups.values() for _, week, _ in rows]
        homes = tuple(
            Home(household=household, arrives=came, moves=moved)
            for household, came, moved in zip(households, arrives, moves, strict=True)
        )
        parameters = self.region.parameters
        n_offers = round(parameters.offers_per_household * parameters.households)
        offers = draw_offers(parameters, self.region.places, ids("o", n_offers), self.streams["offers"])
        return World(
            first_week=self.first_week,
            weeks=self.weeks,
            inputs=self.inputs,
            districts=self.region.districts,
            homes=homes,
            requests=tuple(self._requests(homes)),
            helpers=tuple(self._helpers()),
            offers=tuple(offers),
        )

    def _households(self, letter: str, units: Sequence[str], rng: Generator) -> list[Household]:
        region = self.region
        drawn = draw_households(region.parameters, region.places, ids(letter, len(units)), units, rng)
        return [replace(one, district=region.district_of[one.district]) for one in drawn]

    def _first(self) -> list[tuple[Household, int, int]]:
        """Those who live in flats at the beginning."""
        households = self._households("h", self.region.first_units, self.streams["first"])
        return [(household, BEFORE, BEFORE) for household in households]

    def _in_facilities(self) -> list[tuple[Household, int, int]]:
        """Those who are in facilities at the beginning, with the week in which they are due to move."""
        rng, inputs = self.streams["facility"], self.inputs
        people = inputs.people_in_facilities * self.region.share_of_city
        n = round(people / float(inputs.people_per_household))
        households = self._households("f", draw(rng, self.region.unit_shares, n), rng)
        due = remaining_weeks(rng, inputs.facility_weeks, inputs.simulation.spread_share, n).tolist()
        return [(household, BEFORE, week) for household, week in zip(households, due, strict=True)]

    def _allocated(self) -> list[tuple[Household, int, int]]:
        """
        Those who arrive later: households by a Poisson process, each with its persons.

        The mean number of people is the allocations' share of this region.
        """
        rng, inputs = self.streams["allocated"], self.inputs
        people = np.full(self.weeks, self.arrivals * self.region.share_of_city)
        people[inputs.forecast_weeks :] *= float(inputs.after_forecast_share)
        counts = rng.poisson(people / float(inputs.people_per_household))
        arrives = np.repeat(np.arange(self.weeks), counts)
        households = self._households("a", draw(rng, self.region.unit_shares, len(arrives)), rng)
        stays = whole_weeks(rng, inputs.facility_weeks, inputs.simulation.spread_share, len(arrives))
        return list(zip(households, arrives.tolist(), (arrives + stays).tolist(), strict=True))

    def _moves(self, rows: list[tuple[Household, int]]) -> list[int]:
        limit = self.inputs.most_moves_per_week
        waiting = [(household, due) for household, due in rows if due != BEFORE]
        moves = moving_weeks(
            [due for _, due in waiting],
            [household.persons for household, _ in waiting],
            None if limit is None else limit * self.region.share_of_city,
        )
        return [BEFORE] * (len(rows) - len(waiting)) + moves

    def _requests(self, homes: Iterable[Home]) -> Iterable[Request]:
        """Needs of those who live in flats: asked for on the Monday of their move."""
        groups: dict[str, list[Home]] = defaultdict(list)
        for home in homes:
            if home.moves < self.weeks:
                groups[home.household.id[0]].append(home)
        for letter, stream in (("h", "first"), ("f", "facility"), ("a", "allocated")):
            moved = {home.household.id: home.moves for home in groups[letter]}
            needs = draw_needs(
                self.region.parameters,
                self.region.places,
                [home.household for home in groups[letter]],
                self.streams[stream],
                letter=f"n{letter}",
            )
            yield from self._fates(needs, moved, self.streams[stream])

    def _fates(self, needs: Sequence[Need], moved: Mapping[str, int], rng: Generator) -> Iterable[Request]:
        inputs = self.inputs.simulation
        patience = np.ceil(rng.exponential(inputs.patience_weeks, size=len(needs))).astype(np.int64).tolist()
        for need, weeks in zip(needs, patience, strict=True):
            week = max(0, moved[need.household])
            if moved[need.household] != BEFORE:
                need = replace(need, requested_on=self.first_week + timedelta(weeks=week))
            lasts = whole_weeks(rng, inputs.weeks_of(need.kind), inputs.spread_share, 1)
            yield Request(need=need, week=week, match_weeks=max(1, int(lasts[0])), withdrawn=week + max(1, weeks))

    def _helpers(self) -> Iterable[Helper]:
        parameters, inputs, rng = self.region.parameters, self.inputs.simulation, self.streams["helpers"]
        for letter, group in (("v", parameters.companions), ("w", parameters.mediators)):
            n = round(group.per_household * parameters.households)
            joining = rng.poisson(inputs.joining_share * n / WEEKS_OF_A_YEAR, size=self.weeks)
            joins = [0] * n + np.repeat(np.arange(self.weeks), joining).tolist()
            yield from self._group(letter, group, joins, rng)

    def _group(self, letter: str, group: VolunteerGroup, joins: list[int], rng: Generator) -> Iterable[Helper]:
        names = ids(letter, len(joins))
        drawn = draw_volunteers(self.region.parameters, self.region.places, group, names, rng)
        patience = rng.exponential(size=len(names)).tolist()
        phases = rng.integers(WEEKS_OF_A_YEAR, size=len(names)).tolist()
        for volunteer, week, most, phase in zip(drawn, joins, patience, phases, strict=True):
            yield Helper(volunteer=volunteer, joins=week, patience=most, pause_phase=phase)
