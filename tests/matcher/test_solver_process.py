"""The process where a solver works: it answers, is ended and made anew, and never outlives its caller."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from matcher.errors import SolveFailed
from matcher.solver_process import SolverProcess
from tests.waiting import comes_true

HOUR = 3600.0


def never() -> bool:
    return False


def dies_at_first(folder: Path) -> str:
    """Like one whose process is ended for another's sake."""
    mark = folder / "died"
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return "alive"


def writes_its_number_and_sleeps(file: Path) -> None:
    file.write_text(str(os.getpid()))
    time.sleep(HOUR)


def has_written(file: Path) -> bool:
    return file.is_file() and file.read_text() != ""


@pytest.fixture
def process() -> Iterator[SolverProcess]:
    made = SolverProcess(silent=[1, 2])
    yield made
    made.end()


def lives(number: int) -> bool:
    """One that has ended may stay in the table of processes, where nobody asks how it ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def test_work_is_done_in_the_same_process_again_and_again(process: SolverProcess) -> None:
    first, second = (process.run(never, os.getpid) for _ in range(2))
    assert first == second != os.getpid()


def test_an_error_of_the_work_reaches_the_caller(process: SolverProcess) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        process.run(never, int, "no number")
    assert process.run(never, int, "3") == 3


def test_who_gives_up_gets_nothing_and_the_process_ends(process: SolverProcess, tmp_path: Path) -> None:
    file = tmp_path / "number"
    assert process.run(lambda: has_written(file), writes_its_number_and_sleeps, file) is None
    assert not lives(int(file.read_text()))
    assert process.run(never, abs, -3) == 3


def test_work_whose_process_ended_once_is_done_anew(process: SolverProcess, tmp_path: Path) -> None:
    assert process.run(never, dies_at_first, tmp_path) == "alive"


def test_others_get_their_answer_though_somebody_gives_up(process: SolverProcess, tmp_path: Path) -> None:
    file, stop = tmp_path / "number", threading.Event()
    with ThreadPoolExecutor() as threads:
        impatient = threads.submit(process.run, stop.is_set, writes_its_number_and_sleeps, file)
        assert comes_true(lambda: has_written(file))
        others = [threads.submit(process.run, never, abs, -number) for number in (1, 2, 3)]
        stop.set()
        assert impatient.result() is None
        assert [one.result() for one in others] == [1, 2, 3]


def test_work_whose_process_ends_twice_has_failed(process: SolverProcess) -> None:
    with pytest.raises(SolveFailed, match="ended"):
        process.run(never, os._exit, 1)
    assert process.run(never, abs, -3) == 3


def test_streams_that_are_silent_show_nothing(process: SolverProcess, capfd: pytest.CaptureFixture[str]) -> None:
    for stream in (1, 2):
        assert process.run(never, os.write, stream, b"remark") == len(b"remark")
    assert capfd.readouterr() == ("", "")


FOR_EVER = """
from pathlib import Path
from tests.matcher.test_solver_process import never, writes_its_number_and_sleeps
from matcher.solver_process import SolverProcess
if __name__ == "__main__":
    SolverProcess(silent=[1]).run(never, writes_its_number_and_sleeps, Path({file!r}))
"""


def test_the_process_ends_when_its_caller_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "number"
    caller = subprocess.Popen([sys.executable, "-c", FOR_EVER.format(file=str(file))])
    assert comes_true(lambda: has_written(file))
    caller.send_signal(signal.SIGKILL)
    caller.wait()
    assert comes_true(lambda: not lives(int(file.read_text())))


IN_A_WORKER = """
from tests.matcher.test_solver_process import worker
from matcher.processes import side_by_side
if __name__ == "__main__":
    print(side_by_side(worker, [-1, -2], stop=lambda: False, report=lambda number, said: None, processes=2))
"""
_of_worker = SolverProcess(silent=[1])


def worker(number: int, /, **_: object) -> int | None:
    return _of_worker.run(never, abs, number)


def test_a_worker_ends_its_own_process_without_a_word() -> None:
    ended = subprocess.run([sys.executable, "-c", IN_A_WORKER], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("[1, 2]\n", "")
