"""A synthetic case as rows: the same homes, times and languages, with invented names and what a case leaves out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from matcher import domain
from webapp.clock import ZONE
from webapp.demo.names import MEMBERS, ORGANISATIONS, family_name, offer_title, volunteer_name
from webapp.models import Agreement, Clearance, Household, Member, Need, Offer, Organisation, Volunteer

# Of every so many: what the lists should show examples of.
EVERY = {"protected": 50, "not_visited": 25, "agreement": 3, "refused": 21, "belegwohnung": 4, "stale": 9, "new": 38}
_CLEARED_DAYS = 3 * 365
_WISHES = (
    "Am liebsten jemand, der auch mit den Kindern spielt.",
    "Es geht zuerst um Briefe vom Amt.",
    "Bitte vorher anrufen, die Klingel ist noch nicht beschriftet.",
)
_GOALS = "Deutschkurs bis zur Prüfung besuchen; ein Kitaplatz für die Kleine; Briefe vom Amt selbst verstehen."


@dataclass
class Population:
    """
    The rows of a case by its ids; needs come in steps, as families would report them.

    Attributes
    ----------
    shift
        From the case's week to the one planned now.
    members
        By household and attendee, such as ``("h00001", "child2")``.
    """

    case: domain.Case
    shift: timedelta
    rng: Random
    households: dict[str, Household] = field(default_factory=dict)
    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    volunteers: dict[str, Volunteer] = field(default_factory=dict)


def add_people(session: Session, case: domain.Case, *, week: date, seed: int) -> Population:
    """Add organisations, volunteers, offers and households without their needs; the districts must be there."""
    people = Population(case, week - case.week, Random(seed))
    _add_organisations(session, people)
    for number, volunteer in enumerate(case.volunteers):
        people.volunteers[volunteer.id] = _volunteer(people, number, volunteer)
    session.add_all(people.volunteers.values())
    session.add_all(_offer(people, number, offer) for number, offer in enumerate(case.offers))
    needs = defaultdict(list)
    for need in case.needs:
        needs[need.household].append(need)
    for number, household in enumerate(case.households):
        people.households[household.id] = _household(people, number, household, needs[household.id])
    session.add_all(people.households.values())
    session.flush()
    return people


def add_needs(session: Session, people: Population, *, after: date, until: date) -> int:
    """Add the needs that were reported from the day after one day up to another; returns how many."""
    rows = [
        _need(people, number, need)
        for number, need in enumerate(people.case.needs)
        if after < need.requested_on + people.shift <= until
    ]
    session.add_all(rows)
    session.flush()
    return len(rows)


def _add_organisations(session: Session, people: Population) -> None:
    names = {volunteer.organisation for volunteer in people.case.volunteers}
    names |= {offer.organisation for offer in people.case.offers}
    for number, name in enumerate(sorted(names)):
        title = ORGANISATIONS[number % len(ORGANISATIONS)]
        people.organisations[name] = Organisation(name=title, email=f"traeger{number + 1}@example.org")
    session.add_all(people.organisations.values())
    session.flush()


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=ZONE)


def _texts(windows: Iterable[object]) -> list[str]:
    return [str(window) for window in windows]


def _volunteer(people: Population, number: int, facts: domain.Volunteer) -> Volunteer:
    week = people.case.week + people.shift
    registered = week - timedelta(days=people.rng.randint(30, 500))
    first, last = volunteer_name(number, facts.gender)
    looked_over = week - timedelta(days=230 if number % EVERY["stale"] == 4 else people.rng.randint(3, 25))
    return Volunteer(
        organisation_id=people.organisations[facts.organisation].id,
        first_name=first,
        last_name=last,
        phone=f"0231 000-{number:03d}",
        gender=facts.gender,
        is_companion="companion" in facts.roles,
        is_mediator="mediator" in facts.roles,
        kinds=list(facts.kinds),
        languages=dict(facts.languages),
        district_code=_district_at(facts.lat, facts.lon),
        lat=facts.lat,
        lon=facts.lon,
        mode=facts.mode,
        max_travel_minutes=facts.max_travel_minutes,
        hours_per_week=facts.hours_per_week,
        max_matches=facts.max_matches,
        availability=_texts(facts.availability),
        registered_at=_moment(registered),
        approved_at=None if number % EVERY["new"] == 20 else _moment(registered + timedelta(days=7)),
        profile_confirmed_at=_moment(max(registered, looked_over)),
        clearances=[_clearance(people, number, week, name) for name in facts.qualifications],
    )


def _district_at(lat: float, lon: float) -> str:
    from geodata.districts import nearest_district, stadtbezirke

    return nearest_district(lat, lon, stadtbezirke()).code


def _clearance(people: Population, number: int, week: date, qualification: str) -> Clearance:
    # A few end soon: the board warns before a match outlives them.
    days_ago = _CLEARED_DAYS - 20 if number % 15 == 2 else people.rng.randint(60, 900)
    issued = week - timedelta(days=days_ago)
    return Clearance(
        qualification=qualification,
        issued_on=issued,
        seen_on=issued + timedelta(days=10),
        next_due=issued + timedelta(days=_CLEARED_DAYS),
    )


def _offer(people: Population, number: int, facts: domain.Offer) -> Offer:
    week = people.case.week + people.shift
    return Offer(
        organisation_id=people.organisations[facts.organisation].id,
        title=offer_title(number, facts.kind),
        kind=facts.kind,
        address=f"Am Beispielplatz {number + 1}",
        lat=facts.lat,
        lon=facts.lon,
        languages=dict(facts.languages),
        seats=facts.seats,
        times=_texts(facts.times),
        age_from=facts.ages[0],
        age_to=facts.ages[1],
        gender=facts.gender,
        language_free=facts.language_free,
        term_from=week - timedelta(weeks=10),
        term_until=week + timedelta(weeks=16),
    )


def _household(people: Population, number: int, facts: domain.Household, needs: list[domain.Need]) -> Household:
    week = people.case.week + people.shift
    reported = min((need.requested_on + people.shift for need in needs), default=week - timedelta(days=7))
    protected = number % EVERY["protected"] == 13
    visited = number % EVERY["not_visited"] != 7
    row = Household(
        contact_name=family_name(number),
        phone=f"0231 001-{number:03d}",
        address=f"Beispielstraße {number + 1}",
        district_code=facts.district,
        lat=None if protected else facts.lat,
        lon=None if protected else facts.lon,
        address_protected=protected,
        flat="belegwohnung" if number % EVERY["belegwohnung"] == 0 else "own_lease",
        languages=dict(facts.languages),
        availability=_texts(facts.availability),
        contact_gender=facts.contact_gender,
        registered_on=reported - timedelta(days=people.rng.randint(4, 30)),
        first_visit_on=reported if visited else None,
    )
    row.members = _members(people, facts, needs)
    if visited and number % EVERY["agreement"] == 0:
        row.agreements = [_agreement(number, reported)]
    return row


def _members(people: Population, facts: domain.Household, needs: list[domain.Need]) -> list[Member]:
    ages = {need.attendee: need.age for need in needs}
    year = (people.case.week + people.shift).year
    members = []
    for index in range(facts.persons):
        grown_up = index < 2
        attendee = f"adult{index + 1}" if grown_up else f"child{index - 1}"
        age = ages.get(attendee)
        if age is None:
            age = people.rng.randint(20, 58) if grown_up else people.rng.randint(0, 17)
        gender = ("m" if index else "f") if grown_up else people.rng.choice("fm")
        member = Member(label=MEMBERS[gender][not grown_up], birth_year=year - age, gender=gender)
        people.members[facts.id, attendee] = member
        members.append(member)
    return members


def _agreement(number: int, day: date) -> Agreement:
    if number % EVERY["refused"] == 0:
        return Agreement(goals="", valid_from=day, refused=True)
    return Agreement(
        goals=_GOALS,
        valid_from=day,
        valid_until=day + timedelta(days=365),
        review_on=day + timedelta(days=90),
        reached_on=day + timedelta(days=40) if number % 12 == 0 else None,
    )


def _need(people: Population, number: int, facts: domain.Need) -> Need:
    place = facts.place
    return Need(
        household=people.households[facts.household],
        attendee=people.members.get((facts.household, facts.attendee)),
        kind=facts.kind,
        hours=facts.hours,
        duration="some_weeks" if number % 3 == 0 else "regular",
        urgency=facts.urgency,
        seats=facts.seats,
        requires=list(facts.requires),
        place_lat=place.lat if place else None,
        place_lon=place.lon if place else None,
        place_name="Rathaus" if place else "",
        wish=_WISHES[number % 24] if number % 24 < len(_WISHES) else "",
        requested_on=facts.requested_on + people.shift,
    )
