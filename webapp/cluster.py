"""
``match --cluster`` and ``simulate --cluster``: work done by the workers of a Dask scheduler that runs already.

What goes there are facts of people, packed so that no log of the cluster shows them; what comes back while the workers
are busy are figures only.
"""

import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from queue import SimpleQueue
from typing import Any, Generic

from matcher.errors import SolveFailed
from matcher.processes import Done, Item, Said, Stop, Work
from matcher.progress import Progress
from matcher.regions import Region
from matcher.solve import VERSION
from matcher.solved import Solved
from matcher.spread import SolveRegion, Spread
from webapp.terminal.failures import BadUse, ClusterFailed
from webapp.words import printable

MOST_SECONDS_TO_ANSWER = 10
"""Until the scheduler answers, and without any worker."""
_LOOK_EVERY_SECONDS = 0.2
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):(?P<port>\d{1,5})")


@contextmanager
def on_cluster(address: str) -> Iterator[Spread]:
    """The cluster as a place to solve regions, while the block runs; raises as ``connected`` does."""
    with connected(address) as client:
        yield partial(_solve_regions, client)


def _solve_regions(
    client: Any,
    solve_region: SolveRegion,
    regions: Sequence[Region],
    /,
    *,
    stop: Stop,
    report: Callable[[int, Progress], None],
) -> list[Solved]:
    def tell(number: int, figures: dict[str, Any]) -> None:
        report(number, Progress(**figures))

    return done_there(client, InFigures(solve_region), regions, stop=stop, report=tell)


class InFigures:
    """Solves a region and reports in plain figures, the only thing that a cluster hands on meanwhile."""

    def __init__(self, solve_region: SolveRegion) -> None:
        self.solve_region = solve_region

    def __call__(self, region: Region, /, *, stop: Stop, report: Callable[[dict[str, Any]], None]) -> Solved:
        """The region's result."""
        return self.solve_region(region, stop=stop, report=lambda progress: report(asdict(progress)))


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """
    A client of the cluster, while the block runs, once all its workers are fit.

    Raises
    ------
    BadUse
        When the address is none, or the package that talks with clusters is missing.
    ClusterFailed
        When nobody answers, or a worker has not this version of the program.
    """
    found = _ADDRESS.fullmatch(address)
    if not found or not 0 < int(found["port"]) < 2**16:
        raise BadUse(
            f"--cluster: {printable(address)} ist keine Adresse; gemeint ist etwas wie tcp://10.0.0.5:8786, "
            "so wie der Dask-Scheduler sie beim Start nennt."
        )
    try:
        from distributed import Client
    except ImportError:
        raise BadUse(
            "Für --cluster fehlt das Paket distributed; es kommt mit: pip install 'lokal-willkommen[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=MOST_SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, TimeoutError):
        raise ClusterFailed(
            f"Unter {printable(address)} antwortet kein Dask-Scheduler (gewartet: {MOST_SECONDS_TO_ANSWER} Sekunden)."
        ) from None
    with client:
        _refuse_unfit_workers(client)
        yield client


def _refuse_unfit_workers(client: Any) -> None:
    """Say so when there is no worker, or one without this program or with another version of it."""
    try:
        client.wait_for_workers(1, timeout=MOST_SECONDS_TO_ANSWER)
    except TimeoutError:
        raise ClusterFailed("Am Dask-Scheduler ist kein Arbeitsprozess (dask worker) angemeldet.") from None
    versions = client.run(_version, on_error="return")
    for worker, version in sorted(versions.items()):
        where = f"Auf dem Arbeitsprozess {printable(str(worker))}"
        if isinstance(version, BaseException):
            raise ClusterFailed(f"{where} läuft Lokal Willkommen nicht ({type(version).__name__}). Ist es installiert?")
        if version != VERSION:
            raise ClusterFailed(
                f"{where} ist Lokal Willkommen {printable(str(version))} installiert, hier {VERSION}. "
                "Nur gleiche Versionen rechnen denselben Plan."
            )


def done_there(
    client: Any,
    work: Work[Item, Done, Said],
    items: Sequence[Item],
    /,
    *,
    stop: Stop,
    report: Callable[[int, Said], None],
) -> list[Done]:
    """What came of the items, each done by some worker; what they report must be plain figures."""
    run = f"lokal-willkommen-{uuid.uuid4().hex}"
    steps: SimpleQueue[dict[str, Any]] = SimpleQueue()
    client.subscribe_topic(run, lambda event: steps.put(event[1]))
    futures = [
        client.submit(_do, Parcel(work, item), number, run, pure=False, key=f"{run}-{number}")
        for number, item in enumerate(items)
    ]
    try:
        alone_since: float | None = None
        while not all(future.done() for future in futures):
            time.sleep(_LOOK_EVERY_SECONDS)
            while not steps.empty():
                step = steps.get()
                report(step["number"], step["said"])
            if stop():
                # Again and again: a worker may have come later.
                client.run(_stop, run, wait=False, on_error="ignore")
            alone_since = _alone_since(client, alone_since)
        return [_result(future) for future in futures]
    finally:
        client.cancel(futures, force=True)
        client.unsubscribe_topic(run)


def _alone_since(client: Any, before: float | None) -> float | None:
    """Since when there has been nobody to solve anything; raises ``ClusterFailed`` once that is too long."""
    if client.status != "running":
        raise ClusterFailed("Die Verbindung zum Dask-Scheduler ist abgebrochen.")
    if client.scheduler_info()["workers"]:
        return None
    now = time.monotonic()
    if before is not None and now - before > MOST_SECONDS_TO_ANSWER:
        raise ClusterFailed("Während der Rechnung sind alle Arbeitsprozesse des Clusters ausgefallen.")
    return before or now


def _result(future: Any) -> Any:
    """What the worker found, or the error it met."""
    from distributed import CancelledError, KilledWorker

    try:
        return future.result(timeout=MOST_SECONDS_TO_ANSWER)
    except KilledWorker:
        raise ClusterFailed(
            "Ein Teil der Rechnung hat mehrere Arbeitsprozesse des Clusters zum Absturz gebracht; reicht dort der "
            "Arbeitsspeicher?"
        ) from None
    except (CancelledError, OSError):
        raise ClusterFailed("Die Verbindung zum Dask-Scheduler ist abgebrochen.") from None


class Parcel(Generic[Item, Done, Said]):
    """Work on its way. Logs of a cluster show what tasks are given; of this they show nothing."""

    def __init__(self, work: Work[Item, Done, Said], item: Item) -> None:
        self.work, self.item = work, item

    def __repr__(self) -> str:
        return "<work>"


# On the workers


_stopped: set[str] = set()
"""Runs whose caller is content with the best plan so far."""
_one_at_a_time = threading.Lock()
"""A worker with several threads does one piece after the other, because one alone uses several cores."""


def _version() -> str:
    return VERSION


async def _stop(run: str) -> None:  # a worker only takes functions without waiting for them that are asynchronous
    _stopped.add(run)


def _do(parcel: Parcel[Item, Done, Said], number: int, run: str) -> Done:
    from distributed import get_worker

    worker = get_worker()

    def report(said: Said) -> None:
        worker.log_event(run, {"number": number, "said": said})

    try:
        with _one_at_a_time:
            return parcel.work(parcel.item, stop=lambda: run in _stopped, report=report)
    except SolveFailed:
        raise
    except Exception as error:
        # The cluster logs what an error says, and this one may speak of people.
        raise RuntimeError(f"{type(error).__name__} in a piece of work") from None
