"""The start page: requests first, then matches, then what is looked for nearby."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from geodata import stadtbezirke
from webapp.clock import now
from webapp.database import ChangedMeanwhile, db
from webapp.forms.volunteer import AnswerForm
from webapp.links import public_url
from webapp.models.accounts import VOLUNTEER
from webapp.pages.guard import for_roles, me
from webapp.pages.volunteer.blueprint import ask_days, pages, pauses
from webapp.services import decisions
from webapp.services.nearby import SMALL, area_of, wanted_nearby
from webapp.services.own_matches import own_matches
from webapp.services.reasons_for_decline import PAUSE, VOLUNTEERS_REASONS, Reason
from webapp.services.steps import NotPossible
from webapp.services.volunteers import NoProfile, own_volunteer

STALE_AFTER = timedelta(days=90)
"""Then she is asked whether everything still holds."""


@pages.get("/meine-seite")
@for_roles(VOLUNTEER)
def start() -> str:
    """Requests first, then what is going on, then what is looked for nearby."""
    try:
        volunteer = own_volunteer(me())
    except NoProfile:
        return render_template("volunteer/no_profile.html")
    matches = own_matches(db.session, me(), volunteer, ask_days=ask_days())
    token = volunteer.calendar_token
    return render_template(
        "volunteer/start.html",
        volunteer=volunteer,
        matches=matches,
        wanted=wanted_nearby(db.session, volunteer) if volunteer.approved_at else [],
        districts=_names(area_of(volunteer.district_code)),
        small=SMALL,
        reasons=[(code, reason.text, _consequence(reason)) for code, reason in VOLUNTEERS_REASONS.items()],
        stale=volunteer.profile_confirmed_at is None or now() - volunteer.profile_confirmed_at > STALE_AFTER,
        pauses=pauses(volunteer),
        calendar_url=public_url("volunteer.calendar", token=token) if token else None,
    )


def _consequence(reason: Reason) -> str:
    """What a no will do, said to whoever says it."""
    if reason.effect == PAUSE:
        return _("Sie bekommen eine Pause ohne Anfragen, vier Wochen, wenn Sie keinen Tag nennen.")
    return _("Wegen dieser Familie fragen wir Sie %(weeks)s Wochen nicht mehr.", weeks=reason.weeks)


def _names(codes: frozenset[str]) -> list[str]:
    return [district.name for district in stadtbezirke() if district.code in codes]


@pages.post("/anfragen/<int:match_id>/antwort")
@for_roles(VOLUNTEER)
def answer(match_id: int) -> Answer:
    """Say yes or no to a request."""
    form = AnswerForm()
    yes = form.reason.data == "yes"
    if not form.validate() or (not yes and form.reason.data not in VOLUNTEERS_REASONS):
        flash(_("Bitte wählen Sie Ja, oder Nein mit einem Grund, und ein Datum, das noch kommt."), "danger")
        return redirect(url_for("volunteer.start"))
    try:
        decisions.answer(me(), match_id, yes, None if yes else form.reason.data, until=form.until.data)
    except (ChangedMeanwhile, NotPossible) as error:
        flash(_impossible_words(error), "warning")
        return redirect(url_for("volunteer.start"))
    if yes:
        flash(_("Danke für Ihr Ja! Wir melden uns, sobald alles abgestimmt ist."), "success")
    else:
        flash(_("Danke für die Antwort. %(what)s", what=_consequence(VOLUNTEERS_REASONS[form.reason.data])), "info")
    return redirect(url_for("volunteer.start"))


def _impossible_words(error: Exception) -> str:
    if getattr(error, "code", "") == "until":
        return _("Das Ende der Pause liegt nicht in der Zukunft. Bitte antworten Sie noch einmal.")
    return _("An dieser Anfrage hat sich inzwischen etwas geändert. Hier steht der neue Stand.")
