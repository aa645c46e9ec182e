"""People and offers that a city could look for, each stated in full: judged by what a week's plan leaves open."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import fmean, median_low
from typing import Literal

from matcher.domain import Languages, Level, Mode, Need, Offer, Volunteer
from matcher.facts import INTERPRETING, DayCells, Facts, without
from matcher.rules import has_language
from matcher.week import ALL_DAY, Window, cells_of

Role = Literal["companion", "mediator", "offer"]

ORGANISATION = "new"
LEVEL: Level = "C1"
MODE: Mode = "bike"
MAX_TRAVEL_MINUTES = 30
HOURS_PER_WEEK = 4
MAX_MATCHES = 2
SEATS = 10
HALF_DAYS = ((16, 26), (26, 36), (36, 42))
"""Morning, afternoon and evening as first cell and cell after the last: 8 to 13, 13 to 18, 18 to 21 o'clock."""
N_HALF_DAYS = 2
OFFER_HOURS = (16, 42)
"""An offer begins and ends within these cells: 8 to 21 o'clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """
    Open needs that one sort of newcomer could serve.

    Attributes
    ----------
    language
        Of the person beside the official one; None for offers.
    kinds
        What a companion takes on, or the one kind of an offer; empty for a mediator.
    needs
        In order of id, of all districts.
    """

    role: Role
    language: str | None
    kinds: tuple[str, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """
    One person or offer more.

    Attributes
    ----------
    sort
        Whom it could serve.
    district
        Whose open needs of the sort it is placed among.
    record
        Everything the case would hold about it, with an id that is still free.
    promise
        Weight of the heaviest needs of the sort in the district, as many as it has matches or seats.
    """

    sort: Sort
    district: str
    record: Volunteer | Offer
    promise: int


def newcomers(facts: Facts, open_needs: Sequence[Need]) -> list[Newcomer]:
    """
    One newcomer for each sort and district with open needs, those that promise most first.

    Parameters
    ----------
    facts
        A case in which everything the plan assigns is active, so that only what is left counts as free.
    open_needs
        What the plan leaves open.
    """
    found = []
    taken = {*facts.households, *facts.needs, *facts.volunteers, *facts.offers}
    for sort in _sorts(facts, open_needs):
        for district in sorted({facts.households[need.household].district for need in sort.needs}):
            near = [need for need in sort.needs if facts.households[need.household].district == district]
            record = _offer(facts, sort, near, taken) if sort.role == "offer" else _person(facts, sort, near, taken)
            if record is not None:
                taken.add(record.id)
                most = MAX_MATCHES if isinstance(record, Volunteer) else SEATS
                promise = sum(sorted((facts.weight(need) for need in near), reverse=True)[:most])
                found.append(Newcomer(sort=sort, district=district, record=record, promise=promise))
    return sorted(found, key=lambda newcomer: (-newcomer.promise, newcomer.record.id))


def _sorts(facts: Facts, open_needs: Sequence[Need]) -> Iterator[Sort]:
    """Companions and mediators by language, offers by kind; a kind that nobody serves yet may be either."""
    visited = {kind for v in facts.case.volunteers if "companion" in v.roles for kind in v.kinds}
    offered = {offer.kind for offer in facts.case.offers}
    unserved = {need.kind for need in open_needs} - visited - offered
    visited, offered = ((visited | unserved) - {INTERPRETING}, (offered | unserved) - {INTERPRETING})
    bridged = {INTERPRETING, *visited, *(offer.kind for offer in facts.case.offers if not offer.language_free)}
    official = facts.policy.official_language
    for code in sorted({official, *_codes(facts, open_needs)}):
        # A companion who speaks nothing but the official language comes with a mediator where that is needed.
        yield from _sort(facts, open_needs, "companion", visited, code, everybody=code == official)
        if code != official:
            yield from _sort(facts, open_needs, "mediator", bridged, code)
    for kind in sorted(offered):
        yield from _sort(facts, open_needs, "offer", {kind}, None, everybody=True)


def _codes(facts: Facts, needs: Iterable[Need]) -> set[str]:
    """Languages in which the needs' households can be helped."""
    return {code for need in needs for code in facts.households[need.household].languages if _speaks(facts, need, code)}


def _speaks(facts: Facts, need: Need, code: str) -> bool:
    return has_language(facts.households[need.household].languages, code, facts.policy.language_level)


def _sort(
    facts: Facts, open_needs: Sequence[Need], role: Role, kinds: set[str], code: str | None, *, everybody: bool = False
) -> Iterator[Sort]:
    """The sort, if any open need belongs to it."""
    needs = [n for n in open_needs if n.kind in kinds and (everybody or (code is not None and _speaks(facts, n, code)))]
    if needs:
        own = () if role == "mediator" else tuple(sorted({need.kind for need in needs}))
        ordered = tuple(sorted(needs, key=lambda need: need.id))
        yield Sort(role=role, language=code, kinds=own, needs=ordered)


