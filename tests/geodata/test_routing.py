"""Minutes from a routing server, and the estimate wherever there are none."""

import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import InvalidPlace, InvalidTravel
from geodata.routing import PAUSE_SECONDS, RoutedTravel, Routes
from geodata.routing_server import RoutingServer
from geodata.travel import EstimatedTravel, Journeys, Travel
from tests.geodata.engines import Point, osrm, valhalla
from tests.geodata.loopback import PATIENT_SECONDS, FakeServer, Reply, nobody, serving

HOME, SCHOOL, CLUB = (51.5, 7.5), (51.52, 7.5), (51.5, 7.53)


def crawling(start: Point, end: Point) -> float | None:
    """Seconds: 100 per thousandth of a degree north or south, 10 per thousandth east or west."""
    return round(1000 * (100 * abs(start[0] - end[0]) + 10 * abs(start[1] - end[1])))


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving(valhalla(crawling)) as found:
        yield found


def routes(server: FakeServer, store_file: Path | None = None, **wanted: Any) -> Routes:
    return Routes(
        RoutingServer(wanted.get("engine", "valhalla"), server.url, timeout_seconds=PATIENT_SECONDS), store_file
    )


def ask(
    travel: Travel, travellers: Sequence[Point], places: Sequence[Point], modes: Sequence[str] | None = None
) -> Journeys:
    """Ask for travellers v0, v1, ... (by car unless told) and places n0, n1, ..."""
    return travel.minutes(
        traveller_ids=[f"v{row}" for row in range(len(travellers))],
        travellers=np.array(travellers, dtype=np.float64).reshape(-1, 2),
        modes=["car"] * len(travellers) if modes is None else modes,
        place_ids=[f"n{column}" for column in range(len(places))],
        places=np.array(places, dtype=np.float64).reshape(-1, 2),
    )


def sources(journeys: Journeys) -> list[list[str]]:
    rows, columns = journeys.minutes.shape
    return [[journeys.source(row, column) for column in range(columns)] for row in range(rows)]


def estimated(*args: Any) -> list[list[int]]:
    found: list[list[int]] = ask(EstimatedTravel(), *args).minutes.tolist()
    return found


def test_minutes_are_those_of_the_way_and_of_parking(server: FakeServer) -> None:
    # To the school 20 thousandths north: 2000 s = 33.3, hence 34 minutes, and 5 by car. To the club 30 thousandths
    # east: 300 s = 5 minutes, and 5 too.
    found = ask(RoutedTravel(routes(server)), [HOME], [SCHOOL, CLUB])
    assert found.minutes.tolist() == [[39, 10]]
    assert sources(found) == [["valhalla", "valhalla"]]
    assert found.minutes.dtype == np.int32
    assert not found.minutes.flags.writeable


@pytest.mark.parametrize(("mode", "minutes"), [("foot", 5), ("bike", 7), ("car", 10)])
def test_each_mode_adds_the_overhead_of_the_estimate(server: FakeServer, mode: str, minutes: int) -> None:
    assert ask(RoutedTravel(routes(server)), [HOME], [CLUB], [mode]).minutes.tolist() == [[minutes]]


def test_public_transport_stays_estimated(server: FakeServer) -> None:
    found = ask(RoutedTravel(routes(server)), [HOME, HOME], [CLUB], ["transit", "car"])
    assert sources(found) == [["estimate"], ["valhalla"]]
    assert found.minutes[0].tolist() == estimated([HOME], [CLUB], ["transit"])[0]


def test_osrm_knows_one_mode_unless_told_otherwise() -> None:
    with serving(osrm(crawling)) as server:
        found = ask(RoutedTravel(routes(server, engine="osrm")), [HOME] * 3, [CLUB], ["foot", "bike", "car"])
    assert sources(found) == [["estimate"], ["estimate"], ["osrm"]]


def test_the_same_pairs_are_asked_once(server: FakeServer) -> None:
    travel = RoutedTravel(routes(server))
    first = ask(travel, [HOME, HOME], [SCHOOL, CLUB])
    again = ask(travel, [HOME], [CLUB, SCHOOL])
    assert len(server.asked) == 1
    assert len(server.asked[0][1]["sources"]) == 1
    assert again.minutes.tolist() == [first.minutes[0, ::-1].tolist()]


def test_no_house_is_told_to_the_server(server: FakeServer) -> None:
    ask(RoutedTravel(routes(server)), [(51.500321, 7.499789)], [CLUB])
    assert server.asked[0][1]["sources"] == [{"lat": 51.5, "lon": 7.5}]


