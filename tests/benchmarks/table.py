"""Measurements as a table: on the terminal, and in Markdown."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from tests.benchmarks.measure import Measurement

HEADINGS = (
    "case",
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


def row(measured: Measurement) -> tuple[str, ...]:
    """The cells of a measurement."""
    result = measured.result
    service, cost = result["service"], result["cost"]
    return (
        measured.case,
        result["effort"],
        str(result["seed"]),
        f"{measured.seconds:.1f}",
        f"{measured.peak_mib:,.0f}",
        f"{service['needs']:,}",
        "" if measured.options is None else f"{measured.options:,}",
        f"{service['served']:,} of {service['servable']:,}",
        f"{service['value']:,.2f}",
        f"{service['bound']:,.2f}",
        f"{100 * service['gap']:.3f} %",
        f"{cost['value']:,}",
        f"{100 * cost['gap']:.2f} %",
        result["status"],
    )


def show(rows: Sequence[Sequence[str]]) -> None:
    """Print the table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading in ("case", "effort", "status") else "right", no_wrap=True)
    for cells in rows:
        table.add_row(*cells)
    console = Console()
    # Into a file the table is as wide as it needs to be.
    console.width = console.width if console.is_terminal else 400
    console.print(table)


def markdown(rows: Iterable[Sequence[str]]) -> str:
    """The table for RESULTS.md."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
