"""
Pages under load: ``python -m tests.benchmarks.load``, or ``./lw benchmark --load``.

Fifty people with the city's data open page after page while a run is going. Prints per page how often it was opened,
median and 95th percentile of the time to its last byte in milliseconds, and the most queries it took.

Server and worker are processes of their own, started as ``serve`` and ``worker`` start them; the people are threads of
this one, on the same machine. Each draws a page of her role, waits for its last byte, and reads it for as long as
``THINK_SECONDS`` say; so one slow page does not keep others from being asked for. Time is taken at the client, from
before the request is sent. Files and forms that somebody opens now and then have a tenth of the weight of the others.
When a run ends before the people do, the next one is started.
"""

import argparse
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from tests.benchmarks import table
from tests.benchmarks.load_data import PASSWORD, USERS, WEEKS, fill
from tests.benchmarks.load_server import QUERIES
from webapp.access import visible
from webapp.app import create_app
from webapp.database import db
from webapp.demo.logins import address
from webapp.demo.processes import beside, environment_of
from webapp.jobs import work_off
from webapp.models import Household, Match, Need, Offer, Run, User, Volunteer
from webapp.models.runs import UNDER_WAY
from webapp.pages.guard import ROLES_OF
from webapp.services.runs import start_run
from webapp.settings import Settings

HEADINGS = ("page", "opened", "median ms", "95 % ms", "most queries", "failed")
LIMIT_MILLISECONDS = 300
THINK_SECONDS = 10.0
"""Mean pause of a person between two pages, exponentially distributed: who decides about a proposal reads it first."""
SECONDS = 180
_IDS = {
    "household_id": Household,
    "need_id": Need,
    "match_id": Match,
    "volunteer_id": Volunteer,
    "offer_id": Offer,
    "run_id": Run,
}
_EXAMPLES = 30
_RARE = re.compile("export|chain|delete|pilot|round_table|new_|organisations?$|sites?$")
"""Pages that nobody opens again and again: files, the check of the log, evaluations, forms for what is new."""
_RARE_SHARE = 10
_TIMEOUT_SECONDS, _LOOK_SECONDS = 30, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One page, opened once."""

    page: str
    milliseconds: float
    queries: int
    failed: bool


@dataclass
class Person:
    """Somebody at work: her pages by endpoint, and what came of them."""

    name: str
    pages: list[tuple[str, str]]
    found: list[Opened] = field(default_factory=list)

    def work(self, port: int, everybody: threading.Barrier, wanted: argparse.Namespace, seed: int) -> None:
        """Sign in, wait for the others, then open pages until the end."""
        rng, browser = random.Random(seed), Browser(port)
        browser.sign_in(self.name)
        everybody.wait(_TIMEOUT_SECONDS)
        until = time.monotonic() + wanted.seconds
        while (pause := rng.expovariate(1 / wanted.think)) < until - time.monotonic():
            time.sleep(pause)
            page, path = rng.choice(self.pages)
            started = time.perf_counter()
            status, queries, _ = browser.request("GET", path)
            took = 1000 * (time.perf_counter() - started)
            self.found.append(Opened(page=page, milliseconds=took, queries=queries, failed=status >= 400))
        browser.close()


class Browser:
    """One connection that keeps its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
        self.cookies: dict[str, str] = {}

    def request(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, int, bytes]:
        """Status, number of queries, the page unread."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(form) if form else None, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, int(answer.headers.get(QUERIES, 0)), answer.read()

    def close(self) -> None:
        """Let the server have its thread back."""
        self.connection.close()

    def sign_in(self, name: str) -> None:
        """As ``name@example.org``."""
        _, _, page = self.request("GET", "/anmelden")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.decode())
        form = {"email": address(name), "password": PASSWORD, "csrf_token": token[1] if token else ""}
        status, _, _ = self.request("POST", "/anmelden", form)
        if status != 302:
            raise RuntimeError(f"signing in answered with {status}, expected 302")


def people(app: Flask) -> list[Person]:
    """Everybody with the pages of her role, those with a number by examples that she may see."""
    found = []
    with app.app_context():
        for role, n in USERS.items():
            rules = [rule for rule in app.url_map.iter_rules() if _is_for(app, rule, role)]
            for number in range(n):
                name = f"{role}{number}"
                user = db.session.scalars(select(User).where(User.email == address(name))).one()
                found.append(Person(name=name, pages=[page for rule in rules for page in _paths(user, rule)]))
    return found


def _is_for(app: Flask, rule: Rule, role: str) -> bool:
    roles = getattr(app.view_functions[rule.endpoint], ROLES_OF, None) or ()
    is_page = "GET" in (rule.methods or ()) and rule.arguments <= set(_IDS) and len(rule.arguments) <= 1
    # Streams never end.
    return is_page and role in roles and not re.search("stream|events|fortschritt|verlauf", rule.rule)


def _paths(user: User, rule: Rule) -> list[tuple[str, str]]:
    """So many of each that a page with a number is as likely as one without, and a rare one less so."""
    most = _EXAMPLES // _RARE_SHARE if _RARE.search(rule.endpoint) else _EXAMPLES
    if not rule.arguments:
        return [(rule.endpoint, rule.rule)] * most
    (name,) = rule.arguments
    kind: Any = _IDS[name]
    ids = db.session.scalars(visible(user, kind).with_only_columns(kind.id).order_by(kind.id.desc()).limit(most)).all()
    return [(rule.endpoint, re.sub("<.*>", str(id_), rule.rule)) for id_ in ids]


@contextmanager
def serving(settings: Settings) -> Iterator[int]:
    """The server in a process of its own; yields its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.load_server"],
        env=environment_of(settings),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate()


