"""Why a need has no option: how many providers are left after each rule (section 7 of the contract)."""

from collections.abc import Iterator, Sequence

import numpy as np

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
    people, passing = judge.people, candidates.providers
    left = np.ones(len(candidates.minutes), dtype=bool)
    mediators = np.ones(len(people.mediators), dtype=bool)
    for rule in _BEFORE_LANGUAGE:
        left = left & passing[rule]
        mediators = mediators & candidates.mediators[rule]
        yield left
    speaking = mediators & candidates.mediators["language"]
    bridges: Flags = bridged(judge, candidates) & speaking[:, None]
    if candidates.names_mediator:
        # She comes only with a provider who needs her.
        left = left & ~candidates.shares
    left = left & (candidates.shares | bridges.any(axis=0))
    yield left
    visits, offers = bridges[:, : people.n_volunteers], bridges[:, people.n_volunteers :]
    at_offer = judge.mediator_at_offer
    visits = visits & candidates.mediators["travel"][:, None]
    near = np.ones_like(at_offer.near) if candidates.waives("travel") else at_offer.near
    offers = offers & near.T
    left = left & passing["travel"] & (candidates.shares | _any(visits, offers))
    yield left
    visits = visits & _common_start(judge, candidates, left & ~candidates.shares, visits)
    offers = offers & (at_offer.unbooked if candidates.waives("time") else at_offer.free).T
    in_time = np.concatenate([_has_start(judge, candidates), judge.offers_in_time(candidates)])
    left = left & in_time & (candidates.shares | _any(visits, offers))
    yield left
    visits = visits & candidates.mediators["capacity"][:, None]
    offers = offers & at_offer.able.T
    yield left & passing["capacity"] & (candidates.shares | _any(visits, offers))


def bridged(judge: Judge, candidates: Candidates) -> Flags:
    """Whom each mediator reaches; everybody but herself where the pin lifts that rule. Shape (m, v + o)."""
    people = judge.people
    if not candidates.any_bridge:
        return people.bridges
    everybody = np.ones_like(people.bridges)
    everybody[np.arange(len(people.mediators)), people.mediators] = False
    return everybody


def _any(visits: Flags, offers: Flags) -> Flags:
    """Providers with at least one mediator, shape (v + o,)."""
    return np.concatenate([visits.any(axis=0), offers.any(axis=0)])


def _has_start(judge: Judge, candidates: Candidates) -> Flags:
    everyone = np.arange(judge.people.n_volunteers)
    found: Flags = np.any(judge.visit_starts(candidates, everyone), axis=1)
    return found


def _common_start(judge: Judge, candidates: Candidates, left: Flags, visits: Flags) -> Flags:
    """Whether a mediator and a volunteer have a start in common, shape (m, v); asked only where it matters."""
    people = judge.people
    common = np.zeros_like(visits)
    who = np.flatnonzero(left[: people.n_volunteers])
    along = np.flatnonzero(visits.any(axis=1))
    of_provider = judge.visit_starts(candidates, who)
    of_mediator = judge.visit_starts(candidates, people.mediators[along])
    common[np.ix_(along, who)] = (of_mediator[:, None, :] & of_provider[None, :, :]).any(axis=2)
    return common
