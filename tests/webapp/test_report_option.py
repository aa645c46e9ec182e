"""``--report DIR``: a folder in the language asked for, refused before anything is computed."""

import json
from pathlib import Path

import pytest

from scenarios.scenario_canonical import sorted_scenario
from scenarios.scenario_file import read_scenario, write_scenario
from scenarios.site_plan_file import read_plans
from tests.scenarios.report.conftest import make_town
from tests.webapp.command import run

QUICK = ("--weeks", 2, "--seeds", 1, "--arrivals", 50, "--jobs", 1)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.json"
    write_scenario(make_town(), path)
    return path


def test_plan_writes_plans_opening_and_regret(town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bericht"
    answer = run("plan", town, "--report", folder)
    assert answer.exit_code == 0, answer.stderr
    assert answer.stderr.endswith("/bericht/report.html\n")
    found = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert [plan["status"] for plan in found["plans"]] == ["optimal", "optimal", "infeasible"]
    assert found["plans"][2]["clash"] == [
        {"code": "budget", "ids": [], "number": 250_000},
        {"code": "k", "ids": [], "number": 3},
    ]
    assert found["simulation"] is None
    assert read_plans(folder / "plan.json").plans[0].k == 1
    assert read_scenario(folder / "scenario.json") == sorted_scenario(make_town())
    assert len(found["openings"]) == len(found["regret"]["rows"]) == 2


def test_simulate_writes_plans_and_weeks_ahead(town: Path, tmp_path: Path) -> None:
    answer = run("simulate", town, *QUICK, "--report", tmp_path / "bericht", "--lang", "en")
    assert answer.exit_code == 0, answer.stderr
    assert answer.stderr.endswith("/bericht/report.html\n")
    folder = tmp_path / "bericht"
    assert 'lang="en"' in (folder / "report.html").read_text(encoding="utf-8")
    found = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert [plan["k"] for plan in found["plans"]] == [1, 2, 3]
    assert found["plans"][2]["status"] == "infeasible"  # three sites cost 300,000 of 250,000
    assert found["simulation"]["arrivals"] == [50]
    assert found["recommended_k"] in (1, 2)
    assert {"scenario.json", "plan.json", "simulation.json", "figures", "tables"} <= {
        path.name for path in folder.iterdir()
    }


@pytest.mark.parametrize("command", ["plan", "simulate"])
def test_folder_with_other_files_is_refused_before_anything_is_computed(
    town: Path, tmp_path: Path, command: str
) -> None:
    (tmp_path / "brief.txt").write_text("x")
    answer = run(command, town, "--report", tmp_path)
    assert answer.exit_code == 2
    assert "expected a new or empty folder, or one with an earlier report" in answer.stderr
