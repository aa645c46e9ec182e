"""Ctrl-C and the time limit: the best plan so far, never none."""

import os
import pty
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.case import read_case
from matcher.check import check
from matcher.result import read_result
from matcher.solve import Progress, solve
from scenarios import THREE_SITES, generate_case
from tests.webapp.command import environment, program, run, written
from webapp.terminal.stopping import Stop
from webapp.travel import travel_of


def interrupting(times: int) -> Callable[..., object]:
    """The matcher's ``solve``, with Ctrl-C pressed at its first report."""

    def interrupted(*facts: object, **settings: object) -> object:
        left = [signal.SIGINT] * times

        def press(progress: Progress) -> None:
            while left:
                os.kill(os.getpid(), left.pop())

        return solve(*facts, **{**settings, "report": press})

    return interrupted


def assert_valid(case_file: Path, plan: Path) -> None:
    case = read_case(case_file)
    assert check(read_result(plan), case, travel_of(case)) == []


def test_time_limit_gives_the_plan_so_far(larger_case: Path) -> None:
    plan = larger_case.with_name("plan.json")
    answer = run("match", larger_case, "-o", plan, "--time-limit", 0)
    assert answer.exit_code == 0
    assert "Die Zeit ist um" in answer.stderr
    assert_valid(larger_case, plan)


def test_ample_time_limit_changes_nothing(small_case: Path) -> None:
    answer = run("match", small_case, "--time-limit", 600)
    assert "bestmöglich (bewiesen)" in answer.stdout
    assert answer.stderr == ""


def test_first_interrupt_gives_the_plan_so_far(larger_case: Path, solving: Callable[..., None]) -> None:
    solving(interrupting(1))
    plan = larger_case.with_name("plan.json")
    answer = run("match", larger_case, "-o", plan)
    assert answer.exit_code == 0
    assert "Angehalten" in answer.stderr
    assert_valid(larger_case, plan)


def test_second_interrupt_aborts_and_writes_nothing(larger_case: Path, solving: Callable[..., None]) -> None:
    solving(interrupting(2))
    plan = larger_case.with_name("plan.json")
    answer = run("match", larger_case, "-o", plan)
    assert answer.exit_code == 130
    assert answer.stderr == "Abgebrochen.\n"
    assert not plan.exists()


def test_interrupt_means_the_usual_again_after_the_run(small_case: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    run("match", small_case)
    assert signal.getsignal(signal.SIGINT) is before


def test_program_interrupted_from_the_keyboard_writes_its_plan(tmp_path: Path) -> None:
    case_file = written(generate_case(THREE_SITES, seed=0), tmp_path)
    plan = tmp_path / "plan.json"
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        program("match", case_file, "-o", plan, "--effort", "thorough"),
        env=environment(TERM="xterm", COLUMNS="100"),
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = read_until(ours, b"liest und")
    # The whole group, as a terminal does it. From the first line on, the program knows what Ctrl-C means.
    os.killpg(process.pid, signal.SIGINT)
    shown += read_until(ours, None)
    os.close(ours)
    assert process.wait() == 0, shown
    assert b"Traceback" not in shown
    assert_valid(case_file, plan)


def read_until(terminal: int, wanted: bytes | None) -> bytes:
    """What is shown on a terminal until some words appear, or else until its end."""
    shown = b""
    while wanted is None or wanted not in shown:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # how Linux tells that the other end is closed
            break
        if not more:
            break
        shown += more
    return shown


def test_stop_tells_which_of_two_reasons_came_first(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Stop(time_limit_seconds=10, started=0)
    monkeypatch.setattr("time.perf_counter", lambda: 9.9)
    assert not stop()
    monkeypatch.setattr("time.perf_counter", lambda: 10.0)
    assert stop()
    assert stop.reason == "time"
