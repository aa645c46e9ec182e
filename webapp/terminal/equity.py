"""What ``match --equity-report`` prints: the price of treating districts alike."""

import sys
from pathlib import Path

from matcher.assemble import Effort
from matcher.case import read_case
from matcher.domain import Case
from matcher.equity import EquityReport, equity_report
from webapp.terminal.failures import BadUse
from webapp.terminal.progress import progress_line
from webapp.terminal.stopping import Stop
from webapp.travel import travel_of
from webapp.words import number, printable

HOW_COUNTED = (
    "Gewicht: Dringlichkeit und Wartezeit der versorgten Bedarfe, alle Stadtteile gleich. Verlust: gegen Ausgleich 0.",
    "Anteile: versorgtes vom erfüllbaren Gewicht. Ein * sagt, dass der Nutzen nicht als bestmöglich bewiesen ist.",
)


def print_equity_report(
    case: Path, output: Path | None, *, effort: Effort, time_limit: float | None, seed: int, started: float
) -> None:
    """
    The table on stdout.

    Raises
    ------
    BadUse
        When a file is asked for as well.
    """
    if output:
        raise BadUse("--equity-report zeigt eine Tabelle und schreibt keinen Plan; bitte ohne -o aufrufen.")
    with Stop(time_limit_seconds=time_limit, started=started) as stop, progress_line(stop) as line:
        facts = read_case(case)
        found = equity_report(
            facts, travel_of(facts), effort=effort, seed=seed, stop=stop,
            report=lambda done, of: line.tell(f"rechnet: {done} von {of}"),
        )  # fmt: skip
    print("\n".join(equity_lines(found, facts)))
    if not found.complete:
        print(f"Vorzeitig beendet: {len(found.rows)} Zeilen sind gerechnet.", file=sys.stderr)


def equity_lines(found: EquityReport, case: Case) -> list[str]:
    """One line per value, one column per district with servable needs."""
    names = {district.id: printable(district.name or district.id) for district in case.districts}
    districts = sorted({name for row in found.rows for name in row.shares})
    heading = [
        "Ausgleich",
        "versorgt",
        "Gewicht",
        "Verlust",
        "Aufwand",
        *(names.get(d, printable(d)) for d in districts),
    ]
    table = [heading]
    for row in found.rows:
        shares = [f"{round(100 * row.shares[d])} %" if d in row.shares else "-" for d in districts]
        figures = [str(row.served), number(row.served_weight), number(row.weight_loss), number(row.cost)]
        table.append([number(row.equity) + ("" if row.exact else "*"), *figures, *shares])
    widths = [max(len(line[column]) for line in table) for column in range(len(heading))]
    rows = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in table]
    return ["Was mehr Ausgleich zwischen den Stadtteilen kostet", "", *rows, "", *HOW_COUNTED]
