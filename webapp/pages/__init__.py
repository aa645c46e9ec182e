"""The pages, one blueprint per topic."""

from flask import Flask

from webapp.pages import (
    admin,
    figures,
    home,
    households,
    needs,
    offers,
    organisation,
    places,
    planning_compare,
    review_steps,
    run,
    today,
    trail,
    volunteer,
)

BLUEPRINTS = (
    figures.pages,
    home.pages,
    volunteer.pages,
    households.pages,
    needs.pages,
    offers.pages,
    review_steps.pages,
    run.pages,
    today.pages,
    organisation.pages,
    admin.pages,
    places.pages,
    planning_compare.pages,
    trail.pages,
)


def init_pages(app: Flask) -> None:
    """Register every blueprint."""
    for pages in BLUEPRINTS:
        app.register_blueprint(pages)
