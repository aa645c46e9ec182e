"""
Reading and writing ``lokal-willkommen/plan@1``.

The contract's ``clash`` is a list of texts; ``clash_details`` holds the same as objects, so that nothing is lost.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from matcher.errors import InvalidInput, Problem
from matcher.files import read_json, write_text
from scenarios.scenario_canonical import plain
from scenarios.site_plan import FORMAT, Demand, SitePlans

_TEXTS = {
    "budget": "the budget of {number} euro a year",
    "fixed": "unit {0} fixed to site {1}",
    "together": "units {ids} together",
    "contiguous": "catchments that are connected and hold their site's own unit",
    "existing": "site {0} exists and stays open",
    "k": "exactly {number} open sites",
    "candidates": "no sites beside the {number} of the scenario",
}


@cache
def _adapter() -> TypeAdapter[SitePlans]:
    return TypeAdapter(SitePlans)


def demand_text(demand: Demand) -> str:
    """A demand in words, in English."""
    number = "" if demand.number is None else f"{demand.number:f}"
    return _TEXTS[demand.code].format(*demand.ids, ids=", ".join(demand.ids), number=number)


def plans_to_json(plans: SitePlans) -> dict[str, Any]:
    """The plans as plain lists, words and numbers."""
    found: dict[str, Any] = plain(plans)
    for facts, plan in zip(found["plans"], plans.plans, strict=True):
        facts["clash"] = [demand_text(demand) for demand in plan.clash]
        facts["clash_details"] = [plain(asdict(demand)) for demand in plan.clash]
    return found


def plans_from_json(found: object) -> SitePlans:
    """
    The plans that stand in parsed JSON.

    Raises
    ------
    InvalidInput
        With every field that is not as the format asks for.
    """
    if not isinstance(found, Mapping):
        raise InvalidInput([Problem(record="plan", field="", found=type(found).__name__, expected="an object")])
    try:
        return _adapter().validate_python({**found, "plans": _with_details(found.get("plans"))})
    except ValidationError as error:
        raise InvalidInput([_problem(detail) for detail in error.errors(include_url=False)]) from None


def _with_details(plans: object) -> object:
    if not isinstance(plans, list):
        return plans
    return [
        {**{name: value for name, value in plan.items() if name != "clash_details"},
         "clash": plan.get("clash_details", [])}
        if isinstance(plan, Mapping)
        else plan
        for plan in plans
    ]  # fmt: skip


def _problem(detail: Any) -> Problem:
    found = "nothing" if detail["type"] == "missing" else type(detail["input"]).__name__
    return Problem(
        record="plan",
        field=".".join(str(part) for part in detail["loc"]),
        found=found,
        expected=f"a field as in {FORMAT} ({detail['msg']})",
    )


def plans_text(plans: SitePlans) -> str:
    """The file as it is written: sorted keys, so that equal plans are equal bytes."""
    return json.dumps(plans_to_json(plans), indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


def write_plans(plans: SitePlans, path: Path) -> None:
    """Write the whole file, or nothing."""
    write_text(path, plans_text(plans))


def read_plans(path: Path) -> SitePlans:
    """
    The plans in a file.

    Raises
    ------
    InvalidInput
        When it cannot be read, or holds no plans.
    """
    return plans_from_json(read_json(path))
