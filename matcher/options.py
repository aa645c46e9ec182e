"""
All options of a case in compact form.

Triples of provider, mediator and start are never stored: a city has millions. Per need there are the providers who
could come, the mediators who could bridge, and a set of starts; an option is one of each, with a start in the
intersection of everybody's times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.candidates import Candidates, Judge
from matcher.domain import Need
from matcher.facts import INTERPRETING, Facts
from matcher.joining import join
from matcher.people import Flags, Longs, Numbers, People
from matcher.travel import TravelMinutes
from matcher.week import Cells

NOBODY = -1
NO_PROPOSAL = -2
WAIVES_TRAVEL, WAIVES_TIME = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Options:
    """
    Sets and parameters of the model, see ``README.md``; n needs, v volunteers, o offers, m mediators.

    Providers are numbered volunteers first, then offers; ``NOBODY`` stands for none.

    Attributes
    ----------
    needs
        Open needs in order of id; all arrays over needs follow it.
    weight, group, servable
        Points, equity group and whether there is an option, shape (n,).
    groups, group_weight
        Name and servable weight of each group.
    half_hours, seats, attendee
        Length of a visit, seats in an offer, number of the (household, attendee) pair, shape (n,).
    starts
        Starts of a visit that suit the household, shape (n, 7).
    waiver
        WAIVES_TRAVEL and WAIVES_TIME added up, shape (n,).
    any_bridge, interpreting, pinned
        Flags of a need: language waived for a named mediator; served by a mediator alone; must be served.
    first_pair, provider, pair_minutes, pair_cost, direct
        Providers of need i are the entries first_pair[i] to first_pair[i + 1]; cost without the mediator's part;
        direct: comes without a mediator.
    first_mediator, mediator, visit_minutes
        Mediators of need i likewise, as numbers of ``people.mediators``; -1 minutes: cannot visit, only join an offer.
    offer_minutes, joins_offer
        Of a mediator to an offer, shape (o, m); whether she can join, by ``waiver`` of the need, shape (4, o, m).
    proposed_provider, proposed_mediator, proposed_start
        Last week's proposal; NO_PROPOSAL, and -1 for a start left open.
    usable, engaged
        Volunteers in at least one option, and those with an active match, shape (v,).
    n_options_of_need
        How many options a need has, shape (n,).
    """

    facts: Facts
    people: People
    judge: Judge
    needs: tuple[Need, ...]
    weight: Longs
    group: Numbers
    groups: tuple[str, ...]
    group_weight: Longs
    servable: Flags
    half_hours: Numbers
    seats: Numbers
    attendee: Numbers
    starts: Cells
    waiver: Numbers
    any_bridge: Flags
    interpreting: Flags
    pinned: Flags
    first_pair: Longs
    provider: Numbers
    pair_minutes: Numbers
    pair_cost: Longs
    direct: Flags
    first_mediator: Longs
    mediator: Numbers
    visit_minutes: Numbers
    offer_minutes: Numbers
    joins_offer: NDArray[np.bool_]
    proposed_provider: Numbers
    proposed_mediator: Numbers
    proposed_start: Numbers
    usable: Flags
    engaged: Flags
    n_options_of_need: Longs

    @property
    def n_options(self) -> int:
        """Number of options of the case."""
        return int(self.n_options_of_need.sum())


def volunteers_of(options: Options, needs: Longs) -> Flags:
    """Volunteers in at least one option of the needs, shape (v,)."""
    people = options.people
    found = np.zeros(people.n_volunteers + people.n_offers, dtype=bool)
    of_need = np.zeros(len(options.needs), dtype=bool)
    of_need[needs] = True
    found[options.provider[np.repeat(of_need, np.diff(options.first_pair))]] = True
    found[people.mediators[options.mediator[np.repeat(of_need, np.diff(options.first_mediator))]]] = True
    return found[: people.n_volunteers]


def generate_options(facts: Facts, travel: TravelMinutes) -> Options:
    """
    Every option of every open need of a case, pinned needs restricted to what their pin names.

    Parameters
    ----------
    facts
        The case and what its active matches leave.
    travel
        Source of travel minutes, measured ones of the case included.
    """
    people = People(facts)
    judge = Judge(facts, people, travel)
    needs = tuple(need for need in facts.case.needs if need.id not in facts.active)
    columns = _Columns(facts, people, judge, len(needs))
    for row, candidates in enumerate(judge.judge(needs)):
        columns.add(row, candidates)
    return columns.finish(needs)


class _Columns:
    """Collects the candidates need by need, then keeps those who have an option."""

    def __init__(self, facts: Facts, people: People, judge: Judge, n_needs: int) -> None:
        self.facts, self.people, self.judge = facts, people, judge
        self.starts = np.zeros((n_needs, 7), dtype=np.uint64)
        self.waiver = np.zeros(n_needs, dtype=np.int32)
        self.any_bridge = np.zeros(n_needs, dtype=bool)
        self.pairs: list[Numbers] = []
        self.pair_minutes: list[Numbers] = []
        self.direct: list[Flags] = []
        self.mediators: list[Numbers] = []
        self.visit_minutes: list[Numbers] = []

    def add(self, row: int, candidates: Candidates) -> None:
        """Take over who passes every rule that concerns one helper alone; common times come later."""
        passing = np.logical_and.reduce(list(candidates.providers.values()))
        passing[self.people.n_volunteers :] &= self.judge.offers_in_time(candidates)
        if candidates.names_mediator:
            passing &= ~candidates.shares  # a pinned mediator comes only with who needs one
        providers = np.flatnonzero(passing).astype(np.int32)
        direct = candidates.shares[providers]
        self.pairs.append(providers)
        self.pair_minutes.append(candidates.minutes[providers])
        self.direct.append(direct)
        joins_offers = bool((~direct & (providers >= self.people.n_volunteers)).any())
        self._add_mediators(candidates, joins_offers)
        self.starts[row] = candidates.starts
        self.any_bridge[row] = candidates.any_bridge
        travel, time = candidates.waives("travel"), candidates.waives("time")
        self.waiver[row] = WAIVES_TRAVEL * travel + WAIVES_TIME * time

    def _add_mediators(self, candidates: Candidates, joins_offers: bool) -> None:
        passing = candidates.mediators
        welcome = passing["kind"] & passing["block"] & passing["gender"] & passing["qualification"]
        welcome &= passing["language"]
        visits = welcome & passing["travel"] & passing["capacity"]
        listed = np.flatnonzero(welcome if joins_offers else visits).astype(np.int32)
        self.mediators.append(listed)
        minutes = candidates.minutes[self.people.mediators[listed]]
        self.visit_minutes.append(np.where(visits[listed], minutes, -1).astype(np.int32))

    def finish(self, needs: tuple[Need, ...]) -> Options:
        """Join providers, mediators and times; drop who has no option; number groups and attendees."""
        facts, people = self.facts, self.people
        first_pair, provider = _flat(self.pairs)
        first_mediator, mediator = _flat(self.mediators)
        pair_minutes, visit_minutes = _flat(self.pair_minutes)[1], _flat(self.visit_minutes)[1]
        direct = _flat(self.direct)[1].astype(bool)
        half_hours = np.array([int(2 * need.hours) for need in needs], dtype=np.int32)
        interpreting = np.array([need.kind == INTERPRETING for need in needs], dtype=bool)
        joins_offer = self._joins_offer()
        keep_pair, keep_mediator, usable, n_options = join(
            first_pair, provider, direct, first_mediator, mediator, visit_minutes, half_hours, interpreting,
            self.starts, self.waiver, self.any_bridge, people.free, people.unbooked, people.mediators, people.bridges,
            joins_offer,
        )  # fmt: skip
        first_pair, (provider, pair_minutes, direct) = _kept(first_pair, keep_pair, provider, pair_minutes, direct)
        first_mediator, (mediator, visit_minutes) = _kept(first_mediator, keep_mediator, mediator, visit_minutes)
        servable = (np.diff(first_pair) > 0) | (interpreting & (np.diff(first_mediator) > 0))
        weight = np.array([facts.weight(need) for need in needs], dtype=np.int64)
        groups, group = _numbered([facts.group(need) for need in needs])
        return Options(
            facts=facts,
            people=people,
            judge=self.judge,
            needs=needs,
            weight=weight,
            group=group,
            groups=groups,
            group_weight=np.bincount(group, weights=weight * servable, minlength=len(groups)).astype(np.int64),
            servable=servable,
            half_hours=half_hours,
            seats=np.array([need.seats for need in needs], dtype=np.int32),
            attendee=_numbered([(need.household, need.attendee) for need in needs])[1],
            starts=self.starts,
            waiver=self.waiver,
            any_bridge=self.any_bridge,
            interpreting=interpreting,
            pinned=np.array([need.id in facts.pinned for need in needs], dtype=bool),
            first_pair=first_pair,
            provider=provider,
            pair_minutes=pair_minutes,
            pair_cost=self._pair_cost(needs, first_pair, provider, pair_minutes),
            direct=direct,
            first_mediator=first_mediator,
            mediator=mediator,
            visit_minutes=visit_minutes,
            offer_minutes=self.judge.mediator_at_offer.minutes,
            joins_offer=joins_offer,
            usable=usable,
            engaged=np.array([v.id in facts.engaged for v in people.volunteers], dtype=bool),
            n_options_of_need=n_options,
            **self._proposals(needs),
        )

    def _joins_offer(self) -> NDArray[np.bool_]:
        """Shape (4, o, m)."""
        at_offer = self.judge.mediator_at_offer
        return np.array([at_offer.joins(waives_travel=bool(w & 1), waives_time=bool(w & 2)) for w in range(4)])

    def _pair_cost(self, needs: tuple[Need, ...], first_pair: Longs, provider: Numbers, minutes: Numbers) -> Longs:
        """Travel, change of a proposal (given back where it is kept) and the bonus of a familiar face."""
        facts, policy = self.facts, self.facts.policy
        changes = np.array([need.id in facts.proposed for need in needs], dtype=np.int64) * policy.change_cost
        cost = minutes.astype(np.int64) + np.repeat(changes, np.diff(first_pair))
        familiar: dict[str, list[int]] = {}
        for household, volunteer in sorted(facts.familiar):
            familiar.setdefault(household, []).append(self.people.index[volunteer])
        for row, need in enumerate(needs):
            if need.household in familiar:
                pairs = slice(first_pair[row], first_pair[row + 1])
                cost[pairs] -= policy.familiar_bonus * np.isin(provider[pairs], familiar[need.household])
        return cost

    def _proposals(self, needs: tuple[Need, ...]) -> dict[str, Numbers]:
        columns = np.full((3, len(needs)), -1, dtype=np.int32)
        index = self.people.index
        number_of_mediator = {int(v): m for m, v in enumerate(self.people.mediators)}
        for row, need in enumerate(needs):
            match = self.facts.proposed.get(need.id)
            if match is None:
                columns[0, row] = NO_PROPOSAL
                continue
            columns[0, row] = NOBODY if match.provider is None else index[match.provider]
            if match.mediator is not None:
                # Whoever is no mediator any more can not be chosen again: a number nobody has.
                columns[1, row] = number_of_mediator.get(index[match.mediator], NO_PROPOSAL)
            columns[2, row] = -1 if match.start is None else match.start
        return dict(zip(("proposed_provider", "proposed_mediator", "proposed_start"), columns, strict=True))


def _flat(lists: list[NDArray[Any]]) -> tuple[Longs, NDArray[Any]]:
    """Lists one behind the other, and where each begins."""
    first = np.concatenate([[0], np.cumsum([len(one) for one in lists], dtype=np.int64)]).astype(np.int64)
    return first, np.concatenate(lists) if lists else np.empty(0, dtype=np.int32)


def _kept(first: Longs, keep: Flags, *columns: NDArray[Any]) -> tuple[Longs, tuple[NDArray[Any], ...]]:
    """The entries to keep, and where each need's begin now."""
    kept_before = np.concatenate([[0], np.cumsum(keep)]).astype(np.int64)
    return kept_before[first], tuple(column[keep] for column in columns)


def _numbered(keys: Sequence[Any]) -> tuple[tuple[Any, ...], Numbers]:
    """Distinct keys in order, and the number of each given key."""
    distinct = tuple(sorted(set(keys)))
    number = {key: i for i, key in enumerate(distinct)}
    return distinct, np.array([number[key] for key in keys], dtype=np.int32)
