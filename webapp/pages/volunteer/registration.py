"""Registering as a volunteer."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from sqlalchemy import select

from webapp.database import db
from webapp.forms.parts import listed
from webapp.forms.volunteer import RegisterForm, companion_kinds
from webapp.models import Organisation
from webapp.pages.guard import public
from webapp.pages.volunteer.blueprint import districts, pages
from webapp.protection import limiter
from webapp.services import volunteers
from webapp.services.needs import kinds
from webapp.services.volunteers import Registration
from webapp.settings import current_settings


@pages.route("/mitmachen", methods=["GET", "POST"])
@public
@limiter.limit(lambda: current_settings().rate_limit, methods=["POST"])
def register() -> Any:
    """Register as a volunteer; the answer is the same whoever has an account already."""
    if current_user.is_authenticated:
        return redirect(url_for("home.start"))
    form = RegisterForm()
    form.kinds.choices = listed(companion_kinds(kinds()))
    form.district_code.choices = listed([("", _("bitte wählen")), *districts()])
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


@pages.get("/mitmachen/danke")
@public
def registered() -> str:
    """What happens next."""
    return render_template("volunteer/registered.html")
