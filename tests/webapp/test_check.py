import json
from pathlib import Path
from typing import Any

import pytest

from tests.webapp.command import run


@pytest.fixture
def plan(small_case: Path) -> Path:
    path = small_case.with_name("plan.json")
    assert run("match", small_case, "-o", path).exit_code == 0
    return path


def change(plan: Path, **changes: Any) -> None:
    facts = json.loads(plan.read_text())
    facts["assignments"][0].update(changes)
    plan.write_text(json.dumps(facts))


def test_plan_that_holds_exits_with_0(small_case: Path, plan: Path) -> None:
    answer = run("check", small_case, plan)
    assert answer.exit_code == 0
    assert answer.stdout == "Alles in Ordnung: 1 Zuordnungen, 0 offene Bedarfe geprüft.\n"


def test_every_violation_is_printed_and_exits_with_1(small_case: Path, plan: Path) -> None:
    change(plan, cost=99, state="kept")
    answer = run("check", small_case, plan)
    assert answer.exit_code == 1
    lines = answer.stdout.splitlines()
    assert lines[0] == f"{len(lines) - 1} Verstöße:"
    assert any(line.startswith("Aufwand (cost)") and "99" in line for line in lines)
    assert any(line.startswith("Stand (state)") for line in lines)


def test_broken_rule_is_named_in_german(small_case: Path, plan: Path) -> None:
    change(plan, start="mon 08:00")
    answer = run("check", small_case, plan)
    assert answer.exit_code == 1
    assert "Zeit (time)" in answer.stdout


def test_result_of_another_case_is_a_violation(small_case: Path, plan: Path) -> None:
    small_case.write_text(small_case.read_text().replace('"urgency": 2', '"urgency": 3'))
    answer = run("check", small_case, plan)
    assert answer.exit_code == 1
    assert "anderer Fall (case_sha256)" in answer.stdout


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": "lokal-willkommen/case@1"}'])
def test_unreadable_result_exits_with_2(small_case: Path, plan: Path, text: str) -> None:
    plan.write_text(text)
    answer = run("check", small_case, plan)
    assert answer.exit_code == 2
    assert answer.stdout == ""


def test_missing_files_exit_with_2(small_case: Path) -> None:
    assert run("check", small_case, small_case.with_name("missing.json")).exit_code == 2
    assert run("check", small_case.with_name("missing.json"), small_case).exit_code == 2
