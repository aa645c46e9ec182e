"""``lokal-willkommen worker``: what is done beside serving pages."""

import os

NICENESS = 10
"""Whoever waits for a page goes before a run, on a machine that does both."""


def worker() -> None:
    """Wochenlauf, Erinnerungen und Mails im Hintergrund erledigen, bis Strg-C."""
    from webapp.app import create_app
    from webapp.jobs import work
    from webapp.settings import current_settings
    from webapp.travel import sources_of

    app = create_app()
    with app.app_context():
        # A table or server that cannot be used is better refused here than in the weekly run.
        sources_of(current_settings())
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    print("Arbeitet. Strg-C beendet; ein Lauf behält dann den besten Plan bis dahin.", flush=True)
    work(app)
    print("Beendet.", flush=True)
