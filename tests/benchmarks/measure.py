"""What is measured: a case, and a method that plans it in a process of its own."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.baseline import CP_SAT_SECONDS, METHODS, NO_PLAN, OPTIONS_PER_NEED
from tests.benchmarks.process import Ended, RunFailed, answer, run

INVENTED: dict[str, tuple[str, ...]] = {
    "pilot": ("--size", "pilot"),
    "three-sites": ("--size", "three-sites"),
    "city": ("--size", "city"),
    "ten-cities": ("--size", "city", "--cities", "10"),
    "dense": ("--size", "city", "--households", "20500"),
}
"""Arguments of ``generate`` by name of the case."""
ENGINE = "engine"
CHECK_SECONDS = 1800
"""Longest that a baseline's plan is checked; in the dense case every rule for everybody takes long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """
    One run to be measured.

    Attributes
    ----------
    method
        The engine or one of ``baseline.METHODS``.
    effort, seed
        Of the engine; nothing to the others.
    options_per_need, cp_sat_seconds
        Limits of CP-SAT; nothing to the others.
    """

    case: str
    path: Path
    method: str = ENGINE
    effort: str = ""
    seed: int | None = None
    options_per_need: int = OPTIONS_PER_NEED
    cp_sat_seconds: float = CP_SAT_SECONDS

    def __str__(self) -> str:
        return f"{self.case}, " + (f"{self.effort}, seed {self.seed}" if self.method == ENGINE else self.method)

    def command(self, plan: Path) -> tuple[str, ...]:
        """Module and arguments that write the plan."""
        if self.method == ENGINE:
            return "webapp", "match", str(self.path), "-o", str(plan), "--effort", self.effort, "--seed", str(self.seed)
        limits = ("--options-per-need", str(self.options_per_need), "--cp-sat-seconds", str(self.cp_sat_seconds))
        return "tests.benchmarks.baseline", self.method, str(self.path), "-o", str(plan), *limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """
    What a run took and what it found.

    Attributes
    ----------
    options
        None where they could not be counted.
    result
        The figures of its result; None when it has no plan.
    said
        How it ended, in its own words.
    """

    job: Job
    seconds: float
    peak_mib: float
    options: int | None
    result: dict[str, Any] | None
    said: str


def measure(job: Job, *, options: int | None) -> Measurement:
    """Run it once. Raises ``RunFailed`` with what it said, also when the plan breaks a rule."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = folder / "plan.json"
        ended = run(*job.command(plan), folder=folder)
        said, result = _outcome(job, ended), None
        if plan.is_file():
            result = json.loads(answer("tests.benchmarks.figures", str(plan)))
            said = "; ".join(part for part in (said, _checked(job, plan)) if part)
    return Measurement(
        job=job, seconds=ended.seconds, peak_mib=ended.peak_mib, options=options, result=result, said=said
    )


def _outcome(job: Job, ended: Ended) -> str:
    """How it ended. Raises ``RunFailed`` when that is a mistake and no answer."""
    if ended.code < 0:
        # Most likely for want of memory, which says something about the method.
        return f"ended by signal {-ended.code}"
    if ended.code != 0 and not (ended.code == NO_PLAN and job.method != ENGINE):
        raise RunFailed(f"{job.case}: exit {ended.code}\n{ended.err}")
    return ended.out


def _checked(job: Job, plan: Path) -> str:
    """What ``check`` says. Raises ``RunFailed`` when the plan breaks a rule."""
    try:
        answer("webapp", "check", str(job.path), str(plan), seconds=CHECK_SECONDS)
    except subprocess.TimeoutExpired:
        return f"check not done in {CHECK_SECONDS:,} s"
    return "checked"


def generate(case: str, seed: int, path: Path) -> Path:
    """Write an invented case."""
    answer("webapp", "generate", *INVENTED[case], "--seed", str(seed), "-o", str(path))
    return path


def count_options(case: Path) -> int | None:
    """Number of options of a case, counted in a process of its own; None when that fails."""
    try:
        return int(answer("tests.benchmarks.count_options", str(case)))
    except RunFailed:
        return None


def warm_up() -> None:
    """Run every baseline once, so that compiling what only they need is not counted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "case.json"
        answer("webapp", "generate", "--size", "pilot", "--households", "5", "-o", str(path))
        for method in METHODS:
            job = Job(case="warm-up", path=path, method=method, cp_sat_seconds=1)
            _outcome(job, run(*job.command(folder / "plan.json"), folder=folder))
