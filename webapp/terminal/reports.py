"""``--report DIR`` of ``plan`` and ``simulate``: where it goes, and what is in it."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from webapp.terminal.stopping import Stop
from webapp.words import printable

if TYPE_CHECKING:
    from scenarios.report.content import ReportContent
    from scenarios.scenario import Scenario
    from scenarios.site_plan import SitePlans

REPORT = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="DIR", help="Bericht in diesen Ordner: Seite, Bilder, Tabellen.", show_default=False
    ),
]
_PLAN_SECONDS = 60.0
"""For each number of sites, when plans are needed on the way to something else."""
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


def report_of(scenario: "Scenario", plans: "SitePlans") -> "ReportContent":
    """A report without simulated weeks, with travel and outlines as the settings say."""
    from scenarios.report.assemble import report_on
    from webapp.geography import Geography
    from webapp.settings import Settings
    from webapp.travel import sources_of

    settings = Settings()
    outlines = Geography(settings).outlines_of([unit.id for unit in scenario.units])
    return report_on(scenario, plans, sources_of(settings), outlines=outlines)


def planned_report(scenario: "Scenario", stop: Stop) -> "tuple[ReportContent, SitePlans]":
    """The same on the best plans of a scenario, and the plans."""
    from webapp.settings import Settings
    from webapp.terminal.planning import planned
    from webapp.travel import sources_of

    plans = planned(scenario, sources_of(Settings()), None, stop, time_limit=_PLAN_SECONDS)
    return report_of(scenario, plans), plans


def files_of(scenario: "Scenario", plans: "SitePlans") -> dict[str, str]:
    """Texts of the files that a report was made from, by name."""
    from scenarios.scenario_file import scenario_text
    from scenarios.site_plan_file import plans_text

    return {"scenario.json": scenario_text(scenario), "plan.json": plans_text(plans)}


def write_and_tell(
    content: "ReportContent", path: Path, lang: Literal["de", "en"], attached: Mapping[str, str]
) -> None:
    """Write the report with the files it was made from, by name, and say where it is."""
    from scenarios.report.write import write_report

    write_report(content, path, lang, attached=attached)
    print(f"Bericht: {printable(str(path / 'report.html'))}", file=sys.stderr)
