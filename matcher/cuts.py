"""Rows of a volunteer's week that are tighter than hours and matches apart: no half meeting counts."""

from functools import lru_cache
from itertools import product

import numpy as np

_MOST_PATTERNS = 5_000
_MOST_LENGTHS = 5
_MOST_COEFFICIENT = 3


@lru_cache(maxsize=10_000)
def capacity_cuts(lengths: tuple[int, ...], hours: int, matches: int) -> list[tuple[tuple[int, ...], int]]:
    """
    Rows that hold for every count of meetings by length within the hours (in half hours) and matches.

    Besides hours and matches themselves, those with small whole coefficients that cut off fractions of meetings
    (Chvatal-Gomory cuts of a knapsack, found by trying); none that another one implies.
    """
    most = [min(matches, hours // length) for length in lengths]
    if np.prod([count + 1 for count in most], dtype=float) > _MOST_PATTERNS or len(lengths) > _MOST_LENGTHS:
        return [(lengths, hours), ((1,) * len(lengths), matches)]
    patterns = np.array(list(product(*(range(count + 1) for count in most))))
    patterns = patterns[(patterns @ np.array(lengths) <= hours) & (patterns.sum(axis=1) <= matches)]
    small = [a for a in product(range(_MOST_COEFFICIENT + 1), repeat=len(lengths)) if any(a)]
    amounts = np.array([*small, lengths])
    limits = (amounts @ patterns.T).max(axis=1)
    # Scaled to the limit 1, a row implies another whose coefficients are nowhere larger; a limit of 0 forbids.
    scaled = amounts / np.maximum(limits, 0.5)[:, None]
    keep: list[int] = []
    for row in np.argsort(-scaled.sum(axis=1), kind="stable").tolist():
        if not any((scaled[row] <= scaled[other] + 1e-9).all() for other in keep):
            keep.append(row)
    return [(tuple(amounts[row].tolist()), int(limits[row])) for row in keep]
