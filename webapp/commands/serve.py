"""``lokal-willkommen serve``: the web application, answered by waitress."""

from typing import Annotated

import typer

from webapp.terminal.failures import BadUse

THREADS = 8


def serve(
    host: Annotated[str, typer.Option(metavar="HOST", help="Auf dieser Adresse horchen.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="PORT", help="Auf diesem Anschluss; 0: ein freier.")
    ] = 8000,
) -> None:
    """Die Anwendung bereitstellen. Der Wochenlauf und die Mails brauchen daneben worker."""
    from waitress import create_server

    from webapp.app import create_app
    from webapp.settings import current_settings
    from webapp.travel import sources_of

    app = create_app()
    with app.app_context():
        refuse_old_tables()
        # A table or server that cannot be used is better refused here than on every page.
        sources_of(current_settings())
    try:
        server = create_server(app, host=host, port=port, threads=THREADS, ident=None)
    except OSError:
        raise BadUse(f"Auf {host}:{port} kann nichts bereitgestellt werden; ist der Anschluss besetzt?") from None
    print(f"Bereit: http://{host}:{getattr(server, 'effective_port', port)} (Strg-C beendet)", flush=True)
    try:
        server.run()
    finally:
        server.close()


def refuse_old_tables() -> None:
    """
    Stop before anything is written into tables of another version; inside an application context.

    Raises
    ------
    BadUse
        When a step is missing, or the database cannot be reached.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from webapp.database import db
    from webapp.migrations import is_current

    try:
        current = is_current(db.engine)
    except SQLAlchemyError as error:
        raise BadUse(f"Die Datenbank antwortet nicht ({type(error).__name__}).") from None
    if not current:
        raise BadUse("Die Tabellen sind nicht auf dem neuesten Stand. Bitte zuerst: lokal-willkommen db upgrade")
