"""Releasing a run: its proposals become what the teams decide about. All of it, or nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, bindparam, inspect, select, update
from sqlalchemy.orm import Session

from matcher.domain import Case
from matcher.domain import Match as MatchFacts
from matcher.result import Assignment, Result
from matcher.week import format_start
from webapp import clock
from webapp.access import NotFound
from webapp.database import db, transaction
from webapp.models import Block, Household, Match, MatchEvent, Need, Offer, Pin, Run, Volunteer
from webapp.models.matches import ACTIVE, IN_HAND, LIVE, PROPOSED, WITHDRAWN
from webapp.models.runs import DONE, RELEASED
from webapp.services.lifecycle import RunRefused
from webapp.services.log import write_log
from webapp.services.plans import case_from, result_from
from webapp.translate import is_offer, need_id, offer_id, pauses, provider_of, row_number, volunteer_id

_MAY_BE_PLANNED = (Household.left_on.is_(None), Household.address_protected.is_(False))
CHANGED, GONE = "changed", "gone"
"""Why a proposal was withdrawn: another one takes its place, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """How many proposals are new, stayed, were withdrawn, and were left out because somebody decided meanwhile."""

    new: int
    kept: int
    withdrawn: int
    skipped: int


def release(user_id: int | None, run_id: int) -> Released:
    """
    Hand the proposals of a finished run to the teams, in one transaction.

    A proposal that is the same as before keeps its row; a changed one gets a new row, and the old one is withdrawn.
    Needs about which somebody decided since the data were frozen are left as they are.

    Raises
    ------
    NotFound
        When there is no such run.
    RunRefused
        ``already_released``, ``not_done``, or ``older`` when a newer run was released.
    """
    found = _found_by(run_id)
    with transaction() as session:
        run = session.get(Run, run_id, with_for_update=True)
        if run is None:
            raise NotFound
        _refuse(session, run)
        counts = _Release(session, run, user_id, *found).carry_out()
        run.status, run.released_at, run.released_by_id = RELEASED, clock.now(), user_id
        run.figures = {**run.figures, "released": dict(counts)}
        write_log(session, user_id=user_id, action="run.release", subject=f"run:{run_id}", **counts)
    return Released(**{name: counts[name] for name in ("new", "kept", "withdrawn", "skipped")})


def _found_by(run_id: int) -> tuple[Case, Result]:
    """What the run knew and what it found: read before the writer's turn, for it takes a while and never changes."""
    run = db.session.get(Run, run_id)
    if run is None:
        raise NotFound
    _refuse(db.session, run)
    return case_from(run.case), result_from(run.result or "")


def _refuse(session: Session, run: Run) -> None:
    if run.status == RELEASED:
        raise RunRefused("already_released")
    if run.status != DONE or run.result is None:
        raise RunRefused("not_done")
    if is_outdated(session, run):
        raise RunRefused("older")


def is_outdated(session: Session, run: Run) -> bool:
    """Whether a newer run was released already."""
    newer = select(Run.id).where(Run.status == RELEASED, Run.id > run.id).limit(1)
    return session.scalar(newer) is not None


