"""``lokal-willkommen explain``: why a need or a volunteer stands where it does, and what else would change."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from webapp.commands.compare import JSON
from webapp.commands.match import CASE
from webapp.terminal.failures import BadUse
from webapp.terminal.stopping import Stop


def explain(
    case: CASE,
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="Ergebnis von match.", show_default=False)],
    need: Annotated[str | None, typer.Option("--need", metavar="ID", help="Der Bedarf, um den es geht.")] = None,
    volunteer: Annotated[
        str | None, typer.Option("--volunteer", metavar="ID", help="Oder: die Ehrenamtliche, um die es geht.")
    ] = None,
    top: Annotated[int, typer.Option(min=0, metavar="N", help="So viele Möglichkeiten werden durchgerechnet.")] = 5,
    as_json: JSON = False,
) -> None:
    """Erklären, was für einen Bedarf oder eine Ehrenamtliche möglich wäre, und was es für die anderen ändert."""
    if (need is None) == (volunteer is None):
        raise BadUse("Gebraucht wird genau eines von beiden: --need ID oder --volunteer ID.")
    with Stop(time_limit_seconds=None, started=time.perf_counter()) as stop:
        from matcher.case import read_case
        from matcher.explain import explain_need, explain_volunteer
        from matcher.result import read_result
        from webapp.terminal.explaining import as_json_text, need_lines, volunteer_lines
        from webapp.terminal.progress import progress_line
        from webapp.travel import travel_of

        facts, plan = read_case(case), read_result(result)
        travel = travel_of(facts)
        with progress_line(stop) as report:
            if need is not None:
                of_need = explain_need(facts, plan, travel, need, top=top, stop=stop, report=report)
                lines = [as_json_text(of_need)] if as_json else need_lines(of_need)
            else:
                hers = explain_volunteer(facts, plan, travel, volunteer or "", top=top, stop=stop, report=report)
                lines = [as_json_text(hers)] if as_json else volunteer_lines(hers)
    for line in lines:
        print(line)
    if stop.reason:
        print("Angehalten: nicht alle Möglichkeiten sind durchgerechnet.", file=sys.stderr)
