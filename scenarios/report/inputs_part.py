"""All numbers a report rests on: those of the scenario, those for the years ahead, the paper's facts and tensions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from scenarios.inputs import StatedInput
from scenarios.paper import tensions
from scenarios.report.parts import InputLine, TensionLine, rounded
from scenarios.scenario import Scenario
from scenarios.stated_numbers import UNSAID, stated_numbers

_RECORD = re.compile(r"(?P<part>units|sites)\[(?P<id>.*)\]\.(?P<field>\w+)")
_PAPER = "paper."


def input_lines(scenario: Scenario) -> tuple[InputLine, ...]:
    """Choices and numbers of the scenario, then those for the years ahead; records with one origin share a line."""
    groups: dict[object, list[StatedInput]] = {}
    for one in stated_numbers(scenario):
        if not one.name.startswith(_PAPER):
            found = _RECORD.fullmatch(one.name)
            key = (found["part"], found["field"], one.kind, one.source) if found else one.name
            groups.setdefault(key, []).append(one)
    return (*_choices(scenario), *(_shared_line(some) for some in groups.values()))


def fact_lines(scenario: Scenario) -> tuple[InputLine, ...]:
    """The facts of the concept paper."""
    return tuple(_line(one) for one in stated_numbers(scenario) if one.name.startswith(_PAPER))


def tension_lines() -> tuple[TensionLine, ...]:
    """Where the paper's numbers contradict each other."""
    return tuple(
        TensionLine(
            code=one.code,
            unit=one.unit,
            said=rounded(float(one.said)),
            follows=rounded(float(one.follows)),
            numbers=tuple(sorted((name, rounded(float(value))) for name, value in one.numbers.items())),
        )
        for one in tensions()
    )


def plain(value: object) -> object:
    """A value as JSON knows it: numbers rounded, dates as text, lists of the same."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float | Decimal):
        return rounded(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return tuple(plain(one) for one in value)
    return str(value)


def _choices(scenario: Scenario) -> Iterator[InputLine]:
    """What a planner chose that is no number."""
    for name, value in (("balance", scenario.balance), ("contiguous", scenario.contiguous)):
        standing = scenario.standing.get(name, UNSAID)
        yield InputLine(name=name, value=value, kind=standing.kind, unit="", source=standing.source)


def _line(one: StatedInput) -> InputLine:
    name = one.name.removeprefix("inputs.")
    return InputLine(name=name, value=plain(one.value), kind=one.kind, unit=one.unit, source=one.source)


def _shared_line(some: Sequence[StatedInput]) -> InputLine:
    """A single number as it is; of several records the sum of households, the range of money, the count of places."""
    found = _RECORD.fullmatch(some[0].name)
    if found is None:
        return _line(some[0])
    values = [one.value for one in some]
    ids = tuple(_RECORD.sub(r"\g<id>", one.name) for one in some)
    return InputLine(
        name=f"{found['part']}.{found['field']}",
        value=plain(_TOGETHER[found["field"]](values)),
        kind=some[0].kind,
        unit="" if found["field"] == "place" else some[0].unit,
        source=some[0].source,
        records=ids,
    )


def _range(values: Sequence[Decimal]) -> object:
    """The one value of all records, or the least and the most."""
    return values[0] if min(values) == max(values) else (min(values), max(values))


_TOGETHER: Mapping[str, Any] = {"households": sum, "yearly_cost": _range, "one_off_cost": _range, "place": len}
