"""``lokal-willkommen geodata``: boundaries, addresses and postcodes that an operator brings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webapp.terminal.failures import BAD_INPUT, BadUse
from webapp.terminal.german_help import GermanCommand, GermanGroup

if TYPE_CHECKING:
    from geodata.import_report import BoundaryFile, Report, Request
    from geodata.store import Store

geodata = typer.Typer(
    name="geodata",
    cls=GermanGroup,
    help="Grenzen, Adressen und Postleitzahlen der Stadt in einen eigenen Bestand einlesen.",
    no_args_is_help=True,
)

STORE = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Der Bestand; sonst der aus den Einstellungen (LW_GEODATA_FILE)."),
]
EPSG = Annotated[
    int | None,
    typer.Option(metavar="N", help="Koordinatensystem, 4326 oder 25832; sonst liest oder erschließt es das Programm."),
]
MEND = Annotated[bool, typer.Option("--mend", help="Ungültige Umrisse beheben, wo das geht; jeder wird genannt.")]
ACCEPT = Annotated[
    bool, typer.Option("--accept-findings", help="Hinnehmen, was sich hinnehmen lässt, etwa Überlappungen.")
]
ALL = Annotated[bool, typer.Option("--all", help="Jeden Befund nennen, nicht nur die ersten zehn jeder Art.")]
DRY_RUN = Annotated[bool, typer.Option("--dry-run", help="Nur prüfen und berichten, nichts schreiben.")]
_PER_FILE = "in der Reihenfolge der Dateien, einmal für jede"
BOUNDARIES = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="Grenzen einer Ebene, GeoJSON; mehrfach für mehrere Ebenen."),
]
LEVELS = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help=f"Name der Ebene, sonst der der Datei; stadtbezirke und statistische_bezirke "
        f"ersetzen die schematischen Umrisse; {_PER_FILE}.",
    ),
]
CODES = Annotated[list[str] | None, typer.Option(metavar="FIELD", help=f"Eigenschaft mit dem Schlüssel; {_PER_FILE}.")]
NAMES = Annotated[list[str] | None, typer.Option(metavar="FIELD", help=f"Eigenschaft mit dem Namen; {_PER_FILE}.")]
PARENTS = Annotated[
    list[str] | None,
    typer.Option(metavar="FIELD", help=f"Eigenschaft mit dem übergeordneten Gebiet; {_PER_FILE}."),
]
ADDRESSES = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Adressverzeichnis, CSV mit Straße, Hausnummer, Koordinaten.")
]
POSTCODES = Annotated[Path | None, typer.Option(metavar="FILE", help="Postleitzahlen, CSV mit je einem Punkt.")]
SOURCE = Annotated[str, typer.Option(metavar="TEXT", help="Quelle und Lizenz; steht später neben jeder Karte.")]


@geodata.command("import", cls=GermanCommand)
def import_(
    boundaries: BOUNDARIES = None,
    level: LEVELS = None,
    code: CODES = None,
    name: NAMES = None,
    parent: PARENTS = None,
    addresses: ADDRESSES = None,
    postcodes: POSTCODES = None,
    source: SOURCE = "",
    store: STORE = None,
    epsg: EPSG = None,
    mend: MEND = False,
    accept_findings: ACCEPT = False,
    dry_run: DRY_RUN = False,
    show_all: ALL = False,
) -> None:
    """Dateien prüfen und gemeinsam einlesen: alle oder keine. Dieselbe Ebene wird dabei ersetzt."""
    from geodata.import_report import Request

    if not (boundaries or addresses or postcodes):
        raise BadUse("Was soll eingelesen werden? Bitte --boundaries, --addresses oder --postcodes nennen.")
    request = Request(
        boundaries=_boundary_files(boundaries or [], level or [], code or [], name or [], parent or []),
        addresses=addresses,
        postcodes=postcodes,
        epsg=epsg,
        mend=mend,
        accept=accept_findings,
        source=source,
    )
    path = store_path(store)
    with _opened(path) as opened:
        report = _imported(request, opened, write=not dry_run, show_all=show_all)
    _print_end(report, path, dry_run=dry_run)


@geodata.command(cls=GermanCommand)
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="GeoJSON oder CSV.", show_default=False)],
    level: Annotated[str, typer.Option(metavar="NAME", help="Name der Ebene, sonst der der Datei.")] = "",
    code: Annotated[str, typer.Option(metavar="FIELD", help="Eigenschaft mit dem Schlüssel.")] = "",
    name: Annotated[str, typer.Option(metavar="FIELD", help="Eigenschaft mit dem Namen.")] = "",
    parent: Annotated[str, typer.Option(metavar="FIELD", help="Eigenschaft mit dem übergeordneten Gebiet.")] = "",
    store: STORE = None,
    epsg: EPSG = None,
    show_all: ALL = False,
) -> None:
    """Eine Datei prüfen, ohne sie einzulesen: Umrisse, Überlappungen, Lücken, Schlüssel, Zeilen."""
    from geodata.import_report import Request

    kind = _kind_of(file)
    request = Request(
        boundaries=_boundary_files([file], [level], [code], [name], [parent]) if kind == "boundaries" else (),
        addresses=file if kind == "addresses" else None,
        postcodes=file if kind == "postcodes" else None,
        epsg=epsg,
    )
    with _opened(store_path(store)) as opened:
        report = _imported(request, opened, write=False, show_all=show_all)
    if report.refusing:
        raise typer.Exit(1)


@geodata.command(cls=GermanCommand)
def show(store: STORE = None) -> None:
    """Zeigen, was eingelesen ist: Ebenen, Adressen, Postleitzahlen, mit Datum, Quelle und Lizenz."""
    from webapp.terminal.geodata import store_lines

    path = store_path(store)
    if not path.exists():
        print(f"Noch ist nichts eingelesen; einen Bestand {_shown(path)} gibt es nicht.")
        return
    with _opened(path) as opened:
        for line in store_lines(opened):
            print(line)


@geodata.command(cls=GermanCommand)
def forget(store: STORE = None) -> None:
    """Gemerkte Minuten eines Servers vergessen, etwa wenn er neue Karten hat; sie werden neu gefragt."""
    from webapp.terminal.geodata import ways_words

    path = store_path(store)
    if not path.exists():
        print(f"Nichts zu vergessen: einen Bestand {_shown(path)} gibt es nicht.")
        return
    with _opened(path) as opened:
        count = opened.forget_minutes()
    if not count:
        print("Nichts zu vergessen.")
        return
    print(f"Vergessen: die Minuten für {ways_words(count)}. Was schon läuft, Server wie Worker, bitte neu starten.")


def store_path(asked: Path | None) -> Path:
    """The store that was asked for, else that of the settings."""
    if asked is not None:
        return asked
    from webapp.settings import Settings

    return Settings().store_file


@contextmanager
def _opened(path: Path) -> Iterator["Store"]:
    """The store, or an empty one where there is none yet."""
    from geodata.errors import InvalidStore, StoreChanged, StoreUnavailable
    from geodata.store import Store

    try:
        with Store.open(path) as store:
            yield store
    except InvalidStore:
        raise BadUse(f"{_shown(path)} ist kein Bestand, den diese Fassung des Programms lesen kann.") from None
    except StoreChanged:
        raise BadUse(
            f"Nichts eingelesen: in den Bestand {_shown(path)} hat inzwischen jemand anders etwas eingelesen; "
            "bitte noch einmal starten."
        ) from None
    except StoreUnavailable as error:
        raise BadUse(f"Kann den Bestand {_shown(path)} nicht öffnen oder schreiben ({_shown(error)}).") from None


def _imported(request: "Request", store: "Store", *, write: bool, show_all: bool) -> "Report":
    """Run it with a line of progress, and print what became of every file."""
    import time
    from datetime import datetime

    from geodata.importing import import_files
    from webapp.terminal.geodata import STEPS, report_lines
    from webapp.terminal.progress import progress_line
    from webapp.terminal.stopping import Stop
    from webapp.words import printable

    with progress_line(Stop(time_limit_seconds=None, started=time.perf_counter())) as line:

        def tell(step: str, what: str) -> None:
            line.tell(printable(STEPS[step].format(what)))

        report = import_files(request, store, now=datetime.now().astimezone(), write=write, tell=tell)
    for text in report_lines(report, show_all=show_all):
        print(text)
    return report


def _print_end(report: "Report", path: Path, *, dry_run: bool) -> None:
    if report.refusing:
        count = len(report.refusing)
        findings = "1 Befund hindert" if count == 1 else f"{count} Befunde hindern"
        print(f"Nichts eingelesen: {findings} daran.")
        raise typer.Exit(BAD_INPUT)
    if report.written:
        print(f"Eingelesen in {_shown(path)}.")
    elif dry_run:
        print("Nur geprüft: nichts hindert am Einlesen.")
    else:
        print(f"Nichts zu tun: {_shown(path)} enthält das alles schon.")


def _boundary_files(
    paths: Sequence[Path], levels: Sequence[str], codes: Sequence[str], names: Sequence[str], parents: Sequence[str]
) -> tuple["BoundaryFile", ...]:
    from geodata.boundaries import Fields
    from geodata.import_report import BoundaryFile

    given = {"--level": levels, "--code": codes, "--name": names, "--parent": parents}
    for option, values in given.items():
        if values and len(values) != len(paths):
            raise BadUse(
                f"{option} steht {len(values)}-mal da, --boundaries {len(paths)}-mal; bitte einmal für jede Datei, "
                f'in derselben Reihenfolge ({option} "" für das Übliche).'
            )
    files = []
    for place, path in enumerate(paths):
        level, code, name, parent = (values[place] if values else "" for values in given.values())
        fields = Fields(code=code or None, name=name or None, parent=parent or None)
        files.append(BoundaryFile(path=path, level=_level(level or path.stem), fields=fields))
    twice = next((each.level for each in files if [file.level for file in files].count(each.level) > 1), None)
    if twice is not None:
        raise BadUse(f"Zwei Dateien für die Ebene {twice}; bitte mit --level verschiedene Namen geben.")
    return tuple(files)


def _level(text: str) -> str:
    """A name that can be typed anywhere: ``statistische_bezirke`` for ``Statistische Bezirke``."""
    import re

    from geodata.register import plain

    name = re.sub(r"[^a-z0-9]+", "_", plain(text)).strip("_")
    if not name:
        raise BadUse("Der Name der Ebene braucht Buchstaben oder Ziffern; bitte mit --level nennen.")
    return name


def _kind_of(file: Path) -> str:
    """What a file seems to hold; one that cannot be read is taken for what its name says, and refused there."""
    from geodata.findings import Unreadable
    from geodata.operator_files import read_file
    from geodata.register_files import holds_postcodes

    if file.suffix.casefold() not in (".csv", ".txt", ".tsv"):
        return "boundaries"
    try:
        return "postcodes" if holds_postcodes(read_file(file).text) else "addresses"
    except Unreadable:
        return "addresses"


def _shown(what: object) -> str:
    from webapp.words import printable

    return printable(str(what))
