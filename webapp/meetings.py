"""When a match meets."""

from collections.abc import Iterable, Iterator

from matcher.week import CELLS_PER_DAY, Window, merged, parse_start, parse_window
from webapp.models import Match


def times_of(match: Match) -> tuple[str, ...]:
    """Weekly windows of the meeting; an offer's own times; none where no start is known."""
    if match.offer is not None:
        return tuple(match.offer.times)
    if match.start is None:
        return ()
    day, first = divmod(parse_start(match.start), CELLS_PER_DAY)
    end = min(CELLS_PER_DAY, first + round(2 * match.need.hours))
    return (str(Window(day=day, first=first, end=end)),)


def hours_of(match: Match) -> float:
    """Hours a week the match takes."""
    if match.offer is None:
        return match.need.hours
    windows = [parse_window(text) for text in match.offer.times]
    return sum(window.end - window.first for window in windows) / 2


def without_times(windows: Iterable[str], taken: Iterable[str]) -> tuple[str, ...]:
    """What is left of weekly windows when others are taken out of them."""
    left = list(merged(parse_window(text) for text in windows))
    for busy in merged(parse_window(text) for text in taken):
        left = [piece for window in left for piece in _cut(window, busy)]
    return tuple(str(window) for window in left)


def _cut(window: Window, busy: Window) -> Iterator[Window]:
    """What of the window lies before and after the other one."""
    if window.day != busy.day or busy.end <= window.first or window.end <= busy.first:
        yield window
        return
    if window.first < busy.first:
        yield Window(day=window.day, first=window.first, end=busy.first)
    if busy.end < window.end:
        yield Window(day=window.day, first=busy.end, end=window.end)