def test_kept_minutes_need_no_server(server: FakeServer, tmp_path: Path) -> None:
    path = tmp_path / "geodata.sqlite"
    first = ask(RoutedTravel(routes(server, path)), [HOME], [SCHOOL, CLUB])
    again = ask(RoutedTravel(routes(server, path)), [HOME], [SCHOOL, CLUB])
    assert len(server.asked) == 1
    assert (again.minutes.tolist(), sources(again)) == (first.minutes.tolist(), sources(first))


def test_pairs_nobody_would_travel_are_not_asked(server: FakeServer) -> None:
    # By car the estimate is 5 minutes and 3.12 per kilometre. The school is 2.22 km away: 12 minutes; the club, 2.08 km
    # away, likewise. Limits of 6 and 5 minutes: twice 6 is 12, twice 5 is less.
    assert estimated([HOME], [SCHOOL, CLUB], ["car"]) == [[12, 12]]
    travel = RoutedTravel(routes(server), limits={"v0": 6, "v1": 5}, limit=5)
    found = ask(travel, [HOME, HOME, HOME], [SCHOOL])
    assert sources(found) == [["valhalla"], ["estimate"], ["estimate"]]
    assert found.minutes.tolist() == [[39], [12], [12]]


def test_what_others_asked_for_does_not_change_who_is_near(server: FakeServer) -> None:
    shared = routes(server)
    ask(RoutedTravel(shared), [HOME], [SCHOOL])
    far = ask(RoutedTravel(shared, limit=5), [HOME], [SCHOOL])
    assert sources(far) == [["estimate"]]


def test_reach_is_never_less_than_what_is_asked_for(server: FakeServer) -> None:
    estimate = EstimatedTravel()
    travel = RoutedTravel(routes(server), limits={"v0": 60}, limit=40)
    assert travel.reach_km(mode="car", minutes=60) == estimate.reach_km(mode="car", minutes=120)
    assert travel.reach_km(mode="car", minutes=10) == estimate.reach_km(mode="car", minutes=80)
    assert travel.reach_km(mode="transit", minutes=10) == estimate.reach_km(mode="transit", minutes=10)
    assert RoutedTravel(routes(server)).reach_km(mode="car", minutes=10) == float("inf")


def test_large_questions_are_asked_in_blocks_the_server_allows(server: FakeServer) -> None:
    travellers = [(51.5 + n / 1000, 7.5) for n in range(60)]
    places = [(51.5, 7.5 + n / 1000) for n in range(120)]
    found = ask(RoutedTravel(routes(server)), travellers, places)
    # 2 blocks of travellers times 3 of places; the fake refuses more than 2500 pairs.
    assert len(server.asked) == 6
    expected = [[-(-(100 * n + 10 * m) // 60) + 5 for m in range(120)] for n in range(60)]
    assert found.minutes.tolist() == expected


def test_a_pair_without_a_way_is_estimated_and_says_so() -> None:
    with serving(valhalla(lambda start, end: None if end == CLUB else crawling(start, end))) as server:
        found = ask(RoutedTravel(routes(server)), [HOME], [SCHOOL, CLUB])
    assert sources(found) == [["valhalla", "estimate (valhalla: no way found)"]]
    assert found.minutes[0, 1] == estimated([HOME], [CLUB], ["car"])[0][0]


def test_one_place_off_every_road_costs_the_others_nothing() -> None:
    lost = (51.507, 7.507)
    with serving(valhalla(crawling, off_road=frozenset({lost}))) as server:
        places = [(51.5, 7.5 + n / 1000) for n in range(40)]
        travel = RoutedTravel(routes(server))
        found = ask(travel, [HOME, lost], [*places, lost])
        n_asked = len(server.asked)
        ask(travel, [HOME, lost], [*places, lost])
    nowhere = "estimate (valhalla: no way found)"
    assert sources(found) == [["valhalla"] * 40 + [nowhere], [nowhere] * 41]
    # Halving 42 places finds it; asking again knows it.
    assert n_asked < 20
    assert len(server.asked) == n_asked


def test_a_server_that_refuses_everything_is_left_alone() -> None:
    with serving(lambda path, posted: Reply(status=400)) as server:
        places = [(51.5, 7.5 + n / 1000) for n in range(200)]
        found = ask(RoutedTravel(routes(server)), [HOME], places)
        assert found.source(0, 199) == "estimate (valhalla: refuses everything)"
        assert len(server.asked) < 100


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=500), "HTTP 500"),
        (Reply(body="<html>"), "answer is no JSON"),
        (Reply(body={"sources_to_targets": [[{"time": -3, "distance": 1}]]}), "wrong answer"),
    ],
)
def test_after_a_failure_the_rest_is_estimated_and_the_failure_named(reply: Reply, code: str) -> None:
    with serving(lambda path, posted: reply) as server:
        travel = RoutedTravel(routes(server))
        found = ask(travel, [HOME], [CLUB])
        ask(travel, [HOME], [SCHOOL])
        assert len(server.asked) == 1
    assert sources(found) == [[f"estimate (valhalla: {code})"]]
    assert found.minutes.tolist() == estimated([HOME], [CLUB], ["car"])


