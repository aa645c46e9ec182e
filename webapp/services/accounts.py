"""Accounts: who may sign in, in which roles, and for which sites and organisation."""

import hashlib
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security import hash_password
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from webapp.access import get, visible
from webapp.clock import now
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.languages import LOCALES
from webapp.models import Mail, Organisation, Role, Site, User
from webapp.models.accounts import ADMIN, ORGANISATION, ROLES, STAFF
from webapp.services.log import write_log
from webapp.settings import current_settings
from webapp.signing_in import datastore, password_link

PAGE = 50


class Refused(Exception):
    """
    An account that cannot be changed like this.

    Attributes
    ----------
    code
        taken (somebody has this address), last_admin, yourself, no_site, no_organisation.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    What an administrator decides about an account.

    Attributes
    ----------
    roles
        Of ``ROLES``.
    sites
        Numbers of the sites whose catchments the person works in; needed for staff.
    organisation_id
        Needed for the role organisation.
    """

    name: str
    roles: frozenset[str]
    sites: frozenset[int] = frozenset()
    organisation_id: int | None = None

    def refuse_gaps(self) -> None:
        """
        Check that the roles have what they need.

        Raises
        ------
        Refused
            no_site or no_organisation.
        """
        if STAFF in self.roles and not self.sites:
            raise Refused("no_site")
        if ORGANISATION in self.roles and self.organisation_id is None:
            raise Refused("no_organisation")


def accounts(user: User, *, text: str = "", role: str = "", page: int = 1) -> tuple[Sequence[User], int]:
    """A page of accounts by address, and how many there are on all pages."""
    query: Select[Any] = visible(user, User)
    if text:
        query = query.where(
            or_(User.email.icontains(text, autoescape=True), User.name.icontains(text, autoescape=True))
        )
    if role in ROLES:
        query = query.where(User.roles.any(Role.name == role))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(query.order_by(User.email).limit(PAGE).offset(PAGE * (page - 1))).all()
    return rows, total


def fingerprint(user: User) -> str:
    """Changes when somebody changes what administrators decide about the account."""
    facts = (user.name, sorted(user.role_names), sorted(site.id for site in user.sites), user.organisation_id)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def add_account(by: User | None, email: str, entry: Entry) -> User:
    """
    A new account; a mail with a link to set the password goes out.

    Parameters
    ----------
    by
        The administrator; None for the command line.
    email
        As the mail check returned it.

    Raises
    ------
    Refused
        taken, no_site, no_organisation.
    """
    entry.refuse_gaps()
    # Passwords and links are slow on purpose, so they are made before others have to wait.
    hashed = hash_password(token_urlsafe(32))
    user = User(
        email=email, password=hashed, active=True, fs_uniquifier=uuid4().hex, confirmed_at=now(), name=entry.name
    )
    mail = _welcome(user)
    with transaction() as session:
        if datastore.find_user(case_insensitive=True, email=email) is not None:
            raise Refused("taken")
        _decide(session, user, entry)
        session.add(user)
        session.flush()
        _log(session, by, "account.create", user, roles=sorted(entry.roles))
        session.add(mail)
        return user


def change_account(by: User, user_id: int, before: str, entry: Entry) -> User:
    """
    Change name, roles, sites and organisation.

    Parameters
    ----------
    before
        ``fingerprint`` when the form was opened.

    Raises
    ------
    Refused
        last_admin, no_site, no_organisation.
    ChangedMeanwhile
        When somebody else changed the account since.
    """
    entry.refuse_gaps()
    with transaction() as session:
        user = get(by, User, user_id, session=session)
        if fingerprint(user) != before:
            raise ChangedMeanwhile
        if ADMIN not in entry.roles:
            _refuse_last_admin(session, user)
        _decide(session, user, entry)
        _log(session, by, "account.change", user, roles=sorted(entry.roles))
        return user


