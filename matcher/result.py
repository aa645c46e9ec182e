"""The result of a weekly run, and its file format ``lokal-willkommen/result@1`` (section 7 of the contract)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, StrictFloat, StrictInt, StrictStr, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from matcher.domain import Id, Monday, Word
from matcher.errors import InvalidInput, Problem
from matcher.files import read_json, write_text

_CHECKED = ConfigDict(extra="forbid", allow_inf_nan=False)
FORMAT: Literal["lokal-willkommen/result@1"] = "lokal-willkommen/result@1"


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Leg:
    """One way of one traveller: whole minutes, and where the figure comes from."""

    traveller: Id
    minutes: StrictInt
    source: Word


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Assignment:
    """
    An option that was chosen.

    Attributes
    ----------
    provider, mediator
        Ids; None where there is none.
    start
        ``tue 16:00``; at an offer its first time.
    cost
        In minutes: travel, mediator, change and bonus; without idle people.
    travel
        One leg per traveller, provider's (or household's) first.
    state
        pinned, kept as proposed, or new.
    """

    need: Id
    provider: Id | None
    mediator: Id | None
    start: StrictStr
    cost: StrictInt
    travel: tuple[Leg, ...]
    state: Literal["pinned", "kept", "new"]


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Held:
    """An option of a need that stayed open, and the needs that hold what it takes."""

    provider: Id | None
    mediator: Id | None
    start: StrictStr
    held_by: tuple[Id, ...]


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Unmatched:
    """
    A need that stayed open.

    Attributes
    ----------
    reason
        ``no_option``: nobody passes every rule. ``outbid``: others hold what its options take.
    remaining
        With no_option: providers left after each rule, in the order of the rules.
    outbid
        With outbid: up to three options in order of cost, each of another provider.
    """

    need: Id
    reason: Literal["no_option", "outbid"]
    remaining: Mapping[str, StrictInt] | None = None
    outbid: tuple[Held, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Service:
    """Level 1: value, proven upper bound, gap as a share of the bound, and how many needs."""

    value: StrictFloat | StrictInt
    bound: StrictFloat | StrictInt
    gap: StrictFloat | StrictInt
    served: StrictInt
    servable: StrictInt
    needs: StrictInt


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Cost:
    """Level 2 in minutes: value, proven lower bound given the service, gap, and the part of idle people."""

    value: StrictInt
    bound: StrictFloat | StrictInt
    gap: StrictFloat | StrictInt
    idle: StrictInt


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Group:
    """Weight of an equity group's servable needs, and of those served."""

    servable_weight: StrictInt
    served_weight: StrictInt


@dataclass(frozen=True, slots=True, kw_only=True, config=_CHECKED)
class Result:
    """A weekly plan with its proof and its reasons; lists are sorted by need id."""

    format: Literal["lokal-willkommen/result@1"]
    case_sha256: StrictStr
    week: Monday
    status: Literal["optimal", "feasible"]
    service: Service
    cost: Cost
    groups: Mapping[Id, Group]
    assignments: tuple[Assignment, ...]
    unmatched: tuple[Unmatched, ...]
    seed: StrictInt
    effort: Literal["quick", "normal", "thorough"]
    seconds: StrictFloat | StrictInt
    version: StrictStr


_ADAPTER: TypeAdapter[Result] = TypeAdapter(Result)


def service_gap(value: float, bound: float) -> float:
    """Distance of value and bound as a share: (bound - value) / max(1, \\|bound\\|)."""
    return (bound - value) / max(1.0, abs(bound))


def cost_gap(value: float, bound: float) -> float:
    """Distance of value and bound as a share: (value - bound) / max(1, \\|value\\|)."""
    return (value - bound) / max(1.0, abs(value))


def result_to_json(result: Result) -> dict[str, Any]:
    """As in the contract: keys in its order, reasons without what does not apply."""
    raw = asdict(result)
    raw["week"] = result.week.isoformat()
    raw["unmatched"] = [{key: value for key, value in row.items() if value is not None} for row in raw["unmatched"]]
    return raw


def write_result(result: Result, path: Path) -> None:
    """Write the whole file or nothing."""
    write_text(path, json.dumps(result_to_json(result), indent=1, ensure_ascii=False) + "\n")


def read_result(path: Path) -> Result:
    """Read a result. Raises ``InvalidInput`` with every problem of the file."""
    try:
        return _ADAPTER.validate_python(read_json(path))
    except ValidationError as error:
        problems = [
            Problem(
                record="result",
                field=".".join(str(part) for part in detail["loc"]),
                found="nothing" if detail["type"] == "missing" else type(detail["input"]).__name__,
                expected=f"a field as in {FORMAT} ({detail['msg']})",
            )
            for detail in error.errors()
        ]
        raise InvalidInput(problems) from None
