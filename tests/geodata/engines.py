"""Valhalla and OSRM as far as their tables of minutes go, for servers on loopback."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.geodata.loopback import Answer, Reply

Point = tuple[float, float]
"""Latitude and longitude."""
Seconds = Callable[[Point, Point], float | None]


def valhalla(seconds: Seconds, off_road: frozenset[Point] = frozenset()) -> Answer:
    """``/sources_to_targets``; refuses everything that has a place off every road, as the real one does."""

    def answer(path: str, posted: Any) -> Reply:
        if path != "/sources_to_targets":
            return Reply(status=404, body={"error_code": 106, "error": "Try any of ..."})
        starts, ends = ([(place["lat"], place["lon"]) for place in posted[key]] for key in ("sources", "targets"))
        if len(starts) * len(ends) > 2500:
            return Reply(status=400, body={"error_code": 150, "error": "Exceeded max locations"})
        if off_road & {*starts, *ends}:
            return Reply(status=400, body={"error_code": 171, "error": "No suitable edges near location"})
        rows = [
            [
                {"distance": None if (found := seconds(start, end)) is None else 1.0, "time": found,
                 "to_index": column, "from_index": row}
                for column, end in enumerate(ends)
            ]
            for row, start in enumerate(starts)
        ]  # fmt: skip
        return Reply(body={"sources_to_targets": rows, "units": "kilometers"})

    return answer


def osrm(seconds: Seconds) -> Answer:
    """``/table/v1/{profile}/{coordinates}``."""

    def answer(path: str, posted: Any) -> Reply:
        parts = urlsplit(path)
        _, table, version, _, coordinates = parts.path.split("/")
        if (table, version, posted) != ("table", "v1", None):
            return Reply(status=400, body={"code": "InvalidUrl"})
        points = [(float(lat), float(lon)) for lon, lat in (pair.split(",") for pair in coordinates.split(";"))]
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        starts, ends = ([points[int(n)] for n in asked[key].split(";")] for key in ("sources", "destinations"))
        durations = [[seconds(start, end) for end in ends] for start in starts]
        return Reply(body={"code": "Ok", "durations": durations})

    return answer
