"""Simulations in processes of their own: how long they take, and by how much the engine serves more."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenarios.default import LEVELS, default_scenario
from scenarios.scenario_file import write_scenario
from tests.benchmarks.process import Ended, RunFailed, run

SCENARIOS = LEVELS
BASELINES = ("first_come", "most_urgent_nearest")
HEADINGS = (
    "scenario",
    "weeks",
    "seeds",
    "arrivals",
    "policies",
    "processes",
    "seconds",
    "CPU seconds",
    "peak MiB",
    *(f"more points than {name}" for name in BASELINES),
    "outcome",
)


def simulate(level: str, *, weeks: int, seeds: int, policies: str, processes: int, folder: Path) -> tuple[str, ...]:
    """
    The cells of a simulation of a default scenario, with every number of arrivals.

    Raises
    ------
    RunFailed
        When it does not come to its end.
    """
    scenario, outcome = folder / "scenario.json", folder / "outcome.json"
    write_scenario(default_scenario(level), scenario)
    wanted = ("--weeks", str(weeks), "--seeds", str(seeds), "--policies", policies, "--jobs", str(processes))
    ended = run("webapp", "simulate", str(scenario), "-o", str(outcome), *wanted, folder=folder)
    if ended.code != 0:
        raise RunFailed(f"{level}: exit {ended.code}\n{ended.err}")
    return row(level, json.loads(outcome.read_text(encoding="utf-8")), ended, processes, checksum(outcome))


def checksum(path: Path) -> str:
    """First 12 digits of the SHA-256 of an outcome."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def row(level: str, outcome: dict[str, Any], ended: Ended, processes: int, checked: str) -> tuple[str, ...]:
    """The cells of one simulation."""
    return (
        level,
        str(outcome["weeks"]),
        str(outcome["seeds"]),
        ", ".join(map(str, outcome["arrivals"])),
        str(len(outcome["policies"])),
        str(processes),
        f"{ended.seconds:.1f}",
        f"{ended.cpu_seconds:.1f}",
        f"{ended.peak_mib:,.0f}",
        *(_advantages(outcome["advantages"], name) for name in BASELINES),
        checked,
    )


def _advantages(advantages: Sequence[dict[str, Any]], baseline: str) -> str:
    """By number of arrivals, with the interval of the mean in points."""
    return "; ".join(
        f"{one['share']:+.2%} ({one['low']:,.0f} to {one['high']:,.0f})"
        for one in advantages
        if one["baseline"] == baseline
    )
