"""The time, asked in one place so that tests and demonstrations can set it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day in Germany."""
    return now().astimezone(ZONE).date()


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def planned_week() -> date:
    """The Monday of the week that is planned now: this one."""
    return monday_of(today())
