"""Tables as offices write them: semicolon or comma, decimal comma or point, columns by many names."""

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geodata.findings import Finding, Unreadable
from geodata.reference_system import ReferenceSystem, system_of
from geodata.register import plain

Columns = Mapping[str, Sequence[str]]
"""What a column means, and by which names it is known, the most exact first."""
POSITION: Columns = {
    "latitude": ("lat", "latitude", "breite", "breitengrad", "geobreite"),
    "longitude": ("lon", "lng", "long", "longitude", "laenge", "laengengrad", "geolaenge"),
}
METRES_POSITION: Columns = {
    "north": ("y", "north", "northing", "nord", "nordwert", "hochwert", "utmnord", "ykoordinate", "koordinatey"),
    "east": ("x", "east", "easting", "ost", "ostwert", "rechtswert", "utmost", "xkoordinate", "koordinatex"),
}
_SEPARATORS = (";", "\t", ",")
_WORD_OF_DIGITS = re.compile(r"(?<!\w)\d")
"""``7``, ``12a``, ``51,5``: names of columns hold none, as ``x_25832`` does not."""
_NOT_IN_A_NAME = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvTable:
    """
    A table that was taken apart.

    Attributes
    ----------
    header
        Names of the columns as they stand there.
    lines
        Number of the line in the file for each row, the header being 1.
    rows
        The cells, as many as the header has; rows of another length are findings instead.
    findings
        Those rows.
    """

    header: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]

    def columns(self, wanted: Columns) -> dict[str, int]:
        """Place of each column that is there, by what it means."""
        names = {name_key(name): place for place, name in reversed(list(enumerate(self.header)))}
        found = {
            meaning: next((names[name] for name in known if name in names), None) for meaning, known in wanted.items()
        }
        return {meaning: place for meaning, place in found.items() if place is not None}

    def required(self, wanted: Columns) -> dict[str, int]:
        """
        The same in the order of the names, when all of them must be there.

        Raises
        ------
        Unreadable
            Naming every column that is missing, or that the table has no header.
        """
        found = self.columns(wanted)
        if len(found) < len(wanted):
            if any(_WORD_OF_DIGITS.search(cell) for cell in self.header):
                # The first address itself, which must not be quoted.
                raise Unreadable(Finding(kind="no_header"))
            there = ", ".join(self.header)[:200]
            missing = [meaning for meaning in wanted if meaning not in found]
            raise Unreadable(*(Finding(kind="no_column", field=meaning, found=there) for meaning in missing))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """
    Where the rows of a table lie.

    Attributes
    ----------
    places
        Latitude and longitude in degrees, WGS84, for each row; None where the row names none.
    columns
        Place of the two columns they were taken from, by what they mean.
    system
        Coordinate system of the table.
    findings
        What is wrong with the rows without a place.
    """

    places: tuple[tuple[float, float] | None, ...]
    columns: Mapping[str, int]
    system: ReferenceSystem
    findings: tuple[Finding, ...]


def name_key(name: str) -> str:
    """Name of a column without anything but small letters and digits: ``hausnr`` for ``Haus-Nr.``."""
    return _NOT_IN_A_NAME.sub("", plain(name))


def read_table(text: str) -> CsvTable:
    """
    A table with a header. The separator is the one the header has.

    Raises
    ------
    Unreadable
        When it has no rows or is no table.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((each for each in _SEPARATORS if each in first), None)
    if separator is None:
        raise Unreadable(Finding(kind="unknown_table", found=f"{len(first)} letters without ; or ,"))
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    findings: list[Finding] = []
    try:
        header = tuple(cell.strip() for cell in next(row for row in reader if row))
        kept = list(_rows(reader, len(header), findings))
    except csv.Error as error:
        raise Unreadable(Finding(kind="unknown_table", row=reader.line_num, found=str(error)[:60])) from None
    if not kept:
        raise Unreadable(Finding(kind="no_rows"), *findings)
    lines, rows = zip(*kept, strict=True)
    return CsvTable(header=header, lines=lines, rows=rows, findings=tuple(findings))


def positions(table: CsvTable, *, epsg: int | None) -> Positions:
    """
    The position of every row, from columns of degrees or else of metres.

    Raises
    ------
    Unreadable
        When there are no such columns, no number in them, or they are in no system this package reads.
    """
    # A table without either is told that degrees are missing: the more usual of the two.
    in_metres = len(table.columns(METRES_POSITION)) == 2 and len(table.columns(POSITION)) < 2
    columns = table.required(METRES_POSITION if in_metres else POSITION)
    north, east = columns.values()
    points = np.array([(as_number(row[east]), as_number(row[north])) for row in table.rows], dtype=np.float64)
    numbers = np.isfinite(points)
    findings = [
        Finding(kind="bad_cell", row=table.lines[row], field=table.header[place], found=told(table.rows[row][place]))
        for axis, place in enumerate((east, north))
        for row in np.flatnonzero(~numbers[:, axis])
    ]
    usable = numbers.all(axis=1)
    if not usable.any():
        raise Unreadable(Finding(kind="no_rows"), *findings)
    system = system_of(points[usable], option=epsg, named=None)
    inside = usable & system.holds(points)
    findings += [Finding(kind="off_land", row=table.lines[row]) for row in np.flatnonzero(usable & ~inside)]
    degrees = iter(system.to_degrees(points[inside]).tolist())
    return Positions(
        places=tuple(tuple(reversed(next(degrees))) if here else None for here in inside.tolist()),
        columns=columns,
        system=system,
        findings=tuple(findings),
    )


def as_number(cell: str) -> float:
    """A number with decimal point or comma, thousands marked by the other or not; not-a-number for anything else."""
    text = cell.strip()
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def told(cell: str) -> str:
    """What a cell holds, without saying it: it can be part of somebody's address."""
    return "a text" if cell.strip() else "nothing"


def _rows(reader: Iterator[list[str]], length: int, findings: list[Finding]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        line: int = reader.line_num  # type: ignore[attr-defined]
        # Some programs end each row with a separator.
        if len(row) < length or any(cell.strip() for cell in row[length:]):
            findings.append(Finding(kind="row_length", row=line, found=str(length), amount=len(row)))
        else:
            yield line, tuple(row[:length])
