"""Synthetic populations for the matcher, and scenarios for planning sites, with stated assumptions."""

from scenarios.assumptions import CITY, PILOT, THREE_SITES
from scenarios.cities import several_cities
from scenarios.inputs import StatedInput, stated_inputs
from scenarios.parameters import NeedKind, OfferKind, PopulationParameters, VolunteerGroup, WeeklyWindows
from scenarios.population import generate_case
from scenarios.scenario import Scenario
from scenarios.scenario_file import read_scenario, write_scenario

__all__ = [
    "CITY",
    "PILOT",
    "THREE_SITES",
    "NeedKind",
    "OfferKind",
    "PopulationParameters",
    "Scenario",
    "StatedInput",
    "VolunteerGroup",
    "WeeklyWindows",
    "generate_case",
    "read_scenario",
    "several_cities",
    "stated_inputs",
    "write_scenario",
]
