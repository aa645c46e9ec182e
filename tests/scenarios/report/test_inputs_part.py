"""What a report rests on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from scenarios.report.inputs_part import fact_lines, input_lines, plain, tension_lines
from scenarios.scenario import Standing
from tests.scenarios.report.conftest import make_town


def test_records_with_one_origin_share_a_line() -> None:
    lines = {line.name: line for line in input_lines(make_town())}
    assert lines["units.households"].value == 100  # 30 + 20 + 10 + 40
    assert lines["units.households"].records == ("a", "b", "c", "d")
    assert lines["sites.yearly_cost"].value == 100_000


def test_records_of_different_origin_stand_apart() -> None:
    counted = Standing(kind="fact", source="gezählt")
    lines = input_lines(replace(make_town(), standing={"units[b].households": counted}))
    found = [(line.kind, line.value, line.records) for line in lines if line.name == "units.households"]
    assert found == [("assumption", 80, ("a", "c", "d")), ("fact", 20, ("b",))]


def test_different_money_is_told_from_least_to_most() -> None:
    town = make_town()
    dear = replace(town.sites[0], yearly_cost=Decimal(120_000))
    lines = {line.name: line for line in input_lines(replace(town, sites=(dear, *town.sites[1:])))}
    assert lines["sites.yearly_cost"].value == (100_000, 120_000)


def test_facts_are_those_of_the_paper_and_no_inputs() -> None:
    assert all(line.kind == "fact" and line.name.startswith("paper.") for line in fact_lines(make_town()))
    assert not any(line.name.startswith("paper.") for line in input_lines(make_town()))


def test_tension_says_both_numbers() -> None:
    (found,) = [one for one in tension_lines() if one.code == "pilots_most"]
    assert (found.said, found.follows) == (850_000, 880_000)  # eight pilots of 110,000
    assert dict(found.numbers) == {"pilot": 110_000, "sites": 8}


def test_values_are_those_of_json() -> None:
    assert plain((date(2016, 9, 1), Decimal("0.12345"), True, None)) == ("2016-09-01", 0.123, True, None)
