"""A Nominatim server, played by a server on loopback."""

import logging
from typing import Any

import pytest

from geodata.errors import InvalidServer
from geodata.geocoding import Place
from geodata.nominatim import NominatimServer
from geodata.servers import ServerFailed
from tests.geodata.loopback import IMPATIENT_SECONDS, PATIENT_SECONDS, Reply, nobody, serving

FOUND = {"lat": "51.5", "lon": "7.5", "display_name": "4, Lange Straße, Musterstadt"}
SECRET = "Lange Straße 4"


def ask(reply: Reply, text: str = SECRET, **settings: Any) -> tuple[Place | None, str]:
    """The place, and the path that was asked for."""
    with serving(lambda path, posted: reply) as server:
        place = NominatimServer(server.url, **{"timeout_seconds": PATIENT_SECONDS, **settings}).ask(text)
        [(path, _)] = server.asked
        return place, path


def failure(reply: Reply, **settings: Any) -> str:
    with pytest.raises(ServerFailed) as failed:
        ask(reply, **settings)
    assert failed.value.__cause__ is None
    return str(failed.value)


def test_a_found_address_becomes_a_place() -> None:
    place, _ = ask(Reply(body=[FOUND]))
    assert place == Place(how="nominatim", score=0, label=FOUND["display_name"], latitude=51.5, longitude=7.5)


def test_the_city_is_added_unless_there_is_a_postcode() -> None:
    assert "Musterstadt" in ask(Reply(body=[]), city="Musterstadt")[1]
    assert "Musterstadt" not in ask(Reply(body=[]), "Lange Straße 4, 12345 Ort", city="Musterstadt")[1]


def test_the_server_is_told_who_asks() -> None:
    with serving(lambda path, posted: Reply(body=[])) as server:
        NominatimServer(f"{server.url}/nominatim/", timeout_seconds=PATIENT_SECONDS).ask(SECRET)
    assert server.headers[0]["User-Agent"] == "lokal-willkommen"
    assert server.asked[0][0].startswith("/nominatim/search?")


def test_an_unknown_address_is_no_failure() -> None:
    assert ask(Reply(body=[]))[0] is None


def test_a_slow_server_is_given_up() -> None:
    slow = Reply(body=[FOUND], held_back=True)
    assert failure(slow, timeout_seconds=IMPATIENT_SECONDS) == "nominatim: time-out"


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ServerFailed, match=r"^nominatim: no connection$"):
        NominatimServer(nobody(), timeout_seconds=PATIENT_SECONDS).ask(SECRET)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=500, body="<h1>Lange Straße 4</h1>"), "HTTP 500"),
        (Reply(status=429), "HTTP 429"),
        (Reply(status=503), "HTTP 503"),
        (Reply(body="<html>Lange Straße 4</html>"), "answer is no JSON"),
        (Reply(body={"error": "Lange Straße 4"}), "wrong answer"),
        (Reply(body=[{"lat": "x", "lon": "7.5"}]), "wrong answer"),
        (Reply(body=[{"lat": "NaN", "lon": "7.5"}]), "wrong answer"),
        (Reply(body=[{"lat": "151", "lon": "7.5"}]), "wrong answer"),
        (Reply(body=[{}]), "wrong answer"),
        (Reply(body=[7]), "wrong answer"),
        (Reply(body=7), "wrong answer"),
    ],
)
def test_wrong_answers_are_named_without_the_address(reply: Reply, code: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    assert failure(reply) == f"nominatim: {code}"
    assert SECRET not in caplog.text


def test_nobody_is_led_to_another_server() -> None:
    with serving(lambda path, posted: Reply(body=[FOUND])) as other:
        away = Reply(status=302, headers={"Location": f"{other.url}/search"})
        assert failure(away) == "nominatim: redirect"
        assert other.asked == []


@pytest.mark.parametrize("url", ["", "nominatim.openstreetmap.org", "https://nominatim.openstreetmap.org"])
def test_there_is_no_server_unless_it_is_named_and_the_operators_own(url: str) -> None:
    with pytest.raises(InvalidServer):
        NominatimServer(url, timeout_seconds=5)
