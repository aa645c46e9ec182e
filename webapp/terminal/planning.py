"""Planning sites with a line on the terminal that tells how far it is."""

from collections.abc import Sequence

from geodata.travel import Travel
from scenarios.planning.solve import solve_plans
from scenarios.scenario import Scenario
from scenarios.site_plan import SitePlans
from webapp.terminal.progress import progress_line
from webapp.terminal.site_plans import step_words
from webapp.terminal.stopping import Stop


def planned(
    scenario: Scenario,
    travel: Travel,
    wanted: Sequence[int] | None,
    stop: Stop,
    *,
    time_limit: float | None = None,
    seed: int = 0,
) -> SitePlans:
    """The best plans with these numbers of sites, or with all of the scenario's range; the limit is for each."""
    with progress_line(stop) as line:
        return solve_plans(
            scenario,
            travel,
            ks=wanted,
            time_limit_seconds=time_limit,
            seed=seed,
            stop=stop,
            report=lambda step: line.tell(step_words(step)),
        )
