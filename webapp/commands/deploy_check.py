"""What ``check --deploy`` finds: settings that must not be, or should not be, in production."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import typer

if TYPE_CHECKING:
    from webapp.settings import Settings

SHORTEST_SECRET = 32
_LOCAL = ("127.0.0.1", "localhost", "::1", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    Something about the settings.

    Attributes
    ----------
    code
        For tests and scripts.
    text
        In German, with the way to mend it.
    is_fatal
        Whether the application must not run like this.
    """

    code: str
    text: str
    is_fatal: bool = True


def check_deploy() -> None:
    """Print what is wrong and end with 1 when anything must not stay."""
    from webapp.settings import Settings

    findings = [*_of_settings(Settings()), *_of_geography(Settings()), *_of_environment(), *_of_tables()]
    for finding in findings:
        print(f"{'Fehler' if finding.is_fatal else 'Hinweis'} ({finding.code}): {finding.text}")
    fatal = sum(finding.is_fatal for finding in findings)
    if fatal:
        print(f"So darf die Anwendung nicht ans Netz: {fatal} Fehler.")
        raise typer.Exit(1)
    print(
        "So kann die Anwendung ans Netz."
        if not findings
        else "So kann die Anwendung ans Netz; bitte die Hinweise lesen."
    )


def _of_settings(settings: "Settings") -> Iterator[Finding]:
    given = settings.model_fields_set
    for field, code in (("secret_key", "LW_SECRET_KEY"), ("password_salt", "LW_PASSWORD_SALT")):
        value = getattr(settings, field).get_secret_value()
        if field not in given:
            yield Finding(code=code, text="nicht gesetzt; nach jedem Neustart wären alle abgemeldet.")
        elif len(value) < SHORTEST_SECRET or len(set(value)) < 8:
            yield Finding(
                code=code, text=f"zu leicht zu erraten; bitte mindestens {SHORTEST_SECRET} zufällige Zeichen."
            )
    if "secret_key" in given and settings.secret_key == settings.password_salt:
        yield Finding(code="LW_PASSWORD_SALT", text="derselbe Wert wie LW_SECRET_KEY; bitte einen eigenen.")
    if not settings.https:
        yield Finding(code="LW_HTTPS", text="ausgeschaltet; Anmeldungen gingen unverschlüsselt über das Netz.")
    address = urlsplit(settings.base_url)
    if address.scheme != "https" or (address.hostname or "") in _LOCAL:
        yield Finding(
            code="LW_BASE_URL", text="ist nicht die öffentliche Adresse mit https; Links in Mails gingen ins Leere."
        )
    if not settings.proxies:
        text = "0; steht ein Proxy davor (für https nötig), zählt die Grenze für Anmeldeversuche alle Leute zusammen."
        yield Finding(code="LW_PROXIES", text=text, is_fatal=False)
    if not settings.mail_server:
        yield Finding(code="LW_MAIL_SERVER", text="nicht gesetzt; Mails bleiben liegen.", is_fatal=False)
    if not settings.second_factor:
        text = "ausgeschaltet; bei Teams und Verwaltung genügt dann ein erratenes Passwort."
        yield Finding(code="LW_SECOND_FACTOR", text=text, is_fatal=False)


def _of_geography(settings: "Settings") -> Iterator[Finding]:
    """Files and servers that cannot be used: better said now than in the weekly run."""
    from geodata.errors import InvalidServer, InvalidStore
    from matcher.errors import InvalidInput
    from webapp.geography import Geography
    from webapp.travel import sources_of

    try:
        sources_of(settings)
    except InvalidInput as error:
        for problem in error.problems:
            yield Finding(code=problem.record.split()[0], text=f"nicht zu gebrauchen: {problem}.")
    try:
        Geography(settings).geocoder()
    except InvalidServer as error:
        yield Finding(code="LW_NOMINATIM_URL", text=f"nicht zu gebrauchen: {error}.")
    except (InvalidStore, OSError):
        yield Finding(code="LW_GEODATA_FILE", text="keine Datei, die geodata import geschrieben hat.")
    if settings.geodata_file and not settings.store_file.is_file():
        text = "diese Datei gibt es noch nicht; geodata import legt sie an."
        yield Finding(code="LW_GEODATA_FILE", text=text, is_fatal=False)
    for code, urls in (("LW_ROUTING_URL", settings.routing_url), ("LW_NOMINATIM_URL", settings.nominatim_url)):
        hosts = [urlsplit(url.rpartition("=")[2]) for url in urls.replace(",", " ").split()]
        if any(host.scheme == "http" and (host.hostname or "") not in _LOCAL for host in hosts):
            text = "http zu einem anderen Rechner; Orte von Familien gingen unverschlüsselt über das Netz."
            yield Finding(code=code, text=text, is_fatal=False)


def _of_environment() -> Iterator[Finding]:
    if os.environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
        yield Finding(code="FLASK_DEBUG", text="eingeschaltet; Fehlerseiten zeigten Daten.")
    if os.environ.get("LOKAL_WILLKOMMEN_DEBUG") == "1":
        yield Finding(code="LOKAL_WILLKOMMEN_DEBUG", text="eingeschaltet; Fehler zeigten Daten.")


def _of_tables() -> Iterator[Finding]:
    from webapp.app import create_app
    from webapp.commands.serve import refuse_old_tables
    from webapp.terminal.failures import BadUse

    with create_app().app_context():
        try:
            refuse_old_tables()
        except BadUse as problem:
            yield Finding(code="Datenbank", text=str(problem))
