"""What came of a scenario: running it, its progress, the answer with figures and tables, downloads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp import access, jobs, planning_words
from webapp.forms.planning import RunForm
from webapp.models import PlanningRun, PlanningScenario
from webapp.models.accounts import PLANNER
from webapp.models.runs import UNDER_WAY
from webapp.pages.guard import for_roles, me
from webapp.pages.planning import ID, as_file
from webapp.pages.planning_sites import pages
from webapp.services import planning, planning_results, planning_runs
from webapp.services.export import to_csv
from webapp.services.lifecycle import RunRefused
from webapp.services.planning_view import stands_of

if TYPE_CHECKING:
    from scenarios.report.content import ReportContent
    from scenarios.report.figures import ReportFigure
    from scenarios.report.table import Table

__all__ = ["pages"]
RUN = "<int(max=2147483647):run_id>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section of the result: figures first, their numbers below."""

    code: str
    figures: "tuple[ReportFigure, ...]"
    tables: "tuple[Table, ...]"


@pages.get(f"/{ID}")
@for_roles(PLANNER)
def show(scenario_id: int) -> str:
    """The answer, the assumptions, maps and figures of the newest plans; how far a run is."""
    planning_runs.mark_orphans()
    return _show(access.get(me(), PlanningScenario, scenario_id), None)


def _show(scenario: PlanningScenario, form: RunForm | None) -> str:
    document = planning.scenario_from(scenario.document)
    newest, finished = planning_runs.last_runs(scenario.id)
    content = None if finished is None else planning_results.content_of_run(finished)
    if form is None:
        form = RunForm(document, formdata=None)
    return render_template(
        "planning/show.html", scenario=scenario, document=document, stands=stands_of(document), newest=newest,
        run=finished, form=form, under_way=newest is not None and newest.status in UNDER_WAY,
        **({} if content is None or finished is None else _result(content)),
    )  # fmt: skip


def _result(content: "ReportContent") -> dict[str, Any]:
    # Here, so that other pages do not load what draws.
    from scenarios.report.answer import answer

    lang = planning_words.lang()
    ks = [plan.k for plan in content.plans if plan.sites]
    asked = request.args.get("k", "")
    chosen = int(asked) if asked in map(str, ks) else content.recommended_k or (ks[-1] if ks else None)
    return {
        "content": content,
        "answer": answer(content, lang),
        "ks": ks,
        "k": chosen,
        "parts": _parts(content, chosen),
    }


def _parts(content: "ReportContent", k: int | None) -> dict[str, Part]:
    """What stands in each section, for the chosen number of sites."""
    from scenarios.report.figures import figures_of
    from scenarios.report.tables import tables_of

    lang = planning_words.lang()
    figures = {one.name: one for one in figures_of(content, lang)}
    tables = {one.name: one for one in tables_of(content, lang)}
    simulated = [name for name in tables if name.startswith(("simulation-", "open-by-"))]
    sections: dict[str, tuple[list[str], list[str]]] = {
        "map": ([f"map-{k}"], []),
        "load": ([f"load-{k}"], [f"sites-{k}"]),
        "cost": (["cost"], ["plans", "proof"]),
        "real": (["map-real", "load-real"], ["sites-real"]),
        "opening": ([f"opening-load-{k}", f"opening-cost-{k}"], [f"opening-{k}", f"opening-cost-{k}", f"breaks-{k}"]),
        "regret": (["regret"], ["regret"]),
        "ahead": (["waiting", "open-needs", "households-per-worker", "advantage"], ["advantage", *simulated]),
        "catchments": ([], ["catchments"]),
        "paper": ([], ["facts", "tensions"]),
    }
    found = {
        code: Part(
            code=code,
            figures=tuple(figures[name] for name in drawn if name in figures),
            tables=tuple(tables[name] for name in told if name in tables),
        )
        for code, (drawn, told) in sections.items()
    }
    return {code: part for code, part in found.items() if part.figures or part.tables}


