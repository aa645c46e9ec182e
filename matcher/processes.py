"""Pieces of work done one after the other, or side by side in processes of their own."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from functools import partial
from multiprocessing import resource_tracker
from typing import Any, Protocol, TypeVar

from loky import ProcessPoolExecutor, cpu_count
from loky.backend import get_context

_LOOK_EVERY_SECONDS = 0.5

Stop = Callable[[], bool]
Item = TypeVar("Item")
Done = TypeVar("Done")
Said = TypeVar("Said")
_Item = TypeVar("_Item", contravariant=True)
_Done = TypeVar("_Done", covariant=True)
_Said = TypeVar("_Said", covariant=True)


class Work(Protocol[_Item, _Done, _Said]):
    """Does one piece; can be sent to another process."""

    def __call__(self, item: _Item, /, *, stop: Stop, report: Callable[[_Said], None]) -> _Done:
        """What came of it; ends soon once ``stop`` says True."""
        ...


def in_turn(
    work: Work[Item, Done, Said], items: Sequence[Item], /, *, stop: Stop, report: Callable[[int, Said], None]
) -> list[Done]:
    """One after the other, in this process; what each reports is handed on with its number."""
    return [work(item, stop=stop, report=partial(report, number)) for number, item in enumerate(items)]


def side_by_side(
    work: Work[Item, Done, Said],
    items: Sequence[Item],
    /,
    *,
    stop: Stop,
    report: Callable[[int, Said], None],
    processes: int | None = None,
) -> list[Done]:
    """
    In processes of their own; results in the order of the items.

    Parameters
    ----------
    processes
        How many at most; None for one per core.
    """
    context = get_context("loky")
    stopped, steps = context.Event(), context.SimpleQueue()
    executor = ProcessPoolExecutor(
        max_workers=max(1, min(processes or cpu_count(), len(items))),
        context=context,
        initializer=_begin,
        initargs=(stopped, steps),
    )
    try:
        with _interrupts_held_back():
            waiting: set[Future[Done]] = set()
            futures = [executor.submit(_do, work, number, item) for number, item in enumerate(items)]
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
    resource_tracker.ensure_running()  # loky would start it before the first process, which lets signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_here: dict[str, Any] = {}
"""In a process that works: its ends of what connects it with the caller."""


def _begin(stopped: Any, steps: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here.update(stopped=stopped, steps=steps)


def _do(work: Work[Item, Done, Said], number: int, item: Item) -> Done:
    def report(said: Said) -> None:
        _here["steps"].put((number, said))

    return work(item, stop=_here["stopped"].is_set, report=report)
