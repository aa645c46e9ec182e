"""Households of the own catchment: list, one family, first visit, agreement."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup

from webapp import access
from webapp.clock import today
from webapp.database import ChangedMeanwhile, db
from webapp.forms.household import AgreementForm, MemberFields, VisitForm, agreement_values, visit_values
from webapp.forms.household import LanguageFields as Language
from webapp.forms.need import NeedFields, asks, icon
from webapp.languages import LOCALES
from webapp.models import Household
from webapp.models.accounts import STAFF
from webapp.page_words import sentence_of
from webapp.pages.found_places import can_look_up, found_places
from webapp.pages.guard import for_roles, me
from webapp.pages.maps import districts_on_map
from webapp.pages.matches_in_words import helper_of, match_state, need_state, steps_of
from webapp.pages.paging import page_number
from webapp.services import households, moving_away
from webapp.services.needs import kinds

pages = Blueprint("households", __name__, url_prefix="/haushalte")
ID = "<int:household_id>"
BLANK = "__n__"
"""Where the browser puts the number of a new row."""
FILTER_WORDS = {
    households.ALL: _l("alle"),
    households.WAITING: _l("warten auf den Erstbesuch"),
    households.OPEN_NEEDS: _l("mit offenem Bedarf"),
    households.REVIEW_DUE: _l("Vereinbarung ansehen"),
}


class SearchForm(FlaskForm):
    """Only the token; searching is sent in the body, for names do not belong into addresses."""


@pages.route("", methods=["GET", "POST"])
@for_roles(STAFF)
def index() -> str:
    """All households of the catchment, longest waiting first."""
    only = request.values.get("only", "")
    only = only if only in households.FILTERS else households.ALL
    search = request.form.get("search", "").replace("\x00", "").strip()[:80]
    page = households.households_page(me(), search=search, only=only, number=page_number("page"))
    whole = "households/rows.html" if request.headers.get("HX-Request") else "households/index.html"
    return render_template(
        whole, page=page, search=search, only=only, filters=FILTER_WORDS, today=today(), soon=households.REVIEW_SOON
    )


def read(household_id: int) -> Household:
    """A household with all that belongs to it; that it was read is kept."""
    access.log_reading(me(), access.get(me(), Household, household_id))
    return households.whole_household(me(), household_id)


@pages.get(f"/{ID}")
@for_roles(STAFF)
def show(household_id: int) -> str:
    """One family: members, needs and who helps, agreements, what happened."""
    household = read(household_id)
    matches = households.matches_of(household)
    needs = sorted(household.needs, key=lambda need: (need.closed_on is not None, -need.urgency, need.id))
    return render_template(
        "households/show.html",
        household=household,
        needs=[(need, need_state(need, matches.get(need.id, ())), matches.get(need.id, [])) for need in needs],
        state=match_state,
        helper=helper_of,
        steps=steps_of(matches, kinds()),
        kinds=kinds(),
        times=sentence_of(household.availability),
        waiting=households.waiting_weeks(household, today()),
        today=today(),
    )


@pages.post(f"/{ID}/weggezogen")
@for_roles(STAFF)
def leave(household_id: int) -> Any:
    """The family has moved away."""
    return _moved(household_id, moving_away.leave, _("Die Familie ist weggezogen; alles Offene ist beendet."))


@pages.post(f"/{ID}/wieder-da")
@for_roles(STAFF)
def come_back(household_id: int) -> Any:
    """It has not, or is here again."""
    return _moved(household_id, moving_away.come_back, _("Die Familie ist wieder da."))


def _moved(household_id: int, step: Callable[..., Household], done: str) -> Any:
    version = request.form.get("version", "")
    try:
        step(me(), household_id, int(version) if version.isascii() and version.isdigit() else None)
        flash(done, "success")
    except ChangedMeanwhile:
        flash(_("Diese Familie hat inzwischen jemand anderes geändert. Bitte prüfen Sie noch einmal."), "warning")
    return redirect(url_for(".show", household_id=household_id))


@pages.route("/neu", methods=["GET", "POST"])
@for_roles(STAFF)
def new() -> Any:
    """The first visit of a family nobody has recorded yet."""
    if request.method == "GET":
        day = today()
        blank: list[dict[str, Any]] = [{}]
        return visit_page(VisitForm(data={"registered_on": day, "first_visit_on": day, "members": blank,
                                          "languages": blank}), None)  # fmt: skip
    return _save(None)


@pages.route(f"/{ID}/erstbesuch", methods=["GET", "POST"])
@for_roles(STAFF)
def visit(household_id: int) -> Any:
    """The first visit of a family that is known, and the same page later to change anything."""
    if request.method == "GET":
        household = read(household_id)
        values = visit_values(household)
        values["first_visit_on"] = values["first_visit_on"] or today()
        values["members"] = values["members"] or [{}]
        values["languages"] = values["languages"] or [{}]
        return visit_page(VisitForm(data=values), household)
    access.get(me(), Household, household_id)
    return _save(household_id)


@pages.post("/ort")
@for_roles(STAFF)
def locate() -> str:
    """Where the address is that somebody types; sent in the body, for addresses do not belong into addresses."""
    return found_places()


def _save(household_id: int | None) -> Any:
    household = None if household_id is None else households.whole_household(me(), household_id)
    form = VisitForm()
    form.prepare(households.districts_to_choose(me(), household_id))
    if not form.validate_on_submit():
        return visit_page(form, household), 422
    try:
        saved = households.save_visit(me(), household_id, form.entry(household))
    except ChangedMeanwhile:
        assert household_id is not None
        household = households.whole_household(me(), household_id)
        _take_versions(form, household)
        return visit_page(form, household, changed=True), 409
    if saved.district_code not in access.districts_of(me()):
        gone = _("Gespeichert. H-%(number)s gehört jetzt zum Team des anderen Stadtbezirks.", number=saved.id)
        flash(gone, "success")
        return redirect(url_for(".index"))
    flash(_("Gespeichert."), "success")
    return redirect(url_for("households.show", household_id=saved.id))


def _take_versions(form: VisitForm, household: Household) -> None:
    """Saving once more shall count: what was typed is now about the newest rows."""
    form.version.data = household.version
    needs = {need.id: need.version for need in household.needs}
    for row in form.needs:
        row.form.version.data = needs.get(row.form.id.data)
    agreements = {row.id: row.version for row in household.agreements}
    form.agreement.form.version.data = agreements.get(form.agreement.form.id.data)


def _blank_rows() -> Markup:
    """Empty rows of every kind, made once per language: they are most of the page."""
    words = kinds()
    key = (str(get_locale()), tuple(words.items()))
    made: dict[Any, Markup] = current_app.extensions.setdefault("lw-blank-rows", {})
    if key not in made:
        if len(made) > len(LOCALES):
            made.clear()
        needs = [
            (kind, text, NeedFields(prefix=f"needs-{BLANK}-", data={"kind": kind})) for kind, text in words.items()
        ]
        made[key] = Markup(
            render_template(
                "households/blanks.html", blank_needs=needs, asks=asks, icon=icon,
                blank_member=MemberFields(prefix=f"members-{BLANK}-"),
                blank_language=Language(prefix=f"languages-{BLANK}-"),
            )
        )  # fmt: skip
    return made[key]


def visit_page(form: VisitForm, household: Household | None, *, changed: bool = False) -> str:
    """The five questions, filled with what the form holds."""
    form.prepare(households.districts_to_choose(me(), household.id if household else None))
    matches = households.matches_of(household) if household else {}
    return render_template(
        "households/visit.html",
        form=form,
        household=household,
        changed=changed,
        asks=asks,
        icon=icon,
        kinds=kinds(),
        blanks=_blank_rows(),
        states={id_: match_state(rows[0]) for id_, rows in matches.items() if rows},
        map_points=districts_on_map(),
        can_look_up=can_look_up(),
        user=me(),
    )


@pages.route(f"/{ID}/vereinbarung", methods=["GET", "POST"])
@pages.route(f"/{ID}/vereinbarung/<int:agreement_id>", methods=["GET", "POST"])
@for_roles(STAFF)
def agreement(household_id: int, agreement_id: int | None = None) -> Any:
    """One voluntary agreement: what, from when, until when."""
    access.get(me(), Household, household_id)
    household = read(household_id) if request.method == "GET" else households.whole_household(me(), household_id)
    row = next((one for one in household.agreements if one.id == agreement_id), None)
    if agreement_id is not None and row is None:
        raise access.NotFound
    form = AgreementForm(data=agreement_values(row) if row else {"valid_from": today()})
    changed = False
    if form.validate_on_submit():
        form.id.data = agreement_id
        entry = form.entry()
        try:
            if entry is not None:
                households.save_agreement(me(), household_id, entry)
                flash(_("Gespeichert."), "success")
            return redirect(url_for("households.show", household_id=household_id))
        except ChangedMeanwhile:
            changed = True
            db.session.refresh(row)
            form.version.data = row.version if row else None
    code = 409 if changed else 422 if form.errors else 200
    return render_template("households/agreement.html", form=form, household=household, row=row, changed=changed), code
