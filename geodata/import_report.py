"""What is asked of an import, and what it tells."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from geodata.boundaries import Fields
from geodata.errors import InvalidPlace
from geodata.findings import Finding, refusing
from geodata.reference_system import ReferenceSystem
from geodata.store import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryFile:
    """
    A file of boundaries.

    Attributes
    ----------
    path
        GeoJSON.
    level
        Name of the division of the city.
    fields
        Which properties hold code, name and parent.
    """

    path: Path
    level: str
    fields: Fields = field(default_factory=Fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    Files to be imported together: all of them or none.

    Attributes
    ----------
    boundaries
        At most one for each level.
    addresses, postcodes
        CSV; None for none.
    epsg
        Coordinate system of all files, 4326 or 25832; None reads or assumes it for each.
    mend
        Whether invalid rings are mended.
    accept
        Whether findings that may be accepted do not stand against the import.
    source
        Origin and licence, as they will be shown beside maps; empty keeps what was noted for the same file before.

    Raises
    ------
    InvalidPlace
        When two files are for the same level.
    """

    boundaries: tuple[BoundaryFile, ...] = ()
    addresses: Path | None = None
    postcodes: Path | None = None
    epsg: int | None = None
    mend: bool = False
    accept: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        levels = [file.level for file in self.boundaries]
        for level in levels:
            if levels.count(level) > 1:
                raise InvalidPlace(f"boundaries: level {level} is asked for twice, expected each level once")

    def options(self, fields: Fields | None = None) -> str:
        """What decides how a file is read, as JSON."""
        return json.dumps({"epsg": self.epsg, "mend": self.mend, **asdict(fields or Fields())}, sort_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """
    What became of one file.

    Attributes
    ----------
    kind, level, file
        As in a batch of the store.
    records
        Areas, addresses or postcodes that can be used.
    unchanged
        Whether the store already holds exactly this file; then nothing else was looked at.
    replaced
        The batch it takes the place of; None without one.
    system
        Coordinate system; None for a file that could not be read.
    taken
        From which column or property each thing was taken: ``{"code": "id"}``.
    parent_level
        Level of the larger areas; None without.
    renamed
        How many codes were written as this project writes them.
    borders, corners
        Pairs of neighbours, and pairs that only meet at a corner.
    findings
        What is wrong or strange.
    """

    kind: str
    level: str
    file: str
    records: int = 0
    unchanged: bool = False
    replaced: Batch | None = None
    system: ReferenceSystem | None = None
    taken: Mapping[str, str] = field(default_factory=dict)
    parent_level: str | None = None
    renamed: int = 0
    borders: int = 0
    corners: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What became of an import.

    Attributes
    ----------
    files
        One for each file of the request.
    accepted
        Whether the operator accepted what may be accepted.
    written
        Whether the store was changed: not when it only was a trial, something stands against it, or nothing is new.
    """

    files: tuple[FileReport, ...]
    accepted: bool
    written: bool

    @property
    def refusing(self) -> tuple[Finding, ...]:
        """The findings that stand against it."""
        return refusing((finding for file in self.files for finding in file.findings), accept=self.accepted)
