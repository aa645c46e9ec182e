"""Numbers of a parameter object replaced by those of a file, by name: ``opening.network_year``."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from matcher.errors import InvalidInput, Problem
from matcher.problems import unknown_field
from scenarios.inputs import Limit
from scenarios.scenario_problems import found_words

T = TypeVar("T")
_RECORD = "inputs"


def overridden(parameters: T, overrides: Mapping[str, Any]) -> T:
    """
    The parameters with these values, given as JSON knows them: lists for tuples, texts for dates.

    Raises
    ------
    InvalidInput
        With every unknown name and every value beyond its limits.
    """
    problems = override_problems(parameters, overrides)
    if problems:
        raise InvalidInput(problems)
    result: T = _replaced(parameters, overrides)
    return result


def override_problems(parameters: Any, overrides: Mapping[str, Any]) -> list[Problem]:
    """Every unknown name, every value beyond its limits, and whatever does not go together."""
    known = _places(parameters)
    problems = []
    for name, found in overrides.items():
        if name not in known:
            problems.append(unknown_field(_RECORD, str(name), sorted(known)))
            continue
        default, limit = known[name]
        if not _holds(limit, _converted(found, default)):
            shown = str(found) if isinstance(found, list) else found
            problems.append(Problem(record=_RECORD, field=name, found=found_words(shown), expected=limit.expected))
    if problems:
        return problems
    try:
        _replaced(parameters, overrides)
    except InvalidInput as error:
        return list(error.problems)
    return []


def _places(parameters: Any, path: str = "") -> dict[str, tuple[Any, Limit]]:
    """Value and limit of every field that holds a number, by its name."""
    result: dict[str, tuple[Any, Limit]] = {}
    for field in fields(parameters):
        value, name = getattr(parameters, field.name), path + field.name
        if is_dataclass(value):
            result |= _places(value, f"{name}.")
        elif "limit" in field.metadata:
            result[name] = value, field.metadata["limit"]
    return result


def _holds(limit: Limit, value: Any) -> bool:
    try:
        return bool(limit.holds(value))
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return False  # another type than any value of this field has


def _converted(found: Any, default: Any) -> Any:
    """The value as its field holds it; what cannot be one stays and is beyond every limit."""
    if isinstance(found, bool) and not isinstance(default, bool):
        return _NO_VALUE
    if isinstance(found, list | tuple):
        return tuple(_converted(item, _first(default)) for item in found)
    if isinstance(default, tuple):
        return _NO_VALUE  # a text, too, is a row of something to Python
    if isinstance(default, date) and isinstance(found, str):
        try:
            return date.fromisoformat(found)
        except ValueError:
            return _NO_VALUE
    if isinstance(default, Decimal) and isinstance(found, int | float):
        return Decimal(str(found))
    return found


def _first(default: Any) -> Any:
    return default[0] if isinstance(default, tuple) and default else None


class _NoValue:
    """Stands for what no field holds; no comparison with it is possible."""


_NO_VALUE = _NoValue()


def _replaced(parameters: Any, overrides: Mapping[str, Any]) -> Any:
    changes: dict[str, Any] = {}
    for field in fields(parameters):
        value = getattr(parameters, field.name)
        if field.name in overrides:
            changes[field.name] = _converted(overrides[field.name], value)
        elif is_dataclass(value):
            start = f"{field.name}."
            inside = {name.removeprefix(start): found for name, found in overrides.items() if name.startswith(start)}
            if inside:
                changes[field.name] = _replaced(value, inside)
    return replace(parameters, **changes) if changes else parameters
