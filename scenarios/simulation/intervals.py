"""Means over seeds and their 95 % intervals."""

from collections.abc import Callable, Sequence
from functools import cache
from math import atan, cos, fsum, pi, sin, sqrt
from typing import NamedTuple

CERTAINTY = 0.95
DECIMALS = 6
"""Of what is written: more would be noise."""


class Interval(NamedTuple):
    """A mean, and between which values it lies with 95 % certainty; with a single value, that value."""

    mean: float
    low: float
    high: float


def interval(values: Sequence[float]) -> Interval:
    """
    Mean and interval of at least one value: mean ± t * s / sqrt(n), Student's t with n - 1 degrees of freedom.

    The values are taken as independent and the mean as normally distributed. Of a single value nothing is known about
    the spread: the interval is the value itself.
    """
    n = len(values)
    mean = fsum(values) / n
    half = 0.0
    if n > 1:
        variance = fsum((value - mean) ** 2 for value in values) / (n - 1)
        half = student_t(n - 1) * sqrt(variance / n)
    return Interval(*(round(value, DECIMALS) + 0.0 for value in (mean, mean - half, mean + half)))


@cache
def student_t(degrees: int) -> float:
    """The t that 95 % of Student's distribution lie within, on both sides of 0."""
    high = 1.0
    while _within(high, degrees) < CERTAINTY:
        high *= 2
    return _root(lambda t: _within(t, degrees) - CERTAINTY, 0.0, high)


def _within(t: float, degrees: int) -> float:
    """Share of Student's distribution within -t and t (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = atan(t / sqrt(degrees))
    odd = degrees % 2
    term = total = cos(angle) if odd else 1.0
    for k in range(2 + odd, degrees - 1, 2):
        term *= cos(angle) ** 2 * (k - 1) / k
        total += term
    if not odd:
        return sin(angle) * total
    return 2 / pi * (angle + (sin(angle) * total if degrees > 1 else 0.0))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return low
