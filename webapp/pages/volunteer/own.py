"""Pause, calendar, own data, the end of an account."""

import json
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import logout_user
from werkzeug.wrappers import Response as Answer

from webapp.clock import today
from webapp.database import ChangedMeanwhile, db
from webapp.forms.volunteer import DeleteForm, PauseForm
from webapp.models.accounts import VOLUNTEER
from webapp.pages.guard import for_roles, me, public
from webapp.pages.volunteer.blueprint import ask_days, pages, pauses, version_of
from webapp.services import volunteers
from webapp.services.calendar_feed import calendar_of
from webapp.services.own_data import delete_own_account, own_data
from webapp.services.own_matches import commitment_of
from webapp.services.volunteers import own_volunteer


@pages.route("/pause", methods=["GET", "POST"])
@for_roles(VOLUNTEER)
def pause() -> Any:
    """Pause, end a pause, leave, come back."""
    volunteer = own_volunteer(me())
    what = request.form.get("what")
    if what == "back":
        volunteers.come_back(me())
        flash(_("Schön, dass Sie wieder dabei sind!"), "success")
        return redirect(url_for("volunteer.start"))
    if what == "leave":
        volunteers.leave(me())
        flash(_("Vielen Dank für alles! Sie bekommen keine Anfragen mehr."), "info")
        return redirect(url_for("volunteer.pause"))
    form = PauseForm()
    code = 200
    if form.validate_on_submit():
        try:
            volunteers.pause(me(), version_of(form), first=form.first.data, last=form.last.data)
        except ChangedMeanwhile:
            volunteer, code = own_volunteer(me()), 409
            form.version.data = str(volunteer.version)
            flash(_("Ihre Angaben wurden inzwischen anderswo geändert. Bitte noch einmal speichern."), "warning")
        else:
            flash(_("Die Pause ist eingetragen."), "success")
            return redirect(url_for("volunteer.pause"))
    if request.method == "GET":
        form.version.data = str(volunteer.version)
        form.first.data = volunteer.paused_from if pauses(volunteer) else today()
        form.last.data = volunteer.paused_until if pauses(volunteer) else None
    page = render_template(
        "volunteer/pause.html",
        form=form,
        volunteer=volunteer,
        pauses=pauses(volunteer),
        promised=commitment_of(db.session, volunteer),
    )
    return page, 422 if form.errors else code


@pages.get("/kalender/<token>.ics")
@public
def calendar(token: str) -> Response:
    """Weekly meetings for a calendar program; the address itself is the secret."""
    answer = Response(calendar_of(db.session, token), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.post("/kalender/neu")
@for_roles(VOLUNTEER)
def calendar_link() -> Answer:
    """Make an address for the calendar; an earlier one stops working."""
    volunteers.new_calendar_link(me())
    flash(_("Die Kalenderadresse ist neu. Eine frühere gilt nicht mehr."), "success")
    return redirect(url_for("volunteer.start", _anchor="kalender"))


@pages.get("/meine-daten.json")
@for_roles(VOLUNTEER)
def export() -> Response:
    """Everything that is kept about her, as a file."""
    data = own_data(db.session, me(), ask_days=ask_days())
    text = json.dumps(data, ensure_ascii=False, indent=1, default=lambda moment: moment.isoformat())
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.route("/konto-loeschen", methods=["GET", "POST"])
@for_roles(VOLUNTEER)
def delete() -> Any:
    """Delete the own account, after a word typed on purpose."""
    volunteer = own_volunteer(me())
    form = DeleteForm()
    if form.validate_on_submit():
        delete_own_account(me())
        logout_user()
        flash(_("Ihr Konto ist gelöscht. Vielen Dank für alles, was Sie getan haben!"), "info")
        return redirect(url_for("home.start"))
    page = render_template("volunteer/delete.html", form=form, promised=commitment_of(db.session, volunteer))
    return page, 422 if form.errors else 200
