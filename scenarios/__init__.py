"""Synthetic populations for the matcher, drawn from stated assumptions."""

from scenarios.assumptions import CITY, PILOT, THREE_SITES
from scenarios.cities import several_cities
from scenarios.inputs import StatedInput, stated_inputs
from scenarios.parameters import NeedKind, OfferKind, PopulationParameters, VolunteerGroup, WeeklyWindows
from scenarios.population import generate_case

__all__ = [
    "CITY",
    "PILOT",
    "THREE_SITES",
    "NeedKind",
    "OfferKind",
    "PopulationParameters",
    "StatedInput",
    "VolunteerGroup",
    "WeeklyWindows",
    "generate_case",
    "several_cities",
    "stated_inputs",
]
