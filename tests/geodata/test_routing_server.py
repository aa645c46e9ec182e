"""Tables of seconds from Valhalla and OSRM, played on loopback."""

from typing import Any

import numpy as np
import pytest

from geodata.asking import Refused
from geodata.errors import InvalidServer
from geodata.routing_server import MOST_SECONDS, RoutingServer
from geodata.servers import ServerFailed
from tests.geodata.engines import Point, osrm, valhalla
from tests.geodata.loopback import IMPATIENT_SECONDS, PATIENT_SECONDS, Reply, nobody, serving

STARTS = np.array([[51.5, 7.5], [51.6, 7.5]])
ENDS = np.array([[51.5, 7.4], [51.5, 7.6], [51.7, 7.7]])


def invented(start: Point, end: Point) -> float | None:
    """Seconds told apart by start and end; nobody gets to the last end."""
    return None if end == (51.7, 7.7) else round(1000 * (start[0] - 51) + 10 * (end[1] - 7))


# Seconds by hand: 1000 * 0.5 + 10 * 0.4 = 504 and so on.
EXPECTED = [[504, 506, np.nan], [604, 606, np.nan]]


def ask(reply: Reply, *, engine: str = "valhalla", timeout_seconds: float = PATIENT_SECONDS) -> np.ndarray[Any, Any]:
    with serving(lambda path, posted: reply) as server:
        return RoutingServer(engine, server.url, timeout_seconds=timeout_seconds).seconds("car", STARTS, ENDS)


def failure(reply: Reply, **settings: Any) -> str:
    with pytest.raises(ServerFailed) as failed:
        ask(reply, **settings)
    assert failed.value.__cause__ is None
    return str(failed.value)


@pytest.mark.parametrize(("mode", "costing"), [("foot", "pedestrian"), ("bike", "bicycle"), ("car", "auto")])
def test_valhalla_is_asked_with_the_costing_of_the_mode(mode: str, costing: str) -> None:
    with serving(valhalla(invented)) as server:
        found = RoutingServer("valhalla", server.url, timeout_seconds=PATIENT_SECONDS).seconds(mode, STARTS, ENDS)
    np.testing.assert_array_equal(found, EXPECTED)
    [(path, posted)] = server.asked
    assert (path, posted["costing"]) == ("/sources_to_targets", costing)
    assert posted["sources"] == [{"lat": 51.5, "lon": 7.5}, {"lat": 51.6, "lon": 7.5}]
    assert server.headers[0]["User-Agent"] == "lokal-willkommen"


def test_osrm_is_asked_for_its_table() -> None:
    with serving(osrm(invented)) as server:
        found = RoutingServer("osrm", server.url, timeout_seconds=PATIENT_SECONDS).seconds("car", STARTS, ENDS)
    np.testing.assert_array_equal(found, EXPECTED)
    [(path, _)] = server.asked
    assert path.startswith("/table/v1/driving/7.5,51.5;7.5,51.6;7.4,51.5;")
    assert "annotations=duration&" in path


@pytest.mark.parametrize("engine", ["valhalla", "osrm"])
def test_one_start_and_one_end_are_a_table_too(engine: str) -> None:
    with serving({"valhalla": valhalla, "osrm": osrm}[engine](invented)) as server:
        found = RoutingServer(engine, server.url, timeout_seconds=PATIENT_SECONDS).seconds("car", STARTS[:1], ENDS[:1])
    assert found.tolist() == [[504]]


def test_valhalla_knows_three_modes_and_osrm_the_one_it_was_made_for() -> None:
    assert RoutingServer("valhalla", "http://127.0.0.1:1", timeout_seconds=5).modes == {"foot", "bike", "car"}
    assert RoutingServer("osrm", "http://127.0.0.1:1", timeout_seconds=5).modes == {"car"}


def test_each_mode_can_have_a_server_of_its_own() -> None:
    server = RoutingServer("osrm", "car=http://127.0.0.1:1 bike=http://127.0.0.1:2/", timeout_seconds=5)
    assert server.modes == {"car", "bike"}
    assert server.name("bike") == "osrm http://127.0.0.1:2"


