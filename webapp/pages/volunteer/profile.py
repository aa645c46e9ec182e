"""What a volunteer says about herself."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from geodata import stadtbezirke
from webapp.database import ChangedMeanwhile, db
from webapp.forms.parts import listed
from webapp.forms.volunteer import ProfileForm, companion_kinds
from webapp.models import Volunteer
from webapp.models.accounts import VOLUNTEER
from webapp.pages.guard import for_roles, me
from webapp.pages.volunteer.blueprint import by_script, clock, districts, pages, version_of
from webapp.services import volunteers
from webapp.services.nearby import MINUTES, reach_of, reach_table
from webapp.services.needs import kinds
from webapp.services.own_matches import Commitment, commitment_of
from webapp.services.volunteers import own_volunteer

_COLUMNS = (
    "first_name", "last_name", "gender", "phone", "kinds", "is_mediator", "district_code", "hours_per_week",
    "max_matches", "mode", "max_travel_minutes",
)  # fmt: skip


@pages.route("/ueber-mich", methods=["GET", "POST"])
@for_roles(VOLUNTEER)
def profile() -> Any:
    """What she says about herself."""
    volunteer = own_volunteer(me())
    form = _profile_form(volunteer)
    if not form.validate_on_submit():
        if form.errors and by_script():
            return {"error": _first_error(form)}, 422
        return _profile_page(form, volunteer), 422 if form.errors else 200
    try:
        volunteer = volunteers.save_profile(me(), version_of(form), _facts(form), form.locale.data or None)
    except ChangedMeanwhile:
        if by_script():
            return {"error": _("In einem anderen Fenster geändert. Laden Sie die Seite neu.")}, 409
        volunteer = own_volunteer(me())
        form.version.data = str(volunteer.version)
        form.form_errors.append(
            _("Diese Angaben hat inzwischen jemand anderes geändert. Prüfen Sie sie und speichern Sie noch einmal.")
        )
        return _profile_page(form, volunteer), 409
    if by_script():
        return {
            "version": volunteer.version,
            "saved": _("zuletzt gespeichert %(when)s", when=clock(volunteer.profile_confirmed_at)),
            "warning": _too_little(volunteer, commitment_of(db.session, volunteer)),
        }
    flash(_("Gespeichert."), "success")
    return redirect(url_for("volunteer.profile"))


def _first_error(form: ProfileForm) -> str:
    """The label of the first field that is wrong, and what is wrong with it."""
    field = next(field for field in form if field.errors)
    found = next((error for error in field.errors if not isinstance(error, dict)), _("Das gibt es nicht zur Auswahl."))
    return f"{field.label.text}: {found}"


def _too_little(volunteer: Volunteer, promised: Commitment) -> str:
    """A warning when she gives less time than she has promised; else nothing."""
    if promised.hours <= volunteer.hours_per_week and promised.matches <= volunteer.max_matches:
        return ""
    return _(
        "Was Sie schon zugesagt haben, braucht %(hours)s Stunden in der Woche, bei %(matches)s Familien; das ist mehr, "
        "als hier steht. Neue Anfragen kommen so nicht. Wenn es Ihnen zu viel wird, sagen Sie bitte Ihrem Träger "
        "Bescheid.",
        hours=format_decimal(promised.hours),
        matches=promised.matches,
    )


def _profile_form(volunteer: Volunteer) -> ProfileForm:
    """The form with what is kept, or with what was typed."""
    rows = [{"code": code, "level": level} for code, level in sorted(volunteer.languages.items())]
    kept = {name: getattr(volunteer, name) for name in _COLUMNS}
    form = ProfileForm(data={**kept, "languages": rows, "locale": me().locale or ""})
    known = companion_kinds(kinds())
    # A kind the city gave up stays with whoever does it.
    form.kinds.choices = listed([*known, *((kind, kind) for kind in volunteer.kinds if kind not in dict(known))])
    homes = districts()
    if volunteer.district_code not in dict(homes):
        homes.append((volunteer.district_code, volunteer.district_code))
    form.district_code.choices = listed(homes)
    minutes = sorted({*MINUTES, volunteer.max_travel_minutes})
    form.max_travel_minutes.choices = listed((m, _("%(m)s Minuten", m=m)) for m in minutes)
    if request.method == "GET":
        form.version.data = str(volunteer.version)
    return form


def _facts(form: ProfileForm) -> dict[str, Any]:
    """Columns and their values."""
    return {name: form[name].data for name in _COLUMNS} | {
        "phone": form.phone.data or None,
        "kinds": sorted(form.kinds.data or ()),
        "is_companion": bool(form.kinds.data),
        "languages": form.spoken,
        "hours_per_week": round(float(form.hours_per_week.data), 2),
    }


def _profile_page(form: ProfileForm, volunteer: Volunteer) -> str:
    form.add_empty_rows()
    minutes = tuple(sorted({*MINUTES, volunteer.max_travel_minutes}))
    reach = reach_of(lat=volunteer.lat, lon=volunteer.lon, mode=volunteer.mode, minutes=volunteer.max_travel_minutes)
    map_data = {
        "lat": volunteer.lat, "lon": volunteer.lon, "reach": reach_table(minutes=minutes),
        "districts": [{"name": d.name, "lat": d.latitude, "lon": d.longitude, "code": d.code} for d in stadtbezirke()],
    }  # fmt: skip
    return render_template(
        "volunteer/profile.html",
        form=form,
        volunteer=volunteer,
        reach=reach,
        map_data=map_data,
        too_little=_too_little(volunteer, commitment_of(db.session, volunteer)),
    )


@pages.post("/ueber-mich/stimmt-noch")
@for_roles(VOLUNTEER)
def confirm() -> Answer:
    """Say that everything still holds."""
    volunteers.confirm_profile(me())
    flash(_("Danke, notiert."), "success")
    return redirect(url_for("volunteer.start"))
