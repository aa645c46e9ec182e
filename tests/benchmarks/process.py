"""Runs our programs in processes of their own, so that starting Python counts too."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

KIB_PER_MIB = 1024
ROOT = Path(__file__).resolve().parents[2]
PYTHON = (sys.executable, "-P", "-m")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
"""Ours and nothing that lies where the caller stands."""


class RunFailed(Exception):
    """The command did not end with a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """
    How a process ended.

    Attributes
    ----------
    seconds
        From starting the process to its end.
    cpu_seconds
        Of the process and of those it waited for.
    peak_mib
        Most memory of the process, or of a worker it waited for if that took more.
    code
        Exit code; below 0 the signal that ended it.
    out, err
        What it said.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float
    code: int
    out: str
    err: str


def run(*arguments: str, folder: Path, n_cores: int | None = None, hash_seed: int | None = None) -> Ended:
    """
    One of our modules with its arguments, measured.

    Parameters
    ----------
    folder
        For what it says.
    n_cores
        Cores it may use, the first of those we may use; None for all.
    hash_seed
        Its ``PYTHONHASHSEED``; None for ours.
    """
    environment = ENVIRONMENT if hash_seed is None else {**ENVIRONMENT, "PYTHONHASHSEED": str(hash_seed)}
    limit = None if n_cores is None else lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:n_cores])
    out, err = folder / "out.txt", folder / "err.txt"
    started = time.perf_counter()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            [*PYTHON, *arguments], env=environment, stdout=stdout, stderr=stderr, preexec_fn=limit
        )
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts in KiB, macOS in bytes.
    peak_kib = used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss // 1024
    return Ended(
        seconds=seconds,
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_mib=peak_kib / KIB_PER_MIB,
        code=process.returncode,
        out=out.read_text(encoding="utf-8").strip(),
        err=err.read_text(encoding="utf-8").strip(),
    )


def answer(*arguments: str, seconds: float | None = None) -> str:
    """What one of our modules prints. Raises ``RunFailed`` when it fails, ``TimeoutExpired`` when it takes longer."""
    ended = subprocess.run(
        [*PYTHON, *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=seconds
    )
    if ended.returncode != 0:
        raise RunFailed(f"{arguments[0]}: exit {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return ended.stdout
