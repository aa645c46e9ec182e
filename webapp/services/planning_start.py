"""Scenarios to begin with: of the paper, on this project's districts or on the areas an operator imported."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import structlog

from scenarios.default import LEVELS, default_scenario
from scenarios.scenario import Scenario
from webapp import planning_words
from webapp.settings import current_settings

if TYPE_CHECKING:
    from geodata.store import Store


def levels() -> Mapping[str, Any]:
    """What there is to begin with, in words by code; levels an operator imported come last."""
    with _store() as store:
        imported = store.levels() if store is not None else ()
    known: dict[str, Any] = {level: words for level, words in planning_words.LEVELS.items() if level in LEVELS}
    return known | {level: planning_words.imported_words(level) for level in imported}


def scenario_to_begin_with(level: str) -> Scenario:
    """The scenario of the paper on the areas of a level: the imported ones where there are some."""
    with _store() as store:
        if store is not None and level in store.levels():
            return scenario_from_store(store, level)
    return default_scenario(level)


def scenario_from_store(store: "Store", level: str) -> Scenario:
    """The scenario of the paper on a level an operator imported."""
    return default_scenario(
        level,
        areas=store.areas(level),
        adjacency=[(border.a, border.b) for border in store.neighbours(level)],
        addresses=store.addresses_per_area(level),
    )


@contextmanager
def _store() -> "Iterator[Store | None]":
    """The operator's store; None where there is none that can be read."""
    from geodata.errors import InvalidStore
    from geodata.store import Store

    path = current_settings().store_file
    try:
        store = Store.open(path) if path.is_file() else None
    except InvalidStore:
        structlog.get_logger().error("planning", store="unreadable")
        store = None
    with store or nullcontext():
        yield store
