"""The ``lokal-willkommen`` command."""

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from webapp.commands.backup import backup, restore
from webapp.commands.check import check
from webapp.commands.compare import compare
from webapp.commands.db import db
from webapp.commands.demo import demo
from webapp.commands.explain import explain
from webapp.commands.generate import generate
from webapp.commands.geodata import geodata
from webapp.commands.geodata_locate import locate, travel
from webapp.commands.match import match
from webapp.commands.plan import plan
from webapp.commands.retention import retention
from webapp.commands.run_weekly import run_weekly
from webapp.commands.scenario import scenario
from webapp.commands.serve import serve
from webapp.commands.shortage import shortage
from webapp.commands.simulate import simulate
from webapp.commands.user import user
from webapp.commands.worker import worker
from webapp.terminal.failures import PlainlyFailing
from webapp.terminal.german_help import GermanCommand

app = typer.Typer(
    name="lokal-willkommen",
    cls=PlainlyFailing,
    help="Bringt Familien, die in eigene Wohnungen gezogen sind, mit Ehrenamtlichen, Sprachmittlung und Angeboten "
    "zusammen.",
    no_args_is_help=True,
    add_completion=False,
)
for command in (
    match,
    check,
    explain,
    compare,
    shortage,
    generate,
    plan,
    simulate,
    demo,
    run_weekly,
    serve,
    worker,
    retention,
    backup,
    restore,
):
    app.command(cls=GermanCommand)(command)
for lookup in (locate, travel):
    geodata.command(cls=GermanCommand)(lookup)
for group in (db, user, geodata, scenario):
    app.add_typer(group)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lokal-willkommen {version()}")
        raise typer.Exit


def version() -> str:
    """Version of the program, from the installed package or else from the matcher."""
    from importlib import metadata

    try:
        return metadata.version("lokal-willkommen")
    except metadata.PackageNotFoundError:
        from matcher.solve import VERSION

        return VERSION


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Version zeigen und enden.")
    ] = False,
) -> None:
    """Options that come before a command."""


def main() -> None:
    """Entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        # On a terminal without our letters a question mark is better than no plan.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app(prog_name="lokal-willkommen")
