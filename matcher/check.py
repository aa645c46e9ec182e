"""
A result held against the contract, without any solver.

Rules, capacities, figures, reasons: everything is worked out again from the case. Bounds are the one thing that only a
solver can prove; of them it is checked that they are not worse than the value and that the gaps follow from them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from matcher.canonical import case_sha256
from matcher.check_assignments import (
    capacity_violations,
    cost_of,
    double_bookings,
    figure_violations,
    pin_violations,
    rule_violations,
)
from matcher.check_unmatched import listing_violations, outbid_violations, reason_violations
from matcher.domain import Case
from matcher.facts import Facts, score
from matcher.meetings import Ledger, Meeting, Row, read_meetings, unknown_ids
from matcher.recount import Recount, recount
from matcher.result import Assignment, Group, Result
from matcher.travel import TravelMinutes
from matcher.violations import Violation

__all__ = ["Violation", "check"]

OPTIMAL_GAP = 1e-6
"""Largest gap, on both levels, of a plan that may be called optimal."""
ROUNDING = 1e-9
"""Share by which a decimal fraction may differ from the exact value it stands for."""


def check(result: Result, case: Case, travel: TravelMinutes) -> list[Violation]:
    """
    Every point in which a result breaks sections 2 to 5 and 7 of the contract; empty when it holds.

    Parameters
    ----------
    travel
        Source of travel minutes, measured ones of the case included.
    """
    facts = Facts(case)
    counted = recount(facts, travel)
    rows = [Row(need=assignment.need, stated=assignment) for assignment in result.assignments]
    unknown = [violation for row in rows for violation in unknown_ids(facts, row)]
    known = [row for row in rows if row.need not in facts.active and not unknown_ids(facts, row)]
    meetings = read_meetings(facts, travel, known)
    ledger = Ledger(facts, meetings)
    return [
        *_header_violations(result, case),
        *listing_violations(facts, result),
        *unknown,
        *_assignment_violations(facts, meetings),
        *pin_violations(facts, meetings),
        *capacity_violations(ledger),
        *double_bookings(ledger),
        *_service_violations(result, facts, meetings, counted),
        *_cost_violations(result, facts, meetings, counted),
        *_proof_violations(result),
        *reason_violations(facts, result.unmatched, counted),
        *outbid_violations(facts, travel, result.unmatched, ledger),
    ]


def _differs(code: str, what: str, found: object, expected: object, record: str = "") -> Violation:
    return Violation(code=code, record=record, text=f"{what}: found {found}, expected {expected}")


def _header_violations(result: Result, case: Case) -> Iterator[Violation]:
    if result.week != case.week:
        yield _differs("week", "week", result.week, f"{case.week}, the week of the case")
    expected = case_sha256(case)
    if result.case_sha256 != expected:
        yield _differs("case_sha256", "case_sha256", result.case_sha256, f"{expected}: the result is of another case")


def _assignment_violations(facts: Facts, meetings: Iterable[Meeting]) -> Iterator[Violation]:
    for meeting in meetings:
        yield from rule_violations(facts, meeting)
        if isinstance(meeting.row.stated, Assignment):
            yield from figure_violations(facts, meeting, meeting.row.stated)


def _service_violations(
    result: Result, facts: Facts, meetings: Sequence[Meeting], counted: Recount
) -> Iterator[Violation]:
    served = {meeting.need.id for meeting in meetings}
    for code, found, expected in (
        ("served", result.service.served, len(served)),
        ("servable", result.service.servable, len(counted.servable)),
        ("needs", result.service.needs, len(facts.needs.keys() - facts.active.keys())),
    ):
        if found != expected:
            yield _differs(code, f"service, {code}", f"{found} needs", expected)
    groups = groups_of(facts, served, counted)
    yield from _group_violations(result, groups)
    exact = sum((score(g.served_weight, g.servable_weight, facts.policy) for g in groups.values()), start=Fraction(0))
    value = float(exact)
    if abs(result.service.value - value) > ROUNDING * max(1.0, value):
        yield _differs("service_value", "service, value", result.service.value, f"{value} points")


def groups_of(facts: Facts, served: Iterable[str], counted: Recount) -> dict[str, Group]:
    """Servable and served weight of every equity group with a servable need."""
    servable_weight: dict[str, int] = defaultdict(int)
    served_weight: dict[str, int] = defaultdict(int)
    for need in counted.servable:
        servable_weight[facts.group(facts.needs[need])] += facts.weight(facts.needs[need])
    for need in served:
        served_weight[facts.group(facts.needs[need])] += facts.weight(facts.needs[need])
    return {
        group: Group(servable_weight=weight, served_weight=served_weight[group])
        for group, weight in sorted(servable_weight.items())
    }


def _group_violations(result: Result, expected: dict[str, Group]) -> Iterator[Violation]:
    for name in sorted(expected.keys() | result.groups.keys()):
        found, right = result.groups.get(name), expected.get(name)
        if found != right:
            yield _differs("groups", f"group {name}", _told(found), _told(right), record=name)


def _told(group: Group | None) -> str:
    if group is None:
        return "no such group"
    return f"servable weight {group.servable_weight} and served weight {group.served_weight}"


def _cost_violations(
    result: Result, facts: Facts, meetings: Sequence[Meeting], counted: Recount
) -> Iterator[Violation]:
    used = {person.id for meeting in meetings for person in meeting.visitors}
    idle_people = len(counted.usable - facts.engaged - used)
    idle = facts.policy.idle_cost * idle_people
    if result.cost.idle != idle:
        expected = f"{idle} for {idle_people} people who are never asked"
        yield _differs("idle", "cost, idle", result.cost.idle, expected)
    value = idle + sum(cost_of(facts, meeting) for meeting in meetings)
    if result.cost.value != value:
        yield _differs("cost_value", "cost, value", result.cost.value, value)


def _proof_violations(result: Result) -> Iterator[Violation]:
    """Bounds on the right side of the values, gaps by their formulas, and the status that follows."""
    service, cost = result.service, result.cost
    if service.bound < service.value - ROUNDING * max(1.0, abs(service.value)):
        yield _differs("service_bound", "service, bound", service.bound, f"at least the value {service.value}")
    if cost.bound > cost.value + ROUNDING * max(1.0, abs(cost.value)):
        yield _differs("cost_bound", "cost, bound", cost.bound, f"at most the value {cost.value}")
    service_gap = (service.bound - service.value) / max(1.0, abs(service.bound))
    if abs(service.gap - service_gap) > ROUNDING:
        yield _differs("service_gap", "service, gap", service.gap, f"{service_gap} from value and bound")
    cost_gap = (cost.value - cost.bound) / max(1.0, abs(cost.value))
    if abs(cost.gap - cost_gap) > ROUNDING:
        yield _differs("cost_gap", "cost, gap", cost.gap, f"{cost_gap} from value and bound")
    largest = max(service.gap, cost.gap, service_gap, cost_gap)
    if result.status == "optimal" and largest > OPTIMAL_GAP:
        yield _differs("status", "status", f"optimal with a gap of {largest}", f"feasible above {OPTIMAL_GAP}")
