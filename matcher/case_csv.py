"""The case as a folder: ``case.json`` and one table per list, made for spreadsheets."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import InvalidInput, Problem
from matcher.files import Repeated, read_json, read_text
from matcher.problems import expected_in, known_fields, visible
from matcher.records import FIELDS, REQUIRED_FIELDS, RawCase, RawList, Row

HEAD_FILE = "case.json"
BETWEEN = "|"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 40


def _columns(name: str) -> tuple[str, ...]:
    if name != "needs":
        return FIELDS[name]
    return (*(field for field in FIELDS[name] if field != "place"), "place_lat", "place_lon")


COLUMNS = {name: _columns(name) for name in FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """
    The first row of a table.

    Attributes
    ----------
    positions
        Where each known column stands.
    width
        Cells every row must have.
    missing
        Required columns it lacks.
    """

    positions: Mapping[str, int]
    width: int
    missing: frozenset[str]


def read_folder(folder: Path) -> RawCase:
    """What stands in the folder, as the JSON form would hold it; files that are none of a case are ignored."""
    problems: list[Problem] = []
    head, head_is_told = None, False
    try:
        head = read_json(folder / HEAD_FILE)
    except InvalidInput as error:
        head_is_told = True
        problems += error.problems
    lists = {}
    for name in FIELDS:
        lists[name], wrong = _read_table(name, folder / f"{name}.csv")
        problems += wrong
    return RawCase(head=head, lists=lists, problems=problems, head_is_told=head_is_told)


def _read_table(name: str, path: Path) -> tuple[RawList, list[Problem]]:
    if not path.exists():
        return RawList(label=path.name), []
    try:
        text = read_text(path)
    except InvalidInput as error:
        return RawList(label=path.name, complete=False), list(error.problems)
    if not text.strip():
        return RawList(label=path.name), []
    return _read_rows(name, path.name, text)


def _read_rows(name: str, file: str, text: str) -> tuple[RawList, list[Problem]]:
    separator = ";" if ";" in text.partition("\n")[0] else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header = Header(positions={}, width=0, missing=frozenset())
    rows: list[Row] = []
    problems: list[Problem] = []
    number = 0
    try:
        for number, cells in enumerate(lines, 1):
            if number == 1:
                header, problems = _read_header(name, file, cells)
            elif cells:
                row, wrong = _read_row(file, header, number, cells)
                rows.append(row)
                problems += wrong
        complete = "id" not in header.missing
    except csv.Error as error:
        expected = f"quotation marks in pairs around a cell, cells below 128 KiB ({error})"
        problems.append(Problem(record=f"{file} row {number + 1}", field="", found="a broken row", expected=expected))
        complete = False
    return RawList(label=file, rows=rows, missing=header.missing, complete=complete, joint="_"), problems


def _read_header(name: str, file: str, cells: Sequence[str]) -> tuple[Header, list[Problem]]:
    known = COLUMNS[name]
    problems = []
    positions: dict[str, int] = {}
    for position, column in enumerate(cells):
        if column not in known:
            found = "an unknown column" if column else "a column without a name"
            problems.append(Problem(record=file, field=visible(column), found=found, expected=known_fields(known)))
        elif column in positions:
            problems.append(Problem(record=file, field=column, found="this column twice", expected="each column once"))
        else:
            positions[column] = position
    missing = frozenset(REQUIRED_FIELDS[name]) - positions.keys()
    for column in sorted(missing):
        expected = f"a column with {expected_in(name, column)}"
        problems.append(Problem(record=file, field=column, found="no such column", expected=expected))
    return Header(positions=positions, width=len(cells), missing=missing), problems


def _read_row(file: str, header: Header, number: int, cells: Sequence[str]) -> tuple[Row, list[Problem]]:
    if len(cells) != header.width:
        key = header.positions.get("id", len(cells))
        facts = {"id": cells[key]} if key < len(cells) else {}
        problem = Problem(
            record=f"{file} row {number}",
            field="",
            found=f"{len(cells)} cells",
            expected=f"{header.width} cells, as many as the first row has",
        )
        return Row(number=number, facts=facts, told=True), [problem]
    return Row(number=number, facts=_facts(header, cells)), []


def _facts(header: Header, cells: Sequence[str]) -> dict[str, Any]:
    """The record as the JSON form would hold it. An empty cell is absent, of a list empty."""
    facts: dict[str, Any] = {}
    for column, position in header.positions.items():
        cell = cells[position]
        if column in _MEANINGS:
            facts[column] = _MEANINGS[column](cell)
        elif cell:
            facts[column] = cell
    place = {axis: facts.pop(f"place_{axis}", None) for axis in ("lat", "lon")}
    if any(value is not None for value in place.values()):
        facts["place"] = place
    return facts


def _number(cell: str) -> object:
    found = _NUMBER.fullmatch(cell)
    if not found:
        return cell or None
    return float(cell) if found.group(1) or found.group(2) else int(cell[:_LONGEST_NUMBER])


def _words(cell: str) -> object:
    return cell.split(BETWEEN) if cell else []


def _numbers(cell: str) -> object:
    return [_number(part) for part in cell.split(BETWEEN)] if cell else None


def _languages(cell: str) -> object:
    pairs = [part.rpartition(":") for part in cell.split(BETWEEN)] if cell else []
    if not all(colon for _, colon, _ in pairs):
        return cell
    levels = [(code, level) for code, _, level in pairs]
    return Repeated(levels) if len(dict(levels)) < len(levels) else dict(levels)


def _boolean(cell: str) -> object:
    return {"true": True, "false": False, "": None}.get(cell, cell)


_MEANINGS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("lat", "lon", "place_lat", "place_lon", "persons", "urgency", "hours", "age", "seats"), _number),
    **dict.fromkeys(("max_travel_minutes", "hours_per_week", "max_matches", "minutes"), _number),
    **dict.fromkeys(("availability", "times", "roles", "kinds", "requires", "qualifications", "waive"), _words),
    "ages": _numbers,
    "languages": _languages,
    "language_free": _boolean,
}
"""What a cell means, by column; other columns hold texts."""


def table(name: str, records: Iterable[Mapping[str, Any]]) -> str:
    """
    The list as a table.

    Raises
    ------
    InvalidInput
        When a text within a list holds the sign that separates its entries.
    """
    problems: list[Problem] = []
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(COLUMNS[name])
    for record in records:
        problems += _unwritable(name, record)
        flat = dict(record)
        if name == "needs":
            place = flat.pop("place") or {}
            flat |= {"place_lat": place.get("lat"), "place_lon": place.get("lon")}
        writer.writerow([_cell(flat[column]) for column in COLUMNS[name]])
    if problems:
        raise InvalidInput(problems)
    return lines.getvalue()


def _unwritable(name: str, record: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(
            record=f"{name} {visible(str(record.get('id', '')))}",
            field=field,
            found=f"an entry with {BETWEEN}",
            expected=f"entries without {BETWEEN} in a table; write a JSON file instead",
        )
        for field, value in record.items()
        if isinstance(value, (list, dict)) and any(BETWEEN in entry for entry in value if isinstance(entry, str))
    ]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return BETWEEN.join(str(item) for item in value)
    if isinstance(value, dict):
        return BETWEEN.join(f"{code}:{level}" for code, level in sorted(value.items()))
    return str(value)
