"""``lokal-willkommen db``: the tables."""

import typer

from webapp.terminal.german_help import GermanCommand, GermanGroup

db = typer.Typer(name="db", cls=GermanGroup, help="Die Tabellen der Anwendung.", no_args_is_help=True)


@db.command(cls=GermanCommand)
def upgrade() -> None:
    """Die Tabellen auf den neuesten Stand bringen; was darin steht, bleibt."""
    from webapp.app import create_app
    from webapp.database import db as database
    from webapp.database import transaction
    from webapp.migrations import is_current, upgrade
    from webapp.services.accounts import ensure_roles

    with create_app().app_context():
        if is_current(database.engine):
            print("Die Tabellen sind schon auf dem neuesten Stand.")
        else:
            upgrade(database.engine)
            print("Die Tabellen sind jetzt auf dem neuesten Stand.")
        with transaction() as session:
            ensure_roles(session)
