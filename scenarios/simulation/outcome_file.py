"""Reading and writing ``lokal-willkommen/simulation@1``."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from matcher.errors import InvalidInput, Problem
from matcher.files import read_json, write_text
from scenarios.simulation.outcome import FORMAT, Simulation


@cache
def _adapter() -> TypeAdapter[Simulation]:
    return TypeAdapter(Simulation)


def simulation_to_json(simulation: Simulation) -> dict[str, Any]:
    """The simulation as plain lists, words and numbers."""
    plain: dict[str, Any] = _adapter().dump_python(simulation, mode="json")
    return plain


def simulation_from_json(found: object) -> Simulation:
    """
    The simulation that stands in parsed JSON.

    Raises
    ------
    InvalidInput
        With every field that is not as the format asks for.
    """
    if not isinstance(found, Mapping):
        raise InvalidInput([Problem(record="simulation", field="", found=type(found).__name__, expected="an object")])
    try:
        return _adapter().validate_python(dict(found))
    except ValidationError as error:
        raise InvalidInput(
            [
                Problem(
                    record="simulation",
                    field=".".join(str(part) for part in detail["loc"]),
                    found="nothing" if detail["type"] == "missing" else type(detail["input"]).__name__,
                    expected=f"a field as in {FORMAT} ({detail['msg']})",
                )
                for detail in error.errors()
            ]
        ) from None


def simulation_text(simulation: Simulation) -> str:
    """The file as it is written: keys sorted and a record per line, so that equal simulations are equal bytes."""
    parts = []
    for name, value in sorted(simulation_to_json(simulation).items()):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            records = ",\n  ".join(_dump(record) for record in value)
            parts.append(f" {_dump(name)}: [\n  {records}\n ]")
        else:
            parts.append(f" {_dump(name)}: {_dump(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)


def write_simulation(simulation: Simulation, path: Path) -> None:
    """Write the whole file, or nothing."""
    write_text(path, simulation_text(simulation))


def read_simulation(path: Path) -> Simulation:
    """
    The simulation in a file.

    Raises
    ------
    InvalidInput
        When it cannot be read, or is no simulation.
    """
    return simulation_from_json(read_json(path))
