"""The tables of the local store and how its file is opened."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    StaticPool,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.exc import DatabaseError

from geodata.errors import InvalidStore, StoreUnavailable

APPLICATION_ID = 0x4C574744
"""``LWGD`` in the file's head: tells the store from any other SQLite file."""
VERSION = 1
WRITES = "writes"
_BUSY_MILLISECONDS = 10_000

metadata = MetaData()


def _of_batch() -> Column[Any]:
    return Column("batch", ForeignKey("batches.id", ondelete="CASCADE"), nullable=False, index=True)


batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("level", String, nullable=False),
    Column("file", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("options", String, nullable=False),
    Column("imported_at", String, nullable=False),
    Column("source", String, nullable=False),
    Column("records", Integer, nullable=False),
    Column("findings", Integer, nullable=False),
    UniqueConstraint("kind", "level"),
)
areas = Table(
    "areas",
    metadata,
    _of_batch(),
    Column("level", String, nullable=False),
    Column("code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("parent", String),
    Column("parent_level", String),
    Column("shape", LargeBinary, nullable=False),
    Column("addresses", Integer),
    PrimaryKeyConstraint("level", "code"),
)
borders = Table(
    "borders",
    metadata,
    _of_batch(),
    Column("level", String, nullable=False),
    Column("a", String, nullable=False),
    Column("b", String, nullable=False),
    Column("metres", Float, nullable=False),
    Column("corner", Boolean, nullable=False),
    PrimaryKeyConstraint("level", "a", "b"),
)
addresses = Table(
    "addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_batch(),
    Column("street", String, nullable=False),
    Column("street_key", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("suffix", String, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("area", String),
    Index("ix_addresses_street_key", "street_key", "number"),
)
postcodes = Table(
    "postcodes",
    metadata,
    _of_batch(),
    Column("code", String, primary_key=True),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
)
minutes = Table(
    "minutes",
    metadata,
    Column("source", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("from_latitude", Integer, nullable=False),
    Column("from_longitude", Integer, nullable=False),
    Column("to_latitude", Integer, nullable=False),
    Column("to_longitude", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    PrimaryKeyConstraint("source", "mode", "from_latitude", "from_longitude", "to_latitude", "to_longitude"),
    sqlite_with_rowid=False,
)


def open_engine(path: Path | None) -> Engine:
    """
    The store's engine, with its tables made where the file is new; None is a store in memory.

    Raises
    ------
    InvalidStore
        When the file is something else.
    StoreUnavailable
        When it cannot be opened or made.
    """
    shown = path.name if path else "memory"
    try:
        engine = _engine(path)
    except OSError as error:
        raise StoreUnavailable(f"{shown}: {error.strerror}") from None
    _prepare(engine)
    try:
        # Only who makes the tables writes: a store also opens while somebody imports, or without a right to write.
        with engine.connect() as connection, connection.begin():
            is_new = _is_new(connection, shown)
        if is_new:
            with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                _make_tables(connection, shown)
    except DatabaseError as error:
        if isinstance(error.orig, sqlite3.OperationalError):
            raise StoreUnavailable(f"{shown}: {error.orig}") from None
        raise InvalidStore(f"{shown}: found no SQLite file, expected a store of geography") from None
    return engine


def _engine(path: Path | None) -> Engine:
    if path is None:
        return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    path.parent.mkdir(parents=True, exist_ok=True)
    return create_engine(f"sqlite:///{path.resolve()}", hide_parameters=True)


def _prepare(engine: Engine) -> None:
    """Foreign keys, and whoever writes waits for the turn from the beginning."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_new(connection: Connection, shown: str) -> bool:
    """Whether the file is still without tables; refuses one that is something else."""
    found, version = (connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in _MARKS)
    if (found, version) == (APPLICATION_ID, VERSION):
        return False
    if found == APPLICATION_ID:
        raise InvalidStore(f"{shown}: found version {version} of the store, expected {VERSION}")
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
        raise InvalidStore(f"{shown}: found another SQLite file, expected a store of geography")
    return True


def _make_tables(connection: Connection, shown: str) -> None:
    """The tables, unless somebody else made them while this waited for its turn."""
    if not _is_new(connection, shown):
        return
    metadata.create_all(connection)
    for name, value in _MARKS.items():
        connection.exec_driver_sql(f"PRAGMA {name} = {value}")


_MARKS = {"application_id": APPLICATION_ID, "user_version": VERSION}
