from decimal import Decimal

import pytest

from scenarios.default import LEVELS, default_scenario
from scenarios.inputs import StatedInput
from scenarios.scenario import Scenario, SiteMinutes, Standing
from scenarios.stated_numbers import CHANGED, UNSAID, stated_numbers
from tests.scenarios.networks import make_scenario


def numbers(scenario: Scenario) -> dict[str, StatedInput]:
    return {one.name: one for one in stated_numbers(scenario)}


@pytest.mark.parametrize("level", LEVELS)
def test_every_number_has_a_name_of_its_own_a_kind_a_unit_and_a_source(level: str) -> None:
    found = stated_numbers(default_scenario(level))
    assert len({one.name for one in found}) == len(found)
    assert all(one.kind in ("fact", "assumption", "derived") and one.unit and one.source for one in found)


def test_numbers_of_units_sites_network_inputs_and_paper_are_listed() -> None:
    found = numbers(make_scenario())
    assert found["units[a].households"].value == 60
    assert found["units[b].place"].value == (51.5, 7.5)
    assert found["sites[t].yearly_cost"].value == Decimal(12_000)
    assert found["k"].value == (1, 3)
    assert found["inputs.facility_weeks"].value == 26
    assert found["paper.pilot_cost"].value == 110_000


def test_standing_of_a_record_goes_before_that_of_its_field() -> None:
    stands = {
        "units.households": Standing(kind="fact", source="all"),
        "units[a].households": Standing(kind="derived", source="one"),
    }
    found = numbers(make_scenario(standing=stands))
    assert (found["units[a].households"].kind, found["units[a].households"].source) == ("derived", "one")
    assert (found["units[b].households"].kind, found["units[b].households"].source) == ("fact", "all")


def test_number_without_standing_is_assumed() -> None:
    found = numbers(make_scenario())
    assert (found["k"].kind, found["k"].source) == (UNSAID.kind, UNSAID.source)


def test_input_that_the_scenario_changes_is_an_assumption_of_its_own() -> None:
    found = numbers(make_scenario(inputs={"facility_weeks": 30, "target_people": 10_000}))
    changed, same = found["inputs.facility_weeks"], found["inputs.target_people"]
    assert (changed.value, changed.kind, changed.source) == (30, "assumption", CHANGED.source)
    assert (same.kind, same.source) == ("fact", "concept paper of 2016: target picture")


def test_scenario_can_say_where_a_changed_input_comes_from() -> None:
    stands = {"inputs.facility_weeks": Standing(kind="fact", source="city, March 2017")}
    found = numbers(make_scenario(inputs={"facility_weeks": 30}, standing=stands))["inputs.facility_weeks"]
    assert (found.kind, found.source) == ("fact", "city, March 2017")


def test_given_minutes_are_counted_by_their_source() -> None:
    travel = (
        SiteMinutes(unit="a", site="s", minutes=1, source="osrm"),
        SiteMinutes(unit="b", site="s", minutes=2, source="osrm"),
        SiteMinutes(unit="a", site="t", minutes=2, source="table"),
    )
    found = numbers(make_scenario(travel=travel))
    assert {name: one.value for name, one in found.items() if name.startswith("travel")} == {
        "travel[osrm]": 2,
        "travel[table]": 1,
    }
