import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.adjacency import borders_of
from geodata.errors import InvalidStore, StoreUnavailable
from geodata.register import Address, Postcode
from geodata.store import Batch, Store
from geodata.store_writing import forget_parents, put_addresses, put_areas, put_counts, put_postcodes
from tests.geodata.squares import corners, make_area

AREAS = (make_area("a", corners(0, 0)), make_area("b", corners(100, 0)), make_area("c", corners(200, 100)))
HERE, THERE, ELSEWHERE = (51.5, 7.5), (51.6, 7.6), (51.7, 7.7)


def make_batch(kind: str = "boundaries", level: str = "squares", **changes: object) -> Batch:
    batch: dict[str, object] = {
        "kind": kind,
        "level": level,
        "file": "squares.geojson",
        "sha256": "0" * 64,
        "options": "{}",
        "imported_at": datetime(2031, 2, 3, 4, 5, tzinfo=UTC),
        "source": "invented",
        "records": 3,
        "findings": 0,
    }
    return Batch(**{**batch, **changes})  # type: ignore[arg-type]


def make_address(number: int, suffix: str = "", street: str = "Amberweg") -> Address:
    return Address(street=street, number=number, suffix=suffix, latitude=51.5, longitude=7.5, area="a")


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(None) as store:
        yield store


def test_areas_and_borders_come_back_as_they_were(store: Store) -> None:
    borders = borders_of(AREAS)
    with store.writing() as connection:
        put_areas(connection, make_batch(), AREAS, borders)
    assert store.areas("squares") == AREAS
    assert store.borders("squares") == borders
    assert [(each.a, each.b) for each in store.neighbours("squares")] == [("a", "b")]
    assert (store.levels(), store.codes("squares"), store.source("squares")) == (
        ("squares",),
        ("a", "b", "c"),
        "invented",
    )


def test_a_batch_replaces_the_one_of_its_kind_and_level_with_all_it_brought(store: Store) -> None:
    with store.writing() as connection:
        put_areas(connection, make_batch(), AREAS, borders_of(AREAS))
        put_areas(connection, make_batch(level="other"), [make_area("z", corners(0, 0), level="other")], [])
        later = make_batch(sha256="1" * 64, records=1)
        put_areas(connection, later, AREAS[:1], [])
    assert store.areas("squares") == AREAS[:1]
    assert store.borders("squares") == ()
    assert store.codes("other") == ("z",)
    assert [each.sha256[0] for each in store.batches() if each.level == "squares"] == ["1"]


