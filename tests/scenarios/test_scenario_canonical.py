from datetime import date
from decimal import Decimal

import pytest

from scenarios.scenario import Fixed
from scenarios.scenario_canonical import plain, scenario_sha256, scenario_to_json, sorted_scenario
from tests.scenarios.networks import make_scenario, make_site


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("12000.00"), 12000),
        (Decimal("1E+3"), 1000),
        (Decimal("0.05"), 0.05),
        (1.0, 1),
        (7.5, 7.5),
        (True, True),
        ((1, Decimal("2.0")), [1, 2]),
        ({"b": Decimal(1)}, {"b": 1}),
        (date(2016, 9, 1), "2016-09-01"),
        (None, None),
    ],
)
def test_values_are_plain_and_whole_numbers_have_no_point(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def test_pairs_groups_and_records_are_in_order() -> None:
    scenario = sorted_scenario(
        make_scenario(
            adjacency=(("c", "b"), ("b", "a")),
            together=(("c", "b"),),
            fixed=(Fixed(unit="b", site="t"), Fixed(unit="a", site="s")),
            sites=tuple(reversed(make_scenario().sites)),
        )
    )
    assert scenario.adjacency == (("a", "b"), ("b", "c"))
    assert scenario.together == (("b", "c"),)
    assert [row.unit for row in scenario.fixed] == ["a", "b"]
    assert [site.id for site in scenario.sites] == ["s", "t", "u"]


def test_defaults_are_spelled_out() -> None:
    found = scenario_to_json(make_scenario())
    assert found["budget"] == {"yearly": None}
    assert (found["balance"], found["balance_slack"], found["contiguous"]) == ("band", 0.05, True)


def test_money_that_is_written_in_another_way_has_the_same_hash() -> None:
    one, same = (
        make_scenario(sites=(make_site(yearly_cost=cost),), travel=()) for cost in (12_000, Decimal("12000.0"))
    )
    assert scenario_sha256(one) == scenario_sha256(same)
