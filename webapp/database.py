"""The database: one session per request, one door to writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, event, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from webapp.settings import Settings

db = SQLAlchemy(session_options={"expire_on_commit": False})
_WRITING = "writes"
_BUSY_MILLISECONDS = 10_000
# Of PostgreSQL's lock for whoever writes; any number does, as long as it stays the same.
_TURN = 2016_09_01


class ChangedMeanwhile(Exception):
    """Somebody else saved the same record first."""


def init_database(app: Flask, settings: Settings) -> None:
    """Connect the application with its database."""
    if settings.url.startswith("sqlite"):
        settings.data_folder.mkdir(parents=True, exist_ok=True)
    chosen = app.config.get("SQLALCHEMY_ENGINES", {}).get("default", {})
    app.config["SQLALCHEMY_ENGINES"] = {"default": {**_usual(settings.url), **chosen, "url": settings.url}}
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def _usual(url: str) -> dict[str, Any]:
    """
    No facts about people in the texts of errors, which others may log.

    A server may have been restarted since a connection was last used; a file has not.
    """
    return {"hide_parameters": True} | ({} if url.startswith("sqlite") else {"pool_pre_ping": True})


def prepare_engine(engine: Engine) -> None:
    """Both databases as they should be; above all, writers queue instead of failing halfway."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    elif engine.dialect.name == "postgresql":
        _prepare_postgresql(engine)


def _prepare_sqlite(engine: Engine) -> None:
    """
    Foreign keys, write-ahead log, and the writer's turn from the beginning.

    The driver's own way to begin is too late for that: it starts reading and cannot turn into a writer later.
    """

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
            cursor.execute(f"SET lock_timeout = {_BUSY_MILLISECONDS}")
        # Otherwise a rollback takes it back.
        connection.commit()


@contextmanager
def transaction() -> Iterator[Session]:
    """
    A transaction that writes: everything in the block is saved, or nothing.

    Services own it; inside another one it joins that. Rows read before it are read again.

    Raises
    ------
    ChangedMeanwhile
        When somebody else saved one of the rows first.
    """
    session = db.session
    if session.info.get(_WRITING):
        yield session
        return
    begin_writing()
    session.info[_WRITING] = True
    try:
        yield session
        session.commit()
    except StaleDataError:
        session.rollback()
        raise ChangedMeanwhile from None
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_WRITING, None)


def begin_writing() -> None:
    """Take the writer's turn; for ``transaction`` and for pages of libraries that commit by themselves."""
    session = db.session
    # What was read so far may be old by the time the writer's turn comes.
    session.rollback()
    session.expire_all()
    session.connection(execution_options={_WRITING: True})
    take_turn(session)


def take_turn(session: Session) -> None:
    """
    Wait until nobody else writes, until the transaction's end; asked again in the same one it does nothing.

    SQLite has one writer by itself. PostgreSQL would let several run side by side: each would build the log's next
    entry on the same one, and what was checked before writing would no longer hold.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def is_writing() -> bool:
    """Whether a ``transaction`` is going on, whose owner will commit."""
    return bool(db.session.info.get(_WRITING))
