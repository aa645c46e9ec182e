"""What the application knows of the city, with and without an imported store."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from geodata import stadtbezirke
from geodata.areas import STADTBEZIRKE
from geodata.errors import InvalidPlace, InvalidServer, InvalidStore
from geodata.store import Store
from tests.webapp.site import make_app
from tests.webapp.streets import STREET, make_store
from webapp.geography import Geography, geocoder, geography, outlines
from webapp.settings import Settings


def made(tmp_path: Path, **changes: Any) -> Geography:
    return Geography(Settings(data_folder=tmp_path, **changes))


def test_without_an_import_outlines_are_schematic_and_addresses_unknown(tmp_path: Path) -> None:
    known = made(tmp_path)
    assert known.outlines(STADTBEZIRKE).schematic
    assert known.levels() == ("stadtbezirke", "statistische_bezirke")
    assert not known.geocoder().knows_addresses
    assert list(tmp_path.iterdir()) == []


def test_outlines_and_geocoder_are_made_once(tmp_path: Path) -> None:
    known = made(tmp_path)
    assert known.outlines(STADTBEZIRKE) is known.outlines(STADTBEZIRKE)
    assert known.geocoder() is known.geocoder()


def test_an_import_is_noticed(tmp_path: Path) -> None:
    known = made(tmp_path)
    assert known.geocoder().locate(f"{STREET} 1").best is None
    make_store(tmp_path / "geodata.sqlite")
    best = known.geocoder().locate(f"{STREET} 1").best
    assert best is not None
    assert best.how == "exact"


def test_kept_travel_minutes_are_no_import(tmp_path: Path) -> None:
    make_store(tmp_path / "geodata.sqlite")
    known = made(tmp_path)
    before = known.geocoder()
    with Store.open(tmp_path / "geodata.sqlite") as store:
        store.keep_minutes("valhalla", "car", {((51.5, 7.5), (51.6, 7.5)): 7})
    assert known.geocoder() is before


def test_a_store_that_was_removed_is_forgotten(tmp_path: Path) -> None:
    make_store(tmp_path / "geodata.sqlite")
    known = made(tmp_path)
    assert known.geocoder().knows_addresses
    (tmp_path / "geodata.sqlite").unlink()
    assert not known.geocoder().knows_addresses


def test_a_store_that_took_the_place_of_another_is_noticed(tmp_path: Path) -> None:
    make_store(tmp_path / "geodata.sqlite")
    known = made(tmp_path)
    assert known.geocoder().locate(f"{STREET} 1").best is not None
    make_store(tmp_path / "new.sqlite")
    with closing(sqlite3.connect(tmp_path / "new.sqlite")) as store:
        store.execute("UPDATE addresses SET street = 'Neue Gasse', street_key = 'neuegasse'")
        store.commit()
    (tmp_path / "new.sqlite").replace(tmp_path / "geodata.sqlite")
    assert known.geocoder().locate("Neue Gasse 1").best is not None
    assert known.geocoder().locate(f"{STREET} 1").best is None


def test_the_store_can_lie_elsewhere(tmp_path: Path) -> None:
    make_store(tmp_path / "anderswo.sqlite")
    assert made(tmp_path, geodata_file=str(tmp_path / "anderswo.sqlite")).geocoder().knows_addresses


def test_another_file_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "geodata.sqlite")) as other:
        other.execute("CREATE TABLE anything (id INTEGER)")
        other.commit()
    with pytest.raises(InvalidStore):
        made(tmp_path).geocoder()


def test_unknown_levels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidPlace, match="planeten"):
        made(tmp_path).outlines("planeten")


def test_a_public_geocoding_server_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidServer, match="public server"):
        made(tmp_path, nominatim_url="https://nominatim.openstreetmap.org").geocoder()


def test_districts_are_found_at_their_published_centres(tmp_path: Path) -> None:
    best = made(tmp_path).geocoder().locate("", district="hoerde").best
    hoerde = next(row for row in stadtbezirke() if row.code == "hoerde")
    assert best is not None
    assert (best.how, best.latitude, best.longitude) == ("district", hoerde.latitude, hoerde.longitude)


def test_the_application_at_work_has_one_geography(tmp_path: Path) -> None:
    with make_app(tmp_path).app_context():
        assert geography() is geography()
        assert geocoder() is geocoder()
        assert len(outlines(STADTBEZIRKE)) == 12
