from pathlib import Path
from typing import Any

import pytest

from geodata.errors import StoreChanged
from geodata.store import Store
from tests.geodata.squares import as_geojson, corners, in_degrees, make_feature
from tests.webapp.command import run


def written(folder: Path, name: str, *features: dict[str, Any]) -> Path:
    path = folder / f"{name}.geojson"
    path.write_text(as_geojson(features), encoding="utf-8")
    return path


@pytest.fixture
def wards(tmp_path: Path) -> Path:
    return written(tmp_path, "Neue Bezirke", make_feature("w1", corners(0, 0)), make_feature("w2", corners(100, 0)))


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    """Each ward in two halves."""
    halves = (make_feature(f"b{i}", corners(50 * i, 0, 50), ward=f"w{i // 2 + 1}") for i in range(4))
    return written(tmp_path, "blocks", *halves)


@pytest.fixture
def overlapping(tmp_path: Path) -> Path:
    return written(tmp_path, "wards", make_feature("w1", corners(0, 0)), make_feature("w2", corners(80, 0)))


@pytest.fixture
def register(tmp_path: Path) -> Path:
    lon, lat = in_degrees(corners(10, 10))[0]
    path = tmp_path / "register.csv"
    path.write_text(f"strasse;hnr;lat;lon\nAmberweg;1;{lat};{lon}\nAmberweg;2;{lat};{lon}\n", encoding="utf-8")
    return path


@pytest.fixture
def postcodes(tmp_path: Path) -> Path:
    path = tmp_path / "plz.csv"
    path.write_text("plz,lat,lon\n44135,51.5125,7.477\n", encoding="utf-8")
    return path


def test_files_are_imported_together_and_told(
    tmp_path: Path, wards: Path, blocks: Path, register: Path, postcodes: Path
) -> None:
    store = tmp_path / "store.sqlite"
    answer = run(
        "geodata", "import", "--boundaries", blocks, "--boundaries", wards, "--addresses", register,
        "--postcodes", postcodes, "--source", "invented, free", "--store", store,
    )  # fmt: skip
    assert answer.exit_code == 0
    assert "Grenzen neue_bezirke aus Neue Bezirke.geojson: 2 Gebiete" in answer.stdout
    assert "Koordinaten: Meter (EPSG:25832), nach den Zahlen angenommen" in answer.stdout
    assert "übergeordnetes Gebiet aus „ward“ (Ebene neue_bezirke)" in answer.stdout
    assert answer.stdout.endswith(f"Eingelesen in {store}.\n")
    with Store.open(store) as opened:
        assert opened.levels() == ("neue_bezirke", "blocks")
        assert opened.addresses_per_area("neue_bezirke") == {"w1": 2, "w2": 0}
    shown = run("geodata", "show", "--store", store)
    assert "Grenzen blocks: 4 Gebiete" in shown.stdout
    assert "Quelle, Lizenz: invented, free" in shown.stdout
    assert "Adressen: 2 Adressen" in shown.stdout
    again = run("geodata", "import", "--boundaries", wards, "--store", store)
    assert "2 Gebiete, unverändert im Bestand" in again.stdout
    assert "Nichts zu tun" in again.stdout


def test_a_file_that_must_be_changed_leaves_no_store_behind(tmp_path: Path, overlapping: Path) -> None:
    store = tmp_path / "store.sqlite"
    answer = run("geodata", "import", "--boundaries", overlapping, "--store", store)
    assert answer.exit_code == 2
    assert "w1 und w2 überlappen sich auf 2.000 m²" in answer.stdout
    assert answer.stdout.endswith("Nichts eingelesen: 1 Befund hindert daran.\n")
    assert not store.exists()
    assert run("geodata", "import", "--boundaries", overlapping, "--store", store, "--accept-findings").exit_code == 0
    assert store.exists()


def test_a_trial_leaves_no_store_behind(tmp_path: Path, wards: Path) -> None:
    store = tmp_path / "store.sqlite"
    answer = run("geodata", "import", "--boundaries", wards, "--store", store, "--dry-run")
    assert (answer.exit_code, store.exists()) == (0, False)
    assert answer.stdout.endswith("Nur geprüft: nichts hindert am Einlesen.\n")


