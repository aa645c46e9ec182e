"""What every template can use: words, figures, dates, the menu of the person signed in."""

from typing import Any

from flask import Flask
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_bootstrap import Bootstrap5
from flask_security import current_user

from webapp import page_words
from webapp.access import has_role
from webapp.languages import LOCALES
from webapp.links import public_url
from webapp.models.accounts import ADMIN, AUDITOR, COORDINATOR, ORGANISATION, PLANNER, STAFF, VOLUNTEER
from webapp.settings import Settings

MENU: tuple[tuple[tuple[str, ...], str, Any], ...] = (
    # Roles, endpoint, words; an entry whose page does not exist is left out.
    ((VOLUNTEER,), "volunteer.start", _l("Meine Seite")),
    ((VOLUNTEER,), "volunteer.availability", _l("Meine Zeiten")),
    ((VOLUNTEER,), "volunteer.profile", _l("Über mich")),
    ((STAFF,), "review.board", _l("Vorschläge")),
    ((STAFF,), "households.index", _l("Haushalte")),
    ((ORGANISATION,), "organisation.volunteers", _l("Ehrenamtliche")),
    ((COORDINATOR,), "run.page", _l("Wochenlauf")),
    ((COORDINATOR,), "offers.index", _l("Angebote")),
    ((COORDINATOR,), "run.shortage", _l("Wer fehlt")),
    ((COORDINATOR, PLANNER), "figures.page", _l("Zahlen")),
    ((PLANNER,), "planning.index", _l("Szenarien")),
    ((STAFF,), "figures.round_table", _l("Runder Tisch")),
    ((AUDITOR,), "trail.index", _l("Protokoll")),
    ((AUDITOR,), "run.history", _l("Läufe")),
    ((ADMIN,), "admin.accounts", _l("Konten")),
    ((ADMIN,), "admin.settings", _l("Einstellungen")),
)


def init_templating(app: Flask, settings: Settings) -> None:
    """Add filters and what the layout needs."""
    Bootstrap5(app)
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    app.jinja_env.filters.update(
        day=page_words.day_words,
        short_day=page_words.short_day_words,
        moment=page_words.moment_words,
        figure=format_decimal,
        kind=page_words.kind_words,
        language=page_words.language_words,
        start=page_words.start_words,
        rule=page_words.rule_words,
        source=page_words.source_words,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def _layout() -> dict[str, Any]:
        pages = [(page, text) for roles, page, text in MENU if has_role(current_user, *roles)]
        return {
            "_": _,
            "menu": [(page, text) for page, text in pages if page in app.view_functions],
            "locale": str(get_locale() or "de").replace("_", "-"),
            "locales": LOCALES,
            "city": settings.city,
            "public_url": public_url,
            "exists": lambda endpoint: endpoint in app.view_functions,
            "has_role": lambda *roles: has_role(current_user, *roles),
        }
