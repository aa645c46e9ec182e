"""A synthetic case for the matcher: households with needs, volunteers and offers, drawn from stated parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator

from geodata.districts import stadtbezirke
from matcher.domain import HOUSEHOLD, Case, District, Household, Need, Offer, Place, Volunteer
from matcher.errors import InvalidInput, Problem
from matcher.week import Window
from scenarios.draws import Places, dortmund, draw, draw_around, draw_evenly, draw_homes, draw_windows, happens
from scenarios.history import history
from scenarios.parameters import NeedKind, PopulationParameters, VolunteerGroup

WORKDAYS = 5


def generate_case(parameters: PopulationParameters, *, seed: int, households: int | None = None) -> Case:
    """
    Draw a case; same parameters, seed and size give the same case.

    Each list has a random stream of its own: other parameters for volunteers leave the households as they are.

    Parameters
    ----------
    seed
        At least 0.
    households
        Number of households instead of the parameters'; volunteers and offers follow in proportion.

    Raises
    ------
    InvalidInput
        When seed or number of households is below 0.
    """
    n = parameters.households if households is None else households
    _refuse_negative(seed=seed, households=n)
    streams = Generator(PCG64(seed)).spawn(6)
    places = dortmund(parameters.place_radius_km)
    homes = draw_households(parameters, places, ids("h", n), draw(streams[0], parameters.districts, n), streams[0])
    n_companions, n_mediators = (
        round(group.per_household * n) for group in (parameters.companions, parameters.mediators)
    )
    volunteer_ids = ids("v", n_companions + n_mediators)
    companions = draw_volunteers(parameters, places, parameters.companions, volunteer_ids[:n_companions], streams[2])
    mediators = draw_volunteers(parameters, places, parameters.mediators, volunteer_ids[n_companions:], streams[3])
    case = Case(
        format="lokal-willkommen/case@1",
        week=parameters.week,
        districts=tuple(District(id=bezirk.code, name=bezirk.name) for bezirk in stadtbezirke()),
        households=tuple(homes),
        needs=tuple(draw_needs(parameters, places, homes, streams[1])),
        volunteers=(*companions, *mediators),
        offers=tuple(draw_offers(parameters, places, ids("o", round(parameters.offers_per_household * n)), streams[4])),
    )
    return history(case, parameters, streams[5])


def _refuse_negative(**numbers: int) -> None:
    problems = [
        Problem(record="population", field=name, found=str(number), expected="a whole number, at least 0")
        for name, number in numbers.items()
        if number < 0
    ]
    if problems:
        raise InvalidInput(problems)


def ids(letter: str, n: int) -> list[str]:
    """``h00001`` and so on; all of one length, so that their order as words is that of the numbers."""
    width = max(5, len(str(n)))
    return [f"{letter}{number:0{width}d}" for number in range(1, n + 1)]


def draw_households(
    parameters: PopulationParameters, places: Places, ids: Sequence[str], districts: Sequence[str], rng: Generator
) -> list[Household]:
    """One household under each id, in the district of the same number."""
    n = len(ids)
    points = draw_homes(rng, districts, places)
    persons = draw(rng, parameters.persons, n)
    languages = _household_languages(parameters, n, rng)
    windows = draw_windows(rng, parameters.household_windows, n)
    contacts = draw(rng, parameters.contact_genders, n)
    return [
        Household(
            id=ids[i],
            district=districts[i],
            lat=points[i][0],
            lon=points[i][1],
            languages=languages[i],
            availability=windows[i],
            persons=persons[i],
            contact_gender=_checked_by_domain(contacts[i]),
        )
        for i in range(n)
    ]


def _checked_by_domain(value: str | None) -> Any:
    """A drawn word where the domain lists the words allowed; the domain checks it."""
    return value


def _household_languages(parameters: PopulationParameters, n: int, rng: Generator) -> list[dict[str, Any]]:
    native = draw(rng, parameters.native_languages, n)
    german = draw(rng, parameters.german, n)
    english = draw(rng, parameters.english, n)
    speaks_english = happens(rng, parameters.english_share, n)
    kurd_with_arabic = happens(rng, parameters.kurds_with_arabic_share, n)
    result = []
    for i in range(n):
        languages: dict[str, Any] = {}
        if german[i] is not None:
            languages["de"] = german[i]
        if speaks_english[i]:
            languages["en"] = english[i]
        if native[i] == "ku" and kurd_with_arabic[i]:
            languages["ar"] = "B2"
        languages[native[i]] = "native"
        result.append(languages)
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A need before its details: which household, which kind, who attends."""

    household: int
    kind: int
    attendee: str


def draw_needs(
    parameters: PopulationParameters, places: Places, homes: list[Household], rng: Generator, *, letter: str = "n"
) -> list[Need]:
    """The needs of the households, in their order; asked for up to ``waiting_days`` before the planned week."""
    wanted = [one for k, kind in enumerate(parameters.needs) for one in _wanted_needs(parameters, homes, k, kind, rng)]
    wanted.sort(key=lambda one: (one.household, one.kind, one.attendee))
    n = len(wanted)
    names = ids(letter, n)
    urgencies = draw(rng, parameters.urgencies, n)
    waited = rng.integers(parameters.waiting_days[0], parameters.waiting_days[1] + 1, size=n).tolist()
    hours = [draw(rng, kind.hours, n) for kind in parameters.needs]
    child_ages = rng.integers(parameters.child_ages[0], parameters.child_ages[1] + 1, size=n).tolist()
    adult_ages = rng.integers(parameters.adult_ages[0], parameters.adult_ages[1] + 1, size=n).tolist()
    ages = {"household": [None] * n, "adult": adult_ages, "child": child_ages}
    offices = draw_around(rng, np.tile(places.office, (n, 1)), parameters.office_radius_km)
    needs = []
    for i, one in enumerate(wanted):
        kind, home = parameters.needs[one.kind], homes[one.household]
        needs.append(
            Need(
                id=names[i],
                household=home.id,
                kind=kind.kind,
                urgency=urgencies[i],
                hours=hours[one.kind][i],
                requested_on=parameters.week - timedelta(days=waited[i]),
                attendee=one.attendee,
                age=ages[kind.attendee][i],
                requires=kind.requires_with_children if _children(parameters, home) else (),
                place=Place(lat=offices[i][0], lon=offices[i][1]) if kind.at_office else None,
            )
        )
    return needs


