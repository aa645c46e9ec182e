"""
Small facts for tests, each with sensible defaults: ``make_need(id="n2", urgency=4)``.

The defaults fit together: household ``h1`` needs company (``n1``), volunteer ``v1`` lives next door, speaks its
language and is free at the same time; mediator ``m1`` bridges between Arabic and German; offer ``o1`` is a German
course on Monday morning. Windows and starts may be given as texts, ``availability=["tue 16:00-19:00"]``,
dates as ISO texts.
"""

from collections.abc import Sequence
from typing import Any

from matcher.domain import Block, Case, District, Household, Match, Need, Offer, TravelRow, Volunteer

BRACKEL = {"lat": 51.5241, "lon": 7.5482}
WEEK = "2016-09-05"
"""The planned week of every test case: a Monday."""
REQUESTED = "2016-08-01"
"""Five weeks before."""
FREE = ("tue 16:00-19:00",)


def make_district(**changes: Any) -> District:
    """District ``brackel``."""
    return District(**{"id": "brackel", **changes})


def make_household(**changes: Any) -> Household:
    """Household ``h1`` in Brackel: speaks Arabic, at home on Tuesday 16 to 19 o'clock."""
    facts = {
        "id": "h1",
        "district": "brackel",
        **BRACKEL,
        "languages": {"ar": "native"},
        "availability": FREE,
    }
    return Household(**{**facts, **changes})


def make_need(**changes: Any) -> Need:
    """Need ``n1`` of ``h1``: a companion for two hours a week, urgency 2, five weeks old."""
    facts = {
        "id": "n1",
        "household": "h1",
        "kind": "companion",
        "urgency": 2,
        "hours": 2,
        "requested_on": REQUESTED,
    }
    return Need(**{**facts, **changes})


def make_volunteer(**changes: Any) -> Volunteer:
    """Companion ``v1`` in Brackel: German and Arabic, on foot, 4 hours and 2 matches a week, free as ``h1`` is."""
    facts = {
        "id": "v1",
        "organisation": "caritas",
        "roles": ["companion"],
        "kinds": ["companion"],
        "languages": {"de": "native", "ar": "C1"},
        **BRACKEL,
        "mode": "foot",
        "max_travel_minutes": 30,
        "hours_per_week": 4,
        "max_matches": 2,
        "availability": FREE,
        "gender": "f",
    }
    return Volunteer(**{**facts, **changes})


def make_mediator(**changes: Any) -> Volunteer:
    """Mediator ``m1``, who is no companion: German C1 and Arabic, else as ``v1``."""
    facts = {"id": "m1", "roles": ["mediator"], "kinds": [], "languages": {"de": "C1", "ar": "native"}}
    return make_volunteer(**{**facts, **changes})


def make_offer(**changes: Any) -> Offer:
    """Offer ``o1`` in Brackel: a German course in German on Monday 9 to 12 o'clock, ten seats."""
    facts = {
        "id": "o1",
        "organisation": "vhs",
        "kind": "language_course",
        **BRACKEL,
        "languages": {"de": "native"},
        "seats": 10,
        "times": ["mon 09:00-12:00"],
    }
    return Offer(**{**facts, **changes})


def make_match(**changes: Any) -> Match:
    """Active match of ``n1`` with ``v1``, without mediator and without a start."""
    return Match(**{"need": "n1", "provider": "v1", "status": "active", **changes})


def make_block(**changes: Any) -> Block:
    """``h1`` and ``v1`` must never meet."""
    return Block(**{"household": "h1", "resource": "v1", **changes})


def make_travel_row(**changes: Any) -> TravelRow:
    """Measured: ``v1`` takes 7 minutes to the meeting place of ``n1``."""
    return TravelRow(**{"traveller": "v1", "place": "n1", "minutes": 7, **changes})


def make_case(
    *,
    households: Sequence[Household] | None = None,
    needs: Sequence[Need] | None = None,
    volunteers: Sequence[Volunteer] | None = None,
    **changes: Any,
) -> Case:
    """
    A case of the given facts; left out, there are household ``h1``, need ``n1`` and volunteer ``v1``.

    Districts, unless given, are those of the households. Offers, matches, blocks and travel are empty unless given;
    any other field of ``Case`` may be given as well. References between the facts are not checked.
    """
    households = (make_household(),) if households is None else households
    facts: dict[str, Any] = {
        "format": "lokal-willkommen/case@1",
        "week": WEEK,
        "districts": tuple(District(id=name) for name in sorted({household.district for household in households})),
        "households": tuple(households),
        "needs": (make_need(),) if needs is None else tuple(needs),
        "volunteers": (make_volunteer(),) if volunteers is None else tuple(volunteers),
        "offers": (),
    }
    return Case(**{**facts, **changes})
