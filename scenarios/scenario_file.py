"""
Reading and writing scenarios, the file format ``lokal-willkommen/scenario@1`` (section 2 of the contract).

Whatever is wrong in a file is told at once. Numbers of money and shares are exact decimals: 0.15 is fifteen hundredths.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, StrictInt, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from matcher.errors import InvalidInput, Problem
from matcher.files import read_json, repeated_keys, write_text
from matcher.problems import repeated_field, unknown_field
from scenarios.planning_inputs import input_problems
from scenarios.scenario import Money, Scenario
from scenarios.scenario_canonical import scenario_sha256, scenario_to_json, sorted_scenario
from scenarios.scenario_problems import FIELDS, FILE_FIELDS, RECORDS, label_of, problem, problems_of
from scenarios.scenario_references import reference_problems

__all__ = ["parse_scenario", "read_scenario", "scenario_sha256", "scenario_to_json", "write_scenario"]

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class _Range:
    min: StrictInt
    max: StrictInt


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class _Budget:
    yearly: Money | None = None


_SCENARIO: TypeAdapter[Scenario] = TypeAdapter(Scenario)
_FOLDED: Mapping[str, TypeAdapter[Any]] = {"k": TypeAdapter(_Range), "budget": TypeAdapter(_Budget)}
"""What the file holds as an object and the scenario does not."""


def read_scenario(path: Path) -> Scenario:
    """
    The scenario in a JSON file, its lists sorted.

    Raises
    ------
    InvalidInput
        With every problem of reading, of fields and of references.
    """
    return parse_scenario(read_json(path))


def parse_scenario(raw: object) -> Scenario:
    """
    The scenario in a parsed JSON structure, its lists sorted.

    Raises
    ------
    InvalidInput
        With every problem of fields, of references, of inputs and of their standing.
    """
    if not isinstance(raw, Mapping):
        raise InvalidInput([problem("scenario", "", raw, "an object with fields")])
    problems = _repeated(raw)
    facts = {name: _tidied_part(name, found) for name, found in raw.items() if found is not None}
    problems += [unknown_field("scenario", str(name), FILE_FIELDS) for name in raw if name not in FILE_FIELDS]
    unfolded, wrong = _unfolded(facts)
    problems += wrong
    scenario = None
    try:
        scenario = _SCENARIO.validate_python(unfolded)
    except ValidationError as error:
        problems += problems_of(error, facts)
    problems += reference_problems(facts)
    if isinstance(facts.get("inputs"), Mapping):
        problems += input_problems(facts["inputs"])
    if problems or scenario is None:
        raise InvalidInput(problems)
    return sorted_scenario(scenario)


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write the scenario completely or not at all: one record per line, so that two files can be compared."""
    write_text(path, scenario_text(scenario))


def scenario_text(scenario: Scenario) -> str:
    """The scenario as the text of its file, fields in the order of the contract."""
    facts = scenario_to_json(scenario)
    parts = []
    for name in FILE_FIELDS:
        value = facts[name]
        if isinstance(value, list | dict) and value and name not in ("k", "budget"):
            parts.append(f" {_dump(name)}: {_lines(value)}")
        else:
            parts.append(f" {_dump(name)}: {_dump(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(value: list[Any] | dict[str, Any]) -> str:
    if isinstance(value, dict):
        lines = [f"{_dump(key)}: {_dump(item)}" for key, item in value.items()]
        return "{\n  " + ",\n  ".join(lines) + "\n }"
    return "[\n  " + ",\n  ".join(_dump(item) for item in value) + "\n ]"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _tidied_part(name: str, found: object) -> Any:
    """One field of the file: 3.0 is 3, and nothing is the same as a missing field of a record."""
    if name in RECORDS and isinstance(found, list):
        return [_tidied_record(FIELDS[name], record) if isinstance(record, Mapping) else record for record in found]
    return {key: _whole(value) for key, value in found.items()} if isinstance(found, Mapping) else _whole(found)


def _tidied_record(known: tuple[str, ...], record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _whole(value) for key, value in record.items() if value is not None or key not in known}


def _whole(value: Any) -> Any:
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unfolded(facts: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The facts with k as a pair and the budget as a number."""
    known = {field.name for field in fields(Scenario)} - set(_FOLDED)
    result = {"format": None, **{name: value for name, value in facts.items() if name in known}}
    problems: list[Problem] = []
    for name, adapter in _FOLDED.items():
        if name not in facts:
            continue
        try:
            value = adapter.validate_python(facts[name])
        except ValidationError as error:
            problems += _problems_of_folded(error, name, facts[name])
            continue
        if name == "budget":
            result["yearly_budget"] = value.yearly
        else:
            result["k"] = (value.min, value.max)
    return result, problems


def _problems_of_folded(error: ValidationError, name: str, found: object) -> list[Problem]:
    if not isinstance(found, Mapping):
        return [problem("scenario", name, found)]
    names = ("min", "max") if name == "k" else ("yearly",)
    problems = []
    for detail in error.errors(include_url=False, include_context=False):
        field = str(detail["loc"][0])
        if field in names:
            problems.append(problem("scenario", f"{name}.{field}", found.get(field)))
        else:
            problems.append(unknown_field("scenario", f"{name}.{field}", names))
    return problems


def _repeated(raw: Mapping[str, Any]) -> list[Problem]:
    """Keys that stand twice in the scenario or in an object within."""
    problems = [repeated_field("scenario", key) for key in repeated_keys(raw)]
    for name in ("k", "budget", "inputs", "standing"):
        problems += [repeated_field(name, key) for key in repeated_keys(raw.get(name))]
    for name in RECORDS:
        records = raw.get(name)
        for number, record in enumerate(records if isinstance(records, list) else (), 1):
            problems += [repeated_field(label_of(name, number, record), key) for key in repeated_keys(record)]
    standing = raw.get("standing")
    for name, one in standing.items() if isinstance(standing, Mapping) else ():
        problems += [repeated_field(f"standing {name}", key) for key in repeated_keys(one)]
    return problems
