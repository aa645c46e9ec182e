"""Populations that several tests look at; drawing a city takes a moment."""

from dataclasses import replace

import pytest

from matcher.domain import Case
from scenarios import CITY, PILOT, generate_case


@pytest.fixture(scope="session")
def city() -> Case:
    return generate_case(CITY, seed=0)


@pytest.fixture(scope="session")
def pilot_with_history() -> Case:
    parameters = replace(PILOT, active_share=0.1, pinned_share=0.05, proposed_share=0.1)
    return generate_case(parameters, seed=0)