def test_a_server_that_is_not_there_is_a_named_estimate() -> None:
    travel = RoutedTravel(Routes(RoutingServer("osrm", nobody(), timeout_seconds=PATIENT_SECONDS)))
    assert sources(ask(travel, [HOME], [CLUB])) == [["estimate (osrm: no connection)"]]


def test_what_was_answered_before_the_failure_stays() -> None:
    answers = iter([valhalla(crawling), lambda path, posted: Reply(status=500)])
    with serving(lambda path, posted: next(answers)(path, posted)) as server:
        travel = RoutedTravel(routes(server))
        found = ask(travel, [HOME], [(51.5, 7.5 + n / 1000) for n in range(60)])
        assert sources(found)[0].count("valhalla") == 50
        assert sources(found)[0].count("estimate (valhalla: HTTP 500)") == 10
        assert sources(ask(travel, [HOME], [(51.5, 7.5 + n / 1000) for n in range(60)])) == sources(found)


def test_somebody_else_leaves_a_failed_server_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("geodata.routing.time.monotonic", lambda: now[0])
    answers = iter([lambda path, posted: Reply(status=500), valhalla(crawling)])
    with serving(lambda path, posted: next(answers)(path, posted)) as server:
        shared = routes(server)
        seen = []
        for later in (0, PAUSE_SECONDS - 1, PAUSE_SECONDS + 1):
            now[0] = 1000 + later
            seen += sources(ask(RoutedTravel(shared), [HOME], [CLUB]))[0]
    assert seen == ["estimate (valhalla: HTTP 500)"] * 2 + ["valhalla"]


def test_nobody_and_nowhere_are_answered_without_a_question(server: FakeServer) -> None:
    travel = RoutedTravel(routes(server))
    assert ask(travel, [], [CLUB]).minutes.shape == (0, 1)
    assert ask(travel, [HOME], []).minutes.shape == (1, 0)
    assert server.asked == []


def test_wrong_questions_are_refused_before_anybody_is_asked(server: FakeServer) -> None:
    travel = RoutedTravel(routes(server))
    with pytest.raises(InvalidTravel, match="rocket"):
        ask(travel, [HOME], [CLUB], ["rocket"])
    with pytest.raises(InvalidPlace):
        ask(travel, [(91.0, 7.5)], [CLUB])
    assert server.asked == []


def test_it_can_be_sent_to_another_process_with_what_it_knows(server: FakeServer) -> None:
    travel = RoutedTravel(routes(server))
    ask(travel, [HOME], [CLUB])
    sent = pickle.loads(pickle.dumps(travel))
    assert sources(ask(sent, [HOME], [CLUB, SCHOOL])) == [["valhalla", "valhalla"]]
    assert len(server.asked) == 2


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    travellers=st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["foot", "car", "transit"])), max_size=5),
    places=st.lists(st.integers(0, 30), max_size=5),
    limit=st.integers(1, 20),
)
def test_every_pair_is_either_routed_or_estimated(
    server: FakeServer, travellers: list[tuple[int, str]], places: list[int], limit: int
) -> None:
    points = [(51.5 + n / 1000, 7.5) for n, _ in travellers]
    ends = [(51.5, 7.5 + n / 1000) for n in places]
    modes = [mode for _, mode in travellers]
    found = ask(RoutedTravel(routes(server), limit=limit), points, ends, modes)
    guess = ask(EstimatedTravel(), points, ends, modes).minutes
    overhead = {"foot": 0, "car": 5}
    for row, (north, mode) in enumerate(travellers):
        for column, east in enumerate(places):
            is_near = mode != "transit" and guess[row, column] <= 2 * limit
            assert found.source(row, column) == ("valhalla" if is_near else "estimate")
            way = -(-(100 * north + 10 * east) // 60)
            assert found.minutes[row, column] == (way + overhead[mode] if is_near else guess[row, column])
