"""The contract's worked examples through the command: exit code, both levels, who is served and who is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.folders import SHARED
from tests.webapp.command import run

EXAMPLES = sorted((SHARED / "spec" / "examples").glob("*.expected.json"))

pytestmark = pytest.mark.skipif(not EXAMPLES, reason="the contract's worked examples are missing")


def case_of(expected_file: Path) -> Path:
    return expected_file.with_name(expected_file.name.replace(".expected", ""))


def found_in(plan: dict[str, Any]) -> dict[str, Any]:
    """What the examples state, of a result."""
    open_needs = [(row["need"], row["reason"]) for row in plan["unmatched"]]
    return {
        "exit": 0,
        "status": plan["status"],
        "service": pytest.approx(plan["service"]["value"]),
        "cost": pytest.approx(plan["cost"]["value"]),
        "served": plan["service"]["served"],
        "servable": plan["service"]["servable"],
        "no_option": [need for need, reason in open_needs if reason == "no_option"],
        "outbid": sum(reason == "outbid" for _, reason in open_needs),
    }


@pytest.mark.parametrize("expected_file", EXAMPLES, ids=lambda path: path.name.partition(".")[0])
def test_worked_example(expected_file: Path, tmp_path: Path) -> None:
    expected = json.loads(expected_file.read_text(encoding="utf-8"))
    told = {key: value for key, value in expected.items() if key not in ("why", "one_optimal_plan")}
    case, plan = case_of(expected_file), tmp_path / "plan.json"
    answer = run("match", case, "-o", plan)
    assert answer.exit_code == expected["exit"], answer.output
    assert plan.exists() == (answer.exit_code == 0)
    if answer.exit_code == 0:
        found = found_in(json.loads(plan.read_text(encoding="utf-8")))
        assert {"status": "optimal", **told} == found
        assert run("check", case, plan).exit_code == 0


def test_pins_of_the_clashing_example_are_both_named() -> None:
    (case,) = [case_of(path) for path in EXAMPLES if path.name.startswith("10-")]
    answer = run("match", case)
    assert answer.exit_code == 3
    assert "n1, n2" in answer.stderr
