"""Which language a page is in: the person's choice, else the operator's."""

from flask import Flask, has_request_context, session
from flask_babel import Babel
from flask_security import current_user

from webapp.settings import Settings

LOCALES = ("de", "en_GB")
"""German texts stand in the sources; the others are catalogues in ``translations``."""


def init_languages(app: Flask, settings: Settings) -> None:
    """Choose the language for each request."""
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Berlin"
    app.config["BABEL_DEFAULT_LOCALE"] = settings.locale

    def chosen() -> str:
        if not has_request_context():
            return settings.locale
        wanted = session.get("locale") or getattr(current_user, "locale", None)
        return str(wanted) if wanted in LOCALES else settings.locale

    Babel(app, locale_selector=chosen)
