"""Whether runs of the same case, effort and seed write the same bytes, however many cores there are."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import Job
from tests.benchmarks.process import RunFailed, run

N_CORES = (1, 2)
HASH_SEEDS = (0, 1, 12345)
HEADINGS = ("case", "effort", "seed", "runs", "cores", "hash seeds", "seconds", "plan", "same bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """
    What a run wrote, and how.

    Attributes
    ----------
    plan
        Checksum of the result file without its line of seconds.
    """

    n_cores: int
    hash_seed: int
    seconds: float
    plan: str

    def __str__(self) -> str:
        return f"{self.plan} on {self.n_cores} cores, PYTHONHASHSEED {self.hash_seed}"


def repeat(job: Job, times: int) -> list[Written]:
    """
    Run it so often, on one core and on two, with one value of ``PYTHONHASHSEED`` after the other.

    Raises
    ------
    RunFailed
        When a run does not end with a plan, or two cores are not to be had.
    """
    if not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < max(N_CORES):
        raise RunFailed(f"--repeat needs Linux and {max(N_CORES)} cores")
    written = []
    for number in range(times):
        n_cores, hash_seed = N_CORES[number % len(N_CORES)], HASH_SEEDS[number % len(HASH_SEEDS)]
        with tempfile.TemporaryDirectory() as name:
            plan = Path(name) / "plan.json"
            ended = run(*job.command(plan), folder=Path(name), n_cores=n_cores, hash_seed=hash_seed)
            if ended.code != 0:
                raise RunFailed(f"{job.case}: exit {ended.code}\n{ended.err}")
            written.append(
                Written(n_cores=n_cores, hash_seed=hash_seed, seconds=ended.seconds, plan=plan_checksum(plan))
            )
    return written


def plan_checksum(path: Path) -> str:
    """First 12 digits of the SHA-256 of a result file without its line of seconds."""
    lines = path.read_bytes().splitlines(keepends=True)
    rest = [line for line in lines if not line.startswith(b' "seconds": ')]
    if len(rest) != len(lines) - 1:
        raise RunFailed(f"{path.name}: {len(lines) - len(rest)} lines of seconds, expected one")
    return hashlib.sha256(b"".join(rest)).hexdigest()[:12]


def same(written: Sequence[Written]) -> bool:
    """Whether every run wrote the same plan."""
    return len({one.plan for one in written}) == 1


def row(job: Job, written: Sequence[Written]) -> tuple[str, ...]:
    """The cells of the runs of a job."""
    seconds = [one.seconds for one in written]
    return (
        job.case,
        job.effort,
        str(job.seed),
        str(len(written)),
        _listed({one.n_cores for one in written}),
        _listed({one.hash_seed for one in written}),
        f"{min(seconds):.1f} to {max(seconds):.1f}",
        written[0].plan,
        "yes" if same(written) else f"no: {len({one.plan for one in written})} plans",
    )


def _listed(numbers: set[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
