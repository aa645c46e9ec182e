"""Random numbers of compiled functions."""

import numpy as np
import pytest

from matcher.chance import random_below


def test_first_number_from_state_1_is_the_one_of_the_formula() -> None:
    # 1 ^ 1 >> 12 = 1; ^ 1 << 25 = 33554433; ^ >> 27 leaves it. Times the factor, mod 2^64, without the low 33 bits:
    state = np.array([1], dtype=np.uint64)
    expected = (33554433 * 2685821657736338717 % 2**64) >> 33
    assert random_below(state, 2**31) == expected
    assert state[0] == 33554433


@pytest.mark.parametrize("end", [1, 2, 7])
def test_numbers_lie_below_the_end_and_every_one_comes(end: int) -> None:
    state = np.array([2016], dtype=np.uint64)
    assert {random_below(state, end) for _ in range(200)} == set(range(end))
