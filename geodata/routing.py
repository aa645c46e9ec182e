"""Minutes from a routing server, kept once they are known; where there are none, the estimate, named as such."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.asking import Refused
from geodata.known_minutes import NO_WAY, UNKNOWN, Cells, KnownMinutes, cells_of, different, points_of
from geodata.routing_server import MOST_PLACES, RoutingServer
from geodata.servers import NO_WAY as NO_WAY_FOUND
from geodata.servers import ServerFailed
from geodata.travel import DECIMALS_BEFORE_CEIL, ESTIMATE, TRAVEL_MODES, EstimatedTravel, Journeys

REACH = 2
"""Pairs whose estimate is more than so many times what the traveller accepts are not asked for: nobody goes there."""
PAUSE_SECONDS = 300
"""How long a server that failed is left alone."""
MOST_REFUSALS = 60
"""Of one question: searching for a place off every road takes a dozen; a server that refuses more serves no mode."""
_SORTED_BY = 20
"""Side, in cells, of the squares by which places are asked for together."""


class Routes:
    """
    What one server knows; shared by everybody who asks it, and safe to be used from several threads.

    Parameters
    ----------
    server
        The server.
    store_file
        The store that keeps its minutes; None for memory alone.
    """

    def __init__(self, server: RoutingServer, store_file: Path | None = None) -> None:
        self.server = server
        self._known = {mode: KnownMinutes(server.name(mode), mode, store_file) for mode in sorted(server.modes)}
        self._failed: tuple[float, str] | None = None
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        """A lock stays where it is; another process begins with what is known, and asks for itself."""
        return {**self.__dict__, "_failed": None, "_lock": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.Lock()

    def minutes(
        self, mode: str, starts: Cells, ends: Cells, wanted: NDArray[np.bool_], *, ask: bool
    ) -> tuple[NDArray[np.int32], str]:
        """
        Return the minutes of the wanted pairs, and the failure that left some of them unknown.

        Parameters
        ----------
        starts, ends
            Different cells, ``(n, 2)`` and ``(m, 2)``.
        wanted
            ``(n, m)``.
        ask
            Whether the server is asked for what is not known yet.

        Returns
        -------
        ``(n, m)``: minutes, `NO_WAY` or `UNKNOWN`, all three for wanted pairs only; and a code such as ``time-out``,
        empty when nothing failed.
        """
        with self._lock:
            known = self._known[mode]
            missing = wanted & (known.of(starts, ends) == UNKNOWN)
            failure = self._ask_all(mode, starts, ends, missing) if ask and missing.any() else ""
            found = known.of(starts, ends)
        return np.where(wanted, found, UNKNOWN), failure

    def _ask_all(self, mode: str, starts: Cells, ends: Cells, missing: NDArray[np.bool_]) -> str:
        """Ask for all missing pairs, block by block, until something fails; returns what failed."""
        if self._failed is not None and time.monotonic() < self._failed[0]:
            return self._failed[1]
        self._failed = None
        refusals = _Count(MOST_REFUSALS)
        try:
            for rows, columns in _blocks(starts, ends, missing):
                self._ask(mode, starts[rows], ends[columns], refusals)
        except ServerFailed as failed:
            self._failed = (time.monotonic() + PAUSE_SECONDS, str(failed))
        self._known[mode].keep()
        return "" if self._failed is None else self._failed[1]

    def _ask(self, mode: str, starts: Cells, ends: Cells, refusals: "_Count") -> None:
        """Ask for one block; where it is refused, without the places that are off every road, else in halves."""
        try:
            self._learn(mode, starts, ends)
            return
        except Refused:
            refusals.add()
        lost = self._off_road(mode, different(np.concatenate([starts, ends]))[0], refusals)
        lost_starts, lost_ends = _among(starts, lost), _among(ends, lost)
        known = self._known[mode]
        if len(lost):
            known.add(starts[lost_starts], ends, np.full((lost_starts.sum(), len(ends)), NO_WAY, dtype=np.int32))
            known.add(starts, ends[lost_ends], np.full((len(starts), lost_ends.sum()), NO_WAY, dtype=np.int32))
            if not (lost_starts.all() or lost_ends.all()):
                self._ask(mode, starts[~lost_starts], ends[~lost_ends], refusals)
        elif len(starts) == len(ends) == 1:
            known.add(starts, ends, np.full((1, 1), NO_WAY, dtype=np.int32))
        else:
            for some_starts, some_ends in _halves(starts, ends):
                self._ask(mode, some_starts, some_ends, refusals)

    def _learn(self, mode: str, starts: Cells, ends: Cells) -> None:
        """Ask for one block and remember the answer."""
        seconds = self.server.seconds(mode, points_of(starts), points_of(ends))
        there = np.isfinite(seconds)
        minutes = np.ceil(np.round(np.where(there, seconds, 0) / 60, DECIMALS_BEFORE_CEIL))
        self._known[mode].add(starts, ends, np.where(there, minutes, NO_WAY).astype(np.int32))

    def _off_road(self, mode: str, places: Cells, refusals: "_Count") -> Cells:
        """Those of the places that the server refuses even alone; found by halving."""
        if len(places) <= MOST_PLACES:
            try:
                self._learn(mode, places, places)
                return places[:0]
            except Refused:
                refusals.add()
            if len(places) == 1:
                return places
        half = len(places) // 2
        return np.concatenate([self._off_road(mode, some, refusals) for some in (places[:half], places[half:])])


class RoutedTravel:
    """
    Travel minutes from a routing server: ceil(overhead + minutes of the way).

    The overhead of a mode (parking, unlocking) is that of the estimate, since engines know only the way. Estimated
    remain: modes the server does not know; pairs whose estimate is more than `REACH` times the traveller's limit; pairs
    without a way; and, after the first failure, whatever was not known by then. The last two say so in their source.

    Parameters
    ----------
    routes
        Whom to ask.
    limits
        Longest one-way trip in whole minutes by the traveller's id.
    limit
        That of travellers who are not named there; None when every pair shall be asked for.
    """

    def __init__(self, routes: Routes, *, limits: Mapping[str, int] | None = None, limit: int | None = None) -> None:
        self._routes, self._limits, self._limit = routes, dict(limits or {}), limit
        self._otherwise = EstimatedTravel()
        self._failure = ""

    def minutes(
        self,
        *,
        traveller_ids: Sequence[str],
        travellers: NDArray[np.float64],
        modes: Sequence[str],
        place_ids: Sequence[str],
        places: NDArray[np.float64],
    ) -> Journeys:
        """
        Return the minutes from every traveller to every place; arguments as in `EstimatedTravel.minutes`.

        Raises
        ------
        InvalidTravel, InvalidPlace
            When the estimate refuses the request.
        """
        estimated = self._otherwise.minutes(
            traveller_ids=traveller_ids, travellers=travellers, modes=modes, place_ids=place_ids, places=places
        )
        minutes, why = estimated.minutes.copy(), np.zeros(estimated.minutes.shape, dtype=np.int8)
        near = self._near(traveller_ids, estimated.minutes)
        for mode in sorted(self._routes.server.modes & set(modes)):
            rows = np.array([row for row, each in enumerate(modes) if each == mode], dtype=np.intp)
            if near[rows].any():
                found = self._found(
                    mode, cells_of(np.asarray(travellers)[rows]), cells_of(np.asarray(places)), near[rows]
                )
                there = found >= 0
                overhead = TRAVEL_MODES[mode].overhead_minutes
                minutes[rows] = np.where(there, np.ceil(overhead + found), minutes[rows])
                why[rows] = np.select([there, found == NO_WAY, near[rows]], [_ROUTED, _NO_WAY, _FAILED], _ESTIMATED)
        minutes.setflags(write=False)
        engine = self._routes.server.engine
        names = (ESTIMATE, engine, f"{ESTIMATE} ({engine}: {NO_WAY_FOUND})", f"{ESTIMATE} ({engine}: {self._failure})")
        return _RoutedJourneys(minutes=minutes, why=why, names=names)

    def reach_km(self, *, mode: str, minutes: int) -> float:
        """
        Return kilometres in a straight line beyond which nobody of this mode gets within so many minutes.

        Pairs that are asked for may be nearer than their estimate; those beyond `REACH` times the limit are not asked.
        """
        if mode not in self._routes.server.modes:
            return self._otherwise.reach_km(mode=mode, minutes=minutes)
        if self._limit is None:
            return float("inf")
        return self._otherwise.reach_km(mode=mode, minutes=REACH * max(minutes, self._limit))

    def _near(self, traveller_ids: Sequence[str], estimated: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether a pair is to be asked for, by traveller and place."""
        if self._limit is None:
            return np.ones(estimated.shape, dtype=np.bool_)
        limits = np.array([self._limits.get(id_, self._limit) for id_ in traveller_ids], dtype=np.int64)
        near: NDArray[np.bool_] = estimated <= REACH * limits[:, np.newaxis]
        return near

    def _found(self, mode: str, starts: Cells, ends: Cells, near: NDArray[np.bool_]) -> NDArray[np.int64]:
        """What the server says about near pairs; after a failure it is not asked again, so answers stay the same."""
        different_starts, row_of = different(starts)
        different_ends, column_of = different(ends)
        wanted = np.zeros((len(different_starts), len(different_ends)), dtype=np.bool_)
        rows, columns = np.nonzero(near)
        wanted[row_of[rows], column_of[columns]] = True
        found, failure = self._routes.minutes(mode, different_starts, different_ends, wanted, ask=not self._failure)
        self._failure = self._failure or failure
        return np.where(near, found[np.ix_(row_of, column_of)], UNKNOWN).astype(np.int64)


