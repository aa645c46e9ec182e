"""Pieces of work in this process or in others: the same answers in the same order."""

import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from matcher.processes import Stop, in_turn, side_by_side

PLACES: list[Callable[..., list[Any]]] = [in_turn, side_by_side, partial(side_by_side, processes=2)]


def squared(number: int, /, *, stop: Stop, report: Callable[[str], None]) -> int | None:
    report(f"{number} begins")
    return None if stop() else number**2


def broken(number: int, /, *, stop: Stop, report: Callable[[str], None]) -> int:
    return 1 // number


def hears_interrupts(number: int, /, *, stop: Stop, report: Callable[[str], None]) -> bool:
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.parametrize("place", PLACES)
def test_answers_come_in_the_order_of_the_items(place: Callable[..., list[Any]]) -> None:
    told: list[tuple[int, str]] = []
    answers = place(squared, [3, 1, 2], stop=lambda: False, report=lambda number, said: told.append((number, said)))
    assert answers == [9, 1, 4]
    assert sorted(told) == [(0, "3 begins"), (1, "1 begins"), (2, "2 begins")]


@pytest.mark.parametrize("place", PLACES)
def test_nothing_to_do_is_done(place: Callable[..., list[Any]]) -> None:
    assert place(squared, [], stop=lambda: False, report=lambda number, said: None) == []


@pytest.mark.parametrize("place", PLACES)
def test_an_error_of_a_piece_reaches_the_caller(place: Callable[..., list[Any]]) -> None:
    with pytest.raises(ZeroDivisionError):
        place(broken, [1, 0], stop=lambda: False, report=lambda number, said: None)


def test_pieces_hear_in_this_process_that_they_should_stop() -> None:
    assert in_turn(squared, [3, 1], stop=lambda: True, report=lambda number, said: None) == [None, None]


def test_processes_never_hear_of_ctrl_c_from_their_first_moment_on() -> None:
    """What is held back in a process was so when it began; here in a caller that started no process before."""
    program = (
        "from matcher.processes import side_by_side\n"
        "from tests.matcher.test_processes import hears_interrupts\n"
        "print(side_by_side(hears_interrupts, [1, 2], stop=lambda: False, report=lambda *said: None))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told == "[False, False]\n"
