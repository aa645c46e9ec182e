"""``lokal-willkommen demo``: the invented pilot in a browser, with a week planned and somebody to sign in as."""

import secrets
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from webapp.terminal.failures import BadUse

if TYPE_CHECKING:
    from flask import Flask

    from webapp.demo.build import Built
    from webapp.settings import Settings

HOST = "127.0.0.1"
THREADS = 16
DATABASE = "lokal-willkommen.sqlite"

HOUSEHOLDS = Annotated[int, typer.Option(min=10, max=2050, metavar="N", help="Wie viele Familien erfunden werden.")]
PORT = Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="Anschluss des Servers; 0 für einen freien.")]
FOLDER = Annotated[
    Path | None,
    typer.Option(
        metavar="ORDNER", help="Wo die Datenbank bleiben soll; sonst verschwindet sie am Ende.", show_default=False
    ),
]


def demo(port: PORT = 8000, folder: FOLDER = None, households: HOUSEHOLDS = 150) -> None:
    """Ein erfundenes Beispiel im Browser: der Pilot mit 150 Familien, diese Woche ist geplant. Strg-C beendet alles."""
    started = time.perf_counter()
    with _ending_on_signals(), _place(folder) as place:
        from webapp.app import create_app
        from webapp.demo.build import build
        from webapp.demo.processes import beside, environment_of

        settings = _settings(place, port)
        app = create_app(settings)
        server = _bound(app, port)
        # Links in mails lead to the free port that was found.
        settings.base_url = f"http://{HOST}:{server.effective_port}"
        password = secrets.token_urlsafe(9)
        built = build(app, password, say=lambda step: print(f"{step} ...", flush=True), households=households)
        with beside("worker", environment_of(settings)):
            _print_welcome(settings.base_url, built, password, time.perf_counter() - started)
            server.run()
        server.close()
    print("\nBeendet.")


@contextmanager
def _ending_on_signals() -> Iterator[None]:
    """Ctrl-C and a polite kill both end the block as an exit, so that nothing is left running."""

    def leave(number: int, _: FrameType | None) -> None:
        raise SystemExit(0)

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    """The given folder, or one that is removed at the end."""
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="lokal-willkommen-", ignore_cleanup_errors=True) as temporary:
            yield Path(temporary)
        return
    if (folder / DATABASE).exists():
        raise BadUse(f"In {folder} liegt schon eine Datenbank; bitte einen anderen Ordner nennen.")
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


def _settings(folder: Path, port: int) -> "Settings":
    """Those of a demonstration on this machine, whatever the environment says."""
    from webapp.settings import Settings

    return Settings(
        database_url="",
        data_folder=folder,
        https=False,
        base_url=f"http://{HOST}:{port}",
        mail_server="",
        run_weekday=None,
        proxies=0,
    )


def _bound(app: "Flask", port: int) -> Any:
    """The server with its address taken; whoever comes before it runs, waits."""
    from waitress import create_server

    try:
        return create_server(app, host=HOST, port=port, threads=THREADS, clear_untrusted_proxy_headers=True)
    except OSError:
        raise BadUse(f"Anschluss {port} ist besetzt; bitte mit --port einen anderen nennen.") from None


def _print_welcome(address: str, built: "Built", password: str, seconds: float) -> None:
    from webapp.words import seconds_words

    width = max(len(words) for words, _ in built.logins)
    logins = "\n".join(f"  {words:{width}}  {email}" for words, email in built.logins)
    print(
        f"\nErfundenes Beispiel: {built.households} Familien, {built.volunteers} Helfende, diese Woche "
        f"{built.served} von {built.needs} Bedarfen mit Vorschlag ({seconds_words(seconds)}).\n\n"
        f"Anmelden mit einer dieser Adressen und dem Passwort  {password}\n{logins}\n\n"
        f"{address}\n\nStrg-C beendet.",
        flush=True,
    )
