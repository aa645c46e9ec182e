"""Commands that put the application into operation: tables, first account, server, settings before going online."""

import re
import subprocess
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.waiting import MOST_SECONDS
from tests.webapp.command import environment, program, run
from webapp.app import create_app
from webapp.commands import deploy_check
from webapp.database import db
from webapp.models import LogEntry, Mail, Site, User

SECRETS = {"LW_SECRET_KEY": "k8Zq3vXw1LmN5pRt7YbD9cFgHjKs2aQe", "LW_PASSWORD_SALT": "uT6yR4eW2qA1sD3fG5hJ7kL9zX8cV0bN"}
SAFE = {
    **SECRETS,
    "LW_HTTPS": "1",
    "LW_BASE_URL": "https://willkommen.example.org",
    "LW_MAIL_SERVER": "mail.example.org:25",
    "LW_SECOND_FACTOR": "1",
    "LW_PROXIES": "1",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LW_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("LW_PASSWORD_SALT", SECRETS["LW_PASSWORD_SALT"])
    monkeypatch.setenv("LW_SECRET_KEY", SECRETS["LW_SECRET_KEY"])
    return tmp_path / "data"


def test_tables_are_made_and_a_second_time_changes_nothing() -> None:
    assert run("db", "upgrade").stdout == "Die Tabellen sind jetzt auf dem neuesten Stand.\n"
    assert run("db", "upgrade").stdout == "Die Tabellen sind schon auf dem neuesten Stand.\n"


def test_first_account_gets_a_link_that_works() -> None:
    run("db", "upgrade")
    answer = run("user", "add", "chefin@example.org", "--role", "admin", "--role", "auditor", "--name", "Chefin")
    assert answer.exit_code == 0, answer.stderr
    link = answer.stdout.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/passwort-vergessen/")
    app = create_app(config={"TESTING": True})
    assert app.test_client().get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    with app.app_context():
        user = db.session.scalars(select(User)).one()
        assert user.role_names == {"admin", "auditor"}
        assert db.session.scalars(select(LogEntry.action)).all() == ["account.create"]
        assert "http://127.0.0.1:8000/passwort-vergessen/" in db.session.scalars(select(Mail.body)).one()


def test_team_member_is_added_by_the_name_of_the_site() -> None:
    run("db", "upgrade")
    with create_app().app_context():
        db.session.add(Site(name="Standort Ost", lat=51.5, lon=7.5))
        db.session.commit()
    answer = run("user", "add", "team@example.org", "--role", "staff", "--site", "Standort Ost")
    assert answer.exit_code == 0, answer.stderr
    with create_app().app_context():
        assert [site.name for site in db.session.scalars(select(User)).one().sites] == ["Standort Ost"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody", "--role", "admin"], "Das ist keine E-Mail-Adresse."),
        (["a@example.org", "--role", "boss"], "Diese Rolle gibt es nicht: boss."),
        (["a@example.org", "--role", "staff"], "mindestens einen Standort"),
        (["a@example.org", "--role", "organisation"], "braucht einen Träger"),
        (["a@example.org", "--role", "staff", "--site", "Mond"], "Diesen Standort gibt es nicht: Mond."),
        (["a@example.org"], "Es fehlt: '--role'."),
    ],
)
def test_account_that_cannot_be_added_is_refused_in_german(arguments: list[str], said: str) -> None:
    run("db", "upgrade")
    answer = run("user", "add", *arguments)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_same_address_twice_is_refused() -> None:
    run("db", "upgrade")
    run("user", "add", "a@example.org", "--role", "admin")
    assert "gibt es schon ein Konto" in run("user", "add", "A@example.org", "--role", "admin").stderr


@pytest.mark.parametrize("arguments", [["serve"], ["user", "add", "a@example.org", "--role", "admin"]])
def test_old_tables_stop_the_command(arguments: list[str]) -> None:
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert "lokal-willkommen db upgrade" in answer.stderr


