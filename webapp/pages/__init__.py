"""The pages, one blueprint per topic."""

from flask import Flask

from webapp.pages import home

BLUEPRINTS = (home.pages,)


def init_pages(app: Flask) -> None:
    """Register every blueprint."""
    for pages in BLUEPRINTS:
        app.register_blueprint(pages)
