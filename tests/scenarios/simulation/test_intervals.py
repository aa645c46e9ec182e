from math import sqrt

import pytest

from scenarios.simulation.intervals import interval, student_t


@pytest.mark.parametrize(
    ("degrees", "t"), [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (19, 2.093), (100, 1.984)]
)
def test_student_t_is_that_of_the_printed_tables(degrees: int, t: float) -> None:
    assert round(student_t(degrees), 3) == t


def test_interval_of_three_values_by_hand() -> None:
    # Mean 4, squares of the differences 4 + 0 + 4, variance 4, standard error 2 / sqrt(3) = 1.1547, times 4.3027.
    mean, low, high = interval([2.0, 4.0, 6.0])
    assert mean == 4
    assert low == pytest.approx(4 - 4.302653 * 2 / sqrt(3), abs=1e-6)
    assert high == pytest.approx(4 + 4.302653 * 2 / sqrt(3), abs=1e-6)


def test_interval_of_a_single_value_is_that_value() -> None:
    assert interval([7.0]) == (7.0, 7.0, 7.0)


def test_interval_of_equal_values_has_no_width() -> None:
    assert interval([0.1, 0.1, 0.1]) == (0.1, 0.1, 0.1)
