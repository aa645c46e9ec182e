"""``--report DIR`` of ``plan`` and ``simulate``: where it goes, and what is in it."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from webapp.words import printable

if TYPE_CHECKING:
    from geodata.areas import Outlines
    from scenarios.report.content import ReportContent
    from scenarios.scenario import Scenario

REPORT = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="DIR", help="Bericht in diesen Ordner: Seite, Bilder, Tabellen.", show_default=False
    ),
]
LANG = Annotated[Literal["de", "en"], typer.Option("--lang", help="Sprache des Berichts.")]


def checked_report(folder: Path) -> Path:
    """
    The folder with links followed, once a report can be written there; found out before anything is computed.

    Raises
    ------
    BadUse
        When its own folder is missing or cannot be written to.
    InvalidInput
        When it holds anything but a report.
    """
    from scenarios.report.write import check_folder
    from webapp.terminal.output import checked_output

    path = checked_output(folder, may_be_folder=True)
    check_folder(path)
    return path


def outlines_of(scenario: "Scenario") -> "Outlines | None":
    """The outlines of all its units, imported or schematic; None where there are none of one level."""
    from webapp.geography import Geography
    from webapp.settings import Settings

    codes, known = {unit.id for unit in scenario.units}, Geography(Settings())
    levels = [known.outlines(level) for level in known.levels()]
    return next((found for found in levels if codes <= found.by_code().keys()), None)


def write_and_tell(
    content: "ReportContent", path: Path, lang: Literal["de", "en"], attached: Mapping[str, str]
) -> None:
    """Write the report with the files it was made from, by name, and say where it is."""
    from scenarios.report.write import write_report

    write_report(content, path, lang, attached=attached)
    print(f"Bericht: {printable(str(path / 'report.html'))}", file=sys.stderr)
