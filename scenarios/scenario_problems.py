"""
Words for what is wrong in a scenario file: which record, which field, what was found, what is expected.

Nothing in a scenario says anything about a person, so whatever stands there may be quoted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from matcher.domain import MOST
from matcher.errors import Problem
from matcher.problems import NOTHING, known_fields, unknown_field, visible
from scenarios.scenario import FORMAT, Fixed, Site, SiteMinutes, Standing, Unit

RECORDS: Mapping[str, type[Any]] = {"units": Unit, "sites": Site, "fixed": Fixed, "travel": SiteMinutes}
"""Type of the records by list."""
FIELDS = {name: tuple(known.name for known in fields(record)) for name, record in RECORDS.items()}
FILE_FIELDS = (
    *("format", "name", "units", "adjacency", "sites", "k", "fixed", "together", "contiguous"),
    *("balance", "balance_slack", "budget", "travel", "workers_per_site", "inputs", "standing"),
)
"""What may stand in a scenario file, in the order of the contract."""

_WORD = "a text that is not empty"
_COUNT = f"a whole number from 0 to {MOST:,}"
_MONEY = f"euro from 0 to {MOST:,}, at most two decimals"
_EXPECTED = {
    "format": FORMAT,
    "name": "a text of at most 200 letters",
    "id": _WORD,
    "households": _COUNT,
    "lat": "degrees (WGS84) from -90 to 90",
    "lon": "degrees (WGS84) from -180 to 180",
    "parent": _WORD,
    "unit": "the id of a unit",
    "site": "the id of a site",
    "existing": "true or false",
    "yearly_cost": _MONEY,
    "one_off_cost": _MONEY,
    "minutes": f"whole minutes from 0 to {MOST:,}",
    "source": _WORD,
    "kind": "fact, assumption or derived",
    "units": "a list of objects, at least one",
    "sites": "a list of objects, at least one",
    "fixed": "a list of objects",
    "travel": "a list of objects",
    "adjacency": "a list of pairs of ids of units",
    "together": "a list of groups of ids of units, two or more in each",
    "contiguous": "true or false",
    "balance": "band, max_load or none",
    "balance_slack": "a share from 0 to 1, at most six decimals",
    "k": 'an object with whole numbers, such as {"min": 6, "max": 8}, min not above max',
    "k.min": "a whole number, at least 1",
    "k.max": "a whole number, at least 1",
    "budget": 'an object such as {"yearly": 850000}',
    "budget.yearly": _MONEY,
    "workers_per_site": "a whole number, at least 1",
    "inputs": "an object with the names of inputs",
    "standing": "an object with kind and source by field",
}


def found_words(found: object) -> str:
    """What stands there, in a few words."""
    if found is None:
        return NOTHING
    if isinstance(found, dict):
        return "an object"
    if isinstance(found, list | tuple):
        return f"a list of length {len(found)}"
    if isinstance(found, bool):
        return str(found).lower()
    return "an empty text" if found == "" else visible(str(found))


def problem(record: str, field: str, found: object, expected: str | None = None) -> Problem:
    """One mistake; what is expected follows from the field unless it is told."""
    return Problem(
        record=record, field=field, found=found_words(found), expected=expected or _EXPECTED.get(field, "another value")
    )


def label_of(name: str, number: int, facts: object) -> str:
    """``units brackel``, or ``fixed row 2`` where there is no id; rows count from 1."""
    found = facts.get("id") if isinstance(facts, Mapping) else None
    return f"{name} {visible(found)}" if isinstance(found, str) and found else f"{name} row {number}"


def problems_of(error: ValidationError, facts: Mapping[str, Any]) -> list[Problem]:
    """What the scenario's own checks found, one problem per field."""
    problems: dict[tuple[str, str], Problem] = {}
    for detail in error.errors(include_url=False, include_context=False):
        if _is_told(detail, facts):
            continue
        one = _problem_of(detail, facts)
        problems.setdefault((one.record, one.field), one)
    return list(problems.values())


def _is_told(detail: ErrorDetails, facts: Mapping[str, Any]) -> bool:
    """
    Whether something else tells it.

    A field is missing or short of records because what stands there could not be read; a name of inputs or standing
    that is not even a word is an unknown one, too.
    """
    top, *inside = detail["loc"]
    if inside and inside[-1] == "[key]":
        return True
    if inside:
        return False
    return str(top) in facts if detail["type"] == "missing" else detail["type"] == "too_short" and bool(facts[str(top)])


def _problem_of(detail: ErrorDetails, facts: Mapping[str, Any]) -> Problem:
    top, *inside = detail["loc"]
    found = None if detail["type"] == "missing" else detail["input"]
    unknown = detail["type"] == "unexpected_keyword_argument"
    if top in RECORDS and inside:
        return _of_record(str(top), inside, found, facts, unknown)
    if top == "k":
        return problem("scenario", ".".join(["k", *(("min", "max")[int(end)] for end in inside)]), _k_words(found))
    if top in ("adjacency", "together") and inside:
        pair = facts[top][inside[0]]
        expected = "two ids of units" if top == "adjacency" else "ids of units, two or more"
        return Problem(
            record=f"{top} row {int(inside[0]) + 1}", field="", found=visible(_as_text(pair)), expected=expected
        )
    if top == "standing" and inside:
        names = tuple(known.name for known in fields(Standing))
        record, field = f"standing {visible(str(inside[0]))}", str(inside[1]) if len(inside) > 1 else ""
        if unknown:
            return unknown_field(record, field, names)
        return problem(record, field, found, None if field in names else "an object with kind and source")
    if unknown:
        return unknown_field("scenario", str(top), FILE_FIELDS)
    return problem("scenario", str(top), found)


def _of_record(
    name: str, inside: Sequence[int | str], found: object, facts: Mapping[str, Any], unknown: bool
) -> Problem:
    number = int(inside[0])
    record = label_of(name, number + 1, facts[name][number])
    if len(inside) == 1:
        return problem(record, "", found, f"an object with {known_fields(FIELDS[name])}")
    field = str(inside[1])
    return unknown_field(record, field, FIELDS[name]) if unknown else problem(record, field, found)


def _k_words(found: object) -> object:
    return f"{found[0]} to {found[1]}" if isinstance(found, tuple) else found


def _as_text(found: object) -> str:
    return f"{', '.join(map(str, found))}" if isinstance(found, list | tuple) else found_words(found)
