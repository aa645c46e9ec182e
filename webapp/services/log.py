"""The log: who read or changed what. Each entry seals the one before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.clock import now
from webapp.database import take_turn
from webapp.models import LogEntry

FIRST_SEAL = "0" * 64
_AT_ONCE = 1000


def write_log(session: Session, *, user_id: int | None, action: str, subject: str, **facts: Any) -> None:
    """
    Add an entry inside the caller's transaction.

    Parameters
    ----------
    user_id
        Whoever acts; None for the application itself.
    facts
        Codes and numbers; never names, addresses, languages or notes.
    """
    take_turn(session)
    before = session.scalar(select(LogEntry.seal).order_by(LogEntry.id.desc()).limit(1)) or FIRST_SEAL
    at = now()
    session.add(
        LogEntry(
            at=at, user_id=user_id, action=action, subject=subject, facts=facts,
            seal=seal(before, at, user_id, action, subject, facts),
        )
    )  # fmt: skip
    # Two entries of one transaction must see each other.
    session.flush()


def seal(before: str, at: datetime, user_id: int | None, action: str, subject: str, facts: dict[str, Any]) -> str:
    """SHA-256 of an entry and of the seal before it."""
    text = json.dumps([before, at.isoformat(), user_id, action, subject, facts], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    A stretch of the log that was held against its seals.

    Attributes
    ----------
    broken
        Number of the first entry that is not as it was written; None when all are.
    entries
        How many are as they were written.
    last_id, last_seal
        The last of them; from there a check can go on. None and the first seal before the first entry.
    """

    broken: int | None
    entries: int
    last_id: int | None
    last_seal: str


BEGINNING = Checked(broken=None, entries=0, last_id=None, last_seal=FIRST_SEAL)


def check_chain(session: Session, start: Checked = BEGINNING, *, most: int | None = None) -> Checked:
    """
    Hold entries against their seals: those behind ``start``, at most so many, up to the first broken one.

    ``entries`` of the answer counts from ``start`` on.
    """
    last_id, before, entries = start.last_id, start.last_seal, 0
    # Columns, not rows: there are a thousand entries a week.
    columns = (LogEntry.id, LogEntry.at, LogEntry.user_id, LogEntry.action, LogEntry.subject, LogEntry.facts)
    query = select(*columns, LogEntry.seal).order_by(LogEntry.id)
    while most is None or entries < most:
        size = _AT_ONCE if most is None else min(_AT_ONCE, most - entries)
        rows = session.execute((query if last_id is None else query.where(LogEntry.id > last_id)).limit(size)).all()
        for number, *sealed, found in rows:
            if found != seal(before, *sealed):
                return Checked(broken=number, entries=entries, last_id=last_id, last_seal=before)
            last_id, before, entries = number, found, entries + 1
        if len(rows) < size:
            break
    return Checked(broken=None, entries=entries, last_id=last_id, last_seal=before)


def first_broken(session: Session) -> int | None:
    """Number of the first entry that was changed or whose predecessor is gone; None when all is well."""
    return check_chain(session).broken
