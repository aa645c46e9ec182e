"""Why a need has no option: how many providers are left after each rule (section 7 of the contract)."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.candidates import Candidates, Judge
from matcher.domain import Need
from matcher.facts import INTERPRETING
from matcher.people import Flags

RULE_ORDER = ("kind", "block", "gender", "age", "qualification", "language", "travel", "time", "capacity")
_BEFORE_LANGUAGE = RULE_ORDER[:5]


def count_remaining(judge: Judge, needs: Sequence[Need]) -> Iterator[dict[str, int]]:
    """
    Distinct providers left after each rule and all earlier ones, for each need in order.

    For interpreting mediators are counted. From the rule language on, a provider who shares no language is left only
    with a mediator who survived the same rules.
    """
    for candidates in judge.judge(needs):
        yield {rule: int(left.sum()) for rule, left in zip(RULE_ORDER, survivors(judge, candidates), strict=True)}


def survivors(judge: Judge, candidates: Candidates) -> Iterator[Flags]:
    """Who is left after each rule: providers, shape (v + o,), or for interpreting mediators, shape (m,)."""
    left = _mediators if candidates.need.kind == INTERPRETING else _providers
    return left(judge, candidates)


def _mediators(judge: Judge, candidates: Candidates) -> Iterator[Flags]:
    left = np.ones(len(judge.people.mediators), dtype=bool)
    for rule in RULE_ORDER:
        if rule == "time":
            left = left & judge.visit_starts(candidates, judge.people.mediators).any(axis=1)
        else:
            left = left & candidates.mediators[rule]
        yield left


def _providers(judge: Judge, candidates: Candidates) -> Iterator[Flags]:
    people, passing, shares = judge.people, candidates.providers, candidates.shares
    left = np.ones(len(candidates.minutes), dtype=bool)
    mediators = np.ones(len(people.mediators), dtype=bool)
    for rule in _BEFORE_LANGUAGE:
        left = left & passing[rule]
        mediators = mediators & candidates.mediators[rule]
        yield left
    if candidates.names_mediator:
        # She comes only with a provider who needs her.
        left = left & ~shares
    along = np.flatnonzero(mediators & candidates.mediators["language"])
    left = left & (shares | bridged(judge, candidates)[along].any(axis=0))
    yield left
    left = left & passing["travel"]
    escorts = _Escorts(judge, candidates, along, left & ~shares)
    left = left & (shares | escorts.accompanied())
    yield left
    escorts.share_time()
    in_time = np.concatenate([_has_start(judge, candidates), judge.offers_in_time(candidates)])
    left = left & in_time & (shares | escorts.accompanied())
    yield left
    escorts.have_capacity()
    yield left & passing["capacity"] & (shares | escorts.accompanied())


class _Escorts:
    """
    Mediators who get to the same place as providers who need one.

    Attributes
    ----------
    along, visitors, offers
        Numbers of the mediators, of the volunteers and of the offers (from 0) in the tables.
    visits, joins
        Who comes along to whom, shapes (len(along), len(visitors)) and (len(along), len(offers)).
    """

    def __init__(self, judge: Judge, candidates: Candidates, along: NDArray[np.intp], providers: Flags) -> None:
        self.judge, self.candidates, self.along = judge, candidates, along
        n_volunteers = judge.people.n_volunteers
        self.visitors = np.flatnonzero(providers[:n_volunteers])
        self.offers = np.flatnonzero(providers[n_volunteers:])
        bridges = bridged(judge, candidates)
        self.visits: Flags = bridges[np.ix_(along, self.visitors)]
        self.visits &= candidates.mediators["travel"][along, None]
        self.joins: Flags = bridges[np.ix_(along, n_volunteers + self.offers)]
        if not candidates.waives("travel"):
            self.joins &= judge.mediator_at_offer.near[np.ix_(self.offers, along)].T

    def accompanied(self) -> Flags:
        """Providers with at least one mediator, shape (v + o,)."""
        people = self.judge.people
        found = np.zeros(people.n_volunteers + people.n_offers, dtype=bool)
        found[self.visitors] = self.visits.any(axis=0)
        found[people.n_volunteers + self.offers] = self.joins.any(axis=0)
        return found

    def share_time(self) -> None:
        """Keep the mediators who are free when the visitor is, and at every time of the offer."""
        judge, candidates, at_offer = self.judge, self.candidates, self.judge.mediator_at_offer
        of_visitor = judge.visit_starts(candidates, self.visitors)
        of_mediator = judge.visit_starts(candidates, judge.people.mediators[self.along])
        self.visits &= (of_mediator[:, None, :] & of_visitor[None, :, :]).any(axis=2)
        free = at_offer.unbooked if candidates.waives("time") else at_offer.free
        self.joins &= free[np.ix_(self.offers, self.along)].T

    def have_capacity(self) -> None:
        """Keep the mediators with hours and a match left for the meeting."""
        self.visits &= self.candidates.mediators["capacity"][self.along, None]
        self.joins &= self.judge.mediator_at_offer.able[np.ix_(self.offers, self.along)].T


def bridged(judge: Judge, candidates: Candidates) -> Flags:
    """Whom each mediator reaches; everybody but herself where the pin lifts that rule. Shape (m, v + o)."""
    people = judge.people
    if not candidates.any_bridge:
        return people.bridges
    everybody = np.ones_like(people.bridges)
    everybody[np.arange(len(people.mediators)), people.mediators] = False
    return everybody


def _has_start(judge: Judge, candidates: Candidates) -> Flags:
    everyone = np.arange(judge.people.n_volunteers)
    found: Flags = np.any(judge.visit_starts(candidates, everyone), axis=1)
    return found
