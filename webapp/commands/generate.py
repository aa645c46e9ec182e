"""``lokal-willkommen generate``: an invented case of any size."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from matcher.domain import Case
    from scenarios import PopulationParameters


def generate(
    households: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Zahl der Familien statt der üblichen dieser Größe, je Stadt."),
    ] = None,
    size: Annotated[
        Literal["pilot", "three-sites", "city"], typer.Option(help="150, 600 oder 2050 Familien.")
    ] = "pilot",
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Startwert; derselbe ergibt denselben Fall.")] = 0,
    cities: Annotated[int, typer.Option(min=1, metavar="N", help="So viele Städte nebeneinander.")] = 1,
    active: Annotated[float, typer.Option(min=0, max=1, help="Anteil der Bedarfe, die schon vergeben sind.")] = 0.0,
    pinned: Annotated[float, typer.Option(min=0, max=1, help="Anteil der Bedarfe mit Festlegung.")] = 0.0,
    proposed: Annotated[float, typer.Option(min=0, max=1, help="Anteil mit Vorschlag der Vorwoche.")] = 0.0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="Datei, die auf .json endet, oder Ordner für Tabellen."),
    ] = None,
) -> None:
    """Einen erfundenen Fall schreiben: Familien, Bedarfe, Ehrenamtliche, Angebote."""
    from matcher.case import write_case
    from scenarios import generate_case, several_cities
    from webapp.terminal.output import checked_output

    path = checked_output(output, may_be_folder=True) if output else None
    parameters = replace(
        _parameters(size, households), active_share=active, pinned_share=pinned, proposed_share=proposed
    )
    if cities == 1:
        case = generate_case(parameters, seed=seed)
    else:
        case = several_cities(parameters, cities=cities, seed=seed)
    if path:
        write_case(case, path)
    else:
        _print_json(case)


def _parameters(size: str, households: int | None) -> "PopulationParameters":
    from scenarios import CITY, PILOT, THREE_SITES

    parameters = {"pilot": PILOT, "three-sites": THREE_SITES, "city": CITY}[size]
    return parameters if households is None else replace(parameters, households=households)


def _print_json(case: "Case") -> None:
    import json

    from matcher.case import case_to_json

    print(json.dumps(case_to_json(case), indent=1, ensure_ascii=False, sort_keys=True))
