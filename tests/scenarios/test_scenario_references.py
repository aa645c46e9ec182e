from typing import Any

import pytest

from scenarios.scenario_references import reference_problems

UNITS = [{"id": "a"}, {"id": "b"}]
SITES = [{"id": "s", "unit": "a"}, {"id": "t", "unit": "b"}]
STANDING = {"kind": "fact", "source": "x"}


def told(**facts: Any) -> list[str]:
    return [str(problem) for problem in reference_problems({"units": UNITS, "sites": SITES, **facts})]


def test_ids_that_are_known_are_fine() -> None:
    assert not told(
        adjacency=[["a", "b"]],
        fixed=[{"unit": "a", "site": "s"}, {"unit": "b", "site": "s"}],
        together=[["a", "b"]],
        travel=[{"unit": "a", "site": "s"}, {"unit": "a", "site": "t"}],
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"units": [{"id": "a"}, {"id": "a"}, {"id": "b"}]}, "units row 2, id: found a, expected an id that row 1"),
        ({"sites": [*SITES, {"id": "s", "unit": "b"}]}, "sites row 3, id: found s, expected an id that row 1"),
        ({"sites": [{"id": "s", "unit": "x"}]}, "sites s, unit: found x, expected the id of a unit"),
        ({"adjacency": [["a", "x"]]}, "adjacency row 1: found x, expected the id of a unit"),
        ({"adjacency": [["a", "a"]]}, "adjacency row 1: found a, a, expected two different units"),
        ({"adjacency": [["a", "b"], ["b", "a"]]}, "adjacency row 2: found b, a, expected a pair that row 1"),
        ({"fixed": [{"unit": "x", "site": "s"}]}, "fixed row 1, unit: found x, expected the id of a unit"),
        ({"fixed": [{"unit": "a", "site": "x"}]}, "fixed row 1, site: found x, expected the id of a site"),
        (
            {"fixed": [{"unit": "a", "site": "s"}, {"unit": "a", "site": "t"}]},
            "fixed row 2, site: found t, expected one site per unit; row 1 gives it to s",
        ),
        (
            {"fixed": [{"unit": "a", "site": "s"}, {"unit": "a", "site": "s"}]},
            "fixed row 2, unit: found a, expected each unit once",
        ),
        ({"together": [["a", "x"]]}, "together row 1: found x, expected the id of a unit"),
        ({"together": [["a", "b", "a"]]}, "together row 1: found a twice, expected each unit once"),
        ({"together": [["a", "b"], ["b", "a"]]}, "together row 2: found b, a, expected a group that row 1"),
        ({"travel": [{"unit": "x", "site": "s"}]}, "travel row 1, unit: found x, expected the id of a unit"),
        ({"travel": [{"unit": "a", "site": "x"}]}, "travel row 1, site: found x, expected the id of a site"),
        ({"travel": [{"unit": "a", "site": "s"}] * 2}, "travel row 2: found a, s, expected a unit and site that row 1"),
    ],
)
def test_each_reference_that_cannot_hold_is_told(facts: dict[str, Any], expected: str) -> None:
    (problem,) = told(**facts)
    assert problem.startswith(expected)


def test_nothing_is_called_unknown_while_an_id_cannot_be_read() -> None:
    assert not told(units=[{"id": "a"}, {"id": 7}], adjacency=[["a", "b"]])


def test_fixed_against_together_is_left_to_the_plan() -> None:
    assert not told(together=[["a", "b"]], fixed=[{"unit": "a", "site": "s"}, {"unit": "b", "site": "t"}])


@pytest.mark.parametrize(
    "name",
    ["k", "yearly_budget", "units.households", "units[a].households", "sites[t].yearly_cost", "inputs.facility_weeks"],
)
def test_fields_records_and_inputs_can_have_a_standing(name: str) -> None:
    assert not told(standing={name: STANDING})


@pytest.mark.parametrize(
    "name",
    ["format", "budget", "units", "units.colour", "units[x].households", "units[a.lat", "inputs.x", "fixed.unit"],
)
def test_standing_of_anything_else_is_told(name: str) -> None:
    (problem,) = told(standing={name: STANDING})
    assert problem.startswith(f"standing, {name}: found an unknown field")
