"""
One form for scenarios that mean the same: lists sorted, pairs in order, defaults spelled out, 1.0 written as 1.

The hash that plans and reports name a scenario by is taken from this form.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from scenarios.scenario import Scenario


def sorted_scenario(scenario: Scenario) -> Scenario:
    """The same scenario in an order that its input's order does not change."""
    return replace(
        scenario,
        units=_by_id(scenario.units),
        sites=_by_id(scenario.sites),
        adjacency=tuple(sorted((min(pair), max(pair)) for pair in scenario.adjacency)),
        fixed=tuple(sorted(scenario.fixed, key=lambda one: (one.unit, one.site))),
        together=tuple(sorted(tuple(sorted(group)) for group in scenario.together)),
        travel=tuple(sorted(scenario.travel, key=lambda row: (row.unit, row.site))),
        inputs=dict(sorted(scenario.inputs.items())),
        standing=dict(sorted(scenario.standing.items())),
    )


def _by_id(records: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(records, key=lambda record: str(record.id)))


def scenario_to_json(scenario: Scenario) -> dict[str, Any]:
    """The scenario as its file holds it: every field, lists sorted, absent values as null."""
    scenario = sorted_scenario(scenario)
    result = {field.name: plain(getattr(scenario, field.name)) for field in fields(scenario)}
    result["k"] = {"min": scenario.k[0], "max": scenario.k[1]}
    result["budget"] = {"yearly": result.pop("yearly_budget")}
    return result


def plain(value: Any) -> Any:
    """A value as JSON knows it; whole numbers without a point."""
    if isinstance(value, float | Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value.isoformat() if isinstance(value, date) else value


def scenario_sha256(scenario: Scenario) -> str:
    """Hash of the canonical form: the same for any order of the records and any spelling of the numbers."""
    text = json.dumps(scenario_to_json(scenario), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
