"""Who fails which rule for a need, and by how much: the nearest misses of every rule (section 2 of the contract)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.candidates import Candidates, Judge
from matcher.domain import LEVELS, Languages, Need, Offer
from matcher.facts import INTERPRETING
from matcher.people import Flags
from matcher.remaining import RULE_ORDER, bridged, survivors
from matcher.routes import Route, from_home, from_household, legs_of, to_need, to_offer
from matcher.week import Cells, starts_of_runs

Figure = int | str | tuple[str, ...] | None
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """
    A provider (for interpreting a mediator) who fails a rule for a need.

    Attributes
    ----------
    helper
        Id of the provider.
    mediator
        The nearest mediator, when the helper passes the rule but nobody who could come along does.
    measure
        What the figures are: ``minutes``, ``half_hours`` in a row (time), ``free_half_hours`` (of an offer's times),
        ``half_hours_left``, ``matches_left``, ``seats_left``, ``level`` of a language, or the rule's own code.
    needed, found
        What the rule asks for and what there is; a level is the lower one of the two sides.
    short_by
        Distance of the two: minutes, half hours, matches, seats, years, steps of level; None where none is counted.
    language
        Code of the language that comes nearest; None when there is none in common.
    source
        Where minutes come from; None for other measures.
    also_fails
        Later rules that the helper would fail too.
    """

    helper: str
    mediator: str | None = None
    measure: str
    needed: Figure = None
    found: Figure = None
    short_by: int | None = None
    language: str | None = None
    source: str | None = None
    also_fails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFailures:
    """
    Providers lost at a rule, after all earlier ones.

    Attributes
    ----------
    failed, left
        How many fail it, and how many are left after it; ``left`` is the ``remaining`` of a result.
    nearest
        Up to five who miss it by least: those who fail fewest further rules first.
    """

    rule: str
    failed: int
    left: int
    nearest: tuple[Miss, ...]


def rule_failures(judge: Judge, need: Need) -> tuple[RuleFailures, ...]:
    """Every rule in the contract's order, with the providers (mediators for interpreting) who fail it first."""
    candidates = next(iter(judge.judge([need])))
    ruler = _Ruler(judge, candidates)
    found: list[RuleFailures] = []
    before = np.ones(ruler.n_helpers, dtype=bool)
    for rule, left in zip(RULE_ORDER, survivors(judge, candidates), strict=True):
        lost = np.flatnonzero(before & ~left).tolist()
        nearest = ruler.nearest(rule, lost)
        found.append(RuleFailures(rule=rule, failed=len(lost), left=int(left.sum()), nearest=nearest))
        before = left
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """Figures of one helper, or of a mediator at her side."""

    measure: str
    needed: Figure = None
    found: Figure = None
    short_by: int | None = None
    language: str | None = None


class _Ruler:
    """Measures how far the helpers of one need are from passing."""

    def __init__(self, judge: Judge, candidates: Candidates) -> None:
        self.judge, self.candidates = judge, candidates
        self.people, self.facts, self.need = judge.people, judge.facts, candidates.need
        self.household = self.facts.households[self.need.household]
        self.interpreting = self.need.kind == INTERPRETING
        self.n_helpers = len(self.people.mediators) if self.interpreting else len(self.people.providers)
        self.times = self.people.unbooked if candidates.waives("time") else self.people.free
        self.along = self._along()
        self.passing = self._passing()

    def _along(self) -> Flags:
        """Mediators who may come along to a provider, time and way aside, shape (m, v + o)."""
        passing = self.candidates.mediators
        able = np.logical_and.reduce([passing[rule] for rule in RULE_ORDER[:6]])
        return np.asarray(bridged(self.judge, self.candidates) & able[:, None])

    def _passing(self) -> dict[str, Flags]:
        """By rule: who passes it as a person, whoever comes along."""
        judge, candidates, people = self.judge, self.candidates, self.people
        if self.interpreting:
            starts: Flags = np.any(judge.visit_starts(candidates, people.mediators), axis=1)
            return {**candidates.mediators, "time": starts}
        starts = np.any(judge.visit_starts(candidates, np.arange(people.n_volunteers)), axis=1)
        in_time = np.concatenate([starts, judge.offers_in_time(candidates)])
        understood = candidates.shares | self.along.any(axis=0)
        return {**candidates.providers, "language": understood, "time": in_time}

    def nearest(self, rule: str, lost: Sequence[int]) -> tuple[Miss, ...]:
        """Those who miss a rule by least."""
        misses = [self._miss(rule, helper) for helper in lost]
        misses.sort(key=lambda m: (len(m.also_fails), m.short_by is None, m.short_by or 0, m.helper))
        return tuple(self._with_source(miss) for miss in misses[:MOST_SHOWN])

    def _with_source(self, miss: Miss) -> Miss:
        """Asked for those who are shown only: a minute is never shown without."""
        if miss.measure != "minutes" or miss.found is None:
            return miss
        (leg,) = legs_of(self.judge.travel, [self._route(miss)]).values()
        return replace(miss, source=leg.source)

    def _route(self, miss: Miss) -> Route:
        """The way that is too long."""
        facts = self.facts
        offer = facts.offers.get(miss.helper)
        end = to_need(facts, self.need) if offer is None else to_offer(offer)
        if offer is not None and miss.mediator is None:
            return from_household(facts, self.household), end
        return from_home(facts.volunteers[miss.mediator or miss.helper]), end

    def _miss(self, rule: str, helper: int) -> Miss:
        number = int(self.people.mediators[helper]) if self.interpreting else helper
        later = RULE_ORDER[RULE_ORDER.index(rule) + 1 :]
        also = tuple(code for code in later if not self.passing[code][helper])
        mediator = None
        if rule in ("travel", "time", "capacity") and self.passing[rule][helper]:
            mediator, found = self._nearest_mediator(rule, number)
        else:
            found = self._measured(rule, number)
        return Miss(
            helper=self.people.providers[number].id,
            mediator=mediator,
            measure=found.measure,
            needed=found.needed,
            found=found.found,
            short_by=found.short_by,
            language=found.language,
            also_fails=also,
        )

    def _measured(self, rule: str, number: int) -> _Measured:
        if rule in ("kind", "gender", "age", "qualification"):
            return self._plain(rule, number)
        if rule == "language":
            return self._language(number)
        if rule == "travel":
            return self._travel(number)
        if rule == "time":
            return self._time(number)
        if rule == "capacity":
            return self._capacity(number)
        return _Measured(measure=rule)

    def _plain(self, rule: str, number: int) -> _Measured:
        """Rules that compare words or an age."""
        need, helper = self.need, self.people.providers[number]
        offer = number >= self.people.n_volunteers
        if rule == "kind":
            found = (helper.kind,) if isinstance(helper, Offer) else helper.kinds
            return _Measured(measure=rule, needed=need.kind, found=found)
        if rule == "gender":
            wish, given = (helper.gender, need.gender) if offer else (self.household.contact_gender, helper.gender)
            return _Measured(measure=rule, needed=wish, found=given)
        if isinstance(helper, Offer):  # whose one more rule of this sort is the age
            youngest, oldest = helper.ages
            off = None if need.age is None else max(youngest - need.age, need.age - oldest)
            return _Measured(measure=rule, needed=f"{youngest}-{oldest}", found=need.age, short_by=off)
        held = tuple(sorted(set(need.requires) & set(helper.qualifications)))
        return _Measured(measure=rule, needed=need.requires, found=held, short_by=len(need.requires) - len(held))

    def _language(self, number: int) -> _Measured:
        """The language in which least is missing: between household and helper, or to interpret."""
        policy, helper = self.facts.policy, self.people.providers[number]
        if not self.interpreting:
            return _common_language(self.household.languages, helper.languages, policy.language_level, None)
        nearest = _common_language(
            self.household.languages, helper.languages, policy.language_level, policy.bridge_level
        )
        official = _level(helper.languages, policy.official_language, policy.bridge_level)
        worse = (official.short_by is None, official.short_by or 0) > (nearest.short_by is None, nearest.short_by or 0)
        return official if worse else nearest

    def _travel(self, number: int) -> _Measured:
        people, policy = self.people, self.facts.policy
        at_offer = number >= people.n_volunteers
        limit = policy.household_max_travel_minutes if at_offer else int(people.max_travel_minutes[number])
        return _minutes(int(self.candidates.minutes[number]), limit)

    def _time(self, number: int) -> _Measured:
        """Longest time in common with the household, or how much of an offer's times."""
        people, free = self.people, self.candidates.free
        if number >= people.n_volunteers:
            return _within(people.offer_cells[number - people.n_volunteers], free)
        return _in_a_row(free & self.times[number], self.candidates.half_hours)

    def _capacity(self, number: int, half_hours: int | None = None) -> _Measured:
        people = self.people
        if number >= people.n_volunteers:
            left = int(people.seats_left[number - people.n_volunteers])
            return _count("seats_left", self.need.seats, left)
        if people.matches_left[number] < 1:
            return _count("matches_left", 1, 0)
        needed = self.candidates.half_hours if half_hours is None else half_hours
        return _count("half_hours_left", needed, int(people.half_hours_left[number]))

    def _nearest_mediator(self, rule: str, number: int) -> tuple[str | None, _Measured]:
        """Of those who could come along to a provider, who passed the rules before, the one who misses least."""
        people = self.people
        found = [
            (self._of_mediator(rule, number, m), people.volunteers[people.mediators[m]].id)
            for m in np.flatnonzero(self.along[:, number]).tolist()
            if self._passed_before(rule, number, m)
        ]
        missing = [(one, id_) for one, id_ in found if one.short_by]
        if not missing:
            return None, _Measured(measure=rule)
        nearest, id_ = min(missing, key=lambda pair: (pair[0].short_by or 0, pair[1]))
        return id_, nearest

    def _passed_before(self, rule: str, number: int, m: int) -> bool:
        earlier = {"travel": (), "time": ("travel",), "capacity": ("travel", "time")}[rule]
        return not any(self._of_mediator(code, number, m).short_by for code in earlier)

    def _of_mediator(self, rule: str, number: int, m: int) -> _Measured:
        """Figures of a mediator who would come along to a provider; at an offer she travels there."""
        people, person = self.people, int(self.people.mediators[m])
        offer = number - people.n_volunteers
        if rule == "travel":
            if self.candidates.waives("travel"):
                return _Measured(measure="minutes")
            minutes = self.judge.mediator_at_offer.minutes[offer, m] if offer >= 0 else self.candidates.minutes[person]
            return _minutes(int(minutes), int(people.max_travel_minutes[person]))
        if rule == "time":
            if offer >= 0:
                return _within(people.offer_cells[offer], self.times[person])
            common = self.candidates.free & self.times[number] & self.times[person]
            return _in_a_row(common, self.candidates.half_hours)
        return self._capacity(person, int(people.offer_half_hours[offer]) if offer >= 0 else None)


def _count(measure: str, needed: int, found: int) -> _Measured:
    return _Measured(measure=measure, needed=needed, found=found, short_by=max(0, needed - found))


def _minutes(found: int, limit: int) -> _Measured:
    return _Measured(measure="minutes", needed=limit, found=found, short_by=max(0, found - limit))


def _in_a_row(cells: Cells, needed: int) -> _Measured:
    """The longest stretch of cells; none of it may be enough when a pin names another start."""
    longest = 0
    while longest < needed and starts_of_runs(cells, longest + 1).any():
        longest += 1
    return _count("half_hours", needed, longest)


def _within(times: Cells, free: Cells) -> _Measured:
    needed, found = (int(np.bitwise_count(cells).sum()) for cells in (times, times & free))
    return _count("free_half_hours", needed, found)


def _level(languages: Languages, code: str, asked: str) -> _Measured:
    """How much of a level somebody lacks in a language."""
    if code not in languages:
        return _Measured(measure="level", needed=asked, language=code)
    lacking = max(0, LEVELS.index(asked) - LEVELS.index(languages[code]))
    return _Measured(measure="level", needed=asked, found=languages[code], short_by=lacking, language=code)


def _common_language(
    household: Languages, helper: Languages, asked: str, asked_of_helper: str | None
) -> _Measured:  # fmt: skip
    """The language both have in which the weaker side lacks least."""
    pairs: Iterable[tuple[_Measured, ...]] = (
        (_level(household, code, asked), _level(helper, code, asked_of_helper or asked))
        for code in sorted(household.keys() & helper.keys())
    )
    weaker = [max(pair, key=lambda side: side.short_by or 0) for pair in pairs]
    return min(weaker, key=lambda side: side.short_by or 0, default=_Measured(measure="level", needed=asked))
