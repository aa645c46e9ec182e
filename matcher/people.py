"""Volunteers, mediators and offers of a case as arrays, and what they have in common with a household."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import ALL_AGES, LEVELS, Languages, Offer, Volunteer
from matcher.facts import DayCells, Facts, without
from matcher.week import CELLS_PER_DAY, Cells, cells_of

CELLS_PER_WEEK = 7 * CELLS_PER_DAY
_MOST = 2**30
"""Capacities above this are cut to it, so that they fit the arrays; no week has as many."""

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int32]
Longs = NDArray[np.int64]


def as_cells(sets: Sequence[DayCells]) -> Cells:
    """Shape (n, 7), also for n = 0."""
    return np.array(sets, dtype=np.uint64).reshape(len(sets), 7)


def as_points(records: Sequence[Any]) -> NDArray[np.float64]:
    """Latitude and longitude of records, shape (n, 2), also for n = 0."""
    return np.array([(r.lat, r.lon) for r in records], dtype=np.float64).reshape(len(records), 2)


def _limited(numbers: Sequence[int]) -> Numbers:
    return np.array([min(number, _MOST) for number in numbers], dtype=np.int32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Speakers:
    """
    Who can talk with a household.

    Attributes
    ----------
    shares
        Volunteers and offers that share a language with it, shape (v + o,).
    reaches, interprets
        Mediators who reach it, and who interpret for it at an office, shape (m,).
    """

    shares: Flags
    reaches: Flags
    interprets: Flags


class People:
    """
    Arrays over the case's volunteers (v), offers (o) and mediators (m), in the case's order.

    Attributes
    ----------
    free, unbooked
        Cells in which a volunteer can meet, shape (n_volunteers, 7); ``unbooked`` ignores availability.
    half_hours_left, matches_left, seats_left
        After active matches.
    providers, index
        Volunteers and offers by their number, and the number by id.
    mediators
        Volunteer of each mediator, shape (n_mediators,).
    bridges
        Whether a mediator reaches a provider, shape (n_mediators, n_volunteers + n_offers); never the own person.
    offer_cells, offer_half_hours, offer_start
        Times of each offer as cells, their number, and the first of them as cell of the week.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.volunteers = facts.case.volunteers
        self.offers = facts.case.offers
        self.providers: list[Volunteer | Offer] = [*self.volunteers, *self.offers]
        self.index = {provider.id: i for i, provider in enumerate(self.providers)}
        self.n_volunteers, self.n_offers = len(self.volunteers), len(self.offers)
        self._set_times_and_capacities()
        self.mediators: Numbers = np.flatnonzero(["mediator" in v.roles for v in self.volunteers]).astype(np.int32)
        self._set_languages()
        self.max_travel_minutes = _limited([v.max_travel_minutes for v in self.volunteers])
        barred: dict[str, list[int]] = defaultdict(list)
        for household, resource in sorted(facts.blocked):
            barred[household].append(self.index[resource])
        self.barred = dict(barred)
        # Each table is asked for the same few questions thousands of times.
        self.speakers = cache(self._speakers)
        self.of_kind = cache(self._of_kind)
        self.of_gender = cache(self._of_gender)
        self.for_age = cache(self._for_age)
        self.qualified = cache(self._qualified)
        self.with_capacity = cache(self._with_capacity)

    def _set_times_and_capacities(self) -> None:
        facts = self.facts
        taken = [facts.volunteer_taken[v.id] for v in self.volunteers]
        every_cell = ((1 << 48) - 1,) * 7
        self.free = as_cells(
            [without(cells_of(v.availability), t) for v, t in zip(self.volunteers, taken, strict=True)]
        )
        self.unbooked = as_cells([without(every_cell, t) for t in taken])
        # A week holds no more meetings than half hours; larger figures would only weaken the bounds.
        self.half_hours_left = _limited([min(facts.half_hours_left[v.id], CELLS_PER_WEEK) for v in self.volunteers])
        self.matches_left = _limited([min(facts.matches_left[v.id], CELLS_PER_WEEK) for v in self.volunteers])
        self.seats_left = _limited([facts.seats_left[o.id] for o in self.offers])
        self.offer_cells = as_cells([facts.offer_cells[o.id] for o in self.offers])
        self.offer_half_hours = np.array(
            [sum(day.bit_count() for day in facts.offer_cells[o.id]) for o in self.offers], dtype=np.int32
        )
        self.offer_start = np.array([facts.offer_start(o.id) for o in self.offers], dtype=np.int32)

    def _set_languages(self) -> None:
        records = self.providers
        codes = {code for record in records for code in record.languages} | {self.facts.policy.official_language}
        self._code = {code: i for i, code in enumerate(sorted(codes))}
        levels = np.full((len(records), len(self._code)), -1, dtype=np.int8)
        for row, record in enumerate(records):
            for code, level in record.languages.items():
                levels[row, self._code[code]] = LEVELS.index(level)
        policy = self.facts.policy
        self._at_language_level: Flags = levels >= LEVELS.index(policy.language_level)
        self._at_bridge_level: Flags = levels[self.mediators] >= LEVELS.index(policy.bridge_level)
        reached = self._at_bridge_level.astype(np.float32) @ self._at_language_level.T.astype(np.float32)
        # Provider by provider: the compiled loops ask about all mediators of one provider.
        self.bridges: Flags = np.asfortranarray(reached > 0)
        self.bridges[np.arange(len(self.mediators)), self.mediators] = False
        self.language_free: Flags = np.array([o.language_free for o in self.offers], dtype=bool)

    def spoken(self, languages: Languages) -> tuple[int, ...]:
        """A household's languages at ``language_level`` that anybody here has, as columns of the tables."""
        level = LEVELS.index(self.facts.policy.language_level)
        return tuple(
            sorted(self._code[c] for c, found in languages.items() if c in self._code and LEVELS.index(found) >= level)
        )

    def _speakers(self, spoken: tuple[int, ...]) -> Speakers:
        columns = list(spoken)
        shares: Flags = np.any(self._at_language_level[:, columns], axis=1)
        shares[self.n_volunteers :] |= self.language_free
        reaches: Flags = np.any(self._at_bridge_level[:, columns], axis=1)
        official = self._at_bridge_level[:, self._code[self.facts.policy.official_language]]
        return Speakers(shares=shares, reaches=reaches, interprets=reaches & official)

    def _of_kind(self, kind: str | None) -> Flags:
        """Companions and offers that serve a kind, shape (v + o,); None stands for any kind."""
        takes_on = ["companion" in v.roles and (kind is None or kind in v.kinds) for v in self.volunteers]
        return np.array([*takes_on, *(kind is None or o.kind == kind for o in self.offers)], dtype=bool)

    def _of_gender(self, wish: str | None, attendee: str | None) -> Flags:
        """Volunteers of the wished gender and offers that admit the attendee's, shape (v + o,)."""
        people = [wish is None or v.gender == wish for v in self.volunteers]
        return np.array([*people, *(o.gender is None or o.gender == attendee for o in self.offers)], dtype=bool)

    def _for_age(self, age: int | None) -> Flags:
        """Offers whose ages hold an attendee's, shape (v + o,); an unknown age fits only offers open to all."""
        if age is None:
            admits = [o.ages == ALL_AGES for o in self.offers]
        else:
            admits = [o.ages[0] <= age <= o.ages[1] for o in self.offers]
        return np.array([*[True] * self.n_volunteers, *admits], dtype=bool)

    def _qualified(self, requires: tuple[str, ...]) -> Flags:
        """Volunteers who hold what is required, and every offer, shape (v + o,)."""
        holds = [set(requires) <= set(v.qualifications) for v in self.volunteers]
        return np.array([*holds, *[True] * self.n_offers], dtype=bool)

    def _with_capacity(self, half_hours: int, seats: int) -> Flags:
        """Volunteers with hours and a match left for the meeting, offers with the seats left, shape (v + o,)."""
        able = (self.half_hours_left >= half_hours) & (self.matches_left >= 1)
        return np.concatenate([able, self.seats_left >= min(seats, _MOST)])
