from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.week import (
    ALL_DAY,
    CELLS_PER_DAY,
    DAYS,
    Window,
    cells_of,
    cells_of_meeting,
    format_start,
    list_starts,
    merged,
    parse_start,
    parse_window,
    starts_of_runs,
)

CELLS_PER_WEEK = 7 * CELLS_PER_DAY


@st.composite
def windows(draw: st.DrawFn) -> Window:
    first = draw(st.integers(0, CELLS_PER_DAY - 1))
    return Window(day=draw(st.integers(0, 6)), first=first, end=draw(st.integers(first + 1, CELLS_PER_DAY)))


weeks = st.lists(windows(), max_size=6)


def as_set(found: list[Window] | tuple[Window, ...]) -> set[int]:
    """Cells of the week, counted one by one."""
    return {window.day * CELLS_PER_DAY + cell for window in found for cell in range(window.first, window.end)}


def bits(days: tuple[int, ...]) -> set[int]:
    return {day * CELLS_PER_DAY + k for day, number in enumerate(days) for k in range(64) if number >> k & 1}


def test_window_reads_day_and_half_hours():
    # 16:00 is half hour 32, 18:30 is half hour 37
    assert parse_window("tue 16:00-18:30") == Window(day=1, first=32, end=37)


def test_window_may_end_at_midnight():
    assert parse_window("sun 23:30-24:00") == Window(day=6, first=47, end=48)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tue",
        "tue 16:00",
        "Tue 16:00-18:00",
        "tue 16:15-18:00",
        "tue 18:00-16:00",
        "tue 16:00-16:00",
        "tue 23:00-24:30",
        "tue 24:00-24:00",
        "tue 9:00-10:00",
        "tue 16:00-18:00 ",
        "tue  16:00-18:00",
        "day 16:00-18:00",
        "tue 16:00–18:00",
    ],
)
def test_other_text_is_no_window(text):
    with pytest.raises(ValueError):
        parse_window(text)


@pytest.mark.parametrize("text", ["", "tue", "tue 24:00", "tue 16:10", "TUE 16:00", "tue 16:00-17:00", "16:00"])
def test_other_text_is_no_start(text):
    with pytest.raises(ValueError):
        parse_start(text)


@given(windows())
def test_window_is_read_as_it_was_written(window):
    assert parse_window(str(window)) == window


@given(st.integers(0, CELLS_PER_WEEK - 1))
def test_start_is_read_as_it_was_written(cell):
    assert parse_start(format_start(cell)) == cell


def test_week_starts_on_monday_at_midnight():
    assert [parse_start(f"{day} 00:00") for day in DAYS] == [0, 48, 96, 144, 192, 240, 288]


@given(weeks)
def test_cells_of_windows_are_their_union(found):
    assert bits(cells_of(found)) == as_set(found)


@given(weeks)
def test_merged_windows_cover_the_same_cells(found):
    assert as_set(merged(found)) == as_set(found)


@given(weeks)
def test_merged_windows_are_in_order_and_never_touch(found):
    result = merged(found)
    assert list(result) == sorted(result)
    for before, after in pairwise(result):
        assert before.day < after.day or before.end < after.first


@given(weeks)
def test_merging_twice_changes_nothing(found):
    assert merged(merged(found)) == merged(found)


@given(st.integers(0, CELLS_PER_WEEK - 1), st.integers(1, CELLS_PER_DAY))
def test_meeting_takes_its_cells_and_ends_at_midnight_at_the_latest(start, n_cells):
    day = start // CELLS_PER_DAY
    expected = {cell for cell in range(start, start + n_cells) if cell // CELLS_PER_DAY == day}
    assert bits(cells_of_meeting(start, n_cells)) == expected


@given(st.lists(weeks, min_size=1, max_size=3), st.integers(1, 24))
def test_runs_start_where_all_their_cells_are_free_on_that_day(rows, n_cells):
    free = np.array([cells_of(row) for row in rows], dtype=np.uint64)
    before = free.copy()
    starts = starts_of_runs(free, n_cells)
    for row, found in zip(rows, starts, strict=True):
        cells = as_set(row)
        expected = {
            cell
            for cell in cells
            if all(
                other in cells and other // CELLS_PER_DAY == cell // CELLS_PER_DAY
                for other in range(cell, cell + n_cells)
            )
        }
        assert bits(tuple(int(number) for number in found)) == expected
    assert (free == before).all()


def test_run_never_reaches_into_the_next_day():
    free = np.array([cells_of([Window(day=0, first=47, end=48), Window(day=1, first=0, end=1)])], dtype=np.uint64)
    assert not starts_of_runs(free, 2).any()


@given(st.lists(weeks, max_size=3))
def test_listed_starts_are_the_cells_row_by_row(rows):
    starts = np.array([cells_of(row) for row in rows], dtype=np.uint64).reshape(len(rows), 7)
    found_rows, found_cells = list_starts(starts)
    expected = [(row, cell) for row, found in enumerate(rows) for cell in sorted(as_set(found))]
    assert list(zip(found_rows.tolist(), found_cells.tolist(), strict=True)) == expected


def test_all_day_has_48_cells():
    assert bits((ALL_DAY,)) == set(range(48))
