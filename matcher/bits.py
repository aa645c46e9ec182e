"""Compiled primitives on sets of cells held as seven 64-bit numbers, one per day (see ``week``)."""

import numba as nb
import numpy as np

NOT_FOUND = -1
_ONE = np.uint64(1)


@nb.njit(cache=True, inline="always")
def runs(free: np.uint64, n_cells: int) -> np.uint64:
    """Starts of ``n_cells`` free cells in a row within one day."""
    starts = free
    for step in range(1, n_cells):
        starts &= free >> np.uint64(step)
    return starts


@nb.njit(cache=True, inline="always")
def count_bits(word: np.uint64) -> int:
    """Number of bits set."""
    count = 0
    while word:
        word &= word - _ONE
        count += 1
    return count


@nb.njit(cache=True, inline="always")
def lowest_bit(word: np.uint64) -> int:
    """Position of the lowest bit set; the word is not 0."""
    position = 0
    while not word & _ONE:
        word >>= _ONE
        position += 1
    return position


@nb.njit(cache=True, inline="always")
def meeting(first: int, n_cells: int) -> np.uint64:
    """Cells of one day that a meeting takes."""
    return ((_ONE << np.uint64(n_cells)) - _ONE) << np.uint64(first)
