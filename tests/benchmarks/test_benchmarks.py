"""That measuring works; no figure of it is tested."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks.table import HEADINGS
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
    assert heading[:4] == ["case", "effort", "seed", "seconds"]
    assert cells[:3] == ["case", "quick", "0"]
    assert cells[-1] == "optimal"
    recorded = results.read_text(encoding="utf-8").splitlines()
    assert recorded[-1].count("|") == len(HEADINGS) + 1
    assert recorded[-1].startswith("| case | quick | 0 |")


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
    assert "expected some of pilot, three-sites, city" in answer.stderr
