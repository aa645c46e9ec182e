"""The review board: what a team has to decide, by household, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from webapp import access
from webapp.access import districts_of
from webapp.clock import ZONE, now, planned_week, today
from webapp.database import db
from webapp.models import Clearance, Household, Match, MatchEvent, Need, NeedChoices, Pin, User, Volunteer
from webapp.models.matches import (
    ACTIVE,
    AGREED,
    ASKED,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    IN_HAND,
    LIVE,
    PROPOSED,
    WITHDRAWN,
)

STALE_WEEKS, CLEARANCE_WEEKS, CHANGES = 26, 8, 2
"""Entries older than this are stale; clearances due within these weeks, and so many changes before, are told."""
STALE, CLEARANCE, THIRD_CHANGE = "stale", "clearance", "third_change"
WARNINGS = (STALE, CLEARANCE, THIRD_CHANGE)
OPEN, OVER, TRIAL = "open", "over", "trial"
STATES = (OPEN, ASKED, AGREED, CONFIRMED, TRIAL, OVER)
HOUSEHOLDS_PER_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the list is narrowed to; empty means everything. ``search`` is a family's number or a helper's name."""

    kind: str = ""
    language: str = ""
    warning: str = ""
    state: str = ""
    search: str = ""
    page: int = 1

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return any((self.kind, self.language, self.warning, self.state, self.search))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """
    One proposal of the list.

    Attributes
    ----------
    warnings
        Codes of ``WARNINGS``.
    last
        The newest step.
    choices
        How many choices the need has, where that was worked out.
    """

    match: Match
    warnings: tuple[str, ...]
    last: MatchEvent | None
    choices: int | None = None
    pin: Pin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """
    A page of the board.

    Attributes
    ----------
    families
        Households with their rows, in an order that deciding does not change.
    n_open, n_decided
        Of the whole catchment this week, whatever the filters.
    """

    families: list[tuple[Household, list[BoardRow]]]
    n_open: int
    n_decided: int
    n_shown: int
    pages: int
    kinds: list[str]
    languages: list[str]


