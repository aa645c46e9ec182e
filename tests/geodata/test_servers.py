"""Which URLs may be asked."""

import pytest

from geodata.errors import InvalidServer
from geodata.servers import checked_url


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://127.0.0.1:8002", "http://127.0.0.1:8002"),
        (" http://valhalla.example/ ", "http://valhalla.example"),
        ("https://karten.stadt.example/osrm/car/", "https://karten.stadt.example/osrm/car"),
        ("http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_plain_urls_are_kept_without_the_slash_at_their_end(url: str, kept: str) -> None:
    assert checked_url(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "", "   ", "localhost:8002", "ftp://host.example", "file:///etc/passwd", "http://", "https:///path",
        "http://host.example:port", "http://[::1", "http://name:word@host.example", "http://host.example/?key=1",
        "http://host.example/#part", "http://host .example",
    ],
)  # fmt: skip
def test_what_is_no_plain_url_is_refused(url: str) -> None:
    with pytest.raises(InvalidServer):
        checked_url(url)


def test_a_password_in_a_url_is_not_repeated() -> None:
    with pytest.raises(InvalidServer) as refused:
        checked_url("http://name:geheim@host.example")
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://nominatim.openstreetmap.org",
        "https://valhalla1.openstreetmap.de",
        "https://routing.openstreetmap.de/routed-bike",
        "http://router.project-osrm.org",
        "https://NOMINATIM.OpenStreetMap.org/",
    ],
)
def test_public_servers_are_refused_by_name(url: str) -> None:
    with pytest.raises(InvalidServer, match="public server"):
        checked_url(url)


def test_names_that_only_end_alike_are_not_public() -> None:
    assert checked_url("http://myopenstreetmap.org") == "http://myopenstreetmap.org"
