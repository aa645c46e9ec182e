"""A copy of the SQLite database while people work, and the way back."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_PAGES_AT_ONCE = 1000
_TABLE = "alembic_version"


class NoCopy(Exception):
    """
    A copy that cannot be made.

    Attributes
    ----------
    code
        exists (the target is there already), missing (the source is not), unsound (it is no database of ours, or
        broken), folder (the target's folder cannot be written to).
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def copy_database(source: Path, target: Path) -> None:
    """
    Copy a database into a file that only its owner may read, whole or not at all; others may read and write meanwhile.

    Raises
    ------
    NoCopy
    """
    if not source.is_file():
        raise NoCopy("missing")
    # What a database that is gone left beside it would be played into the new one.
    if any(target.with_name(target.name + ending).exists() for ending in ("-wal", "-journal")):
        raise NoCopy("exists")
    with _new_file(target):
        try:
            with closing(_opened(source)) as old, closing(sqlite3.connect(target)) as new:
                old.backup(new, pages=_PAGES_AT_ONCE)
                new.execute("PRAGMA journal_mode = DELETE")
                _refuse_unsound(new)
        except sqlite3.DatabaseError:
            raise NoCopy("unsound") from None


def _opened(source: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)


@contextmanager
def _new_file(target: Path) -> Iterator[None]:
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise NoCopy("exists") from None
    except OSError:
        raise NoCopy("folder") from None
    try:
        yield
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _refuse_unsound(copy: sqlite3.Connection) -> None:
    found = copy.execute("PRAGMA integrity_check").fetchone()
    ours = copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_TABLE,)).fetchone()
    if found != ("ok",) or ours is None:
        raise NoCopy("unsound")
