"""The volunteer's own pages: register, requests and matches, times, profile, pause, own data."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from geodata import stadtbezirke
from webapp.availability import UnclearTimes, sentence_of, windows_from_sentence
from webapp.clock import now, today
from webapp.database import ChangedMeanwhile, db
from webapp.forms.volunteer import (
    AnswerForm,
    DeleteForm,
    PauseForm,
    ProfileForm,
    RegisterForm,
    TimesForm,
    companion_kinds,
    listed,
)
from webapp.models import District, Organisation, Volunteer
from webapp.models.accounts import VOLUNTEER
from webapp.pages.guard import for_roles, me, public
from webapp.protection import limiter
from webapp.services import decisions, volunteers
from webapp.services.calendar_feed import calendar_of
from webapp.services.nearby import MINUTES, SMALL, area_of, reach_of, reach_table, wanted_nearby
from webapp.services.needs import kinds
from webapp.services.own_data import delete_own_account, own_data
from webapp.services.own_matches import commitment_of, own_matches
from webapp.services.reasons_for_decline import PAUSE, VOLUNTEERS_REASONS, Reason
from webapp.services.steps import NotPossible, decided
from webapp.services.volunteers import NoProfile, Registration, own_volunteer
from webapp.settings import current_settings

pages = Blueprint("volunteer", __name__)
PRESETS: dict[str, tuple[str, ...]] = {
    "mornings": tuple(f"{day} 09:00-12:00" for day in ("mon", "tue", "wed", "thu", "fri")),
    "afternoons": tuple(f"{day} 14:00-18:00" for day in ("mon", "tue", "wed", "thu", "fri")),
    "evenings": tuple(f"{day} 18:00-21:00" for day in ("mon", "tue", "wed", "thu", "fri")),
    "saturday_morning": ("sat 09:00-12:00",),
    "weekend": ("sat 10:00-18:00", "sun 10:00-18:00"),
}
"""Times that one tap adds."""
STALE_AFTER = timedelta(days=90)
"""Then she is asked whether everything still holds."""


@pages.context_processor
def _words() -> dict[str, Any]:
    return {"sentence": sentence_of}


@pages.errorhandler(NoProfile)
def _without_profile(_error: NoProfile) -> Answer:
    """The start page says what is missing."""
    return redirect(url_for("volunteer.start"))


@pages.route("/mitmachen", methods=["GET", "POST"])
@public
@limiter.limit(lambda: current_settings().rate_limit, methods=["POST"])
def register() -> Any:
    """Register as a volunteer; the answer is the same whoever has an account already."""
    if current_user.is_authenticated:
        return redirect(url_for("home.start"))
    form = RegisterForm()
    form.kinds.choices = listed(companion_kinds(kinds()))
    form.district_code.choices = listed([("", _("bitte wählen")), *_districts()])
    organisations = db.session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name))
    form.organisation_id.choices = listed((row.id, row.name) for row in organisations)
    if request.method == "GET":
        form.languages.append_entry({"code": "de", "level": "native"})
    if form.validate_on_submit():
        # Whoever fills in what people do not see is a program; it learns nothing.
        if not form.website.data:
            volunteers.register(_registration(form))
        return redirect(url_for("volunteer.registered"))
    form.add_empty_rows()
    return render_template("volunteer/register.html", form=form), 422 if form.errors else 200


def _registration(form: RegisterForm) -> Registration:
    return Registration(
        email=form.email.data,
        password=form.password.data,
        first_name=form.first_name.data,
        last_name=form.last_name.data,
        gender=form.gender.data,
        organisation_id=form.organisation_id.data,
        kinds=form.kinds.data or (),
        is_mediator=form.is_mediator.data,
        languages=form.spoken,
        district_code=form.district_code.data,
    )


def _districts() -> list[tuple[str, str]]:
    """Districts people can live in: those whose place is known."""
    placed = {district.code for district in stadtbezirke()}
    return [
        (row.code, row.name)
        for row in db.session.execute(select(District.code, District.name).order_by(District.name))
        if row.code in placed
    ]


@pages.get("/mitmachen/danke")
@public
def registered() -> str:
    """What happens next."""
    return render_template("volunteer/registered.html")


@pages.get("/meine-seite")
@for_roles(VOLUNTEER)
def start() -> str:
    """Requests first, then what is going on, then what is looked for nearby."""
    try:
        volunteer = own_volunteer(me())
    except NoProfile:
        return render_template("volunteer/no_profile.html")
    matches = own_matches(db.session, me(), volunteer, ask_days=_ask_days())
    token = volunteer.calendar_token
    return render_template(
        "volunteer/start.html",
        volunteer=volunteer,
        matches=matches,
        wanted=wanted_nearby(db.session, volunteer),
        districts=_names(area_of(volunteer.district_code)),
        small=SMALL,
        reasons=[(code, reason.text, _consequence(reason)) for code, reason in VOLUNTEERS_REASONS.items()],
        stale=volunteer.profile_confirmed_at is None or now() - volunteer.profile_confirmed_at > STALE_AFTER,
        pauses=_pauses(volunteer),
        calendar_url=url_for("volunteer.calendar", token=token, _external=True) if token else None,
    )


def _consequence(reason: Reason) -> str:
    """What a no will do, said to whoever says it."""
    if reason.effect == PAUSE:
        return _("Sie bekommen eine Pause ohne Anfragen, vier Wochen, wenn Sie keinen Tag nennen.")
    return _("Wegen dieser Familie fragen wir Sie %(weeks)s Wochen nicht mehr.", weeks=reason.weeks)


def _ask_days() -> int:
    return int(decided("ask_days"))


def _names(codes: frozenset[str]) -> list[str]:
    return [district.name for district in stadtbezirke() if district.code in codes]


def _pauses(volunteer: Volunteer) -> bool:
    """Whether a pause lies before her or is going on."""
    return volunteer.paused_from is not None and (volunteer.paused_until or today()) >= today()


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
        return _saved(form.sentence.errors[0], 422) if _by_script() else (_times_page(form, volunteer), 422)
    try:
        volunteer = volunteers.save_availability(me(), _version(form), windows)
    except ChangedMeanwhile:
        text = _("Ihre Zeiten wurden in einem anderen Fenster geändert. Laden Sie die Seite neu.")
        if _by_script():
            return _saved(text, 409)
        form.sentence.errors = [
            _("Ihre Zeiten wurden inzwischen anderswo geändert. Prüfen Sie den Satz und speichern Sie noch einmal.")
        ]
        form.version.data = str(own_volunteer(me()).version)
        return _times_page(form, volunteer), 409
    if _by_script():
        return _saved(None, 200, volunteer)
    flash(_("Ihre Zeiten sind gespeichert."), "success")
    return redirect(url_for("volunteer.availability"))


def _times_page(form: TimesForm, volunteer: Volunteer) -> str:
    return render_template(
        "volunteer/availability.html",
        form=form,
        volunteer=volunteer,
        presets=PRESETS,
        saved_at=_clock(volunteer.availability_saved_at),
    )


def _saved(error: str | None, code: int, volunteer: Volunteer | None = None) -> Any:
    """What a script learns about saving."""
    if volunteer is None:
        return {"error": error}, code
    return {
        "version": volunteer.version,
        "windows": volunteer.availability,
        "sentence": sentence_of(volunteer.availability),
        "saved": _("zuletzt gespeichert %(when)s", when=_clock(volunteer.availability_saved_at)),
    }, code


def _clock(moment: Any) -> str | None:
    """``14:32`` for today, with the day for earlier."""
    if moment is None:
        return None
    same_day = format_datetime(moment, "yyyyMMdd") == format_datetime(now(), "yyyyMMdd")
    return format_datetime(moment, "HH:mm" if same_day else "d.M.yyyy, HH:mm")


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _version(form: Any) -> int:
    """The version on the screen; -1 for nonsense, which is never the one that is kept."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def unclear_words(error: UnclearTimes) -> str:
    """What is unclear about a sentence, and how it could be said."""
    if not error.part:
        return _("Bitte schreiben Sie Tage und Uhrzeiten, zum Beispiel: Di 16:00-19:00, Sa 9:00-12:00")
    return _(
        "Das ist nicht zu verstehen: „%(part)s“. Bitte Tag und volle oder halbe Stunden, zum Beispiel: "
        "Di 16:00-19:00, Sa 9:00-12:00",
        part=error.part,
    )


