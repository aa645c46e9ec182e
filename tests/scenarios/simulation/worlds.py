"""
Small worlds with numbers to check by hand.

The world of `one_pair`: household ``h1`` in Brackel asked five weeks before for company of two hours (urgency 2, 20
points), and companion ``v1`` next door, who speaks its language, has time for it. The match lasts three weeks.
"""

from datetime import date
from typing import Any

from matcher.domain import District
from scenarios.planning_inputs import PlanningInputs
from scenarios.scenario import Scenario, Site, Unit
from scenarios.simulation.run import Played, play_world
from scenarios.simulation.world import BEFORE, Helper, Home, Request, World
from tests.instances import BRACKEL, make_household, make_need, make_volunteer

NEVER = 1_000


def make_home(**changes: Any) -> Home:
    """Household ``h1``, in a flat from the beginning."""
    return Home(**{"household": make_household(), "arrives": BEFORE, "moves": BEFORE, **changes})


def make_request(**changes: Any) -> Request:
    """Need ``n1``, known from the beginning, never withdrawn; its match lasts three weeks."""
    return Request(**{"need": make_need(), "week": 0, "match_weeks": 3, "withdrawn": NEVER, **changes})


def make_helper(**changes: Any) -> Helper:
    """Companion ``v1``, there from the beginning, who never leaves and does not pause before week 48."""
    return Helper(**{"volunteer": make_volunteer(), "joins": 0, "patience": float(NEVER), "pause_phase": 4, **changes})


def one_pair(**changes: Any) -> World:
    """One household and one volunteer for five weeks."""
    facts: dict[str, Any] = {
        "first_week": date(2016, 9, 5),
        "weeks": 5,
        "inputs": PlanningInputs(),
        "districts": (District(id="brackel"),),
        "homes": (make_home(),),
        "requests": (make_request(),),
        "helpers": (make_helper(),),
        "offers": (),
    }
    return World(**{**facts, **changes})


def played(world: World, policy: Any = "engine") -> Played:
    """What comes of it."""
    found = play_world(world, policy, seed=0, stop=lambda: False, report=lambda weeks: None)
    assert found is not None
    return found


def village(**changes: Any) -> Scenario:
    """Two units of ten households each, 3 km apart, and one site in the first."""
    there = {"lat": 51.5, "lon": 7.52}
    facts: dict[str, Any] = {
        "units": (Unit(id="brackel", households=10, **BRACKEL), Unit(id="aplerbeck", households=10, **there)),
        "sites": (Site(id="office", unit="brackel", existing=True, yearly_cost=52_000, **BRACKEL),),
        "k": (1, 1),
    }
    return Scenario(**{**facts, **changes})
