"""Why a need or a volunteer stands where it does, and what every other choice would change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from matcher.assemble import Effort
from matcher.candidates import Candidates
from matcher.compare import Chosen, chosen
from matcher.domain import Case, Match, Need, Volunteer
from matcher.errors import InvalidInput, Problem
from matcher.facts import INTERPRETING
from matcher.forcing import ClashingWay, Forcing, Way
from matcher.misses import RuleFailures, rule_failures
from matcher.options import NOBODY
from matcher.progress import Report
from matcher.remaining import RULE_ORDER
from matcher.result import Assignment, Result
from matcher.travel import TravelMinutes
from matcher.week import format_start

PARTNER = "partner"
"""Not a rule: the volunteer passes them all, but nobody she could go with does at the same time."""
MOST_NEEDS = 5
Role = Literal["companion", "mediator"]
Record = TypeVar("Record", Need, Volunteer)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedExplanation:
    """
    How a need could be served, what that would change, and who fails which rule.

    Attributes
    ----------
    state
        served, outbid or no_option as in the result; active: matched already, nothing to decide.
    now
        The choice of the result, or of the active match (start empty when it has none).
    choices
        How many different choices of provider and mediator the need has.
    ways
        The most promising of them, each solved again; best service first, then least cost.
    clashing
        Choices that were tried and that other pins forbid.
    rules
        Providers (mediators for interpreting) lost at each rule; empty for an active need.
    complete
        False when it was stopped before every way was solved.
    """

    need: str
    week_status: Literal["optimal", "feasible"]
    effort: Effort
    state: Literal["served", "outbid", "no_option", "active"]
    now: Chosen | None
    choices: int
    ways: tuple[Way, ...]
    clashing: tuple[ClashingWay, ...]
    rules: tuple[RuleFailures, ...]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A meeting of a volunteer this week; start None where an active match names none."""

    need: str
    role: Role
    start: str | None
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LostAt:
    """How many needs the volunteer loses in a role at a rule (or for want of a ``partner``), and some of them."""

    role: Role
    rule: str
    count: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerExplanation:
    """
    What a volunteer does, what else she could do, and what that would change.

    Attributes
    ----------
    choices
        How many further needs she has an option for.
    lost
        With no option at all: the first rule at which she fails each open need, most frequent first.
    """

    volunteer: str
    week_status: Literal["optimal", "feasible"]
    effort: Effort
    duties: tuple[Duty, ...]
    choices: int
    ways: tuple[Way, ...]
    clashing: tuple[ClashingWay, ...]
    lost: tuple[LostAt, ...]
    complete: bool


def explain_need(
    case: Case,
    result: Result,
    travel: TravelMinutes,
    need_id: str,
    *,
    top: int = 5,
    effort: Effort | None = None,
    stop: Callable[[], bool] = lambda: False,
    report: Report = lambda progress: None,
) -> NeedExplanation:
    """
    The best ways to serve a need with what each changes for the others, and who fails which rule.

    Parameters
    ----------
    result
        Of this very case.
    top
        Ways to solve again at most.
    effort
        Of each solving; None: normal where the case is solved exactly, else quick.

    Raises
    ------
    InvalidInput
        When the need is unknown, or the result is of another case.
    """
    need = _find(case.needs, need_id, "needs")
    forcing = Forcing(case, result, travel, effort=effort, stop=stop, report=report)
    if need.id not in forcing.number:
        return _active_need(forcing, need)
    listing = forcing.list_options([forcing.number[need.id]])
    keys = np.stack([listing.provider, listing.mediator], axis=1)
    promising = forcing.most_promising(listing, keys, len(keys))
    ways, clashing = forcing.ways(listing, promising[: 2 * top], top)
    now = next((chosen(row) for row in result.assignments if row.need == need.id), None)
    return NeedExplanation(
        need=need.id,
        week_status=result.status,
        effort=forcing.effort,
        state="served" if now else "outbid" if len(listing) else "no_option",
        now=now,
        choices=len(promising),
        ways=tuple(ways),
        clashing=tuple(clashing),
        rules=rule_failures(forcing.options.judge, need),
        complete=not stop(),
    )


def _active_need(forcing: Forcing, need: Need) -> NeedExplanation:
    match = forcing.options.facts.active[need.id]
    start = "" if match.start is None else format_start(match.start)
    return NeedExplanation(
        need=need.id,
        week_status=forcing.result.status,
        effort=forcing.effort,
        state="active",
        now=Chosen(provider=match.provider, mediator=match.mediator, start=start),
        choices=0,
        ways=(),
        clashing=(),
        rules=(),
        complete=True,
    )


