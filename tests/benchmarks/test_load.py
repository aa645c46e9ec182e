"""The benchmark of pages under load: its figures, and that it runs at all."""

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.load import Opened, percentile, rows_of


def opened(page: str, milliseconds: float, queries: int = 3) -> Opened:
    return Opened(page=page, milliseconds=milliseconds, queries=queries, failed=False)


def test_95_of_100_do_not_exceed_the_percentile() -> None:
    assert percentile([float(number) for number in range(1, 101)], 0.95) == 95
    assert percentile([7.0], 0.95) == 7


def test_slowest_page_comes_first_and_all_of_them_last() -> None:
    rows = rows_of([opened("quick", 10), opened("quick", 20, queries=5), opened("slow", 400)])
    assert rows == [
        ("slow", "1", "400", "400", "3", "0"),
        ("quick", "2", "15", "20", "5", "0"),
        ("all", "3", "20", "400", "5", "0"),
    ]


def test_a_small_town_is_measured_while_a_run_is_going(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--load", "--households", "60", "--weeks", "2", "--seconds", "4", "--think", "0.5"])
    printed = capsys.readouterr().out
    assert "home.start" in printed or "volunteer.start" in printed
    assert printed.splitlines()[-1].split()[0] == "all"
