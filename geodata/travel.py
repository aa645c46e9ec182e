"""Whole travel minutes from people to places: estimated, or measured where somebody has measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geodata.distance import POSITION_ON_GLOBE, km_between_vectors, on_globe, unit_vectors
from geodata.errors import InvalidPlace, InvalidTravel


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelMode:
    """
    How fast somebody gets around.

    Attributes
    ----------
    overhead_minutes
        Minutes of every trip that do not depend on its length: unlocking, waiting, parking.
    speed_km_per_hour
        Speed over the ground on the way, > 0.
    """

    overhead_minutes: float
    speed_km_per_hour: float


TRAVEL_MODES: Mapping[str, TravelMode] = MappingProxyType(
    {
        "foot": TravelMode(overhead_minutes=0, speed_km_per_hour=4.5),
        "bike": TravelMode(overhead_minutes=2, speed_km_per_hour=14),
        "transit": TravelMode(overhead_minutes=10, speed_km_per_hour=18),
        "car": TravelMode(overhead_minutes=5, speed_km_per_hour=25),
    }
)

DETOUR = 1.3
"""Length of the way over the straight line."""

DECIMALS_BEFORE_CEIL = 6
"""Rounding that keeps noise of the last digits from adding a minute."""

ESTIMATE = "estimate"
"""Source of minutes that nobody measured."""

MOST_MINUTES = int(np.iinfo(np.int32).max)

_CELLS_AT_ONCE = 1 << 16
"""Block size that keeps intermediate arrays in the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Journeys:
    """
    Travel minutes from n travellers to m places.

    Attributes
    ----------
    minutes
        Whole minutes one way, ``(n_travellers, n_places)``, read-only.
    """

    minutes: NDArray[np.int32]

    def source(self, traveller: int, place: int) -> str:
        """Return where the minutes of this row and column come from: "estimate", or the name of the measured source."""
        return ESTIMATE


class Travel(Protocol):
    """Anything that knows travel minutes."""

    def minutes(
        self,
        *,
        traveller_ids: Sequence[str],
        travellers: NDArray[np.float64],
        modes: Sequence[str],
        place_ids: Sequence[str],
        places: NDArray[np.float64],
    ) -> Journeys:
        """Return the minutes from every traveller to every place; arguments as in `EstimatedTravel.minutes`."""
        ...

    def reach_km(self, *, mode: str, minutes: int) -> float:
        """Return kilometres in a straight line beyond which nobody of this mode gets within so many minutes."""
        ...


