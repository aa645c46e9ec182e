"""Travel minutes asked in blocks: who starts where, and to which place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from matcher.domain import Household, Need, Offer, Volunteer
from matcher.facts import Facts
from matcher.result import Leg
from matcher.travel import Journeys, TravelMinutes

ROUTES_AT_ONCE = 64

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """
    One end of a way.

    Attributes
    ----------
    id
        Of a volunteer or household who travels; of a need (its meeting place) or an offer where the way ends.
    mode
        How a traveller gets around; empty for a place.
    """

    id: str
    lat: float
    lon: float
    mode: str = ""


Route = tuple[Stop, Stop]
"""A traveller and a place."""


def from_home(volunteer: Volunteer) -> Stop:
    """A volunteer or mediator who sets out."""
    return Stop(id=volunteer.id, lat=volunteer.lat, lon=volunteer.lon, mode=volunteer.mode)


def from_household(facts: Facts, household: Household) -> Stop:
    """A household that sets out to an offer."""
    return Stop(id=household.id, lat=household.lat, lon=household.lon, mode=facts.policy.household_mode)


def to_need(facts: Facts, need: Need) -> Stop:
    """The meeting place of a need."""
    lat, lon = facts.meeting_place(need)
    return Stop(id=need.id, lat=lat, lon=lon)


def to_offer(offer: Offer) -> Stop:
    """The place of an offer."""
    return Stop(id=offer.id, lat=offer.lat, lon=offer.lon)


def in_blocks(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """The items in order, at most ``size`` at a time."""
    for first in range(0, len(items), size):
        yield items[first : first + size]


def ask(travel: TravelMinutes, travellers: Sequence[Stop], places: Sequence[Stop]) -> Journeys:
    """Minutes from every traveller to every place."""
    return travel.minutes(
        traveller_ids=[stop.id for stop in travellers],
        travellers=np.array([(stop.lat, stop.lon) for stop in travellers], dtype=np.float64).reshape(-1, 2),
        modes=[stop.mode for stop in travellers],
        place_ids=[stop.id for stop in places],
        places=np.array([(stop.lat, stop.lon) for stop in places], dtype=np.float64).reshape(-1, 2),
    )


def legs_of(travel: TravelMinutes, routes: Iterable[Route]) -> dict[tuple[str, str], Leg]:
    """The leg of each route, by the ids of traveller and place."""
    wanted = {(traveller.id, place.id): (traveller, place) for traveller, place in routes}
    legs = {}
    for block in in_blocks(list(wanted.values()), ROUTES_AT_ONCE):
        travellers = {traveller.id: traveller for traveller, _ in block}
        places = {place.id: place for _, place in block}
        journeys = ask(travel, list(travellers.values()), list(places.values()))
        row = {key: i for i, key in enumerate(travellers)}
        column = {key: i for i, key in enumerate(places)}
        for traveller, place in block:
            cell = row[traveller.id], column[place.id]
            minutes, source = int(journeys.minutes[cell]), journeys.source(*cell)
            legs[traveller.id, place.id] = Leg(traveller=traveller.id, minutes=minutes, source=source)
    return legs
