"""Plans of sites in processes of their own: how long each number of sites takes, and what is proven."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scenarios.default import default_scenario
from scenarios.scenario import Balance, Scenario
from scenarios.scenario_file import write_scenario
from tests.benchmarks.process import Ended, RunFailed, answer, run
from tests.scenarios.planning.dortmund import one_hundred_and_seventy
from tests.scenarios.planning.sparse import sparse_graph

BALANCES: tuple[Balance, ...] = ("band", "max_load")
INSTANCES: Mapping[str, tuple[Callable[[], Scenario], float]] = {
    "12": (lambda: default_scenario("stadtbezirke"), 60),
    "62": (lambda: default_scenario("statistische_bezirke"), 120),
    "170": (lambda: one_hundred_and_seventy("band"), 180),
    "p-median": (lambda: sparse_graph(200, 600, 10, seed=1)[0], 30),
}
"""Scenarios by name, and the seconds of each number of sites; 170 needs the operator's files of the shared folder."""
HEADINGS = (
    *("units", "balance", "k", "seconds", "CPU seconds", "peak MiB", "status", "largest", "imbalance", "its bound"),
    *("travel", "its bound", "gap"),
)


def plans(name: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """
    The cells of every balance and number of sites of an instance; each plan is checked.

    Raises
    ------
    RunFailed
        When there is no plan, or it breaks a rule.
    """
    make, seconds = INSTANCES[name]
    made = make()
    for balance in BALANCES if made.balance != "none" else (made.balance,):
        scenario, path = folder / "scenario.json", folder / "plan.json"
        write_scenario(replace(made, balance=balance), scenario)
        for k in range(made.k[0], made.k[1] + 1):
            wanted = ("--k", str(k), "--time-limit", str(seconds), "-o", str(path))
            ended = run("webapp", "plan", str(scenario), *wanted, folder=folder)
            if ended.code != 0:
                raise RunFailed(f"{name}, {balance}, k = {k}: exit {ended.code}\n{ended.err}")
            answer("webapp", "plan", str(scenario), "--check", str(path))
            yield row(name, balance, json.loads(path.read_text(encoding="utf-8"))["plans"][0], ended)


def row(name: str, balance: str, plan: dict[str, Any], ended: Ended) -> tuple[str, ...]:
    """The cells of one plan."""
    imbalance, travel = plan["imbalance"] or {}, plan["travel"]
    return (
        name,
        balance,
        str(plan["k"]),
        f"{ended.seconds:.1f}",
        f"{ended.cpu_seconds:.1f}",
        f"{ended.peak_mib:,.0f}",
        plan["status"],
        f"{plan['largest']:,}",
        f"{imbalance['best']:,.2f}" if imbalance else "",
        f"{imbalance['bound']:,.2f}" if imbalance else "",
        f"{travel['value']:,}",
        f"{travel['bound']:,}",
        f"{100 * travel['gap']:.3f} %",
    )