def set_active(by: User, user_id: int, *, active: bool) -> User:
    """
    Switch an account off, ending its sessions, or on again.

    Raises
    ------
    Refused
        last_admin; yourself, when switching off one's own.
    """
    with transaction() as session:
        user = get(by, User, user_id, session=session)
        if user.active is active:
            return user
        if not active:
            _refuse_last_admin(session, user)
            if user.id == by.id:
                raise Refused("yourself")
        user.active = active
        user.fs_uniquifier = uuid4().hex
        _log(session, by, "account.activate" if active else "account.deactivate", user)
        return user


def reset_second_factor(by: User, user_id: int) -> User:
    """Take the second factor away from somebody who lost it; her sessions end."""
    with transaction() as session:
        user = get(by, User, user_id, session=session)
        user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
        user.fs_uniquifier = uuid4().hex
        _log(session, by, "account.second_factor_off", user)
        return user


def mail_password_link(by: User, user_id: int) -> User:
    """Mail a link to set a new password; the old one works until it is used."""
    mail = _reminder(get(by, User, user_id))
    with transaction() as session:
        user = get(by, User, user_id, session=session)
        session.add(mail)
        _log(session, by, "account.password_link", user)
        return user


def ensure_roles(session: Session) -> None:
    """Add the roles that are missing, as in an empty database."""
    known = set(session.scalars(select(Role.name)))
    session.add_all(Role(name=name) for name in ROLES if name not in known)
    session.flush()


def _decide(session: Session, user: User, entry: Entry) -> None:
    ensure_roles(session)
    user.name = entry.name
    user.roles = list(session.scalars(select(Role).where(Role.name.in_(entry.roles)).order_by(Role.id)))
    user.sites = _all_of(session, entry.sites if STAFF in entry.roles else ())
    # An account of an organisation that is gone would see nobody; so it must exist.
    organisation = session.get(Organisation, entry.organisation_id) if entry.organisation_id else None
    user.organisation_id = organisation.id if organisation and ORGANISATION in entry.roles else None


def _all_of(session: Session, sites: Collection[int]) -> list[Site]:
    return list(session.scalars(select(Site).where(Site.id.in_(sites)).order_by(Site.id)))


def _refuse_last_admin(session: Session, user: User) -> None:
    """Somebody must be able to give roles."""
    if ADMIN not in user.role_names or not user.active:
        return
    others = select(func.count()).select_from(User).where(
        User.id != user.id, User.active.is_(True), User.roles.any(Role.name == ADMIN)
    )  # fmt: skip
    if not session.scalar(others):
        raise Refused("last_admin")


def _log(session: Session, by: User | None, action: str, user: User, **facts: object) -> None:
    write_log(session, user_id=by.id if by else None, action=action, subject=f"user:{user.id}", **facts)


def _welcome(user: User) -> Mail:
    with _in_language_of(user):
        text = _("für Sie ist ein Konto bei Lokal willkommen angelegt. Setzen Sie hier Ihr Passwort:")
        return _mail(user, _("Ihr Konto bei Lokal willkommen"), text)


def _reminder(user: User) -> Mail:
    with _in_language_of(user):
        return _mail(user, _("Neues Passwort setzen"), _("über diesen Link setzen Sie ein neues Passwort:"))


def _in_language_of(user: User) -> AbstractContextManager[None]:
    chosen: AbstractContextManager[None] = force_locale(
        user.locale if user.locale in LOCALES else current_settings().locale
    )
    return chosen


def _mail(user: User, subject: str, text: str) -> Mail:
    later = _("Der Link gilt drei Tage. Danach hilft „Passwort vergessen?“ auf der Anmeldeseite weiter.")
    end = _("Ihr Team von Lokal willkommen")
    body = "\n\n".join((_("Guten Tag,"), text, password_link(user), later, end)) + "\n"
    return Mail(recipient=user.email, subject=subject, body=body, created_at=now())
