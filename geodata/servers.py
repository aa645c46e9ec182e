"""Servers that an operator runs and names by URL: which URLs may be asked, and how failures are called."""

from urllib.parse import urlsplit

from geodata.errors import InvalidServer

USER_AGENT = "lokal-willkommen"
TIME_OUT, NO_CONNECTION, REDIRECT = "time-out", "no connection", "redirect"
NO_JSON, WRONG_ANSWER, TOO_LARGE = "answer is no JSON", "wrong answer", "answer is too large"
"""Names of failures; ``HTTP 500`` and the like come beside them."""
NO_WAY = "no way found"
_EVERYBODYS = ("openstreetmap.org", "openstreetmap.de", "project-osrm.org")


class ServerFailed(Exception):
    """A server gave no usable answer; the text is a code such as ``time-out``, never what was asked or answered."""


def checked_url(url: str) -> str:
    """
    Return the URL without the slash at its end.

    Raises
    ------
    InvalidServer
        When it is no plain http or https URL, or names a public server: places of families are not for strangers.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidServer("found no URL, expected one such as http://127.0.0.1:8002") from None
    if parts.scheme not in ("http", "https") or not host or any(letter.isspace() for letter in text):
        raise InvalidServer("found no http or https URL with a host, expected one such as http://127.0.0.1:8002")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidServer("found a URL with a password, a query or a fragment, expected host, port and path only")
    if any(host == public or host.endswith(f".{public}") for public in _EVERYBODYS):
        raise InvalidServer(
            f"found the public server {host}, expected a server of the operator's own: "
            "where families live must not be sent to strangers"
        )
    return text.rstrip("/")
