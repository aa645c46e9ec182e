"""Administration: accounts and settings. No case data."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.access import get
from webapp.database import ChangedMeanwhile
from webapp.forms.admin import ROLE_WORDS, AccountForm, KindForm, NewAccountForm, SettingsForm
from webapp.forms.parts import clean
from webapp.models import User
from webapp.models.accounts import ADMIN, ROLES
from webapp.page_words import KINDS
from webapp.pages.guard import for_roles, me
from webapp.pages.paging import page_number
from webapp.services import accounts as service
from webapp.services import kinds, places
from webapp.services.city_settings import city_settings, save_city_settings
from webapp.services.city_settings import fingerprint as fingerprint_of_settings

pages = Blueprint("admin", __name__, url_prefix="/verwaltung")
_ID = "int(max=2147483647):user_id"


@pages.route("/konten", methods=["GET", "POST"])
@for_roles(ADMIN)
def accounts() -> str:
    """All accounts, by address; searching is sent in the body, for names do not belong into addresses."""
    text, role, page = clean(request.values.get("q", ""))[:80], request.values.get("rolle", ""), page_number()
    rows, total = service.accounts(me(), text=text, role=role, page=page)
    return render_template(
        "admin/accounts.html", rows=rows, total=total, page=page, last=max(1, -(-total // service.PAGE)), text=text,
        role=role, roles=ROLES, role_words=ROLE_WORDS,
    )  # fmt: skip


@pages.route("/konten/neu", methods=["GET", "POST"])
@for_roles(ADMIN)
def new_account() -> Any:
    """Add somebody; a mail with a link to set the password goes out."""
    form = NewAccountForm(sites=places.sites(me()), organisations=places.organisations(me()))
    if form.validate_on_submit():
        try:
            user = service.add_account(me(), form.email.data, _entry(form))
        except service.Refused as refused:
            form.email.errors = [_words(refused.code)]
        else:
            flash(_("Das Konto ist angelegt; eine Mail zum Setzen des Passworts ist unterwegs."), "success")
            return redirect(url_for(".account", user_id=user.id))
    return render_template("admin/account.html", form=form, user=None), 422 if form.errors else 200


@pages.route(f"/konten/<{_ID}>", methods=["GET", "POST"])
@for_roles(ADMIN)
def account(user_id: int) -> Any:
    """One account: name, roles, sites, organisation."""
    user = get(me(), User, user_id)
    form = AccountForm(sites=places.sites(me()), organisations=places.organisations(me()), data=_facts(user))
    if form.validate_on_submit():
        try:
            service.change_account(me(), user_id, form.before.data or "", _entry(form))
        except service.Refused as refused:
            form.form_errors.append(_words(refused.code))
        except ChangedMeanwhile:
            user = get(me(), User, user_id)
            form.before.data = service.fingerprint(user)
            form.form_errors.append(changed_words())
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".account", user_id=user_id))
    page = render_template("admin/account.html", form=form, user=user, role_words=ROLE_WORDS)
    return page, 422 if form.errors else 200


@pages.post(f"/konten/<{_ID}>/an-aus")
@for_roles(ADMIN)
def switch(user_id: int) -> Any:
    """Switch an account on or off."""
    active = request.form.get("active") == "1"
    return _done(user_id, lambda: service.set_active(me(), user_id, active=active),
                 _("Das Konto ist wieder an.") if active else _("Das Konto ist abgeschaltet."))  # fmt: skip


@pages.post(f"/konten/<{_ID}>/zweiter-faktor")
@for_roles(ADMIN)
def reset_second_factor(user_id: int) -> Any:
    """Take the second factor away from somebody who lost it."""
    return _done(user_id, lambda: service.reset_second_factor(me(), user_id), _("Der zweite Faktor ist zurückgesetzt."))


@pages.post(f"/konten/<{_ID}>/passwort")
@for_roles(ADMIN)
def password_link(user_id: int) -> Any:
    """Mail a link to set a new password."""
    return _done(user_id, lambda: service.mail_password_link(me(), user_id), _("Die Mail ist unterwegs."))


@pages.route("/einstellungen", methods=["GET", "POST"])
@for_roles(ADMIN)
def settings() -> Any:
    """What the city decides for itself."""
    values = city_settings()
    form = SettingsForm(data={**values, "before": fingerprint_of_settings(values)})
    if form.validate_on_submit():
        wanted = {key: form.data[key] for key in values}
        try:
            save_city_settings(me(), form.before.data or "", wanted)
        except ChangedMeanwhile:
            form.before.data = fingerprint_of_settings(city_settings())
            form.form_errors.append(changed_words())
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".settings"))
    return _settings_page(form, KindForm(formdata=None))


@pages.post("/einstellungen/arten")
@for_roles(ADMIN)
def add_kind() -> Any:
    """A further kind of need."""
    form = KindForm()
    if form.validate_on_submit():
        try:
            kinds.add_kind(me(), form.words.data)
        except kinds.KindRefused as refused:
            form.words.errors = [_words(refused.code)]
        else:
            flash(_("Die Art steht ab jetzt zur Wahl."), "success")
            return redirect(url_for(".settings"))
    values = city_settings()
    return _settings_page(SettingsForm(formdata=None, data={**values, "before": fingerprint_of_settings(values)}), form)


@pages.post("/einstellungen/arten/<string(maxlength=40):code>/entfernen")
@for_roles(ADMIN)
def remove_kind(code: str) -> Any:
    """Remove a kind nobody used."""
    try:
        kinds.remove_kind(me(), code)
    except kinds.KindRefused as refused:
        flash(_words(refused.code), "error")
    else:
        flash(_("Die Art ist entfernt."), "success")
    return redirect(url_for(".settings"))


def _settings_page(form: SettingsForm, kind: KindForm) -> Any:
    page = render_template(
        "admin/settings.html", form=form, kind=kind, standard=KINDS, added=kinds.added_kinds(), used=kinds.used_kinds()
    )
    return page, 422 if form.errors or kind.errors else 200


def _done(user_id: int, act: Any, words: str) -> Any:
    try:
        act()
    except service.Refused as refused:
        flash(_words(refused.code), "error")
    else:
        flash(words, "success")
    return redirect(url_for(".account", user_id=user_id))


def _facts(user: User) -> dict[str, Any]:
    return {
        "before": service.fingerprint(user),
        "name": user.name,
        "roles": sorted(user.role_names),
        "sites": [site.id for site in user.sites],
        "organisation_id": user.organisation_id or 0,
    }


def _entry(form: AccountForm) -> service.Entry:
    return service.Entry(
        name=form.name.data, roles=frozenset(form.roles.data), sites=frozenset(form.sites.data or ()),
        organisation_id=form.organisation_id.data or None,
    )  # fmt: skip


def changed_words() -> str:
    """That somebody else was faster, and what sending again would do."""
    return _("Das hat inzwischen jemand anderes geändert. Ihre Eingaben stehen noch da; noch einmal senden ersetzt es.")


def _words(code: str) -> str:
    return {
        "taken": _("Das gibt es schon."),
        "last_admin": _("Dieses Konto ist das letzte der Verwaltung. Geben Sie die Rolle zuerst jemand anderem."),
        "yourself": _("Das eigene Konto kann nur jemand anderes abschalten."),
        "no_site": _("Ein Team gehört zu mindestens einem Standort."),
        "no_organisation": _("Bitte wählen Sie den Träger."),
        "unclear": _("Der Name braucht Buchstaben."),
        "many": _("Mehr als %(most)d weitere Arten sind nicht vorgesehen.", most=kinds.MOST),
        "used": _("Diese Art kommt schon bei Bedarfen oder Angeboten vor und bleibt deshalb."),
    }[code]
