"""Travel minutes between areas from a table that the operator has, such as one of the city's traffic planners."""

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.areas import Outlines
from geodata.distance import great_circle_km
from geodata.findings import Finding, Unreadable
from geodata.operator_files import read_file
from geodata.travel import DECIMALS_BEFORE_CEIL, TRAVEL_MODES, EstimatedTravel, Journeys, Travel

CODES = ("from", "to")
POINTS = ("from_lat", "from_lon", "to_lat", "to_lon")
MINUTES, MODE, SOURCE = "minutes", "mode", "source"
MOST_MINUTES = 24 * 60
ZONE_KM = 1.0
"""In a table between points, a place belongs to the nearest point, if that is not further away than this."""
NOWHERE = -1
_UNKNOWN = -1

Zone = str | tuple[float, float]
"""Code of an area, or latitude and longitude of a point."""
ZoneOf = Callable[[NDArray[np.float64]], NDArray[np.intp]]
"""
From ``(n, 2)`` points in degrees to the numbers of their zones, `NOWHERE` for those outside of all. An object rather
than a function within one, since it is sent to other processes.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """
    One line of the table.

    Attributes
    ----------
    start, end
        From which zone to which; the way back is another row.
    mode
        How one travels; empty for a row that holds for every mode without a row of its own.
    minutes
        Whole minutes one way, 0 to `MOST_MINUTES`.
    source
        Who measured; the file's name where the row does not say.
    """

    start: Zone
    end: Zone
    mode: str
    minutes: int
    source: str


def read_matrix(path: Path) -> tuple[MatrixRow, ...]:
    """
    Read the operator's table: CSV in UTF-8, ``,`` or ``;``, a row of names first, columns in any order.

    Columns ``from`` and ``to`` (codes of areas of one level) or ``from_lat``, ``from_lon``, ``to_lat``, ``to_lon``
    (degrees, WGS84), then ``minutes`` (parts of a minute are rounded up), and if wanted ``mode`` and ``source``. Other
    columns are ignored.

    Raises
    ------
    Unreadable
        When anything is wrong; carries one finding for each mistake.
    """
    file = read_file(path)
    table = _cells(file.text)
    names = [name.strip().lower() for name in table[0]]
    _refuse_columns(names)
    findings: list[Finding] = []
    rows: dict[tuple[Zone, Zone, str], MatrixRow] = {}
    for number, values in enumerate(table[1:], start=1):
        if not any(value.strip() for value in values):
            continue
        if len(values) < len(names):
            findings.append(Finding(kind="short_row", row=number))
            continue
        row = _row(dict(zip(names, (value.strip() for value in values), strict=False)), number, file.name, findings)
        if row is None:
            continue
        if (row.start, row.end, row.mode) in rows:
            findings.append(Finding(kind="duplicate_row", row=number))
        rows[row.start, row.end, row.mode] = row
    if not rows and not findings:
        findings.append(Finding(kind="no_rows"))
    if findings:
        raise Unreadable(*findings)
    return tuple(rows.values())


def _cells(text: str) -> list[list[str]]:
    """The cells of each line; the first line decides what parts them."""
    lines = text.splitlines()
    semicolon = lines[0].count(";") > lines[0].count(",")
    try:
        return list(csv.reader(lines, delimiter=";" if semicolon else ","))
    except csv.Error:
        raise Unreadable(Finding(kind="unknown_table")) from None


def _refuse_columns(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    wanted = POINTS if any(name in POINTS for name in names) else CODES
    missing = [name for name in (*wanted, MINUTES) if name not in names]
    findings = [Finding(kind="column_twice", field=name) for name in twice]
    findings += [Finding(kind="no_column", field=name) for name in missing]
    if findings:
        raise Unreadable(*findings)


def _row(values: Mapping[str, str], number: int, file: str, findings: list[Finding]) -> MatrixRow | None:
    """The row, or None with what is wrong added to the findings."""
    wrong: list[str] = []

    def degrees(field: str, most: int) -> float:
        found = _number(values[field])
        if found is None or abs(found) > most:
            wrong.append(field)
            return 0.0
        return found

    def zone(end: str) -> Zone:
        if f"{end}_lat" in values:
            return degrees(f"{end}_lat", 90), degrees(f"{end}_lon", 180)
        if not values[end]:
            wrong.append(end)
        return values[end]

    start, end = zone("from"), zone("to")
    minutes, mode = _number(values[MINUTES]), values.get(MODE, "")
    if minutes is None or not 0 <= minutes <= MOST_MINUTES:
        wrong.append(MINUTES)
    if mode and mode not in TRAVEL_MODES:
        wrong.append(MODE)
    if wrong or minutes is None:
        findings.extend(Finding(kind="bad_cell", row=number, field=field) for field in wrong)
        return None
    whole = math.ceil(round(minutes, DECIMALS_BEFORE_CEIL))
    return MatrixRow(start=start, end=end, mode=mode, minutes=whole, source=values.get(SOURCE, "") or file)


def _number(text: str) -> float | None:
    if "_" in text:
        return None  # to Python 1_0 is 10, in a table it is a slip
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def zones_of(rows: Sequence[MatrixRow]) -> tuple[Zone, ...]:
    """Every zone of the table once, in order."""
    return tuple(sorted({zone for row in rows for zone in (row.start, row.end)}, key=str))


class WithinAreas:
    """
    Tells zones apart by the outlines of their areas; of a point on a border the first area counts.

    Raises
    ------
    Unreadable
        When the level has no area of one of the codes.
    """

    def __init__(self, zones: Sequence[Zone], outlines: Outlines) -> None:
        shapes = {code: area.shape for code, area in outlines.by_code().items()}
        unknown = [str(zone) for zone in zones if zone not in shapes]
        if unknown:
            raise Unreadable(*(Finding(kind="unknown_area", found=code) for code in unknown))
        self._tree = shapely.STRtree([shapes[str(zone)] for zone in zones])

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the number of each point's zone."""
        found = np.full(len(points), NOWHERE, dtype=np.intp)
        number, zone = self._tree.query(shapely.points(points[:, ::-1]), predicate="intersects")
        order = np.lexsort((zone, number))[::-1]
        found[number[order]] = zone[order]
        return found


