"""Matches from earlier weeks that fit a case: active, pinned and proposed ones, each allowed by the matcher's rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.random import Generator

from geodata.travel import EstimatedTravel
from matcher.domain import Case, Match, Need, Offer, Volunteer
from matcher.facts import INTERPRETING, Facts, united
from matcher.rules import RULES, Choice, time
from matcher.week import cells_of, list_starts, starts_of_runs
from scenarios.parameters import PopulationParameters

MOST_ASKED = 40
"""Helpers tried for one need before it is left without a match."""

Status = Literal["active", "pinned", "proposed"]

_RULES_WITHOUT_TIME = [holds for code, holds in RULES.items() if code != "time"]


def history(case: Case, parameters: PopulationParameters, rng: Generator) -> Case:
    """
    The case with matches for the stated shares of its needs, or for fewer where nobody fits.

    All matches together keep every capacity and never book anybody twice, so that the pins can hold. Visits go to
    volunteers who share a language with the household; a mediator comes for interpreting only. A pin names the
    person and leaves the time open.
    """
    wanted: list[tuple[Status, float]] = [
        ("active", parameters.active_share),
        ("pinned", parameters.pinned_share),
        ("proposed", parameters.proposed_share),
    ]
    if not any(share for _, share in wanted):
        return case
    facts, helpers = Facts(case), _Helpers.of(case)
    waiting = iter([case.needs[i] for i in rng.permutation(len(case.needs)).tolist()])
    matches: list[Match] = []
    for status, share in wanted:
        goal = len(matches) + round(share * len(case.needs))
        while len(matches) < goal and (need := next(waiting, None)) is not None:
            choice = _first_allowed(facts, need, helpers, rng)
            if choice is not None:
                _book(facts, choice)
                matches.append(_match(choice, status))
    return replace(case, matches=tuple(sorted(matches, key=lambda match: match.need)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Helpers:
    """Who could serve a need of a kind, before any other rule is asked."""

    mediators: Sequence[Volunteer]
    providers: dict[str, list[Volunteer | Offer]]

    @classmethod
    def of(cls, case: Case) -> "_Helpers":
        providers: dict[str, list[Volunteer | Offer]] = {}
        for volunteer in case.volunteers:
            for kind in volunteer.kinds if "companion" in volunteer.roles else ():
                providers.setdefault(kind, []).append(volunteer)
        for offer in case.offers:
            providers.setdefault(offer.kind, []).append(offer)
        return cls(mediators=[v for v in case.volunteers if "mediator" in v.roles], providers=providers)

    def some_for(self, need: Need, rng: Generator) -> list[Volunteer | Offer]:
        """At most MOST_ASKED of them in random order."""
        everybody = self.mediators if need.kind == INTERPRETING else self.providers.get(need.kind, [])
        asked = rng.permutation(len(everybody))[:MOST_ASKED].tolist()
        return [everybody[i] for i in asked]


def _first_allowed(facts: Facts, need: Need, helpers: _Helpers, rng: Generator) -> Choice | None:
    """The first choice that obeys every rule, given what is booked already."""
    asked = helpers.some_for(need, rng)
    for helper, minutes in zip(asked, _travel_minutes(facts, need, asked), strict=True):
        choice = _choice(facts, need, helper, minutes)
        if not all(holds(facts, choice) for holds in _RULES_WITHOUT_TIME):
            continue
        for start in _some_start(facts, choice, rng):
            return replace(choice, start=start)
    return None


def _choice(facts: Facts, need: Need, helper: Volunteer | Offer, minutes: int) -> Choice:
    if isinstance(helper, Offer):
        return Choice(
            need=need, provider=helper, mediator=None, start=facts.offer_start(helper.id), provider_minutes=minutes
        )
    if need.kind == INTERPRETING:
        return Choice(need=need, provider=None, mediator=helper, start=0, mediator_minutes=minutes)
    return Choice(need=need, provider=helper, mediator=None, start=0, provider_minutes=minutes)


def _travel_minutes(facts: Facts, need: Need, helpers: Sequence[Volunteer | Offer]) -> list[int]:
    """Volunteers travel to the meeting, the household travels to offers."""
    home = facts.households[need.household]
    visitors = [helper for helper in helpers if isinstance(helper, Volunteer)]
    offers = [helper for helper in helpers if isinstance(helper, Offer)]
    to_meeting = EstimatedTravel().minutes(
        traveller_ids=[visitor.id for visitor in visitors],
        travellers=np.array([(visitor.lat, visitor.lon) for visitor in visitors]),
        modes=[visitor.mode for visitor in visitors],
        place_ids=[need.id],
        places=np.array([facts.meeting_place(need)]),
    )
    to_offers = EstimatedTravel().minutes(
        traveller_ids=[home.id],
        travellers=np.array([(home.lat, home.lon)]),
        modes=[facts.policy.household_mode],
        place_ids=[offer.id for offer in offers],
        places=np.array([(offer.lat, offer.lon) for offer in offers]),
    )
    of_visitor, of_offer = iter(to_meeting.minutes[:, 0].tolist()), iter(to_offers.minutes[0].tolist())
    return [next(of_offer) if isinstance(helper, Offer) else next(of_visitor) for helper in helpers]


def _some_start(facts: Facts, choice: Choice, rng: Generator) -> Iterator[int]:
    """One start that suits everybody, if there is any."""
    if isinstance(choice.provider, Offer):
        if time(facts, choice):
            yield choice.start
        return
    (visitor,) = choice.visitors
    home = facts.households[choice.need.household]
    busy = united(facts.volunteer_taken[visitor.id], facts.attendee_taken[home.id, choice.need.attendee])
    days = zip(cells_of(home.availability), cells_of(visitor.availability), busy, strict=True)
    free = np.array([[ours & theirs & ~taken for ours, theirs, taken in days]], dtype=np.uint64)
    _, starts = list_starts(starts_of_runs(free, int(2 * choice.need.hours)))
    if len(starts):
        yield int(rng.choice(starts))


def _book(facts: Facts, choice: Choice) -> None:
    """Take time, matches and seats, as if the choice were an active match."""
    need, offer = choice.need, choice.provider if isinstance(choice.provider, Offer) else None
    use = facts.use(need, offer.id if offer else None, choice.start)
    attendee = (need.household, need.attendee)
    facts.attendee_taken[attendee] = united(facts.attendee_taken[attendee], use.cells)
    if offer:
        facts.seats_left[offer.id] -= need.seats
    for person in choice.visitors:
        facts.half_hours_left[person.id] -= use.half_hours
        facts.matches_left[person.id] -= 1
        facts.volunteer_taken[person.id] = united(facts.volunteer_taken[person.id], use.cells)


def _match(choice: Choice, status: Status) -> Match:
    return Match(
        need=choice.need.id,
        status=status,
        provider=choice.provider.id if choice.provider else None,
        mediator=choice.mediator.id if choice.mediator else None,
        start=None if status == "pinned" else choice.start,
    )
