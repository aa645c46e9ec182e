"""``lokal-willkommen match``: the plan of a week."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from webapp.stopping import Stop

if TYPE_CHECKING:
    from matcher.assemble import Effort
    from matcher.result import Result

CASE = Annotated[
    Path, typer.Argument(metavar="CASE", help="Fall: JSON-Datei oder Ordner mit Tabellen.", show_default=False)
]
EQUITY_REPORT = Annotated[
    bool, typer.Option("--equity-report", help="Statt des Plans: was mehr Ausgleich der Stadtteile kostet.")
]


def match(
    case: CASE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="RESULT", help="Ergebnis in diese Datei statt als Tabelle.")
    ] = None,
    effort: Annotated[
        Literal["quick", "normal", "thorough"], typer.Option(help="Wie gründlich gerechnet wird.")
    ] = "normal",
    time_limit: Annotated[
        float | None, typer.Option(min=0, metavar="S", help="Nach so vielen Sekunden den besten Plan bis dahin nehmen.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Startwert; derselbe ergibt denselben Plan.")] = 0,
    equity_report: EQUITY_REPORT = False,
) -> None:
    """Den Plan einer Woche rechnen. Strg-C nimmt den besten Plan bis dahin."""
    started = time.perf_counter()
    if equity_report:
        _print_equity_report(case, output, effort=effort, time_limit=time_limit, seed=seed, started=started)
        return
    with Stop(time_limit_seconds=time_limit, started=started) as stop:
        from matcher.case import read_case
        from matcher.result import write_result
        from webapp.output import checked_output
        from webapp.progress import progress_line
        from webapp.run import best_plan
        from webapp.show import show_plan

        path = checked_output(output) if output else None
        with progress_line(stop) as report:
            facts = read_case(case)
            result = best_plan(facts, effort=effort, seed=seed, stop=stop, report=report)
        if path:
            write_result(result, path)
    if path:
        _tell_written(output or path, result)
    else:
        show_plan(facts, result)
    # Last, so that a long table does not carry it away.
    tell_if_stopped(stop, result)


def _print_equity_report(
    case: Path, output: Path | None, *, effort: "Effort", time_limit: float | None, seed: int, started: float
) -> None:
    from webapp.equity import print_equity_report

    print_equity_report(case, output, effort=effort, time_limit=time_limit, seed=seed, started=started)


def tell_if_stopped(stop: Stop, result: "Result") -> None:
    """On stderr: that the plan is the best so far only, and how far it may be from the best."""
    from webapp.words import percent

    if not stop.reason:
        return
    why = "Angehalten" if stop.reason == "interrupted" else "Die Zeit ist um"
    if result.status == "optimal":
        print(f"{why}; der Plan war schon bewiesen bestmöglich.", file=sys.stderr)
    else:
        gaps = f"Lücke {percent(result.service.gap)} beim Nutzen, {percent(result.cost.gap)} beim Aufwand"
        print(f"{why}: das ist der beste Plan bis dahin ({gaps}).", file=sys.stderr)


def _tell_written(path: Path, result: "Result") -> None:
    from webapp.view import status_words
    from webapp.words import printable, seconds_words

    service = result.service
    print(
        f"{printable(str(path))}: {service.served} von {service.servable} erfüllbaren Bedarfen versorgt, "
        f"{status_words(result)}, {seconds_words(result.seconds)}",
        file=sys.stderr,
    )
