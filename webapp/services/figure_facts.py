"""What the figures count, in columns: read with a fixed number of queries, however many rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Integer, case, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from matcher.week import parse_window
from webapp.clock import now
from webapp.database import db
from webapp.kept import kept
from webapp.models import (
    Agreement,
    CatchmentDistrict,
    District,
    Household,
    Match,
    MatchEvent,
    Need,
    Offer,
    Organisation,
    Site,
    Volunteer,
)
from webapp.models.matches import ACTIVE, DECLINED, EXPIRED, IN_HAND, LIVE

NEVER = date.max.toordinal()
"""Day of what has not happened."""
NOBODY = -1
Days = NDArray[np.int64]
Column = NDArray[Any]


class Ordinal(FunctionElement[int]):
    """The day of a date or time as Python's ordinal: whole numbers are read far faster than dates."""

    inherit_cache = True
    type = Integer()
    name = "ordinal"


@compiles(Ordinal)
def _ordinal(element: Any, compiler: Any, **keywords: Any) -> str:
    return f"(CAST({compiler.process(element.clauses, **keywords)} AS DATE) - DATE '0001-01-01' + 1)"


@compiles(Ordinal, "sqlite")
def _ordinal_in_sqlite(element: Any, compiler: Any, **keywords: Any) -> str:
    # 1721424.5 is the Julian day of the day before 1 January of year 1.
    return f"CAST(julianday({compiler.process(element.clauses, **keywords)}) - 1721424.5 AS INTEGER)"


@dataclass(frozen=True, kw_only=True, eq=False)
class Facts:
    """
    Columns of the tables; days are ordinals, ``NEVER`` where there is none.

    Attributes
    ----------
    districts, sites, kinds, organisations
        Code or number, and name, in the order in which the other columns count them.
    site_of
        Site of each district; the last number stands for districts without one.
    households, agreements
        district, days, and whether they are chosen.
    needs
        district, kind, hours, days, and whether they are chosen.
    matches
        need, days, hours, reason, and who helps: volunteer and mediator as places in ``volunteers``,
        organisations of both; ``NOBODY`` where there is none.
    volunteers
        district, hours, roles and days.
    read_at
        When all of it was read.
    """

    districts: tuple[tuple[str, str], ...]
    sites: tuple[tuple[int, str], ...]
    kinds: tuple[str, ...]
    organisations: tuple[tuple[int, str], ...]
    site_of: tuple[int, ...]
    households: dict[str, Column]
    needs: dict[str, Column]
    matches: dict[str, Column]
    volunteers: dict[str, Column]
    agreements: dict[str, Column]
    read_at: datetime


def facts_of(day: date, language: str | None = None) -> Facts:
    """As ``load_facts``; all pages get the same for a minute."""
    found: Facts = kept("figures").get((day, language), lambda: load_facts(db.session, day, language))
    return found


def load_facts(session: Session, day: date, language: str | None = None) -> Facts:
    """
    Read what the figures need.

    Parameters
    ----------
    day
        The catchments of this day say which site a district belongs to.
    language
        Households in which somebody speaks it are ``chosen``, with their needs and agreements.
    """
    spoken = None if language is None else Household.languages[language].as_string()
    speaks = literal(True) if spoken is None else spoken.is_not(None)
    districts = _pairs(session, select(District.code, District.name).order_by(District.name, District.code))
    sites = _pairs(session, select(Site.id, Site.name).order_by(Site.name, Site.id))
    organisations = _pairs(session, select(Organisation.id, Organisation.name).order_by(Organisation.name))
    read = _Reading(session, {code: place for place, (code, _) in enumerate(districts)}, speaks)
    organisations_at = _lookup([id_ for id_, _ in organisations])
    needs, kinds, needs_at = _needs(read)
    volunteers, volunteers_at = _volunteers(read, organisations_at)
    offers, offers_at = _offers(read, organisations_at)
    return Facts(
        districts=districts,
        sites=sites,
        kinds=kinds,
        organisations=organisations,
        site_of=_site_of(session, day, districts, sites),
        households=_households(read),
        needs=needs,
        matches=_matches(read, (needs, needs_at), (volunteers, volunteers_at), (offers, offers_at)),
        volunteers=volunteers,
        agreements=_agreements(read),
        read_at=now(),
    )


