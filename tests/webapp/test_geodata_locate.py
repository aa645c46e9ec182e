"""``geodata locate`` and ``geodata travel``: what they print, and how they refuse."""

from pathlib import Path

import pytest

import webapp.travel
from tests.geodata.engines import valhalla
from tests.geodata.loopback import nobody, serving
from tests.webapp.command import run
from tests.webapp.streets import POSTCODE, STREET, TWINS, make_store


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LW_DATA_FOLDER", str(tmp_path))


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    return make_store(tmp_path / "geodata.sqlite")


def test_an_address_is_printed_with_how_it_was_found(imported: Path) -> None:
    answer = run("geodata", "locate", f"{STREET} 1, {POSTCODE} Dortmund")
    assert answer.exit_code == 0
    assert answer.stdout == f"{STREET} 1 (51.525500, 7.546500): genau gefunden\n"


def test_a_store_can_be_named(tmp_path: Path) -> None:
    store = make_store(tmp_path / "anderswo.sqlite")
    assert run("geodata", "locate", f"{STREET} 1", "--store", store).exit_code == 0
    assert run("geodata", "locate", f"{STREET} 1").exit_code == 1


def test_several_streets_are_printed_for_choice(imported: Path) -> None:
    answer = run("geodata", "locate", "Kieselweg 7")
    assert answer.exit_code == 1
    lines = answer.stdout.splitlines()
    assert lines[0].startswith("Mehrere Orte kommen in Frage.")
    assert lines[1] == "Möglich:"
    assert [line.split(" (")[0].strip() for line in lines[2:]] == [f"{twin} 7" for twin in TWINS]
    # kieselweg has 9 letters, obererkieselweg 15, untererkieselweg 16: 18 of 24 and of 25 are in common.
    assert "ähnliche Straße (75 von 100)" in lines[2]
    assert "ähnliche Straße (72 von 100)" in lines[3]


def test_what_is_coarser_is_printed_too(imported: Path) -> None:
    answer = run("geodata", "locate", f"{STREET} 99, {POSTCODE} Dortmund")
    assert answer.exit_code == 0
    first, second, third = answer.stdout.splitlines()
    assert "Hausnummer nicht im Verzeichnis" in first
    assert (second, "nur Postleitzahl" in third) == ("Auch möglich:", True)


def test_an_unknown_address_is_told_with_exit_code_1(imported: Path) -> None:
    answer = run("geodata", "locate", "Xyzzy 1")
    assert (answer.exit_code, answer.stdout) == (1, "Nicht gefunden.\n")


def test_without_an_import_only_districts_are_known() -> None:
    assert "nur Stadtbezirk" in run("geodata", "locate", "Hörde").stdout
    assert run("geodata", "locate", f"{STREET} 1").exit_code == 1


@pytest.mark.parametrize("content", [None, "no store"])
def test_a_store_that_is_none_is_refused(tmp_path: Path, content: str | None) -> None:
    store = tmp_path / "other.sqlite"
    if content is not None:
        store.write_text(content, encoding="utf-8")
    answer = run("geodata", "locate", f"{STREET} 1", "--store", store)
    assert answer.exit_code == 2
    assert STREET not in answer.stderr


def test_a_public_geocoding_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LW_NOMINATIM_URL", "https://nominatim.openstreetmap.org")
    answer = run("geodata", "locate", f"{STREET} 1")
    assert answer.exit_code == 2
    assert "LW_NOMINATIM_URL" in answer.stderr


def test_a_geocoding_server_that_fails_is_named(imported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LW_NOMINATIM_URL", nobody())
    answer = run("geodata", "locate", f"Xyzzy 1, {POSTCODE} Dortmund")
    assert answer.exit_code == 0
    assert "nur Postleitzahl" in answer.stdout
    assert "Nominatim: nicht erreichbar" in answer.stdout


def test_minutes_are_printed_with_their_source(monkeypatch: pytest.MonkeyPatch) -> None:
    way = ("geodata", "travel", "--from", "51.5136,7.4653", "--to", "51.4880,7.4990", "--mode", "car")
    # 3.68 km: 5 + 60 * 1.3 * 3.68 / 25 = 16.5 minutes.
    assert run(*way).stdout == "17 Minuten mit dem Auto: geschätzt\n"
    monkeypatch.setenv("LW_ROUTING_ENGINE", "valhalla")
    with serving(valhalla(lambda start, end: 601)) as server:
        monkeypatch.setenv("LW_ROUTING_URL", server.url)
        # 601 s are begun minute 11, and 5 for parking.
        assert run(*way).stdout == "16 Minuten mit dem Auto: im Straßennetz (Valhalla)\n"
    monkeypatch.setenv("LW_ROUTING_URL", nobody())
    assert run(*way).stdout == "17 Minuten mit dem Auto: geschätzt (Valhalla: nicht erreichbar)\n"


def test_kept_minutes_are_shown_and_asked_for_anew_once_forgotten(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    way = ("geodata", "travel", "--from", "51.5136,7.4653", "--to", "51.4880,7.4990", "--mode", "car")
    monkeypatch.setenv("LW_GEODATA_FILE", str(tmp_path / "geodata.sqlite"))
    assert "gibt es nicht" in run("geodata", "forget").stdout
    monkeypatch.setenv("LW_ROUTING_ENGINE", "valhalla")
    seconds = [601]
    with serving(valhalla(lambda start, end: seconds[0])) as server:
        monkeypatch.setenv("LW_ROUTING_URL", server.url)
        run(*way)
        # The new map is quicker by three minutes; what was kept is not asked for again.
        seconds[0] = 421
        assert run(*way).stdout.startswith("16 Minuten")
        assert run("geodata", "show").stdout == f"Gemerkt mit dem Auto von valhalla {server.url}: 1 Weg\n"
        assert run("geodata", "forget").stdout.startswith("Vergessen: die Minuten für 1 Weg.")
        assert run("geodata", "forget").stdout == "Nichts zu vergessen.\n"
        # As after a new start: a process remembers by itself, too.
        webapp.travel._routes.cache_clear()
        assert run(*way).stdout.startswith("13 Minuten")


@pytest.mark.parametrize("place", ["", "51.5", "51,5;7,4", "x,y", "91,7", "51.5,181", "nan,7", "1,2,3"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    answer = run("geodata", "travel", "--from", place, "--to", "51.5,7.4")
    assert answer.exit_code == 2
    assert "--from" in answer.stderr


def test_settings_that_cannot_work_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LW_ROUTING_ENGINE", "osrm")
    answer = run("geodata", "travel", "--from", "51.5,7.4", "--to", "51.5,7.5")
    assert answer.exit_code == 2
    assert "LW_ROUTING_URL" in answer.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("LW_ROUTING_ENGINE", "geheim"), ("LW_ROUTING_TIMEOUT_SECONDS", "0"), ("LW_RUN_HOUR", "geheim")]
)
def test_a_setting_that_cannot_be_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    answer = run("geodata", "travel", "--from", "51.5,7.4", "--to", "51.5,7.5")
    assert answer.exit_code == 2
    assert name in answer.stderr
    assert "geheim" not in answer.stderr
