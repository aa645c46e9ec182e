"""One need of a family: adding, changing, closing, opening again."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp import access
from webapp.database import ChangedMeanwhile
from webapp.forms.need import CloseForm, NeedForm, asks, icon, need_values
from webapp.models import Household, Need
from webapp.models.accounts import STAFF
from webapp.models.matches import LIVE
from webapp.pages.guard import for_roles, me
from webapp.pages.households import read
from webapp.pages.maps import districts_on_map
from webapp.pages.matches_in_words import State, helper_of, match_state
from webapp.pages.paging import posted_version
from webapp.services import households, needs

pages = Blueprint("needs", __name__)
TO_HOUSEHOLD, TO_NEED = "/haushalte/<int:household_id>", "/bedarfe/<int:need_id>"


@pages.route(f"{TO_HOUSEHOLD}/bedarf", methods=["GET", "POST"])
@for_roles(STAFF)
def add(household_id: int) -> Any:
    """A further need of a family; the kind comes first."""
    access.get(me(), Household, household_id)
    household = read(household_id) if request.method == "GET" else households.whole_household(me(), household_id)
    kind = request.values.get("kind", "")
    if kind not in needs.kinds():
        return render_template("households/need_kind.html", household=household, kinds=needs.kinds(), icon=icon)
    form = NeedForm(data={"kind": kind})
    form.offer_members(members_of(household))
    if form.validate_on_submit():
        needs.add_need(me(), household_id, form.entry())
        flash(_("Gespeichert."), "success")
        return redirect(url_for("households.show", household_id=household_id))
    return _page(form, household, None), 422 if form.errors else 200


@pages.route(TO_NEED, methods=["GET", "POST"])
@for_roles(STAFF)
def edit(need_id: int) -> Any:
    """Other facts about a need."""
    need = access.get(me(), Need, need_id)
    if request.method == "GET":
        read(need.household_id)
        need = access.get(me(), Need, need_id)
    form = NeedForm(data=need_values(need))
    form.offer_members(members_of(need.household))
    if not form.validate_on_submit():
        return _page(form, need.household, need), 422 if form.errors else 200
    try:
        needs.change_need(me(), need_id, form.entry())
    except ChangedMeanwhile:
        need = access.get(me(), Need, need_id)
        form.version.data = need.version
        return _page(form, need.household, need, changed=True), 409
    flash(_("Gespeichert."), "success")
    return redirect(url_for("households.show", household_id=need.household_id))


def members_of(household: Household) -> list[tuple[str, str]]:
    """Keys of the members and what they are called."""
    rows = sorted(household.members, key=lambda member: member.id)
    return [(needs.member_key(m), m.label or _("Person %(n)s", n=n)) for n, m in enumerate(rows, start=1)]


def _page(form: NeedForm, household: Household, need: Need | None, *, changed: bool = False) -> str:
    return render_template(
        "households/need.html", form=form, household=household, need=need, changed=changed, asks=asks, icon=icon,
        kinds=needs.kinds(), map_points=districts_on_map(),
    )  # fmt: skip


@pages.route(f"{TO_NEED}/schliessen", methods=["GET", "POST"])
@for_roles(STAFF)
def close(need_id: int) -> Any:
    """The need is open no longer; what becomes of a match is asked."""
    need = access.get(me(), Need, need_id)
    if request.method == "GET":
        read(need.household_id)
        need = access.get(me(), Need, need_id)
    form = CloseForm(data={"version": need.version})
    problem, code = "", 200
    if form.validate_on_submit():
        try:
            closed = needs.close_need(
                me(), need_id, form.version.data, form.reason.data, end_match=form.end_match.data == "yes"
            )
        except needs.HasMatch:
            problem, code = _("Bitte bestätigen Sie, was mit der Vermittlung geschieht."), 422
        except ChangedMeanwhile:
            need = access.get(me(), Need, need_id)
            form.version.data = need.version
            problem, code = _changed(), 409
        else:
            flash(_undo_message(closed), "success")
            return redirect(url_for("households.show", household_id=closed.household_id))
    return _close_page(form, need_id, problem), code if problem else 422 if form.errors else 200


def _changed() -> str:
    return _("Diesen Bedarf hat inzwischen jemand anderes geändert. Bitte prüfen Sie noch einmal.")


def _undo_message(need: Need) -> str:
    kind = needs.kinds().get(need.kind, need.kind)
    return _("Geschlossen: %(kind)s. Weiter unten können Sie das rückgängig machen.", kind=kind)


def _close_page(form: CloseForm, need_id: int, problem: str) -> str:
    need = access.get(me(), Need, need_id)
    matches = households.matches_of(need.household).get(need.id, [])
    live = next((match for match in matches if match.status in LIVE), None)
    told: tuple[State, str] | None = (match_state(live), helper_of(live)) if live else None
    return render_template(
        "households/close.html", form=form, need=need, told=told, match=live, problem=problem, kinds=needs.kinds()
    )


@pages.post(f"{TO_NEED}/oeffnen")
@for_roles(STAFF)
def reopen(need_id: int) -> Any:
    """Take a closing back."""
    need = access.get(me(), Need, need_id)
    try:
        needs.reopen_need(me(), need_id, posted_version())
        flash(_("Der Bedarf ist wieder offen."), "success")
    except ChangedMeanwhile:
        flash(_changed(), "warning")
    return redirect(url_for("households.show", household_id=need.household_id))
