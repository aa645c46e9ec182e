"""What solving a region gives: its result, and what service costs there at least, so that bounds of regions add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcher.result import Result

_NO_POINT = 1e-3
"""Less than what one plan can serve more than another; more than rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """
    Whoever serves u points of some needs, 0 <= u <= ``most``, has costs of at least ``worth * u - offset``.

    Attributes
    ----------
    worth
        Minutes per point of service, >= 0.
    offset
        Minutes.
    most
        Proven bound of the service of these needs.
    """

    worth: Fraction
    offset: Fraction
    most: float

    def at(self, service: float | Fraction) -> float:
        """Least cost of so much service."""
        return float(self.worth * Fraction(service) - self.offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A region's result; the line only where the case has other regions."""

    result: Result
    line: CostLine | None


def is_best(service: float, bound: float) -> bool:
    """Whether service is proven best to the point: then no part can serve less for another to serve more."""
    return bound - service <= _NO_POINT


def least_cost(lines: Sequence[CostLine], service: float) -> float:
    """
    Least cost of so much service by all together, however it is divided among them.

    One may serve less than in the plan when another serves more. Cheapest is to leave out where a point is dearest.
    """
    spare = max(0.0, sum(line.most for line in lines) - service)
    total = 0.0
    for line in sorted(lines, key=lambda line: line.worth, reverse=True):
        left_out = min(spare, line.most)
        spare -= left_out
        total += line.at(line.most - left_out)
    return total
