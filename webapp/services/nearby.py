"""What is looked for around a volunteer, and how far she gets."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from geodata import TRAVEL_MODES, EstimatedTravel, great_circle_km, stadtbezirke
from matcher.domain import Policy
from webapp.models import Household, Match, Need, Volunteer
from webapp.models.matches import ACTIVE, IN_HAND

SMALL = 5
"""Counts below it are not told."""
INTERPRETING = "interpreting"
MINUTES = (10, 15, 20, 25, 30, 40, 50, 60, 75, 90)
"""How far people may say they go, one way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    Open needs of one kind whose household speaks a language.

    Attributes
    ----------
    count
        How many; None when fewer than ``SMALL``, which is not told.
    fits
        Whether she does this kind and speaks the language.
    """

    kind: str
    language: str
    count: int | None
    fits: bool


def area_of(district_code: str) -> frozenset[str]:
    """Codes of a district and of those next to it."""
    for district in stadtbezirke():
        if district.code == district_code:
            return frozenset({district_code}) | district.neighbours
    return frozenset({district_code})


def wanted_nearby(session: Session, volunteer: Volunteer, *, most: int = 12) -> list[Wanted]:
    """
    What nobody does yet in her district and next to it: what fits her first, then most wanted first.

    A household that speaks two languages counts for both; German is not listed, nor families with a protected address.
    """
    taken = exists().where(Match.need_id == Need.id, Match.status.in_((*IN_HAND, ACTIVE)))
    rows = session.execute(
        select(Need.kind, Household.languages)
        .join(Household, Need.household_id == Household.id)
        .where(
            Need.closed_on.is_(None),
            Household.left_on.is_(None),
            Household.address_protected.is_(False),
            Household.district_code.in_(area_of(volunteer.district_code)),
            ~taken,
        )
    )
    counts = Counter(
        (kind, code) for kind, languages in rows for code in languages if code != Policy().official_language
    )
    found = [
        Wanted(kind=kind, language=code, count=count if count >= SMALL else None, fits=_fits(volunteer, kind, code))
        for (kind, code), count in counts.items()
    ]
    return sorted(found, key=lambda row: (not row.fits, -(row.count or 0), row.kind, row.language))[:most]


def _fits(volunteer: Volunteer, kind: str, language: str) -> bool:
    does = volunteer.is_mediator if kind == INTERPRETING else volunteer.is_companion and kind in volunteer.kinds
    return does and language in volunteer.languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far she gets: kilometres in a straight line, and the districts whose centre lies within."""

    km: float
    districts: tuple[str, ...]


def reach_of(*, lat: float, lon: float, mode: str, minutes: int) -> Reach:
    """Where somebody gets from a place; an estimate like that of the runs."""
    km = EstimatedTravel().reach_km(mode=mode, minutes=minutes)
    centres = np.array([(district.latitude, district.longitude) for district in stadtbezirke()])
    distances = np.ravel(great_circle_km(np.array([(lat, lon)]), centres))
    within = [district.name for district, away in zip(stadtbezirke(), distances, strict=True) if away <= km]
    return Reach(km=km, districts=tuple(within))


def reach_table(*, minutes: tuple[int, ...]) -> dict[str, dict[str, float]]:
    """Kilometres by way of travelling and minutes, for the map that follows the choice."""
    travel = EstimatedTravel()
    return {
        mode: {str(limit): round(travel.reach_km(mode=mode, minutes=limit), 2) for limit in minutes}
        for mode in TRAVEL_MODES
    }
