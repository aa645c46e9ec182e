"""Administration of organisations, sites and catchments."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from webapp.access import get
from webapp.clock import today
from webapp.database import ChangedMeanwhile
from webapp.forms.admin import DistrictForm, EndForm, OrganisationForm, SiteForm
from webapp.models import Organisation, Site
from webapp.models.accounts import ADMIN
from webapp.page_words import short_day_words
from webapp.pages.admin import changed_words
from webapp.pages.found_places import can_look_up, found_places
from webapp.pages.guard import for_roles, me
from webapp.services import places as service

pages = Blueprint("places", __name__, url_prefix="/verwaltung")
_BIG = "int(max=2147483647)"


@pages.get("/traeger")
@for_roles(ADMIN)
def organisations() -> str:
    """All organisations."""
    return render_template("admin/organisations.html", rows=service.organisations(me()))


@pages.route("/traeger/neu", methods=["GET", "POST"])
@for_roles(ADMIN)
def new_organisation() -> Any:
    """A new one."""
    return _organisation(None)


@pages.route(f"/traeger/<{_BIG}:organisation_id>", methods=["GET", "POST"])
@for_roles(ADMIN)
def organisation(organisation_id: int) -> Any:
    """Change one."""
    return _organisation(get(me(), Organisation, organisation_id))


def _organisation(row: Organisation | None) -> Any:
    form = OrganisationForm(obj=row)
    if form.validate_on_submit():
        facts = {"name": form.name.data, "email": form.email.data}
        try:
            service.save_organisation(me(), row.id if row else None, form.version.data, **facts)
        except service.NameTaken:
            form.name.errors = [_("So heißt schon ein anderer Träger.")]
        except ChangedMeanwhile:
            assert row
            form.version.data = get(me(), Organisation, row.id).version
            form.form_errors.append(changed_words())
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".organisations"))
    return render_template("admin/organisation.html", form=form, row=row), 422 if form.errors else 200


@pages.get("/standorte")
@for_roles(ADMIN)
def sites() -> str:
    """All sites, each with the districts it serves today, and the districts nobody serves."""
    rows, names, day = service.sites(me()), service.districts(), today()
    served = {
        site.id: [each.district_code for each in site.catchment if _holds(each, day)] for site in rows
    }  # fmt: skip
    free = sorted(set(names) - {code for codes in served.values() for code in codes}, key=lambda code: names[code])
    return render_template("admin/sites.html", rows=rows, names=names, served=served, free=free)


@pages.route("/standorte/neu", methods=["GET", "POST"])
@for_roles(ADMIN)
def new_site() -> Any:
    """A new one."""
    return _site(None)


@pages.route(f"/standorte/<{_BIG}:site_id>", methods=["GET", "POST"])
@for_roles(ADMIN)
def site(site_id: int) -> Any:
    """A site and its catchment."""
    return _site(get(me(), Site, site_id))


@pages.post("/standorte/ort")
@for_roles(ADMIN)
def locate() -> str:
    """Where the address of a site is."""
    return found_places()


@pages.post(f"/standorte/<{_BIG}:site_id>/stadtteile")
@for_roles(ADMIN)
def add_district(site_id: int) -> Any:
    """Serve a district from a day on."""
    row, form = get(me(), Site, site_id), DistrictForm(districts=service.districts())
    if form.validate_on_submit():
        try:
            service.add_district(me(), site_id, form.district_code.data, form.valid_from.data, form.valid_until.data)
        except service.Overlap as overlap:
            form.district_code.errors = [_overlap(overlap)]
        else:
            flash(_("Der Stadtteil gehört jetzt dazu."), "success")
            return redirect(url_for(".site", site_id=site_id))
    return _site_page(get(me(), Site, row.id), None, form)


@pages.post(f"/standorte/<{_BIG}:site_id>/stadtteile/<{_BIG}:row_id>")
@for_roles(ADMIN)
def end_district(site_id: int, row_id: int) -> Any:
    """Serve a district up to a day."""
    get(me(), Site, site_id)
    form = EndForm()
    if not form.validate_on_submit():
        flash(_("Bitte geben Sie den letzten Tag an."), "error")
        return redirect(url_for(".site", site_id=site_id))
    try:
        service.end_district(me(), site_id, row_id, form.last.data)
    except service.Overlap as overlap:
        flash(_overlap(overlap), "error")
    else:
        flash(_("Gespeichert."), "success")
    return redirect(url_for(".site", site_id=site_id))


def _site(row: Site | None) -> Any:
    form = SiteForm(obj=row, data={"before": service.fingerprint(row) if row else ""})
    if form.validate_on_submit():
        facts: dict[str, Any] = {key: form.data[key] for key in ("name", "address", "opened_on")}
        place: dict[str, Any] = {key: float(form.data[key]) for key in ("lat", "lon")}
        try:
            saved = service.save_site(me(), row.id if row else None, form.before.data or "", **facts, **place)
        except service.NameTaken:
            form.name.errors = [_("So heißt schon ein anderer Standort.")]
        except ChangedMeanwhile:
            assert row
            form.before.data = service.fingerprint(get(me(), Site, row.id))
            form.form_errors.append(changed_words())
        else:
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".site", site_id=saved.id))
    return _site_page(row, form, None)


def _site_page(row: Site | None, form: SiteForm | None, district: DistrictForm | None) -> Any:
    names, wrong = service.districts(), any(each is not None and each.errors for each in (form, district))
    if form is None:
        form = SiteForm(formdata=None, obj=row, data={"before": service.fingerprint(row) if row else ""})
    page = render_template(
        "admin/site.html", form=form, row=row, names=names, today=today(), holds=_holds, can_look_up=can_look_up(),
        district=district or DistrictForm(formdata=None, districts=names, valid_from=today()),
    )  # fmt: skip
    return page, 422 if wrong else 200


def _holds(row: Any, day: Any) -> bool:
    return row.valid_from <= day and (row.valid_until is None or row.valid_until >= day)


def _overlap(overlap: service.Overlap) -> str:
    first, last = (short_day_words(day) for day in (overlap.valid_from, overlap.valid_until))
    if last:
        return _("Gehört vom %(first)s bis %(last)s schon zu %(site)s.", first=first, last=last, site=overlap.site)
    return _("Gehört seit dem %(first)s schon zu %(site)s. Beenden Sie das zuerst.", first=first, site=overlap.site)
