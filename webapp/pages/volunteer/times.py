"""When a volunteer has time: painted, or as a sentence."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.availability import UnclearTimes, windows_from_sentence
from webapp.database import ChangedMeanwhile
from webapp.forms.volunteer import TimesForm
from webapp.models import Volunteer
from webapp.models.accounts import VOLUNTEER
from webapp.page_words import sentence_of
from webapp.pages.guard import for_roles, me
from webapp.pages.volunteer.blueprint import by_script, clock, pages, version_of
from webapp.services import volunteers
from webapp.services.volunteers import own_volunteer

PRESETS: dict[str, tuple[str, ...]] = {
    "mornings": tuple(f"{day} 09:00-12:00" for day in ("mon", "tue", "wed", "thu", "fri")),
    "afternoons": tuple(f"{day} 14:00-18:00" for day in ("mon", "tue", "wed", "thu", "fri")),
    "evenings": tuple(f"{day} 18:00-21:00" for day in ("mon", "tue", "wed", "thu", "fri")),
    "saturday_morning": ("sat 09:00-12:00",),
    "weekend": ("sat 10:00-18:00", "sun 10:00-18:00"),
}
"""Times that one tap adds."""


@pages.route("/meine-zeiten", methods=["GET", "POST"])
@for_roles(VOLUNTEER)
def availability() -> Any:
    """When she has time: painted, or as a sentence."""
    volunteer = own_volunteer(me())
    form = TimesForm()
    if request.method == "GET":
        form.sentence.data = sentence_of(volunteer.availability)
        form.version.data = str(volunteer.version)
        return _times_page(form, volunteer)
    try:
        if not form.validate():
            raise UnclearTimes(form.sentence.data or "")
        windows = [*windows_from_sentence(form.sentence.data or ""), *PRESETS.get(request.form.get("preset", ""), ())]
    except UnclearTimes as error:
        form.sentence.errors = [*form.sentence.errors, unclear_words(error)][:1]
        return _saved(form.sentence.errors[0], 422) if by_script() else (_times_page(form, volunteer), 422)
    try:
        volunteer = volunteers.save_availability(me(), version_of(form), windows)
    except ChangedMeanwhile:
        text = _("Ihre Zeiten wurden in einem anderen Fenster geändert. Laden Sie die Seite neu.")
        if by_script():
            return _saved(text, 409)
        form.sentence.errors = [
            _("Ihre Zeiten wurden inzwischen anderswo geändert. Prüfen Sie den Satz und speichern Sie noch einmal.")
        ]
        form.version.data = str(own_volunteer(me()).version)
        return _times_page(form, volunteer), 409
    if by_script():
        return _saved(None, 200, volunteer)
    flash(_("Ihre Zeiten sind gespeichert."), "success")
    return redirect(url_for("volunteer.availability"))


def _times_page(form: TimesForm, volunteer: Volunteer) -> str:
    return render_template(
        "volunteer/availability.html",
        form=form,
        volunteer=volunteer,
        presets=PRESETS,
        saved_at=clock(volunteer.availability_saved_at),
    )


def _saved(error: str | None, code: int, volunteer: Volunteer | None = None) -> Any:
    """What a script learns about saving."""
    if volunteer is None:
        return {"error": error}, code
    return {
        "version": volunteer.version,
        "windows": volunteer.availability,
        "sentence": sentence_of(volunteer.availability),
        "saved": _("zuletzt gespeichert %(when)s", when=clock(volunteer.availability_saved_at)),
    }, code


def unclear_words(error: UnclearTimes) -> str:
    """What is unclear about a sentence, and how it could be said."""
    if not error.part:
        return _("Bitte schreiben Sie Tage und Uhrzeiten, zum Beispiel: Di 16:00-19:00, Sa 9:00-12:00")
    return _(
        "Das ist nicht zu verstehen: „%(part)s“. Bitte Tag und volle oder halbe Stunden, zum Beispiel: "
        "Di 16:00-19:00, Sa 9:00-12:00",
        part=error.part,
    )
