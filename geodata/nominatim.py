"""A Nominatim server of the operator's own, asked through geopy."""

import math
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geodata.geocoding import Place
from geodata.servers import NO_CONNECTION, NO_JSON, TIME_OUT, USER_AGENT, WRONG_ANSWER, ServerFailed, checked_url

if TYPE_CHECKING:
    from geopy.geocoders import Nominatim

NAME = "nominatim"


class NominatimServer:
    """
    Finds addresses in the OpenStreetMap data of one server.

    Parameters
    ----------
    url
        Of the server, such as ``http://127.0.0.1:8080``. There is no default.
    timeout_seconds
        How long to wait for it.
    city
        Added to addresses without a postcode, so that the same street elsewhere is not found.

    Raises
    ------
    InvalidServer
        When the URL is none, or that of a public server.
    """

    def __init__(self, url: str, *, timeout_seconds: float, city: str = "") -> None:
        self._url, self._timeout_seconds, self._city = checked_url(url), timeout_seconds, city

    def ask(self, text: str) -> Place | None:
        """
        The place of an address; None when the server knows none.

        Raises
        ------
        ServerFailed
            When it does not answer in time, or not as a Nominatim server does. Neither address nor answer are quoted.
        """
        from geopy.exc import GeopyError

        has_postcode = any(len(word) == 5 and word.isdigit() for word in text.replace(",", " ").split())
        query = text if has_postcode or not self._city else f"{text}, {self._city}"
        try:
            found = self._client().geocode(query, country_codes="de")
        except GeopyError as error:
            raise ServerFailed(f"{NAME}: {_cause(error)}") from None
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            # geopy reads what it hopes to find in the answer without looking first.
            raise ServerFailed(f"{NAME}: {WRONG_ANSWER}") from None
        return None if found is None else _place(found)

    def _client(self) -> "Nominatim":
        """Made for each question: questions are rare, and a kept connection would not survive a fork."""
        from geopy.adapters import RequestsAdapter
        from geopy.geocoders import Nominatim

        class OnceAndNowhereElse(RequestsAdapter):  # type: ignore[misc]
            """Neither tries again nor follows to another server."""

            def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
                super().__init__(proxies=proxies, ssl_context=ssl_context, max_retries=0)
                self.session.max_redirects = 0

        parts = urlsplit(self._url)
        return Nominatim(
            scheme=parts.scheme, domain=f"{parts.netloc}{parts.path}", user_agent=USER_AGENT,
            timeout=self._timeout_seconds, proxies={}, adapter_factory=OnceAndNowhereElse,
        )  # fmt: skip


def _cause(error: Exception) -> str:
    """What went wrong, by its name: the text of the error can hold the address."""
    from geopy import exc
    from geopy.adapters import AdapterHTTPError

    if isinstance(error.__cause__, AdapterHTTPError):
        return f"HTTP {error.__cause__.status_code}"
    named = (
        (exc.GeocoderTimedOut, TIME_OUT),
        (exc.GeocoderUnavailable, NO_CONNECTION),
        (exc.GeocoderParseError, NO_JSON),
    )
    return next((name for kind, name in named if isinstance(error, kind)), WRONG_ANSWER)


def _place(found: Any) -> Place:
    latitude, longitude = float(found.latitude), float(found.longitude)
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ServerFailed(f"{NAME}: {WRONG_ANSWER}")
    label = found.address if isinstance(found.address, str) else ""
    return Place(how="nominatim", score=0, label=label[:200], latitude=latitude, longitude=longitude)
