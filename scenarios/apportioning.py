"""Whole numbers by share: the method of the largest remainder."""

from collections.abc import Sequence
from fractions import Fraction


def apportioned(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """
    ``total`` split by the weights into whole numbers: rounded down, what is left goes to the largest remainders.

    Of equal remainders the first in order comes first. All zeros where no weight is above 0.
    """
    everything = sum(weights)
    if not everything:
        return [0] * len(weights)
    exact = [Fraction(total * weight) / Fraction(everything) for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
