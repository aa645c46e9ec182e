from decimal import Decimal

import pytest

from matcher.errors import InvalidInput
from scenarios.inputs import stated_inputs
from scenarios.planning_inputs import INPUT_NAMES, OpeningInputs, PlanningInputs, input_problems, inputs_of

STATED = {one.name: one for one in stated_inputs(PlanningInputs())}


def test_numbers_of_the_paper_are_facts() -> None:
    names = ("arrivals_per_week", "forecast_weeks", "people_in_facilities", "target_people")
    assert {STATED[name].kind for name in (*names, "opening.start", "opening.pilot_budgets")} == {"fact"}


def test_numbers_that_follow_from_the_paper_are_derived() -> None:
    # 6 months / 12 * 52 weeks; 4,036 people / 2,050 households = 1.9688;
    # 150 households / 2 workers; 110,000 euro / 150 / 4 = 183.333
    derived = {one.name: one.value for one in STATED.values() if one.kind == "derived"}
    assert derived == {
        "facility_weeks": 26,
        "people_per_household": Decimal("1.97"),
        "opening.pilot_limit": 75,
        "regret.overload_price": Decimal("183.33"),
    }


def test_overriding_a_fact_makes_it_an_assumption() -> None:
    changed = {one.name: one.kind for one in stated_inputs(inputs_of({"forecast_weeks": 30, "target_people": 10_000}))}
    assert (changed["forecast_weeks"], changed["target_people"]) == ("assumption", "fact")


def test_pace_of_the_paper_is_a_fact_when_it_is_taken_as_the_limit() -> None:
    changed = {one.name: one.kind for one in stated_inputs(inputs_of({"most_moves_per_week": 30}))}
    assert (STATED["most_moves_per_week"].kind, changed["most_moves_per_week"]) == ("assumption", "fact")


def test_inputs_are_set_by_name_also_inside_a_group() -> None:
    inputs = inputs_of({"arrivals_per_week": [40], "opening.network_year": 2017, "regret.minute_price": 0.35})
    assert inputs.arrivals_per_week == (40,)
    assert inputs.opening.network_year == 2017
    assert inputs.regret.minute_price == Decimal("0.35")


def test_limits_are_in_order_and_each_once() -> None:
    assert OpeningInputs().limits == (75, 100, 125, 150)
    assert OpeningInputs(pilot_limit=125).limits == (100, 125, 150)


def test_every_default_is_within_its_limits_and_has_a_source() -> None:
    assert not input_problems({})
    assert all(one.unit and one.source for one in STATED.values())
    assert set(STATED) == INPUT_NAMES


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("arrivals_per_week", []),
        ("arrivals_per_week", [50, -1]),
        ("arrivals_per_week", 50),
        ("arrivals_per_week", [50, 50]),
        ("arrivals_per_week", [10**9]),
        ("counted_on", "13.6.2016"),
        ("after_forecast_share", 1.5),
        ("facility_weeks", 26.5),
        ("facility_weeks", 10**9),
        ("households_in_flats", 0),
        ("people_per_household", 0),
        ("people_per_household", "2"),
        ("most_moves_per_week", -1),
        ("opening.start", "1900-01-01"),
        ("opening.quarters", 0),
        ("opening.quarters", 61),
        ("opening.pilot_budgets", [[2016, 1], [2016, 2]]),
        ("opening.pilot_budgets", [2016]),
        ("opening.pilot_budgets", ""),
        ("opening.pilot_budgets", {}),
        ("opening.pilot_limit", 0),
        ("opening.pilot_limit", 10**10),
        ("people_in_facilities", 10**10),
        ("opening.further_limits", [100, 100]),
        ("regret.overload_price", -1),
        ("regret.minute_price", None),
        ("regret.minute_price", 10**9),
        ("regret.visits_per_quarter", 1001),
    ],
)
def test_value_beyond_its_limits_is_refused(name: str, value: object) -> None:
    with pytest.raises(InvalidInput, match=f"inputs, {name}: found"):
        inputs_of({name: value})
