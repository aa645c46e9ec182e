"""Sites, and somebody to sign in as for every role."""

from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from geodata.districts import stadtbezirke
from webapp.clock import now
from webapp.models import CatchmentDistrict, District, Match, Role, Site, User, Volunteer
from webapp.models.accounts import (
    ADMIN,
    AUDITOR,
    COORDINATOR,
    ORGANISATION,
    PLANNER,
    ROLES,
    STAFF,
    VOLUNTEER,
)
from webapp.models.matches import ACTIVE, ASKED

SITES = {
    "Kommende Brackel": ("brackel", "aplerbeck"),
    "Standort Nord": ("innenstadt-nord", "eving", "scharnhorst"),
}
PEOPLE = {
    # Address before the @: roles, name, site.
    "koordination": ((COORDINATOR,), "Klara Koordina", None),
    "team-brackel": ((STAFF,), "Tilda Team", "Kommende Brackel"),
    "team-brackel-2": ((STAFF,), "Theo Team", "Kommende Brackel"),
    "team-nord": ((STAFF,), "Nele Nordlicht", "Standort Nord"),
    "traeger": ((ORGANISATION,), "Trude Träger", None),
    "planung": ((PLANNER,), "Paul Planung", None),
    "pruefung": ((AUDITOR,), "Petra Prüfung", None),
    "verwaltung": ((ADMIN,), "Volker Verwaltung", None),
}
VOLUNTEERS = "ehrenamt"
EVERY_SO_MANY = 5


def address(name: str) -> str:
    """``name@example.org``: a domain that belongs to nobody."""
    return f"{name}@example.org"


def add_places(session: Session, week: date) -> None:
    """All districts, and two sites that share some of them, open for half a year."""
    centres = {district.code: district for district in stadtbezirke()}
    session.add_all(District(code=code, name=district.name) for code, district in centres.items())
    session.flush()
    opened = week - timedelta(weeks=26)
    for number, (name, codes) in enumerate(SITES.items()):
        centre = centres[codes[0]]
        session.add(
            Site(
                name=name,
                address=f"Beispielplatz {number + 1}",
                lat=centre.latitude,
                lon=centre.longitude,
                opened_on=opened,
                catchment=[CatchmentDistrict(district_code=code, valid_from=opened) for code in codes],
            )
        )
    session.flush()


def add_accounts(session: Session, password_hash: str) -> None:
    """The people of ``PEOPLE``, all with one password; the organisation is that with most volunteers."""
    roles = {role.name: role for role in session.scalars(select(Role))}
    for name in set(ROLES) - set(roles):
        roles[name] = Role(name=name)
        session.add(roles[name])
    sites = {site.name: site for site in session.scalars(select(Site))}
    largest = session.scalar(
        select(Volunteer.organisation_id).group_by(Volunteer.organisation_id).order_by(func.count().desc()).limit(1)
    )
    for name, (held, words, site) in PEOPLE.items():
        user = _account(name, words, password_hash)
        user.roles = [roles[role] for role in held]
        user.sites = [sites[site]] if site else []
        user.organisation_id = largest if ORGANISATION in held else None
        session.add(user)
    session.flush()


def _account(name: str, words: str, password_hash: str) -> User:
    return User(
        email=address(name),
        name=words,
        password=password_hash,
        active=True,
        fs_uniquifier=uuid4().hex,
        confirmed_at=now(),
    )


def add_volunteer_accounts(session: Session, password_hash: str) -> None:
    """Accounts for every fifth volunteer: ``ehrenamt-1@example.org`` and so on."""
    role = session.scalars(select(Role).where(Role.name == VOLUNTEER)).one()
    approved = session.scalars(select(Volunteer).where(Volunteer.approved_at.is_not(None)).order_by(Volunteer.id))
    for number, volunteer in enumerate(approved.all()[::EVERY_SO_MANY], start=1):
        volunteer.user = _account(f"{VOLUNTEERS}-{number}", volunteer.name, password_hash)
        volunteer.user.roles = [role]
    session.flush()


def busiest_volunteer(session: Session) -> str:
    """Address of a volunteer who has just been asked, or else of one who helps already or has an account at all."""
    hers = or_(Match.volunteer_id == Volunteer.id, Match.mediator_id == Volunteer.id)
    busy = and_(hers, Match.status.in_((ASKED, ACTIVE)))
    query = select(User.email).join(Volunteer, Volunteer.user_id == User.id).outerjoin(Match, busy)
    order = case((Match.status == ASKED, 0), (Match.status == ACTIVE, 1), else_=2)
    return session.scalars(query.order_by(order, User.id).limit(1)).one()
