"""Draws from the distributions of the parameters, many at once and repeatable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from geodata.districts import stadtbezirke, statistical_districts
from matcher.week import DAYS, Window
from scenarios.inputs import Shares
from scenarios.parameters import WeeklyWindows

T = TypeVar("T")

KM_PER_DEGREE = 111.2
"""Of latitude; of longitude times the cosine of the latitude."""

CITY_CENTRE = (51.513, 7.465)
"""Centre of the statistical district City, where the offices are."""

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """
    Where the people of a population live, and where they meet.

    Attributes
    ----------
    centres
        By district the points its homes lie around, all equally likely.
    radius_km
        By district how far from them at most.
    office
        Centre of the offices where interpreters are met.
    """

    centres: Mapping[str, Sequence[Point]]
    radius_km: Mapping[str, float]
    office: Point = CITY_CENTRE


def dortmund(radius_km: float) -> Places:
    """The Stadtbezirke, around the centres of their statistical districts: their populations are not at hand."""
    centres = {
        bezirk.code: [(part.latitude, part.longitude) for part in statistical_districts() if part.parent == bezirk.code]
        for bezirk in stadtbezirke()
    }
    return Places(centres=centres, radius_km=dict.fromkeys(centres, radius_km))


def draw(rng: Generator, shares: Shares[T], n: int) -> list[T]:
    """n values, each with the probability of its share."""
    drawn = rng.choice(len(shares), size=n, p=[share for _, share in shares])
    return [shares[i][0] for i in drawn.tolist()]


def draw_evenly(rng: Generator, values: Sequence[T], n: int) -> list[T]:
    """n of the values, all equally likely."""
    return [values[i] for i in rng.integers(len(values), size=n).tolist()]


def happens(rng: Generator, share: float, n: int) -> list[bool]:
    """n times whether something with this share is so."""
    result: list[bool] = (rng.random(n) < share).tolist()
    return result


def draw_windows(rng: Generator, windows: WeeklyWindows, n: int) -> list[tuple[Window, ...]]:
    """The free windows of n people or households."""
    every = [
        Window(day=DAYS.index(day), first=2 * start, end=2 * (start + hours))
        for day in windows.days
        for start in windows.starts
        for hours in windows.lengths_hours
    ]
    counts = rng.integers(windows.fewest, windows.most + 1, size=n).tolist()
    drawn = rng.integers(len(every), size=(n, windows.most)).tolist()
    return [tuple(every[i] for i in row[:count]) for row, count in zip(drawn, counts, strict=True)]


def draw_around(rng: Generator, centres: NDArray[np.float64], radius_km: float | NDArray[np.float64]) -> list[Point]:
    """One point around each centre, evenly over a disc. Centres in degrees, shape (n, 2); one radius, or (n,)."""
    distance_km = radius_km * np.sqrt(rng.random(len(centres)))
    angle = 2 * np.pi * rng.random(len(centres))
    lat = centres[:, 0] + distance_km * np.sin(angle) / KM_PER_DEGREE
    lon = centres[:, 1] + distance_km * np.cos(angle) / (KM_PER_DEGREE * np.cos(np.radians(centres[:, 0])))
    return list(zip(lat.round(5).tolist(), lon.round(5).tolist(), strict=True))


def draw_homes(rng: Generator, districts: Sequence[str], places: Places) -> list[Point]:
    """One point in each of the districts named: around one of its centres."""
    picks = rng.random(len(districts)).tolist()
    centres = [places.centres[code] for code in districts]
    drawn = [some[int(pick * len(some))] for some, pick in zip(centres, picks, strict=True)]
    radius_km = np.array([places.radius_km[code] for code in districts], dtype=np.float64)
    return draw_around(rng, np.array(drawn, dtype=np.float64).reshape(-1, 2), radius_km)
