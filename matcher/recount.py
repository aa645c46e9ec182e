"""
Options of a case derived a second time, straight from the rules, to hold a result against.

Nothing here is shared with the way options are generated for the solver. Sets of helpers (see ``helpers.py``) are
intersected in the order of the rules, travel and times added need by need.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np

from matcher.domain import Need
from matcher.facts import INTERPRETING, NO_CELLS, Facts, without
from matcher.helpers import EVERY_CELL, Helpers, bit_of_start, in_one, members, starts_in
from matcher.routes import Stop, ask, from_home, from_household, in_blocks, to_need, to_offer
from matcher.travel import TravelMinutes
from matcher.week import cells_of

_PLACES_AT_ONCE = 256
_HELPERS_AT_ONCE = 128
_MOST_MINUTES = int(np.iinfo(np.int32).max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """
    What the rules leave of a case.

    Attributes
    ----------
    servable
        Open needs with at least one option.
    usable
        Volunteers and mediators in at least one option.
    remaining
        For every other open need: providers (mediators for interpreting) left after each rule, in the rules' order.
    """

    servable: frozenset[str]
    usable: frozenset[str]
    remaining: Mapping[str, Mapping[str, int]]


def recount(facts: Facts, travel: TravelMinutes) -> Recount:
    """
    Which open needs and which people have an option, and where the providers of the others are lost.

    Parameters
    ----------
    travel
        Source of travel minutes, measured ones of the case included.
    """
    helpers = Helpers(facts)
    reach = Reach(facts, travel, helpers)
    servable: set[str] = set()
    remaining: dict[str, dict[str, int]] = {}
    usable = 0
    for need, in_reach in reach.by_need():
        sieve = Sieve(helpers, reach, need, in_reach)
        usable |= sieve.usable_beyond(usable)
        if sieve.has_option():
            servable.add(need.id)
        else:
            remaining[need.id] = {code: len(left) for code, left in sieve.stages(helpers.named(None))}
    people = frozenset(v.id for i, v in enumerate(facts.case.volunteers) if usable >> i & 1)
    return Recount(servable=frozenset(servable), usable=people, remaining=remaining)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivors:
    """
    Providers of one need who pass the rules so far.

    Attributes
    ----------
    alone
        Set of those who come without a mediator, or are the mediator herself (interpreting).
    escorted
        Set of mediators who may come along, never empty, by provider.
    """

    alone: int
    escorted: Mapping[int, int]

    def __len__(self) -> int:
        return self.alone.bit_count() + len(self.escorted)

    @property
    def everybody(self) -> int:
        """Set of all providers and mediators."""
        result = self.alone
        for provider, mediators in self.escorted.items():
            result |= 1 << provider | mediators
        return result


class Reach:
    """
    Who gets where within the own limit, as sets of helpers.

    Attributes
    ----------
    offers_of
        Offers within reach of a household, by its id.
    mediators_of
        Volunteers within reach of an offer, by its number.
    """

    def __init__(self, facts: Facts, travel: TravelMinutes, helpers: Helpers) -> None:
        self.facts, self.travel = facts, travel
        self.needs = [need for need in facts.case.needs if need.id not in facts.active]
        self.volunteers = [from_home(v) for v in facts.case.volunteers]
        self.limits = [v.max_travel_minutes for v in facts.case.volunteers]
        offers = [to_offer(offer) for offer in facts.case.offers]
        self.mediators_of = {
            helpers.number[place.id]: near for place, near in self._near_places(self.volunteers, self.limits, offers)
        }
        homes = {need.household: from_household(facts, facts.households[need.household]) for need in self.needs}
        self.offers_of: dict[str, int] = dict.fromkeys(homes, 0)
        households = list(homes.values())
        limits = [facts.policy.household_max_travel_minutes] * len(households)
        for place, near in self._near_places(households, limits, offers):
            for i in members(near):
                self.offers_of[households[i].id] |= 1 << helpers.number[place.id]

    def by_need(self) -> Iterator[tuple[Need, int]]:
        """Every open need with all helpers within reach."""
        needs = {need.id: need for need in self.needs}
        places = [to_need(self.facts, need) for need in self.needs]
        for place, near in self._near_places(self.volunteers, self.limits, places):
            yield needs[place.id], near | self.offers_of[needs[place.id].household]

    def _near_places(
        self, travellers: list[Stop], limits: Iterable[int], places: list[Stop]
    ) -> Iterator[tuple[Stop, int]]:
        """Each place with the set of travellers who get there within their limit."""
        most = np.array([min(limit, _MOST_MINUTES) for limit in limits], dtype=np.int32).reshape(-1, 1)
        for block in in_blocks(places, _PLACES_AT_ONCE):
            near = ask(self.travel, travellers, block).minutes <= most
            packed = np.packbits(near, axis=0, bitorder="little")
            for column, place in enumerate(block):
                yield place, int.from_bytes(packed[:, column].tobytes(), "little")


class Sieve:
    """The rules applied to all helpers of one need, one after the other."""

    def __init__(self, helpers: Helpers, reach: Reach, need: Need, in_reach: int) -> None:
        facts = helpers.facts
        self.helpers, self.reach, self.need = helpers, reach, need
        self.household = facts.households[need.household]
        self.pin = facts.pinned.get(need.id)
        self.waived = frozenset(self.pin.waive if self.pin else ())
        self.in_reach = helpers.named(None) if "travel" in self.waived else in_reach
        self.half_hours = int(2 * need.hours)
        own = EVERY_CELL if "time" in self.waived else cells_of(self.household.availability)
        self.free = in_one(without(own, facts.attendee_taken.get((need.household, need.attendee), NO_CELLS)))
        self.named_mediator = self.pin.mediator if self.pin else None

    def has_option(self) -> bool:
        """Whether anybody passes every rule."""
        return any(len(self._with_option(some)) for some in _some_at_a_time(self.in_reach))

    def usable_beyond(self, known: int) -> int:
        """Everybody in some option who is not in a set yet: asking about the others again would take long."""
        new = ~known
        return self._with_option(self.in_reach & new).everybody | self._with_option(self.in_reach, new).everybody

    def _with_option(self, providers: int, mediators: int = -1) -> Survivors:
        """Who of some providers, with some mediators, passes every rule."""
        return dict(self.stages(providers, mediators))["capacity"]

    def stages(self, providers: int, mediators: int = -1) -> Iterator[tuple[str, Survivors]]:
        """Who of a set of providers is left after each rule, by the rule's code and in the rules' order."""
        helpers, need, pin = self.helpers, self.need, self.pin
        left = self._named_in_pin() & providers
        for code, passing in (
            ("kind", helpers.of_kind(need, pin)),
            ("block", helpers.unbarred(need)),
            ("gender", helpers.of_gender(need)),
            ("age", helpers.for_age(need, pin)),
            ("qualification", helpers.qualified(need)),
        ):
            left &= passing
            yield code, Survivors(alone=left, escorted={})
        survivors = self._understood(left, mediators)
        yield "language", survivors
        survivors = self._kept(survivors, self.in_reach, self._mediators_in_reach)
        yield "travel", survivors
        survivors = self._in_time(survivors)
        yield "time", survivors
        yield "capacity", self._kept(survivors, helpers.with_capacity(need), self._mediators_with_capacity)

    def _named_in_pin(self) -> int:
        pin = self.pin
        if self.need.kind != INTERPRETING:
            return self.helpers.named(pin.provider if pin else None)
        return 0 if pin and pin.provider else self.helpers.named(self.named_mediator)

    def _understood(self, left: int, mediators: int) -> Survivors:
        helpers, need, household = self.helpers, self.need, self.household
        waived = "language" in self.waived
        if need.kind == INTERPRETING:
            return Survivors(alone=left if waived else left & helpers.interpreting_for(household), escorted={})
        alone = left if waived else left & helpers.sharing_with(household)
        along = helpers.mediators & helpers.named(self.named_mediator) & mediators
        along &= helpers.unbarred(need) & helpers.of_gender(need) & helpers.qualified(need)
        if waived:
            escorted = {p: along & ~(1 << p) for p in members(left)} if self.named_mediator else {}
        else:
            along &= helpers.reaching(household)
            escorted = {p: along & helpers.bridging_to(p) for p in members(left & ~alone)} if along else {}
        return Survivors(alone=0 if self.named_mediator else alone, escorted=_not_empty(escorted))

    def _kept(self, survivors: Survivors, providers: int, mediators_for: Callable[[int], int]) -> Survivors:
        """Those who are among the providers, and of their mediators those who may go with them."""
        escorted = {p: m & mediators_for(p) for p, m in survivors.escorted.items() if providers >> p & 1}
        return Survivors(alone=survivors.alone & providers, escorted=_not_empty(escorted))

    def _mediators_in_reach(self, provider: int) -> int:
        """At an offer they travel there, otherwise to the meeting place."""
        if provider < self.helpers.n_volunteers or "travel" in self.waived:
            return self.in_reach
        return self.reach.mediators_of[provider]

    def _mediators_with_capacity(self, provider: int) -> int:
        if provider < self.helpers.n_volunteers:
            return self.helpers.with_capacity(self.need)
        return self.helpers.able_to_join(provider)

    def _in_time(self, survivors: Survivors) -> Survivors:
        waived = "time" in self.waived
        starts = self.helpers.visit_starts(self.half_hours, waived)
        present = reduce(or_, survivors.escorted.values(), 0)
        alike = [row for row in self.helpers.mediators_by_starts(self.half_hours, waived) if row[1] & present]
        suiting = starts_in(self.free, self.half_hours)
        if self.pin and self.pin.start is not None:
            suiting &= bit_of_start(self.pin.start)
        alone = 0
        for p in members(survivors.alone):
            if self._offer_suits(p) if p >= len(starts) else suiting & starts[p]:
                alone |= 1 << p
        escorted = {}
        for p, mediators in survivors.escorted.items():
            if p >= len(starts):
                if self._offer_suits(p):
                    escorted[p] = mediators & self.helpers.free_for_offer(p, waived)
            elif both := suiting & starts[p]:
                escorted[p] = sum(mediators & those for theirs, those in alike if both & theirs)
        return Survivors(alone=alone, escorted=_not_empty(escorted))

    def _offer_suits(self, offer: int) -> bool:
        facts, record = self.helpers.facts, self.helpers.records[offer]
        if self.pin and self.pin.start not in (None, facts.offer_start(record.id)):
            return False
        return not in_one(facts.offer_cells[record.id]) & ~self.free


def _some_at_a_time(helpers: int) -> Iterator[int]:
    """A set in parts, so that one who passes is found without asking all."""
    while helpers:
        some = helpers & ((1 << (helpers & -helpers).bit_length() + _HELPERS_AT_ONCE) - 1)
        yield some
        helpers ^= some


def _not_empty(escorted: Mapping[int, int]) -> dict[int, int]:
    return {provider: mediators for provider, mediators in escorted.items() if mediators}