class EstimatedTravel:
    """
    Travel minutes from the straight line: ceil(overhead + 60 * detour * km / speed).

    The value is rounded to 6 decimals before it is rounded up. km is the great-circle distance, overhead and
    speed are those of `TRAVEL_MODES`, detour is `DETOUR`.
    """

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
        Return the minutes from every traveller to every place.

        Parameters
        ----------
        traveller_ids, place_ids
            n and m ids; the estimate names them in messages only.
        travellers, places
            ``(n, 2)`` and ``(m, 2)``: latitude and longitude in degrees, WGS84.
        modes
            n keys of `TRAVEL_MODES`.

        Raises
        ------
        InvalidTravel
            When a mode is unknown or the lists differ in length.
        InvalidPlace
            When a position is not on the globe.
        """
        starts = unit_vectors(_positions("traveller", traveller_ids, travellers))
        ends = unit_vectors(_positions("place", place_ids, places))
        overhead_minutes, minutes_per_km = _rates(traveller_ids, modes)
        minutes = np.empty((len(traveller_ids), len(place_ids)), dtype=np.int32)
        rows_at_once = max(1, _CELLS_AT_ONCE // max(1, len(place_ids)))
        for first in range(0, len(traveller_ids), rows_at_once):
            rows = slice(first, first + rows_at_once)
            value = km_between_vectors(starts[:, rows], ends)
            value *= minutes_per_km[rows, np.newaxis]
            value += overhead_minutes[rows, np.newaxis]
            minutes[rows] = np.ceil(np.round(value, DECIMALS_BEFORE_CEIL))
        minutes.setflags(write=False)
        return Journeys(minutes=minutes)

    def reach_km(self, *, mode: str, minutes: int) -> float:
        """
        Return kilometres in a straight line beyond which somebody of this mode needs more than so many minutes.

        The formula solved for km, with a minute more than it would take: rounding makes no way longer than that.

        Raises
        ------
        InvalidTravel
            When the mode is unknown.
        """
        overhead_minutes, minutes_per_km = _rates([mode], [mode])
        return max(0.0, float((minutes + 1 - overhead_minutes[0]) / minutes_per_km[0]))


class MeasuredTravel:
    """
    Measured minutes where there is a row, another source for all other pairs.

    Parameters
    ----------
    rows
        (traveller id, place id) to (whole minutes one way, name of the source).
    otherwise
        Whom to ask for pairs without a row.

    Raises
    ------
    InvalidTravel
        When minutes are negative or not whole, or a source has no name.
    """

    def __init__(self, rows: Mapping[tuple[str, str], tuple[int, str]], otherwise: Travel) -> None:
        self._otherwise = otherwise
        self._rows: dict[str, dict[str, tuple[int, str]]] = {}
        for (traveller_id, place_id), (minutes, source) in rows.items():
            _refuse_bad_row(traveller_id, place_id, minutes, source)
            self._rows.setdefault(traveller_id, {})[place_id] = (minutes, source)

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
            When the other source refuses the request.
        """
        journeys = self._otherwise.minutes(
            traveller_ids=traveller_ids, travellers=travellers, modes=modes, place_ids=place_ids, places=places
        )
        measured = self._measured_cells(traveller_ids, place_ids)
        if not measured:
            return journeys
        minutes = journeys.minutes.copy()
        for cell, (measured_minutes, _) in measured.items():
            minutes[cell] = measured_minutes
        minutes.setflags(write=False)
        sources = {cell: source for cell, (_, source) in measured.items()}
        return _PartlyMeasured(minutes=minutes, sources=sources, otherwise=journeys)

    def reach_km(self, *, mode: str, minutes: int) -> float:
        """Return what the other source says: measured ways are few and known one by one."""
        return self._otherwise.reach_km(mode=mode, minutes=minutes)

    def _measured_cells(
        self, traveller_ids: Sequence[str], place_ids: Sequence[str]
    ) -> dict[tuple[int, int], tuple[int, str]]:
        """Return the rows that apply by row and column: work grows with n + m and the rows, not with n * m."""
        travellers = [(row, self._rows[id_]) for row, id_ in enumerate(traveller_ids) if id_ in self._rows]
        if not travellers:
            return {}
        columns: dict[str, list[int]] = {}
        for column, place_id in enumerate(place_ids):
            columns.setdefault(place_id, []).append(column)
        return {
            (row, column): found
            for row, by_place in travellers
            for place_id, found in by_place.items()
            for column in columns.get(place_id, ())
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _PartlyMeasured(Journeys):
    """Journeys of which some cells were measured: their sources by row and column, and whom to ask for the rest."""

    sources: Mapping[tuple[int, int], str]
    otherwise: Journeys

    def source(self, traveller: int, place: int) -> str:
        """Return the name of the measured source, or what the other source says."""
        measured = self.sources.get((traveller, place))
        return self.otherwise.source(traveller, place) if measured is None else measured


def _positions(what: str, ids: Sequence[str], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points as an ``(n, 2)`` table once there is one position on the globe per id."""
    table = np.asarray(points, dtype=np.float64)
    if table.size == 0:
        table = table.reshape(0, 2)
    if table.shape != (len(ids), 2):
        raise InvalidTravel(
            f"{what}s: found positions of shape {table.shape}, "
            f"expected {(len(ids), 2)}: latitude and longitude for each of {len(ids)} ids"
        )
    usable = on_globe(table)
    if not usable.all():
        first = int(np.argmin(usable))
        raise InvalidPlace(f"{what} {ids[first]}: found a position off the globe or none, expected {POSITION_ON_GLOBE}")
    return table


def _rates(traveller_ids: Sequence[str], modes: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return overhead minutes and minutes per kilometre of straight line, one of each per traveller."""
    if len(modes) != len(traveller_ids):
        raise InvalidTravel(f"travellers: found {len(modes)} modes, expected one for each of {len(traveller_ids)} ids")
    for traveller_id, mode in zip(traveller_ids, modes, strict=True):
        if mode not in TRAVEL_MODES:
            raise InvalidTravel(f"traveller {traveller_id}: mode is {mode!r}, expected {', '.join(TRAVEL_MODES)}")
    overhead_minutes = [TRAVEL_MODES[mode].overhead_minutes for mode in modes]
    minutes_per_km = [60 * DETOUR / TRAVEL_MODES[mode].speed_km_per_hour for mode in modes]
    return np.array(overhead_minutes, dtype=np.float64), np.array(minutes_per_km, dtype=np.float64)


def _refuse_bad_row(traveller_id: str, place_id: str, minutes: int, source: str) -> None:
    pair = f"travel from {traveller_id} to {place_id}"
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= MOST_MINUTES:
        raise InvalidTravel(f"{pair}: minutes is {minutes!r}, expected whole minutes from 0 to {MOST_MINUTES}")
    if not source:
        raise InvalidTravel(f"{pair}: source is empty, expected the name of the measured source")