@pytest.mark.parametrize(
    ("engine", "url"),
    [
        ("graphhopper", "http://127.0.0.1:1"),
        ("valhalla", ""),
        ("valhalla", "127.0.0.1:8002"),
        ("valhalla", "https://valhalla1.openstreetmap.de"),
        ("osrm", "transit=http://127.0.0.1:1"),
        ("osrm", "plane=http://127.0.0.1:1"),
        ("osrm", "car=http://127.0.0.1:1 car=http://127.0.0.1:2"),
        ("osrm", "http://127.0.0.1:1 http://127.0.0.1:2"),
        ("osrm", "car="),
    ],
)
def test_a_server_that_cannot_be_asked_is_refused(engine: str, url: str) -> None:
    with pytest.raises(InvalidServer):
        RoutingServer(engine, url, timeout_seconds=5)


def test_a_slow_server_is_given_up() -> None:
    slow = Reply(body={"sources_to_targets": []}, held_back=True)
    assert failure(slow, timeout_seconds=IMPATIENT_SECONDS) == "time-out"


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ServerFailed, match=r"^no connection$"):
        RoutingServer("valhalla", nobody(), timeout_seconds=PATIENT_SECONDS).seconds("car", STARTS, ENDS)


@pytest.mark.parametrize("engine", ["valhalla", "osrm"])
@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=500, body="<h1>51.5</h1>"), "HTTP 500"),
        (Reply(status=503), "HTTP 503"),
        (Reply(status=429), "HTTP 429"),
        (Reply(status=404, body="Not Found"), "HTTP 404"),
        (Reply(status=204), "HTTP 204"),
        (Reply(status=301, headers={"Location": "http://127.0.0.1:9/"}), "redirect"),
        (Reply(body="<html>welcome</html>"), "answer is no JSON"),
        (Reply(body=""), "answer is no JSON"),
        (Reply(body="[" * 100_000), "answer is no JSON"),
        (Reply(body={}), "wrong answer"),
        (Reply(body=[]), "wrong answer"),
        (Reply(body=7), "wrong answer"),
        (Reply(body="null"), "wrong answer"),
        (Reply(body={"sources_to_targets": None, "durations": None}), "wrong answer"),
        (Reply(body={"sources_to_targets": [[{}]], "durations": [[{}]]}), "wrong answer"),
    ],
)
def test_an_answer_that_is_none_is_named(engine: str, reply: Reply, code: str) -> None:
    assert failure(reply, engine=engine) == code


@pytest.mark.parametrize(
    "table",
    [
        [[1, 2, 3]],
        [[1, 2], [3, 4]],
        [[1, 2, 3], [4, 5, -1]],
        [[1, 2, 3], [4, 5, MOST_SECONDS + 1]],
        [[1, 2, 3], [4, 5, "6"]],
        [[1, 2, 3], [4, 5, True]],
        [[1, 2, 3], [4, 5, float("nan")]],
        [[1, 2, 3], [4, 5, float("inf")]],
        [[1, 2, 3], 4],
    ],
)
def test_a_table_of_another_shape_or_with_wrong_times_is_refused(table: Any) -> None:
    assert failure(Reply(body={"durations": table}), engine="osrm") == "wrong answer"
    cells = [row if isinstance(row, int) else [{"time": t, "distance": 1} for t in row] for row in table]
    assert failure(Reply(body={"sources_to_targets": cells})) == "wrong answer"


def test_a_refused_request_is_told_apart_from_a_broken_server() -> None:
    with pytest.raises(Refused, match=r"^HTTP 400$"):
        ask(Reply(status=400, body={"error_code": 171, "error": "51.5"}))


def test_the_surroundings_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", nobody())
    monkeypatch.setenv("NO_PROXY", "")
    with serving(valhalla(invented)) as server:
        RoutingServer("valhalla", server.url, timeout_seconds=PATIENT_SECONDS).seconds("car", STARTS, ENDS)
    assert len(server.asked) == 1
