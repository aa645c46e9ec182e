"""What came of a planner's run: as it is kept, and as reports and pages tell it."""

import io
import json
import tempfile
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from scenarios.scenario import Scenario
from scenarios.simulation.outcome import Simulation
from scenarios.simulation.outcome_file import simulation_from_json, simulation_text
from scenarios.site_plan import SitePlan, SitePlans
from webapp.geography import geography
from webapp.models import PlanningRun
from webapp.services.planning import scenario_from
from webapp.settings import current_settings
from webapp.travel import sources_of

if TYPE_CHECKING:
    from geodata.areas import Outlines
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
    content = _content(run.document, run.plans, run.simulation)
    return replace(content, outlines=outlines_for({unit.id for unit in content.units}))


def outlines_for(codes: set[str]) -> "Outlines | None":
    """The areas of the level that all these codes are of, imported or schematic; None where there is none."""
    known = geography()
    for level in known.levels():
        found = known.outlines(level)
        if codes <= found.by_code().keys():
            return found
    return None


@lru_cache(maxsize=16)
def _content(document: str, plans: str, simulation: str | None) -> "ReportContent":
    found = simulation_from_json(json.loads(simulation)) if simulation else None
    return content_of_parts(scenario_from(document), plans_from(plans), found)


def content_of_parts(scenario: Scenario, plans: SitePlans, simulation: Simulation | None) -> "ReportContent":
    """The report's numbers, with what follows from plans: opening over time, and how much worse each can be."""
    # Here, so that other pages do not load it.
    from scenarios.opening import openings
    from scenarios.regret import regret_table
    from scenarios.report.content import content_of

    travel, found = sources_of(current_settings()), [plan for plan in plans.plans if plan.sites]
    return content_of(
        scenario,
        plans,
        openings=[one for plan in found for one in openings(scenario, plan, travel)],
        regret=regret_table(scenario, {str(plan.k): plan for plan in found}, travel) if found else None,
        simulation=simulation,
    )


def drawn(run: PlanningRun, name: str, lang: "Lang") -> str | None:
    """One figure of a run as SVG; None when there is none of this name."""
    from scenarios.report.figures import figures_of

    content = content_of_run(run)
    figures = {} if content is None else {one.name: one for one in figures_of(content, lang)}
    return figures[name].draw() if name in figures else None


def chosen_plan(content: "ReportContent", plans: SitePlans) -> SitePlan | None:
    """The plan whose offices are open in the weeks ahead: the recommended one, else the one with most sites."""
    found = {plan.k: plan for plan in plans.plans if plan.sites}
    return found.get(content.recommended_k or 0) or (found[max(found)] if found else None)


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


def figures_of(content: "ReportContent", plans: SitePlans) -> dict[str, Any]:
    """The few numbers that lists show: of the recommended plan, and what was simulated."""
    found: dict[str, Any] = {"ks": [plan.k for plan in plans.plans if plan.sites]}
    plan = chosen_plan(content, plans)
    if plan is not None:
        found["best"] = {"k": plan.k, "cost": float(plan.cost or 0), "largest": plan.largest}
    if content.simulation is not None:
        found["simulated"] = {"weeks": content.simulation.weeks, "seeds": content.simulation.seeds}
    return found