@pages.route("/ueber-mich", methods=["GET", "POST"])
@for_roles(VOLUNTEER)
def profile() -> Any:
    """What she says about herself."""
    volunteer = own_volunteer(me())
    form = _profile_form(volunteer)
    if form.validate_on_submit():
        try:
            volunteer = volunteers.save_profile(me(), _version(form), _facts(form), form.locale.data or None)
        except ChangedMeanwhile:
            volunteer = own_volunteer(me())
            form.version.data = str(volunteer.version)
            form.form_errors.append(
                _("Diese Angaben hat inzwischen jemand anderes geändert. Prüfen Sie sie und speichern Sie noch einmal.")
            )
            return _profile_page(form, volunteer), 409
        flash(_("Gespeichert."), "success")
        return redirect(url_for("volunteer.profile"))
    return _profile_page(form, volunteer), 422 if form.errors else 200


def _profile_form(volunteer: Volunteer) -> ProfileForm:
    """The form with what is kept, or with what was typed."""
    rows = [{"code": code, "level": level} for code, level in sorted(volunteer.languages.items())]
    form = ProfileForm(obj=volunteer, data={"languages": rows, "locale": me().locale or ""})
    known = companion_kinds(kinds())
    # A kind the city gave up stays with whoever does it.
    form.kinds.choices = listed([*known, *((kind, kind) for kind in volunteer.kinds if kind not in dict(known))])
    districts = _districts()
    if volunteer.district_code not in dict(districts):
        districts.append((volunteer.district_code, volunteer.district_code))
    form.district_code.choices = listed(districts)
    minutes = sorted({*MINUTES, volunteer.max_travel_minutes})
    form.max_travel_minutes.choices = listed((m, _("%(m)s Minuten", m=m)) for m in minutes)
    if request.method == "GET":
        form.version.data = str(volunteer.version)
    return form


