"""Whether the log is as it was written: all of it checked at night or on demand, newer entries on the spot."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, select

from webapp.access import visible
from webapp.clock import now
from webapp.database import db, transaction
from webapp.models import ChainCheck, LogEntry, User
from webapp.services.log import BEGINNING, FIRST_SEAL, Checked, check_chain, write_log

ON_THE_SPOT = 2000
"""So many entries are checked while somebody waits for the page; for more she asks for a check of the whole."""
LOST_AFTER = timedelta(minutes=10)
"""A check that takes longer was lost with its worker."""
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """
    Whether the log is as it was written, as far as that is known.

    Attributes
    ----------
    whole
        The newest finished check of the whole log; None before the first.
    under_way
        Whether another one is.
    broken
        Number of the first entry that is not as it was written; None when all are that were checked.
    recent, unchecked
        How many entries behind the whole check were checked just now, and how many are left.
    entries, last_id, last_seal
        How many there are, and the newest; to be noted elsewhere, since entries cut off at the end leave no gap.
    """

    whole: ChainCheck | None
    under_way: bool
    broken: int | None
    recent: int
    unchecked: int
    entries: int
    last_id: int | None
    last_seal: str | None


def chain(user: User) -> Chain:
    """What the last check of the whole log found, and the entries behind it checked now."""
    checks = visible(user, ChainCheck).order_by(ChainCheck.id.desc()).limit(1)
    whole = db.session.scalar(checks.where(ChainCheck.finished_at.is_not(None)))
    pending = checks.where(ChainCheck.finished_at.is_(None), ChainCheck.asked_at > now() - LOST_AFTER)
    log = visible(user, LogEntry)
    newest = db.session.execute(
        log.with_only_columns(LogEntry.id, LogEntry.seal).order_by(LogEntry.id.desc()).limit(1)
    ).one_or_none()
    recent, left = _behind(whole)
    return Chain(
        whole=whole,
        under_way=db.session.scalar(pending) is not None,
        broken=recent.broken,
        recent=recent.entries,
        unchecked=left,
        entries=db.session.scalar(log.with_only_columns(func.count(LogEntry.id))) or 0,
        last_id=newest.id if newest else None,
        last_seal=newest.seal if newest else None,
    )


def _behind(whole: ChainCheck | None) -> tuple[Checked, int]:
    """The entries behind a check, and how many of them were too many to check now."""
    start = BEGINNING
    if whole is not None:
        start = replace(BEGINNING, broken=whole.broken, last_id=whole.last_id, last_seal=whole.last_seal or FIRST_SEAL)
    if start.broken is not None:
        return start, 0
    if start.last_id is not None:
        kept = db.session.scalar(select(LogEntry.seal).where(LogEntry.id == start.last_id))
        if kept != start.last_seal:
            return replace(start, broken=start.last_id), 0
    found = check_chain(db.session, start, most=ON_THE_SPOT)
    if found.broken is not None:
        return found, 0
    behind = select(func.count(LogEntry.id))
    left = db.session.scalar(behind if found.last_id is None else behind.where(LogEntry.id > found.last_id))
    return found, left or 0


def ask_for_check(user: User | None) -> ChainCheck:
    """Have the whole log checked by whoever works off the queue; None for the application itself."""
    number = None if user is None else user.id
    with transaction() as session:
        check = ChainCheck(asked_at=now(), asked_by_id=number)
        session.add(check)
        write_log(session, user_id=number, action="trail.check", subject="trail")
    return check


def carry_out(check_id: int) -> None:
    """Check the whole log, a part at a time, so that nobody who writes waits; keep what came out."""
    found, entries = BEGINNING, 0
    while True:
        found = check_chain(db.session, found, most=_AT_ONCE)
        entries += found.entries
        db.session.rollback()
        if found.broken is not None or found.entries < _AT_ONCE:
            break
    with transaction() as session:
        check = session.get_one(ChainCheck, check_id)
        check.finished_at, check.entries, check.broken = now(), entries, found.broken
        check.last_id, check.last_seal = found.last_id, found.last_seal