def test_check_ends_with_1_when_something_hinders(
    wards: Path, overlapping: Path, register: Path, postcodes: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store.sqlite"
    for file, code, title in (
        (wards, 0, "Grenzen neue_bezirke"),
        (overlapping, 1, "Grenzen wards"),
        (register, 0, "Adressen aus register.csv: 2 Adressen"),
        (postcodes, 0, "Postleitzahlen aus plz.csv: 1 Postleitzahl"),
        (tmp_path / "missing.csv", 1, "Adressen aus missing.csv: nicht lesbar"),
        (tmp_path / "missing.geojson", 1, "Grenzen missing"),
    ):
        answer = run("geodata", "check", file, "--store", store)
        assert (answer.exit_code, answer.stdout.startswith(title)) == (code, True), file
    assert not store.exists()


def test_many_findings_of_a_kind_are_counted_and_shown_on_request(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    rows = "".join(f"Amberweg;x{number};51,5;7,5\n" for number in range(13))
    path.write_text(f"strasse;hnr;lat;lon\nAmberweg;1;51,5;7,5\n{rows}", encoding="utf-8")
    short = run("geodata", "check", path, "--store", tmp_path / "none")
    assert short.stdout.count("- Zeile") == 10
    assert "... und 3 weitere dieser Art; alle mit --all" in short.stdout
    assert run("geodata", "check", path, "--store", tmp_path / "none", "--all").stdout.count("- Zeile") == 13


def test_options_per_file_follow_the_order_of_files(tmp_path: Path, wards: Path, blocks: Path) -> None:
    store = tmp_path / "store.sqlite"
    answer = run(
        "geodata", "import", "--boundaries", wards, "--level", "Städte", "--name", "",
        "--boundaries", blocks, "--level", "", "--name", "ward", "--store", store,
    )  # fmt: skip
    assert answer.exit_code == 0
    with Store.open(store) as opened:
        assert opened.levels() == ("staedte", "blocks")
        assert opened.areas("staedte")[0].name == "Square w1"
        assert opened.areas("blocks")[3].name == "w2"


def test_use_that_cannot_work_is_told_in_german(tmp_path: Path, wards: Path, blocks: Path) -> None:
    for arguments, words in (
        ([], "Was soll eingelesen werden?"),
        (["--boundaries", wards, "--boundaries", wards], "Zwei Dateien für die Ebene neue_bezirke"),
        (["--boundaries", wards, "--boundaries", blocks, "--level", "x"], "--level steht 1-mal da"),
        (["--boundaries", wards, "--level", "?"], "Der Name der Ebene braucht Buchstaben"),
    ):
        answer = run("geodata", "import", *arguments, "--store", tmp_path / "store.sqlite")
        assert (answer.exit_code, words in answer.stderr) == (2, True), arguments


def test_a_store_that_is_something_else_is_refused(tmp_path: Path, wards: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("dear")
    for arguments in (["show"], ["import", "--boundaries", wards], ["check", wards]):
        answer = run("geodata", *arguments, "--store", other)
        assert (answer.exit_code, "ist kein Bestand" in answer.stderr) == (2, True)
    assert other.read_text() == "dear"
    answer = run("geodata", "import", "--boundaries", wards, "--store", other / "below.sqlite")
    assert (answer.exit_code, "nicht öffnen oder schreiben" in answer.stderr) == (2, True)


def test_show_says_when_there_is_nothing(tmp_path: Path) -> None:
    answer = run("geodata", "show", "--store", tmp_path / "none.sqlite")
    assert (answer.exit_code, answer.stdout.startswith("Noch ist nichts eingelesen")) == (0, True)


def test_the_usual_store_is_that_of_the_settings(tmp_path: Path, wards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LW_GEODATA_FILE", str(tmp_path / "own.sqlite"))
    assert run("geodata", "import", "--boundaries", wards).exit_code == 0
    assert run("geodata", "show").stdout.startswith("Grenzen neue_bezirke: 2 Gebiete")


def test_an_import_that_another_one_overtook_is_told_in_german(
    tmp_path: Path, wards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_: object) -> None:
        raise StoreChanged

    monkeypatch.setattr("geodata.store_writing.refuse_changed", overtaken)
    answer = run("geodata", "import", "--boundaries", str(wards), "--store", str(tmp_path / "geodata.sqlite"))
    assert (answer.exit_code, "bitte noch einmal starten" in answer.stderr) == (2, True)


def test_a_register_without_a_header_is_refused_without_quoting_its_first_address(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("Amberweg;7;51,5;7,46\n", encoding="utf-8")
    answer = run("geodata", "check", str(path), "--store", str(tmp_path / "geodata.sqlite"))
    assert answer.exit_code == 1
    assert "Amberweg" not in answer.stdout + answer.stderr
