import pytest

from matcher.errors import InvalidInput
from scenarios.assumptions import CITY
from scenarios.inputs import stated_inputs
from scenarios.planning_inputs import inputs_of
from scenarios.simulation.inputs import SimulationInputs


def test_every_kind_of_need_that_is_drawn_has_weeks_of_its_own() -> None:
    assert {need.kind for need in CITY.needs} == {kind for kind, _ in SimulationInputs().match_weeks}


def test_a_kind_without_weeks_of_its_own_lasts_as_long_as_any_other() -> None:
    assert SimulationInputs(match_weeks=(("companion", 9),)).weeks_of("companion") == 9
    assert SimulationInputs(match_weeks=(("companion", 9),)).weeks_of("moving") == 20


def test_everything_is_stated_as_an_assumption() -> None:
    found = stated_inputs(SimulationInputs())
    assert len(found) == 9
    assert {one.kind for one in found} == {"assumption"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("match_weeks", [["companion", 0]]),
        ("match_weeks", [["companion", 3], ["companion", 4]]),
        ("spread_share", 1.1),
        ("patience_weeks", 0),
        ("weeks_when_asked", 0.5),
        ("joining_share", -1),
        ("pause_weeks", 53),
        ("office", [91, 7]),
        ("office", [51]),
    ],
)
def test_a_value_beyond_its_limit_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        inputs_of({f"simulation.{name}": value})
    assert [problem.field for problem in refused.value.problems] == [f"simulation.{name}"]
