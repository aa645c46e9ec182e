"""``lokal-willkommen scenario``: files that plans and simulations start from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webapp.terminal.failures import BAD_INPUT, BadUse
from webapp.terminal.german_help import GermanCommand, GermanGroup

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

scenario = typer.Typer(
    name="scenario", cls=GermanGroup, help="Szenarien für die Planung von Standorten.", no_args_is_help=True
)

SCENARIO = Annotated[Path, typer.Argument(metavar="SCENARIO", help="Szenario: JSON-Datei.", show_default=False)]


@scenario.command(cls=GermanCommand)
def new(
    level: Annotated[
        str,
        typer.Option(
            metavar="LEVEL",
            help="pilot, stadtbezirke (12), statistische_bezirke (62) oder eine eingelesene Ebene.",
        ),
    ] = "stadtbezirke",
    store: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Bestand von geodata import: eigene Gebiete, auch für bekannte Ebenen.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="Datei; sonst auf den Bildschirm.", show_default=False),
    ] = None,
) -> None:
    """Ein Szenario zum Weiterarbeiten schreiben; jede Zahl sagt, ob sie Fakt, Annahme oder abgeleitet ist."""
    from scenarios.scenario_file import scenario_text, write_scenario
    from webapp.terminal.output import checked_output
    from webapp.terminal.scenarios import size_words
    from webapp.words import printable

    path = checked_output(output) if output else None
    made = _default(level) if store is None else _from_store(level, store)
    if path:
        write_scenario(made, path)
        print(f"Geschrieben: {printable(made.name)}; {size_words(made)}.")
    else:
        print(scenario_text(made), end="")


@scenario.command(cls=GermanCommand)
def show(scenario: SCENARIO) -> None:
    """Alle Zahlen eines Szenarios zeigen, jede mit Art und Herkunft, und wo das Konzeptpapier sich widerspricht."""
    from scenarios.scenario_file import read_scenario
    from webapp.terminal.scenarios import scenario_lines

    for line in scenario_lines(read_scenario(scenario)):
        print(line)


@scenario.command(cls=GermanCommand)
def check(scenario: SCENARIO) -> None:
    """Ein Szenario prüfen und alle Fehler auf einmal nennen. Ob ein Plan möglich ist, sagt plan."""
    from matcher.errors import InvalidInput
    from scenarios.scenario_file import read_scenario, scenario_sha256
    from webapp.terminal.scenarios import size_words
    from webapp.words import printable

    try:
        found = read_scenario(scenario)
    except InvalidInput as error:
        count = len(error.problems)
        print("1 Fehler:" if count == 1 else f"{count} Fehler:")
        for problem in error.problems:
            print(printable(str(problem)))
        raise typer.Exit(BAD_INPUT) from None
    print(f"In Ordnung: {size_words(found)}.")
    print(f"Prüfsumme: {scenario_sha256(found)}")


def _default(level: str) -> "Scenario":
    """A level this project knows, else one of the operator's own store."""
    from scenarios.default import LEVELS, default_scenario
    from webapp.settings import Settings
    from webapp.words import printable

    if level in LEVELS:
        return default_scenario(level)
    store = Settings().store_file
    if store.is_file():
        return _from_store(level, store)
    raise BadUse(
        f"Die Ebene {printable(level)} gibt es nicht. Es gibt {', '.join(LEVELS)}; andere entstehen mit geodata import."
    )


def _from_store(level: str, path: Path) -> "Scenario":
    from geodata.errors import InvalidStore
    from geodata.store import Store
    from webapp.services.planning_start import scenario_from_store
    from webapp.words import printable

    if not path.is_file():
        raise BadUse(f"Den Bestand {printable(str(path))} gibt es nicht; ihn legt geodata import an.")
    try:
        store = Store.open(path)
    except InvalidStore:
        raise BadUse(f"{printable(str(path))} ist kein Bestand, den diese Fassung des Programms lesen kann.") from None
    with store:
        levels = store.levels()
        if level not in levels:
            known = f"Es gibt {', '.join(map(printable, levels))}." if levels else "Es sind noch keine eingelesen."
            raise BadUse(f"Die Ebene {printable(level)} gibt es in diesem Bestand nicht. {known}")
        return scenario_from_store(store, level)
