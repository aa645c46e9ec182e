"""
Which volunteers and offers pass the rules that concern one helper alone.

A set of helpers is one whole number: bit i stands for the i-th volunteer, the offers follow. Who passes a rule is asked
once for all needs that look alike to this rule. A set of cells of the week is one whole number as well.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache

from matcher import rules
from matcher.domain import Household, Match, Need, Offer, Volunteer
from matcher.facts import INTERPRETING, NO_CELLS, DayCells, Facts, without
from matcher.rules import Choice
from matcher.week import ALL_DAY, CELLS_PER_DAY, cells_of

EVERY_CELL = (ALL_DAY,) * 7
_BITS_PER_DAY = CELLS_PER_DAY + 1
"""One bit between two days stays empty, so that no run of cells crosses midnight."""


def members(helpers: int) -> Iterator[int]:
    """Numbers of the helpers in a set."""
    while helpers:
        lowest = helpers & -helpers
        yield lowest.bit_length() - 1
        helpers ^= lowest


def in_one(cells: DayCells) -> int:
    """A set of cells as one whole number."""
    return sum(bits << _BITS_PER_DAY * day for day, bits in enumerate(cells))


def bit_of_start(start: int) -> int:
    """The cell of the week in a set made by ``in_one``."""
    day, cell = divmod(start, CELLS_PER_DAY)
    return 1 << _BITS_PER_DAY * day + cell


def starts_in(free: int, half_hours: int) -> int:
    """Cells from which so many half hours in a row are free on that day."""
    starts = free
    for step in range(1, half_hours):
        starts &= free >> step
    return starts


class Helpers:
    """
    Sets of helpers by rule.

    Attributes
    ----------
    records
        Volunteers, then offers.
    mediators
        Set of the volunteers with this role.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.records: tuple[Volunteer | Offer, ...] = (*facts.case.volunteers, *facts.case.offers)
        self.number = {record.id: i for i, record in enumerate(self.records)}
        self.n_volunteers = len(facts.case.volunteers)
        self.mediators = self._those(lambda helper: isinstance(helper, Volunteer) and "mediator" in helper.roles)
        self._barred: dict[str, int] = defaultdict(int)
        for household, resource in facts.blocked:
            self._barred[household] |= 1 << self.number[resource]
        self._asked: dict[tuple[object, ...], int] = {}
        self.bridging_to = cache(self._bridging_to)
        self.able_to_join = cache(self._able_to_join)
        self.free_for_offer = cache(self._free_for_offer)
        self.visit_starts = cache(self._visit_starts)
        self.mediators_by_starts = cache(self._mediators_by_starts)

    def _those(self, passes: Callable[[Volunteer | Offer], bool]) -> int:
        return sum(1 << i for i, helper in enumerate(self.records) if passes(helper))

    def _once(self, question: tuple[object, ...], passes: Callable[[Volunteer | Offer], bool]) -> int:
        """Ask all helpers, once for everything the answer depends on."""
        if question not in self._asked:
            self._asked[question] = self._those(passes)
        return self._asked[question]

    def named(self, helper: str | None) -> int:
        """Set of the one helper a pin names, everybody when it names none."""
        return (1 << len(self.records)) - 1 if helper is None else 1 << self.number[helper]

    def of_kind(self, need: Need, pin: Match | None) -> int:
        """Rule ``kind``; for interpreting, those who can do it."""

        def passes(helper: Volunteer | Offer) -> bool:
            alone = isinstance(helper, Volunteer) and need.kind == INTERPRETING
            mediator = helper if alone and isinstance(helper, Volunteer) else None
            provider = None if alone else helper
            return rules.kind(self.facts, Choice(need=need, provider=provider, mediator=mediator, start=0, pin=pin))

        return self._once(("kind", need.kind, pin is not None and "kind" in pin.waive), passes)

    def unbarred(self, need: Need) -> int:
        """Rule ``block``."""
        return self.named(None) & ~self._barred[need.household]

    def of_gender(self, need: Need) -> int:
        """Rule ``gender``."""
        wish = self.facts.households[need.household].contact_gender
        return self._once(("gender", wish, need.gender), lambda helper: rules.gender(self.facts, _with(need, helper)))

    def for_age(self, need: Need, pin: Match | None) -> int:
        """Rule ``age``."""
        question = ("age", need.age, pin is not None and "age" in pin.waive)
        return self._once(question, lambda helper: rules.age(self.facts, _with(need, helper, pin)))

    def qualified(self, need: Need) -> int:
        """Rule ``qualification``."""
        question = ("qualification", need.requires)
        return self._once(question, lambda helper: rules.qualification(self.facts, _with(need, helper)))

    def with_capacity(self, need: Need) -> int:
        """Rule ``capacity`` for visitors and for offers."""
        question = ("capacity", need.hours, need.seats)
        return self._once(question, lambda helper: rules.capacity(self.facts, _with(need, helper)))

    def sharing_with(self, household: Household) -> int:
        """Those who share a language with the household."""
        question = ("shares", self._spoken(household))
        return self._once(question, lambda helper: rules.shares_language(self.facts, household, helper))

    def reaching(self, household: Household) -> int:
        """Mediators who reach the household."""
        question = ("reaches", self._spoken(household))
        return self.mediators & self._once(
            question, lambda one: isinstance(one, Volunteer) and rules.reaches(self.facts, one, household.languages)
        )

    def interpreting_for(self, household: Household) -> int:
        """Mediators who interpret between the household and an office."""
        question = ("interprets", self._spoken(household))
        return self.mediators & self._once(
            question, lambda one: isinstance(one, Volunteer) and rules.interprets(self.facts, one, household)
        )

    def _spoken(self, household: Household) -> frozenset[str]:
        level = self.facts.policy.language_level
        return frozenset(c for c in household.languages if rules.has_language(household.languages, c, level))

    def _bridging_to(self, provider: int) -> int:
        """Mediators who reach a provider and are not that person."""
        languages = self.records[provider].languages
        return (
            self.mediators
            & ~(1 << provider)
            & self._once(
                ("bridges", frozenset(languages.items())),
                lambda one: isinstance(one, Volunteer) and rules.reaches(self.facts, one, languages),
            )
        )

    def _able_to_join(self, offer: int) -> int:
        """Mediators with the hours of an offer's times and a match left."""
        half_hours = sum(day.bit_count() for day in self.facts.offer_cells[self.records[offer].id])
        hours_left, matches_left = self.facts.half_hours_left, self.facts.matches_left
        return sum(
            1 << i
            for i in members(self.mediators)
            if hours_left[self.records[i].id] >= half_hours and matches_left[self.records[i].id] >= 1
        )

    def _free_for_offer(self, offer: int, waived: bool) -> int:
        """Mediators who are free at all of an offer's times."""
        times = in_one(self.facts.offer_cells[self.records[offer].id])
        free = self.visit_starts(1, waived)
        return sum(1 << i for i in members(self.mediators) if not times & ~free[i])

    def _visit_starts(self, half_hours: int, waived: bool) -> tuple[int, ...]:
        """Per volunteer, the starts of a meeting of this length; ``waived``: availability is ignored."""
        taken = self.facts.volunteer_taken
        return tuple(
            starts_in(
                in_one(without(EVERY_CELL if waived else cells_of(v.availability), taken.get(v.id, NO_CELLS))),
                half_hours,
            )
            for v in self.facts.case.volunteers
        )

    def _mediators_by_starts(self, half_hours: int, waived: bool) -> tuple[tuple[int, int], ...]:
        """The different sets of starts of mediators, each with those who have it: many have the same."""
        starts = self.visit_starts(half_hours, waived)
        alike: dict[int, int] = defaultdict(int)
        for i in members(self.mediators):
            alike[starts[i]] |= 1 << i
        return tuple(alike.items())


def _with(need: Need, helper: Volunteer | Offer, pin: Match | None = None) -> Choice:
    return Choice(need=need, provider=helper, mediator=None, start=0, pin=pin)
