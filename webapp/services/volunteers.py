"""What volunteers do themselves: register, say when they have time, pause, leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from flask_security.confirmable import send_confirmation_instructions
from flask_security.utils import hash_password
from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata import stadtbezirke
from matcher.week import merged, parse_window
from webapp.access import NotFound, visible
from webapp.clock import now, today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import Mail, Match, User, Volunteer
from webapp.models.accounts import VOLUNTEER
from webapp.models.matches import ACTIVE, ENDED, IN_HAND, LIVE, WITHDRAWN
from webapp.services.log import write_log
from webapp.services.request_mails import CALLED_OFF, write_mails
from webapp.services.steps import MEDIATOR, PROVIDER, asked_people, step
from webapp.signing_in import datastore

LEFT = "no_longer_possible"
"""Why a match ended when its volunteer did."""
_MAIL_AGAIN_AFTER = timedelta(minutes=10)


class NoProfile(NotFound):
    """An account with the role, but without a volunteer behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """
    What somebody says who wants to help.

    Attributes
    ----------
    email
        As the mail check returned it.
    kinds
        What she does as a companion; none: she only interprets.
    languages
        Level by ISO 639 code.
    """

    email: str
    password: str
    first_name: str
    last_name: str
    gender: str
    organisation_id: int
    kinds: Sequence[str]
    is_mediator: bool
    languages: dict[str, str]
    district_code: str
    locale: str | None = None


def register(wanted: Registration) -> None:
    """
    Keep a new volunteer, not yet approved, and send the mail that confirms her address.

    Whoever has an account already gets a mail that says so; nothing that can be seen from outside differs.
    """
    # Before anything is looked up: the time it takes must not tell whether there is an account.
    hashed = hash_password(wanted.password)
    try:
        with transaction() as session:
            known = session.scalar(select(User).where(func.lower(User.email) == wanted.email.lower()))
            if known is None:
                _add_volunteer(session, wanted, hashed)
            else:
                _remind(session, known)
    except IntegrityError:
        # Sent twice at once: the first one counts.
        return


def _add_volunteer(session: Session, wanted: Registration, hashed: str) -> None:
    user = User(
        email=wanted.email,
        password=hashed,
        name=f"{wanted.first_name} {wanted.last_name}".strip(),
        active=True,
        fs_uniquifier=uuid4().hex,
        locale=wanted.locale,
    )
    user.roles = [datastore.find_or_create_role(VOLUNTEER)]
    lat, lon = centre_of(wanted.district_code)
    volunteer = Volunteer(
        user=user,
        organisation_id=wanted.organisation_id,
        first_name=wanted.first_name,
        last_name=wanted.last_name,
        gender=wanted.gender,
        is_companion=bool(wanted.kinds),
        is_mediator=wanted.is_mediator,
        kinds=sorted(wanted.kinds),
        languages=dict(wanted.languages),
        district_code=wanted.district_code,
        lat=lat,
        lon=lon,
        registered_at=now(),
        profile_confirmed_at=now(),
    )
    session.add_all([user, volunteer])
    session.flush()
    write_log(session, user_id=user.id, action="volunteer.register", subject=f"volunteer:{volunteer.id}", consent=True)
    send_confirmation_instructions(user)


def _remind(session: Session, user: User) -> None:
    """Write to somebody who has an account, but not again and again."""
    recent = select(Mail.id).where(Mail.recipient == user.email, Mail.created_at > now() - _MAIL_AGAIN_AFTER)
    if session.scalar(recent.limit(1)) is not None or not user.active:
        return
    if user.confirmed_at is None:
        send_confirmation_instructions(user)
        return
    text = _(
        "Guten Tag,\n\njemand hat sich mit dieser Adresse angemeldet, um zu helfen. Sie haben aber schon ein Konto: "
        "Melden Sie sich damit an. Falls Sie das Passwort nicht mehr wissen, hilft auf der Seite „Anmelden“ der "
        "Verweis „Passwort vergessen“.\n\nWaren Sie es nicht? Dann brauchen Sie nichts zu tun."
    )
    session.add(Mail(recipient=user.email, subject=_("Sie haben schon ein Konto"), body=text, created_at=now()))


def centre_of(district_code: str) -> tuple[float, float]:
    """
    Latitude and longitude of a district's centre.

    Raises
    ------
    NotFound
        When there is no such district.
    """
    for district in stadtbezirke():
        if district.code == district_code:
            return district.latitude, district.longitude
    raise NotFound


def own_volunteer(user: User, *, session: Session | None = None, version: int | None = None) -> Volunteer:
    """
    The volunteer this person is.

    Parameters
    ----------
    session
        The transaction's, when she is going to be changed.
    version
        The one that was on the screen.

    Raises
    ------
    NoProfile
        When no volunteer belongs to the account.
    ChangedMeanwhile
        When the record is newer than what was on the screen.
    """
    query = visible(user, Volunteer).where(Volunteer.user_id == user.id)
    found: Volunteer | None = (session or db.session).scalar(query)
    if found is None:
        raise NoProfile
    if version is not None and found.version != version:
        raise ChangedMeanwhile
    return found


