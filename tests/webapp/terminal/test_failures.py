"""Exit codes and messages when something is wrong; never a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.errors import SolveFailed
from tests.instances import make_case, make_match
from tests.webapp.command import run, written


@pytest.mark.parametrize("text", ["", "{", "[]", "no json", '{"format": "lokal-willkommen/case@1"}', "\udcff"])
def test_bad_file_exits_with_2(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    answer = run("match", path)
    assert answer.exit_code == 2
    assert answer.stderr.startswith("Die Eingabe stimmt nicht")
    assert answer.stdout == ""


def test_missing_file_exits_with_2(tmp_path: Path) -> None:
    answer = run("match", tmp_path / "missing.json")
    assert answer.exit_code == 2
    assert "missing.json: found no such file" in answer.stderr


def test_every_problem_of_a_file_is_listed(small_case: Path) -> None:
    text = small_case.read_text().replace('"urgency": 2', '"urgency": 9').replace('"gender": "f"', '"gender": "q"')
    small_case.write_text(text)
    answer = run("match", small_case)
    assert answer.exit_code == 2
    assert "needs n1, urgency" in answer.stderr
    assert "volunteers v1, gender" in answer.stderr


def test_texts_of_a_file_cannot_steer_the_terminal(small_case: Path) -> None:
    small_case.write_text(small_case.read_text().replace('"kind": "companion"', '"kind": "\\u001b[2J", "x\\u001b": 1'))
    answer = run("match", small_case)
    assert answer.exit_code == 2
    assert "\x1b" not in answer.stderr


def test_pins_that_clash_exit_with_3_and_are_named_with_their_rule(clashing_case: Path) -> None:
    answer = run("match", clashing_case)
    assert answer.exit_code == 3
    assert "Bedarfe n1, n2: nicht alle zugleich möglich bei v1, Regel Kapazität (capacity)" in answer.stderr
    assert answer.stdout == ""


def test_pin_that_fails_alone_is_named_with_its_rule(tmp_path: Path) -> None:
    case = make_case(matches=(make_match(status="pinned", start="mon 08:00"),))
    answer = run("match", written(case, tmp_path))
    assert answer.exit_code == 3
    assert "Bedarf n1: dafür bleibt niemand, Regel Zeit (time)" in answer.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SolveFailed("no answer"), "Der Rechenkern ist gescheitert (no answer)."),
        (MemoryError(), "Der Arbeitsspeicher reicht nicht"),
        (OSError(28, "No space left on device", "plan.json"), "plan.json (No space left on device)"),
        (RuntimeError("h-amber speaks Arabic"), "Unerwarteter Fehler: RuntimeError in webapp/"),
    ],
)
def test_anything_else_exits_with_1_and_writes_nothing(
    small_case: Path, failing_solve: Callable[[BaseException], None], error: BaseException, said: str
) -> None:
    failing_solve(error)
    plan = small_case.with_name("plan.json")
    answer = run("match", small_case, "-o", plan)
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    assert [path.name for path in small_case.parent.iterdir()] == ["case.json"]


def test_unknown_error_is_told_without_its_text(
    small_case: Path, failing_solve: Callable[[BaseException], None]
) -> None:
    failing_solve(RuntimeError("h-amber speaks Arabic"))
    assert "Arabic" not in run("match", small_case).stderr


def test_traceback_comes_only_when_asked_for(
    small_case: Path, failing_solve: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_solve(RuntimeError())
    assert "Traceback" not in run("match", small_case).stderr
    monkeypatch.setenv("LOKAL_WILLKOMMEN_DEBUG", "1")
    assert "Traceback" in run("match", small_case).stderr


def test_minutes_too_large_to_count_are_bad_input(small_case: Path) -> None:
    travel = '"travel": [{"traveller": "v1", "place": "n1", "minutes": 99999999999}]'
    small_case.write_text(small_case.read_text().replace('"travel": []', travel))
    answer = run("match", small_case)
    assert answer.exit_code == 2
    assert "99999999999" in answer.stderr
