"""The local store: what an operator imported, and travel minutes once they were asked for."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import shapely
from sqlalchemy import Connection, Engine, delete, func, select, tuple_
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import OperationalError

from geodata import store_tables as tables
from geodata.adjacency import Border
from geodata.areas import Area
from geodata.errors import StoreUnavailable
from geodata.register import Address, Postcode

Position = tuple[float, float]
"""Latitude and longitude in degrees, WGS84."""
DECIMALS = 5
"""Of the degrees by which minutes are kept: about a metre."""
_UNITS = 10**DECIMALS
_KEYS_AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """
    One imported file.

    Attributes
    ----------
    kind
        ``boundaries``, ``addresses`` or ``postcodes``.
    level
        Level of the boundaries; empty otherwise.
    file
        Name of the file, without its folder.
    sha256
        Of its bytes, in hexadecimal digits.
    options
        What was asked for when it was imported, as JSON.
    imported_at
        When, with time zone.
    source
        Origin and licence as the operator noted them; may be empty.
    records
        Number of areas, addresses or postcodes it brought.
    findings
        Number of findings it was imported with.
    """

    kind: str
    level: str
    file: str
    sha256: str
    options: str
    imported_at: datetime
    source: str
    records: int
    findings: int


class Store:
    """
    One SQLite file with areas, borders, addresses, postcodes and travel minutes.

    Several threads and processes may read while one imports. A context manager that closes it.
    """

    def __init__(self, engine: Engine, *, new: Path | None = None) -> None:
        self._engine = engine
        # Made when there is something to write: an import that is refused leaves no empty file behind.
        self._new = new

    @classmethod
    def open(cls, path: Path | None) -> "Store":
        """
        The store in a file, which is made with the first change where there is none; None for a store in memory.

        Raises
        ------
        InvalidStore
            When the file is something else.
        StoreUnavailable
            When it cannot be opened.
        """
        if path is not None and not path.exists():
            return cls(tables.open_engine(None), new=path)
        return cls(tables.open_engine(path))

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """
        A connection whose changes are all kept when the block ends, or none of them when it fails.

        Raises
        ------
        StoreUnavailable
            When the file cannot be made or written, or somebody else has been writing for too long.
        """
        if self._new is not None:
            self._engine, self._new = tables.open_engine(self._new), None
        try:
            with self._engine.connect().execution_options(**{tables.WRITES: True}) as connection, connection.begin():
                yield connection
        except OperationalError as error:
            raise StoreUnavailable(f"store: {error.orig}") from None

    def batches(self) -> tuple[Batch, ...]:
        """What was imported, boundaries first, in the order of levels."""
        table = tables.batches
        columns = [column for column in table.c if column.name != "id"]
        order = (table.c.kind != "boundaries", table.c.kind, table.c.level)
        return tuple(
            Batch(**{**row, "imported_at": datetime.fromisoformat(row["imported_at"])})
            for row in self._rows(select(*columns).order_by(*order))
        )

    def levels(self) -> tuple[str, ...]:
        """Names of the levels with areas, the one with the fewest areas first."""
        found = [batch for batch in self.batches() if batch.kind == "boundaries"]
        return tuple(batch.level for batch in sorted(found, key=lambda batch: (batch.records, batch.level)))

    def source(self, level: str) -> str:
        """Origin and licence of a level's boundaries as the operator noted them, else the name of their file."""
        found = next(each for each in self.batches() if each.kind == "boundaries" and each.level == level)
        return found.source or found.file

    def areas(self, level: str) -> tuple[Area, ...]:
        """The areas of a level in the order of their codes; empty where the store has no such level."""
        table = tables.areas
        columns = [table.c[name] for name in ("level", "code", "name", "parent", "parent_level", "shape")]
        rows = self._rows(select(*columns).where(table.c.level == level).order_by(table.c.code))
        return tuple(Area(**{**row, "shape": shapely.from_wkb(row["shape"])}) for row in rows)

    def codes(self, level: str) -> tuple[str, ...]:
        """The codes of a level in order, without the work of reading its shapes."""
        table = tables.areas
        return tuple(row["code"] for row in self._rows(select(table.c.code).where(table.c.level == level)))

    def borders(self, level: str) -> tuple[Border, ...]:
        """Every pair of areas of a level that touch, corners included."""
        table = tables.borders
        columns = [table.c[name] for name in ("a", "b", "metres", "corner")]
        rows = self._rows(select(*columns).where(table.c.level == level).order_by(table.c.a, table.c.b))
        return tuple(Border(**row) for row in rows)

    def neighbours(self, level: str) -> tuple[Border, ...]:
        """The pairs of a level that share a border, without corners."""
        return tuple(border for border in self.borders(level) if not border.corner)

    def addresses_per_area(self, level: str) -> dict[str, int]:
        """
        Number of addresses in each area of a level, 0 included; empty where the store holds no addresses.

        Counted by the area that the register names where its names are of this level, else by the point in the shape.
        """
        table = tables.areas
        rows = self._rows(select(table.c.code, table.c.addresses).where(table.c.level == level).order_by(table.c.code))
        return {row["code"]: row["addresses"] for row in rows if row["addresses"] is not None}

    def streets(self) -> dict[str, str]:
        """Every street of the register by its `street_key`, in the register's spelling; the first where they differ."""
        table = tables.addresses
        found: dict[str, str] = {}
        for row in self._rows(select(table.c.street_key, table.c.street).distinct().order_by(table.c.street)):
            found.setdefault(row["street_key"], row["street"])
        return found

    def addresses_on(self, key: str) -> tuple[Address, ...]:
        """The addresses on the street with this `street_key`, by number and suffix."""
        table = tables.addresses
        return tuple(self._addresses(table.c.street_key == key))

    def addresses(self) -> tuple[Address, ...]:
        """All addresses, by street, number and suffix."""
        return tuple(self._addresses())

    def postcodes(self) -> dict[str, Postcode]:
        """Every postcode with its point, by its digits."""
        table = tables.postcodes
        rows = self._rows(select(table.c.code, table.c.latitude, table.c.longitude).order_by(table.c.code))
        return {row["code"]: Postcode(**row) for row in rows}

    def minutes_from(
        self, source: str, mode: str, starts: Sequence[Position]
    ) -> Iterator[tuple[tuple[Position, Position], int]]:
        """
        Every pair of places that begins at one of these starts, with its minutes as they were kept.

        Places are the same when they are equal in five decimals of a degree.

        Parameters
        ----------
        source
            Who measured: as it was given to `keep_minutes`.
        """
        table = tables.minutes
        keys = sorted({_place_key(start) for start in starts})
        for first in range(0, len(keys), _KEYS_AT_ONCE):
            query = select(*_pair_columns(), table.c.minutes).where(
                table.c.source == source,
                table.c.mode == mode,
                tuple_(table.c.from_latitude, table.c.from_longitude).in_(keys[first : first + _KEYS_AT_ONCE]),
            )
            with self._engine.connect() as connection:
                # Written out: there may be a million of them.
                for from_lat, from_lon, to_lat, to_lon, minutes in connection.execute(query):  # type: ignore[misc]
                    yield ((from_lat / _UNITS, from_lon / _UNITS), (to_lat / _UNITS, to_lon / _UNITS)), minutes

    def keep_minutes(self, source: str, mode: str, minutes: Mapping[tuple[Position, Position], int]) -> None:
        """Keep minutes for pairs of places; what was kept for them before is replaced."""
        if not minutes:
            return
        names = [column.name for column in _pair_columns()]
        rows = [
            {"source": source, "mode": mode, **dict(zip(names, _pair_key(pair), strict=True)), "minutes": value}
            for pair, value in minutes.items()
        ]
        statement = insert(tables.minutes)
        replacing = statement.on_conflict_do_update(
            index_elements=["source", "mode", *names], set_={"minutes": statement.excluded.minutes}
        )
        with self.writing() as connection:
            connection.execute(replacing, rows)

    def kept_pairs(self) -> dict[tuple[str, str], int]:
        """How many pairs of places have kept minutes, by source and mode."""
        table = tables.minutes
        of = (table.c.source, table.c.mode)
        rows = self._rows(select(*of, func.count().label("pairs")).group_by(*of).order_by(*of))
        return {(row["source"], row["mode"]): row["pairs"] for row in rows}

    def forget_minutes(self) -> int:
        """Let go of all kept minutes; returns of how many pairs. A missing file stays missing."""
        count = sum(self.kept_pairs().values())
        if count:
            with self.writing() as connection:
                connection.execute(delete(tables.minutes))
        return count

    def _addresses(self, *conditions: Any) -> Iterator[Address]:
        table = tables.addresses
        columns = [table.c[name] for name in ("street", "number", "suffix", "latitude", "longitude", "area")]
        order = (table.c.street_key, table.c.number, table.c.suffix)
        for row in self._rows(select(*columns).where(*conditions).order_by(*order)):
            yield Address(**row)

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _pair_columns() -> list[Any]:
    table = tables.minutes
    return [table.c.from_latitude, table.c.from_longitude, table.c.to_latitude, table.c.to_longitude]


def _pair_key(pair: tuple[Position, Position]) -> tuple[int, ...]:
    return (*_place_key(pair[0]), *_place_key(pair[1]))


def _place_key(place: Position) -> tuple[int, int]:
    return round(place[0] * 10**DECIMALS), round(place[1] * 10**DECIMALS)
