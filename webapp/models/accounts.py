"""Who may sign in, in which roles, and for which sites."""

from datetime import datetime
from typing import TYPE_CHECKING

from flask import current_app
from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base

if TYPE_CHECKING:
    from webapp.models.organisations import Organisation
    from webapp.models.places import Site

VOLUNTEER, ORGANISATION, STAFF, COORDINATOR = "volunteer", "organisation", "staff", "coordinator"
PLANNER, AUDITOR, ADMIN = "planner", "auditor", "admin"
ROLES = (VOLUNTEER, ORGANISATION, STAFF, COORDINATOR, PLANNER, AUDITOR, ADMIN)

_user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)
_user_site = Table(
    "user_site",
    Base.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("site_id", ForeignKey("site.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    """One of ``ROLES``."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))


class User(Base, UserMixin):
    """
    Somebody who signs in; the fields are those Flask-Security asks for.

    Attributes
    ----------
    sites
        Of staff: whose catchments they work in.
    organisation
        Of people with the role organisation: whose volunteers they keep.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(120), default="")
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    locale: Mapped[str | None] = mapped_column(String(10))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    roles: Mapped[list[RoleMixin]] = relationship("Role", secondary=_user_role, lazy="selectin")
    sites: Mapped[list["Site"]] = relationship(secondary=_user_site, lazy="selectin")
    organisation: Mapped["Organisation | None"] = relationship()

    @property
    def role_names(self) -> frozenset[str]:
        """The names of the roles."""
        return frozenset(role.name for role in self.roles)

    def check_tf_required_setup(self) -> bool:
        """Whether this person must have a second factor; asked by Flask-Security, too."""
        return bool(current_app.extensions["lw-second-factor"](self))
