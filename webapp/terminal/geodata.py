"""What ``geodata import``, ``check`` and ``show`` print."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from geodata.adjacency import CORNER_METRES
from geodata.findings import Finding, Severity
from geodata.import_report import FileReport, Report
from geodata.store import Batch, Store
from webapp.terminal.geodata_words import finding_words
from webapp.words import MODES, date_words, number, printable

MOST_OF_A_KIND = 10
KINDS = {"boundaries": "Grenzen", "addresses": "Adressen", "postcodes": "Postleitzahlen"}
STEPS = {"read": "liest {}", "check": "prüft {}", "count": "zählt Adressen in {}", "write": "schreibt"}
_RECORDS = {"boundaries": ("Gebiet", "Gebiete"), "addresses": ("Adresse", "Adressen")}
_SYSTEMS = {4326: "Grad (EPSG:4326)", 25832: "Meter (EPSG:25832)"}
_KNOWN_BY = {
    "option": "mit --epsg genannt",
    "file": "in der Datei genannt",
    "range": "nach den Zahlen angenommen",
}
_TAKEN = {
    "code": "Schlüssel",
    "name": "Name",
    "parent": "übergeordnetes Gebiet",
    "street": "Straße",
    "number": "Hausnummer",
    "suffix": "Zusatz",
    "area": "Gebiet",
    "postcode": "Postleitzahl",
    "latitude": "Breite",
    "longitude": "Länge",
    "north": "Nordwert",
    "east": "Ostwert",
}
_HEADINGS: dict[Severity, str] = {
    "refused": "Das muss in der Datei geändert werden:",
    "mendable": "Das muss in der Datei geändert oder mit --mend behoben werden:",
    "acceptable": "Das muss geändert oder mit --accept-findings hingenommen werden (Unlesbares bleibt dann weg):",
    "warning": "Auffällig, hindert aber nicht:",
}


def report_lines(report: Report, *, show_all: bool) -> Iterator[str]:
    """What became of every file; `show_all` lists every finding instead of the first ten of a kind."""
    for file in report.files:
        yield f"{_title(file.kind, file.level)} aus {printable(file.file)}: {_state(file)}"
        yield from (f"  {line}" for line in _details(file, replaces=not report.refusing))
        yield from _finding_lines(file.findings, accepted=report.accepted, show_all=show_all)


def store_lines(store: Store) -> Iterator[str]:
    """What the store holds."""
    batches = store.batches()
    for batch in batches:
        yield f"{_title(batch.kind, batch.level)}: {records_words(batch.kind, batch.records)}"
        yield f"  aus {_origin(batch)}; sha256 {batch.sha256[:12]}"
        yield f"  Quelle, Lizenz: {printable(batch.source) or 'nicht angegeben'}"
        if batch.kind == "boundaries":
            yield from (f"  {line}" for line in _level_lines(store, batch.level))
    kept = store.kept_pairs()
    for (source, mode), pairs in kept.items():
        yield f"Gemerkt {MODES[mode]} von {printable(source)}: {ways_words(pairs)}"
    if not batches and not kept:
        yield "Der Bestand ist leer."


def ways_words(count: int) -> str:
    """``12 Wege``."""
    return f"{number(count)} {'Weg' if count == 1 else 'Wege'}"


def records_words(kind: str, count: int) -> str:
    """``12 Gebiete``."""
    one, several = _RECORDS.get(kind, ("Postleitzahl", "Postleitzahlen"))
    return f"{number(count)} {one if count == 1 else several}"


def _title(kind: str, level: str) -> str:
    return f"{KINDS[kind]} {printable(level)}".rstrip()


def _state(file: FileReport) -> str:
    if file.unchanged:
        return f"{records_words(file.kind, file.records)}, unverändert im Bestand"
    return records_words(file.kind, file.records) if file.records else "nicht lesbar"


def _details(file: FileReport, *, replaces: bool) -> Iterator[str]:
    if file.system is not None:
        yield f"Koordinaten: {_SYSTEMS[file.system.epsg]}, {_KNOWN_BY[file.system.known_by]}"
    if file.taken:
        taken = ", ".join(f"{_TAKEN[meaning]} aus „{name}“" for meaning, name in file.taken.items())
        parents = f" (Ebene {file.parent_level})" if file.parent_level else ""
        yield printable(f"Gelesen: {taken}{parents}")
    if file.renamed:
        yield f"{file.renamed} Schlüssel in der Schreibweise dieses Programms, etwa hoerde für Hörde"
    if file.borders or file.corners:
        corners = f", {file.corners} weitere nur mit einer Ecke" if file.corners else ""
        yield f"{_pairs(file.borders)} mit gemeinsamer Grenze ab {CORNER_METRES:.0f} m{corners}"
    if file.replaced is not None and replaces:
        yield f"Ersetzt {records_words(file.kind, file.replaced.records)} aus {_origin(file.replaced)}"


def _pairs(count: int) -> str:
    return f"{count} {'Paar' if count == 1 else 'Paare'}"


def _origin(batch: Batch) -> str:
    return f"{printable(batch.file)} vom {date_words(batch.imported_at.date())}"


def _finding_lines(findings: Sequence[Finding], *, accepted: bool, show_all: bool) -> Iterator[str]:
    """Under a heading for what they mean; they come in that order already."""
    for severity, some in groupby(findings, key=lambda finding: finding.severity):
        is_accepted = accepted and severity == "acceptable"
        yield "  Hingenommen:" if is_accepted else f"  {_HEADINGS[severity]}"
        for _, kind in groupby(some, key=lambda finding: finding.kind):
            of_kind = list(kind)
            shown = of_kind if show_all else of_kind[:MOST_OF_A_KIND]
            yield from (f"    - {finding_words(finding)}" for finding in shown)
            if len(shown) < len(of_kind):
                yield f"    - ... und {len(of_kind) - len(shown)} weitere dieser Art; alle mit --all"


def _level_lines(store: Store, level: str) -> Iterator[str]:
    borders = store.borders(level)
    neighbours = sum(not border.corner for border in borders)
    size = sum(area.area_km2 for area in store.areas(level))
    yield f"{number(round(size, 1))} km², {_pairs(neighbours)} mit gemeinsamer Grenze"
    counts = store.addresses_per_area(level)
    if counts:
        fewest, most = min(counts.values()), max(counts.values())
        yield f"{number(sum(counts.values()))} Adressen darin, je Gebiet {number(fewest)} bis {number(most)}"
