"""What ``simulate`` prints: a table per number of arrivals, and by how much the engine does better."""

import sys
from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from scenarios.report.table import interval_words
from scenarios.report.words import MEASURES, POLICIES
from scenarios.simulation.outcome import Measure, Policy, Simulation, Total
from scenarios.simulation.play import Step
from webapp.terminal.show import terminal
from webapp.words import date_words, number, percent

SHOWN: tuple[Measure, ...] = (
    "served",
    "served_weight",
    "waiting_mean",
    "waiting_p90",
    "open",
    "lowest_district_service",
    "households_per_worker",
    "mediator_hours_used",
    "mediator_hours_available",
    "volunteers_active",
    "volunteers_lost",
    "travel_per_match",
    "cost_per_household",
)
SEVERAL = "Mittel der Ziehungen, in Klammern der Bereich, in dem das Mittel zu 95 % liegt."
SINGLE = "Eine einzige Ziehung: wie weit andere von ihr abweichen, zeigt sie nicht."
HOW_COUNTED = (
    "Punkte zählen die Dringlichkeit, nicht das Warten. Wartezeiten sind die der gedeckten Bedarfe; Bestände gelten "
    "für das Ende der letzten Woche."
)


def step_words(step: Step) -> str:
    """How far the runs are."""
    share = step.weeks_done / step.weeks
    return f"spielt die Wochen: {percent(round(share, 2))}, {step.runs_done} von {step.runs} Läufen fertig"


def show_simulation(simulation: Simulation) -> None:
    """Print it on stdout: tables on a terminal, lines of fixed form into a pipe or file."""
    print(head_words(simulation))
    for arrivals in simulation.arrivals:
        print(f"\nBei {number(arrivals)} Zuweisungen je Woche")
        rows = [_row(simulation, arrivals, measure) for measure in SHOWN]
        if sys.stdout.isatty():
            terminal().print(_table(simulation.policies, rows))
        else:
            _print_plain(simulation.policies, rows)
        for sentence in advantage_words(simulation, arrivals):
            print(sentence)
    print(f"\n{SINGLE if simulation.seeds == 1 else SEVERAL} {HOW_COUNTED}")


def head_words(simulation: Simulation) -> str:
    """``52 Wochen ab 5.9.2016, 20 Ziehungen``."""
    weeks = "1 Woche" if simulation.weeks == 1 else f"{number(simulation.weeks)} Wochen"
    draws = "1 Ziehung" if simulation.seeds == 1 else f"{number(simulation.seeds)} Ziehungen"
    return f"{weeks} ab {date_words(simulation.first_week)}, {draws}"


def advantage_words(simulation: Simulation, arrivals: int) -> Iterator[str]:
    """By how much the engine serves more than each simpler policy, or less: it is told either way."""
    for one in simulation.advantages:
        if one.arrivals == arrivals:
            more = "mehr" if one.points >= 0 else "weniger"
            name = POLICIES[one.baseline]["de"]
            points, low, high = (number(round(value)) for value in (abs(one.points), one.low, one.high))
            between = f" (der Unterschied liegt zu 95 % zwischen {low} und {high})" if simulation.seeds > 1 else ""
            share = percent(abs(one.share))
            yield f"Das Programm deckt gewichtet {share} {more} als „{name}“: {points} Punkte{between}."


def _row(simulation: Simulation, arrivals: int, measure: Measure) -> list[str]:
    found = {
        total.policy: total for total in simulation.totals if (total.arrivals, total.measure) == (arrivals, measure)
    }
    return [MEASURES[measure]["de"], *(_cell(found[policy]) for policy in simulation.policies)]


def _cell(total: Total) -> str:
    return interval_words((total.mean, total.low, total.high), "de")


def _table(policies: Sequence[Policy], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column(Text(""))
    for policy in policies:
        table.add_column(Text(POLICIES[policy]["de"]), justify="right")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _print_plain(policies: Sequence[Policy], rows: Sequence[Sequence[str]]) -> None:
    for name, *cells in rows:
        print(f"  {name}")
        for policy, cell in zip(policies, cells, strict=True):
            print(f"    {POLICIES[policy]['de']}: {cell}")
