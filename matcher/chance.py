"""Random numbers inside compiled functions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.compiling import leaf


@leaf
def random_below(state: NDArray[np.uint64], end: int) -> int:
    """
    A whole number from 0 to end - 1 (xorshift64*; Vigna 2016).

    Parameters
    ----------
    state
        One number, not 0; it moves on.
    """
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    drawn: Any = np.int64((x * np.uint64(2685821657736338717) >> np.uint64(33)) % np.uint64(end))
    return drawn
