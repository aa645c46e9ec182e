"""Into facilities and out of them: when households arrive, how long they stay, when each finds a flat."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from matcher.people import Longs


def whole_weeks(rng: Generator, mean: int, spread_share: float, n: int) -> Longs:
    """n times whole weeks from mean * (1 - spread) to mean * (1 + spread), all equally likely."""
    around = int(mean * spread_share)
    weeks: Longs = rng.integers(mean - around, mean + around + 1, size=n)
    return weeks


def remaining_weeks(rng: Generator, mean: int, spread_share: float, n: int) -> Longs:
    """
    What is left of the stays of n households found in a facility, 0 = moves in the first week.

    Long stays are found more often, in proportion to their length, and each at any of its weeks (renewal theory: the
    length-biased stay and its residual life).
    """
    around = int(mean * spread_share)
    stays = np.arange(mean - around, mean + around + 1)
    if not stays.sum():
        return np.zeros(n, dtype=np.int64)
    found = rng.choice(stays, size=n, p=stays / stays.sum())
    return np.asarray(rng.random(n) * found, dtype=np.int64)


def moving_weeks(due: Sequence[int], persons: Sequence[int], most_people: float | None) -> list[int]:
    """
    The week in which each household moves into a flat.

    Parameters
    ----------
    due
        Week in which its stay is over.
    persons
        Of each household.
    most_people
        Flats found per week, in people; who finds none waits, in order of ``due``. What is left over of a week goes
        towards a household too large for it, but is not saved for later ones. None: no limit.
    """
    if most_people is None:
        return list(due)
    moves = [NEVER] * len(due)
    if most_people <= 0:
        return moves
    week, found = 0, most_people
    for household in sorted(range(len(due)), key=lambda one: (due[one], one)):
        if due[household] > week:
            week, found = due[household], most_people
        if persons[household] > found:
            more_weeks = int(np.ceil((persons[household] - found) / most_people))
            week, found = week + more_weeks, found + more_weeks * most_people
        found -= persons[household]
        moves[household] = week
    return moves


NEVER = 1_000_000
"""A week that no run reaches."""
