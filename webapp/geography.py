"""Outlines and addresses as the operator imported them, for the application at work and for the command line."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from flask import current_app
from sqlalchemy.exc import DatabaseError

from geodata.errors import InvalidServer, InvalidStore
from webapp.settings import Settings, current_settings

if TYPE_CHECKING:
    from geodata.areas import Outlines
    from geodata.geocoding import DistrictPoint, Geocoder
    from geodata.store import Store

Value = TypeVar("Value")
UNUSABLE = (InvalidServer, InvalidStore, OSError, DatabaseError)
"""Errors of store and servers that the operator has to mend; they stop nobody from doing without."""


class Geography:
    """
    What the store says, kept in memory until another file is imported; safe to be used from several threads.

    Without a store there are the schematic outlines and the published centres.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = RLock()
        self._store: Store | None = None
        self._stamp: tuple[int, int] | None = None
        self._imported: object = None
        self._kept: dict[str, object] = {}

    def levels(self) -> tuple[str, ...]:
        """Levels there are outlines of: imported ones first, then the schematic ones."""
        from geodata.outlines import SCHEMATIC_LEVELS

        with self._lock:
            store = self._current()
            found = store.levels() if store else ()
        return (*found, *(level for level in SCHEMATIC_LEVELS if level not in found))

    def outlines(self, level: str) -> "Outlines":
        """
        The areas of a level, imported or schematic.

        Raises
        ------
        InvalidPlace
            When there is no such level.
        InvalidStore
            When the file is no store.
        """
        from geodata.outlines import outlines

        return self._keep(f"outlines {level}", lambda store: outlines(level, store))

    def outlines_of(self, codes: Collection[str]) -> "Outlines | None":
        """The areas of the first level that all these codes are of; None where there is none."""
        levels = (self.outlines(level) for level in self.levels())
        return next((found for found in levels if found.by_code().keys() >= set(codes)), None)

    def geocoder(self) -> "Geocoder":
        """
        Looks addresses up in the imported register.

        Raises
        ------
        InvalidServer
            When the geocoding server's URL cannot be asked.
        InvalidStore
            When the file is no store.
        """
        return self._keep("geocoder", self._new_geocoder)

    def _new_geocoder(self, store: "Store | None") -> "Geocoder":
        from geodata.geocoding import Geocoder
        from geodata.nominatim import NominatimServer

        settings = self._settings
        server = None
        if settings.nominatim_url:
            server = NominatimServer(
                settings.nominatim_url, timeout_seconds=settings.routing_timeout_seconds, city=settings.city
            )
        return Geocoder(
            register=store, districts=_district_points(store), server=server, region=[settings.city, *_names(store)]
        )

    def _keep(self, name: str, make: "Callable[[Store | None], Value]") -> Value:
        with self._lock:
            store = self._current()
            if name not in self._kept:
                self._kept[name] = make(store)
            found: Value = self._kept[name]  # type: ignore[assignment]
            return found

    def _current(self) -> "Store | None":
        """The store; forgets everything once another file was imported. Kept travel minutes change the file, too."""
        from geodata.store import Store

        path = self._settings.store_file
        stamp = _stamp(path)
        if stamp == self._stamp:
            return self._store
        is_another_file = (stamp and stamp[1]) != (self._stamp and self._stamp[1])
        if self._store is not None and is_another_file:
            # Its connections would go on reading the file that was there.
            self._store.close()
            self._store = None
            self._kept.clear()
        if stamp is not None and self._store is None:
            self._store = Store.open(path)
        imported = self._store.batches() if self._store else None
        if imported != self._imported:
            self._kept.clear()
        self._stamp, self._imported = stamp, imported
        return self._store


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes with the file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _district_points(store: "Store | None") -> "tuple[DistrictPoint, ...]":
    """The Stadtbezirke: inside the imported area where there is one, else at the published centre."""
    from geodata import stadtbezirke
    from geodata.areas import STADTBEZIRKE
    from geodata.geocoding import DistrictPoint

    areas = {area.code: area for area in (store.areas(STADTBEZIRKE) if store else ())}
    points = []
    for district in stadtbezirke():
        latitude, longitude = district.latitude, district.longitude
        if district.code in areas:
            latitude, longitude = areas[district.code].inner_point
        points.append(
            DistrictPoint(code=district.code, name=district.name, latitude=latitude, longitude=longitude)
        )  # fmt: skip
    return tuple(points)


def _names(store: "Store | None") -> Iterator[str]:
    """Of all parts of the city, imported and published."""
    from geodata import stadtbezirke, statistical_districts

    yield from (district.name for district in (*stadtbezirke(), *statistical_districts()))
    if store is not None:
        yield from (area.name for level in store.levels() for area in store.areas(level))


def geography() -> Geography:
    """That of the application at work."""
    found: Geography | None = current_app.extensions.get("lw-geography")
    if found is None:
        found = current_app.extensions.setdefault("lw-geography", Geography(current_settings()))
    return found


def outlines(level: str) -> "Outlines":
    """The outlines of a level for the application at work; errors as for ``Geography.outlines``."""
    return geography().outlines(level)


def geocoder() -> "Geocoder":
    """The geocoder of the application at work; errors as for ``Geography.geocoder``."""
    return geography().geocoder()
