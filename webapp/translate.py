"""
Rows of the database as facts of a run, and back; nothing else knows both.

The engine gets pseudonyms: a letter and the number of the row. What must never reach it (names, addresses, notes,
protected addresses) is left out here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from matcher import domain
from matcher.week import parse_start, parse_window
from webapp.meetings import hours_of, times_of, without_times
from webapp.models import Block, District, Household, Match, Need, Offer, Pin, Volunteer
from webapp.models.matches import ACTIVE, IN_HAND, LIVE

MEMBER = "member-{}"
_FEW = 500
"""Fewer needs than this are named to the database, instead of reading everybody's matches."""
Fact = TypeVar("Fact")


def _made(made_of: type[Fact], /, **facts: Any) -> Fact:
    """A fact from columns whose types the database does not know; it checks itself."""
    return made_of(**facts)


def household_id(number: int) -> str:
    """Pseudonym of a household."""
    return f"h{number:05d}"


def need_id(number: int) -> str:
    """Pseudonym of a need."""
    return f"n{number:05d}"


def volunteer_id(number: int) -> str:
    """Pseudonym of a volunteer."""
    return f"v{number:05d}"


def offer_id(number: int) -> str:
    """Pseudonym of an offer."""
    return f"o{number:05d}"


def row_number(id_: str) -> int:
    """Number of the row behind a pseudonym."""
    return int(id_[1:])


def is_offer(id_: str) -> bool:
    """Whether a provider's pseudonym is an offer's."""
    return id_.startswith("o")


def provider_of(row: Match | Pin | Block) -> str | None:
    """Pseudonym of the volunteer or offer of a row."""
    offer = row.offer_id
    if offer is not None:
        return offer_id(offer)
    return None if row.volunteer_id is None else volunteer_id(row.volunteer_id)


def case_of(session: Session, week: date, policy: domain.Policy) -> domain.Case:
    """
    What a run of this week knows.

    Whoever has been asked, has agreed or is at work counts as settled: such matches are facts, and no run changes
    them. Households with a protected address and those who moved away are left out; so is, from this week's time, a
    volunteer who pauses.
    """
    households = session.scalars(_households()).all()
    homes = {row.id: row for row in households}
    needs = [
        row
        for row in session.scalars(
            select(Need).where(Need.closed_on.is_(None)).options(selectinload(Need.attendee)).order_by(Need.id)
        )
        if row.household_id in homes
    ]
    volunteers = session.scalars(_volunteers(week)).all()
    offers = session.scalars(_offers(week)).all()
    return _case(session, week, policy, (households, needs, volunteers, offers))


def _households() -> Select[Household]:
    """Those a run may know."""
    return select(Household).where(_may_be_known()).options(selectinload(Household.members)).order_by(Household.id)


def _may_be_known() -> ColumnElement[bool]:
    return and_(Household.left_on.is_(None), Household.address_protected.is_(False), Household.lat.is_not(None))


def _volunteers(week: date) -> Select[Volunteer]:
    """Approved ones who have not left."""
    return (
        select(Volunteer)
        .where(Volunteer.approved_at.is_not(None), or_(Volunteer.left_on.is_(None), Volunteer.left_on > week))
        .options(selectinload(Volunteer.clearances))
        .order_by(Volunteer.id)
    )


def _offers(week: date) -> Select[Offer]:
    """Those whose term holds the week."""
    return (
        select(Offer)
        .where(or_(Offer.term_from.is_(None), Offer.term_from <= week))
        .where(or_(Offer.term_until.is_(None), Offer.term_until >= week))
        .order_by(Offer.id)
    )


def case_around(
    session: Session,
    week: date,
    policy: domain.Policy,
    *,
    need_ids: Collection[int],
    volunteer_ids: Collection[int] | None = None,
    offer_ids: Collection[int] | None = None,
) -> domain.Case:
    """
    What a run would know about these needs alone, to judge a choice made by hand: a small part of ``case_of``.

    Parameters
    ----------
    need_ids
        Of these needs, the only open ones of the case.
    volunteer_ids, offer_ids
        The helpers in question, with everything that is settled about them; None for all.
    """  # fmt: skip
    asked = session.scalars(
        select(Need).where(Need.id.in_(need_ids), Need.closed_on.is_(None)).options(selectinload(Need.attendee))
    ).all()
    homes = {row.household_id for row in asked}
    helpers = [
        true() if volunteer_ids is None else Match.volunteer_id.in_(volunteer_ids),
        true() if volunteer_ids is None else Match.mediator_id.in_(volunteer_ids),
        true() if offer_ids is None else Match.offer_id.in_(offer_ids),
    ]
    settled = session.scalars(
        select(Need)
        .join(Match, Match.need_id == Need.id)
        .where(Match.status.in_((*IN_HAND, ACTIVE)), Need.closed_on.is_(None))
        .where(or_(Need.household_id.in_(homes), *helpers), Need.id.not_in(need_ids))
        .options(selectinload(Need.attendee))
    ).all()
    needs = {row.id: row for row in (*asked, *settled)}
    households = session.scalars(
        _households().where(Household.id.in_({row.household_id for row in needs.values()}))
    ).all()
    known = {row.id for row in households}
    volunteers, offers = _volunteers(week), _offers(week)
    if volunteer_ids is not None:
        # Whoever a settled match names must be known too, or the match would be left out.
        named = _named(session, needs)
        volunteers = volunteers.where(Volunteer.id.in_({*volunteer_ids, *named[0]}))
        offers = offers if offer_ids is None else offers.where(Offer.id.in_({*offer_ids, *named[1]}))
    rows = (
        households,
        [needs[id_] for id_ in sorted(needs) if needs[id_].household_id in known],
        session.scalars(volunteers).all(),
        session.scalars(offers).all(),
    )
    return _case(session, week, policy, rows)


