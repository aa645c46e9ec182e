"""Two results side by side: which assignments are new, changed or gone, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matcher.result import Assignment, Cost, Result, Service

NEW_NEED, CLOSED = "new_need", "closed"
FIELDS = ("provider", "mediator", "start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Who meets a need, and when; None where there is no provider or no mediator."""

    provider: str | None
    mediator: str | None
    start: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One need whose assignment is not the same in both results.

    Attributes
    ----------
    before, after
        The choice in the earlier and in the later result; None when the need was not served there.
    reasons
        New: ``new_need``, or ``was_no_option`` or ``was_outbid``. Gone: ``no_option``, ``outbid``, or ``closed``, not
        open any more (matched for good, or withdrawn). Changed: which of provider, mediator and start differ.
    """

    need: str
    before: Chosen | None
    after: Chosen | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    What differs between two results; lists are sorted by need id.

    Attributes
    ----------
    same_case
        Whether both results are of the same case.
    unchanged
        How many assignments are the same in both.
    """

    weeks: tuple[date, date]
    same_case: bool
    services: tuple[Service, Service]
    costs: tuple[Cost, Cost]
    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    gone: tuple[Change, ...]
    unchanged: int


def compare(earlier: Result, later: Result) -> Comparison:
    """New, changed and gone assignments from the earlier result to the later one."""
    before, after = _choices(earlier), _choices(later)
    was_open, still_open = _reasons(earlier), _reasons(later)
    both = sorted(before.keys() & after.keys())
    changed = [_changed(need, before[need], after[need]) for need in both if before[need] != after[need]]
    new = [
        Change(need=need, before=None, after=after[need], reasons=(_why_new(need, was_open),))
        for need in sorted(after.keys() - before.keys())
    ]
    gone = [
        Change(need=need, before=before[need], after=None, reasons=(still_open.get(need, CLOSED),))
        for need in sorted(before.keys() - after.keys())
    ]
    return Comparison(
        weeks=(earlier.week, later.week),
        same_case=earlier.case_sha256 == later.case_sha256,
        services=(earlier.service, later.service),
        costs=(earlier.cost, later.cost),
        new=tuple(new),
        changed=tuple(changed),
        gone=tuple(gone),
        unchanged=len(both) - len(changed),
    )


def chosen(row: Assignment) -> Chosen:
    """The choice of an assignment, without its figures."""
    return Chosen(provider=row.provider, mediator=row.mediator, start=row.start)


def _choices(result: Result) -> Mapping[str, Chosen]:
    return {row.need: chosen(row) for row in result.assignments}


def _reasons(result: Result) -> Mapping[str, str]:
    return {row.need: row.reason for row in result.unmatched}


def _changed(need: str, before: Chosen, after: Chosen) -> Change:
    differing = tuple(field for field in FIELDS if getattr(before, field) != getattr(after, field))
    return Change(need=need, before=before, after=after, reasons=differing)


def _why_new(need: str, was_open: Mapping[str, str]) -> str:
    return f"was_{was_open[need]}" if need in was_open else NEW_NEED
