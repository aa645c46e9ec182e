from datetime import date

import pytest

from scenarios.quarters import Quarter, quarters_from


@pytest.mark.parametrize(
    ("day", "quarter", "end"),
    [
        (date(2016, 1, 1), "2016-Q1", date(2016, 4, 1)),
        (date(2016, 9, 1), "2016-Q3", date(2016, 10, 1)),
        (date(2016, 12, 31), "2016-Q4", date(2017, 1, 1)),
    ],
)
def test_quarter_of_a_day_ends_with_the_first_day_after_it(day: date, quarter: str, end: date) -> None:
    assert (str(Quarter.of(day)), Quarter.of(day).end) == (quarter, end)


def test_quarters_go_on_over_the_turn_of_the_year() -> None:
    assert [str(one) for one in quarters_from(date(2016, 9, 1), 3)] == ["2016-Q3", "2016-Q4", "2017-Q1"]


def test_quarters_are_in_order_of_time() -> None:
    assert Quarter(2016, 4) < Quarter(2017, 1)
