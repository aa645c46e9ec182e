"""Compiled primitives on sets of cells held as seven 64-bit numbers, one per day (see ``week``)."""

import numpy as np

from matcher.compiling import leaf

NOT_FOUND = -1
_ONE = np.uint64(1)
_EVERY_SECOND = np.uint64(0x5555555555555555)
_LOW_PAIRS = np.uint64(0x3333333333333333)
_LOW_FOURS = np.uint64(0x0F0F0F0F0F0F0F0F)
_EVERY_BYTE = np.uint64(0x0101010101010101)


@leaf
def runs(free: np.uint64, n_cells: int) -> np.uint64:
    """Starts of ``n_cells`` free cells in a row within one day."""
    starts = free
    for step in range(1, n_cells):
        starts &= free >> np.uint64(step)
    return starts


@leaf
def count_bits(word: np.uint64) -> np.int64:
    """Number of bits set: counted in pairs, fours and bytes, which the product adds up in the highest byte."""
    pairs = word - ((word >> _ONE) & _EVERY_SECOND)
    fours = (pairs & _LOW_PAIRS) + ((pairs >> np.uint64(2)) & _LOW_PAIRS)
    return np.int64(((fours + (fours >> np.uint64(4)) & _LOW_FOURS) * _EVERY_BYTE) >> np.uint64(56))


@leaf
def lowest_bit(word: np.uint64) -> int:
    """Position of the lowest bit set; the word is not 0."""
    position = 0
    while not word & _ONE:
        word >>= _ONE
        position += 1
    return position


@leaf
def meeting(first: int, n_cells: int) -> np.uint64:
    """Cells of one day that a meeting takes."""
    return ((_ONE << np.uint64(n_cells)) - _ONE) << np.uint64(first)
