"""A Nominatim server of the operator's own, asked through geopy."""

import math
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geodata.asking import ask_json
from geodata.geocoding import Place
from geodata.servers import USER_AGENT, WRONG_ANSWER, ServerFailed, checked_url

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
        except ServerFailed as failure:
            raise ServerFailed(f"{NAME}: {failure}") from None
        except (GeopyError, KeyError, TypeError, ValueError, AttributeError, IndexError):
            # geopy reads what it hopes to find in the answer without looking first.
            raise ServerFailed(f"{NAME}: {WRONG_ANSWER}") from None
        return None if found is None else _place(found)

    def _client(self) -> "Nominatim":
        from geopy.geocoders import Nominatim

        parts = urlsplit(self._url)
        return Nominatim(
            scheme=parts.scheme, domain=f"{parts.netloc}{parts.path}", user_agent=USER_AGENT,
            timeout=self._timeout_seconds, adapter_factory=_adapter(),
        )  # fmt: skip


@cache
def _adapter() -> Any:
    """What geopy asks with; its own adapters would try again and follow to other servers."""
    from geopy.adapters import BaseSyncAdapter

    class AskOnce(BaseSyncAdapter):  # type: ignore[misc]
        def get_json(self, url: str, *, timeout: float, headers: Any) -> Any:
            return ask_json(url, timeout_seconds=timeout)

        def get_text(self, url: str, *, timeout: float, headers: Any) -> str:
            raise NotImplementedError  # Nominatim answers in JSON

    return AskOnce


def _place(found: Any) -> Place:
    latitude, longitude = float(found.latitude), float(found.longitude)
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ServerFailed(f"{NAME}: {WRONG_ANSWER}")
    label = found.address if isinstance(found.address, str) else ""
    return Place(how="nominatim", score=0, label=label[:200], latitude=latitude, longitude=longitude)
