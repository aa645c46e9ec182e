"""Changing a scenario: its assumptions, its areas, its sites."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.errors import InvalidInput
from scenarios.scenario import Scenario
from scenarios.scenario_file import parse_scenario, scenario_to_json
from webapp import access
from webapp.database import ChangedMeanwhile
from webapp.forms.planning import K_MAX, K_MIN, assumptions_form, sites_form, units_form
from webapp.models import PlanningScenario
from webapp.models.accounts import PLANNER
from webapp.pages.guard import for_roles, me
from webapp.pages.paging import posted_version
from webapp.pages.planning import ID, pages
from webapp.services import planning
from webapp.services.planning_view import stands_of

__all__ = ["pages"]
GROUPS: tuple[tuple[Any, Callable[[str], bool]], ...] = (
    # Heading, and which fields stand under it.
    (_l("Standorte und Geld"), lambda name: name in (K_MIN, K_MAX, "budget.yearly", "workers_per_site")),
    (_l("Einzugsbereiche"), lambda name: name in ("balance", "balance_slack", "contiguous")),
    (_l("Zuweisungen und Umzüge"), lambda name: name.startswith("inputs.") and name.count(".") == 1),
    (_l("Öffnung nach und nach"), lambda name: name.startswith("inputs.opening.")),
    (_l("Preise für den Vergleich der Pläne"), lambda name: name.startswith("inputs.regret.")),
    (_l("Wochen voraus"), lambda name: name.startswith("inputs.simulation.")),
)
TABS = ("planning.show", "planning.assumptions", "planning.units", "planning.sites", "planning.rename")


@pages.route(f"/{ID}/annahmen", methods=["GET", "POST"])
@for_roles(PLANNER)
def assumptions(scenario_id: int) -> Any:
    """The numbers of the scenario as a whole."""
    return edit(scenario_id, assumptions_form, "planning/assumptions.html")


@pages.route(f"/{ID}/gebiete", methods=["GET", "POST"])
@for_roles(PLANNER)
def units(scenario_id: int) -> Any:
    """Households of each area, and what is fixed about it."""
    return edit(scenario_id, units_form, "planning/units.html")


@pages.route(f"/{ID}/standorte", methods=["GET", "POST"])
@for_roles(PLANNER)
def sites(scenario_id: int) -> Any:
    """Which sites exist, and what each costs."""
    return edit(scenario_id, sites_form, "planning/sites.html")


@pages.post(f"/{ID}/rueckgaengig")
@for_roles(PLANNER)
def undo(scenario_id: int) -> Any:
    """Take back one's own last change, and stay on the page it was done from."""
    try:
        planning.undo_change(me(), scenario_id, posted_version())
        flash(_("Zurückgenommen. Es gelten wieder die Zahlen davor."), "success")
    except ChangedMeanwhile:
        flash(_("Dieses Szenario ist inzwischen geändert; zurückgenommen ist nichts."), "warning")
    here = request.form.get("here")
    return redirect(url_for(here if here in TABS else "planning.show", scenario_id=scenario_id))


def edit(
    scenario_id: int,
    make_form: Callable[[Scenario, int], Any],
    template: str,
    *,
    done: Callable[[Any, bool], Any] | None = None,
) -> Any:
    """
    Show a form of the scenario, or keep what it was filled in with.

    Parameters
    ----------
    done
        What follows, by the form and whether anything is different; None: that is said on the scenario's own page.
    """
    row = access.get(me(), PlanningScenario, scenario_id)
    scenario = planning.scenario_from(row.document)
    form = make_form(scenario, row.version)
    if not form.validate_on_submit():
        return _page(template, form, row, scenario), 422 if form.errors else 200
    try:
        changed = parse_scenario(form.into(scenario_to_json(scenario)))
        different = planning.change_scenario(me(), scenario_id, form.version.data, changed)
    except InvalidInput as error:
        form.tell(error)
        return _page(template, form, row, scenario), 422
    except ChangedMeanwhile:
        row = access.get(me(), PlanningScenario, scenario_id)
        form.version.data = row.version
        return _page(template, form, row, planning.scenario_from(row.document), changed=True), 409
    if done is not None:
        return done(form, different)
    flash(_("Gespeichert.") if different else _("Es war nichts zu ändern."), "success")
    return redirect(url_for("planning.show", scenario_id=scenario_id))


def _page(template: str, form: Any, row: PlanningScenario, scenario: Scenario, *, changed: bool = False) -> str:
    return render_template(
        template, form=form, scenario=row, document=scenario, stands=stands_of(scenario), changed=changed,
        names=scenario.unit_names,
        groups=[(title, [field for field in form if holds(field.name)]) for title, holds in GROUPS],
    )  # fmt: skip
