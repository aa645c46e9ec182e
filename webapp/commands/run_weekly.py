"""``lokal-willkommen run-weekly``: this week's run, now and in this process."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from webapp.terminal.failures import ANYTHING_ELSE, BadUse

if TYPE_CHECKING:
    from webapp.models import Run

_REFUSED = {
    "under_way": "Ein Lauf ist schon im Gang; zwei zugleich gibt es nicht.",
    "unreadable": "Eine Angabe in der Datenbank ist so nicht brauchbar; es wurde nichts gerechnet.",
}


def run_weekly(
    effort: Annotated[
        Literal["quick", "normal", "thorough"], typer.Option(help="Wie gründlich gerechnet wird.")
    ] = "normal",
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Startwert; derselbe ergibt denselben Plan.")] = 0,
    release: Annotated[bool, typer.Option("--release", help="Danach gleich für die Standorte freigeben.")] = False,
) -> None:
    """Den Wochenlauf jetzt rechnen. Strg-C nimmt den besten Plan bis dahin."""
    from webapp.app import create_app
    from webapp.services import runs
    from webapp.services.lifecycle import RunRefused

    with create_app().app_context():
        try:
            run = runs.start_run(None, effort=effort, seed=seed)
        except RunRefused as error:
            raise BadUse(_REFUSED[error.code]) from None
        run = runs.work_off(run.id)
        _refuse_failed(run)
        print(_told(run))
        if release:
            _release(run)


def _refuse_failed(run: "Run") -> None:
    from matcher.errors import PinsClash
    from webapp.models.runs import DONE
    from webapp.services.runs import clashes_of

    clashes = clashes_of(run.problem)
    if clashes:
        raise PinsClash(clashes)
    if run.status != DONE:
        print(f"Der Lauf {run.id} ist gescheitert ({run.problem or run.status}).", file=sys.stderr)
        raise typer.Exit(ANYTHING_ELSE)


def _told(run: "Run") -> str:
    from webapp.words import date_words, percent, seconds_words

    found = run.figures
    proof = "bewiesen bestmöglich"
    if found["status"] != "optimal":
        gaps = f"Lücke {percent(found['service_gap'])} beim Nutzen, {percent(found['cost_gap'])} beim Aufwand"
        proof = f"bester Plan bis dahin, {gaps}" if found["stopped"] else gaps
    return (
        f"Lauf {run.id}, Woche ab Mo {date_words(run.week)}: {found['served']} von {found['servable']} erfüllbaren "
        f"Bedarfen versorgt, {proof}, {seconds_words(found['seconds'])}."
    )


def _release(run: "Run") -> None:
    from webapp.services.release import release

    done = release(None, run.id)
    print(
        f"Freigegeben: {done.new} neue oder geänderte Vorschläge, {done.kept} unverändert, "
        f"{done.withdrawn} zurückgezogen, {done.skipped} ausgelassen, weil inzwischen anders entschieden."
    )
