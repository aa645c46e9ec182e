"""Start page, language, sign of life."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from webapp.languages import LOCALES
from webapp.pages.guard import public

pages = Blueprint("home", __name__)


@pages.get("/")
@public
def start() -> str:
    """What there is to do for whoever is signed in; for others what this is."""
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    return render_template("home/start.html")


@pages.post("/sprache")
@public
def choose_language() -> Response:
    """Show pages in another language from now on."""
    if request.form.get("locale") in LOCALES:
        session["locale"] = request.form["locale"]
    return redirect(url_for("home.start"))


@pages.get("/healthz")
@public
def healthz() -> tuple[str, int]:
    """Whether the application answers."""
    return "ok", 200
