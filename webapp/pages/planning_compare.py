"""Up to four scenarios side by side: what differs in their assumptions, their figures, their maps."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.forms.parts import is_number
from webapp.models.accounts import PLANNER
from webapp.pages.guard import for_roles, me
from webapp.pages.planning import MOST_COMPARED
from webapp.pages.planning_results import pages
from webapp.services import planning, planning_comparison

__all__ = ["pages"]
_MOST_DIGITS = 9


@pages.get("/vergleich")
@for_roles(PLANNER)
def compare() -> Any:
    """The chosen scenarios; the first is what the others are held against."""
    numbers = list(dict.fromkeys(int(text) for text in request.args.getlist("s") if is_number(text, _MOST_DIGITS)))
    if not 2 <= len(numbers) <= MOST_COMPARED:
        flash(_("Wählen Sie 2 bis %(n)s Szenarien zum Vergleichen.", n=MOST_COMPARED), "warning")
        return redirect(url_for("planning.index"))
    found = planning_comparison.compared(planning.scenarios_of(me(), numbers))
    return render_template("planning/compare.html", found=found)
