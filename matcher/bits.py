"""Compiled primitives on sets of cells held as seven 64-bit numbers, one per day (see ``week``)."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np

NOT_FOUND = -1
_ONE = np.uint64(1)

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """For functions that make arrays."""
    return cast(_Function, nb.njit(cache=True)(function))


def leaf(function: _Function) -> _Function:
    """
    For functions that make no array: results go into arrays handed in.

    Numba counts the references of every array in a tuple at each call. Small functions that take ``Tables`` would spend
    nearly all their time on that; without its run-time (which allocates) nothing is counted.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
    return cast(_Function, nb.njit(**options)(function))


@leaf
def runs(free: np.uint64, n_cells: int) -> np.uint64:
    """Starts of ``n_cells`` free cells in a row within one day."""
    starts = free
    for step in range(1, n_cells):
        starts &= free >> np.uint64(step)
    return starts


@leaf
def count_bits(word: np.uint64) -> int:
    """Number of bits set."""
    count = 0
    while word:
        word &= word - _ONE
        count += 1
    return count


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
