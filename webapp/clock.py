"""The time, asked in one place so that tests and demonstrations can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
_shift = timedelta()


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC) + _shift


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """In the block, in all threads, the time is this and goes on from there; for tests and invented history."""
    global _shift
    before, _shift = _shift, moment - datetime.now(UTC)
    try:
        yield
    finally:
        _shift = before


def today() -> date:
    """The day in Germany."""
    return now().astimezone(ZONE).date()


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def planned_week() -> date:
    """The Monday of the week that is planned now: this one."""
    return monday_of(today())
