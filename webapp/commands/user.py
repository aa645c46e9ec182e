"""``lokal-willkommen user``: accounts from the command line, the first one above all."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from webapp.terminal.failures import BadUse
from webapp.terminal.german_help import GermanCommand, GermanGroup

if TYPE_CHECKING:
    from webapp.services.accounts import Entry

user = typer.Typer(name="user", cls=GermanGroup, help="Die Konten der Anwendung.", no_args_is_help=True)


@user.callback()
def _only_with_a_command() -> None:
    """Keeps ``add`` a command of its own while it is the only one."""


@user.command(cls=GermanCommand)
def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Adresse, mit der die Person sich anmeldet.")],
    role: Annotated[
        list[str],
        typer.Option(
            metavar="ROLE",
            help="volunteer, organisation, staff, coordinator, planner, auditor oder admin; mehrfach für mehrere.",
        ),
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="Name der Person.")] = "",
    site: Annotated[
        list[str] | None, typer.Option(metavar="SITE", help="Name eines Standorts, für staff; mehrfach für mehrere.")
    ] = None,
    organisation: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name des Trägers, für organisation.")
    ] = None,
) -> None:
    """Ein Konto anlegen. Gezeigt wird ein Link, über den die Person ihr Passwort setzt."""
    from email_validator import EmailNotValidError, validate_email

    from webapp.app import create_app
    from webapp.commands.serve import refuse_old_tables
    from webapp.services.accounts import Refused, add_account
    from webapp.signing_in import password_link

    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadUse("Das ist keine E-Mail-Adresse.") from None
    with create_app().app_context():
        refuse_old_tables()
        try:
            added = add_account(None, address, _entry(name, role, site or [], organisation))
        except Refused as refused:
            raise BadUse(_REFUSED[refused.code]) from None
        print("Das Konto ist angelegt. Über diesen Link wird drei Tage lang das Passwort gesetzt:")
        print(password_link(added))


_REFUSED = {
    "taken": "Zu dieser Adresse gibt es schon ein Konto.",
    "no_site": "Die Rolle staff braucht mindestens einen Standort: --site NAME.",
    "no_organisation": "Die Rolle organisation braucht einen Träger: --organisation NAME.",
}


def _entry(name: str, roles: list[str], sites: list[str], organisation: str | None) -> "Entry":
    from webapp.models import Organisation, Site
    from webapp.models.accounts import ROLES
    from webapp.services.accounts import Entry

    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise BadUse(f"Diese Rolle gibt es nicht: {unknown[0]}. Es gibt {', '.join(ROLES)}.")
    return Entry(
        name=name,
        roles=frozenset(roles),
        sites=frozenset(_number_of(Site, "Standort", each) for each in sites),
        organisation_id=_number_of(Organisation, "Träger", organisation) if organisation else None,
    )


def _number_of(kind: Any, word: str, name: str) -> int:
    from sqlalchemy import select

    from webapp.database import db

    known = {row.name: row.id for row in db.session.scalars(select(kind))}
    if name not in known:
        there = f"Es gibt {', '.join(sorted(known))}." if known else "Es gibt noch keinen."
        raise BadUse(f"Diesen {word} gibt es nicht: {name}. {there}")
    return known[name]
