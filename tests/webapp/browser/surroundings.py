"""What browser tests stand on: a filled database, a server on loopback, Chromium, and a journal of what pages did."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request
from waitress import create_server

from tests.webapp.planned import add_finished_run
from webapp.app import create_app
from webapp.database import db
from webapp.demo.build import build
from webapp.demo.processes import beside, environment_of
from webapp.jobs import huey
from webapp.models import PlanningScenario
from webapp.settings import Settings

T = TypeVar("T")
ROOT = Path(__file__).parents[3]
CHROMIUM = Path(os.environ.get("LW_BROWSER", "/usr/bin/chromium"))
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PASSWORD = "richtig-langes-passwort"
HOUSEHOLDS = 50
DESK, PHONE = 1280, 360
_HEIGHT = 900
_AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE_MILLISECONDS = 15_000


def what_is_missing() -> str | None:
    """Why there can be no browser tests here, or None."""
    if not os.access(CHROMIUM, os.X_OK):
        return f"no browser at {CHROMIUM}; Debian: apt install chromium, elsewhere set LW_BROWSER"
    if not (ROOT / "webapp" / "static" / "vendor").is_dir():
        return "webapp/static/vendor is missing; npm ci --ignore-scripts && python -m webapp.frontend"
    return None


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, without anything it might ask of the network."""
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))


def elsewhere(do: Callable[[], T]) -> T:
    """The result of a call made in a thread of its own: Playwright's event loop is in the way of the database here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


def make_app(folder: Path) -> Flask:
    """The application as it is served, with quick passwords and without a limit of tries."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        database_url="", data_folder=folder, https=False, secret_key="s" * 40, password_salt="p" * 40,
        run_weekday=None,
    )  # fmt: skip
    return create_app(settings, {"RATELIMIT_ENABLED": False, "SECURITY_PASSWORD_HASH": "plaintext"})


def fill(folder: Path) -> Path:
    """A small invented pilot with a password everybody knows; returns its database."""

    def made() -> None:
        app = make_app(folder)
        build(app, PASSWORD, say=lambda _: None, households=HOUSEHOLDS, effort="quick")
        with app.app_context():
            # No worker is there; plans made by hand are as good to look at.
            add_finished_run(db.session.query(PlanningScenario).one())
            db.engine.dispose()

    with queue_left_alone():
        elsewhere(made)
    return folder / "lokal-willkommen.sqlite"


@contextmanager
def queue_left_alone() -> Iterator[None]:
    """The queue belongs to the whole process; other tests find it as they left it."""
    kept = huey._immediate, huey.storage, dict(huey.storage_kwargs)
    try:
        yield
    finally:
        huey._immediate, huey.storage, huey.storage_kwargs = kept


@dataclass(kw_only=True)
class House:
    """A served application: itself and its address."""

    app: Flask
    address: str

    def ask(self, question: Callable[[], T]) -> T:
        """Something that only the database knows; the answer must be complete, since its session has ended."""

        def asked() -> T:
            with self.app.app_context():
                return question()

        return elsewhere(asked)


@contextmanager
def served(database: Path, folder: Path) -> Iterator[House]:
    """A copy of a database, served from a thread."""
    folder.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(database) as source, sqlite3.connect(folder / database.name) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    with queue_left_alone():
        app = elsewhere(lambda: make_app(folder))
        sockets: dict[Any, Any] = {}
        server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=8)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        house = House(app=app, address=f"http://127.0.0.1:{server.effective_port}")
        try:
            yield house
        finally:
            server.task_dispatcher.shutdown()
            # In the server's own thread: what it waits for must not be closed under its hands.
            server.trigger.pull_trigger(lambda: [one.close() for one in list(sockets.values())])
            thread.join(5)
            house.ask(lambda: db.engine.dispose())


@dataclass
class Journal:
    """
    What the pages of a test did.

    Attributes
    ----------
    allowed
        Statuses of answers that the test provokes; Chromium writes them into the console, too.
    """

    console: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)

    def watch(self, context: BrowserContext) -> None:
        """Take note of everything from now on."""
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.console.append(f"error: {error.error}"))
        context.on("request", self._note_request)

    def _note_console(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.strangers.append(request.url)

    def complaints(self) -> list[str]:
        """What should not have happened."""
        expected = [f"status of {status} " for status in self.allowed]
        loud = [line for line in self.console if not any(words in line for words in expected)]
        return loud + [f"request to {url}" for url in self.strangers]

    def forget(self) -> None:
        """Begin anew."""
        self.console.clear()
        self.strangers.clear()


def new_context(browser: Browser, *, width: int = DESK, state: Any = None) -> BrowserContext:
    """A browser of one person, in German, without animations."""
    context = browser.new_context(
        viewport={"width": width, "height": _HEIGHT},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        storage_state=state,
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    return context


def sign_in(page: Page, address: str, name: str, *, password: str = PASSWORD) -> None:
    """As ``name@example.org``, by the form."""
    page.goto(f"{address}/anmelden")
    page.locator("input[name=email]").fill(f"{name}@example.org")
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/anmelden" not in url)


def accessibility_problems(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA: rule and place; one line each."""
    # With its styles: contrast is measured.
    page.wait_for_load_state("load")
    # By the debugger's door: the page's own policy lets no foreign script in.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": _AXE_TAGS}, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {violation['help']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@contextmanager
def worker_of(house: House) -> Iterator[None]:
    """The worker as a process of its own, within the block."""
    with beside("worker", environment_of(house.app.extensions["lw-settings"])):
        yield
