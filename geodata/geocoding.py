"""From an address to a place: exact, else a similar street with its score, else postcode or district; never silent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from rapidfuzz import fuzz, process

from geodata.addresses_text import AddressText, parse_address, readable_street, words_of_places
from geodata.distance import great_circle_km
from geodata.register import Address, Postcode, plain, street_key
from geodata.servers import ServerFailed

How = Literal["exact", "fuzzy", "nearest_number", "street", "nominatim", "postcode", "district"]

LEAST_SCORE = 70.0
"""Streets less similar than this, by rapidfuzz's WRatio, are not even offered."""
CLEAR_SCORE = 85.0
"""A similar street counts as found from here on, provided that no other comes near."""
MARGIN = 5.0
"""How much better than the next one the best street must be to count as found."""
MOST_STREETS = 8
SPREAD = 15.0
"""Streets that are so much less similar than the best one, by WRatio too, are not offered."""
ONE_PLACE_KM = 0.2
"""Addresses of one name within this distance are one place."""
POSTCODE_KM = 6.0
"""An address further than this from the point of its postcode is in doubt."""
REGION_KM = 30.0
"""What a server finds further than this from every district is another place of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where an address may be.

    Attributes
    ----------
    how
        ``exact``: street and number are in the register. ``nearest_number``: the street is, the number is not; the
        nearest number of that street. ``street``: no number was given; the middle of the street. ``fuzzy``: another,
        similar street. ``nominatim``: what the operator's server found. ``postcode``, ``district``: only the point for
        it.
    score
        How similar the whole name of the street found is to the one asked for, 0..100 by rapidfuzz's ratio: 100 unless
        ``fuzzy``; 0 where no street was found.
    label
        What was found, to be shown to whoever asked.
    latitude, longitude
        Degrees, WGS84.
    number_found
        Whether the point is that of the house number asked for; None when none was, or nobody knows.
    """

    how: How
    score: float
    label: str
    latitude: float
    longitude: float
    number_found: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """
    What is known about an address.

    Attributes
    ----------
    candidates
        All places it may be, best first; the coarse ones (postcode, district) come last.
    best
        The place it is; None when nothing was found or when a person must choose.
    notes
        Codes of what stood in the way: ``several`` (places that are equally likely), ``postcode_unknown``,
        ``postcode_far`` (street and postcode do not fit together), ``place_unknown`` (without a postcode, the address
        names a place that may be another town), ``nominatim: time-out`` and other failures of the server.
    """

    candidates: tuple[Place, ...]
    best: Place | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictPoint:
    """The point that stands for a district: of its published centre, or inside an imported area; degrees, WGS84."""

    code: str
    name: str
    latitude: float
    longitude: float


class Register(Protocol):
    """What of a store is asked here."""

    def streets(self) -> dict[str, str]:
        """Every street by its key."""
        ...

    def addresses_on(self, key: str) -> tuple[Address, ...]:
        """The addresses of a street."""
        ...

    def postcodes(self) -> dict[str, Postcode]:
        """Every postcode by its digits."""
        ...


class Server(Protocol):
    """A geocoding server that the operator named."""

    def ask(self, text: str) -> Place | None:
        """
        What it finds for an address.

        Raises
        ------
        ServerFailed
            When it does not answer, or with something else; the text says what.
        """
        ...


