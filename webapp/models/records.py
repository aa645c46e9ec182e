"""What the application keeps about itself: log, outgoing mail, settings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class LogEntry(Base):
    """
    Who read or changed what; each entry seals the one before, so that a changed row shows.

    Attributes
    ----------
    action
        A code such as ``household.read``.
    subject
        Kind and number of the record, such as ``household:12``.
    facts
        Codes and numbers only, nothing about people.
    seal
        SHA-256 of the seal before and of this entry.
    """

    __tablename__ = "log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seal: Mapped[str] = mapped_column(String(64))


class ChainCheck(Base):
    """
    A check of the whole log, from its first entry on.

    Attributes
    ----------
    asked_by_id
        None for the one of every night.
    finished_at
        None while it is under way, or when it was lost with its worker.
    broken
        Number of the first entry that is not as it was written; None when all are.
    entries, last_id, last_seal
        How far it came, and the seal there: newer entries are checked from it on.
    """

    __tablename__ = "chain_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    finished_at: Mapped[datetime | None]
    broken: Mapped[int | None]
    entries: Mapped[int] = mapped_column(default=0)
    last_id: Mapped[int | None]
    last_seal: Mapped[str | None] = mapped_column(String(64))


class Mail(Base):
    """A mail to be sent once the transaction that wrote it is done."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)


class Setting(Base):
    """A value that admins change while the application runs."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