def measure(app: Flask, settings: Settings, wanted: argparse.Namespace) -> list[Opened]:
    """What fifty people see while a run is going."""
    crowd = people(app)
    with serving(settings) as port, beside("worker", environment_of(settings)):
        warm_up(crowd, port)
        everybody = threading.Barrier(len(crowd))
        threads = [
            threading.Thread(target=person.work, args=(port, everybody, wanted, number), daemon=True)
            for number, person in enumerate(crowd)
        ]
        with app.app_context():
            _keep_running()
            for thread in threads:
                thread.start()
            looks = _watch(threads, time.monotonic() + wanted.seconds + 2 * _TIMEOUT_SECONDS)
            _newest_run().wish = "stop"
            db.session.commit()
    _tell(f"a run was going {sum(looks)} of {len(looks)} times; load average {os.getloadavg()[0]:.1f}")
    return [opened for person in crowd for opened in person.found]


def _watch(threads: Sequence[threading.Thread], until: float) -> list[bool]:
    """Until the people are done: whether a run was going at each look, and the next one when it was not."""
    looks = []
    while any(thread.is_alive() for thread in threads) and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
        looks.append(_keep_running())
    return looks


def _keep_running() -> bool:
    """Whether a run is going; starts one otherwise."""
    newest = _newest_run()
    if newest.status in UNDER_WAY:
        return True
    work_off(start_run(None, effort="thorough", seed=newest.id).id)
    return False


def _newest_run() -> Run:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).one()


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def warm_up(crowd: Sequence[Person], port: int) -> None:
    """Open each page once, as the first of her role who has it: templates are read only then."""
    seen: set[str] = set()
    for person in crowd:
        new = {page: path for page, path in person.pages if page not in seen}
        if new:
            browser = Browser(port)
            browser.sign_in(person.name)
            for path in new.values():
                browser.request("GET", path)
            browser.close()
        seen |= set(new)


def rows_of(found: Sequence[Opened]) -> list[tuple[str, ...]]:
    """One row per page, slowest first, and one for all."""
    by_page: dict[str, list[Opened]] = defaultdict(list)
    for opened in found:
        by_page[opened.page].append(opened)
    rows = [_row(page, some) for page, some in by_page.items()]
    rows.sort(key=lambda row: -float(row[3]))
    return [*rows, _row("all", found)]


def _row(page: str, found: Sequence[Opened]) -> tuple[str, ...]:
    times = sorted(opened.milliseconds for opened in found)
    return (
        page,
        str(len(times)),
        f"{statistics.median(times):.0f}",
        f"{percentile(times, 0.95):.0f}",
        str(max(opened.queries for opened in found)),
        str(sum(opened.failed for opened in found)),
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest of the ordered numbers that so many of them do not exceed."""
    return ordered[max(0, -(-len(ordered) * share // 1).__int__() - 1)]


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments, or an end with exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description="Measure pages under load.")
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, metavar="N", help=f"how long people work (default: {SECONDS})"
    )
    parser.add_argument(
        "--think", type=float, default=THINK_SECONDS, metavar="N",
        help=f"mean seconds from a page to the next one (default: {THINK_SECONDS:.0f})",
    )  # fmt: skip
    parser.add_argument("--weeks", type=int, default=WEEKS, metavar="N", help=f"of history (default: {WEEKS})")
    parser.add_argument("--households", type=int, metavar="N", help="instead of the city's 2,050")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep the filled database there, or use it again")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill, measure, print; exit code 1 when the 95th percentile of all pages is above 300 ms or a page failed."""
    wanted = parsed(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = wanted.data or Path(folder)
        is_filled = data.is_dir() and any(data.iterdir())
        settings = Settings(
            database_url="",
            data_folder=data,
            https=False,
            run_weekday=None,
            secret_key="s" * 40,
            password_salt="p" * 40,
        )
        app = create_app(settings, {"SECURITY_PASSWORD_HASH": "plaintext"})
        if not is_filled:
            _tell("filling the database ...")
            started = time.monotonic()
            fill(app, weeks=wanted.weeks, households=wanted.households)
            _tell(f"filled in {time.monotonic() - started:.0f} s")
        _tell("measuring ...")
        found = measure(app, settings, wanted)
    rows = rows_of(found)
    table.show(rows, HEADINGS)
    slow, failed = float(rows[-1][3]) > LIMIT_MILLISECONDS, rows[-1][-1] != "0"
    return 1 if slow or failed else 0


if __name__ == "__main__":
    sys.exit(main())
