"""Where the minutes of a case come from, by what the operator named."""

import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geodata.travel import EstimatedTravel
from matcher.domain import Case, TravelRow
from matcher.errors import InvalidInput
from tests.geodata.engines import valhalla
from tests.geodata.loopback import FakeServer, nobody, serving
from tests.instances import make_case, make_household, make_volunteer
from tests.webapp.command import plan_in, run
from tests.webapp.streets import make_store
from webapp import travel as module
from webapp.settings import Settings
from webapp.travel import sources_of, travel_of

HERE, THERE = (51.5136, 7.4653), (51.4880, 7.4990)
"""The published centre of Dortmund's Innenstadt-West is near the first, that of Hörde near the second."""


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving(valhalla(lambda start, end: 600)) as found:
        yield found


def settings(tmp_path: Path, **changes: Any) -> Settings:
    return Settings(data_folder=tmp_path, **changes)


def one_way(travel: Any, mode: str = "car") -> tuple[int, str]:
    found = travel.minutes(
        traveller_ids=["v1"], travellers=np.array([HERE]), modes=[mode], place_ids=["n1"], places=np.array([THERE])
    )
    return int(found.minutes[0, 0]), found.source(0, 0)


def case_with(*rows: TravelRow) -> Case:
    household = make_household(id="h1", lat=THERE[0], lon=THERE[1])
    volunteer = make_volunteer(id="v1", lat=HERE[0], lon=HERE[1], mode="car")
    return make_case(households=[household], volunteers=[volunteer], needs=[], travel=list(rows))


def table(tmp_path: Path, text: str) -> str:
    path = tmp_path / "minuten.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_without_settings_minutes_are_estimated(tmp_path: Path) -> None:
    travel = sources_of(settings(tmp_path))
    assert isinstance(travel, EstimatedTravel)
    assert list(tmp_path.iterdir()) == []


def test_a_routing_server_comes_before_the_estimate(tmp_path: Path, server: FakeServer) -> None:
    travel = sources_of(settings(tmp_path, routing_engine="valhalla", routing_url=server.url))
    assert one_way(travel) == (15, "valhalla")
    assert one_way(travel, "transit")[1] == "estimate"


def test_the_table_comes_before_the_routing_server(tmp_path: Path, server: FakeServer) -> None:
    file = table(tmp_path, "from,to,mode,minutes\ninnenstadt-west,hoerde,car,21\n")
    travel = sources_of(settings(tmp_path, travel_file=file, routing_engine="valhalla", routing_url=server.url))
    assert one_way(travel) == (21, "minuten.csv")
    assert one_way(travel, "bike") == (12, "valhalla")
    assert one_way(travel, "transit")[1] == "estimate"


