"""``shortage`` and ``match --equity-report``: what is printed and written, and with which exit code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.week import parse_window
from tests.instances import make_case, make_household, make_need
from tests.webapp.command import plan_in, run, run_program, written
from webapp.terminal.shortages import half_days_words
from webapp.words import language_words


@pytest.fixture
def no_tigrinya(tmp_path: Path) -> Path:
    """Two families need interpreting from Tigrinya, and nobody speaks it."""
    households = [make_household(id=f"h{i}", languages={"ti": "native"}) for i in (1, 2)]
    needs = [make_need(id=f"n{i}", household=f"h{i}", kind="interpreting", hours=1) for i in (1, 2)]
    return written(make_case(households=households, needs=needs), tmp_path)


def test_list_names_whom_to_look_for(no_tigrinya: Path) -> None:
    answer = run("shortage", no_tigrinya)
    assert answer.exit_code == 0
    assert " 1. Mediatorin, Tigrinisch, dienstags nachmittags, brackel: 2 Bedarfe mehr\n" in answer.stdout
    # 50 points in four slices: 50 * 1.375.
    assert "Nutzen +68,75 (bewiesen), Aufwand " in answer.stdout
    assert "new-mediator-ti-1" in answer.stdout


def test_record_put_into_the_case_gives_the_gain_that_was_told(no_tigrinya: Path) -> None:
    found, plan = no_tigrinya.with_name("found.json"), no_tigrinya.with_name("plan.json")
    assert run("shortage", no_tigrinya, "-o", found).stdout == ""
    told = json.loads(found.read_text(encoding="utf-8"))
    assert told["format"] == "lokal-willkommen/shortage@1"
    case = json.loads(no_tigrinya.read_text(encoding="utf-8"))
    entry = told["entries"][0]
    case[entry["list"]].append(entry["record"])
    no_tigrinya.write_text(json.dumps(case), encoding="utf-8")
    assert run("match", no_tigrinya, "-o", plan).exit_code == 0
    assert plan_in(plan)["service"]["value"] - told["service"]["value"] == entry["service_gain"] == 68.75


def test_same_case_gives_the_same_list_whatever_the_hash_seed(no_tigrinya: Path) -> None:
    answers = [run_program("shortage", no_tigrinya, "--json", PYTHONHASHSEED=seed) for seed in ("1", "2")]
    assert [answer.returncode for answer in answers] == [0, 0]
    assert answers[0].stdout == answers[1].stdout


def test_where_everything_is_served_nobody_is_missing(small_case: Path) -> None:
    answer = run("shortage", small_case)
    assert answer.exit_code == 0
    assert "Kein Bedarf bleibt offen; niemand fehlt." in answer.stdout


def test_time_that_is_up_is_told(no_tigrinya: Path) -> None:
    answer = run("shortage", no_tigrinya, "--time-limit", 0)
    assert answer.exit_code == 0
    assert "Vorzeitig beendet" in answer.stderr


def test_bad_case_and_clashing_pins_end_as_with_match(tmp_path: Path, clashing_case: Path) -> None:
    assert run("shortage", tmp_path / "missing.json").exit_code == 2
    assert run("shortage", clashing_case).exit_code == 3
    assert run("shortage", clashing_case, "-o", tmp_path).exit_code == 2


def test_equity_report_is_a_table_in_place_of_the_plan(small_case: Path) -> None:
    answer = run("match", small_case, "--equity-report")
    assert answer.exit_code == 0
    rows = [line.split() for line in answer.stdout.splitlines()]
    assert ["Ausgleich", "versorgt", "Gewicht", "Verlust", "Aufwand", "brackel"] in rows
    # Weight 20 + 5, next door: no minutes on the way.
    assert ["0,25", "1", "25", "0", "0", "100", "%"] in rows
    assert "Zuordnungen" not in answer.stdout


def test_equity_report_is_not_written(small_case: Path, failing_solve: Callable[[BaseException], None]) -> None:
    failing_solve(AssertionError("solved"))
    answer = run("match", small_case, "--equity-report", "-o", small_case.with_name("plan.json"))
    assert answer.exit_code == 2
    assert "--equity-report" in answer.stderr


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        (["tue 13:00-18:00", "thu 13:00-18:00"], "dienstags oder donnerstags nachmittags"),
        (["mon 08:00-13:00", "sat 18:00-21:00"], "montags vormittags oder samstags abends"),
        (["sun 08:00-13:00"], "sonntags vormittags"),
    ],
)
def test_half_days_are_told_in_words(windows: list[str], words: str) -> None:
    assert half_days_words(tuple(parse_window(window) for window in windows)) == words


def test_language_without_a_german_name_stays_as_it_is() -> None:
    assert (language_words("ti"), language_words("xx")) == ("Tigrinisch", "xx")
