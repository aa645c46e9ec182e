from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from matcher.errors import InvalidInput, Problem
from scenarios.inputs import ANYTHING, COUNT, SHARE, Limit, assumed, refuse_beyond_limits
from scenarios.overriding import overridden, override_problems

IN_2016 = Limit(holds=lambda day: day.year == 2016, expected="a day in 2016")
SOME = Limit(holds=lambda counts: all(COUNT.holds(count) for count in counts), expected="whole numbers")


def stated(limit: Limit = ANYTHING) -> Any:
    return assumed("unit", "source", limit=limit)


@dataclass(frozen=True, kw_only=True)
class Inner:
    share: Decimal = field(default=Decimal("0.5"), metadata=stated(SHARE))


@dataclass(frozen=True, kw_only=True)
class Outer:
    day: date = field(default=date(2016, 1, 1), metadata=stated(IN_2016))
    counts: tuple[int, ...] = field(default=(1, 2), metadata=stated(SOME))
    least: int = field(default=1, metadata=stated(COUNT))
    most: int = field(default=2, metadata=stated(COUNT))
    inner: Inner = Inner()

    def __post_init__(self) -> None:
        further = []
        if self.least > self.most:
            further.append(Problem(record="inputs", field="least", found=str(self.least), expected="at most most"))
        refuse_beyond_limits("inputs", self, tuple(further))


def test_values_of_a_file_take_the_place_of_the_defaults() -> None:
    changed = overridden(Outer(), {"day": "2016-05-01", "counts": [3], "most": 9, "inner.share": 0.15})
    assert changed == Outer(day=date(2016, 5, 1), counts=(3,), most=9, inner=Inner(share=Decimal("0.15")))


def test_nothing_to_override_leaves_the_defaults() -> None:
    assert overridden(Outer(), {}) == Outer()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("most", -1),
        ("most", True),
        ("most", "2"),
        ("most", None),
        ("most", 1.5),
        ("most", [1]),
        ("counts", 3),
        ("counts", ["x"]),
        ("day", "2016-13-01"),
        ("day", "2017-01-01"),
        ("day", 3),
        ("inner.share", 1.5),
        ("inner.share", "x"),
        ("inner.share", float("nan")),
        ("inner.share", {}),
    ],
)
def test_value_beyond_its_limits_is_told(name: str, found: object) -> None:
    (problem,) = override_problems(Outer(), {name: found})
    assert (problem.record, problem.field) == ("inputs", name)


@pytest.mark.parametrize("name", ["hello", "inner", "inner.hello", ""])
def test_unknown_name_is_told(name: str) -> None:
    (problem,) = override_problems(Outer(), {name: 1})
    assert problem.found == "an unknown field"


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        overridden(Outer(), {"hello": 1, "most": -1, "inner.share": 2})
    assert len(caught.value.problems) == 3


def test_values_that_do_not_go_together_are_told() -> None:
    (problem,) = override_problems(Outer(), {"least": 5})
    assert str(problem) == "inputs, least: found 5, expected at most most"
