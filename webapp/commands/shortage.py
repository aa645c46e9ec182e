"""``lokal-willkommen shortage``: whom the city lacks most."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from webapp.commands.match import CASE
from webapp.terminal.stopping import Stop

if TYPE_CHECKING:
    from matcher.domain import Case
    from matcher.shortage import Shortages


def shortage(
    case: CASE,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="So viele Vorschläge höchstens.")] = 20,
    verify: Annotated[
        int, typer.Option(min=1, metavar="N", help="So viele aussichtsreiche werden ganz nachgerechnet.")
    ] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Als JSON auf stdout.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Als JSON in diese Datei.")
    ] = None,
    effort: Annotated[
        Literal["quick", "normal", "thorough"] | None,
        typer.Option(help="Wie gründlich gerechnet wird.", show_default="nach der Größe des Falls"),
    ] = None,
    time_limit: Annotated[
        float | None, typer.Option(min=0, metavar="S", help="Nach so vielen Sekunden nehmen, was nachgerechnet ist.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Startwert; derselbe ergibt dieselbe Liste.")] = 0,
) -> None:
    """Wer am meisten fehlt: eine Person oder ein Angebot mehr, und was das bringt."""
    with Stop(time_limit_seconds=time_limit, started=time.perf_counter()) as stop:
        from matcher.case import read_case
        from matcher.shortage import find_shortages
        from webapp.terminal.output import checked_output
        from webapp.terminal.progress import progress_line
        from webapp.terminal.shortages import json_text, step_words
        from webapp.travel import travel_of

        path = checked_output(output) if output else None
        with progress_line(stop) as line:
            facts = read_case(case)
            found = find_shortages(
                facts, travel_of(facts), top=top, verify=verify, effort=effort, seed=seed, stop=stop,
                report=lambda step: line.tell(step_words(step)),
            )  # fmt: skip
        text = json_text(found, facts) if as_json or path else "\n".join(_lines(found, facts))
    _give(text, path, also=as_json or not path)
    _tell_if_stopped(found)


def _lines(found: "Shortages", facts: "Case") -> list[str]:
    from webapp.terminal.shortages import plain_lines

    return plain_lines(found, facts)


def _give(text: str, path: Path | None, *, also: bool) -> None:
    """Write the file, and print what is asked for."""
    from matcher.files import write_text

    if path:
        write_text(path, text + "\n")
    if also:
        print(text)


def _tell_if_stopped(found: "Shortages") -> None:
    if not found.complete:
        print(f"Vorzeitig beendet: {found.verified} Möglichkeiten sind nachgerechnet.", file=sys.stderr)
