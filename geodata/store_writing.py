"""What an import writes into the store, on a connection whose transaction somebody else owns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache

import shapely
from sqlalchemy import Connection, delete, insert, select, update

from geodata import store_tables as tables
from geodata.adjacency import Border
from geodata.areas import Area
from geodata.errors import StoreChanged
from geodata.register import Address, Postcode, street_key
from geodata.store import Batch


def refuse_changed(connection: Connection, seen: Iterable[Batch]) -> None:
    """
    Hold the store against the batches an import saw when it began.

    Raises
    ------
    StoreChanged
        When there are others by now.
    """
    table = tables.batches
    there = connection.execute(select(table.c.kind, table.c.level, table.c.sha256, table.c.imported_at))
    known = {(each.kind, each.level, each.sha256, each.imported_at.isoformat()) for each in seen}
    if {tuple(row) for row in there} != known:
        raise StoreChanged("store: somebody else imported meanwhile, expected nobody to; import again")


def put_areas(connection: Connection, batch: Batch, areas: Sequence[Area], borders: Sequence[Border]) -> None:
    """The areas of a level with their borders, instead of those it had."""
    number = _put_batch(connection, batch)
    rows = [
        {
            "batch": number,
            "level": batch.level,
            "code": area.code,
            "name": area.name,
            "parent": area.parent,
            "parent_level": area.parent_level,
            "shape": shapely.to_wkb(area.shape),
        }
        for area in areas
    ]
    connection.execute(insert(tables.areas), rows)
    if borders:
        further = {"batch": number, "level": batch.level}
        connection.execute(insert(tables.borders), [{**further, **asdict(border)} for border in borders])


def put_addresses(connection: Connection, batch: Batch, addresses: Iterable[Address]) -> None:
    """The addresses, instead of those that were there."""
    number = _put_batch(connection, batch)
    # A street has some forty addresses.
    key = cache(street_key)
    rows = [
        (number, each.street, key(each.street), each.number, each.suffix, each.latitude, each.longitude, each.area)
        for each in addresses
    ]
    names = ("batch", "street", "street_key", "number", "suffix", "latitude", "longitude", "area")
    # Straight to the driver: a hundred thousand rows in one call.
    statement = f"INSERT INTO addresses ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    connection.exec_driver_sql(statement, rows)


def put_postcodes(connection: Connection, batch: Batch, postcodes: Iterable[Postcode]) -> None:
    """The postcodes, instead of those that were there."""
    number = _put_batch(connection, batch)
    connection.execute(insert(tables.postcodes), [{"batch": number, **asdict(each)} for each in postcodes])


def put_counts(connection: Connection, level: str, counts: Mapping[str, int]) -> None:
    """Number of addresses in each area of a level."""
    table = tables.areas
    for code, number in counts.items():
        connection.execute(update(table).where(table.c.level == level, table.c.code == code).values(addresses=number))


def forget_parents(connection: Connection, level: str, kept: Iterable[str]) -> None:
    """Parts of areas of this level that are not kept are parts of nothing any more."""
    table = tables.areas
    connection.execute(
        update(table)
        .where(table.c.parent_level == level, table.c.parent.not_in(list(kept)))
        .values(parent=None, parent_level=None)
    )


def _put_batch(connection: Connection, batch: Batch) -> int:
    """Its number, once what it replaces is gone with everything it brought."""
    table = tables.batches
    connection.execute(delete(table).where(table.c.kind == batch.kind, table.c.level == batch.level))
    row = {**asdict(batch), "imported_at": batch.imported_at.isoformat()}
    return int(connection.execute(insert(table).returning(table.c.id), row).scalar_one())