def _named(session: Session, need_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Volunteers and offers of the living matches of some needs."""
    found = session.execute(
        select(Match.volunteer_id, Match.mediator_id, Match.offer_id).where(
            Match.need_id.in_(need_ids), Match.status.in_(LIVE)
        )
    ).all()
    people = {person for row in found for person in (row.volunteer_id, row.mediator_id) if person is not None}
    return people, {row.offer_id for row in found if row.offer_id is not None}


_Rows = tuple[Sequence[Household], Sequence[Need], Sequence[Volunteer], Sequence[Offer]]


def _case(session: Session, week: date, policy: domain.Policy, rows: _Rows) -> domain.Case:
    households, needs, volunteers, offers = rows
    unseen = _unseen_load(session)
    return _made(
        domain.Case,
        format="lokal-willkommen/case@1",
        week=week,
        policy=policy,
        districts=tuple(
            domain.District(id=row.code, name=row.name)
            for row in session.scalars(select(District).order_by(District.code))
        ),
        households=tuple(household_facts(row) for row in households),
        needs=tuple(need_facts(row, week) for row in needs),
        volunteers=tuple(_less(volunteer_facts(row, week), unseen) for row in volunteers),
        offers=tuple(_less_seats(offer_facts(row), unseen) for row in offers),
        **_settled(session, week, needs, volunteers, offers),
    )


def household_facts(row: Household) -> domain.Household:
    """A household without name and address."""
    return _made(
        domain.Household,
        id=household_id(row.id),
        district=row.district_code,
        lat=row.lat,
        lon=row.lon,
        languages=row.languages,
        availability=tuple(row.availability),
        persons=max(1, len(row.members)),
        contact_gender=row.contact_gender,
    )


def need_facts(row: Need, week: date) -> domain.Need:
    """A need; the attendee's age is that of the year."""
    attendee = row.attendee
    place = None if row.place_lat is None else _made(domain.Place, lat=row.place_lat, lon=row.place_lon)
    return _made(
        domain.Need,
        id=need_id(row.id),
        household=household_id(row.household_id),
        kind=row.kind,
        urgency=row.urgency,
        hours=row.hours,
        requested_on=row.requested_on,
        attendee=domain.HOUSEHOLD if attendee is None else MEMBER.format(attendee.id),
        age=None if attendee is None or attendee.birth_year is None else max(0, week.year - attendee.birth_year),
        gender=attendee.gender if attendee else None,
        requires=tuple(row.requires),
        seats=row.seats,
        place=place,
    )


def volunteer_facts(row: Volunteer, week: date) -> domain.Volunteer:
    """A volunteer; only clearances that hold beyond the week count."""
    roles = [name for name, held in (("companion", row.is_companion), ("mediator", row.is_mediator)) if held]
    return _made(
        domain.Volunteer,
        id=volunteer_id(row.id),
        organisation=f"org-{row.organisation_id}",
        roles=tuple(roles),
        kinds=tuple(row.kinds),
        languages=row.languages,
        lat=row.lat,
        lon=row.lon,
        mode=row.mode,
        max_travel_minutes=row.max_travel_minutes,
        hours_per_week=row.hours_per_week,
        max_matches=row.max_matches,
        availability=() if pauses(row, week) else tuple(row.availability),
        gender=row.gender,
        qualifications=tuple(c.qualification for c in row.clearances if c.next_due > week),
    )


def pauses(row: Volunteer, week: date) -> bool:
    """Whether a pause touches the week."""
    last = date.fromordinal(week.toordinal() + 6)
    return row.paused_from is not None and row.paused_from <= last and (row.paused_until or last) >= week


def offer_facts(row: Offer) -> domain.Offer:
    """An offer."""
    return _made(
        domain.Offer,
        id=offer_id(row.id),
        organisation=f"org-{row.organisation_id}",
        kind=row.kind,
        lat=row.lat,
        lon=row.lon,
        languages=row.languages,
        seats=row.seats,
        times=tuple(row.times),
        ages=(row.age_from, row.age_to),
        gender=row.gender,
        language_free=row.language_free,
    )


_Load = Mapping[str, Sequence[Match]]


def _unseen_load(session: Session) -> _Load:
    """
    By pseudonym of who helps: settled matches of households no run may know.

    The run must not hear of them, but whoever helps there has that much less to give.
    """
    unseen = session.scalars(
        select(Match)
        .join(Need, Match.need_id == Need.id)
        .join(Household, Need.household_id == Household.id)
        .where(Match.status.in_((*IN_HAND, ACTIVE)), Need.closed_on.is_(None), not_(_may_be_known()))
        .options(joinedload(Match.need), joinedload(Match.offer))
    ).all()
    found: dict[str, list[Match]] = {}
    for row in unseen:
        mediator = None if row.mediator_id is None else volunteer_id(row.mediator_id)
        for who in {provider_of(row), mediator} - {None}:
            found.setdefault(str(who), []).append(row)
    return found


def _less(row: domain.Volunteer, unseen: _Load) -> domain.Volunteer:
    matches = unseen.get(row.id, ())
    if not matches:
        return row
    taken = [text for match in matches for text in times_of(match)]
    return replace(
        row,
        hours_per_week=max(0.0, row.hours_per_week - sum(hours_of(match) for match in matches)),
        max_matches=max(0, row.max_matches - len(matches)),
        availability=tuple(parse_window(text) for text in without_times(map(str, row.availability), taken)),
    )


def _less_seats(row: domain.Offer, unseen: _Load) -> domain.Offer:
    matches = unseen.get(row.id, ())
    return replace(row, seats=max(0, row.seats - sum(match.need.seats for match in matches))) if matches else row


def _settled(
    session: Session, week: date, needs: Sequence[Need], volunteers: Sequence[Volunteer], offers: Sequence[Offer]
) -> dict[str, tuple[domain.Match | domain.Block, ...]]:
    """Matches, pins and blocks between those who are part of the case."""
    open_needs = {row.id for row in needs}
    known = {volunteer_id(row.id) for row in volunteers} | {offer_id(row.id) for row in offers}
    homes = {household_id(row.household_id) for row in needs}

    def is_known(row: Match | Pin) -> bool:
        mediator = None if row.mediator_id is None else volunteer_id(row.mediator_id)
        return row.need_id in open_needs and {provider_of(row), mediator} - {None} <= known

    live = select(Match).where(Match.status.in_(LIVE)).order_by(Match.id)
    if len(open_needs) < _FEW:
        live = live.where(Match.need_id.in_(open_needs))
    rows = session.scalars(live).all()
    matches = [_match_facts(row) for row in rows if is_known(row)]
    closed = {row.need_id for row in rows if row.status in (*IN_HAND, ACTIVE)}
    pins = [row for row in session.scalars(select(Pin).order_by(Pin.id)) if is_known(row) and row.need_id not in closed]
    return {
        "matches": (*matches, *(_pin_facts(row) for row in pins)),
        "blocks": blocks_of(session, week, homes, known),
    }


def blocks_of(
    session: Session, week: date, households: Collection[str], known: Collection[str]
) -> tuple[domain.Block, ...]:
    """Who must not meet in the week, of these households and helpers, given by pseudonym."""
    query = select(Block).where(or_(Block.until.is_(None), Block.until >= week)).order_by(Block.id)
    return tuple(
        _made(domain.Block, household=household_id(row.household_id), resource=provider_of(row), until=row.until)
        for row in session.scalars(query)
        if household_id(row.household_id) in households and provider_of(row) in known
    )


def _match_facts(row: Match) -> domain.Match:
    return _made(
        domain.Match,
        need=need_id(row.need_id),
        status="active" if row.status in (*IN_HAND, ACTIVE) else "proposed",
        provider=provider_of(row),
        mediator=None if row.mediator_id is None else volunteer_id(row.mediator_id),
        start=None if row.start is None else parse_start(row.start),
    )


def _pin_facts(row: Pin) -> domain.Match:
    return _made(
        domain.Match,
        need=need_id(row.need_id),
        status="pinned",
        provider=provider_of(row),
        mediator=None if row.mediator_id is None else volunteer_id(row.mediator_id),
        start=None if row.start is None else parse_start(row.start),
        waive=tuple(row.waive),
    )
