"""
PostgreSQL for tests: a server of one's own, and databases with current tables.

With ``LW_TEST_DATABASE_URL`` every application of the tests gets a database of its own on that server.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, event, inspect, make_url, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from webapp.database import prepare_engine
from webapp.migrations import upgrade

# Number of the test process; inherited by those that a test starts, which find its databases by it and make none.
_OWNER = "LW_TEST_OWNER"
# Databases by server and name.
_made: set[tuple[URL, str]] = set()
_templates: set[tuple[URL, str]] = set()


def binaries() -> Path | None:
    """The folder of the server's programs: the one that is named, else the newest that Debian installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    if named := os.environ.get("LW_POSTGRESQL"):
        folders = [Path(named)]
    return next((folder for folder in folders if os.access(folder / "initdb", os.X_OK)), None)


def what_is_missing() -> str | None:
    """Why there can be no server here, or None."""
    if binaries() is None:
        return "no PostgreSQL server; Debian: apt install postgresql, elsewhere set LW_POSTGRESQL to initdb's folder"
    if os.getuid() == 0 and "postgres" not in (entry.pw_name for entry in pwd.getpwall()):
        return "PostgreSQL refuses to run as root, and there is no user postgres"
    return None


@contextmanager
def server() -> Iterator[URL]:
    """A server that listens on a socket in a temporary folder; it refuses to be root, so it is ``postgres`` then."""
    programs = binaries()
    assert programs is not None
    user: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    # Not pytest's folder: its path may be too long for a socket, and nobody else may enter it.
    folder = Path(tempfile.mkdtemp(prefix="lw-pg-"))
    if user:
        shutil.chown(folder, "postgres", "postgres")

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "-D", folder / "data", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, **user,
        )  # fmt: skip

    try:
        call("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        # What a crash would lose does not matter here.
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        call("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
        url = URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})
        try:
            yield url
        finally:
            call("pg_ctl", "stop", "-w", "-m", "immediate")
            for known in (_made, _templates):
                known -= {pair for pair in known if pair[0] == url}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database_for(server_url: str | URL, folder: Path, *, filled: bool = True) -> str:
    """URL of the database that belongs to a test's folder, with tables if not told otherwise; made at first."""
    url = make_url(server_url)
    here = str(os.getpid())
    owner = os.environ.get(_OWNER, here)
    name = "lw_" + hashlib.sha256(f"{owner}:{folder.resolve()}".encode()).hexdigest()[:20]
    if (url, name) not in _made and owner == here:
        template = _template(url) if filled else "template0"
        _on(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")
        _made.add((url, name))
    return url.set(database=name).render_as_string(hide_password=False)


@cache
def _template(url: URL) -> str:
    """Name of a database with empty, current tables, of which copies are quickly made."""
    name = f"lw_template_{os.getpid()}"
    _on(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    _templates.add((url, name))
    engine = create_engine(url.set(database=name), poolclass=NullPool)
    prepare_engine(engine)
    upgrade(engine)
    return name


@contextmanager
def templates_and_databases() -> Iterator[None]:
    """Around all tests of a process: whatever they leave behind is removed."""
    os.environ[_OWNER] = str(os.getpid())
    yield
    for url, name in _made | _templates:
        _on(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def databases_of_a_test() -> Iterator[None]:
    """Around one test: databases that came to be in it are removed."""
    before = set(_made)
    yield
    for url, name in _made - before:
        _on(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        _made.remove((url, name))


def _on(url: URL, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@event.listens_for(Session, "before_flush")
def _note_given_numbers(session: Session, *_: object) -> None:
    session.info["numbered"] = {type(row) for row in session.new if getattr(row, "id", None) is not None}


@event.listens_for(Session, "after_flush")
def _count_on_from_given_numbers(session: Session, *_: object) -> None:
    """Tests give rows numbers of their own; PostgreSQL counts on as if they had not."""
    if session.connection().dialect.name != "postgresql":
        return
    for kind in session.info.pop("numbered", ()):
        name = inspect(kind).local_table.name
        sequence = f"pg_get_serial_sequence('\"{name}\"', 'id')"
        session.execute(text(f'SELECT setval({sequence}, (SELECT max(id) FROM "{name}"))'))
