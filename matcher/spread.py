"""
Where the regions of a case are solved: one after the other, or side by side on the cores of this machine.

Where and in which order does not change a result: a region is solved from its own facts alone.
"""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

from loky import ProcessPoolExecutor, cpu_count
from loky.backend import get_context

from matcher.progress import Progress, Report
from matcher.regions import Region
from matcher.solved import Solved

LARGE_NEEDS = 1_000
"""A region of more needs is worth a process of its own."""
_LOOK_EVERY_SECONDS = 0.5

Stop = Callable[[], bool]


class SolveRegion(Protocol):
    """Solves one region; can be sent to another process."""

    def __call__(self, region: Region, *, stop: Stop, report: Report) -> Solved:
        """The result of the region's case."""
        ...


class Spread(Protocol):
    """Has regions solved somewhere."""

    def __call__(
        self,
        solve_region: SolveRegion,
        regions: Sequence[Region],
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


def in_turn(
    solve_region: SolveRegion, regions: Sequence[Region], *, stop: Stop, report: Callable[[int, Progress], None]
) -> list[Solved]:
    """One after the other, in this process."""
    return [solve_region(region, stop=stop, report=partial(report, number)) for number, region in enumerate(regions)]


def side_by_side(
    solve_region: SolveRegion, regions: Sequence[Region], *, stop: Stop, report: Callable[[int, Progress], None]
) -> list[Solved]:
    """In processes of their own, one per core at most."""
    context = get_context("loky")
    stopped, steps = context.Event(), context.SimpleQueue()
    executor = ProcessPoolExecutor(
        max_workers=min(cpu_count(), len(regions)), context=context, initializer=_begin, initargs=(stopped, steps)
    )
    try:
        with _interrupts_held_back():
            waiting: set[Future[Solved]] = set()
            futures = [executor.submit(_solve, solve_region, number, region) for number, region in enumerate(regions)]
        waiting.update(futures)
        while waiting:
            done, waiting = wait_for(waiting, timeout=_LOOK_EVERY_SECONDS, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
            while not steps.empty():
                report(*steps.get())
            if stop():
                stopped.set()
    except BaseException:
        executor.shutdown(wait=True, kill_workers=True)
        raise
    executor.shutdown(wait=True)
    return [future.result() for future in futures]


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """
    Processes started meanwhile never hear of Ctrl-C, which a terminal sends to all of them.

    A process takes over from its parent which signals are held back. What arrives here in the meantime is delivered
    at the end.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_here: dict[str, Any] = {}
"""In a process that solves regions: its ends of what connects it with the caller."""


def _begin(stopped: Any, steps: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here.update(stopped=stopped, steps=steps)


def _solve(solve_region: SolveRegion, number: int, region: Region) -> Solved:
    def report(progress: Progress) -> None:
        _here["steps"].put((number, progress))

    return solve_region(region, stop=_here["stopped"].is_set, report=report)
