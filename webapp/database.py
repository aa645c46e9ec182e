"""The database: one session per request, one door to writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from webapp.settings import Settings

db = SQLAlchemy(session_options={"expire_on_commit": False})
_WRITING = "writes"
_BUSY_MILLISECONDS = 10_000


class ChangedMeanwhile(Exception):
    """Somebody else saved the same record first."""


def init_database(app: Flask, settings: Settings) -> None:
    """Connect the application with its database."""
    if settings.url.startswith("sqlite"):
        settings.data_folder.mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_ENGINES"] = {"default": settings.url}
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: Engine) -> None:
    """
    SQLite as it should be: foreign keys, write-ahead log, and writers that queue instead of failing halfway.

    The driver's own way to begin is too late for that: it starts reading and cannot turn into a writer later.
    """
    if engine.dialect.name != "sqlite":
        return

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


def is_writing() -> bool:
    """Whether a ``transaction`` is going on, whose owner will commit."""
    return bool(db.session.info.get(_WRITING))
