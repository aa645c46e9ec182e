"""``lokal-willkommen retention``: delete what nobody needs any more."""

from typing import Annotated

import typer


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Nur zählen, nichts ändern.")] = False,
) -> None:
    """Löschen, was nicht mehr gebraucht wird; die Fristen stehen in den Einstellungen (LW_KEEP_...)."""
    from webapp.app import create_app, settings_of
    from webapp.commands.serve import refuse_old_tables
    from webapp.services.retention import retire

    app = create_app()
    with app.app_context():
        refuse_old_tables()
        done = retire(settings_of(app), dry_run=dry_run)
    print("Nur gezählt, nichts geändert:" if dry_run else "Gelöscht:")
    for count, words in (
        (done.mails, "Mails, die verschickt oder aufgegeben sind"),
        (done.unconfirmed, "Anmeldungen, deren Adresse niemand bestätigt hat"),
        (done.volunteers, "Ehrenamtliche, die längst aufgehört haben: Namen, Kontakt, Sprachen, Zeiten"),
        (done.households, "Haushalte ohne offenen Bedarf: Namen, Kontakt, Adressen, Wünsche, Notizen"),
        (done.cases, "alte Wochenläufe: eingefrorene Daten (Ergebnis und Prüfsumme bleiben)"),
    ):
        print(f"{count:6} {words}")
