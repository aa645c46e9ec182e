"""Travel minutes for a case: its own rows, else the operator's table, else a routing server, else the estimate."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import has_app_context

from geodata.errors import InvalidServer, InvalidStore, InvalidTravel
from geodata.findings import Finding, Unreadable
from geodata.travel import EstimatedTravel, MeasuredTravel, Travel
from matcher.domain import Case
from matcher.errors import InvalidInput, Problem
from webapp.geography import Geography, geography
from webapp.settings import Settings, current_settings

if TYPE_CHECKING:
    from geodata.areas import Outlines
    from geodata.matrix import MatrixRow, ZoneOf
    from geodata.routing import Routes

_EXPECTED = {
    "no_column": "a column of this name",
    "column_twice": "each column once",
    "short_row": "as many cells as there are columns",
    "bad_cell": "a value as in geodata/README.md, travel minutes",
    "duplicate_row": "each pair and mode once",
    "unknown_area": "codes of the areas of one level",
}


def travel_of(case: Case) -> MeasuredTravel:
    """
    The source of travel minutes that a run of this case uses.

    Raises
    ------
    InvalidInput
        When minutes are larger than can be counted with, or a file or server of the settings cannot be used.
    """
    rows = {(row.traveller, row.place): (row.minutes, row.source) for row in case.travel}
    limits = {volunteer.id: volunteer.max_travel_minutes for volunteer in case.volunteers}
    otherwise = sources_of(_settings(), limits=limits, limit=case.policy.household_max_travel_minutes)
    try:
        return MeasuredTravel(rows, otherwise=otherwise)
    except InvalidTravel as error:
        problem = Problem(record="travel", field="minutes", found="minutes out of range", expected=str(error))
        raise InvalidInput([problem]) from None


def sources_of(settings: Settings, *, limits: dict[str, int] | None = None, limit: int | None = None) -> Travel:
    """
    Where minutes come from by these settings.

    Parameters
    ----------
    limits, limit
        How far people go, as ``RoutedTravel`` takes it.

    Raises
    ------
    InvalidInput
        When a file or server cannot be used.
    """
    travel: Travel = EstimatedTravel()
    if settings.routing_engine or settings.routing_url:
        from geodata.routing import RoutedTravel

        travel = RoutedTravel(_routes_of(settings), limits=limits, limit=limit)
    if settings.travel_file:
        from geodata.matrix import MatrixTravel

        rows, zone_of = _matrix_of(settings)
        travel = MatrixTravel(rows, zone_of, travel)
    return travel


def _settings() -> Settings:
    """Those of the application at work; on the command line those of the environment."""
    return current_settings() if has_app_context() else Settings()


def _routes_of(settings: Settings) -> "Routes":
    for field, value in (("LW_ROUTING_ENGINE", settings.routing_engine), ("LW_ROUTING_URL", settings.routing_url)):
        if not value:
            raise InvalidInput([Problem(record=field, field="", found="nothing", expected="engine and URL together")])
    try:
        return _routes(
            settings.routing_engine, settings.routing_url, settings.routing_timeout_seconds, settings.store_file
        )
    except InvalidServer as error:
        problem = Problem(record="LW_ROUTING_URL", field="", found="a server that cannot be asked", expected=str(error))
        raise InvalidInput([problem]) from None


@lru_cache(maxsize=2)
def _routes(engine: str, url: str, timeout_seconds: float, store_file: Path) -> "Routes":
    """One per server and process: what it knows is asked for once."""
    from geodata.routing import Routes
    from geodata.routing_server import RoutingServer

    return Routes(RoutingServer(engine, url, timeout_seconds=timeout_seconds), store_file)


def _matrix_of(settings: Settings) -> "tuple[tuple[MatrixRow, ...], ZoneOf]":
    """The table and where its zones are."""
    from geodata.matrix import NearestPoints, WithinAreas, zones_of

    path = Path(settings.travel_file)
    try:
        rows = _rows(path, path.stat().st_mtime_ns if path.is_file() else 0)
        zones = zones_of(rows)
        if not isinstance(zones[0], str):
            return rows, NearestPoints(zones)
        return rows, WithinAreas(zones, _outlines_of({str(zone) for zone in zones}, settings))
    except Unreadable as unreadable:
        raise InvalidInput([_problem(path, finding) for finding in unreadable.findings]) from None
    except InvalidStore as error:
        raise InvalidInput(
            [Problem(record="LW_GEODATA_FILE", field="", found="no store", expected=str(error))]
        ) from None


@lru_cache(maxsize=2)
def _rows(path: Path, _changed: int) -> "tuple[MatrixRow, ...]":
    """Read anew once the file has changed."""
    from geodata.matrix import read_matrix

    return read_matrix(path)


def _outlines_of(codes: set[str], settings: Settings) -> "Outlines":
    """The areas of the level that these codes are of: the first that knows all, else the one that knows most."""
    known = geography() if has_app_context() else Geography(settings)
    levels = [known.outlines(level) for level in known.levels()]
    return max(levels, key=lambda level: len(codes & level.by_code().keys()))


def _problem(path: Path, finding: Finding) -> Problem:
    row = f" row {finding.row}" if finding.row is not None else ""
    return Problem(
        record=f"LW_TRAVEL_FILE {path.name}{row}",
        field=finding.field,
        found=finding.found or finding.kind.replace("_", " "),
        expected=_EXPECTED.get(finding.kind, "a table of travel minutes as CSV in UTF-8"),
    )
