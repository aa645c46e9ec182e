"""``match``: what is written, what is printed, and that the same case gives the same plan."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.case import read_case
from matcher.check import check
from matcher.result import read_result
from tests.instances import make_case
from tests.webapp.command import plan_in, run, run_program, written
from webapp.travel import travel_of


def test_plan_is_written_and_valid(larger_case: Path) -> None:
    plan = larger_case.with_name("plan.json")
    answer = run("match", larger_case, "-o", plan)
    assert answer.exit_code == 0
    assert answer.stdout == ""
    assert "erfüllbaren Bedarfen versorgt" in answer.stderr
    case, result = read_case(larger_case), read_result(plan)
    assert check(result, case, travel_of(case)) == []
    assert result.seconds > 0


def test_effort_and_seed_stand_in_the_result(small_case: Path) -> None:
    plan = small_case.with_name("plan.json")
    assert run("match", small_case, "-o", plan, "--effort", "quick", "--seed", 7).exit_code == 0
    found = plan_in(plan)
    assert (found["effort"], found["seed"]) == ("quick", 7)


def test_case_without_anybody_gives_an_empty_plan(tmp_path: Path) -> None:
    answer = run("match", written(make_case(households=[], needs=[], volunteers=[]), tmp_path))
    assert answer.exit_code == 0
    assert "0 von 0" in answer.stdout


def test_folder_and_file_give_the_same_plan(larger_case: Path) -> None:
    folder, first, second = (larger_case.with_name(name) for name in ("folder", "first.json", "second.json"))
    run("generate", "--households", 40, "-o", folder)
    run("match", larger_case, "-o", first)
    run("match", folder, "-o", second)
    assert plan_in(first) == plan_in(second)


def test_same_case_gives_the_same_bytes_whatever_the_hash_seed(larger_case: Path) -> None:
    texts = set()
    for hash_seed in ("1", "2", "2"):
        plan = larger_case.with_name(f"plan-{hash_seed}.json")
        answer = run_program("match", larger_case, "-o", plan, PYTHONHASHSEED=hash_seed)
        assert answer.returncode == 0, answer.stderr
        lines = plan.read_text(encoding="utf-8").splitlines()
        texts.add("\n".join(line for line in lines if not line.startswith(' "seconds": ')))
    assert len(texts) == 1


def test_piped_table_is_plain_and_the_same_at_every_width(larger_case: Path) -> None:
    narrow, wide = (
        run_program("match", larger_case, COLUMNS=columns, FORCE_COLOR="1", TERM="xterm-256color").stdout
        for columns in ("40", "200")
    )

    def timeless(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.startswith("Gerechnet")]

    assert timeless(narrow) == timeless(wide)
    assert "Zuordnungen" in narrow
    assert all(line == line.rstrip() and line.isprintable() for line in narrow.splitlines())
    assert not set("─│╭╮╰╯━") & set(narrow)


@pytest.mark.parametrize("place", ["case.json/plan.json", "missing/plan.json", "."])
def test_place_that_cannot_be_written_is_refused_before_solving(
    small_case: Path, failing_solve: Callable[[BaseException], None], place: str
) -> None:
    failing_solve(AssertionError("solved"))
    answer = run("match", small_case, "-o", small_case.parent / place)
    assert answer.exit_code == 2
    assert "nicht schreiben" in answer.stderr
    assert "Unerwartet" not in answer.stderr


def test_device_is_no_place_for_a_plan(small_case: Path) -> None:
    answer = run("match", small_case, "-o", "/dev/null")
    assert answer.exit_code == 2
    assert Path("/dev/null").is_char_device()


def test_failed_writing_leaves_the_old_plan(small_case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = small_case.with_name("plan.json")
    plan.write_text("old")

    def full_disk(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    assert run("match", small_case, "-o", plan).exit_code == 1
    assert plan.read_text() == "old"
    assert sorted(path.name for path in small_case.parent.iterdir()) == ["case.json", "plan.json"]


def test_wrong_case_leaves_the_old_plan(small_case: Path) -> None:
    plan = small_case.with_name("plan.json")
    plan.write_text("old")
    small_case.write_text(json.dumps({}))
    assert run("match", small_case, "-o", plan).exit_code == 2
    assert plan.read_text() == "old"


def test_link_to_a_plan_stays_a_link(small_case: Path) -> None:
    link, plan = small_case.with_name("link.json"), small_case.with_name("plan.json")
    link.symlink_to(plan)
    assert run("match", small_case, "-o", link).exit_code == 0
    assert link.is_symlink()
    assert plan_in(plan)["service"]["served"] == 1
