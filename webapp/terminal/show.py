"""Draws a plan: tables in colour on a terminal, plain lines of fixed form into a pipe or file."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from matcher.domain import Case
from matcher.result import Result
from webapp.terminal.view import ASSIGNED_HEADINGS, UNSERVED_HEADINGS, Home, Line, PlanView, plan_view
from webapp.words import printable

WIDEST = 120
"""Columns of a terminal beyond which lines become hard to read."""
ACCENT = "cyan"
HOW_COUNTED = (
    "Nutzen: Dringlichkeit und Wartezeit der versorgten Bedarfe. Aufwand: Wege, Sprachmittlung, Wechsel und Helfende, "
    "die niemand fragt. Wegminuten: ein Weg; wer hilft (bei Angeboten die Familie), dann die Sprachmittlung."
)


def show_plan(case: Case, result: Result, *more_head: tuple[str, str]) -> None:
    """Print the plan on stdout, with more lines in its head: a label and a text each."""
    view = plan_view(case, result)
    view = replace(view, head=(*view.head, *more_head))
    if sys.stdout.isatty():
        console = terminal()
        for part in drawn(view):
            console.print(part)
    else:
        for line in plain_lines(view):
            print(line)


def terminal() -> Console:
    """A console that takes texts as they are."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST)
    return console


def drawn(view: PlanView) -> list[RenderableType]:
    """Title, head, table of assignments, table of what stays open."""
    parts: list[RenderableType] = [Text(), Text(view.title, style="bold"), _head_table(view), Text()]
    if view.assigned:
        parts += [_heading(f"Zuordnungen ({_count(view.assigned)})"), _assigned_table(view.assigned), Text()]
    if view.unserved:
        parts += [
            _heading(f"Noch offen ({_count(view.unserved)})"),
            _reasons_table(view),
            _unserved_table(view.unserved),
        ]
    elif not view.assigned:
        parts.append(Text("In dieser Woche ist nichts zu vermitteln."))
    return [*parts, Text(), Text(HOW_COUNTED, style="dim")]


def _heading(words: str) -> Rule:
    return Rule(Text(words, style="bold"), align="left", style="dim")


def _count(homes: Sequence[Home]) -> int:
    return sum(len(home.lines) for home in homes)


def _head_table(view: PlanView) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for label, text in view.head:
        mark = ("✔ " if view.optimal else "○ ") if label == "Ergebnis" else ""
        table.add_row(Text(label), Text(mark + text, style=f"bold {ACCENT}" if mark else ""))
    return table


def _table(headings: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(Text(heading), no_wrap=heading in ("Bedarf", "Art", "Beginn", "Stand"), overflow="fold")
    return table


def _home_row(table: Table, home: Home) -> None:
    """Household and district in the first two columns, above the household's needs."""
    table.add_row(Text(home.household, style=f"bold {ACCENT}"), Text(home.district, style=ACCENT))


def _assigned_table(homes: Sequence[Home]) -> Table:
    table = _table(ASSIGNED_HEADINGS)
    for home in homes:
        _home_row(table, home)
        for line in home.lines:
            *cells, state = (Text(cell) for cell in line.cells)
            state.stylize("dim" if state.plain == "neu" else "bold")
            table.add_row(Text(printable(line.need)), *cells, state)
    return table


def _unserved_table(homes: Sequence[Home]) -> Table:
    table = _table(UNSERVED_HEADINGS)
    for home in homes:
        _home_row(table, home)
        for line in home.lines:
            table.add_row(Text(printable(line.need)), *(Text(cell) for cell in line.cells))
    return table


def _reasons_table(view: PlanView) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="bold")
    table.add_column()
    for reason, count in view.reasons:
        table.add_row(Text(str(count)), Text(reason))
    return Group(table, Text())


def plain_lines(view: PlanView) -> list[str]:
    """The same as lines: each stands for itself, and their form does not depend on any terminal."""
    lines = [view.title, *(f"{label:<10}  {text}" for label, text in view.head), ""]
    if view.assigned:
        lines += ["Zuordnungen", *_aligned(("Familie", *ASSIGNED_HEADINGS), view.assigned), ""]
    if view.unserved:
        lines += ["Noch offen", *(f"{count:>6}  {reason}" for reason, count in view.reasons), ""]
        lines += [*_aligned(("Familie", *UNSERVED_HEADINGS), view.unserved), ""]
    return [*lines, *HOW_COUNTED.replace(". ", ".\n").split("\n")]


def _aligned(headings: tuple[str, ...], homes: Sequence[Home]) -> list[str]:
    rows = [headings, *chain.from_iterable(_rows(home) for home in homes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _rows(home: Home) -> list[tuple[str, ...]]:
    def row(line: Line) -> tuple[str, ...]:
        return (home.household, printable(line.need), *line.cells)

    return [row(line) for line in home.lines]
