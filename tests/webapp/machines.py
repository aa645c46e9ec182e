"""A Dask scheduler and workers on this machine, each a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.webapp.command import ROOT, environment


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
        while not self.file.exists():
            time.sleep(0.05)
        return str(json.loads(self.file.read_text())["address"])

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
