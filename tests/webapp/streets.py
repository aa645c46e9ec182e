"""A store with a few invented streets of the pilot's districts."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from geodata import store_tables as tables
from geodata.register import street_key
from geodata.store import Store

STREET = "Bernsteinallee"
TWINS = ("Oberer Kieselweg", "Unterer Kieselweg")
"""Two streets that are meant alike by whoever only says Kieselweg."""
POSTCODE = "44309"
BRACKEL = (51.5255, 7.5465)
"""Where the first house of the street is."""


def make_store(path: Path) -> Path:
    """The street with the numbers 1, 3 and 5, the twins with a number 7, and the postcode of all of them."""
    houses = [(STREET, 1, 0.0), (STREET, 3, 0.001), (STREET, 5, 0.002), (TWINS[0], 7, 0.004), (TWINS[1], 7, 0.006)]
    with Store.open(path) as store, store.writing() as connection:
        batch = _batch(connection, "addresses", len(houses))
        rows = [
            {"batch": batch, "street": street, "street_key": street_key(street), "number": number, "suffix": "",
             "latitude": round(BRACKEL[0] + north, 6), "longitude": BRACKEL[1], "area": None}
            for street, number, north in houses
        ]  # fmt: skip
        connection.execute(insert(tables.addresses), rows)
        batch = _batch(connection, "postcodes", 1)
        point = {"code": POSTCODE, "latitude": BRACKEL[0], "longitude": BRACKEL[1], "batch": batch}
        connection.execute(insert(tables.postcodes), [point])
    return path


def _batch(connection: Connection, kind: str, records: int) -> Any:
    facts = {
        "kind": kind, "level": "", "file": f"{kind}.csv", "sha256": "0" * 64, "options": "{}",
        "imported_at": "2016-09-01T08:00:00+02:00", "source": "erfunden", "records": records, "findings": 0,
    }  # fmt: skip
    return connection.execute(insert(tables.batches).values(**facts)).inserted_primary_key[0]