def save_availability(user: User, version: int, windows: Sequence[str]) -> Volunteer:
    """
    Keep weekly times, as fewest windows in order of the week.

    Raises
    ------
    ChangedMeanwhile
        When they were changed elsewhere meanwhile.
    ValueError
        When a window is none, such as ``tue 16:10-15:00``.
    """
    found = [str(window) for window in merged(parse_window(window) for window in windows)]
    with transaction() as session:
        volunteer = own_volunteer(user, session=session, version=version)
        volunteer.availability = found
        volunteer.availability_saved_at = now()
        _log(session, user, volunteer, "volunteer.availability", windows=len(found))
    return volunteer


def save_profile(user: User, version: int, facts: dict[str, Any], locale: str | None) -> Volunteer:
    """
    Keep what she says about herself; looking over it counts as confirming it.

    Parameters
    ----------
    facts
        Columns of ``Volunteer`` and their values; the place follows the district.
    locale
        The language of her pages.

    Raises
    ------
    ChangedMeanwhile
        When it was changed elsewhere meanwhile.
    """
    with transaction() as session:
        volunteer = own_volunteer(user, session=session, version=version)
        if facts.get("district_code", volunteer.district_code) != volunteer.district_code:
            volunteer.lat, volunteer.lon = centre_of(facts["district_code"])
        changed = [name for name, value in facts.items() if getattr(volunteer, name) != value]
        for name in changed:
            setattr(volunteer, name, facts[name])
        volunteer.profile_confirmed_at = now()
        user.locale = locale
        user.name = volunteer.name
        _log(session, user, volunteer, "volunteer.profile", fields=sorted(changed))
    return volunteer


def confirm_profile(user: User) -> None:
    """Keep that what is known about her still holds."""
    with transaction() as session:
        volunteer = own_volunteer(user, session=session)
        volunteer.profile_confirmed_at = now()
        _log(session, user, volunteer, "volunteer.confirm")


def pause(user: User, version: int, *, first: date, last: date | None) -> None:
    """
    No new proposals from a day to another one, both included, or until she says so.

    Raises
    ------
    ChangedMeanwhile
        When the record was changed elsewhere meanwhile.
    """
    with transaction() as session:
        volunteer = own_volunteer(user, session=session, version=version)
        volunteer.paused_from, volunteer.paused_until = first, last
        _log(session, user, volunteer, "volunteer.pause", until=last.isoformat() if last else None)


def come_back(user: User) -> None:
    """End a pause, or help again after having left."""
    with transaction() as session:
        volunteer = own_volunteer(user, session=session)
        volunteer.paused_from = volunteer.paused_until = volunteer.left_on = None
        _log(session, user, volunteer, "volunteer.return")


def leave(user: User) -> int:
    """Help no longer from today on; how many requests and matches ended with that."""
    with transaction() as session:
        volunteer = own_volunteer(user, session=session)
        ended = stop_helping(session, user, volunteer)
        _log(session, user, volunteer, "volunteer.leave", ended=ended)
    return ended


def stop_helping(session: Session, user: User, volunteer: Volunteer) -> int:
    """Inside a transaction: end what runs and take back what is planned; how many that were."""
    volunteer.left_on = today()
    # Until the end of the week she is still known to the runs; the pause keeps them from planning with her.
    volunteer.paused_from, volunteer.paused_until = today(), None
    hers = or_(Match.volunteer_id == volunteer.id, Match.mediator_id == volunteer.id)
    matches = session.scalars(select(Match).where(hers, Match.status.in_(LIVE)).order_by(Match.id)).all()
    for match in matches:
        others = asked_people(match) - {PROVIDER if match.volunteer_id == volunteer.id else MEDIATOR}
        if match.status in IN_HAND and others:
            write_mails(session, match, CALLED_OFF, others)
        match.reason = LEFT
        if match.status == ACTIVE:
            match.ended_on = today()
            step(session, match, user, "end", ENDED, reason=LEFT)
        else:
            step(session, match, user, "withdraw", WITHDRAWN, reason=LEFT)
    return len(matches)


def new_calendar_link(user: User) -> str:
    """A fresh secret for the calendar's address; the old address is void."""
    with transaction() as session:
        volunteer = own_volunteer(user, session=session)
        volunteer.calendar_token = token = token_urlsafe(32)
        _log(session, user, volunteer, "volunteer.calendar_link")
    return token


def _log(session: Session, user: User, volunteer: Volunteer, action: str, **facts: Any) -> None:
    write_log(session, user_id=user.id, action=action, subject=f"volunteer:{volunteer.id}", **facts)
