"""A Dask scheduler and workers on this machine, each a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.waiting import MOST_SECONDS, comes_true
from tests.webapp.command import ROOT, environment
from webapp import cluster


class Machines:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, part: str, *settings: str, cwd: Path = ROOT, **changes: str) -> subprocess.Popen[bytes]:
        """A scheduler, or a worker that looks for it."""
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{part}", "--scheduler-file", str(self.file), *settings],
            cwd=cwd,
            env=environment(**changes),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def scheduler(self) -> str:
        """Start the scheduler; its address."""
        self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        assert comes_true(lambda: bool(self._address()))
        return self._address()

    def _address(self) -> str:
        """Empty until the scheduler has written into its file, which for a moment has nothing in it."""
        try:
            return str(json.loads(self.file.read_text())["address"])
        except (OSError, ValueError):
            return ""

    def worker(self, *settings: str, **changes: object) -> subprocess.Popen[bytes]:
        return self.start("worker", "--no-dashboard", "--nthreads", "1", *settings, **changes)


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    started = Machines(folder)
    try:
        yield started
    finally:
        for process in reversed(started.processes):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the program with a cluster, whose processes may take long to start on a busy machine."""
    monkeypatch.setattr(cluster, "MOST_SECONDS_TO_ANSWER", MOST_SECONDS)
