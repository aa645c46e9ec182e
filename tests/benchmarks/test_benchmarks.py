"""That measuring works; no figure of it is tested."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks.measure import Job, Measurement
from tests.benchmarks.table import HEADINGS, rows_of
from tests.instances import make_case
from tests.webapp.command import environment, written


def test_a_case_is_measured_in_a_fresh_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written(make_case(), tmp_path)
    results = tmp_path / "RESULTS.md"
    monkeypatch.setattr(benchmarks, "RESULTS", results)
    assert benchmarks.main(["--dir", str(tmp_path), "--effort", "quick", "--record"]) == 0
    heading, cells = (line.split() for line in capsys.readouterr().out.splitlines())
    assert heading[:5] == ["case", "method", "effort", "seed", "seconds"]
    assert cells[:4] == ["case", "engine", "quick", "0"]
    assert cells[-1] == "optimal"
    recorded = results.read_text(encoding="utf-8").splitlines()
    assert recorded[-1].count("|") == len(HEADINGS) + 1
    assert recorded[-1].startswith("| case | engine | quick | 0 |")


def test_baselines_are_checked_and_measured_against_the_engines_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written(make_case(), tmp_path)
    monkeypatch.setattr(benchmarks, "warm_up", lambda: None)
    wanted = ["--dir", str(tmp_path), "--methods", "first-come,engine", "--effort", "quick"]
    assert benchmarks.main(wanted) == 0
    said = capsys.readouterr()
    _, baseline, engine = said.out.splitlines()
    assert baseline.split()[:2] == ["case", "first-come"]
    # n1 weighs 20 + 5: 25 / 4 * 5.5 = 34.375 points, served by both.
    assert baseline.split().count("34.38") == 2
    assert "0.000 %" in baseline
    assert baseline.rstrip().endswith("checked; bound of engine quick, seed 0")
    assert engine.rstrip().endswith("optimal")
    assert "case, first-come ..." in said.err


def measured(method: str, *, bound: float = 110, value: float = 55, **job: object) -> Measurement:
    service = {"value": value, "bound": bound, "gap": 0.5, "served": 1, "servable": 2, "needs": 3}
    result = {"service": service, "cost": {"value": 7, "gap": 0.25}, "status": "feasible"}
    facts = Job(case="case", path=Path("case.json"), method=method, **job)
    return Measurement(job=facts, seconds=1.0, peak_mib=2.0, options=4, result=result, said="checked")


def test_best_of_the_engines_bounds_counts_for_the_baselines() -> None:
    engine = [
        measured("engine", effort="quick", seed=0, bound=110),
        measured("engine", effort="normal", seed=0, bound=100),
    ]
    cells = dict(zip(HEADINGS, rows_of([measured("greedy"), *engine])[0], strict=True))
    # (100 - 55) / 100
    assert (cells["bound"], cells["gap"], cells["cost gap"]) == ("100.00", "45.000 %", "")
    assert cells["status"] == "checked; bound of engine normal, seed 0"


def test_baseline_alone_has_no_gap() -> None:
    cells = dict(zip(HEADINGS, rows_of([measured("greedy")])[0], strict=True))
    assert (cells["service"], cells["bound"], cells["gap"], cells["status"]) == ("55.00", "", "", "checked")


def test_method_without_a_plan_has_a_row_that_says_why() -> None:
    given_up = replace(measured("cp-sat"), result=None, said="not run: too many options")
    cells = dict(zip(HEADINGS, rows_of([given_up])[0], strict=True))
    assert (cells["options"], cells["service"], cells["status"]) == ("4", "", "not run: too many options")


def test_generator_seed_is_part_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(benchmarks, "generate", lambda case, seed, path: asked.append((case, seed)) or path)
    wanted = benchmarks.parsed(["--cases", "pilot,ten-cities", "--generator-seed", "7"])
    assert [name for name, _ in benchmarks.cases(wanted, tmp_path)] == ["pilot/7", "ten-cities/7"]
    assert asked == [("pilot", 7), ("ten-cities", 7)]


def test_unknown_method_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        benchmarks.main(["--methods", "greedy,lottery"])
    assert "lottery: expected some of first-come, greedy, cp-sat, engine" in capsys.readouterr().err


def test_case_that_cannot_be_matched_ends_with_what_the_command_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.json").write_text("{")
    assert benchmarks.main(["--dir", str(tmp_path)]) == 1
    assert "bad: exit 2" in capsys.readouterr().err


def test_module_can_be_started_and_refuses_unknown_cases() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--cases", "village"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "expected some of pilot, three-sites, city, ten-cities, dense" in answer.stderr


def test_simulations_are_measured_in_fresh_processes(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["--simulate", "pilot", "--weeks", "1", "--policies", "engine,first_come", "--processes", "1"]
    assert benchmarks.main(wanted) == 0
    said = capsys.readouterr()
    _, cells = said.out.splitlines()
    assert cells.split()[:8] == ["pilot", "1", "1", "50,", "75,", "100", "2", "1"]
    assert cells.count("%") == 3  # the engine against one policy, for each number of arrivals
    assert "pilot, 1 weeks ..." in said.err


def test_benchmarks_need_no_package_of_the_tests() -> None:
    without = (
        "import sys; sys.modules.update(dict.fromkeys(('pytest', 'hypothesis'))); import tests.benchmarks.__main__"
    )
    ran = subprocess.run(
        [sys.executable, "-c", without], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    assert ran.returncode == 0, ran.stderr
