"""Districts, sites, and which site serves which district since when."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base


class District(Base):
    """A part of the city; ``code`` as in ``geodata``."""

    __tablename__ = "district"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


class Site(Base):
    """An office of a local team."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    lat: Mapped[float]
    lon: Mapped[float]
    opened_on: Mapped[date | None]

    catchment: Mapped[list["CatchmentDistrict"]] = relationship(cascade="all, delete-orphan")


class CatchmentDistrict(Base):
    """A district of a site's catchment, from a day on and perhaps until one (both included)."""

    __tablename__ = "catchment_district"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    district_code: Mapped[str] = mapped_column(ForeignKey("district.code"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