def _wanted_needs(
    parameters: PopulationParameters, homes: list[Household], k: int, kind: NeedKind, rng: Generator
) -> list[_Wanted]:
    attendees = parameters.most_children if kind.attendee == "child" else 1
    needed = rng.random((len(homes), attendees)) < kind.chance
    return [
        _Wanted(household=i, kind=k, attendee=HOUSEHOLD if kind.attendee == "household" else f"{kind.attendee}{j + 1}")
        for i, j in zip(*(axis.tolist() for axis in np.nonzero(needed)), strict=True)
        if kind.attendee != "child" or j < _children(parameters, homes[i])
    ]


def _children(parameters: PopulationParameters, home: Household) -> int:
    """Children of a household who may have needs: all but two persons, up to the most."""
    return min(max(0, home.persons - 2), parameters.most_children)


def _spread_districts(parameters: PopulationParameters, places: Places, n: int, rng: Generator) -> list[str]:
    """Districts of volunteers and offers: evenly over the households' ones, or evenly over all places."""
    local = draw_evenly(rng, [code for code, share in parameters.districts if share > 0], n)
    anywhere = draw_evenly(rng, list(places.centres), n)
    is_local = happens(rng, parameters.local_share, n)
    return [local[i] if is_local[i] else anywhere[i] for i in range(n)]


def draw_volunteers(
    parameters: PopulationParameters, places: Places, group: VolunteerGroup, ids: Sequence[str], rng: Generator
) -> list[Volunteer]:
    """One volunteer of the group under each id."""
    n = len(ids)
    points = draw_homes(rng, _spread_districts(parameters, places, n, rng), places)
    languages = _volunteer_languages(group, n, rng)
    also_mediates = happens(rng, group.also_mediates_share, n)
    cleared = happens(rng, group.clearance_share, n)
    modes, genders = draw(rng, group.modes, n), draw(rng, group.genders, n)
    minutes, hours = draw(rng, group.max_travel_minutes, n), draw(rng, group.hours_per_week, n)
    matches = draw(rng, group.max_matches, n)
    windows = draw_windows(rng, group.windows, n)
    organisations = draw_evenly(rng, parameters.organisations, n)
    return [
        Volunteer(
            id=ids[i],
            organisation=organisations[i],
            roles=(*group.roles, "mediator") if also_mediates[i] and len(languages[i]) > 2 else group.roles,
            kinds=group.kinds,
            languages=languages[i],
            lat=points[i][0],
            lon=points[i][1],
            mode=_checked_by_domain(modes[i]),
            max_travel_minutes=minutes[i],
            hours_per_week=hours[i],
            max_matches=matches[i],
            availability=windows[i],
            gender=_checked_by_domain(genders[i]),
            qualifications=("police_clearance",) if cleared[i] else (),
        )
        for i in range(n)
    ]


def _volunteer_languages(group: VolunteerGroup, n: int, rng: Generator) -> list[dict[str, Any]]:
    german = draw(rng, group.german, n)
    spoken: list[dict[str, Any]] = [{"de": level} for level in german]
    if group.first_languages:
        first, levels = draw(rng, group.first_languages, n), draw(rng, group.language_levels, n)
        for i in range(n):
            spoken[i][first[i]] = levels[i]
    for code, share in group.further_languages:
        speaks, levels = happens(rng, share, n), draw(rng, group.language_levels, n)
        for i in range(n):
            if speaks[i]:
                spoken[i].setdefault(code, levels[i])
    return spoken


def draw_offers(parameters: PopulationParameters, places: Places, ids: Sequence[str], rng: Generator) -> list[Offer]:
    """One offer under each id."""
    n = len(ids)
    shares = tuple((k, kind.share) for k, kind in enumerate(parameters.offers))
    kinds = draw(rng, shares, n)
    points = draw_homes(rng, _spread_districts(parameters, places, n, rng), places)
    seats = [draw(rng, kind.seats, n) for kind in parameters.offers]
    ages = [draw(rng, kind.ages, n) for kind in parameters.offers]
    days = rng.integers(WORKDAYS, size=n).tolist()
    starts = draw_evenly(rng, parameters.offer_starts, n)
    organisations = draw_evenly(rng, parameters.organisations, n)
    offers = []
    for i, k in enumerate(kinds):
        kind = parameters.offers[k]
        first = 2 * starts[i]
        offers.append(
            Offer(
                id=ids[i],
                organisation=organisations[i],
                kind=kind.kind,
                lat=points[i][0],
                lon=points[i][1],
                languages={"de": "native"},
                seats=seats[k][i],
                times=(Window(day=days[i], first=first, end=first + int(2 * kind.hours)),),
                ages=ages[k][i],
                language_free=kind.language_free,
            )
        )
    return offers