def board_for(user: User, filters: Filters) -> Board:
    """The board of a team's catchment; as many queries for a hundred rows as for one."""
    rows = db.session.execute(_overview(user)).all()
    chosen = [row for row in rows if _passes(row, filters)]
    families = list(dict.fromkeys(row.household_id for row in chosen))
    pages = max(1, -(-len(families) // HOUSEHOLDS_PER_PAGE))
    page = min(max(1, filters.page), pages)
    shown = set(families[(page - 1) * HOUSEHOLDS_PER_PAGE : page * HOUSEHOLDS_PER_PAGE])
    on_page = [row for row in chosen if row.household_id in shown]
    n_open = sum(row.status == PROPOSED for row in rows)
    n_trial = sum(_state(row) == TRIAL for row in rows)
    return Board(
        families=_families(on_page),
        n_open=n_open,
        n_decided=len(rows) - n_open - n_trial,
        n_shown=len(chosen),
        pages=pages,
        kinds=sorted({row.kind for row in rows}),
        languages=sorted({code for row in rows for code in row.languages if code != "de"}),
    )


def week_began() -> datetime:
    """Monday morning of the planned week."""
    return datetime.combine(planned_week(), time(), tzinfo=ZONE)


def _overview(user: User) -> Select[Any]:
    """A few columns of everything a team has before it: filters and counts need no more."""
    helper, mediator = aliased(Volunteer), aliased(Volunteer)
    this_week = select(MatchEvent.match_id).where(MatchEvent.at >= week_began())
    over = this_week.where(MatchEvent.after.in_((DECLINED, EXPIRED)))
    trial = and_(Match.trial_due <= today(), Match.trial_result.is_(None))
    due = _clearance_due().subquery()
    due_of_mediator = aliased(due)
    before = aliased(Match)
    changes = (
        select(func.count())
        .where(before.need_id == Match.need_id, before.id < Match.id)
        .where(before.status.in_((WITHDRAWN, DECLINED, EXPIRED)))
        .correlate(Match)
        .scalar_subquery()
    )
    return (
        access.visible(user, Match)
        .with_only_columns(
            Match.id, Match.status, Need.kind, Need.household_id, Household.languages,
            helper.profile_confirmed_at.label("confirmed"), mediator.profile_confirmed_at.label("mediator_confirmed"),
            helper.id.label("helper"), mediator.id.label("mediator"),
            helper.first_name.label("name"), mediator.first_name.label("mediator_name"),
            due.c.due, due_of_mediator.c.due.label("mediator_due"), changes.label("changes"),
        )
        .join(Need, Match.need_id == Need.id)
        .join(Household, Need.household_id == Household.id)
        .outerjoin(helper, Match.volunteer_id == helper.id)
        .outerjoin(mediator, Match.mediator_id == mediator.id)
        .outerjoin(due, due.c.volunteer_id == helper.id)
        .outerjoin(due_of_mediator, due_of_mediator.c.volunteer_id == mediator.id)
        .where(Household.district_code.in_(districts_of(user)))
        .where(
            or_(
                Match.status.in_((PROPOSED, *IN_HAND)),
                and_(Match.status == ACTIVE, or_(trial, Match.active_from >= planned_week())),
                and_(Match.status.in_((DECLINED, EXPIRED)), Match.id.in_(over)),
            )
        )
        .order_by(Need.household_id, Match.need_id, Match.id)
    )  # fmt: skip


def _clearance_due() -> Select[Any]:
    """By volunteer: when the first of her clearances ends, the newest of each sort."""
    newest = (
        select(Clearance.volunteer_id, func.max(Clearance.next_due).label("due"))
        .group_by(Clearance.volunteer_id, Clearance.qualification)
        .subquery()
    )
    return select(newest.c.volunteer_id, func.min(newest.c.due).label("due")).group_by(newest.c.volunteer_id)


def _warnings(row: Row[Any]) -> tuple[str, ...]:
    oldest, latest = now() - timedelta(weeks=STALE_WEEKS), today() + timedelta(weeks=CLEARANCE_WEEKS)
    confirmed = [row.confirmed] * (row.helper is not None) + [row.mediator_confirmed] * (row.mediator is not None)
    found = {
        STALE: any(moment is None or moment < oldest for moment in confirmed),
        CLEARANCE: any(day is not None and day <= latest for day in (row.due, row.mediator_due)),
        THIRD_CHANGE: row.changes >= CHANGES,
    }
    return tuple(code for code in WARNINGS if found[code])


def _state(row: Row[Any]) -> str:
    if row.status in (DECLINED, EXPIRED):
        return OVER
    return {PROPOSED: OPEN, ACTIVE: TRIAL}.get(row.status, row.status)


def _passes(row: Row[Any], filters: Filters) -> bool:
    if filters.kind and row.kind != filters.kind:
        return False
    if filters.language and filters.language not in row.languages:
        return False
    if filters.state and _state(row) != filters.state:
        return False
    if filters.warning and filters.warning not in _warnings(row):
        return False
    return not filters.search or _is_found(row, filters.search.strip().lower())


def _is_found(row: Row[Any], text: str) -> bool:
    number = text.removeprefix("h").removeprefix("-")
    if number.isascii() and number.isdigit():
        return row.household_id == int(number[:18])
    return any(text in name.lower() for name in (row.name, row.mediator_name) if name)


def _families(on_page: Sequence[Row[Any]]) -> list[tuple[Household, list[BoardRow]]]:
    ids = [row.id for row in on_page]
    matches = {match.id: match for match in db.session.scalars(_whole().where(Match.id.in_(ids)))}
    needs = {match.need_id for match in matches.values()}
    pins = {pin.need_id: pin for pin in db.session.scalars(select(Pin).where(Pin.need_id.in_(needs)))}
    kept = select(NeedChoices).where(NeedChoices.need_id.in_(needs))
    choices = {(row.run_id, row.need_id): row.found.get("choices") for row in db.session.scalars(kept)}
    found: dict[int, tuple[Household, list[BoardRow]]] = {}
    for row in on_page:
        match = matches[row.id]
        last = match.events[-1] if match.events else None
        line = BoardRow(
            match=match,
            warnings=_warnings(row),
            last=last,
            choices=None if match.run_id is None else choices.get((match.run_id, match.need_id)),
            pin=pins.get(match.need_id),
        )
        found.setdefault(row.household_id, (match.need.household, []))[1].append(line)
    return list(found.values())


def _whole() -> Select[Match]:
    """Matches with everything the list shows."""
    household = joinedload(Match.need).joinedload(Need.household)
    return select(Match).options(
        household.joinedload(Household.district),
        household.selectinload(Household.members),
        joinedload(Match.need).joinedload(Need.attendee),
        joinedload(Match.volunteer),
        joinedload(Match.mediator),
        joinedload(Match.offer),
        selectinload(Match.events),
    )


def whole_match(user: User, match_id: int) -> Match:
    """
    One match of the team's catchment, with everything its page shows.

    Raises
    ------
    NotFound
    """
    match = access.get(user, Match, match_id)
    access.get(user, Need, match.need_id)
    return db.session.scalars(_whole().where(Match.id == match.id).execution_options(populate_existing=True)).one()


def warnings_of(user: User, match: Match) -> tuple[str, ...]:
    """Warnings of one match, as in the list."""
    row = db.session.execute(_overview(user).where(Match.id == match.id)).first()
    return () if row is None else _warnings(row)


def people_of(events: Sequence[MatchEvent]) -> dict[int, str]:
    """Names of those who took steps."""
    ids = {event.user_id for event in events if event.user_id is not None}
    query = select(User.id, User.name, User.email).where(User.id.in_(ids))
    return {number: name or email for number, name, email in db.session.execute(query)} if ids else {}


def history_of(household_id: int, without: int) -> list[Match]:
    """What else a household has or had, newest first, at most ten."""
    query = _whole().join(Need, Match.need_id == Need.id).where(Need.household_id == household_id)
    shown = case((Match.status.in_(LIVE), 0), else_=1)
    query = query.where(Match.id != without, Match.status != WITHDRAWN).order_by(shown, Match.id.desc()).limit(10)
    return list(db.session.scalars(query))


def needs_without_proposal(user: User, limit: int) -> tuple[list[Need], dict[int, Match], int]:
    """Open needs of the catchment without a living match, most urgent first; the last match of each; how many."""
    lives = select(Match.need_id).where(Match.status.in_(LIVE))
    query = (
        access.visible(user, Need)
        .where(Need.closed_on.is_(None), Need.id.not_in(lives), Need.household.has(Household.left_on.is_(None)))
        .options(joinedload(Need.household).joinedload(Household.district), joinedload(Need.attendee))
    )
    count = select(func.count()).select_from(query.order_by(None).with_only_columns(Need.id).subquery())
    needs = list(db.session.scalars(query.order_by(Need.urgency.desc(), Need.requested_on, Need.id).limit(limit)))
    newest = select(func.max(Match.id)).where(Match.need_id.in_([need.id for need in needs])).group_by(Match.need_id)
    last = {match.need_id: match for match in db.session.scalars(select(Match).where(Match.id.in_(newest)))}
    return needs, last, db.session.scalar(count) or 0


def pin_of(need_id: int) -> Pin | None:
    """What the team fixed about a need; for needs that were read through ``access`` before."""
    return db.session.scalar(select(Pin).where(Pin.need_id == need_id))


def live_match(need_id: int) -> Match | None:
    """The living match of a need; for needs that were read through ``access`` before."""
    return db.session.scalars(_whole().where(Match.need_id == need_id, Match.status.in_(LIVE))).first()
