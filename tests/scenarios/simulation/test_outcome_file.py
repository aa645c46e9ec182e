import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matcher.errors import InvalidInput
from scenarios.simulation.outcome import Advantage, Series, Simulation, Total
from scenarios.simulation.outcome_file import (
    read_simulation,
    simulation_from_json,
    simulation_text,
    simulation_to_json,
    write_simulation,
)


@pytest.fixture
def simulation() -> Simulation:
    common: dict[str, Any] = {"arrivals": 50, "policy": "engine", "measure": "open_by_kind", "group": "companion"}
    return Simulation(
        scenario_sha256="0" * 64,
        engine="0 quick",
        first_week=date(2016, 9, 5),
        weeks=2,
        seeds=1,
        arrivals=(50,),
        policies=("engine", "first_come"),
        series=(Series(**common, mean=(1.0, None), low=(1.0, None), high=(1.0, None)),),
        totals=(Total(**common, mean=1.5, low=1.0, high=2.0),),
        advantages=(Advantage(arrivals=50, baseline="first_come", points=3.0, low=1.0, high=5.0, share=0.1),),
    )


def test_what_is_written_is_read_again(simulation: Simulation, tmp_path: Path) -> None:
    write_simulation(simulation, tmp_path / "out.json")
    assert read_simulation(tmp_path / "out.json") == simulation
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_file_has_sorted_keys_and_a_record_per_line(simulation: Simulation) -> None:
    text = simulation_text(simulation)
    assert json.loads(text) == simulation_to_json(simulation)
    names = [line.split('"')[1] for line in text.splitlines() if line.startswith(' "')]
    assert names == sorted(names)
    assert sum(line.startswith("  {") for line in text.splitlines()) == 3


def test_whole_numbers_without_a_point_are_read_as_well(simulation: Simulation) -> None:
    raw = simulation_to_json(simulation)
    raw["totals"][0]["mean"] = 2
    assert simulation_from_json(raw).totals[0].mean == 2.0


def test_every_wrong_field_is_named(simulation: Simulation) -> None:
    raw = simulation_to_json(simulation)
    raw["weeks"], raw["format"] = "two", "lokal-willkommen/result@1"
    del raw["engine"]
    with pytest.raises(InvalidInput) as refused:
        simulation_from_json(raw)
    assert {(problem.field, problem.found) for problem in refused.value.problems} == {
        ("weeks", "str"),
        ("format", "str"),
        ("engine", "nothing"),
    }


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidInput):
        simulation_from_json([])
