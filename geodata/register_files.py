"""Address registers and lists of postcodes as CSV: their records, and every row that is none."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from geodata.csv_tables import Columns, CsvTable, positions, read_table, told
from geodata.findings import Finding
from geodata.reference_system import ReferenceSystem
from geodata.register import Address, Postcode, street_key

ADDRESS: Columns = {
    "street": ("street", "strasse", "strassenname", "str", "streetname"),
    "number": ("hnr", "hausnummer", "hausnr", "housenumber", "number", "nummer", "nr"),
}
FURTHER: Columns = {
    "suffix": ("suffix", "zusatz", "hnrzusatz", "hausnummernzusatz", "hausnummerzusatz", "hausnrzusatz", "adz", "hsz"),
    "area": (
        "unterbezirk",
        "statistischerbezirk",
        "statbezirk",
        "stadtteil",
        "ortsteil",
        "stadtbezirk",
        "bezirk",
        "gebiet",
        "district",
        "area",
        "code",
    ),
}
POSTCODE: Columns = {"postcode": ("plz", "postleitzahl", "postcode", "zip", "zipcode", "postalcode")}
_NUMBER = re.compile(r"0*([1-9]\d{0,4})(?!\d)\s*(.*)", re.DOTALL)
_POSTCODE = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """
    What an address register or a list of postcodes holds.

    Attributes
    ----------
    addresses
        Empty for a list of postcodes.
    postcodes
        Each once; empty for an address register.
    system
        Coordinate system of the file.
    columns
        Which column was taken for what: ``{"number": "hnr"}``.
    findings
        Rows that are none.
    """

    addresses: tuple[Address, ...] = ()
    postcodes: tuple[Postcode, ...] = ()
    system: ReferenceSystem
    columns: Mapping[str, str]
    findings: tuple[Finding, ...]


def holds_postcodes(text: str) -> bool:
    """
    Whether a table is a list of postcodes rather than an address register.

    Raises
    ------
    Unreadable
        When it is no table.
    """
    table = read_table(text)
    return bool(table.columns(POSTCODE)) and not table.columns(ADDRESS)


def read_addresses(text: str, *, epsg: int | None = None) -> Register:
    """
    The addresses in a CSV text with columns for street, house number and position.

    Raises
    ------
    Unreadable
        When it is no table, or a column is missing.
    """
    table = read_table(text)
    columns = {**table.required(ADDRESS), **table.columns(FURTHER)}
    placed = positions(table, epsg=epsg)
    keyed = cache(street_key)
    seen: Counter[tuple[str, int, str]] = Counter()
    repeated: list[int] = []
    findings: list[Finding] = []
    addresses: list[Address] = []
    for line, row, place in zip(table.lines, table.rows, placed.places, strict=True):
        wrong = list(_address_findings(table, columns, line, row))
        if wrong or place is None:
            findings += wrong
            continue
        address = _address(columns, row, place)
        key = (keyed(address.street), address.number, address.suffix)
        seen[key] += 1
        if seen[key] > 1:
            repeated.append(line)
        addresses.append(address)
    if repeated:
        findings.append(Finding(kind="duplicate_row", row=repeated[0], amount=len(repeated)))
    return Register(
        addresses=tuple(addresses),
        system=placed.system,
        columns=_names(table, {**columns, **placed.columns}),
        findings=(*table.findings, *placed.findings, *findings),
    )


def read_postcodes(text: str, *, epsg: int | None = None) -> Register:
    """
    The postcodes in a CSV text with columns for the postcode and its position; of one that stands twice the first.

    Raises
    ------
    Unreadable
        When it is no table, or a column is missing.
    """
    table = read_table(text)
    columns = table.required(POSTCODE)
    placed = positions(table, epsg=epsg)
    found: dict[str, Postcode] = {}
    findings: list[Finding] = []
    column = columns["postcode"]
    for line, row, place in zip(table.lines, table.rows, placed.places, strict=True):
        code = row[column].strip()
        if not _POSTCODE.fullmatch(code):
            findings.append(Finding(kind="bad_cell", row=line, field=table.header[column], found=told(code)))
        elif code in found:
            findings.append(Finding(kind="postcode_twice", row=line, codes=(code,)))
        elif place is not None:
            found[code] = Postcode(code=code, latitude=place[0], longitude=place[1])
    return Register(
        postcodes=tuple(found[code] for code in sorted(found)),
        system=placed.system,
        columns=_names(table, {**columns, **placed.columns}),
        findings=(*table.findings, *placed.findings, *findings),
    )


def _address_findings(
    table: CsvTable, columns: Mapping[str, int], line: int, row: tuple[str, ...]
) -> Iterator[Finding]:
    street, number = row[columns["street"]], row[columns["number"]]
    if not street_key(street):
        yield Finding(kind="bad_cell", row=line, field=table.header[columns["street"]], found=told(street))
    if _NUMBER.fullmatch(number.strip()) is None:
        yield Finding(kind="bad_cell", row=line, field=table.header[columns["number"]], found=told(number))


def _address(columns: Mapping[str, int], row: tuple[str, ...], place: tuple[float, float]) -> Address:
    found = _NUMBER.fullmatch(row[columns["number"]].strip())
    assert found is not None, "such a row is a finding"
    further = row[columns["suffix"]] if "suffix" in columns else ""
    return Address(
        street=" ".join(row[columns["street"]].split()),
        number=int(found[1]),
        suffix="".join(f"{found[2]}{further}".split()).casefold(),
        latitude=place[0],
        longitude=place[1],
        area=row[columns["area"]].strip() or None if "area" in columns else None,
    )


def _names(table: CsvTable, columns: Mapping[str, int]) -> dict[str, str]:
    return {meaning: table.header[place] for meaning, place in columns.items()}
