"""Measures one run of the command in a process of its own, so that starting Python counts too."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KIB_PER_MIB = 1024
ROOT = Path(__file__).resolve().parents[2]
PYTHON = (sys.executable, "-P", "-m")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
"""Ours and nothing that lies where the caller stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """
    What a run took and what it found.

    Attributes
    ----------
    seconds
        From starting the process to its end.
    peak_mib
        Most memory of the command's process, or of a worker it waited for if that took more.
    options
        None where they could not be counted.
    result
        The result as read from its file.
    """

    case: str
    seconds: float
    peak_mib: float
    options: int | None
    result: dict[str, Any]


class RunFailed(Exception):
    """The command did not end with a plan."""


def measure(name: str, case: Path, *, effort: str, seed: int, options: int | None) -> Measurement:
    """Match the case once. Raises ``RunFailed`` with what the command said."""
    with tempfile.TemporaryDirectory() as folder:
        plan, said = Path(folder) / "plan.json", Path(folder) / "said.txt"
        seconds, peak_kib, code = _run(
            "match", str(case), "-o", str(plan), "--effort", effort, "--seed", str(seed), said=said
        )
        if code != 0:
            raise RunFailed(f"{name}: exit {code}\n{said.read_text(encoding='utf-8')}")
        result = json.loads(plan.read_text(encoding="utf-8"))
    # The plan itself is not needed, and a large parent would count as memory of the next child.
    del result["assignments"], result["unmatched"]
    return Measurement(case=name, seconds=seconds, peak_mib=peak_kib / KIB_PER_MIB, options=options, result=result)


def _run(*arguments: str, said: Path) -> tuple[float, int, int]:
    """Seconds, peak memory in KiB and exit code of the command."""
    started = time.perf_counter()
    with said.open("wb") as stderr:
        process = subprocess.Popen([*PYTHON, "webapp", *arguments], env=ENVIRONMENT, stderr=stderr)
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts in KiB, macOS in bytes.
    peak_kib = used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss // 1024
    return seconds, peak_kib, process.returncode


def generate(size: str, path: Path) -> Path:
    """Write the invented case of a size."""
    subprocess.run([*PYTHON, "webapp", "generate", "--size", size, "-o", str(path)], env=ENVIRONMENT, check=True)
    return path


def count_options(case: Path) -> int | None:
    """Number of options of a case, counted in a process of its own; None when that fails."""
    answer = subprocess.run(
        [*PYTHON, "tests.benchmarks.count_options", str(case)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    return int(answer.stdout) if answer.returncode == 0 else None
