"""Scenarios to begin with: of the paper, on this project's districts or on the areas an operator imported."""

from collections.abc import Mapping
from typing import Any

from scenarios.default import LEVELS, default_scenario
from scenarios.scenario import Scenario
from webapp import planning_words


def levels() -> Mapping[str, Any]:
    """What there is to begin with, in words by code."""
    return {level: planning_words.LEVELS[level][0] for level in LEVELS}


def scenario_to_begin_with(level: str) -> Scenario:
    """The scenario of the paper on the areas of a level."""
    return default_scenario(level)
