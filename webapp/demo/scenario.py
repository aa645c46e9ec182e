"""A planner's first scenario: the 12 Stadtbezirke with the numbers of the paper."""

from scenarios.default import default_scenario
from webapp import jobs
from webapp.models import User
from webapp.services import planning, planning_runs
from webapp.services.planning_runs import Wanted

NAME = "Netz für Dortmund, 12 Stadtbezirke"
NOTE = "Zahlen des Konzepts von 2016. Zum Ausprobieren kopieren und eine Annahme ändern."


def add_scenario(planner: User) -> None:
    """Keep it under a name, and have the worker compute its plans: the demonstration does not wait for them."""
    scenario = planning.add_scenario(planner, default_scenario(), name=NAME, note=NOTE)
    planning_runs.start_run(planner, scenario.id, Wanted())
    jobs.compute_scenarios()
