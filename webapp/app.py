"""The application as a list of set-up steps."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.database import init_database
from webapp.errors import init_errors
from webapp.jobs import init_jobs
from webapp.languages import init_languages
from webapp.logging import init_logging
from webapp.pages import init_pages
from webapp.protection import init_protection
from webapp.settings import Settings
from webapp.signing_in import init_signing_in
from webapp.static_files import init_static_files
from webapp.templating import init_templating


def create_app(settings: Settings | None = None, config: Mapping[str, Any] | None = None) -> Flask:
    """
    The application, ready to serve.

    Parameters
    ----------
    settings
        Those of the environment when not given.
    config
        Values of Flask's configuration that go before ours; for tests.
    """
    settings = settings or Settings()
    app = Flask("webapp")
    app.config.update(config or {})
    app.extensions["lw-settings"] = settings
    init_logging()
    init_database(app, settings)
    init_languages(app, settings)
    init_protection(app, settings)
    init_signing_in(app, settings)
    init_templating(app, settings)
    init_static_files(app)
    init_jobs(app, settings)
    init_pages(app)
    init_errors(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app


def settings_of(app: Flask) -> Settings:
    """What the operator decided for this application."""
    found: Settings = app.extensions["lw-settings"]
    return found
