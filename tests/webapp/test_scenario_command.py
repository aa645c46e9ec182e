import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geodata.import_report import BoundaryFile, Request
from geodata.importing import import_files
from geodata.store import Store
from scenarios.default import default_scenario
from scenarios.scenario_file import parse_scenario, read_scenario, scenario_sha256
from tests.webapp.command import run, run_program
from webapp.terminal.scenarios import scenario_lines


@pytest.fixture
def pilot(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.json"
    assert run("scenario", "new", "--level", "pilot", "-o", path).exit_code == 0
    return path


@pytest.mark.parametrize("level", ["pilot", "stadtbezirke", "statistische_bezirke"])
def test_new_writes_the_default_of_a_level(tmp_path: Path, level: str) -> None:
    done = run("scenario", "new", "--level", level, "-o", tmp_path / "scenario.json")
    assert done.stdout.startswith("Geschrieben: ")
    assert read_scenario(tmp_path / "scenario.json") == default_scenario(level)


def test_new_prints_the_stadtbezirke_without_a_file() -> None:
    assert parse_scenario(json.loads(run("scenario", "new").stdout)) == default_scenario()


def test_show_prints_the_numbers_of_the_file(pilot: Path) -> None:
    lines = run("scenario", "show", pilot).stdout.splitlines()
    assert lines == list(scenario_lines(default_scenario("pilot")))


def test_check_tells_size_and_sum_of_a_sound_scenario(pilot: Path) -> None:
    done = run("scenario", "check", pilot)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "In Ordnung: 2 Gebiete mit 150 Haushalten, 1 möglicher Standort.",
        f"Prüfsumme: {scenario_sha256(default_scenario('pilot'))}",
    ]


def test_check_tells_every_problem(pilot: Path) -> None:
    raw = json.loads(pilot.read_text(encoding="utf-8"))
    raw["units"] += [{"id": f"u{i}", "households": -1, "lat": 51, "lon": 7} for i in range(60)]
    pilot.write_text(json.dumps(raw), encoding="utf-8")
    done = run("scenario", "check", pilot)
    assert done.exit_code == 2
    assert done.stdout.splitlines()[0] == "60 Fehler:"
    assert len(done.stdout.splitlines()) == 61


@pytest.mark.parametrize("command", ["show", "check"])
@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', "\udcff"])
def test_what_is_no_scenario_is_refused_without_a_traceback(tmp_path: Path, command: str, text: str) -> None:
    path = tmp_path / "scenario.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    done = run_program("scenario", command, path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_new_takes_areas_neighbours_and_addresses_from_a_store(tmp_path: Path) -> None:
    areas = json.dumps({"type": "FeatureCollection", "features": [square("a", 7.46), square("b", 7.48)]})
    (tmp_path / "quartiere.geojson").write_text(areas, encoding="utf-8")
    addresses = ["street,hnr,lat,lon", "Weg,1,51.53,7.465", "Weg,2,51.53,7.466", "Weg,3,51.53,7.485"]
    (tmp_path / "addresses.csv").write_text("\n".join(addresses), encoding="utf-8")
    store = tmp_path / "store.sqlite"
    with Store.open(store) as kept:
        request = Request(
            boundaries=(BoundaryFile(path=tmp_path / "quartiere.geojson", level="quartiere"),),
            addresses=tmp_path / "addresses.csv",
            accept=True,
        )
        assert import_files(request, kept, now=datetime(2026, 1, 1, tzinfo=UTC)).written
    assert run("scenario", "new", "--level", "quartiere", "--store", store, "-o", tmp_path / "s.json").exit_code == 0
    scenario = read_scenario(tmp_path / "s.json")
    assert scenario.adjacency == (("a", "b"),)
    # Both lie in Innenstadt-Nord, which has 522 households; two of three addresses are in a.
    assert {unit.id: unit.households for unit in scenario.units} == {"a": 348, "b": 174}
    other = run("scenario", "new", "--level", "pilot", "--store", store)
    assert "Die Ebene pilot gibt es in diesem Bestand nicht. Es gibt quartiere." in other.stderr


def square(code: str, lon: float) -> dict[str, Any]:
    """About 1.4 km wide and 1.1 km high, in Innenstadt-Nord."""
    corners = [(lon, 51.525), (lon + 0.02, 51.525), (lon + 0.02, 51.535), (lon, 51.535), (lon, 51.525)]
    geometry = {"type": "Polygon", "coordinates": [corners]}
    return {"type": "Feature", "properties": {"code": code, "name": code}, "geometry": geometry}


def test_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_text("hello", encoding="utf-8")
    done = run("scenario", "new", "--store", tmp_path / "store.sqlite")
    assert done.exit_code == 2
    assert "ist kein Bestand" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--level", "unterbezirke"), "Die Ebene unterbezirke gibt es nicht. Es gibt pilot, stadtbezirke"),
        (("--store", "nowhere.sqlite"), "Den Bestand nowhere.sqlite gibt es nicht"),
        (("-o", "nowhere/scenario.json"), "den Ordner"),
    ],
)
def test_new_refuses_what_is_not_there(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    done = run("scenario", "new", *arguments)
    assert done.exit_code == 2
    assert told in done.stderr