def _pairs(session: Session, query: Any) -> tuple[tuple[Any, str], ...]:
    return tuple((key, name) for key, name in session.execute(query))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What all queries share: places of the districts, and which households are chosen."""

    session: Session
    districts_at: dict[str, int]
    speaks: Any

    def columns(self, query: Any) -> list[Sequence[Any]]:
        """The rows of a query, turned."""
        rows = self.session.execute(query).all()
        return list(zip(*rows, strict=True)) or [()] * len(query.selected_columns)

    def districts(self, codes: Sequence[str]) -> Column:
        """Places of districts."""
        return np.array([self.districts_at.get(code, NOBODY) for code in codes], np.int64)


def _day(column: Any) -> Any:
    return func.coalesce(Ordinal(column), NEVER)


def _number(column: Any) -> Any:
    """A reference as a number; 0 for none, since rows count from 1."""
    return func.coalesce(column, 0)


def _whole(values: Sequence[int]) -> NDArray[np.int64]:
    return np.array(values, np.int64)


def _lookup(ids: Sequence[int]) -> NDArray[np.int64]:
    """Place by number of the row."""
    at = np.full(max(ids, default=0) + 1, NOBODY)
    at[_whole(ids)] = np.arange(len(ids))
    return at


def _places(ids: Sequence[int], at: NDArray[np.int64]) -> NDArray[np.int64]:
    numbers = _whole(ids)
    return np.where(numbers < len(at), at[np.minimum(numbers, len(at) - 1)], NOBODY)


def _of(values: Column, places: Column, missing: float) -> Column:
    """Values at places; ``missing`` where there is no place."""
    return np.append(values, missing)[places]


def _site_of(
    session: Session, day: date, districts: Sequence[tuple[str, str]], sites: Sequence[tuple[int, str]]
) -> tuple[int, ...]:
    valid = (
        CatchmentDistrict.valid_from <= day,
        or_(CatchmentDistrict.valid_until.is_(None), CatchmentDistrict.valid_until >= day),
    )
    query = select(CatchmentDistrict.district_code, CatchmentDistrict.site_id).where(*valid)
    of: dict[str, int] = {}
    for code, site in session.execute(query.order_by(CatchmentDistrict.id)):
        of.setdefault(code, site)
    places = {id_: place for place, (id_, _) in enumerate(sites)}
    return tuple(places.get(of.get(code, 0), len(sites)) for code, _ in districts)


def _households(read: _Reading) -> dict[str, Column]:
    days = (Household.registered_on, Household.first_visit_on)
    district, registered, visited, chosen = read.columns(
        select(Household.district_code, *map(_day, days), read.speaks)
    )  # fmt: skip
    return {
        "district": read.districts(district),
        "registered": _whole(registered),
        "visited": _whole(visited),
        "chosen": np.array(chosen, bool),
    }


def _needs(read: _Reading) -> tuple[dict[str, Column], tuple[str, ...], NDArray[np.int64]]:
    days = (Need.requested_on, Need.closed_on)
    query = select(Need.id, Household.district_code, Need.kind, Need.hours, *map(_day, days), read.speaks)
    ids, district, kind, hours, asked, closed, chosen = read.columns(query.join(Need.household))
    kinds = tuple(sorted(set(kind)))
    kinds_at = {code: place for place, code in enumerate(kinds)}
    columns = {
        "district": read.districts(district),
        "kind": _whole([kinds_at[code] for code in kind]),
        "hours": np.array(hours, float),
        "asked": _whole(asked),
        "closed": _whole(closed),
        "chosen": np.array(chosen, bool),
    }
    return columns, kinds, _lookup(ids)


def _volunteers(read: _Reading, organisations_at: NDArray[np.int64]) -> tuple[dict[str, Column], NDArray[np.int64]]:
    query = select(
        Volunteer.id,
        Volunteer.organisation_id,
        Volunteer.district_code,
        Volunteer.is_companion,
        Volunteer.is_mediator,
        Volunteer.hours_per_week,
        _day(Volunteer.approved_at),
        _day(Volunteer.left_on),
        _day(Volunteer.paused_from),
        _day(Volunteer.paused_until),
    )
    ids, organisation, district, companion, mediator, hours, approved, left, paused, until = read.columns(query)
    columns = {
        "organisation": _places(organisation, organisations_at),
        "district": read.districts(district),
        "companion": np.array(companion, bool),
        "mediator": np.array(mediator, bool),
        "hours": np.array(hours, float),
        "approved": _whole(approved),
        "left": _whole(left),
        "paused": _whole(paused),
        "until": _whole(until),
    }
    return columns, _lookup(ids)


def _offers(read: _Reading, organisations_at: NDArray[np.int64]) -> tuple[dict[str, Column], NDArray[np.int64]]:
    ids, organisation, times = read.columns(select(Offer.id, Offer.organisation_id, Offer.times))
    hours = [sum(_hours(window) for window in windows) for windows in times]
    return {"hours": np.array(hours, float), "organisation": _places(organisation, organisations_at)}, _lookup(ids)


def _hours(window: str) -> float:
    parsed = parse_window(window)
    return (parsed.end - parsed.first) / 2


def _match_query() -> Any:
    """Matches somebody was asked about, or that came to nothing; proposals that a run replaced are no news."""
    last_step = (
        select(func.max(MatchEvent.at))
        .where(MatchEvent.match_id == Match.id, MatchEvent.after.not_in(LIVE))
        .scalar_subquery()
    )
    working = Match.status.in_((*IN_HAND, ACTIVE))
    asked, made = Ordinal(Match.asked_at), Ordinal(Match.created_at)
    taken_up = func.coalesce(asked, Ordinal(Match.active_from), case((working, made), else_=NEVER))
    over = func.coalesce(Ordinal(Match.ended_on), Ordinal(last_step), asked, made)
    helpers = (Match.volunteer_id, Match.offer_id, Match.mediator_id)
    return select(
        Match.need_id,
        *map(_number, helpers),
        Match.status,
        Match.reason,
        taken_up,
        _day(Match.active_from),
        case((Match.status.not_in(LIVE), over), else_=NEVER),
    ).where(or_(Match.asked_at.is_not(None), Match.active_from.is_not(None), Match.status.in_(_TOLD)))


_TOLD = (*IN_HAND, ACTIVE, DECLINED, EXPIRED)
_Table = tuple[dict[str, Column], NDArray[np.int64]]


def _matches(read: _Reading, needs: _Table, volunteers: _Table, offers: _Table) -> dict[str, Column]:
    need, volunteer, offer, mediator, status, reason, taken, active, ended = read.columns(_match_query())
    at, offer_at = _places(need, needs[1]), _places(offer, offers[1])
    by_offer = offer_at != NOBODY
    helper, bridge = _places(volunteer, volunteers[1]), _places(mediator, volunteers[1])
    organisation = volunteers[0]["organisation"]
    return {
        "need": at,
        "volunteer": helper,
        "mediator": bridge,
        "hours": np.where(by_offer, _of(offers[0]["hours"], offer_at, 0.0), _of(needs[0]["hours"], at, 0.0)),
        "organisation": np.where(
            by_offer, _of(offers[0]["organisation"], offer_at, NOBODY), _of(organisation, helper, NOBODY)
        ),
        "mediators_organisation": _of(organisation, bridge, NOBODY),
        "status": np.array(status, object),
        "reason": np.array(reason, object),
        "taken": _whole(taken),
        "active": _whole(active),
        "ended": _whole(ended),
    }


def _agreements(read: _Reading) -> dict[str, Column]:
    days = (Agreement.valid_from, Agreement.valid_until, Agreement.reached_on)
    query = select(Household.district_code, *map(_day, days), Agreement.refused, read.speaks)
    district, begun, until, reached, refused, chosen = read.columns(
        query.join(Household, Household.id == Agreement.household_id)
    )
    return {
        "district": read.districts(district),
        "begun": _whole(begun),
        "until": _whole(until),
        "reached": _whole(reached),
        "refused": np.array(refused, bool),
        "chosen": np.array(chosen, bool),
    }
