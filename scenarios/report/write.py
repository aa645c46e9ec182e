"""The folder of a report: the page, all numbers, figures and tables; complete or not at all."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from matcher.errors import InvalidInput, Problem
from matcher.files import beside_of
from scenarios.report.content import FORMAT, ReportContent
from scenarios.report.figures import figures_of
from scenarios.report.page import html
from scenarios.report.tables import tables_of
from scenarios.report.words import Lang
from scenarios.spreadsheets import csv_parts

_OURS = frozenset({"report.html", "report.json", "scenario.json", "plan.json", "simulation.json", "figures", "tables"})


def write_report(
    content: ReportContent, folder: Path, lang: Lang = "de", *, attached: Mapping[str, str] | None = None
) -> None:
    """
    Write a report into a folder that is new, empty, or holds an earlier report, which is replaced.

    Everything is written beside the folder first, then takes its place.

    Parameters
    ----------
    attached
        Texts of further files by name: ``scenario.json``, ``plan.json``, ``simulation.json``.

    Raises
    ------
    InvalidInput
        When the folder holds anything else, or is a file.
    """
    check_folder(folder)
    beside, old = beside_of(folder), folder.with_name(f".{folder.name}.old")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        for name, data in _files(content, lang, attached or {}):
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if folder.exists():
            folder.replace(old)
        beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def check_folder(folder: Path) -> None:
    """
    Find out whether a report may be written there, before anything is computed.

    Raises
    ------
    InvalidInput
        When it is a file, or holds files that are not of a report.
    """
    if folder.exists() and not folder.is_dir():
        raise _refused("a file")
    if folder.is_dir():
        strangers = sorted(path.name for path in folder.iterdir() if path.name not in _OURS)
        if strangers:
            raise _refused("files that are not of a report")
        if any(folder.iterdir()) and not _holds_report(folder):
            raise _refused("files, but no report")


def _holds_report(folder: Path) -> bool:
    try:
        found = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("format") == FORMAT


def _refused(found: str) -> InvalidInput:
    expected = "a new or empty folder, or one with an earlier report"
    return InvalidInput([Problem(record="report", field="folder", found=found, expected=expected)])


def _files(content: ReportContent, lang: Lang, attached: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    yield "report.json", content.to_json().encode()
    yield "report.html", html(content, lang).encode()
    for figure in figures_of(content, lang):
        yield f"figures/{figure.name}.svg", figure.draw().encode()
    for table in tables_of(content, lang):
        heads, rows = table.flat(lang)
        yield f"tables/{table.name}.csv", b"".join(csv_parts(heads, rows))
    for name, text in attached.items():
        yield name, text.encode()
