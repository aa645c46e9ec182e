"""Scenarios of planners: the list, new ones, copies, files, and what is put away."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matcher.errors import InvalidInput
from scenarios.report.input_words import name_words, stated_words
from scenarios.report.table import any_words
from scenarios.report.words import KINDS
from webapp import access, planning_words
from webapp.database import ChangedMeanwhile
from webapp.forms.planning import NameForm, NewForm, UploadForm
from webapp.models import PlanningScenario
from webapp.models.accounts import PLANNER
from webapp.page_words import seconds_words
from webapp.pages.found_places import can_look_up
from webapp.pages.guard import for_roles, me
from webapp.pages.paging import posted_version
from webapp.services import planning, planning_runs
from webapp.services.planning_start import levels, scenario_to_begin_with

pages = Blueprint("planning", __name__, url_prefix="/szenarien")
ID = "<int(max=2147483647):scenario_id>"
MOST_COMPARED = 4


@pages.context_processor
def _words() -> dict[str, Any]:
    lang = planning_words.lang()
    return {
        "planning_words": planning_words,
        "seconds_words": seconds_words,
        "input_name": lambda name: name_words(name.removeprefix("inputs."), lang),
        "stated": lambda text: stated_words(text, lang),
        "any_words": lambda value: any_words(value, lang),
        "kind_of_number": {kind: words[lang] for kind, words in KINDS.items()},
        "MOST_COMPARED": MOST_COMPARED,
        "can_look_up": can_look_up,
        "may_undo": lambda row: planning.may_undo(me(), row),
    }


@pages.get("")
@for_roles(PLANNER)
def index() -> str:
    """All scenarios, with what came of each."""
    planning_runs.mark_orphans()
    archived = "archiv" in request.args
    rows = planning.scenarios_page(me(), archived=archived)
    return render_template("planning/index.html", rows=rows, archived=archived)


@pages.route("/neu", methods=["GET", "POST"])
@for_roles(PLANNER)
def new() -> Any:
    """A scenario to begin with: of the paper, or from a file."""
    form = NewForm(levels())
    if not form.validate_on_submit():
        return _new_page(form, UploadForm(formdata=None)), 422 if form.errors else 200
    try:
        scenario = scenario_to_begin_with(form.level.data)
    except InvalidInput:
        form.level.errors = (_("Diese Gebiete liegen nicht in Dortmund; die Zahlen des Konzepts gelten nur dort."),)
        return _new_page(form, UploadForm(formdata=None)), 422
    row = planning.add_scenario(me(), scenario, name=form.name.data or scenario.name)
    flash(_("Angelegt. Rechnen Sie gleich, oder ändern Sie zuerst die Annahmen."), "success")
    return redirect(url_for("planning.show", scenario_id=row.id))


def _new_page(form: NewForm, upload: UploadForm, problems: Any = ()) -> str:
    return render_template("planning/new.html", form=form, upload=upload, problems=problems)


@pages.post("/hochladen")
@for_roles(PLANNER)
def upload() -> Any:
    """A scenario from a file; nothing is kept unless all of it is right."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _new_page(NewForm(levels(), formdata=None), form), 422
    try:
        name, text = _text_of(form.file.data)
        scenario = planning.scenario_from(text, name)
    except InvalidInput as error:
        return _new_page(NewForm(levels(), formdata=None), form, error.problems), 422
    title = (scenario.name or name.removesuffix(".json"))[: planning.LONGEST_NAME]
    row = planning.add_scenario(me(), scenario, name=title or _("Szenario aus einer Datei"))
    flash(_("Die Datei ist in Ordnung; das Szenario ist angelegt."), "success")
    return redirect(url_for("planning.show", scenario_id=row.id))


def _text_of(file: Any) -> tuple[str, str]:
    """Name and text of a file that was sent."""
    name = str(file.filename or "").replace("\\", "/").rpartition("/")[2][:60]
    return name, planning.decoded(file.read(), name)


@pages.post(f"/{ID}/kopieren")
@for_roles(PLANNER)
def copy(scenario_id: int) -> Any:
    """A second one, to change a number and see the difference."""
    original = access.get(me(), PlanningScenario, scenario_id)
    name = _("Kopie von %(name)s", name=original.name)[: planning.LONGEST_NAME]
    row = planning.copy_scenario(me(), scenario_id, name=planning.unused_name(name))
    flash(_("Kopiert. Ändern Sie jetzt eine Annahme; der Vergleich zeigt, was sich ändert."), "success")
    return redirect(url_for("planning.assumptions", scenario_id=row.id))


@pages.route(f"/{ID}/name", methods=["GET", "POST"])
@for_roles(PLANNER)
def rename(scenario_id: int) -> Any:
    """Another name or note."""
    row = access.get(me(), PlanningScenario, scenario_id)
    form = NameForm(data={"name": row.name, "note": row.note, "version": row.version})
    if not form.validate_on_submit():
        return render_template("planning/name.html", form=form, scenario=row), 422 if form.errors else 200
    try:
        planning.rename_scenario(
            me(), scenario_id, form.version.data, name=form.name.data or "", note=form.note.data or ""
        )
    except ChangedMeanwhile:
        row = access.get(me(), PlanningScenario, scenario_id)
        form.version.data = row.version
        return render_template("planning/name.html", form=form, scenario=row, changed=True), 409
    flash(_("Gespeichert."), "success")
    return redirect(url_for("planning.show", scenario_id=scenario_id))


@pages.post(f"/{ID}/weglegen")
@for_roles(PLANNER)
def archive(scenario_id: int) -> Any:
    """Out of the list; it can be brought back."""
    try:
        planning.archive_scenario(me(), scenario_id, posted_version())
        flash(_("Weggelegt. Im Archiv können Sie es zurückholen."), "success")
    except ChangedMeanwhile:
        flash(_("Dieses Szenario hat inzwischen jemand anderes geändert. Bitte prüfen Sie noch einmal."), "warning")
        return redirect(url_for("planning.show", scenario_id=scenario_id))
    return redirect(url_for("planning.index"))


@pages.post(f"/{ID}/zurueckholen")
@for_roles(PLANNER)
def restore(scenario_id: int) -> Any:
    """Back into the list."""
    planning.restore_scenario(me(), scenario_id)
    flash(_("Wieder in der Liste."), "success")
    return redirect(url_for("planning.show", scenario_id=scenario_id))


@pages.get(f"/{ID}/szenario.json")
@for_roles(PLANNER)
def export(scenario_id: int) -> Response:
    """The scenario as a file; ``lokal-willkommen plan`` reads it."""
    row = access.get(me(), PlanningScenario, scenario_id)
    planning.log_export(me(), f"scenario:{scenario_id}", "scenario")
    return as_file(row.document, f"szenario-{scenario_id}.json", "application/json")


def as_file(content: str | bytes, name: str, mimetype: str) -> Response:
    """Something to be saved on the computer."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype=mimetype, headers=headers)