class NearestPoints:
    """Tells zones apart by the nearest point within `ZONE_KM`."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        self._centres = np.array(zones, dtype=np.float64)

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the number of each point's zone."""
        km = great_circle_km(points, self._centres)
        nearest = km.argmin(axis=1)
        return np.where(km[np.arange(len(points)), nearest] <= ZONE_KM, nearest, NOWHERE)


class MatrixTravel:
    """
    Minutes between zones from a table, for pairs that it has; another source for all others.

    Parameters
    ----------
    rows
        The table.
    zone_of
        Where the zones of `zones_of` are.
    otherwise
        Whom to ask for pairs without a row.
    """

    def __init__(self, rows: Sequence[MatrixRow], zone_of: ZoneOf, otherwise: Travel) -> None:
        self._zone_of, self._otherwise = zone_of, otherwise
        number_of = {zone: number for number, zone in enumerate(zones_of(rows))}
        self._names = tuple(sorted({row.source for row in rows}))
        self._minutes = {mode: np.full((len(number_of),) * 2, _UNKNOWN, dtype=np.int32) for mode in TRAVEL_MODES}
        self._sources = {mode: np.zeros((len(number_of),) * 2, dtype=np.int32) for mode in TRAVEL_MODES}
        # Rows of all modes first, so that those of one mode replace them.
        for row in sorted(rows, key=lambda row: row.mode != ""):
            pair = number_of[row.start], number_of[row.end]
            for mode in [row.mode] if row.mode else TRAVEL_MODES:
                self._minutes[mode][pair], self._sources[mode][pair] = row.minutes, self._names.index(row.source)

    def minutes(
        self,
        *,
        traveller_ids: Sequence[str],
        travellers: NDArray[np.float64],
        modes: Sequence[str],
        place_ids: Sequence[str],
        places: NDArray[np.float64],
    ) -> Journeys:
        """
        Return the minutes from every traveller to every place; arguments as in `EstimatedTravel.minutes`.

        Raises
        ------
        InvalidPlace, InvalidTravel
            As the estimate does.
        """
        _refuse_bad_question(traveller_ids, travellers, modes, place_ids, places)
        minutes, sources = self._of_the_table(self._zones(travellers), modes, self._zones(places))
        is_known = minutes != _UNKNOWN
        others = np.flatnonzero(~is_known.all(axis=1)).tolist()
        rest = self._otherwise.minutes(
            traveller_ids=[traveller_ids[row] for row in others],
            travellers=np.asarray(travellers, dtype=np.float64).reshape(-1, 2)[others],
            modes=[modes[row] for row in others],
            place_ids=place_ids,
            places=places,
        )
        minutes[others] = np.where(is_known[others], minutes[others], rest.minutes)
        minutes.setflags(write=False)
        return _MatrixJourneys(
            minutes=minutes,
            numbers=np.where(is_known, sources, _UNKNOWN),
            names=self._names,
            rest=rest,
            row_of={row: number for number, row in enumerate(others)},
        )

    def reach_km(self, *, mode: str, minutes: int) -> float:
        """Return what the other source says, unless a row gets one somewhere in time, wherever that is."""
        found = self._minutes.get(mode)
        if found is not None and ((found != _UNKNOWN) & (found <= minutes)).any():
            return float("inf")
        return self._otherwise.reach_km(mode=mode, minutes=minutes)

    def _of_the_table(
        self, starts: NDArray[np.intp], modes: Sequence[str], ends: NDArray[np.intp]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Minutes, and numbers of their sources, where the table has a row; both ``(n_travellers, n_places)``."""
        minutes = np.full((len(starts), len(ends)), _UNKNOWN, dtype=np.int32)
        sources = np.zeros(minutes.shape, dtype=np.int32)
        for mode in set(modes):
            rows = np.array([row for row, each in enumerate(modes) if each == mode and starts[row] >= 0], dtype=np.intp)
            cells = np.ix_(starts[rows], ends)
            minutes[rows] = np.where(ends >= 0, self._minutes[mode][cells], _UNKNOWN)
            sources[rows] = self._sources[mode][cells]
        return minutes, sources

    def _zones(self, points: NDArray[np.float64]) -> NDArray[np.intp]:
        return self._zone_of(np.asarray(points, dtype=np.float64).reshape(-1, 2))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _MatrixJourneys(Journeys):
    """Journeys with the number of each one's source among ``names``; whom to ask for those without one."""

    numbers: NDArray[np.int32]
    names: tuple[str, ...]
    rest: Journeys
    row_of: Mapping[int, int]

    def source(self, traveller: int, place: int) -> str:
        """Return the name of the table, or what the other source says."""
        number = int(self.numbers[traveller, place])
        return self.rest.source(self.row_of[traveller], place) if number == _UNKNOWN else self.names[number]


def _refuse_bad_question(
    traveller_ids: Sequence[str],
    travellers: NDArray[np.float64],
    modes: Sequence[str],
    place_ids: Sequence[str],
    places: NDArray[np.float64],
) -> None:
    """What the estimate refuses, without its work: every traveller to nowhere, nobody to every place."""
    nowhere, estimate = np.empty((0, 2)), EstimatedTravel()
    estimate.minutes(traveller_ids=traveller_ids, travellers=travellers, modes=modes, place_ids=[], places=nowhere)
    estimate.minutes(traveller_ids=[], travellers=nowhere, modes=[], place_ids=place_ids, places=places)