def _facts(form: ProfileForm) -> dict[str, Any]:
    """Columns and their values."""
    same = ("first_name", "last_name", "gender", "is_mediator", "district_code", "max_matches", "mode")
    return {name: form[name].data for name in same} | {
        "phone": form.phone.data or None,
        "kinds": sorted(form.kinds.data or ()),
        "is_companion": bool(form.kinds.data),
        "languages": form.spoken,
        "hours_per_week": round(float(form.hours_per_week.data), 2),
        "max_travel_minutes": form.max_travel_minutes.data,
    }


def _profile_page(form: ProfileForm, volunteer: Volunteer) -> str:
    form.add_empty_rows()
    minutes = tuple(sorted({*MINUTES, volunteer.max_travel_minutes}))
    reach = reach_of(lat=volunteer.lat, lon=volunteer.lon, mode=volunteer.mode, minutes=volunteer.max_travel_minutes)
    map_data = {
        "lat": volunteer.lat, "lon": volunteer.lon, "reach": reach_table(minutes=minutes),
        "districts": [{"name": d.name, "lat": d.latitude, "lon": d.longitude, "code": d.code} for d in stadtbezirke()],
    }  # fmt: skip
    promised = commitment_of(db.session, volunteer)
    return render_template(
        "volunteer/profile.html",
        form=form,
        volunteer=volunteer,
        reach=reach,
        map_data=map_data,
        promised=promised,
        too_little=promised.hours > volunteer.hours_per_week or promised.matches > volunteer.max_matches,
    )


@pages.post("/ueber-mich/stimmt-noch")
@for_roles(VOLUNTEER)
def confirm() -> Answer:
    """Say that everything still holds."""
    volunteers.confirm_profile(me())
    flash(_("Danke, notiert."), "success")
    return redirect(url_for("volunteer.start"))


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
    if form.validate_on_submit():
        volunteers.pause(me(), _version(form), first=form.first.data, last=form.last.data)
        flash(_("Die Pause ist eingetragen."), "success")
        return redirect(url_for("volunteer.pause"))
    if request.method == "GET":
        form.version.data = str(volunteer.version)
        form.first.data = volunteer.paused_from if _pauses(volunteer) else today()
        form.last.data = volunteer.paused_until if _pauses(volunteer) else None
    page = render_template(
        "volunteer/pause.html",
        form=form,
        volunteer=volunteer,
        pauses=_pauses(volunteer),
        promised=commitment_of(db.session, volunteer),
    )
    return page, 422 if form.errors else 200


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
    answer = current_app.json.response(own_data(db.session, me(), ask_days=_ask_days()))
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
