"""
Where the regions of a case are solved: one after the other, or side by side on the cores of this machine.

Where and in which order does not change a result: a region is solved from its own facts alone.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from loky import cpu_count

from matcher.processes import Stop, Work, in_turn, side_by_side
from matcher.progress import Progress
from matcher.regions import Region
from matcher.solved import Solved

__all__ = ["LARGE_NEEDS", "SolveRegion", "Spread", "Stop", "in_turn", "locally", "side_by_side"]

LARGE_NEEDS = 1_000
"""A region of more needs is worth a process of its own."""

SolveRegion = Work[Region, Solved, Progress]
"""Solves one region; can be sent to another process."""


class Spread(Protocol):
    """Has regions solved somewhere."""

    def __call__(
        self,
        solve_region: SolveRegion,
        regions: Sequence[Region],
        /,
        *,
        stop: Stop,
        report: Callable[[int, Progress], None],
    ) -> list[Solved]:
        """
        Results in the order of the regions; what each reports is handed on with its number.

        Once ``stop`` says True, regions that have not begun still get a plan: solving them ends at once by itself.
        """
        ...


def locally(
    solve_region: SolveRegion, regions: Sequence[Region], *, stop: Stop, report: Callable[[int, Progress], None]
) -> list[Solved]:
    """On this machine: side by side where that pays."""
    n_large = sum(len(region.case.needs) > LARGE_NEEDS for region in regions)
    spread: Spread = side_by_side if min(n_large, cpu_count()) > 1 else in_turn
    return spread(solve_region, regions, stop=stop, report=report)
