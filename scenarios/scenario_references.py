"""
Ids of a scenario file that nobody knows, that stand twice or that contradict each other.

They are looked for in what stands in the file, so that they are told together with whatever else is wrong. What cannot
be served together, such as a budget below every plan, is no mistake of the file: ``plan`` tells it as a clash.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from matcher.errors import Problem
from matcher.problems import visible
from scenarios.planning_inputs import INPUT_NAMES
from scenarios.scenario_problems import FIELDS, label_of, problem

_HAVE_STANDING = ("units", "sites")
_NETWORK = frozenset(
    {
        *("adjacency", "k", "fixed", "together", "contiguous", "balance", "balance_slack"),
        *("yearly_budget", "travel", "workers_per_site"),
    }
)
"""Fields of the scenario that can have a standing of their own."""


def reference_problems(facts: Mapping[str, Any]) -> list[Problem]:
    """Every such mistake, in the order of the file."""
    units, sites = _ids(facts, "units"), _ids(facts, "sites")
    return [
        *_twice(facts, "units"),
        *_adjacency(facts, units),
        *_twice(facts, "sites"),
        *_unknown(facts, "sites", {"unit": ("unit", units)}),
        *_unknown(facts, "fixed", {"unit": ("unit", units), "site": ("site", sites)}),
        *_fixed_twice(facts),
        *_together(facts, units),
        *_unknown(facts, "travel", {"unit": ("unit", units), "site": ("site", sites)}),
        *_travel_twice(facts),
        *_standing(facts, {"units": units, "sites": sites}),
    ]


def _records(facts: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    found = facts.get(name)
    for number, record in enumerate(found if isinstance(found, list) else (), 1):
        if isinstance(record, Mapping):
            yield number, record


def _ids(facts: Mapping[str, Any], name: str) -> frozenset[str] | None:
    """The ids of a list; None when some are missing, so that nobody knows which are unknown."""
    found = facts.get(name)
    if not isinstance(found, list) or not found:
        return None
    ids = [record.get("id") if isinstance(record, Mapping) else None for record in found]
    return frozenset(map(str, ids)) if all(map(_is_readable, ids)) else None


def _is_readable(found: object) -> TypeGuard[str]:
    """Whether it can be an id; halves of a surrogate pair can be written in JSON, but in no file."""
    return isinstance(found, str) and bool(found) and not any("\ud800" <= letter <= "\udfff" for letter in found)


def _twice(facts: Mapping[str, Any], name: str) -> Iterator[Problem]:
    seen: dict[object, int] = {}
    for number, record in _records(facts, name):
        found = record.get("id")
        if _is_readable(found):
            if found in seen:
                yield problem(f"{name} row {number}", "id", found, f"an id that row {seen[found]} does not have")
            seen.setdefault(found, number)


def _unknown(
    facts: Mapping[str, Any], name: str, references: Mapping[str, tuple[str, Collection[str] | None]]
) -> Iterator[Problem]:
    for number, record in _records(facts, name):
        for field, (what, known) in references.items():
            found = record.get(field)
            if _is_readable(found) and known is not None and found not in known:
                yield problem(label_of(name, number, record), field, found, f"the id of a {what} of this scenario")


def _pairs(facts: Mapping[str, Any], name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are nothing but ids."""
    found = facts.get(name)
    for number, row in enumerate(found if isinstance(found, list) else (), 1):
        if isinstance(row, list) and all(map(_is_readable, row)):
            yield number, row


def _adjacency(facts: Mapping[str, Any], units: Collection[str] | None) -> Iterator[Problem]:
    seen: dict[frozenset[str], int] = {}
    for number, pair in _pairs(facts, "adjacency"):
        record = f"adjacency row {number}"
        yield from _not_units(record, pair, units)
        if len(pair) != 2:
            continue
        if pair[0] == pair[1]:
            yield problem(record, "", ", ".join(pair), "two different units")
        elif frozenset(pair) in seen:
            yield problem(record, "", ", ".join(pair), f"a pair that row {seen[frozenset(pair)]} does not have")
        seen.setdefault(frozenset(pair), number)


def _not_units(record: str, ids: Sequence[str], units: Collection[str] | None) -> Iterator[Problem]:
    for one in dict.fromkeys(ids):
        if units is not None and one not in units:
            yield problem(record, "", one, "the id of a unit of this scenario")


def _together(facts: Mapping[str, Any], units: Collection[str] | None) -> Iterator[Problem]:
    seen: dict[frozenset[str], int] = {}
    for number, group in _pairs(facts, "together"):
        record = f"together row {number}"
        if frozenset(group) in seen:
            yield problem(record, "", ", ".join(group), f"a group that row {seen[frozenset(group)]} does not have")
        seen.setdefault(frozenset(group), number)
        yield from _not_units(record, group, units)
        yield from (
            problem(record, "", f"{one} twice", "each unit once") for one in sorted(set(group)) if group.count(one) > 1
        )


def _fixed_twice(facts: Mapping[str, Any]) -> Iterator[Problem]:
    seen: dict[str, tuple[int, object]] = {}
    for number, record in _records(facts, "fixed"):
        unit, site = record.get("unit"), record.get("site")
        if not isinstance(unit, str) or not isinstance(site, str):
            continue
        place, (row, other) = f"fixed row {number}", seen.get(unit, (0, None))
        if row and site == other:
            yield problem(place, "unit", unit, "each unit once")
        elif row:
            yield problem(place, "site", site, f"one site per unit; row {row} gives it to {visible(str(other))}")
        seen.setdefault(unit, (number, site))


def _travel_twice(facts: Mapping[str, Any]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for number, record in _records(facts, "travel"):
        unit, site = record.get("unit"), record.get("site")
        if isinstance(unit, str) and isinstance(site, str):
            if (unit, site) in seen:
                expected = f"a unit and site that row {seen[unit, site]} does not have"
                yield problem(f"travel row {number}", "", f"{unit}, {site}", expected)
            seen.setdefault((unit, site), number)


def _standing(facts: Mapping[str, Any], ids: Mapping[str, Collection[str] | None]) -> Iterator[Problem]:
    found = facts.get("standing")
    for name in found if isinstance(found, Mapping) else ():
        if not _is_field(str(name), ids):
            expected = "a field such as units.households, sites[ID].yearly_cost, k or inputs.facility_weeks"
            yield problem("standing", visible(str(name)), "an unknown field", expected)


def _is_field(name: str, ids: Mapping[str, Collection[str] | None]) -> bool:
    if name in _NETWORK:
        return True
    if name.startswith("inputs."):
        return name.removeprefix("inputs.") in INPUT_NAMES
    for part in _HAVE_STANDING:
        if name.startswith(f"{part}."):
            return name.removeprefix(f"{part}.") in FIELDS[part]
        if name.startswith(f"{part}["):
            one, _, field = name.removeprefix(f"{part}[").rpartition("].")
            known = ids[part]
            return field in FIELDS[part] and (known is None or one in known)
    return False