class _Release:
    """The work of one release, inside its transaction."""

    def __init__(self, session: Session, run: Run, user_id: int | None, case: Case, result: Result) -> None:
        self.session, self.run, self.user_id = session, run, user_id
        self.case, self.result = case, result
        query = select(Match).where(Match.status.in_(LIVE))
        self.live = {row.need_id: row for row in session.scalars(query)}
        self.meanwhile = _Meanwhile(session, run, self.case, self.live.values())

    def carry_out(self) -> Counter[str]:
        counts: Counter[str] = Counter(new=0, kept=0, withdrawn=0, skipped=0)
        wanted = {row_number(row.need): row for row in self.result.assignments}
        parts = _Parts(self.run, self.case)
        new: list[tuple[int, Assignment]] = []
        kept: list[dict[str, Any]] = []
        for need, row in wanted.items():
            before = self.live.get(need)
            if before is not None and (before.status != PROPOSED or self.meanwhile.is_theirs(before)):
                counts["skipped"] += 1
            elif self.meanwhile.forbids(row):
                counts["skipped"] += 1
                counts["withdrawn"] += self._withdraw(before, GONE)
            elif before is not None and _is_same(before, row):
                kept.append({"number": before.id, "told": parts.of(row)})
            else:
                counts["withdrawn"] += self._withdraw(before, CHANGED)
                new.append((need, row))
        for need, before in self.live.items():
            if need not in wanted and before.status == PROPOSED and not self.meanwhile.is_theirs(before):
                counts["withdrawn"] += self._withdraw(before, GONE)
        # Old proposals have to be gone before new ones take their place: one living match per need.
        self.session.flush()
        self.session.add_all(self._proposal(need, row, parts) for need, row in new)
        self.session.flush()
        self._keep(kept)
        counts["new"], counts["kept"] = len(new), len(kept)
        return counts

    def _keep(self, rows: list[dict[str, Any]]) -> None:
        # Past the version of the row: nothing changed for whoever is about to decide.
        table: Any = inspect(Match).local_table
        values = {"run_id": self.run.id, "parts": bindparam("told", type_=JSON)}
        if rows:
            self.session.connection().execute(
                update(table).where(table.c.id == bindparam("number")).values(values), rows
            )  # fmt: skip

    def _withdraw(self, match: Match | None, reason: str) -> int:
        if match is None:
            return 0
        match.status, match.reason = WITHDRAWN, reason
        self.session.add(
            MatchEvent(
                match_id=match.id, at=clock.now(), user_id=self.user_id, before=PROPOSED, after=WITHDRAWN,
                reason=reason,
            )
        )  # fmt: skip
        return 1

    def _proposal(self, need: int, row: Assignment, parts: "_Parts") -> Match:
        return Match(
            need_id=need, **_columns(row), start=row.start, status=PROPOSED, waive=parts.waived(row.need),
            parts=parts.of(row), run_id=self.run.id, created_at=clock.now(),
            events=[MatchEvent(at=clock.now(), user_id=self.user_id, before=None, after=PROPOSED)],
        )  # fmt: skip


def _columns(row: Assignment) -> dict[str, int | None]:
    """Who helps, as numbers of rows."""
    offered = row.provider is not None and is_offer(row.provider)
    provider = None if row.provider is None else row_number(row.provider)
    return {
        "volunteer_id": None if offered else provider,
        "offer_id": provider if offered else None,
        "mediator_id": None if row.mediator is None else row_number(row.mediator),
    }


def _is_same(match: Match, row: Assignment) -> bool:
    columns = _columns(row)
    return match.start == row.start and all(getattr(match, name) == value for name, value in columns.items())


class _Parts:
    """What the run knows about its proposals, as kept with each."""

    def __init__(self, run: Run, case: Case) -> None:
        self.policy = case.policy
        self.before: dict[str, MatchFacts] = {row.need: row for row in case.matches if row.status == "proposed"}
        self.pins: dict[str, MatchFacts] = {row.need: row for row in case.matches if row.status == "pinned"}
        figures = ("service_gap", "cost_gap", "served", "servable", "status", "effort")
        self.figures = {"effort": run.effort, **{name: run.figures[name] for name in figures if name in run.figures}}

    def of(self, row: Assignment) -> dict[str, Any]:
        """
        Cost in minutes and its parts, ways by traveller, state, figures of the run.

        ``cost`` = ``travel_minutes`` + ``mediator_cost`` + ``change_cost`` - ``familiar_bonus``.
        """
        minutes = sum(leg.minutes for leg in row.travel)
        mediator = self.policy.mediator_cost if row.mediator else 0
        # A pin may be an earlier proposal too; then it stays and costs nothing more.
        change = self.policy.change_cost if row.need in self.before and self._differs(row) else 0
        return {
            "cost": row.cost, "travel_minutes": minutes, "mediator_cost": mediator, "change_cost": change,
            "familiar_bonus": minutes + mediator + change - row.cost,
            "travel": [asdict(leg) for leg in row.travel],
            "state": row.state, "run": self.figures,
        }  # fmt: skip

    def _differs(self, row: Assignment) -> bool:
        before = self.before[row.need]
        start = row.start if before.start is None else format_start(before.start)
        return (before.provider, before.mediator, start) != (row.provider, row.mediator, row.start)

    def waived(self, need: str) -> list[str]:
        """Rules that the pin of a need lifts."""
        return list(self.pins[need].waive) if need in self.pins else []