_ESTIMATED, _ROUTED, _NO_WAY, _FAILED = range(4)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _RoutedJourneys(Journeys):
    """Journeys with the place of each one's source among ``names``, ``(n_travellers, n_places)``."""

    why: NDArray[np.int8]
    names: tuple[str, ...]

    def source(self, traveller: int, place: int) -> str:
        """Return the name of the engine, or "estimate" with what stood in the way."""
        return self.names[int(self.why[traveller, place])]


class _Count:
    """Counts up to a limit, then fails."""

    def __init__(self, most: int) -> None:
        self._left = most

    def add(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise ServerFailed("refuses everything")


def _blocks(starts: Cells, ends: Cells, missing: NDArray[np.bool_]) -> Iterator[tuple[Any, Any]]:
    """Rows and columns of blocks small enough for one request, which together hold everything missing."""
    rows = _side_by_side(starts, np.flatnonzero(missing.any(axis=1)))
    for first in range(0, len(rows), MOST_PLACES):
        some = rows[first : first + MOST_PLACES]
        columns = _side_by_side(ends, np.flatnonzero(missing[some].any(axis=0)))
        for second in range(0, len(columns), MOST_PLACES):
            others = columns[second : second + MOST_PLACES]
            yield some, others


def _side_by_side(cells: Cells, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
    """The numbers in an order in which neighbours are near each other."""
    some = cells[numbers]
    squares = some // _SORTED_BY
    return numbers[np.lexsort((some[:, 1], some[:, 0], squares[:, 1], squares[:, 0]))]


def _among(cells: Cells, others: Cells) -> NDArray[np.bool_]:
    """Whether each cell is one of the others."""
    found: NDArray[np.bool_] = (cells[:, np.newaxis] == others[np.newaxis]).all(axis=2).any(axis=1)
    return found


def _halves(starts: Cells, ends: Cells) -> Iterator[tuple[Cells, Cells]]:
    if len(starts) >= len(ends):
        half = len(starts) // 2
        yield starts[:half], ends
        yield starts[half:], ends
    else:
        half = len(ends) // 2
        yield starts, ends[:half]
        yield starts, ends[half:]
