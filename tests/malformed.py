"""A sound case as JSON and small ways to spoil it, for tests of what is refused."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from matcher.case import case_to_json, parse_case
from matcher.errors import InvalidInput
from tests.instances import (
    make_block,
    make_case,
    make_household,
    make_match,
    make_need,
    make_offer,
    make_travel_row,
)

Raw = dict[str, Any]
SOUND = json.loads(
    json.dumps(
        case_to_json(
            make_case(
                households=[make_household(), make_household(id="h2")],
                needs=[make_need(), make_need(id="n2", household="h2")],
                offers=[make_offer()],
                matches=[make_match(status="pinned")],
                blocks=[make_block(household="h2")],
                travel=[make_travel_row(), make_travel_row(traveller="h1", place="o1")],
            )
        )
    )
)


def change(*path: str | int, to: object) -> Callable[[Raw], None]:
    """Put a value at the end of the path; ``to=...`` removes what is there."""

    def mutate(raw: Raw) -> None:
        inside: Any = raw
        for step in path[:-1]:
            inside = inside[step]
        if to is ...:
            del inside[path[-1]]
        else:
            inside[path[-1]] = to

    return mutate


def add(name: str, **facts: object) -> Callable[[Raw], None]:
    """Append a record to a list: a copy of its first one with changes."""

    def mutate(raw: Raw) -> None:
        raw[name].append({**copy.deepcopy(raw[name][0]), **facts})

    return mutate


def problems_after(*mutations: Callable[[Raw], None]) -> list[str]:
    """What the sound case is refused for after these changes, one text per problem."""
    raw = copy.deepcopy(SOUND)
    for mutate in mutations:
        mutate(raw)
    with pytest.raises(InvalidInput) as caught:
        parse_case(raw)
    return [str(problem) for problem in caught.value.problems]
