"""Sites that come to a scenario, and those that go."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from scenarios.site_changes import without_site
from webapp import access
from webapp.database import ChangedMeanwhile
from webapp.forms.planning_site import NewSiteForm
from webapp.models import PlanningScenario
from webapp.models.accounts import PLANNER
from webapp.pages.found_places import found_places
from webapp.pages.guard import for_roles, me
from webapp.pages.paging import posted_version
from webapp.pages.planning import ID
from webapp.pages.planning_edit import edit, pages
from webapp.services import planning, planning_sites

__all__ = ["pages"]


@pages.route(f"/{ID}/standorte/neu", methods=["GET", "POST"])
@for_roles(PLANNER)
def new_site(scenario_id: int) -> Any:
    """One more site that could be opened."""

    def done(form: Any, _different: bool) -> Any:
        flash(form.added_words(), "success")
        if doubt := form.doubt_words():
            flash(doubt, "warning")
        return redirect(url_for("planning.sites", scenario_id=scenario_id))

    return edit(scenario_id, NewSiteForm, "planning/new_site.html", done=done)


@pages.post("/ort")
@for_roles(PLANNER)
def locate() -> str:
    """Where the address of a site is."""
    return found_places()


@pages.post(f"/{ID}/standorte/gebiet")
@for_roles(PLANNER)
def unit_of_place(scenario_id: int) -> str:
    """The choice of areas, with the one of the place that is filled in."""
    row = access.get(me(), PlanningScenario, scenario_id)
    form = NewSiteForm(planning.scenario_from(row.document), row.version)
    return render_template("planning/_unit_of_place.html", form=form, scenario=row)


@pages.route(f"/{ID}/standorte/entfernen", methods=["GET", "POST"])
@for_roles(PLANNER)
def remove_site(scenario_id: int) -> Any:
    """What is lost with a site, and then without it."""
    row = access.get(me(), PlanningScenario, scenario_id)
    scenario = planning.scenario_from(row.document)
    removal = planning_sites.removal_of(scenario, request.values.get("standort", ""))
    if removal is None:
        flash(_("Diesen Standort gibt es hier nicht mehr."), "warning")
        return redirect(url_for("planning.sites", scenario_id=scenario_id))
    if request.method == "GET" or not removal.left:
        return render_template("planning/remove_site.html", scenario=row, document=scenario, removal=removal)
    try:
        planning.change_scenario(me(), scenario_id, posted_version(), without_site(scenario, removal.site.id))
    except ChangedMeanwhile:
        flash(_("Dieses Szenario hat inzwischen jemand anderes geändert. Bitte prüfen Sie noch einmal."), "warning")
        return redirect(url_for("planning.remove_site", scenario_id=scenario_id, standort=removal.site.id))
    flash(_("„%(name)s“ ist nicht mehr dabei.", name=removal.name), "success")
    return redirect(url_for("planning.sites", scenario_id=scenario_id))