def test_server_answers_until_it_is_stopped(folder: Path) -> None:
    run("db", "upgrade")
    changes = {"LW_DATA_FOLDER": str(folder), **SECRETS}
    process = subprocess.Popen(
        program("serve", "--port", 0),
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        with urllib.request.urlopen(f"{found[0]}/healthz", timeout=MOST_SECONDS) as answer:
            assert answer.read() == b"ok"
            assert "waitress" not in str(answer.headers).lower()
    finally:
        process.terminate()
        process.communicate(timeout=MOST_SECONDS)


def set_all(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> None:
    for name, value in {**SAFE, **changes}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)


def test_safe_settings_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch)
    run("db", "upgrade")
    answer = run("check", "--deploy")
    assert answer.exit_code == 0, answer.stdout
    assert answer.stdout == "So kann die Anwendung ans Netz.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LW_SECRET_KEY", None),
        ("LW_SECRET_KEY", "kurz"),
        ("LW_SECRET_KEY", "a" * 60),
        ("LW_PASSWORD_SALT", None),
        ("LW_PASSWORD_SALT", SECRETS["LW_SECRET_KEY"]),
        ("LW_HTTPS", "0"),
        ("LW_BASE_URL", "http://willkommen.example.org"),
        ("LW_BASE_URL", "https://localhost"),
        ("FLASK_DEBUG", "1"),
        ("LOKAL_WILLKOMMEN_DEBUG", "1"),
    ],
)
def test_unsafe_setting_is_named_and_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str | None) -> None:
    set_all(monkeypatch, **{name: value})
    run("db", "upgrade")
    answer = run("check", "--deploy")
    assert answer.exit_code == 1
    assert f"Fehler ({name})" in answer.stdout
    assert str(value) not in answer.stdout or value in ("0", "1", None)


@pytest.mark.parametrize("name", ["LW_MAIL_SERVER", "LW_SECOND_FACTOR", "LW_PROXIES"])
def test_doubtful_setting_is_named_and_passes(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_all(monkeypatch, **{name: None})
    run("db", "upgrade")
    answer = run("check", "--deploy")
    assert answer.exit_code == 0
    assert f"Hinweis ({name})" in answer.stdout


@pytest.mark.parametrize(
    ("name", "value", "finding"),
    [
        ("LW_ROUTING_URL", "http://127.0.0.1:8002", "Fehler (LW_ROUTING_ENGINE)"),
        ("LW_ROUTING_ENGINE", "valhalla", "Fehler (LW_ROUTING_URL)"),
        ("LW_TRAVEL_FILE", "/nirgends/minuten.csv", "Fehler (LW_TRAVEL_FILE)"),
        ("LW_NOMINATIM_URL", "https://nominatim.openstreetmap.org", "Fehler (LW_NOMINATIM_URL)"),
        ("LW_NOMINATIM_URL", "http://karten.example.org", "Hinweis (LW_NOMINATIM_URL)"),
        ("LW_GEODATA_FILE", "/nirgends/geodata.sqlite", "Hinweis (LW_GEODATA_FILE)"),
        ("LW_GEODATA_FILE", __file__, "Fehler (LW_GEODATA_FILE)"),
    ],
)
def test_files_and_servers_of_geography_are_tried(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, finding: str
) -> None:
    set_all(monkeypatch, **{name: value})
    run("db", "upgrade")
    answer = run("check", "--deploy")
    assert finding in answer.stdout
    assert answer.exit_code == (1 if finding.startswith("Fehler") else 0)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_with_a_table_of_minutes_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    run("db", "upgrade")
    monkeypatch.setenv("LW_TRAVEL_FILE", "/nirgends/minuten.csv")
    answer = run(command)
    assert answer.exit_code == 2
    assert "LW_TRAVEL_FILE" in answer.stderr


def test_a_routing_server_on_another_machine_should_be_asked_over_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, LW_ROUTING_ENGINE="osrm", LW_ROUTING_URL="car=http://karten.example.org bike=http://[::1]:1")
    run("db", "upgrade")
    answer = run("check", "--deploy")
    assert answer.exit_code == 0
    assert "Hinweis (LW_ROUTING_URL)" in answer.stdout


def test_old_tables_are_refused_before_going_online(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch)
    answer = run("check", "--deploy")
    assert answer.exit_code == 1
    assert "Fehler (Datenbank)" in answer.stdout


def test_deploy_check_takes_no_plan() -> None:
    assert run("check", "case.json", "--deploy").exit_code == 2


def test_secrets_are_longer_than_the_shortest_allowed() -> None:
    assert all(len(secret) >= deploy_check.SHORTEST_SECRET for secret in SECRETS.values())
