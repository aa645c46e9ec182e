"""
The week as 7 x 48 cells of half an hour.

A set of cells is held as seven whole numbers, one per day from Monday, bit k standing for the half hour that
starts at k / 2 o'clock. Shifting a day's number never reaches the next day, so a meeting stays within one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CELLS_PER_DAY = 48
ALL_DAY = (1 << CELLS_PER_DAY) - 1

Cells = NDArray[np.uint64]
"""Sets of cells, shape (..., 7)."""

_START = re.compile(r"(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):(00|30)", re.ASCII)
_WINDOW = re.compile(_START.pattern + r"-([01]\d|2[0-4]):(00|30)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Window:
    """
    A stretch of one day.

    Attributes
    ----------
    day
        0 (Monday) to 6.
    first
        First cell, 0 to 47.
    end
        Cell after the last one, first < end <= 48.
    """

    day: int
    first: int
    end: int

    def __str__(self) -> str:
        return f"{DAYS[self.day]} {clock(self.first)}-{clock(self.end)}"


def clock(cell: int) -> str:
    """Time of day at which a cell begins: ``16:30`` for 33."""
    return f"{cell // 2:02d}:{30 * (cell % 2):02d}"


def parse_window(text: str) -> Window:
    """Read ``tue 16:00-18:30``. Raises ValueError when it is not a window on the half hour with start before end."""
    found = _WINDOW.fullmatch(text)
    if not found:
        raise ValueError(text)
    day, hour, minute, end_hour, end_minute = found.groups()
    first, end = _cell(hour, minute), _cell(end_hour, end_minute)
    if not first < end <= CELLS_PER_DAY:
        raise ValueError(text)
    return Window(day=DAYS.index(day), first=first, end=end)


def parse_start(text: str) -> int:
    """Cell of the week (0 to 335) of ``tue 16:00``. Raises ValueError when it is not a start on the half hour."""
    found = _START.fullmatch(text)
    if not found:
        raise ValueError(text)
    day, hour, minute = found.groups()
    return DAYS.index(day) * CELLS_PER_DAY + _cell(hour, minute)


def format_start(cell_of_week: int) -> str:
    """``tue 16:00`` for 80."""
    return f"{DAYS[cell_of_week // CELLS_PER_DAY]} {clock(cell_of_week % CELLS_PER_DAY)}"


def _cell(hour: str, minute: str) -> int:
    return int(hour) * 2 + int(minute) // 30


def cells_of(windows: Iterable[Window]) -> tuple[int, ...]:
    """Union of the windows, one number per day."""
    days = [0] * 7
    for window in windows:
        days[window.day] |= (1 << window.end) - (1 << window.first)
    return tuple(days)


def cells_of_meeting(start: int, n_cells: int) -> tuple[int, ...]:
    """Cells of a meeting that starts at a cell of the week; what would run past midnight is cut off."""
    day, first = divmod(start, CELLS_PER_DAY)
    days = [0] * 7
    days[day] = (((1 << n_cells) - 1) << first) & ALL_DAY
    return tuple(days)


def merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same cells as the windows, as fewest windows in order of the week."""
    result = []
    for day, bits in enumerate(cells_of(windows)):
        while bits:
            first = (bits & -bits).bit_length() - 1
            run = ~(bits >> first)
            length = (run & -run).bit_length() - 1
            result.append(Window(day=day, first=first, end=first + length))
            bits &= ~(((1 << length) - 1) << first)
    return tuple(result)


def starts_of_runs(free: Cells, n_cells: int) -> Cells:
    """Cells from which ``n_cells`` cells in a row are free on that day. Shape as ``free``, (..., 7)."""
    starts = free.copy()
    for step in range(1, n_cells):
        starts &= free >> np.uint64(step)
    return starts


def list_starts(starts: Cells) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and cells of the week (0 to 335) of every bit set in ``starts``, shape (n, 7), in this order."""
    as_bytes = np.ascontiguousarray(starts.astype("<u8")).view(np.uint8).reshape(len(starts), 7, 8)
    bits = np.unpackbits(as_bytes, axis=2, bitorder="little")[:, :, :CELLS_PER_DAY]
    rows, days, cells = np.nonzero(bits)
    return rows, days * CELLS_PER_DAY + cells
