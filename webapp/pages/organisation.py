"""An organisation's own volunteers: the list, and one of them in full."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from webapp.clock import today
from webapp.forms.organisation import ClearanceForm, ContactForm, DecisionForm
from webapp.models import Volunteer
from webapp.models.accounts import ORGANISATION
from webapp.page_words import QUALIFICATIONS
from webapp.pages.guard import for_roles, me
from webapp.services import organisations

pages = Blueprint("organisation", __name__)
_ID = "int(max=2147483647):volunteer_id"


@pages.get("/ehrenamtliche")
@for_roles(ORGANISATION)
def volunteers() -> str:
    """All of them, or those who wait for something."""
    rows = organisations.own_volunteers(me())
    counts = {group: sum(group in row.groups for row in rows) for group in organisations.GROUPS}
    first = next((group for group in (organisations.WAITING, organisations.DUE) if counts[group]), organisations.ALL)
    group = request.args.get("gruppe", first)
    group = group if group in organisations.GROUPS else first
    wanted = [row for row in rows if group in row.groups]
    return render_template("organisation/volunteers.html", rows=wanted, counts=counts, group=group, today=today())


@pages.get(f"/ehrenamtliche/<{_ID}>")
@for_roles(ORGANISATION)
def volunteer(volunteer_id: int) -> Any:
    """Everything about one of them."""
    return _page(organisations.own_volunteer(me(), volunteer_id))


@pages.post(f"/ehrenamtliche/<{_ID}>/kontakt")
@for_roles(ORGANISATION)
def contact(volunteer_id: int) -> Any:
    """Correct name and telephone number."""
    row, form = organisations.own_volunteer(me(), volunteer_id), ContactForm()
    if not form.validate_on_submit():
        return _page(row, contact=form)
    if form.version.data != row.version:
        return _page(row, contact=_with_new_version(form, row))
    organisations.change_contact(
        me(), volunteer_id, row.version, first_name=form.first_name.data, last_name=form.last_name.data,
        phone=form.phone.data,
    )  # fmt: skip
    flash(_("Gespeichert."), "success")
    return redirect(url_for(".volunteer", volunteer_id=volunteer_id))


@pages.post(f"/ehrenamtliche/<{_ID}>/aufnahme")
@for_roles(ORGANISATION)
def approval(volunteer_id: int) -> Any:
    """Take her on, or take that back."""
    organisations.own_volunteer(me(), volunteer_id)
    form = DecisionForm()
    decide = {"yes": organisations.approve, "no": organisations.withdraw_approval}.get(form.wish.data or "")
    if decide is None or form.version.data is None or not form.validate_on_submit():
        return _page(organisations.own_volunteer(me(), volunteer_id), failed=True)
    try:
        row = decide(me(), volunteer_id, form.version.data)
    except organisations.AddressOpen:
        # The page says so itself.
        return _page(organisations.own_volunteer(me(), volunteer_id), failed=True)
    taken = _("Aufgenommen. Ab dem nächsten Wochenlauf kann %(name)s vorgeschlagen werden.", name=row.first_name)
    back = _("Die Aufnahme ist zurückgenommen. %(name)s wird niemandem mehr vorgeschlagen.", name=row.first_name)
    flash(taken if row.approved_at else back, "success")
    return redirect(url_for(".volunteer", volunteer_id=volunteer_id))


@pages.post(f"/ehrenamtliche/<{_ID}>/nachweis")
@for_roles(ORGANISATION)
def clearance(volunteer_id: int) -> Any:
    """Note that a certificate was seen."""
    row, form = organisations.own_volunteer(me(), volunteer_id), ClearanceForm()
    if not form.validate_on_submit():
        return _page(row, clearance=form)
    organisations.add_clearance(
        me(), volunteer_id, qualification=form.qualification.data, issued_on=form.issued_on.data,
        seen_on=form.seen_on.data, next_due=form.next_due.data,
    )  # fmt: skip
    flash(_("Der Nachweis ist vermerkt."), "success")
    return redirect(url_for(".volunteer", volunteer_id=volunteer_id))


@pages.post(f"/ehrenamtliche/<{_ID}>/nachweis/<int(max=2147483647):clearance_id>/loeschen")
@for_roles(ORGANISATION)
def remove_clearance(volunteer_id: int, clearance_id: int) -> Any:
    """Take back a wrong note."""
    organisations.remove_clearance(me(), volunteer_id, clearance_id)
    flash(_("Der Vermerk ist gelöscht."), "success")
    return redirect(url_for(".volunteer", volunteer_id=volunteer_id))


def _page(row: Volunteer, *, failed: bool = False, **forms: FlaskForm) -> Any:
    """The volunteer's page; with a form that was refused, or with fresh ones."""
    contact = forms.get("contact") or ContactForm(formdata=None, obj=row)
    clearance = forms.get("clearance") or ClearanceForm(formdata=None, seen_on=today())
    page = render_template(
        "organisation/volunteer.html", row=row, shown=organisations.shown(me(), row), contact=contact,
        clearance=clearance, qualifications=QUALIFICATIONS, today=today(),
    )  # fmt: skip
    return page, 422 if forms or failed else 200


def _with_new_version(form: ContactForm, row: Volunteer) -> ContactForm:
    """What was typed, to be sent again on purpose."""
    form.version.data = row.version
    form.form_errors.append(
        _("Diese Angaben hat inzwischen jemand geändert. Ihre Eingaben stehen noch da; senden ersetzt die anderen.")
    )
    return form