@pages.post(f"/{ID}/rechnen")
@for_roles(PLANNER)
def start(scenario_id: int) -> Any:
    """Have the worker compute the scenario as it is now."""
    scenario = access.get(me(), PlanningScenario, scenario_id)
    form = RunForm(planning.scenario_from(scenario.document))
    if not form.validate_on_submit():
        return _show(scenario, form), 422
    try:
        planning_runs.start_run(me(), scenario_id, form.wanted())
    except RunRefused as error:
        return _refused(error, scenario_id)
    jobs.compute_scenarios()
    return redirect(url_for("planning.show", scenario_id=scenario_id, _anchor="run"))


def _refused(error: RunRefused, scenario_id: int) -> Any:
    flash(str(planning_words.REFUSED[error.code]), "warning")
    return redirect(url_for("planning.show", scenario_id=scenario_id))


@pages.post(f"/laeufe/{RUN}/anhalten")
@for_roles(PLANNER)
def cancel(run_id: int) -> Any:
    """Be content with what is finished."""
    run = access.get(me(), PlanningRun, run_id)
    try:
        planning_runs.cancel(me(), run_id)
    except RunRefused as error:
        return _refused(error, run.scenario_id)
    flash(_("Der Lauf hält an; was fertig ist, bleibt."), "info")
    return redirect(url_for("planning.show", scenario_id=run.scenario_id, _anchor="run"))


@pages.get(f"/laeufe/{RUN}/stand")
@for_roles(PLANNER)
def progress(run_id: int) -> Response:
    """How far a run is: the part of the page that changes; once it has begun or is over the page is loaded anew."""
    run = access.get(me(), PlanningRun, run_id)
    answer = Response(render_template("planning/_progress.html", newest=run, under_way=run.status in UNDER_WAY))
    if run.status != request.args.get("stand"):
        answer.headers["HX-Refresh"] = "true"
    return answer


# What came out, as files.


@pages.get(f"/laeufe/{RUN}/bild/<name>.svg")
@for_roles(PLANNER)
def figure(run_id: int, name: str) -> Response:
    """One figure; browsers keep it, since a run that is over does not change and the address names its numbers."""
    run = access.get(me(), PlanningRun, run_id)
    found = planning_results.drawn(run, name, planning_words.lang())
    if found is None:
        raise access.NotFound
    return Response(found, mimetype="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


@pages.get(f"/laeufe/{RUN}/<any(plan, simulation):what>.json")
@for_roles(PLANNER)
def data(run_id: int, what: str) -> Response:
    """Plans or simulation in their file formats."""
    run = access.get(me(), PlanningRun, run_id)
    text = run.plans if what == "plan" else run.simulation
    if text is None:
        raise access.NotFound
    planning.log_export(me(), f"planning_run:{run_id}", what)
    return as_file(text, f"szenario-{run.scenario_id}-{what}.json", "application/json")


@pages.get(f"/laeufe/{RUN}/tabelle/<name>.csv")
@for_roles(PLANNER)
def table(run_id: int, name: str) -> Response:
    """One table, for a spreadsheet."""
    from scenarios.report.tables import tables_of

    content = _content(run_id)
    lang = planning_words.lang()
    found = next((one for one in tables_of(content, lang) if one.name == name), None)
    if found is None:
        raise access.NotFound
    return as_file(to_csv(*found.flat(lang)), f"{name}.csv", "text/csv; charset=utf-8")


@pages.get(f"/laeufe/{RUN}/bericht.html")
@for_roles(PLANNER)
def report(run_id: int) -> Response:
    """The report as one page that opens from disk."""
    from scenarios.report.page import html

    text = html(_content(run_id), planning_words.lang())
    planning.log_export(me(), f"planning_run:{run_id}", "report")
    return as_file(text, f"szenariobericht-{run_id}.html", "text/html; charset=utf-8")


@pages.get(f"/laeufe/{RUN}/bericht.zip")
@for_roles(PLANNER)
def everything(run_id: int) -> Response:
    """The folder of the report: page, numbers, figures, tables, scenario, plans and simulation."""
    run, content = access.get(me(), PlanningRun, run_id), _content(run_id)
    found = planning_results.zipped_report(run, content, planning_words.lang())
    planning.log_export(me(), f"planning_run:{run_id}", "everything")
    return as_file(found, f"szenariobericht-{run_id}.zip", "application/zip")


def _content(run_id: int) -> "ReportContent":
    content = planning_results.content_of_run(access.get(me(), PlanningRun, run_id))
    if content is None:
        raise access.NotFound
    return content
