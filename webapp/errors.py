"""What people see when something is wrong: a page in plain words, never a traceback."""

from typing import Any

import structlog
from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webapp.access import NotFound
from webapp.database import ChangedMeanwhile


def _page(code: int, title: str, text: str) -> tuple[str, int]:
    whole = "error_part.html" if request.headers.get("HX-Request") else "error.html"
    return render_template(whole, title=title, text=text), code


def init_errors(app: Flask) -> None:
    """Answer every error with a page."""

    @app.errorhandler(NotFound)
    @app.errorhandler(404)
    def _missing(_error: Any) -> Any:
        return _page(
            404, _("Das gibt es hier nicht"), _("Die Seite gibt es nicht, oder sie ist nicht für Sie bestimmt.")
        )

    @app.errorhandler(403)
    def _forbidden(_error: Any) -> Any:
        return _page(
            403, _("Nicht für Ihre Rolle"), _("Dafür braucht es eine andere Rolle. Fragen Sie die Verwaltung.")
        )

    @app.errorhandler(ChangedMeanwhile)
    def _changed(_error: Any) -> Any:
        return _page(
            409, _("Jemand war schneller"),
            _(
                "Diese Angaben hat inzwischen jemand anderes geändert. Ihr Schritt ist nicht gespeichert. Öffnen Sie "
                "die Seite neu: Dort steht, was jetzt gilt."
            ),
        )  # fmt: skip

    @app.errorhandler(CSRFError)
    def _forged(_error: Any) -> Any:
        text = _("Die Seite war zu lange offen. Laden Sie sie neu und senden Sie noch einmal.")
        return _page(400, _("Bitte noch einmal"), text)

    @app.errorhandler(429)
    def _too_many(_error: Any) -> Any:
        return _page(429, _("Zu viele Versuche"), _("Bitte warten Sie eine Minute."))

    @app.errorhandler(413)
    def _too_large(_error: Any) -> Any:
        return _page(413, _("Zu groß"), _("So große Dateien nimmt das Programm nicht an. Nichts ist gespeichert."))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return _page(error.code, _("Das ging nicht"), _("Die Anfrage war nicht zu verstehen."))

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Any:
        # Type only: the text of an unknown error may hold facts about people.
        structlog.get_logger().error("unexpected", kind=type(error).__name__, endpoint=request.endpoint)
        if app.testing or app.debug:
            raise error
        return _page(500, _("Unser Fehler"), _("Das hätte nicht passieren dürfen. Nichts ist halb gespeichert."))
