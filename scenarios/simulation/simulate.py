"""Weeks ahead as a recipe: draw the worlds, play each policy on them, add up."""

from collections.abc import Callable, Sequence

from scenarios.scenario import Scenario
from scenarios.simulation.outcome import POLICIES, Policy, Simulation
from scenarios.simulation.play import Spread, Step, Stop
from scenarios.site_plan import SitePlan


def simulate(
    scenario: Scenario,
    *,
    weeks: int = 52,
    seeds: int = 20,
    first_seed: int = 0,
    arrivals: Sequence[int] | None = None,
    policies: Sequence[Policy] = POLICIES,
    plan: SitePlan | None = None,
    spread: Spread | None = None,
    stop: Stop = lambda: False,
    report: Callable[[Step], None] = lambda step: None,
) -> Simulation:
    """
    Play the weeks ahead under each policy, on the same draws of the world.

    Parameters
    ----------
    seeds, first_seed
        How many worlds are drawn, and the seed of the first; the others follow it one by one.
    arrivals
        People allocated to the city per week; None for all levels of the scenario's inputs.
    plan
        Its sites are the ones that are open; None for as many as the scenario asks for at least.
    spread
        Where the runs are played; None for this process. The result is the same wherever that is.
    stop
        Asked again and again; once it says True only seeds count whose runs have all come to their end.
    report
        Told about every step forward.
    """
    raise NotImplementedError