def explain_volunteer(
    case: Case,
    result: Result,
    travel: TravelMinutes,
    volunteer_id: str,
    *,
    top: int = 5,
    effort: Effort | None = None,
    stop: Callable[[], bool] = lambda: False,
    report: Report = lambda progress: None,
) -> VolunteerExplanation:
    """
    What a volunteer does this week, and her most promising other needs with what each would change.

    Parameters and errors as for ``explain_need``.
    """
    volunteer = _find(case.volunteers, volunteer_id, "volunteers")
    forcing = Forcing(case, result, travel, effort=effort, stop=stop, report=report)
    duties = _duties(case.matches, result, volunteer)
    listing = forcing.list_options(_needs_with(forcing, volunteer))
    mine = forcing.options.people.index[volunteer.id]
    persons = np.append(forcing.options.people.mediators, NOBODY)[listing.mediator]
    taken = [forcing.number[duty.need] for duty in duties if duty.need in forcing.number]
    hers = (listing.provider == mine) | (persons == mine)
    listing = listing.rows(hers & ~np.isin(listing.need, taken))
    promising = forcing.most_promising(listing, listing.need.reshape(-1, 1), len(listing))
    ways, clashing = forcing.ways(listing, promising[: 2 * top], top)
    return VolunteerExplanation(
        volunteer=volunteer.id,
        week_status=result.status,
        effort=forcing.effort,
        duties=duties,
        choices=len(promising),
        ways=tuple(ways),
        clashing=tuple(clashing),
        lost=() if hers.any() else _lost(forcing, volunteer),
        complete=not stop(),
    )


def _find(records: Sequence[Record], id_: str, name: str) -> Record:
    found = next((record for record in records if record.id == id_), None)
    if found is None:
        raise InvalidInput([Problem(record=f"{name} {id_}", field="", found="no such id", expected=f"one of {name}")])
    return found


def _duties(matches: Sequence[Match], result: Result, volunteer: Volunteer) -> tuple[Duty, ...]:
    rows: list[tuple[Match | Assignment, str | None, bool]] = [
        (m, None if m.start is None else format_start(m.start), True) for m in matches if m.status == "active"
    ]
    rows += [(row, row.start, False) for row in result.assignments]
    roles: tuple[tuple[Role, str], ...] = (("companion", "provider"), ("mediator", "mediator"))
    duties = [
        Duty(need=row.need, role=role, start=start, active=is_active)
        for row, start, is_active in rows
        for role, field in roles
        if getattr(row, field) == volunteer.id
    ]
    return tuple(sorted(duties, key=lambda duty: (duty.need, duty.role)))


def _needs_with(forcing: Forcing, volunteer: Volunteer) -> list[int]:
    """Needs for which she is a candidate, as provider or as mediator."""
    options = forcing.options
    mine = options.people.index[volunteer.id]
    needs = np.arange(len(options.needs))
    as_provider = np.repeat(needs, np.diff(options.first_pair))[options.provider == mine]
    along = options.people.mediators[options.mediator] == mine
    as_mediator = np.repeat(needs, np.diff(options.first_mediator))[along]
    return [int(need) for need in np.union1d(as_provider, as_mediator)]


def _lost(forcing: Forcing, volunteer: Volunteer) -> tuple[LostAt, ...]:
    """Every open need by the first rule at which she fails it as a visitor, in each of her roles."""
    found: dict[tuple[Role, str], list[str]] = {}
    for candidates in forcing.options.judge.judge(forcing.options.needs):
        for role in volunteer.roles:
            rule = _first_failed(forcing, candidates, volunteer, role)
            found.setdefault((role, rule), []).append(candidates.need.id)
    rows = [
        LostAt(role=role, rule=rule, count=len(needs), needs=tuple(sorted(needs)[:MOST_NEEDS]))
        for (role, rule), needs in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.role, -row.count, row.rule)))


def _first_failed(forcing: Forcing, candidates: Candidates, volunteer: Volunteer, role: Role) -> str:
    people, judge = forcing.options.people, forcing.options.judge
    mine = people.index[volunteer.id]
    interpreting = candidates.need.kind == INTERPRETING
    in_time = bool(judge.visit_starts(candidates, np.array([mine])).any())
    if role == "companion":
        passing = {rule: bool(flags[mine]) for rule, flags in candidates.providers.items()}
        # Somebody who shares no language still passes the rule when a mediator could bridge.
        bridges = people.bridges[:, mine] & candidates.mediators["language"]
        passing["language"] = candidates.any_bridge or bool(candidates.shares[mine] or bridges.any())
    else:
        m = int(np.flatnonzero(people.mediators == mine)[0])
        passing = {rule: bool(flags[m]) for rule, flags in candidates.mediators.items()}
    if role == "companion" and interpreting:
        return "kind"
    passing["time"] = in_time
    return next((rule for rule in RULE_ORDER if not passing[rule]), PARTNER)