class _Meanwhile:
    """What people decided after the data of the run were frozen; it goes before the run."""

    def __init__(self, session: Session, run: Run, case: Case, live: Iterable[Match]) -> None:
        self.run, self.week = run, run.week
        day = clock.today()
        self.settled = {row.need for row in case.matches if row.status == "active"}
        # Columns: everybody else who writes waits meanwhile.
        needs = (
            select(Need.id, Need.household_id).join(Need.household).where(Need.closed_on.is_(None), *_MAY_BE_PLANNED)
        )
        self.open_needs = {need_id(id_): household for id_, household in session.execute(needs)}
        days = (Volunteer.approved_at, Volunteer.left_on, Volunteer.paused_from, Volunteer.paused_until)
        people = session.execute(select(Volunteer.id, *days))
        self.helpers = {volunteer_id(row.id) for row in people if _helps(row, day, run.week)}
        self.seats = {offer_id(row.id): row.seats for row in session.scalars(select(Offer)) if _takes_place(row, day)}
        self.blocked = {
            (row.household_id, provider_of(row))
            for row in session.scalars(select(Block))
            if row.until is None or row.until >= run.week
        }
        self.pins = {need_id(row.need_id): row for row in session.scalars(select(Pin))}
        self.need_seats = {row.id: row.seats for row in case.needs}
        self.taken: dict[str, int] = defaultdict(int)
        self.busy: set[str] = set()
        for row in live:
            if row.status in (*IN_HAND, ACTIVE):
                self._count(row, new=need_id(row.need_id) not in self.settled)

    def _count(self, row: Match, *, new: bool) -> None:
        if row.offer_id is not None:
            self.taken[offer_id(row.offer_id)] += self.need_seats.get(need_id(row.need_id), 1)
        if new and not (row.run_id is not None and row.run_id == self.run.id):
            people = (row.volunteer_id, row.mediator_id)
            self.busy |= {volunteer_id(number) for number in people if number is not None}

    def is_theirs(self, match: Match) -> bool:
        """Whether somebody made this proposal after the data were frozen, or took back a step beyond it."""
        by_hand = match.run_id is None and match.created_at > self.run.created_at
        return by_hand or need_id(match.need_id) in self.settled

    def forbids(self, row: Assignment) -> bool:
        """Whether the proposal is no longer possible; a seat it takes is counted."""
        home = self.open_needs.get(row.need)
        people = [who for who in (row.provider, row.mediator) if who is not None and not is_offer(who)]
        if home is None or not self.helpers.issuperset(people) or not self.busy.isdisjoint(people):
            return True
        if any((home, who) in self.blocked for who in (row.provider, row.mediator) if who is not None):
            return True
        if not self._obeys_pin(row):
            return True
        return row.provider is not None and is_offer(row.provider) and not self._takes_seat(row.provider, row.need)

    def _obeys_pin(self, row: Assignment) -> bool:
        pin = self.pins.get(row.need)
        if pin is None:
            return True
        mediator = None if pin.mediator_id is None else volunteer_id(pin.mediator_id)
        asked = ((provider_of(pin), row.provider), (mediator, row.mediator), (pin.start, row.start))
        return all(wanted is None or wanted == found for wanted, found in asked)

    def _takes_seat(self, offer: str, need: str) -> bool:
        if self.taken[offer] + self.need_seats[need] > self.seats.get(offer, 0):
            return False
        self.taken[offer] += self.need_seats[need]
        return True


def _helps(row: Any, day: date, week: date) -> bool:
    return row.approved_at is not None and (row.left_on is None or row.left_on > day) and not pauses(row, week)


def _takes_place(row: Offer, day: date) -> bool:
    return row.term_until is None or row.term_until >= day
