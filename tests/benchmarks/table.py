"""Measurements as a table: on the terminal, and in Markdown."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from matcher.result import service_gap
from tests.benchmarks.measure import ENGINE, Measurement

HEADINGS = (
    "case",
    "method",
    "effort",
    "seed",
    "seconds",
    "peak MiB",
    "needs",
    "options",
    "served",
    "service",
    "bound",
    "gap",
    "cost",
    "cost gap",
    "status",
)
_LEFT = ("case", "method", "effort", "status")


def rows_of(measured: Sequence[Measurement]) -> list[tuple[str, ...]]:
    """The cells of the measurements of one case; the engine's best bound holds for every method's plan."""
    proven = [one for one in measured if one.job.method == ENGINE and one.result]
    best = min(proven, key=lambda one: one.result["service"]["bound"], default=None)
    return [_row(one, best) for one in measured]


def _row(measured: Measurement, proven: Measurement | None) -> tuple[str, ...]:
    job, result = measured.job, measured.result
    cells = dict.fromkeys(HEADINGS, "")
    cells |= {
        "case": job.case,
        "method": job.method,
        "effort": job.effort,
        "seed": "" if job.seed is None else str(job.seed),
        "seconds": f"{measured.seconds:.1f}",
        "peak MiB": f"{measured.peak_mib:,.0f}",
        "options": "" if measured.options is None else f"{measured.options:,}",
        "status": measured.said,
    }
    if result:
        service, cost = result["service"], result["cost"]
        cells |= {
            "needs": f"{service['needs']:,}",
            "served": f"{service['served']:,} of {service['servable']:,}",
            "service": f"{service['value']:,.2f}",
            "cost": f"{cost['value']:,}",
        }
        if job.method == ENGINE:
            cells |= {**_bound(service["bound"], service["gap"]), "status": result["status"]}
            cells["cost gap"] = f"{100 * cost['gap']:.2f} %"
        elif proven and proven.result:
            bound = proven.result["service"]["bound"]
            cells |= _bound(bound, service_gap(service["value"], bound))
            cells["status"] += f"; bound of engine {proven.job.effort}, seed {proven.job.seed}"
    return tuple(cells.values())


def _bound(bound: float, gap: float) -> dict[str, str]:
    return {"bound": f"{bound:,.2f}", "gap": f"{100 * gap:.3f} %"}


def show(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> None:
    """Print the table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="left" if heading in _LEFT else "right", no_wrap=True)
    for cells in rows:
        table.add_row(*cells)
    console = Console()
    # Into a file the table is as wide as it needs to be.
    console.width = console.width if console.is_terminal else 400
    console.print(table)


def markdown(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> str:
    """The table for RESULTS.md."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
