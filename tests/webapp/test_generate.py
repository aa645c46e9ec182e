from collections import Counter
from pathlib import Path

import pytest

from matcher.case import parse_case, read_case
from matcher.files import read_json
from scenarios import PILOT, generate_case
from tests.webapp.command import run


def test_file_folder_and_standard_output_hold_the_same_case(tmp_path: Path) -> None:
    arguments = ("generate", "--households", 10, "--seed", 3)
    file, folder, printed = tmp_path / "case.json", tmp_path / "case", tmp_path / "printed.json"
    assert run(*arguments, "-o", file).exit_code == 0
    assert run(*arguments, "-o", folder).exit_code == 0
    printed.write_text(run(*arguments).stdout, encoding="utf-8")
    expected = generate_case(PILOT, seed=3, households=10)
    assert [read_case(file), read_case(folder), parse_case(read_json(printed))] == [expected] * 3


@pytest.mark.parametrize(("size", "households"), [("pilot", 150), ("three-sites", 600)])
def test_size_sets_the_number_of_households(tmp_path: Path, size: str, households: int) -> None:
    run("generate", "--size", size, "-o", tmp_path / "case.json")
    assert len(read_case(tmp_path / "case.json").households) == households


def test_several_cities_have_the_households_of_one_each(tmp_path: Path) -> None:
    run("generate", "--households", 8, "--cities", 3, "-o", tmp_path / "case.json")
    assert len(read_case(tmp_path / "case.json").households) == 24


def test_shares_give_matches_of_earlier_weeks(tmp_path: Path) -> None:
    run("generate", "--active", 0.1, "--pinned", 0.05, "--proposed", 0.1, "-o", tmp_path / "case.json")
    found = Counter(match.status for match in read_case(tmp_path / "case.json").matches)
    assert all(found[status] > 0 for status in ("active", "pinned", "proposed"))


@pytest.mark.parametrize(
    "wrong",
    [["--size", "village"], ["--households", "-1"], ["--cities", "0"], ["--cities", "999"], ["--active", "1.5"]],
)
def test_impossible_wish_exits_with_2(wrong: list[str]) -> None:
    assert run("generate", "--households", 5, *wrong).exit_code == 2


def test_shares_of_more_than_all_needs_exit_with_2() -> None:
    answer = run("generate", "--active", 0.6, "--pinned", 0.6)
    assert answer.exit_code == 2
    assert "at most 1" in answer.stderr


def test_folder_of_something_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    assert run("generate", "--households", 5, "-o", tmp_path).exit_code == 2
    assert (tmp_path / "letter.txt").read_text() == "dear"