class Geocoder:
    """
    Looks addresses up. Streets are read from the register with the first question and kept.

    Parameters
    ----------
    register
        The imported register; None where nothing was imported.
    districts
        Where districts are, for addresses of which nothing else is known.
    server
        Asked when the register does not know the address; None for nobody.
    region
        Names of the city and its parts: an address that names another place is in doubt. Empty where nobody knows.
    """

    def __init__(
        self,
        *,
        register: Register | None,
        districts: Sequence[DistrictPoint] = (),
        server: Server | None = None,
        region: Iterable[str] = (),
    ) -> None:
        self._register, self._districts, self._server = register, tuple(districts), server
        self._region = words_of_places(" ".join(region))

    @property
    def knows_addresses(self) -> bool:
        """Whether there is anything finer than districts to be found."""
        return bool(self._streets or self._postcodes or self._server)

    def locate(self, text: str, *, district: str = "") -> Located:
        """
        Return where the address is, and how that is known.

        Parameters
        ----------
        district
            Code of the district it lies in, where somebody knows it.
        """
        typed = parse_address(text)
        notes: list[str] = []
        streets = self._on_streets(typed)
        best = _clear(streets)
        if best is None and len(streets) > 1:
            notes.append("several")
        doubt = self._doubt(typed, best)
        if doubt:
            notes.append(doubt)
            best = None
        if best is not None and best.how == "exact":
            return Located(candidates=tuple(streets), best=best)
        if best is None and typed.street and (answer := self._answer(text, notes)) is not None:
            best = None if streets else answer
            streets = [answer, *streets]
        coarse = [*self._at_postcode(typed), *self._in_district(typed, district)]
        if not streets and coarse:
            best = coarse[0]
        return Located(candidates=(*streets, *coarse), best=best, notes=tuple(notes))

    @cached_property
    def _streets(self) -> Mapping[str, str]:
        return self._register.streets() if self._register else {}

    @cached_property
    def _keys(self) -> Sequence[str]:
        """In order, so that streets that are as similar are always offered in the same order."""
        return sorted(self._streets)

    @cached_property
    def _postcodes(self) -> Mapping[str, Postcode]:
        return self._register.postcodes() if self._register else {}

    def _on_streets(self, typed: AddressText) -> list[Place]:
        """Places on the street that was meant, or on similar ones, best first."""
        key = street_key(typed.street)
        if not key or self._register is None:
            return []
        if key in self._streets:
            return self._on_street(key, typed, score=100.0)
        limit = 2 * MOST_STREETS
        similar = process.extract(key, self._keys, scorer=fuzz.WRatio, limit=limit, score_cutoff=LEAST_SCORE)
        # WRatio gives 90 to whatever is a part of the other name: that finds streets to offer, but tells none apart.
        places = [
            (score, replace(place, how="fuzzy"))
            for other, score, _ in similar
            if score >= similar[0][1] - SPREAD
            for place in self._on_street(other, typed, score=round(fuzz.ratio(key, other), 1))
        ]
        # Of streets that are as similar, first those with the number, then those near the postcode.
        point = self._postcodes.get(typed.postcode)
        places.sort(key=lambda each: (-each[0], not each[1].number_found, _km(each[1], point) if point else 0))
        return [place for _, place in places[:MOST_STREETS]]

    def _on_street(self, key: str, typed: AddressText, *, score: float) -> list[Place]:
        """The address asked for, or the one that comes nearest; several where two streets have one name."""
        assert self._register is not None
        rows = self._register.addresses_on(key)
        if not rows:
            return []
        if typed.number is None:
            return [_place(_middle(rows), "street", score, number_found=None)]
        nearest = min(rows, key=lambda row: _distance_of_numbers(row, typed))
        is_found = (nearest.number, nearest.suffix) == (typed.number, typed.suffix)
        same = [row for row in rows if (row.number, row.suffix) == (nearest.number, nearest.suffix)]
        how: How = "exact" if is_found else "nearest_number"
        return [_place(row, how, score, number_found=is_found) for row in self._apart(same, typed.postcode)]

    def _apart(self, rows: Sequence[Address], postcode: str) -> list[Address]:
        """One of each group of rows that are one place; the nearest to the postcode alone where that decides."""
        found: list[Address] = []
        for row in rows:
            if all(_km(row, other) > ONE_PLACE_KM for other in found):
                found.append(row)
        point = self._postcodes.get(postcode)
        if point is None or len(found) < 2:
            return found
        found.sort(key=lambda row: _km(row, point))
        return found[:1] if 2 * _km(found[0], point) < _km(found[1], point) else found

    def _doubt(self, typed: AddressText, best: Place | None) -> str:
        """Why the place may be another one, although its street is known."""
        if best is None:
            return ""
        if not typed.postcode or not self._postcodes:
            words = words_of_places(f"{typed.place} {typed.further}")
            return "place_unknown" if self._region and words - self._region else ""
        point = self._postcodes.get(typed.postcode)
        if point is None:
            return "postcode_unknown"
        return "postcode_far" if _km(best, point) > POSTCODE_KM else ""

    def _answer(self, text: str, notes: list[str]) -> Place | None:
        """What the server says; that it failed, or found something in another region, is noted."""
        if self._server is None:
            return None
        try:
            answer = self._server.ask(text)
        except ServerFailed as failure:
            notes.append(str(failure))
            return None
        if answer is not None and self._districts and min(_km(answer, row) for row in self._districts) > REGION_KM:
            notes.append("nominatim: far away")
            return None
        return answer

    def _at_postcode(self, typed: AddressText) -> Iterator[Place]:
        point = self._postcodes.get(typed.postcode)
        if point is not None:
            label = f"{point.code} {typed.place}".strip()
            yield Place(how="postcode", score=0, label=label, latitude=point.latitude, longitude=point.longitude)

    def _in_district(self, typed: AddressText, code: str) -> Iterator[Place]:
        """The district somebody chose, else one whose name stands in the address."""
        named = {plain(typed.street), plain(typed.place)} - {""}
        chosen = next((row for row in self._districts if row.code == code), None)
        found = chosen or next((row for row in self._districts if plain(row.name) in named), None)
        if found is not None:
            yield Place(
                how="district", score=0, label=found.name, latitude=found.latitude, longitude=found.longitude
            )  # fmt: skip


def _clear(streets: Sequence[Place]) -> Place | None:
    """The first place, where no other comes near."""
    if not streets or streets[0].score < CLEAR_SCORE:
        return None
    clear = all(other.score <= streets[0].score - MARGIN for other in streets[1:])
    return streets[0] if clear else None


def _place(row: Address, how: How, score: float, *, number_found: bool | None) -> Place:
    label = readable_street(row.street)
    if number_found is not None:
        label = f"{label} {row.number}{' ' if row.suffix[:1].isdigit() else ''}{row.suffix}"
    return Place(
        how=how, score=score, label=label, latitude=row.latitude, longitude=row.longitude, number_found=number_found
    )


def _distance_of_numbers(row: Address, typed: AddressText) -> tuple[int, bool, bool, str]:
    """How far a house is from the one asked for, by its number: on the same side of the street first."""
    assert typed.number is not None
    away = abs(row.number - typed.number)
    return away, away % 2 == 1, row.suffix != typed.suffix, row.suffix


def _middle(rows: Sequence[Address]) -> Address:
    """The address next to the mean of all."""
    points = np.array([(row.latitude, row.longitude) for row in rows])
    return rows[int(np.argmin(great_circle_km(points, points.mean(axis=0, keepdims=True))))]


def _km(one: Address | Place, other: Address | Postcode | DistrictPoint) -> float:
    ends = np.array([[one.latitude, one.longitude], [other.latitude, other.longitude]])
    return float(great_circle_km(ends[:1], ends[1:])[0, 0])
