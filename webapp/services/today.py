"""How many could help with a need today, before anything is promised to a family."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from threading import Lock
from time import monotonic

from flask import current_app
from sqlalchemy import or_, select

from matcher import domain
from matcher.candidates import Candidates, Judge
from matcher.facts import Facts
from matcher.misses import Miss, rule_failures
from matcher.people import People
from matcher.remaining import RULE_ORDER, survivors
from webapp.clock import planned_week
from webapp.database import db
from webapp.models import Block
from webapp.services.settings import current_policy
from webapp.translate import case_around, provider_of, row_number
from webapp.travel import travel_of

LIFETIME_SECONDS = 60
"""How long those who help, and what they are already doing, are taken from memory."""
NEW = "h-new"
"""Id of a household that is not saved yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpToday:
    """
    How many could help with one need.

    Attributes
    ----------
    count
        Different volunteers and offers (for interpreting: mediators) with at least one way to help that breaks no rule.
    remaining
        How many are left after each rule and all earlier ones.
    nearest
        Where nobody is left: who misses the first rule that leaves nobody by least, as far as known.
    """

    count: int
    remaining: dict[str, int]
    nearest: Miss | None = None

    @property
    def rule(self) -> str | None:
        """The first rule that leaves nobody; None when somebody could help."""
        return next((rule for rule, left in self.remaining.items() if left == 0), None)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    week: date
    policy: domain.Policy
    since: float
    judge: Judge


class _Keeper:
    """Keeps what is the same for every need; while one request renews it, others use the older one."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.kept: _Kept | None = None

    def judge(self, week: date, policy: domain.Policy) -> Judge:
        kept = self.kept
        usable = kept if kept is not None and (kept.week, kept.policy) == (week, policy) else None
        if usable is not None and monotonic() - usable.since < LIFETIME_SECONDS:
            return usable.judge
        if not self.lock.acquire(blocking=usable is None):
            assert usable is not None
            return usable.judge
        try:
            fresh = self.kept
            if fresh is kept or fresh is None:
                fresh = _Kept(week, policy, monotonic(), _new_judge(week, policy))
                self.kept = fresh
            return fresh.judge
        finally:
            self.lock.release()


def _new_judge(week: date, policy: domain.Policy) -> Judge:
    case = case_around(db.session, week, policy, need_ids=())
    facts = Facts(case)
    return Judge(facts, People(facts), travel_of(case))


def _keeper() -> _Keeper:
    keeper: _Keeper = current_app.extensions.setdefault("lw-today", _Keeper())
    return keeper


def forget() -> None:
    """Read everything anew the next time."""
    _keeper().kept = None


def help_today(household: domain.Household, needs: Sequence[domain.Need]) -> list[HelpToday]:
    """
    For each need in order: how many could help if it were the only open one.

    Parameters
    ----------
    household
        As it would be after saving; its id is that of the saved row, or ``NEW``.
    needs
        Of this household, under ids that no saved need has, so that no pin of theirs counts.
    """
    judge = _judge_for(household, needs)
    return [_help(judge, candidates) for candidates in judge.judge(needs)]


def _judge_for(household: domain.Household, needs: Sequence[domain.Need]) -> Judge:
    """The kept one, for which this household and these needs are part of the case."""
    kept = _keeper().judge(planned_week(), current_policy())
    judge, facts, people = copy(kept), copy(kept.facts), copy(kept.people)
    facts.households = {household.id: household}
    facts.needs = {need.id: need for need in needs}
    people.barred = {household.id: _barred(household, people)}
    judge.facts, judge.people = facts, people
    return judge


def _barred(household: domain.Household, people: People) -> list[int]:
    """Numbers of those who must not meet the household, read anew: a block may be a minute old."""
    if household.id == NEW:
        return []
    rows = db.session.scalars(
        select(Block)
        .where(Block.household_id == row_number(household.id))
        .where(or_(Block.until.is_(None), Block.until >= people.facts.case.week))
    )
    named = (provider_of(row) for row in rows)
    return sorted(people.index[id_] for id_ in named if id_ in people.index)


def _help(judge: Judge, candidates: Candidates) -> HelpToday:
    left = [int(flags.sum()) for flags in survivors(judge, candidates)]
    remaining = dict(zip(RULE_ORDER, left, strict=True))
    if left[-1]:
        return HelpToday(count=left[-1], remaining=remaining)
    failed = next(row for row in rule_failures(judge, candidates.need) if row.left == 0)
    return HelpToday(count=0, remaining=remaining, nearest=next(iter(failed.nearest), None))
