"""That repeated runs are compared byte for byte, seconds aside."""

import json
import os
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks import repeat
from tests.benchmarks.process import RunFailed
from tests.instances import make_case
from tests.webapp.command import written

needs_two_cores = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="compares one core with two"
)


def result_file(folder: Path, **fields: object) -> Path:
    path = folder / "plan.json"
    path.write_text(json.dumps({"status": "optimal", "seconds": 1.5, "cost": {"idle": 0}, **fields}, indent=1))
    return path


def test_seconds_do_not_count(tmp_path: Path) -> None:
    assert repeat.plan_checksum(result_file(tmp_path)) == repeat.plan_checksum(result_file(tmp_path, seconds=2.25))


def test_anything_else_counts(tmp_path: Path) -> None:
    assert repeat.plan_checksum(result_file(tmp_path)) != repeat.plan_checksum(result_file(tmp_path, status="feasible"))


def test_file_without_seconds_is_no_result(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("{}")
    with pytest.raises(RunFailed, match="0 lines of seconds"):
        repeat.plan_checksum(path)


@needs_two_cores
def test_runs_on_one_core_and_on_two_write_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(make_case(), tmp_path)
    assert benchmarks.main(["--dir", str(tmp_path), "--effort", "quick", "--repeat", "3"]) == 0
    heading, cells = capsys.readouterr().out.splitlines()
    assert heading.split()[:4] == ["case", "effort", "seed", "runs"]
    assert cells.split()[:4] == ["case", "quick", "0", "3"]
    assert "1, 2  0, 1, 12345" in cells
    assert cells.rstrip().endswith("yes")


def test_different_plans_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written(make_case(), tmp_path)
    runs = [
        repeat.Written(n_cores=n_cores, hash_seed=0, seconds=1.0, plan=plan) for n_cores, plan in ((1, "aa"), (2, "bb"))
    ]
    monkeypatch.setattr(repeat, "repeat", lambda job, times: runs)
    assert benchmarks.main(["--dir", str(tmp_path), "--repeat", "2"]) == 1
    said = capsys.readouterr()
    assert said.out.rstrip().endswith("no: 2 plans")
    assert "bb on 2 cores, PYTHONHASHSEED 0" in said.err


@pytest.mark.parametrize("arguments", [["--repeat", "1"], ["--repeat", "2", "--methods", "greedy,engine"]])
def test_repeat_is_for_two_or_more_runs_of_the_engine_alone(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        benchmarks.main(arguments)
    assert "--repeat takes a number from 2 and is for the engine alone" in capsys.readouterr().err
