"""
Small scenarios for tests, each with sensible defaults: ``make_scenario(k=(1, 2))``.

Three units in a row, ``a`` to ``c`` with 60, 40 and 20 households, and a candidate site in each: ``s`` in a is open
already, ``t`` in b and ``u`` in c are not. Minutes are given: 10 to the own site, 20 to the next, 30 beyond.
"""

from collections.abc import Mapping
from typing import Any

from scenarios.scenario import Scenario, Site, SiteMinutes, Unit
from scenarios.site_plan import SitePlan

PLACES = {"a": 7.4, "b": 7.5, "c": 7.6}
MINUTES = {
    ("a", "s"): 10,
    ("b", "s"): 20,
    ("c", "s"): 30,
    ("a", "t"): 20,
    ("b", "t"): 10,
    ("c", "t"): 20,
    ("a", "u"): 30,
    ("b", "u"): 20,
    ("c", "u"): 10,
}
STILL = {
    "counted_on": "2018-01-01",
    "people_in_facilities": 0,
    "arrivals_per_week": [0],
    "opening.start": "2018-01-01",
    "opening.pilot_budgets": [],
}
"""Inputs of a city where nothing moves, from 2018, the network's first year, on."""


def make_unit(id: str = "a", **changes: Any) -> Unit:
    """Unit ``a`` with 60 households."""
    return Unit(**{"id": id, "households": 60, "lat": 51.5, "lon": PLACES.get(id, 7.4), **changes})


def make_site(id: str = "s", **changes: Any) -> Site:
    """Site ``s`` in unit ``a``: 12,000 euro a year."""
    return Site(**{"id": id, "unit": "a", "lat": 51.5, "lon": 7.4, "yearly_cost": 12_000, **changes})


def make_scenario(**changes: Any) -> Scenario:
    """The three units with their sites."""
    facts: dict[str, Any] = {
        "units": (make_unit("a"), make_unit("b", households=40), make_unit("c", households=20)),
        "adjacency": (("a", "b"), ("b", "c")),
        "sites": (make_site("s", existing=True), make_site("t", unit="b"), make_site("u", unit="c")),
        "k": (1, 3),
        "travel": tuple(SiteMinutes(unit=unit, site=site, minutes=way) for (unit, site), way in MINUTES.items()),
        "inputs": STILL,
    }
    return Scenario(**{**facts, **changes})


def make_plan(assignment: Mapping[str, str], **changes: Any) -> SitePlan:
    """A plan that opens the sites of the assignment."""
    sites = tuple(sorted(set(assignment.values())))
    facts: dict[str, Any] = {
        "k": len(sites),
        "status": "feasible",
        "sites": sites,
        "assignment": dict(assignment),
        "households": {},
        "households_per_worker": {},
    }
    return SitePlan(**{**facts, **changes})


EACH_ITS_OWN = {"a": "s", "b": "t", "c": "u"}