def test_nothing_is_kept_of_a_transaction_that_fails(store: Store) -> None:
    with store.writing() as connection:
        put_areas(connection, make_batch(), AREAS, [])

    def failing() -> None:
        with store.writing() as connection:
            put_areas(connection, make_batch(), AREAS[:1], [])
            put_addresses(connection, make_batch("addresses", ""), [make_address(1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert len(store.areas("squares")) == 3
    assert store.addresses() == ()


def test_levels_begin_with_the_one_of_the_fewest_areas(store: Store) -> None:
    with store.writing() as connection:
        put_areas(connection, make_batch(records=3), AREAS, [])
        put_areas(connection, make_batch(level="z", records=1), [make_area("z", corners(0, 0), level="z")], [])
    assert store.levels() == ("z", "squares")


def test_a_part_forgets_a_larger_area_that_is_gone(store: Store) -> None:
    parts = [make_area(code, corners(0, 0), level="small", parent=code, parent_level="squares") for code in "ab"]
    with store.writing() as connection:
        put_areas(connection, make_batch(level="small"), parts, [])
        forget_parents(connection, "squares", ["b"])
    assert [(area.parent, area.parent_level) for area in store.areas("small")] == [(None, None), ("b", "squares")]


def test_addresses_are_found_by_any_spelling_of_their_street(store: Store) -> None:
    addresses = [make_address(12), make_address(2, "b"), make_address(2), make_address(1, street="Birkenstr.")]
    with store.writing() as connection:
        put_addresses(connection, make_batch("addresses", ""), addresses)
    assert store.streets() == {"amberweg": "Amberweg", "birkenstr": "Birkenstr."}
    assert [(each.number, each.suffix) for each in store.addresses_on("amberweg")] == [(2, ""), (2, "b"), (12, "")]
    assert store.addresses_on("elsewhere") == ()
    assert len(store.addresses()) == 4


def test_counts_of_addresses_are_empty_until_there_are_any(store: Store) -> None:
    with store.writing() as connection:
        put_areas(connection, make_batch(), AREAS, [])
    assert store.addresses_per_area("squares") == {}
    with store.writing() as connection:
        put_counts(connection, "squares", {"a": 5, "b": 0, "c": 1})
    assert store.addresses_per_area("squares") == {"a": 5, "b": 0, "c": 1}


def test_postcodes_are_found_by_their_digits(store: Store) -> None:
    postcode = Postcode(code="01067", latitude=51.05, longitude=13.74)
    with store.writing() as connection:
        put_postcodes(connection, make_batch("postcodes", ""), [postcode])
    assert store.postcodes() == {"01067": postcode}


def test_minutes_are_kept_by_source_mode_and_five_decimals(store: Store) -> None:
    store.keep_minutes("server", "car", {(HERE, THERE): 9, (THERE, HERE): 11})
    store.keep_minutes("server", "car", {(HERE, THERE): 10, (HERE, ELSEWHERE): 12})
    near = (HERE[0] + 0.000_001, HERE[1])
    assert dict(store.minutes_from("server", "car", [near])) == {(HERE, THERE): 10, (HERE, ELSEWHERE): 12}
    assert list(store.minutes_from("server", "foot", [HERE])) == []
    assert list(store.minutes_from("other", "car", [HERE])) == []


def test_minutes_are_found_from_many_starts(store: Store) -> None:
    pairs = {((51 + place / 1000, 7.5), THERE): place for place in range(1000)}
    store.keep_minutes("server", "car", pairs)
    assert dict(store.minutes_from("server", "car", [start for start, _ in pairs])) == pairs


def test_kept_minutes_are_counted_and_forgotten(store: Store) -> None:
    store.keep_minutes("server", "car", {(HERE, THERE): 9, (THERE, HERE): 11})
    store.keep_minutes("other", "foot", {(HERE, THERE): 30})
    assert store.kept_pairs() == {("other", "foot"): 1, ("server", "car"): 2}
    assert store.forget_minutes() == 3
    assert store.kept_pairs() == {}
    assert list(store.minutes_from("server", "car", [HERE])) == []
    assert store.forget_minutes() == 0


def test_the_file_keeps_everything(tmp_path: Path) -> None:
    path = tmp_path / "new" / "geodata.sqlite"
    with Store.open(path) as store, store.writing() as connection:
        put_areas(connection, make_batch(), AREAS, [])
    with Store.open(path) as store:
        assert store.batches() == (make_batch(),)
        assert len(store.areas("squares")) == 3


def test_another_file_is_not_touched(tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("dear\n" * 1000)
    with pytest.raises(InvalidStore, match=r"letter.txt: found no SQLite file"):
        Store.open(text)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE people (name)")
    connection.close()
    before = other.read_bytes()
    with pytest.raises(InvalidStore, match="another SQLite file"):
        Store.open(other)
    assert other.read_bytes() == before
    assert text.read_text() == "dear\n" * 1000


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "geodata.sqlite"
    Store.open(path).keep_minutes("server", "car", {(HERE, THERE): 9})
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(InvalidStore, match="version 99"):
        Store.open(path)


def test_a_store_is_read_while_somebody_else_writes(tmp_path: Path) -> None:
    path = tmp_path / "geodata.sqlite"
    with Store.open(path) as writer, writer.writing() as connection:
        put_areas(connection, make_batch(), AREAS, [])
    with Store.open(path) as writer, writer.writing(), Store.open(path) as reader:
        assert reader.levels() == ("squares",)


def test_a_folder_where_a_file_should_be_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="unable to open"):
        Store.open(tmp_path)


def test_a_file_is_made_with_the_first_change(tmp_path: Path) -> None:
    path = tmp_path / "geodata.sqlite"
    with Store.open(path) as store:
        assert store.levels() == ()
        assert not path.exists()
        store.keep_minutes("server", "car", {(HERE, THERE): 9})
        assert path.exists()
        assert dict(store.minutes_from("server", "car", [HERE])) == {(HERE, THERE): 9}


def test_a_file_that_cannot_be_made_is_told_when_something_is_to_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Store.open(tmp_path / "file" / "geodata.sqlite") as store, pytest.raises(StoreUnavailable):
        store.keep_minutes("server", "car", {(HERE, THERE): 9})
