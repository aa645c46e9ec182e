from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scenarios.apportioning import apportioned


def test_what_is_left_goes_to_the_largest_remainder() -> None:
    # 10 by 2 : 2 : 3 is 2.857, 2.857, 4.286: two are left, for the two remainders of .857
    assert apportioned(10, [2, 2, 3]) == [3, 3, 4]


def test_first_of_equal_remainders_comes_first() -> None:
    assert apportioned(1, [1, 1]) == [1, 0]


def test_weights_can_be_fractions() -> None:
    assert apportioned(3, [Fraction(1, 3), Fraction(2, 3)]) == [1, 2]


def test_without_weight_nobody_gets_anything() -> None:
    assert apportioned(5, [0, 0]) == [0, 0]
    assert apportioned(5, []) == []


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any))
def test_parts_add_up_and_differ_from_the_share_by_less_than_one(total: int, weights: list[int]) -> None:
    parts = apportioned(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - Fraction(total * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )
