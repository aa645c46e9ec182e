"""The districts of Dortmund: 12 Stadtbezirke and the 62 statistical districts inside them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from geodata.distance import POSITION_ON_GLOBE, great_circle_km, on_globe
from geodata.errors import InvalidPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """
    A part of the city for which populations and distances are held.

    Attributes
    ----------
    code
        Stable key. Stadtbezirk: its name in plain letters (``innenstadt-west``, ``hoerde``); statistical
        district: the city's two digits as text, with leading zero (``00`` to ``96``).
    name
        Name as the city writes it.
    latitude, longitude
        Centre of the area in degrees, WGS84, rounded to 3 decimals (about 100 m). Where it comes from, and
        with what standing, is told in ``data/SOURCES.md``.
    area_km2
        Published area in square kilometres, > 0; None where none is at hand.
    population
        Published number of inhabitants, > 0; None where none is at hand. The years differ between districts.
    population_year
        Year of that number; None without one.
    parent
        Code of the Stadtbezirk a statistical district belongs to; None for a Stadtbezirk.
    neighbours
        Codes of the districts of the same kind that share a border with this one.

    Raises
    ------
    InvalidPlace
        When a number lies outside its range, or population and year do not come together.
    """

    code: str
    name: str
    latitude: float
    longitude: float
    area_km2: float | None
    population: int | None
    population_year: int | None
    parent: str | None
    neighbours: frozenset[str]

    def __post_init__(self) -> None:
        _refuse_position_off_globe(f"district {self.code}", self.latitude, self.longitude)
        if self.area_km2 is not None and not self.area_km2 > 0:
            raise InvalidPlace(f"district {self.code}: area_km2 is {self.area_km2}, expected more than 0 or none")
        if self.population is not None and not self.population > 0:
            raise InvalidPlace(f"district {self.code}: population is {self.population}, expected more than 0 or none")
        if (self.population is None) != (self.population_year is None):
            raise InvalidPlace(
                f"district {self.code}: population is {self.population} and population_year "
                f"{self.population_year}, expected both or neither"
            )
        if self.code in self.neighbours:
            raise InvalidPlace(f"district {self.code}: is its own neighbour, expected others only")


@cache
def stadtbezirke() -> tuple[District, ...]:
    """Return the 12 Stadtbezirke in the order of their codes."""
    return _read_districts("stadtbezirke")


@cache
def statistical_districts() -> tuple[District, ...]:
    """Return the 62 statistical districts in the order of their codes; `parent` names the Stadtbezirk."""
    return _read_districts("statistische_bezirke")


def nearest_district(latitude: float, longitude: float, districts: Sequence[District]) -> District:
    """
    Return the district whose centre is nearest to a point; the first of several equally near.

    Boundaries are not at hand, so near an edge this can be the neighbour of the district the point lies in.

    Raises
    ------
    InvalidPlace
        When there are no districts to choose from, or the point is not on the globe.
    """
    if not districts:
        raise InvalidPlace("nearest district: found no districts, expected at least 1")
    _refuse_position_off_globe("nearest district", latitude, longitude)
    centres = np.array([(district.latitude, district.longitude) for district in districts])
    km = great_circle_km(np.array([(latitude, longitude)]), centres)
    return districts[int(np.argmin(km))]


def _refuse_position_off_globe(what: str, latitude: float, longitude: float) -> None:
    if not on_globe(np.array([(latitude, longitude)], dtype=np.float64)).all():
        raise InvalidPlace(f"{what}: found a position off the globe or none, expected {POSITION_ON_GLOBE}")


def _read_districts(table: str) -> tuple[District, ...]:
    neighbours: dict[str, set[str]] = {}
    for pair in _read_table(f"{table}_nachbarn.csv"):
        neighbours.setdefault(pair["a"], set()).add(pair["b"])
        neighbours.setdefault(pair["b"], set()).add(pair["a"])
    districts = (
        District(
            code=row["code"],
            name=row["name"],
            latitude=float(row["centre_lat"]),
            longitude=float(row["centre_lon"]),
            area_km2=float(row["area_km2"]) if row["area_km2"] else None,
            population=int(row["population"]) if row["population"] else None,
            population_year=int(row["population_year"]) if row["population_year"] else None,
            parent=row.get("stadtbezirk"),
            neighbours=frozenset(neighbours.get(row["code"], ())),
        )
        for row in _read_table(f"{table}.csv")
    )
    return tuple(sorted(districts, key=lambda district: district.code))


def _read_table(name: str) -> list[dict[str, str]]:
    text = (files("geodata") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
