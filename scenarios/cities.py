"""Several cities in one case: independent parts for measuring how the matcher copes with size."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matcher.domain import Case, District, Household, Match, Need, Offer, Volunteer
from matcher.errors import InvalidInput, Problem
from scenarios.parameters import PopulationParameters
from scenarios.population import generate_case

DEGREES_APART = 2
"""Of longitude, about 138 km at this latitude: out of everybody's reach."""

MOST_CITIES = 360 // DEGREES_APART

Rename = Callable[[str], str]


def several_cities(parameters: PopulationParameters, *, cities: int, seed: int) -> Case:
    """
    Draw cities of the same parameters, each from a seed of its own, side by side along the parallel.

    Ids, also those of districts, begin with the number of the city: ``c002-h00001``. Nobody can help in another
    city, so the best plan of the whole is the sum of the cities' best plans.

    Raises
    ------
    InvalidInput
        When there are fewer than 1 or more cities than fit around the globe.
    """
    if not 1 <= cities <= MOST_CITIES:
        raise InvalidInput(
            [Problem(record="cities", field="", found=str(cities), expected=f"a number from 1 to {MOST_CITIES}")]
        )
    seeds = np.random.SeedSequence(seed).generate_state(cities).tolist()
    parts = [_moved(generate_case(parameters, seed=seeds[i]), city=i) for i in range(cities)]
    return replace(
        parts[0],
        districts=tuple(district for part in parts for district in part.districts),
        households=tuple(household for part in parts for household in part.households),
        needs=tuple(need for part in parts for need in part.needs),
        volunteers=tuple(volunteer for part in parts for volunteer in part.volunteers),
        offers=tuple(offer for part in parts for offer in part.offers),
        matches=tuple(match for part in parts for match in part.matches),
    )


def _moved(case: Case, *, city: int) -> Case:
    """The case under new ids, and as far east as its number says."""

    def named(id_: str) -> str:
        return f"c{city + 1:03d}-{id_}"

    def east(lon: float) -> float:
        return round((lon + DEGREES_APART * city + 180) % 360 - 180, 5)

    return replace(
        case,
        districts=tuple(_district(district, named) for district in case.districts),
        households=tuple(_household(household, named, east) for household in case.households),
        needs=tuple(_need(need, named, east) for need in case.needs),
        volunteers=tuple(_volunteer(volunteer, named, east) for volunteer in case.volunteers),
        offers=tuple(_offer(offer, named, east) for offer in case.offers),
        matches=tuple(_match(match, named) for match in case.matches),
    )


def _district(district: District, named: Rename) -> District:
    return replace(district, id=named(district.id))


def _household(household: Household, named: Rename, east: Callable[[float], float]) -> Household:
    return replace(household, id=named(household.id), district=named(household.district), lon=east(household.lon))


def _need(need: Need, named: Rename, east: Callable[[float], float]) -> Need:
    place = need.place and replace(need.place, lon=east(need.place.lon))
    return replace(need, id=named(need.id), household=named(need.household), place=place)


def _volunteer(volunteer: Volunteer, named: Rename, east: Callable[[float], float]) -> Volunteer:
    return replace(volunteer, id=named(volunteer.id), lon=east(volunteer.lon))


def _offer(offer: Offer, named: Rename, east: Callable[[float], float]) -> Offer:
    return replace(offer, id=named(offer.id), lon=east(offer.lon))


def _match(match: Match, named: Rename) -> Match:
    return replace(
        match,
        need=named(match.need),
        provider=match.provider and named(match.provider),
        mediator=match.mediator and named(match.mediator),
    )
