"""What a volunteer can have done with everything kept about her: take it along, or have it deleted."""

from contextlib import suppress
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.access import NotFound
from webapp.clock import now
from webapp.database import transaction
from webapp.models import LogEntry, Mail, User, Volunteer
from webapp.models.accounts import VOLUNTEER
from webapp.services.log import write_log
from webapp.services.own_matches import own_matches
from webapp.services.volunteers import centre_of, own_volunteer, stop_helping

GONE = "geloescht-{}@lokal-willkommen.invalid"
"""Address of an account that was deleted; nothing is ever sent there."""
_PROFILE = (
    "first_name", "last_name", "phone", "gender", "is_companion", "is_mediator", "kinds", "languages",
    "district_code", "lat", "lon", "mode", "max_travel_minutes", "hours_per_week", "max_matches", "availability",
    "availability_saved_at", "registered_at", "approved_at", "paused_from", "paused_until", "profile_confirmed_at",
    "left_on",
)  # fmt: skip


def own_data(session: Session, user: User, *, ask_days: int) -> dict[str, Any]:
    """
    All that is kept about her, as plain values; of families only what she may see today.

    Raises
    ------
    NoProfile
        When no volunteer belongs to the account.
    """
    volunteer = own_volunteer(user, session=session)
    matches = own_matches(session, user, volunteer, ask_days=ask_days)
    entries = session.scalars(select(LogEntry).where(LogEntry.user_id == user.id).order_by(LogEntry.id))
    return {
        "format": "lokal-willkommen/own-data@1",
        "made_at": now(),
        "account": {
            "email": user.email, "name": user.name, "confirmed_at": user.confirmed_at, "locale": user.locale,
            "roles": sorted(user.role_names),
        },
        "profile": {name: getattr(volunteer, name) for name in _PROFILE}
        | {"organisation": volunteer.organisation.name},
        "clearances": [
            {"qualification": row.qualification, "issued_on": row.issued_on, "seen_on": row.seen_on,
             "next_due": row.next_due}
            for row in volunteer.clearances
        ],
        "matches": [asdict(view) for view in (*matches.requests, *matches.current, *matches.past)],
        "own_actions": [{"at": row.at, "action": row.action} for row in entries],
    }  # fmt: skip


def delete_own_account(user: User) -> None:
    """
    End what runs, blank what tells who she is, and close the account for good.

    The row stays as a number, so that figures of past months and the log still hold. Somebody with another role
    keeps the account, but is no volunteer any more.

    Raises
    ------
    NoProfile
        When no volunteer belongs to the account.
    """
    with transaction() as session:
        volunteer = own_volunteer(user, session=session)
        ended = stop_helping(session, user, volunteer)
        blank_volunteer(volunteer)
        write_log(session, user_id=user.id, action="volunteer.delete", subject=f"volunteer:{volunteer.id}", ended=ended)
        close_account(session, user)


def blank_volunteer(volunteer: Volunteer) -> None:
    """Leave of somebody only a number, for the figures of past months; within the caller's transaction."""
    volunteer.user_id = None
    volunteer.first_name = volunteer.last_name = ""
    volunteer.phone = volunteer.calendar_token = None
    volunteer.gender = "x"
    volunteer.languages, volunteer.kinds, volunteer.availability = {}, [], []
    volunteer.is_companion = volunteer.is_mediator = False
    volunteer.clearances = []
    with suppress(NotFound):
        volunteer.lat, volunteer.lon = centre_of(volunteer.district_code)


def close_account(session: Session, user: User) -> None:
    """Take the role away, and close the account for good when it was the only one; within the caller's transaction."""
    is_nothing_else = user.role_names == {VOLUNTEER}
    user.roles = [role for role in user.roles if getattr(role, "name", None) != VOLUNTEER]
    if not is_nothing_else:
        return
    session.execute(delete(Mail).where(Mail.recipient == user.email))
    user.email = GONE.format(user.id)
    user.name = ""
    user.password = user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    user.active = False
    user.confirmed_at = user.locale = None
    # Whatever browser is still signed in no longer is.
    user.fs_uniquifier = uuid4().hex
