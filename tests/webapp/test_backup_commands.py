"""Saving the database, fetching it back, and deleting what nobody needs any more, from the command line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.webapp.command import run
from webapp.app import create_app
from webapp.database import transaction
from webapp.models import Organisation

DATABASE = "lokal-willkommen.sqlite"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LW_DATA_FOLDER", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def filled(folder: Path) -> Path:
    """A database with one organisation in it."""
    run("db", "upgrade")
    with create_app().app_context(), transaction() as session:
        session.add(Organisation(name="Organisation Eins"))
    return folder / DATABASE


def organisations(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM organisation")]


def test_copy_made_while_somebody_works_is_whole_and_closed_to_others(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO organisation (name, version) VALUES ('Organisation Zwei', 1)")
        answer = run("backup", copy)
        other.execute("ROLLBACK")
    assert answer.exit_code == 0, answer.stderr
    assert organisations(copy) == ["Organisation Eins"]
    assert copy.stat().st_mode & 0o077 == 0


def test_nothing_is_overwritten(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_text("wichtig")
    answer = run("backup", copy)
    assert answer.exit_code == 2
    assert "gibt es schon" in answer.stderr
    assert copy.read_text() == "wichtig"
    copy.unlink()
    run("backup", copy)
    answer = run("restore", copy)
    assert answer.exit_code == 2
    assert organisations(filled) == ["Organisation Eins"]


def test_saved_database_comes_back(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    run("backup", copy)
    for file in filled.parent.glob(f"{DATABASE}*"):
        file.unlink()
    answer = run("restore", copy)
    assert answer.exit_code == 0, answer.stderr
    assert "db upgrade" not in answer.stdout
    assert organisations(filled) == ["Organisation Eins"]


def test_log_of_a_database_that_is_gone_is_not_played_into_another(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    run("backup", copy)
    for file in filled.parent.glob(f"{DATABASE}*"):
        file.unlink()
    filled.with_name(f"{DATABASE}-wal").write_bytes(b"x")
    assert run("restore", copy).exit_code == 2
    assert not filled.exists()


@pytest.mark.parametrize("content", [b"", b"keine Datenbank", b"SQLite format 3\x00kaputt"])
def test_file_that_is_no_database_of_ours_is_not_restored(folder: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "fremd").write_bytes(content)
    answer = run("restore", tmp_path / "fremd")
    assert answer.exit_code == 2
    assert "keine brauchbare Datenbank" in answer.stderr
    assert not (folder / DATABASE).exists()


def test_what_is_not_there_is_named(folder: Path, tmp_path: Path) -> None:
    for command in ("backup", "restore"):
        answer = run(command, tmp_path / "x.sqlite")
        assert answer.exit_code == 2, command
        assert "gibt" in answer.stderr
    assert "lässt sich nicht schreiben" not in answer.stderr


def test_other_databases_have_tools_of_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LW_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    answer = run("backup", tmp_path / "copy")
    assert answer.exit_code == 2
    assert "pg_dump" in answer.stderr


@pytest.mark.usefixtures("filled")
def test_retention_counts_before_it_deletes() -> None:
    answer = run("retention", "--dry-run")
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout.startswith("Nur gezählt, nichts geändert:\n     0 Mails")
    assert run("retention").stdout.startswith("Gelöscht:")
