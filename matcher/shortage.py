"""
Whom a city lacks most: which one more companion, mediator or offer would raise service most.

Newcomers are made from what the week's plan leaves open, judged by what each adds to the plan as it stands, and the
most promising ones are put into the case, which is then solved again. Every gain told is such a difference.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from matcher.assemble import OPTIMAL_GAP, Effort
from matcher.canonical import case_sha256, case_to_json, sorted_case
from matcher.domain import Case, Match, Need, Offer, Volunteer
from matcher.facts import Facts, score
from matcher.newcomers import Newcomer, Role, newcomers
from matcher.options import generate_options
from matcher.parts import independent_parts
from matcher.result import Group, Result
from matcher.solve import WORK, solve
from matcher.travel import TravelMinutes
from matcher.week import parse_start

FORMAT: Literal["lokal-willkommen/shortage@1"] = "lokal-willkommen/shortage@1"
MOST_ESTIMATES = 200
"""Newcomers beyond these promise too little to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """
    One more person or offer, and what it changes; every difference is "with it" minus "as it is".

    Attributes
    ----------
    role, language, kinds, district
        What to look for; language None for an offer, kinds empty for a mediator.
    record
        Everything the case would hold about it.
    service_gain, least_gain, most_gain
        Service found, and the limits proven for it; equal when exact.
    weight_gain, needs_gain
        Weight and number of needs served.
    cost_change
        Minutes; more needs served cost more.
    exact, cost_exact
        Whether service, and also cost, are proven optimal both with it and without.
    """

    role: Role
    language: str | None
    kinds: tuple[str, ...]
    district: str
    record: Volunteer | Offer
    service_gain: float
    least_gain: float
    most_gain: float
    weight_gain: int
    needs_gain: int
    cost_change: int
    exact: bool
    cost_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortages:
    """
    What raises service most, best first.

    Attributes
    ----------
    plan
        The week as it is.
    candidates, verified
        Newcomers thought of, and those solved with.
    complete
        False when it was stopped before all that should be were solved with.
    """

    plan: Result
    candidates: int
    verified: int
    complete: bool
    effort: Effort
    seed: int
    entries: tuple[Shortage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the search is: ``done`` of ``of`` in this stage."""

    stage: Literal["plan", "estimate", "verify"]
    done: int
    of: int


def find_shortages(
    case: Case,
    travel: TravelMinutes,
    *,
    top: int = 20,
    verify: int = 12,
    effort: Effort | None = None,
    seed: int = 0,
    stop: Callable[[], bool] = lambda: False,
    report: Callable[[Step], None] = lambda step: None,
) -> Shortages:
    """
    Which one more companion, mediator or offer would raise service most.

    Parameters
    ----------
    top
        Most entries to return.
    verify
        Most newcomers to solve the whole case with.
    effort
        Of every solve; None takes ``normal`` where that is exact and ``quick`` for larger cases.
    stop
        Asked again and again; once it says True, what is verified so far is returned.

    Raises ``PinsClash`` and ``SolveFailed`` as ``solve`` does.
    """
    case = sorted_case(case)
    effort = effort or _effort_for(case, travel)
    report(Step(stage="plan", done=0, of=1))
    plan = solve(case, travel, effort=effort, seed=seed, stop=stop)
    return _Search(case, travel, plan, effort, seed, stop, report).best(top=top, verify=verify)


def _best_first(verified: Sequence[Shortage]) -> list[Shortage]:
    """Those with which more is served; service alone may also rise because more could be served."""
    useful = [entry for entry in verified if entry.service_gain > 0 and (entry.needs_gain > 0 or entry.weight_gain > 0)]
    return sorted(useful, key=lambda e: (-e.service_gain, -e.needs_gain, e.cost_change, e.record.id))


def _effort_for(case: Case, travel: TravelMinutes) -> Effort:
    """Thorough enough to prove the plan where that can be done, and else no more than is needed to compare."""
    options = generate_options(Facts(case), travel)
    largest = max((int(options.n_options_of_need[part].sum()) for part in independent_parts(options)), default=0)
    return "normal" if largest <= WORK["normal"].exact_options else "quick"


class _Search:
    """The case, its plan, and what the plan leaves."""

    def __init__(
        self, case: Case, travel: TravelMinutes, plan: Result, effort: Effort, seed: int,
        stop: Callable[[], bool], report: Callable[[Step], None],
    ) -> None:  # fmt: skip
        self.case, self.travel, self.plan = case, travel, plan
        self.effort, self.seed, self.stop, self.report = effort, seed, stop, report
        self.settled = _settled(case, plan)
        self.facts = Facts(self.settled)
        self.no_option = {row.need for row in plan.unmatched if row.reason == "no_option"}

    def best(self, *, top: int, verify: int) -> Shortages:
        """The most promising ones, solved with and put in order."""
        candidates, promising = self.promising()
        verified = self.verified(promising[:verify])
        return Shortages(
            plan=self.plan,
            candidates=candidates,
            verified=len(verified),
            complete=not self.stop(),
            effort=self.effort,
            seed=self.seed,
            entries=tuple(_best_first(verified)[:top]),
        )

    def promising(self) -> tuple[int, list[Newcomer]]:
        """How many newcomers there are, and those that add something to the plan as it stands, the most first."""
        if self.stop():
            return 0, []
        open_needs = [self.facts.needs[row.need] for row in self.plan.unmatched]
        found = newcomers(self.facts, open_needs)
        gains = []
        for newcomer in found[:MOST_ESTIMATES]:
            if self.stop():
                break
            gains.append((self.estimate(newcomer), newcomer))
            self.report(Step(stage="estimate", done=len(gains), of=min(len(found), MOST_ESTIMATES)))
        gains.sort(key=lambda pair: (-pair[0], pair[1].record.id))
        return len(found), [newcomer for gain, newcomer in gains if gain > 0]

    def estimate(self, newcomer: Newcomer) -> float:
        """Service gained when the plan stays and the newcomer, with whoever has time left, serves what is open."""
        small = _with_record(self._left_over(newcomer.sort.needs), newcomer.record)
        result = solve(small, self.travel, effort="quick", seed=self.seed)
        served = [self.facts.needs[row.need] for row in result.assignments]
        outbid = [self.facts.needs[row.need] for row in result.unmatched if row.reason == "outbid"]
        servable = [need for need in (*served, *outbid) if need.id in self.no_option]
        gain = 0.0
        for name in sorted({self.facts.group(need) for need in served}):
            now = self.plan.groups.get(name, Group(servable_weight=0, served_weight=0))
            more_served, more_servable = (self._weight(needs, name) for needs in (served, servable))
            then = score(now.served_weight + more_served, now.servable_weight + more_servable, self.case.policy)
            gain += float(then - score(now.served_weight, now.servable_weight, self.case.policy))
        return round(gain, 6)

    def _weight(self, needs: Sequence[Need], group: str) -> int:
        return sum(self.facts.weight(need) for need in needs if self.facts.group(need) == group)

    def _left_over(self, needs: Sequence[Need]) -> Case:
        """The plan as active matches, and these needs still open."""
        active = [self.facts.needs[match.need] for match in self.settled.matches]
        return replace(self.settled, needs=(*active, *needs))

    def verified(self, found: Sequence[Newcomer]) -> list[Shortage]:
        """The case solved again with each newcomer; whatever a stop cuts short is left out."""
        entries: list[Shortage] = []
        for newcomer in found:
            self.report(Step(stage="verify", done=len(entries), of=len(found)))
            case = _with_record(self.case, newcomer.record)
            then = solve(case, self.travel, effort=self.effort, seed=self.seed, stop=self.stop)
            if self.stop():
                break
            entries.append(_difference(newcomer, self.plan, then))
        return entries


def _settled(case: Case, plan: Result) -> Case:
    """The case with the plan's assignments as active matches; proposals no longer matter."""
    active = [match for match in case.matches if match.status == "active"]
    active += [
        Match(
            need=row.need, status="active", provider=row.provider, mediator=row.mediator, start=parse_start(row.start)
        )
        for row in plan.assignments
    ]
    return replace(case, matches=tuple(active))


def _with_record(case: Case, record: Volunteer | Offer) -> Case:
    """The case and one more person or offer."""
    if isinstance(record, Volunteer):
        return sorted_case(replace(case, volunteers=(*case.volunteers, record)))
    return sorted_case(replace(case, offers=(*case.offers, record)))


def _difference(newcomer: Newcomer, now: Result, then: Result) -> Shortage:
    return Shortage(
        role=newcomer.sort.role,
        language=newcomer.sort.language,
        kinds=newcomer.sort.kinds,
        district=newcomer.district,
        record=newcomer.record,
        service_gain=round(then.service.value - now.service.value, 6),
        least_gain=round(then.service.value - now.service.bound, 6),
        most_gain=round(then.service.bound - now.service.value, 6),
        weight_gain=_served_weight(then) - _served_weight(now),
        needs_gain=then.service.served - now.service.served,
        cost_change=then.cost.value - now.cost.value,
        exact=max(now.service.gap, then.service.gap) <= OPTIMAL_GAP,
        cost_exact=now.status == then.status == "optimal",
    )


def _served_weight(result: Result) -> int:
    return sum(group.served_weight for group in result.groups.values())


def shortages_to_json(found: Shortages, case: Case) -> dict[str, Any]:
    """Everything found; each ``record`` can be put into the case's list named by ``list`` as it stands."""
    plan = found.plan
    entries = [_entry_to_json(entry, case) for entry in found.entries]
    return {
        "format": FORMAT,
        "case_sha256": case_sha256(case),
        "week": plan.week.isoformat(),
        "service": asdict(plan.service),
        "candidates": found.candidates,
        "verified": found.verified,
        "complete": found.complete,
        "effort": found.effort,
        "seed": found.seed,
        "version": plan.version,
        "entries": entries,
    }


def _entry_to_json(entry: Shortage, case: Case) -> dict[str, Any]:
    name = "volunteers" if isinstance(entry.record, Volunteer) else "offers"
    raw = {field: getattr(entry, field) for field in entry.__slots__ if field != "record"}
    return {**raw, "kinds": list(entry.kinds), "list": name, "record": _record_to_json(entry.record, case, name)}


def _record_to_json(record: Volunteer | Offer, case: Case, name: str) -> Any:
    # The canonical form is only known of whole cases.
    nobody = replace(case, needs=(), volunteers=(), offers=(), matches=(), blocks=(), travel=())
    return case_to_json(_with_record(nobody, record))[name][0]
