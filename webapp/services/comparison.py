"""What differs between a run and the one that was released before."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from matcher.compare import CLOSED, Change, Chosen, compare
from matcher.result import Group, Result
from webapp.database import db
from webapp.models import District, Household, Need, Run
from webapp.models.runs import DONE, RELEASED
from webapp.services.plans import result_from
from webapp.translate import row_number

MOST_LISTED = 200
"""Changes kept per list; the result holds all of them."""
_AT_ONCE = 500
_LISTS = ("new", "changed", "gone", "closed")


def compared_with_released(run_id: int, result: Result) -> dict[str, Any]:
    """
    New, changed and gone proposals against the run released last, and service by district.

    Returns
    -------
    dict
        ``with`` (number of the other run or None), ``counts`` and, at most ``MOST_LISTED`` each, ``new``, ``changed``,
        ``gone`` and ``closed`` (no longer open): lists of need, kind, district, before, after and reasons.
        ``districts``: lists of name, weight served and servable, and both as they were.
    """
    earlier = earlier_run(run_id)
    before = result_from(earlier.result) if earlier and earlier.result else None
    return {
        "with": earlier.id if earlier and before else None,
        "districts": _districts(before, result),
        **(_changes(before, result) if before else {}),
    }


def comparison_of(run: Run) -> dict[str, Any] | None:
    """The comparison kept with a run; made anew when another run was released since, or when lists came to be since."""
    if run.status not in (DONE, RELEASED):
        return None
    earlier = earlier_run(run.id)
    kept = run.compared
    if kept is not None and kept.get("with") == (earlier.id if earlier else None) and _is_whole(kept):
        return kept
    # Read only now: results are long.
    return None if run.result is None else compared_with_released(run.id, result_from(run.result))


def _is_whole(kept: dict[str, Any]) -> bool:
    counts = kept.get("counts", {})
    return not kept.get("with") or all(name in kept and name in counts for name in _LISTS)


def earlier_run(run_id: int) -> Run | None:
    """The run that was released last before this one."""
    query = select(Run).where(Run.status == RELEASED, Run.id < run_id).order_by(Run.id.desc()).limit(1)
    return db.session.scalar(query)


def _changes(before: Result, after: Result) -> dict[str, Any]:
    found = compare(before, after)
    # What somebody took in hand is not lost.
    gone = tuple(row for row in found.gone if row.reasons != (CLOSED,))
    closed = tuple(row for row in found.gone if row.reasons == (CLOSED,))
    lists = dict(zip(_LISTS, (found.new, found.changed, gone, closed), strict=True))
    listed = {name: changes[:MOST_LISTED] for name, changes in lists.items()}
    facts = _facts_of(row.need for changes in listed.values() for row in changes)
    return {
        "counts": {"unchanged": found.unchanged, **{name: len(changes) for name, changes in lists.items()}},
        **{name: [_told(row, facts) for row in changes] for name, changes in listed.items()},
    }


def _told(change: Change, facts: dict[str, tuple[str, str]]) -> dict[str, Any]:
    kind, district = facts.get(change.need, ("", ""))
    return {
        "need": change.need, "kind": kind, "district": district,
        "before": _choice(change.before), "after": _choice(change.after), "reasons": list(change.reasons),
    }  # fmt: skip


def _choice(choice: Chosen | None) -> dict[str, Any] | None:
    if choice is None:
        return None
    return {"provider": choice.provider, "mediator": choice.mediator, "start": choice.start}


def _facts_of(needs: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Kind and district of needs by pseudonym."""
    ids = {row_number(need): need for need in needs}
    numbers = list(ids)
    query = select(Need.id, Need.kind, District.name).join(Need.household).join(Household.district)
    facts = {}
    for first in range(0, len(numbers), _AT_ONCE):
        rows = db.session.execute(query.where(Need.id.in_(numbers[first : first + _AT_ONCE])))
        facts.update({ids[number]: (kind, name) for number, kind, name in rows})
    return facts


def _districts(before: Result | None, after: Result) -> list[list[Any]]:
    names: dict[str, str] = {row.code: row.name for row in db.session.execute(select(District.code, District.name))}
    was = before.groups if before else {}
    none = Group(servable_weight=0, served_weight=0)
    rows = []
    for code in sorted({*after.groups, *was}, key=lambda code: names.get(code, code)):
        new, old = after.groups.get(code, none), was.get(code, none)
        rows.append(
            [names.get(code, code), new.served_weight, new.servable_weight, old.served_weight, old.servable_weight]
        )
    return rows
