"""``lokal-willkommen worker``: what is done beside serving pages."""


def worker() -> None:
    """Wochenlauf, Erinnerungen und Mails im Hintergrund erledigen, bis Strg-C."""
    from webapp.app import create_app
    from webapp.jobs import work

    app = create_app()
    print("Arbeitet. Strg-C beendet; ein Lauf behält dann den besten Plan bis dahin.", flush=True)
    work(app)
    print("Beendet.", flush=True)
