"""The calendar of a volunteer: her weekly meetings, without a name or an address."""

from datetime import datetime, time, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.week import Window, parse_window
from webapp.access import NotFound
from webapp.clock import ZONE, now, today
from webapp.meetings import times_of
from webapp.models import Match, User, Volunteer
from webapp.page_words import kind_words
from webapp.services.own_matches import active_matches


def calendar_of(session: Session, token: str) -> bytes:
    """
    The feed behind a secret address, in the iCalendar format.

    Raises
    ------
    NotFound
        When the address is not, or no longer, somebody's.
    """
    query = select(Volunteer).where(
        Volunteer.calendar_token == token, Volunteer.left_on.is_(None), Volunteer.user.has(User.active.is_(True))
    )
    # Signs that are none cannot even be asked for in some databases.
    volunteer = session.scalar(query) if token.isprintable() else None
    if volunteer is None:
        raise NotFound
    calendar = Calendar()
    calendar.add("prodid", "-//Lokal willkommen//Kalender//DE")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Lokal willkommen")
    for match in active_matches(session, volunteer):
        for number, text in enumerate(times_of(match), start=1):
            calendar.add_component(_weekly(match, number, parse_window(text)))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _weekly(match: Match, number: int, window: Window) -> Event:
    """One meeting a week from the first one after the match began."""
    begun = match.active_from or today()
    day = begun + timedelta(days=(window.day - begun.weekday()) % 7)
    begin = datetime.combine(day, time(), ZONE).replace(hour=window.first // 2, minute=30 * (window.first % 2))
    event = Event()
    event.add("uid", f"match-{match.id}-{number}@lokal-willkommen")
    event.add("dtstamp", now())
    event.add("dtstart", begin)
    event.add("duration", timedelta(minutes=30 * (window.end - window.first)))
    event.add("summary", f"{kind_words(match.need.kind)}, {match.need.household.district.name}")
    every: dict[str, object] = {"freq": "weekly"}
    if match.offer is not None and match.offer.term_until is not None:
        every["until"] = datetime.combine(match.offer.term_until, time(23, 59), ZONE)
    event.add("rrule", every)
    return event
