"""Minutes that a routing server was asked for: in memory, and kept in the store where there is one."""

import logging
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.exc import DatabaseError

from geodata.errors import InvalidStore
from geodata.store import Position, Store

Cells = NDArray[np.int32]
UNKNOWN, NO_WAY = -2, -1
"""Instead of minutes: never asked for, and that there is no way."""
_READ_AT_ONCE = 100_000
_AROUND_THE_GLOBE = 1_000_000
"""More than there are cells along a parallel, so that one number tells cells apart."""
DECIMALS = 3
"""
Of the degrees by which places are told apart: 0.001 degrees are 111 m of latitude and 70 m of longitude in Germany, so
a place is at most 66 m off, less than a minute on foot. No server learns, and no file keeps, in which house a family
lives.
"""


def cells_of(points: NDArray[np.float64]) -> Cells:
    """``(n, 2)`` points in degrees as whole thousandths of a degree."""
    cells: Cells = np.rint(points * 10**DECIMALS).astype(np.int32)
    return cells


def different(cells: Cells) -> tuple[Cells, NDArray[np.intp]]:
    """Return the different cells in order, and for each cell its number among them."""
    keys = cells[:, 0].astype(np.int64) * _AROUND_THE_GLOBE + cells[:, 1]
    _, first, number_of = np.unique(keys, return_index=True, return_inverse=True)
    return cells[first], number_of


def points_of(cells: Cells) -> NDArray[np.float64]:
    """The points in degrees for which the cells stand."""
    points: NDArray[np.float64] = cells / 10**DECIMALS
    return points


class KnownMinutes:
    """
    A table of minutes of one source and mode, from cells to cells; grows as it is asked for more.

    Parameters
    ----------
    source, mode
        Whose minutes these are, and how one travels.
    store_file
        The store that keeps them for the next time, made where there is none; None for memory alone. Another process
        goes on with the same file, another machine, which does not have it, without one.
    """

    def __init__(self, source: str, mode: str, store_file: Path | None) -> None:
        self._source, self._mode, self._store_file = source, mode, store_file
        self._rows: dict[tuple[int, int], int] = {}
        self._columns: dict[tuple[int, int], int] = {}
        self._minutes = np.full((0, 0), UNKNOWN, dtype=np.int32)
        self._fresh: dict[tuple[Position, Position], int] = {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if self._store_file is not None and not self._store_file.is_file():
            self._store_file = None

    def of(self, starts: Cells, ends: Cells) -> NDArray[np.int32]:
        """Return what is known, ``(n_starts, n_ends)``: minutes, `NO_WAY` or `UNKNOWN`."""
        new = [start for start in _pairs(starts) if start not in self._rows]
        rows, columns = self._places(starts, ends)
        if new and self._store_file is not None and self._store_file.is_file():
            self._read(new)
            # The store may have known further ends.
            rows, columns = self._places(starts, ends)
        return self._minutes[np.ix_(rows, columns)]

    def add(self, starts: Cells, ends: Cells, minutes: NDArray[np.int32]) -> None:
        """Remember the minutes of every start to every end."""
        rows, columns = self._places(starts, ends)
        self._minutes[np.ix_(rows, columns)] = minutes
        if self._store_file is not None:
            froms, tos = (list(map(_degrees, cells.tolist())) for cells in (starts, ends))
            for start, row in zip(froms, minutes.tolist(), strict=True):
                self._fresh.update(((start, end), each) for end, each in zip(tos, row, strict=True))

    def keep(self) -> None:
        """Write what was added since the last time into the store; that it cannot be written is no failure."""
        if not self._fresh:
            return
        try:
            with self._open() as store:
                store.keep_minutes(self._source, self._mode, self._fresh)
        except (DatabaseError, OSError, InvalidStore) as error:
            logging.getLogger(__name__).warning("travel minutes were not kept: %s", type(error).__name__)
        self._fresh = {}

    def _open(self) -> Store:
        return Store.open(self._store_file)

    def _read(self, starts: list[tuple[int, int]]) -> None:
        """Take over what the store knows from these starts."""
        try:
            with self._open() as store:
                found = store.minutes_from(self._source, self._mode, [_degrees(start) for start in starts])
                while some := list(islice(found, _READ_AT_ONCE)):
                    self._take(some)
        except (DatabaseError, OSError, InvalidStore) as error:
            logging.getLogger(__name__).warning("travel minutes were not read: %s", type(error).__name__)

    def _take(self, found: Sequence[tuple[tuple[Position, Position], int]]) -> None:
        cells = cells_of(np.array([pair for pair, _ in found]))
        (froms, row_of), (tos, column_of) = (different(cells[:, end]) for end in (0, 1))
        rows, columns = self._places(froms, tos)
        self._minutes[rows[row_of], columns[column_of]] = [minutes for _, minutes in found]

    def _places(self, starts: Cells, ends: Cells) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows and columns of the cells, after making room for new ones."""
        rows = [self._rows.setdefault(cell, len(self._rows)) for cell in _pairs(starts)]
        columns = [self._columns.setdefault(cell, len(self._columns)) for cell in _pairs(ends)]
        self._grow()
        return np.array(rows, dtype=np.intp), np.array(columns, dtype=np.intp)

    def _grow(self) -> None:
        """Make the table large enough: at least half as large again, since it is copied each time."""
        wanted = (len(self._rows), len(self._columns))
        have = self._minutes.shape
        if wanted[0] <= have[0] and wanted[1] <= have[1]:
            return
        shape = [old if new <= old else max(new, old + old // 2) for new, old in zip(wanted, have, strict=True)]
        larger = np.full(shape, UNKNOWN, dtype=np.int32)
        larger[: have[0], : have[1]] = self._minutes
        self._minutes = larger


def _pairs(cells: Cells) -> Iterable[tuple[int, int]]:
    return map(tuple, cells.tolist())


def _degrees(cell: Sequence[int]) -> Position:
    return cell[0] / 10**DECIMALS, cell[1] / 10**DECIMALS
