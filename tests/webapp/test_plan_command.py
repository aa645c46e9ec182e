"""``plan``: tables of site plans, files, exit codes."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scenarios.scenario import Scenario
from scenarios.scenario_file import write_scenario
from scenarios.site_plan_file import read_plans
from tests.scenarios.planning.test_clash import a_street
from tests.webapp.command import run


def street() -> Scenario:
    """Four units of ten households in a row, a site of 100 euro in each of the first three."""
    return a_street(k=(1, 2))


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    write_scenario(street(), tmp_path / "scenario.json")
    return tmp_path / "scenario.json"


def test_a_row_per_number_of_sites_and_their_catchments(scenario: Path) -> None:
    result = run("plan", scenario)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[1].split()[:3] == ["1", "40", "40"]
    assert lines[2].split()[:3] == ["2", "20", "20"]
    assert "2 Standorte" in lines
    assert "  at-a: 40 Haushalte – a, b, c, d" in lines or "  at-b: 40 Haushalte – a, b, c, d" in lines
    assert "  at-c: 20 Haushalte – c, d" in lines
    assert "eröffnet" not in result.stdout


def test_a_written_plan_is_checked_and_reads_back(scenario: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    assert run("plan", scenario, "-o", path, "--k", "2").exit_code == 0
    plans = read_plans(path)
    assert [plan.k for plan in plans.plans] == [2]
    checked = run("plan", scenario, "--check", path)
    assert (checked.exit_code, checked.stdout) == (
        0,
        "Alles in Ordnung: Pläne für 2 Standorte nachgerechnet.\n",
    )


def test_a_plan_with_a_wrong_number_does_not_pass(scenario: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    run("plan", scenario, "-o", path, "--k", "2")
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["plans"][0]["largest"] = 21
    path.write_text(json.dumps(facts), encoding="utf-8")
    result = run("plan", scenario, "--check", path)
    assert result.exit_code == 1
    assert "published 21, counted 20" in result.stdout


def test_json_goes_to_standard_output(scenario: Path) -> None:
    result = run("plan", scenario, "--json")
    assert [plan["status"] for plan in json.loads(result.stdout)["plans"]] == ["optimal", "optimal"]


def test_what_clashes_is_said_with_exit_code_3(tmp_path: Path) -> None:
    write_scenario(replace(street(), k=(2, 2), yearly_budget=Decimal(199)), tmp_path / "poor.json")
    result = run("plan", tmp_path / "poor.json")
    assert result.exit_code == 3
    assert "Nicht zugleich erfüllbar: das Budget von 199 € im Jahr und 2 Standorte." in result.stdout


def test_one_possible_number_is_enough_for_exit_code_0(tmp_path: Path) -> None:
    write_scenario(replace(street(), yearly_budget=Decimal(199)), tmp_path / "poor.json")
    result = run("plan", tmp_path / "poor.json")
    assert result.exit_code == 0
    assert "2 Standorte: nicht möglich" in result.stdout


def test_a_file_that_is_no_scenario_is_refused_with_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text("{}", encoding="utf-8")
    assert run("plan", tmp_path / "odd.json").exit_code == 2
