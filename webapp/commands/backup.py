"""``lokal-willkommen backup`` and ``restore``: a copy of the database, and the way back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webapp.terminal.failures import BadUse

if TYPE_CHECKING:
    from sqlalchemy import URL

_OTHER = "Das geht nur mit SQLite; bei PostgreSQL bitte pg_dump und pg_restore nehmen."


def backup(
    target: Annotated[Path, typer.Argument(metavar="DATEI", help="Wohin die Kopie kommt; darf es noch nicht geben.")],
) -> None:
    """Die Datenbank sichern, auch während andere arbeiten. In der Kopie stehen alle Namen: bitte gut verschließen."""
    source = _database()
    _copy(source, target, missing=f"Es gibt noch keine Datenbank: {source}")
    print(f"Gesichert: {target} ({target.stat().st_size // 1024} kB).")


def restore(
    source: Annotated[Path, typer.Argument(metavar="DATEI", help="Eine Kopie von backup.")],
) -> None:
    """Eine Sicherung zurückholen. Vorher serve und worker beenden und die Datenbank wegräumen."""
    target = _database()
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(source, target, missing=f"Diese Datei gibt es nicht: {source}")
    print(f"Zurückgeholt: {target}.")
    if not _is_current():
        print("Die Sicherung ist älter als das Programm. Bitte noch: lokal-willkommen db upgrade")


def _database() -> Path:
    from sqlalchemy import make_url

    from webapp.settings import Settings

    url: URL = make_url(Settings().url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BadUse(_OTHER)
    return Path(url.database)


def _copy(source: Path, target: Path, *, missing: str) -> None:
    from webapp.backup import NoCopy, copy_database

    try:
        copy_database(source, target)
    except NoCopy as problem:
        raise BadUse(
            {
                "exists": f"{target} gibt es schon; es wird nichts überschrieben.",
                "missing": missing,
                "unsound": f"{source} ist keine brauchbare Datenbank dieser Anwendung; nichts ist geändert.",
                "folder": f"Nach {target} lässt sich nicht schreiben.",
            }[problem.code]
        ) from None


def _is_current() -> bool:
    from webapp.app import create_app
    from webapp.database import db
    from webapp.migrations import is_current

    with create_app().app_context():
        return is_current(db.engine)
