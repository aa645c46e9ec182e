"""Numbers that say what they are: fact, assumption or derived, in which unit, from where, within which limits."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, TypeVar

from matcher.errors import InvalidInput, Problem

InputKind = Literal["fact", "assumption", "derived"]

T = TypeVar("T")
Shares = tuple[tuple[T, float], ...]
"""Values and the share (0..1) of each; the shares of a distribution add up to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a value must satisfy, and how that is told to a person."""

    holds: Callable[[Any], bool]
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedInput:
    """
    One number of a scenario as a report shows it.

    Attributes
    ----------
    name
        Field, with the path to it: ``companions.modes``.
    kind
        ``fact``, ``assumption`` or ``derived``; never mixed.
    unit, source
        In words.
    """

    name: str
    value: object
    kind: InputKind
    unit: str
    source: str


def _add_up(shares: Shares[object]) -> bool:
    return all(0 <= share <= 1 for _, share in shares) and abs(sum(share for _, share in shares) - 1) < 1e-9


DISTRIBUTION = Limit(holds=_add_up, expected="shares from 0 to 1 that add up to 1")
CHANCES = Limit(holds=lambda chances: all(0 <= chance <= 1 for _, chance in chances), expected="shares from 0 to 1")
SHARE = Limit(holds=lambda share: 0 <= share <= 1, expected="a share from 0 to 1")
COUNT = Limit(holds=lambda count: isinstance(count, int) and count >= 0, expected="a whole number, at least 0")
RATE = Limit(holds=lambda rate: 0 <= rate < 1000, expected="a number from 0 to 1000")
ABOVE_ZERO = Limit(holds=lambda amount: amount > 0, expected="a number above 0")
ANYTHING = Limit(holds=lambda _: True, expected="")


def assumed(
    unit: str, source: str, *, limit: Limit, facts: tuple[object, ...] = (), derived: tuple[object, ...] = ()
) -> Mapping[str, Any]:
    """
    Metadata of a field that holds an assumption.

    Parameters
    ----------
    facts
        Values of this field that are facts by the same source; every other value is assumed.
    derived
        Values that follow from facts; the source says how.
    """
    return {"unit": unit, "source": source, "limit": limit, "facts": facts, "derived": derived}


def stated_inputs(parameters: Any, *, path: str = "") -> tuple[StatedInput, ...]:
    """Every number of a parameter object and of the objects it holds, in the order of its fields."""
    return tuple(_walk(parameters, path))


def _walk(parameters: Any, path: str) -> Iterator[StatedInput]:
    for field in fields(parameters):
        value, name, notes = getattr(parameters, field.name), path + field.name, field.metadata
        if is_dataclass(value):
            yield from _walk(value, f"{name}.")
        elif isinstance(value, tuple) and value and all(is_dataclass(part) for part in value):
            for part in value:
                yield from _walk(part, f"{name}[{getattr(part, 'kind', '')}].")
        elif "unit" in notes:
            yield StatedInput(
                name=name, value=value, kind=_kind(value, notes), unit=notes["unit"], source=notes["source"]
            )


def _kind(value: object, notes: Mapping[str, Any]) -> InputKind:
    if value in notes["facts"]:
        return "fact"
    return "derived" if value in notes["derived"] else "assumption"


def refuse_beyond_limits(record: str, parameters: Any, further: tuple[Problem, ...] = ()) -> None:
    """
    Hold every field against its limit.

    Raises
    ------
    InvalidInput
        With all fields beyond their limits and the further problems at once.
    """
    problems = []
    for field in fields(parameters):
        limit, value = field.metadata.get("limit", ANYTHING), getattr(parameters, field.name)
        if not limit.holds(value):
            problems.append(Problem(record=record, field=field.name, found=str(value), expected=limit.expected))
    if problems or further:
        raise InvalidInput([*problems, *further])