def _person(facts: Facts, sort: Sort, near: Sequence[Need], taken: set[str]) -> Volunteer | None:
    """Placed amid the needs nearby, free when most of their households are; None when that is never."""
    windows = _half_days(facts, near)
    if not windows or sort.language is None or sort.role == "offer":
        return None
    wishes = [facts.households[need.household].contact_gender for need in near]
    lat, lon = _centre([facts.meeting_place(need) for need in near])
    languages: Languages = dict.fromkeys(sorted({sort.language, facts.policy.official_language}), LEVEL)
    return Volunteer(
        id=_fresh(f"new-{sort.role}-{sort.language}", taken),
        organisation=ORGANISATION,
        roles=(sort.role,),
        kinds=sort.kinds,
        languages=languages,
        lat=lat,
        lon=lon,
        mode=MODE,
        max_travel_minutes=MAX_TRAVEL_MINUTES,
        hours_per_week=HOURS_PER_WEEK,
        max_matches=MAX_MATCHES,
        availability=windows,
        gender="m" if wishes.count("m") > wishes.count("f") else "f",
        qualifications=tuple(sorted({word for need in near for word in need.requires})),
    )


def _offer(facts: Facts, sort: Sort, near: Sequence[Need], taken: set[str]) -> Offer | None:
    """Placed amid the homes, at the time when most households are free; None when that is never."""
    kind = sort.kinds[0]
    alike = [offer for offer in facts.case.offers if offer.kind == kind]
    lengths = [sum(day.bit_count() for day in facts.offer_cells[offer.id]) for offer in alike]
    length = median_low(lengths or [int(2 * need.hours) for need in near])
    time = _best_time(facts, near, length)
    if time is None:
        return None
    homes = [facts.households[need.household] for need in near]
    lat, lon = _centre([(home.lat, home.lon) for home in homes])
    return Offer(
        id=_fresh(f"new-offer-{kind}", taken),
        organisation=ORGANISATION,
        kind=kind,
        lat=lat,
        lon=lon,
        languages={facts.policy.official_language: "native"},
        seats=SEATS,
        times=(time,),
        language_free=bool(alike) and all(offer.language_free for offer in alike),
    )


def _centre(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Mean latitude and longitude, to about a metre."""
    return round(fmean(lat for lat, _ in places), 5), round(fmean(lon for _, lon in places), 5)


def _fresh(start: str, taken: set[str]) -> str:
    return next(name for name in (f"{start}-{number}" for number in count(1)) if name not in taken)


def _free_cells(facts: Facts, need: Need) -> DayCells:
    """When the household is at home and has nothing else."""
    home = facts.households[need.household]
    return without(cells_of(home.availability), facts.attendee_taken[(home.id, need.attendee)])


def _half_days(facts: Facts, needs: Sequence[Need]) -> tuple[Window, ...]:
    """Two half days of different days: the one that suits most needs, then the one that suits most of the rest."""
    slots = [Window(day=day, first=first, end=end) for day in range(7) for first, end in HALF_DAYS]
    free = [(need.id, _free_cells(facts, need), int(2 * need.hours)) for need in needs]
    suited = {slot: {id_ for id_, cells, length in free if _has_run(cells, slot, length)} for slot in slots}
    chosen: list[Window] = []
    covered: set[str] = set()
    for _ in range(N_HALF_DAYS):
        others = [slot for slot in slots if suited[slot] and slot.day not in {one.day for one in chosen}]
        if others:
            best = max(others, key=_most_of_the_rest(suited, covered))
            chosen.append(best)
            covered |= suited[best]
    return tuple(sorted(chosen))


def _most_of_the_rest(suited: dict[Window, set[str]], covered: set[str]) -> Callable[[Window], tuple[int, int]]:
    return lambda slot: (len(suited[slot] - covered), len(suited[slot]))


def _has_run(cells: DayCells, slot: Window, length: int) -> bool:
    """Whether a meeting of so many half hours fits into the free part of the slot."""
    free = cells[slot.day] & ((1 << slot.end) - (1 << slot.first))
    for _ in range(length - 1):
        free &= free >> 1
    return free & ALL_DAY != 0


def _best_time(facts: Facts, needs: Sequence[Need], length: int) -> Window | None:
    """The time of that many half hours at which most households are free throughout; the earliest of several."""
    first, end = OFFER_HOURS
    times = [Window(day=d, first=cell, end=cell + length) for d in range(7) for cell in range(first, end - length + 1)]
    free = [_free_cells(facts, need) for need in needs]

    def suits(time: Window) -> int:
        cells = cells_of([time])[time.day]
        return sum(1 for days in free if not cells & ~days[time.day])

    best = max(times, key=suits, default=None)
    return best if best is not None and suits(best) else None
