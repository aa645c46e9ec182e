"""Minutes that are known, in memory and in the store."""

import logging
import pickle
from pathlib import Path

import numpy as np
import pytest

from geodata.known_minutes import NO_WAY, UNKNOWN, KnownMinutes, cells_of, points_of

CELLS = cells_of(np.array([[51.5, 7.5], [51.501, 7.5], [51.5, 7.501]]))
SOURCE = "valhalla http://127.0.0.1:1"


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    return tmp_path / "geodata.sqlite"


def table(*rows: list[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.array(rows, dtype=np.int32)


def test_places_are_told_apart_by_thousandths_of_a_degree() -> None:
    points = np.array([[51.50049, 7.49951], [51.5006, -0.1234]])
    assert cells_of(points).tolist() == [[51500, 7500], [51501, -123]]
    assert points_of(cells_of(points)).tolist() == [[51.5, 7.5], [51.501, -0.123]]


def test_what_was_never_added_is_unknown() -> None:
    known = KnownMinutes(SOURCE, "car", None)
    assert known.of(CELLS[:2], CELLS).tolist() == [[UNKNOWN] * 3] * 2
    known.add(CELLS[:1], CELLS[1:], table([5, NO_WAY]))
    assert known.of(CELLS[:2], CELLS).tolist() == [[UNKNOWN, 5, NO_WAY], [UNKNOWN] * 3]


def test_the_table_grows_without_losing_anything() -> None:
    known = KnownMinutes(SOURCE, "car", None)
    cells = cells_of(np.array([[51 + n / 1000, 7.0] for n in range(100)]))
    for n in range(100):
        known.add(cells[n : n + 1], cells[: n + 1], np.arange(n + 1, dtype=np.int32)[np.newaxis])
    found = known.of(cells, cells)
    expected = np.where(np.tri(100, dtype=bool), np.arange(100)[np.newaxis], UNKNOWN)
    np.testing.assert_array_equal(found, expected)


def test_kept_minutes_are_there_the_next_time(store_file: Path) -> None:
    known = KnownMinutes(SOURCE, "car", store_file)
    known.add(CELLS[:1], CELLS, table([0, 5, NO_WAY]))
    known.keep()
    again = KnownMinutes(SOURCE, "car", store_file)
    assert again.of(CELLS[:2], CELLS[1:]).tolist() == [[5, NO_WAY], [UNKNOWN, UNKNOWN]]


@pytest.mark.parametrize(("source", "mode"), [(SOURCE, "foot"), ("osrm http://127.0.0.1:1", "car")])
def test_minutes_of_another_mode_or_server_are_not_taken(store_file: Path, source: str, mode: str) -> None:
    known = KnownMinutes(SOURCE, "car", store_file)
    known.add(CELLS[:1], CELLS[:1], table([5]))
    known.keep()
    assert KnownMinutes(source, mode, store_file).of(CELLS[:1], CELLS[:1]).tolist() == [[UNKNOWN]]


def test_a_file_is_made_once_there_is_something_to_keep(store_file: Path) -> None:
    known = KnownMinutes(SOURCE, "car", store_file)
    known.of(CELLS[:1], CELLS[:1])
    known.keep()
    assert not store_file.exists()
    known.add(CELLS[:1], CELLS[:1], table([5]))
    known.keep()
    assert store_file.exists()


def test_another_machine_makes_no_file_of_its_own(store_file: Path) -> None:
    sent = pickle.loads(pickle.dumps(KnownMinutes(SOURCE, "car", store_file)))
    sent.add(CELLS[:1], CELLS[:1], table([5]))
    sent.keep()
    assert not store_file.exists()


def test_a_file_that_is_no_store_is_a_warning_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "broken.sqlite"
    path.write_text("no store", encoding="utf-8")
    known = KnownMinutes(SOURCE, "car", path)
    with caplog.at_level(logging.WARNING):
        assert known.of(CELLS[:1], CELLS[:1]).tolist() == [[UNKNOWN]]
        known.add(CELLS[:1], CELLS[:1], table([5]))
        known.keep()
    assert known.of(CELLS[:1], CELLS[:1]).tolist() == [[5]]
    assert len(caplog.messages) == 2
    assert "51" not in caplog.text.replace(str(tmp_path), "")


def test_another_process_begins_with_what_is_known(store_file: Path) -> None:
    known = KnownMinutes(SOURCE, "car", store_file)
    known.add(CELLS[:1], CELLS[:1], table([5]))
    assert pickle.loads(pickle.dumps(known)).of(CELLS[:1], CELLS[:1]).tolist() == [[5]]
