"""Is every need that stayed open told once, with the right reason (section 7 of the contract)?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from matcher.check_assignments import pin_changes, rule_violations
from matcher.facts import Facts
from matcher.meetings import Ledger, Meeting, Row, read_meetings, unknown_ids
from matcher.recount import Recount
from matcher.result import Held, Result, Unmatched
from matcher.travel import TravelMinutes
from matcher.violations import Violation

MOST_OUTBID = 3


def listing_violations(facts: Facts, result: Result) -> Iterator[Violation]:
    """Every open need exactly once, nothing else, in order of id."""
    assigned = [assignment.need for assignment in result.assignments]
    unmatched = [row.need for row in result.unmatched]
    for name, ids in (("assignments", assigned), ("unmatched", unmatched)):
        if ids != sorted(ids):
            first = next(b for a, b in pairwise(ids) if a > b)
            text = f"{name}: found {first} out of order, expected the list sorted by need id"
            yield Violation(code="order", record=first, text=text)
    yield from _given_twice(Counter(assigned), Counter(unmatched))
    for need in unmatched:
        if need not in facts.needs:
            text = f"unmatched {need}: found need {need}, expected a need of the case"
            yield Violation(code="unknown_id", record=need, text=text)
    for need in dict.fromkeys([*assigned, *unmatched]):
        if need in facts.active:
            text = f"need {need}: found it in the plan, expected it left alone because its match is active"
            yield Violation(code="closed", record=need, text=text)
    told = {*assigned, *unmatched}
    for need in sorted(facts.needs.keys() - facts.active.keys() - told):
        text = f"need {need}: found it nowhere, expected it in assignments or unmatched"
        yield Violation(code="missing", record=need, text=text)


def _given_twice(assigned: Mapping[str, int], unmatched: Mapping[str, int]) -> Iterator[Violation]:
    for need, times in sorted(assigned.items()):
        if times > 1:
            text = f"need {need}: found {times} assignments, expected at most one"
            yield Violation(code="assigned_twice", record=need, text=text)
    for need, times in sorted(unmatched.items()):
        if times > 1:
            text = f"need {need}: found {times} times in unmatched, expected once"
            yield Violation(code="unmatched_twice", record=need, text=text)
        if need in assigned:
            text = f"need {need}: found in assignments and in unmatched, expected in one of them"
            yield Violation(code="both", record=need, text=text)


def reason_violations(facts: Facts, unmatched: Iterable[Unmatched], counted: Recount) -> Iterator[Violation]:
    """Reasons that do not hold, and counts of providers that are wrong."""
    for row in unmatched:
        if row.need not in facts.needs or row.need in facts.active:
            continue
        reason = "outbid" if row.need in counted.servable else "no_option"
        if row.reason != reason:
            text = f"unmatched {row.need}: found reason {row.reason}, expected {reason}"
            yield Violation(code="reason", record=row.need, text=text)
        if row.reason == "no_option":
            yield from _remaining_violations(row, counted)
        elif row.remaining is not None:
            text = f"unmatched {row.need}: found remaining beside outbid, expected it with no_option only"
            yield Violation(code="remaining", record=row.need, text=text)


def _remaining_violations(row: Unmatched, counted: Recount) -> Iterator[Violation]:
    if row.outbid is not None:
        text = f"unmatched {row.need}: found outbid options beside no_option, expected remaining only"
        yield Violation(code="outbid", record=row.need, text=text)
    if row.need not in counted.remaining:
        return
    expected = counted.remaining[row.need]
    if row.remaining is None or list(row.remaining.items()) != list(expected.items()):
        found = "nothing" if row.remaining is None else _told(row.remaining)
        text = f"unmatched {row.need}: found remaining {found}, expected {_told(expected)}"
        yield Violation(code="remaining", record=row.need, text=text)


def _told(remaining: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {n}" for code, n in remaining.items())


def outbid_violations(
    facts: Facts, travel: TravelMinutes, unmatched: Iterable[Unmatched], ledger: Ledger
) -> Iterator[Violation]:
    """Outbid options that are none, or are not held by whom the result names."""
    rows: list[Row] = []
    for entry in unmatched:
        if entry.reason != "outbid" or entry.need not in facts.needs or entry.need in facts.active:
            continue
        found = entry.outbid or ()
        stated = {(held.provider, held.mediator, held.start) for held in found}
        if not 0 < len(found) <= MOST_OUTBID or len(stated) < len(found):
            text = f"unmatched {entry.need}: found {len(found)} outbid options, {len(stated)} of them different, "
            text += f"expected 1 to {MOST_OUTBID} different ones"
            yield Violation(code="outbid", record=entry.need, text=text)
        rows += [Row(need=entry.need, stated=held) for held in found]
    known = []
    for row in rows:
        unknown = unknown_ids(facts, row)
        yield from unknown
        if not unknown:
            known.append(row)
    for meeting in read_meetings(facts, travel, known):
        yield from _no_option(facts, meeting)
        if isinstance(meeting.row.stated, Held):
            yield from _not_held(meeting, meeting.row.stated, ledger)


def _no_option(facts: Facts, meeting: Meeting) -> Iterator[Violation]:
    pin = facts.pinned.get(meeting.need.id)
    problems = [*rule_violations(facts, meeting), *(pin_changes(pin, meeting) if pin else ())]
    for problem in problems:
        yield Violation(code="outbid", record=meeting.need.id, text=problem.text)


def _not_held(meeting: Meeting, held: Held, ledger: Ledger) -> Iterator[Violation]:
    need, label = meeting.need.id, meeting.row.label
    holders = ledger.holders(meeting)
    # A need of no weight adds nothing to the service: it may stay open though its option is free.
    if not holders and ledger.facts.weight(meeting.need):
        text = f"{label}: found nobody who holds what it needs, expected a need that does"
        yield Violation(code="held_by", record=need, text=text)
    for other in dict.fromkeys(held.held_by):
        if other not in holders:
            text = f"{label}: found held by {other}, expected only needs that hold what it takes"
            yield Violation(code="held_by", record=need, text=text)
    if left := ledger.holders(meeting, released=frozenset(held.held_by)):
        text = f"{label}: found held by {', '.join(held.held_by) or 'nobody'}, "
        text += f"expected also one or more of {', '.join(sorted(left))}, who still hold what it takes"
        yield Violation(code="held_by", record=need, text=text)
