"""What the small map of a proposal shows: areas of about 500 metres, never a door."""

from typing import Any

from webapp.models import Match

_LATITUDE_STEP, _LONGITUDE_STEP = 0.0045, 0.0072
"""500 metres each, at the latitude of the Ruhr."""


def rounded(lat: float, lon: float) -> list[float]:
    """The middle of the square of 500 metres in which the point lies."""
    return [
        round(round(lat / _LATITUDE_STEP) * _LATITUDE_STEP, 4),
        round(round(lon / _LONGITUDE_STEP) * _LONGITUDE_STEP, 4),
    ]


def points_of(match: Match) -> list[dict[str, Any]]:
    """Home, helpers and place of a proposal, as far as they may be shown."""
    household, need = match.need.household, match.need
    points: list[dict[str, Any]] = []
    if household.address_protected:
        return points
    if household.lat is not None and household.lon is not None:
        points.append({"what": "home", "at": rounded(household.lat, household.lon)})
    for what, person in (("helper", match.volunteer), ("mediator", match.mediator)):
        if person is not None:
            points.append({"what": what, "at": rounded(person.lat, person.lon)})
    if match.offer is not None:
        points.append({"what": "place", "at": [match.offer.lat, match.offer.lon]})
    elif need.place_lat is not None and need.place_lon is not None:
        points.append({"what": "place", "at": rounded(need.place_lat, need.place_lon)})
    return points
