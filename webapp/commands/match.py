"""``lokal-willkommen match``: the plan of a week."""

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from webapp.terminal.failures import BadUse
from webapp.terminal.stopping import Stop

if TYPE_CHECKING:
    from matcher.assemble import Effort
    from matcher.domain import Case
    from matcher.result import Result
    from matcher.spread import Spread
    from webapp.terminal.progress import Report

CASE = Annotated[
    Path, typer.Argument(metavar="CASE", help="Fall: JSON-Datei oder Ordner mit Tabellen.", show_default=False)
]
EQUITY_REPORT = Annotated[
    bool, typer.Option("--equity-report", help="Statt des Plans: was mehr Ausgleich der Stadtteile kostet.")
]
MAX_CHANGES = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="Höchstens so viele Vorschläge der Vorwoche ändern, und was das kostet."),
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
    max_changes: MAX_CHANGES = None,
    equity_report: EQUITY_REPORT = False,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Städte und Gebiete auf einem laufenden Dask-Scheduler rechnen."),
    ] = None,
) -> None:
    """Den Plan einer Woche rechnen. Strg-C nimmt den besten Plan bis dahin."""
    started = time.perf_counter()
    if equity_report:
        if max_changes is not None:
            raise BadUse("--equity-report rechnet die Woche ohne Grenze; bitte ohne --max-changes aufrufen.")
        if cluster is not None:
            raise BadUse("--equity-report rechnet nur auf diesem Rechner; bitte ohne --cluster aufrufen.")
        _print_equity_report(case, output, effort=effort, time_limit=time_limit, seed=seed, started=started)
        return
    if cluster is not None and max_changes is not None:
        raise BadUse("--max-changes rechnet nur auf diesem Rechner; bitte ohne --cluster aufrufen.")
    with Stop(time_limit_seconds=time_limit, started=started) as stop:
        from matcher.case import read_case
        from matcher.result import write_result
        from webapp.terminal.output import checked_output
        from webapp.terminal.progress import progress_line
        from webapp.terminal.show import show_plan

        path = checked_output(output) if output else None
        with progress_line(stop) as report, _place_to_solve(cluster) as spread:
            facts = read_case(case)
            result, notes = _planned(facts, max_changes, spread, effort=effort, seed=seed, stop=stop, report=report)
        if path:
            write_result(result, path)
    if path:
        _tell_written(output or path, result, notes)
    else:
        show_plan(facts, result, *notes)
    # Last, so that a long table does not carry it away.
    tell_if_stopped(stop, result)


def _planned(
    case: "Case",
    max_changes: int | None,
    spread: "Spread",
    *,
    effort: "Effort",
    seed: int,
    stop: Stop,
    report: "Report",
) -> tuple["Result", tuple[tuple[str, str], ...]]:
    """The plan, and what a limit to the changes did, in words."""
    from webapp.run import best_plan, stable_plan
    from webapp.terminal.stability import stability_lines

    if max_changes is None:
        return best_plan(case, effort=effort, seed=seed, stop=stop, report=report, spread=spread), ()
    found = stable_plan(case, max_changes, effort=effort, seed=seed, stop=stop, report=report)
    return found.result, stability_lines(found)


def _place_to_solve(cluster: str | None) -> "AbstractContextManager[Spread]":
    """This machine, or a cluster."""
    if cluster is None:
        from matcher.spread import locally

        return nullcontext(locally)
    from webapp.cluster import on_cluster

    return on_cluster(cluster)


def _print_equity_report(
    case: Path, output: Path | None, *, effort: "Effort", time_limit: float | None, seed: int, started: float
) -> None:
    from webapp.terminal.equity import print_equity_report

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


def _tell_written(path: Path, result: "Result", notes: tuple[tuple[str, str], ...]) -> None:
    from webapp.terminal.view import status_words
    from webapp.words import printable, seconds_words

    service = result.service
    print(
        f"{printable(str(path))}: {service.served} von {service.servable} erfüllbaren Bedarfen versorgt, "
        f"{status_words(result)}, {seconds_words(result.seconds)}",
        file=sys.stderr,
    )
    for label, text in notes:
        print(f"{label}: {text}", file=sys.stderr)