def test_the_rows_of_the_case_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: FakeServer) -> None:
    monkeypatch.setenv("LW_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("LW_ROUTING_ENGINE", "valhalla")
    monkeypatch.setenv("LW_ROUTING_URL", server.url)
    assert one_way(travel_of(case_with())) == (15, "valhalla")
    row = TravelRow(traveller="v1", place="n1", minutes=3, source="Stoppuhr")
    travel = travel_of(case_with(row))
    assert one_way(travel) == one_way(pickle.loads(pickle.dumps(travel))) == (3, "Stoppuhr")


def test_people_are_asked_for_only_as_far_as_they_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: FakeServer
) -> None:
    monkeypatch.setenv("LW_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("LW_ROUTING_ENGINE", "valhalla")
    monkeypatch.setenv("LW_ROUTING_URL", server.url)
    # 3.68 km are 17 minutes by car: more than twice 8, not more than twice 9.
    case = case_with()
    for limit, source in ((8, "estimate"), (9, "valhalla")):
        near = make_volunteer(id="v1", lat=HERE[0], lon=HERE[1], mode="car", max_travel_minutes=limit)
        assert one_way(travel_of(make_case(households=case.households, volunteers=[near], needs=[])))[1] == source


def test_codes_of_the_62_districts_are_known_too(tmp_path: Path) -> None:
    # 00 is the City, 53 lies in Hörde.
    file = table(tmp_path, "from;to;minutes\n00;53;25\n53;00;26\n")
    assert one_way(sources_of(settings(tmp_path, travel_file=file)), "transit")[0] == 25


def test_a_server_that_is_not_there_gives_named_estimates(tmp_path: Path) -> None:
    travel = sources_of(settings(tmp_path, routing_engine="osrm", routing_url=nobody()))
    assert one_way(travel) == (one_way(EstimatedTravel())[0], "estimate (osrm: no connection)")


@pytest.mark.parametrize(
    ("changes", "record"),
    [
        ({"routing_engine": "valhalla"}, "LW_ROUTING_URL"),
        ({"routing_url": "http://127.0.0.1:1"}, "LW_ROUTING_ENGINE"),
        ({"routing_engine": "osrm", "routing_url": "https://router.project-osrm.org"}, "LW_ROUTING_URL"),
        ({"routing_engine": "osrm", "routing_url": "ftp://host"}, "LW_ROUTING_URL"),
        ({"travel_file": "/nirgends/minuten.csv"}, "LW_TRAVEL_FILE minuten.csv"),
    ],
)
def test_settings_that_cannot_work_are_named(tmp_path: Path, changes: dict[str, str], record: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        sources_of(settings(tmp_path, **changes))
    assert [problem.record for problem in refused.value.problems] == [record]


def test_every_mistake_of_the_table_is_named(tmp_path: Path) -> None:
    file = table(tmp_path, "from,to,minutes\nhoerde,eving,x\nhoerde,brackel,-2\n")
    with pytest.raises(InvalidInput) as refused:
        sources_of(settings(tmp_path, travel_file=file))
    assert [(problem.record, problem.field) for problem in refused.value.problems] == [
        ("LW_TRAVEL_FILE minuten.csv row 1", "minutes"),
        ("LW_TRAVEL_FILE minuten.csv row 2", "minutes"),
    ]


def test_areas_of_no_level_are_named(tmp_path: Path) -> None:
    file = table(tmp_path, "from,to,minutes\nhoerde,atlantis,5\n")
    with pytest.raises(InvalidInput, match="atlantis"):
        sources_of(settings(tmp_path, travel_file=file))


def test_a_changed_table_is_read_anew(tmp_path: Path) -> None:
    file = table(tmp_path, "from,to,minutes\ninnenstadt-west,hoerde,5\n")
    wanted = settings(tmp_path, travel_file=file)
    assert one_way(sources_of(wanted))[0] == 5
    table(tmp_path, "from,to,minutes\ninnenstadt-west,hoerde,6\n")
    os.utime(file, ns=(1, 1))
    assert one_way(sources_of(wanted))[0] == 6


def test_a_plan_by_routed_minutes_is_valid_and_comes_out_again_without_the_server(
    larger_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = larger_case.parent
    monkeypatch.setenv("LW_GEODATA_FILE", str(make_store(folder / "strassen.sqlite")))
    monkeypatch.setenv("LW_ROUTING_ENGINE", "valhalla")
    first, second = folder / "first.json", folder / "second.json"
    with serving(valhalla(lambda start, end: 30_000 * (abs(start[0] - end[0]) + abs(start[1] - end[1])))) as server:
        monkeypatch.setenv("LW_ROUTING_URL", server.url)
        assert run("match", larger_case, "-o", first).exit_code == 0
        assert run("check", larger_case, first).exit_code == 0
    # Kept minutes are all there is now; an unknown pair would be estimated and say so.
    module._routes.cache_clear()
    assert run("match", larger_case, "-o", second).exit_code == 0
    assert plan_in(first) == plan_in(second)
    assert {leg["source"] for row in plan_in(first)["assignments"] for leg in row["travel"]} >= {"valhalla"}
    assert "time-out" not in first.read_text(encoding="utf-8")
