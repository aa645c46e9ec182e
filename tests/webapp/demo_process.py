"""The demonstration as a process of its own, until its address is printed."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.webapp.command import environment, program

SECONDS_TO_END = 60


@dataclass(kw_only=True)
class Demo:
    """What it printed so far, where it serves, and, once it has ended, its exit code."""

    printed: str
    address: str
    exit_code: int | None = None


@contextmanager
def running_demo(*arguments: object, how_it_ends: signal.Signals = signal.SIGINT) -> Iterator[Demo]:
    """Serves within the block; ended as from a terminal, whose Ctrl-C reaches the whole group of processes."""
    process = subprocess.Popen(
        program("demo", "--port", 0, *arguments),
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stdout is not None
    demo = Demo(printed="", address="")
    try:
        for line in process.stdout:
            demo.printed += line
            if found := re.fullmatch(r"(http://127\.0\.0\.1:\d+)\n", line):
                demo.address = found[1]
                break
        assert demo.address, demo.printed
        yield demo
    finally:
        if process.poll() is None:
            os.killpg(process.pid, how_it_ends)
        demo.printed += process.communicate(timeout=SECONDS_TO_END)[0]
        demo.exit_code = process.returncode
