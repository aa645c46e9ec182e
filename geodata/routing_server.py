"""Travel seconds between many places from a running Valhalla or OSRM server, asked through routingpy."""

import math
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from geodata.asking import ask_json
from geodata.errors import InvalidServer
from geodata.servers import USER_AGENT, WRONG_ANSWER, ServerFailed, checked_url

Engine = Literal["valhalla", "osrm"]
PROFILES: Mapping[Engine, Mapping[str, str]] = {
    "valhalla": {"foot": "pedestrian", "bike": "bicycle", "car": "auto"},
    "osrm": {"foot": "foot", "bike": "bike", "car": "driving"},
}
"""What the engines call our modes. Neither plans journeys by bus or train between many places."""
MOST_PLACES = 50
"""Starts, and ends, of one request: what Valhalla allows unless it is told otherwise, and less than OSRM does."""
MOST_SECONDS = 48 * 3600
"""No way within reach of a city takes longer."""
_NAMED_URL = re.compile(r"(?P<mode>[a-z]+)=(?P<url>.+)")


class RoutingServer:
    """
    One engine at one URL, or at one URL per mode.

    Parameters
    ----------
    engine
        ``valhalla`` or ``osrm``.
    url
        ``http://127.0.0.1:8002``, or ``car=http://127.0.0.1:5000 bike=http://127.0.0.1:5001``. A Valhalla server knows
        all of foot, bike and car. An OSRM server knows the one profile it was made for: a URL without a mode is that of
        cars.
    timeout_seconds
        How long to wait for a whole answer.

    Raises
    ------
    InvalidServer
        When the engine is unknown, a URL is none or that of a public server, or a mode is unknown or named twice.
    """

    def __init__(self, engine: str, url: str, *, timeout_seconds: float) -> None:
        if engine not in PROFILES:
            raise InvalidServer(f"found the engine {engine!r}, expected {' or '.join(PROFILES)}")
        self.engine = cast(Engine, engine)
        self._urls = _urls(self.engine, url)
        self._timeout_seconds = timeout_seconds

    @property
    def modes(self) -> frozenset[str]:
        """The modes it has minutes for."""
        return frozenset(self._urls)

    def name(self, mode: str) -> str:
        """Engine and URL: whose minutes these are, for keeping them."""
        return f"{self.engine} {self._urls[mode]}"

    def seconds(self, mode: str, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
        """
        Return the seconds from every start to every end, ``(n, m)``; not a number where there is no way.

        Parameters
        ----------
        starts, ends
            ``(n, 2)`` and ``(m, 2)``: latitude and longitude in degrees, WGS84; at most `MOST_PLACES` each.

        Raises
        ------
        Refused
            When the server says that the request is wrong: one of the places may be off every road.
        ServerFailed
            When no answer came in time, or none that makes sense.
        """
        # Longitude first, as both engines want it.
        locations = [[lon, lat] for lat, lon in np.concatenate([starts, ends]).tolist()]
        sources, targets = list(range(len(starts))), list(range(len(starts), len(locations)))
        router: Any = _router(self.engine)(
            base_url=self._urls[mode], user_agent=USER_AGENT, timeout=self._timeout_seconds, client=_client()
        )
        extra = {"annotations": ["duration"]} if self.engine == "osrm" else {}
        try:
            found = router.matrix(
                locations, profile=PROFILES[self.engine][mode], sources=sources,
                **{"destinations": targets, **extra},
            ).durations  # fmt: skip
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            # routingpy reads what it hopes to find in the answer without looking first.
            raise ServerFailed(WRONG_ANSWER) from None
        return _checked(found, (len(starts), len(ends)))


def _urls(engine: Engine, text: str) -> dict[str, str]:
    """The URL of each mode."""
    found: dict[str, str] = {}
    for part in text.replace(",", " ").split() or [""]:
        named = _NAMED_URL.fullmatch(part)
        modes = [named["mode"]] if named else list(PROFILES[engine]) if engine == "valhalla" else ["car"]
        for mode in modes:
            if mode not in PROFILES[engine]:
                raise InvalidServer(f"found a URL for {mode!r}, expected one for {', '.join(PROFILES[engine])}")
            if mode in found:
                raise InvalidServer(f"found two URLs for {mode}, expected one")
            found[mode] = checked_url(named["url"] if named else part)
    return found


def _checked(found: Any, shape: tuple[int, int]) -> NDArray[np.float64]:
    """The answer as a table of that shape, once every value is a time that somebody can take, or none."""
    is_table = isinstance(found, list) and len(found) == shape[0]
    if not is_table or not all(isinstance(row, list) and len(row) == shape[1] for row in found):
        raise ServerFailed(WRONG_ANSWER)
    if not all(value is None or _is_time(value) for row in found for value in row):
        raise ServerFailed(WRONG_ANSWER)
    return np.array(found, dtype=np.float64).reshape(shape)


def _is_time(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= MOST_SECONDS


def _router(engine: Engine) -> Any:
    from routingpy import OSRM, Valhalla

    return {"valhalla": Valhalla, "osrm": OSRM}[engine]


@cache
def _client() -> Any:
    """What routingpy asks with; its own would try again, follow to other servers, and print what it was answered."""
    from routingpy.client_base import BaseClient

    class AskOnce(BaseClient):  # type: ignore[misc]
        def _request(self, url: str, get_params: Any = None, post_params: Any = None, **_: Any) -> Any:
            path = self._generate_auth_url(url, get_params or {})
            return ask_json(self.base_url + path, timeout_seconds=self.timeout, posted=post_params)

    return AskOnce
