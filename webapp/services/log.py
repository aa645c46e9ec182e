"""The log: who read or changed what. Each entry seals the one before."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.clock import now
from webapp.models import LogEntry

FIRST_SEAL = "0" * 64


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


def first_broken(session: Session) -> int | None:
    """Number of the first entry that was changed or whose predecessor is gone; None when all is well."""
    before = FIRST_SEAL
    for entry in session.scalars(select(LogEntry).order_by(LogEntry.id).execution_options(yield_per=1000)):
        if entry.seal != seal(before, entry.at, entry.user_id, entry.action, entry.subject, entry.facts):
            return entry.id
        before = entry.seal
    return None
