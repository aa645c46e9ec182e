"""What came of a planner's run: as it is kept, and as reports and pages tell it."""

import io
import json
import tempfile
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import TypeAdapter

from geodata.errors import InvalidStore
from matcher.errors import InvalidInput
from scenarios.simulation.outcome import Simulation
from scenarios.simulation.outcome_file import simulation_from_json, simulation_text
from scenarios.site_plan import SitePlan, SitePlans
from webapp.geography import geography
from webapp.models import PlanningRun
from webapp.services.planning import scenario_from
from webapp.settings import current_settings
from webapp.travel import sources_of

if TYPE_CHECKING:
    from scenarios.report.content import ReportContent
    from scenarios.report.words import Lang

_PLANS: TypeAdapter[SitePlans] = TypeAdapter(SitePlans)


def kept_plans(plans: SitePlans) -> str:
    """Plans as they are kept."""
    return _PLANS.dump_json(plans).decode()


def plans_from(text: str) -> SitePlans:
    """Plans that ``kept_plans`` wrote."""
    return _PLANS.validate_json(text)


def kept_simulation(simulation: Simulation) -> str:
    """A simulation as it is kept."""
    return simulation_text(simulation)


def content_of_run(run: PlanningRun) -> "ReportContent | None":
    """All numbers of a report on what came of a run; None while there are no plans."""
    if run.plans is None:
        return None
    content = content_of(run.document, run.plans, run.simulation)
    try:
        outlines = geography().outlines_of({unit.id for unit in content.units})
    except InvalidStore:
        # Lines from the areas to their sites do without outlines.
        structlog.get_logger().error("planning", store="unreadable")
        outlines = None
    return replace(content, outlines=outlines)


@lru_cache(maxsize=16)
def content_of(document: str, plans: str, simulation: str | None) -> "ReportContent":
    """The same of what is kept, without outlines; computed once."""
    # Here, so that other pages do not load it.
    from scenarios.report import content as report
    from scenarios.report.assemble import report_on, with_simulation

    scenario, found = scenario_from(document), plans_from(plans)
    try:
        content = report_on(scenario, found, sources_of(current_settings()))
    except InvalidInput:
        # Too many sites to say in which order they open; the plans themselves are still worth reading.
        content = report.content_of(scenario, found)
    if simulation is None:
        return content
    return with_simulation(content, simulation_from_json(json.loads(simulation)))


def chosen_plan(content: "ReportContent", plans: str) -> SitePlan | None:
    """The plan whose offices are open in the weeks ahead."""
    from scenarios.report import assemble

    return assemble.chosen_plan(content, plans_from(plans))


def drawn(run: PlanningRun, name: str, lang: "Lang") -> str | None:
    """One figure of a run as SVG; None when there is none of this name."""
    from scenarios.report.figures import figures_of

    content = content_of_run(run)
    figures = {} if content is None else {one.name: one for one in figures_of(content, lang)}
    return figures[name].draw() if name in figures else None


def zipped_report(run: PlanningRun, content: "ReportContent", lang: "Lang") -> bytes:
    """The folder of the report in one file."""
    from scenarios.report.write import write_report

    attached = {"scenario.json": run.document, "plan.json": run.plans or ""}
    if run.simulation:
        attached["simulation.json"] = run.simulation
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        folder = Path(place) / "report"
        write_report(content, folder, lang, attached=attached)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return packed.getvalue()


def figures_of(content: "ReportContent", plans: str) -> dict[str, Any]:
    """The few numbers that lists show: of the recommended plan, and what was simulated."""
    found: dict[str, Any] = {"ks": [plan.k for plan in content.plans if plan.sites]}
    plan = chosen_plan(content, plans)
    if plan is not None:
        found["best"] = {"k": plan.k, "cost": float(plan.cost or 0), "largest": plan.largest}
    if content.simulation is not None:
        found["simulated"] = {"weeks": content.simulation.weeks, "seeds": content.simulation.seeds}
    return found
