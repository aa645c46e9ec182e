"""Organisations, sites and which districts a site serves since when."""

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from webapp.access import get, visible
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import CatchmentDistrict, District, Organisation, Site, User
from webapp.services.log import write_log


class Overlap(Exception):
    """
    The district belongs to a site already on some of the days.

    Attributes
    ----------
    site
        Which one.
    valid_from, valid_until
        On which days; until None: no end.
    """

    def __init__(self, site: str, valid_from: date, valid_until: date | None) -> None:
        self.site, self.valid_from, self.valid_until = site, valid_from, valid_until
        super().__init__("overlap")


class NameTaken(Exception):
    """Another one has this name."""


def organisations(user: User) -> Sequence[Organisation]:
    """All organisations by name."""
    return db.session.scalars(visible(user, Organisation).order_by(Organisation.name)).all()


def sites(user: User) -> Sequence[Site]:
    """All sites by name, with their catchments."""
    return db.session.scalars(visible(user, Site).options(selectinload(Site.catchment)).order_by(Site.name)).all()


def districts() -> dict[str, str]:
    """Names of the districts by code, by name."""
    rows = db.session.execute(select(District.code, District.name).order_by(District.name))
    return {row.code: row.name for row in rows}


def save_organisation(
    by: User, organisation_id: int | None, version: int | None, *, name: str, email: str | None
) -> Organisation:
    """
    A new organisation, or a change to one.

    Raises
    ------
    NameTaken
        When another one has the name.
    ChangedMeanwhile
        When somebody else saved it since the form was opened.
    """
    with transaction() as session:
        same = select(Organisation.id).where(Organisation.name == name, Organisation.id != (organisation_id or 0))
        if session.scalar(same) is not None:
            raise NameTaken
        if organisation_id is None:
            row = Organisation(name=name, email=email)
            session.add(row)
        else:
            row = get(by, Organisation, organisation_id, session=session)
            if row.version != version:
                raise ChangedMeanwhile
            row.name, row.email = name, email
        session.flush()
        action = "organisation.create" if organisation_id is None else "organisation.change"
        write_log(session, user_id=by.id, action=action, subject=f"organisation:{row.id}")
        return row


def fingerprint(site: Site) -> str:
    """Changes when somebody changes the site itself."""
    facts = (site.name, site.address, site.lat, site.lon, site.opened_on)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def save_site(
    by: User, site_id: int | None, before: str, *, name: str, address: str, lat: float, lon: float,
    opened_on: date | None,
) -> Site:  # fmt: skip
    """
    A new site, or a change to one; ``before`` is its ``fingerprint`` when the form was opened.

    Raises
    ------
    NameTaken
        When another one has the name.
    ChangedMeanwhile
        When somebody else saved it since.
    """
    with transaction() as session:
        if session.scalar(select(Site.id).where(Site.name == name, Site.id != (site_id or 0))) is not None:
            raise NameTaken
        row = Site() if site_id is None else get(by, Site, site_id, session=session)
        if site_id is not None and fingerprint(row) != before:
            raise ChangedMeanwhile
        row.name, row.address, row.lat, row.lon, row.opened_on = name, address, lat, lon, opened_on
        session.add(row)
        session.flush()
        action = "site.create" if site_id is None else "site.change"
        write_log(session, user_id=by.id, action=action, subject=f"site:{row.id}")
        return row


def add_district(by: User, site_id: int, district_code: str, valid_from: date, valid_until: date | None) -> None:
    """
    Let a site serve a district from a day on, and perhaps until one; both included.

    Raises
    ------
    Overlap
        When a site, this or another one, serves it on one of the days.
    """
    with transaction() as session:
        site = get(by, Site, site_id, session=session)
        _refuse_overlap(session, district_code, valid_from, valid_until)
        session.add(
            CatchmentDistrict(
                site_id=site.id, district_code=district_code, valid_from=valid_from, valid_until=valid_until
            )
        )
        _log(session, by, "catchment.add", site, district_code, valid_from, valid_until)


def end_district(by: User, site_id: int, row_id: int, last: date) -> None:
    """
    Let a site serve a district up to a day; a stay that would end before it began is taken back altogether.

    Raises
    ------
    Overlap
        When the end moves later than another site's begin.
    """
    with transaction() as session:
        site = get(by, Site, site_id, session=session)
        row = next((each for each in site.catchment if each.id == row_id), None)
        if row is None:
            return
        if last < row.valid_from:
            _log(session, by, "catchment.remove", site, row.district_code, row.valid_from, row.valid_until)
            session.delete(row)
            return
        _refuse_overlap(session, row.district_code, row.valid_from, last, but=row.id)
        row.valid_until = last
        _log(session, by, "catchment.end", site, row.district_code, row.valid_from, last)


def _refuse_overlap(
    session: Session, district_code: str, first: date, last: date | None, *, but: int | None = None
) -> None:
    meets: list[ColumnElement[bool]] = [
        CatchmentDistrict.district_code == district_code,
        or_(CatchmentDistrict.valid_until.is_(None), CatchmentDistrict.valid_until >= first),
    ]
    if last is not None:
        meets.append(CatchmentDistrict.valid_from <= last)
    if but is not None:
        meets.append(CatchmentDistrict.id != but)
    found = session.execute(
        select(Site.name, CatchmentDistrict.valid_from, CatchmentDistrict.valid_until)
        .join(Site, Site.id == CatchmentDistrict.site_id)
        .where(*meets)
        .order_by(CatchmentDistrict.valid_from)
    ).first()
    if found is not None:
        raise Overlap(found.name, found.valid_from, found.valid_until)


def _log(
    session: Session, by: User, action: str, site: Site, district_code: str, first: date, last: date | None
) -> None:
    write_log(
        session, user_id=by.id, action=action, subject=f"site:{site.id}", district=district_code,
        first=first.isoformat(), last=last.isoformat() if last else None,
    )  # fmt: skip
