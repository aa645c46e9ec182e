"""
Who passes which rule for one need: the rules of section 2 asked of all volunteers, offers and mediators at once.

``rules.py`` is the readable form for one option; the tests hold this one against it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Match, Need
from matcher.facts import INTERPRETING, Facts, without
from matcher.people import Flags, Numbers, People, as_cells, as_points
from matcher.travel import Journeys, TravelMinutes
from matcher.week import ALL_DAY, Cells, cells_of, starts_of_runs

BLOCK_OF_NEEDS = 256
"""Needs whose travel minutes are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """
    What every rule says about every helper for one need.

    Attributes
    ----------
    need, pin
        The need, and its pin if there is one.
    minutes
        Travel minutes of each volunteer to the meeting place and of the household to each offer, shape (v + o,).
    providers
        By rule code: who passes it, shape (v + o,); ``language`` and ``time`` are below.
    shares
        Providers who come without a mediator, shape (v + o,).
    mediators
        By rule code: which mediators pass it when they visit, shape (m,).
    any_bridge
        The pin lifts the language rule and names a mediator: whoever comes, she comes along.
    starts
        Starts of a visit that suit the household (and the pin), one number per day.
    free
        The household's free cells, for offers.
    """

    need: Need
    pin: Match | None
    minutes: Numbers
    providers: dict[str, Flags]
    shares: Flags
    mediators: dict[str, Flags]
    any_bridge: bool
    starts: Cells
    free: Cells

    @property
    def half_hours(self) -> int:
        """Length of a visit."""
        return int(2 * self.need.hours)

    @property
    def names_mediator(self) -> bool:
        """Whether the pin names a mediator: only providers who need one are left."""
        return self.pin is not None and self.pin.mediator is not None

    def waives(self, rule: str) -> bool:
        """Whether the pin lifts the rule."""
        return self.pin is not None and rule in self.pin.waive


class Judge:
    """Asks the rules for the needs of a case."""

    def __init__(self, facts: Facts, people: People, travel: TravelMinutes) -> None:
        self.facts, self.people, self.travel = facts, people, travel
        self.volunteer_points = as_points(people.volunteers)
        self.offer_points = as_points(people.offers)
        self.mediator_at_offer = MediatorAtOffer(people, self._minutes_to_offers())

    def _minutes_to_offers(self) -> Numbers:
        """Of each mediator, shape (o, m)."""
        people = self.people
        persons = [people.volunteers[v] for v in people.mediators]
        journeys = self.travel.minutes(
            traveller_ids=[p.id for p in persons],
            travellers=as_points(persons),
            modes=[p.mode for p in persons],
            place_ids=[o.id for o in people.offers],
            places=self.offer_points,
        )
        return np.ascontiguousarray(journeys.minutes.T)

    def judge(self, needs: Sequence[Need]) -> Iterator[Candidates]:
        """Candidates of each need, in order."""
        for first in range(0, len(needs), BLOCK_OF_NEEDS):
            block = needs[first : first + BLOCK_OF_NEEDS]
            visits = np.ascontiguousarray(self.journeys_of_visitors(block).minutes.T)
            to_offers = self.journeys_to_offers(block).minutes
            for row, need in enumerate(block):
                yield self._candidates(need, np.concatenate([visits[row], to_offers[row]]))

    def journeys_of_visitors(self, needs: Sequence[Need]) -> Journeys:
        """Every volunteer to the meeting place of each need."""
        places = [self.facts.meeting_place(need) for need in needs]
        return self.travel.minutes(
            traveller_ids=[v.id for v in self.people.volunteers],
            travellers=self.volunteer_points,
            modes=[v.mode for v in self.people.volunteers],
            place_ids=[need.id for need in needs],
            places=np.array(places, dtype=np.float64).reshape(len(needs), 2),
        )

    def journeys_to_offers(self, needs: Sequence[Need]) -> Journeys:
        """The household of each need to every offer."""
        households = [self.facts.households[need.household] for need in needs]
        return self.travel.minutes(
            traveller_ids=[h.id for h in households],
            travellers=as_points(households),
            modes=[self.facts.policy.household_mode] * len(households),
            place_ids=[o.id for o in self.people.offers],
            places=self.offer_points,
        )

    def _candidates(self, need: Need, minutes: Numbers) -> Candidates:
        facts, people = self.facts, self.people
        household = facts.households[need.household]
        pin = facts.pinned.get(need.id)
        waived = pin.waive if pin else ()
        length = int(2 * need.hours)
        everyone = np.ones(len(minutes), dtype=bool)
        not_barred = everyone.copy()
        not_barred[people.barred.get(need.household, [])] = False
        limits = np.concatenate(
            [people.max_travel_minutes, np.full(people.n_offers, facts.policy.household_max_travel_minutes)]
        )
        interpreting = need.kind == INTERPRETING
        kind = people.of_kind(None if "kind" in waived else need.kind) if not interpreting else ~everyone
        if pin is not None and pin.provider is not None:
            kind = kind & (np.arange(len(kind)) == people.index[pin.provider])
        providers = {
            "kind": kind,
            "block": not_barred,
            "gender": people.of_gender(household.contact_gender, need.gender),
            "age": everyone if "age" in waived else people.for_age(need.age),
            "qualification": people.qualified(need.requires),
            "travel": everyone if "travel" in waived else minutes <= limits,
            "capacity": people.with_capacity(length, need.seats),
        }
        speakers = people.speakers(people.spoken(household.languages))
        free, starts = self._household_times(need, pin)
        names_mediator = pin is not None and pin.mediator is not None
        return Candidates(
            need=need,
            pin=pin,
            minutes=minutes,
            providers=providers,
            shares=self._shares(speakers.shares, pin),
            mediators=self._mediators(providers, speakers.interprets if interpreting else speakers.reaches, pin),
            any_bridge="language" in waived and names_mediator,
            starts=starts,
            free=free,
        )

    def _shares(self, shares: Flags, pin: Match | None) -> Flags:
        """A waived language means no mediator, unless the pin names one: then nobody comes without her."""
        if pin is None or "language" not in pin.waive:
            return shares
        return np.full(len(shares), pin.mediator is None)

    def _mediators(self, providers: dict[str, Flags], speak: Flags, pin: Match | None) -> dict[str, Flags]:
        people = self.people
        passing = {rule: flags[people.mediators] for rule, flags in providers.items()}
        passing["kind"] = np.ones(len(people.mediators), dtype=bool)
        if pin is not None and pin.mediator is not None:
            passing["kind"] = people.mediators == people.index[pin.mediator]
        passing["language"] = speak if pin is None or "language" not in pin.waive else np.ones(len(speak), dtype=bool)
        if pin is not None and pin.provider is not None and self.facts.needs[pin.need].kind == INTERPRETING:
            passing["kind"] = np.zeros(len(speak), dtype=bool)
        return passing

    def _household_times(self, need: Need, pin: Match | None) -> tuple[Cells, Cells]:
        """Free cells of the attendee, and starts of a visit within them."""
        household = self.facts.households[need.household]
        ignore = pin is not None and "time" in pin.waive
        available = (ALL_DAY,) * 7 if ignore else cells_of(household.availability)
        free = as_cells([without(available, self.facts.attendee_taken[household.id, need.attendee])])
        starts = starts_of_runs(free, int(2 * need.hours))
        if pin is not None and pin.start is not None:
            only = [0] * 7
            only[pin.start // 48] = 1 << pin.start % 48
            starts &= as_cells([tuple(only)])
        return free[0], starts[0]

    def visit_starts(self, candidates: Candidates, volunteers: NDArray[np.intp] | Numbers) -> Cells:
        """Starts that suit the household and each of the volunteers, shape (n, 7)."""
        times = self.people.unbooked if candidates.waives("time") else self.people.free
        return starts_of_runs(times[volunteers], candidates.half_hours) & candidates.starts

    def offers_in_time(self, candidates: Candidates) -> Flags:
        """Offers whose every time suits the household (and whose first is the pinned one), shape (o,)."""
        cells = self.people.offer_cells
        fits: Flags = ((cells & ~candidates.free) == 0).all(axis=1)
        pin = candidates.pin
        if pin is not None and pin.start is not None:
            fits = fits & (self.people.offer_start == pin.start)
        return fits


class MediatorAtOffer:
    """
    Which mediators can come along to which offers, whoever the household is.

    Attributes
    ----------
    minutes
        Travel minutes, shape (o, m).
    near, free, unbooked, able
        Whether travel, time (availability counted or waived) and capacity allow it, shape (o, m).
    """

    def __init__(self, people: People, minutes: Numbers) -> None:
        self.minutes = minutes
        persons = people.mediators
        self.near: Flags = minutes <= people.max_travel_minutes[persons]
        self.free: Flags = _contained(people.offer_cells, people.free[persons])
        self.unbooked: Flags = _contained(people.offer_cells, people.unbooked[persons])
        self.able: Flags = (people.offer_half_hours[:, None] <= people.half_hours_left[persons]) & (
            people.matches_left[persons] >= 1
        )

    def joins(self, *, waives_travel: bool, waives_time: bool) -> Flags:
        """Whether she passes travel, time and capacity there, shape (o, m)."""
        near = np.ones_like(self.near) if waives_travel else self.near
        return near & (self.unbooked if waives_time else self.free) & self.able


def _contained(cells: Cells, free: Cells) -> Flags:
    """Whether each of the first sets lies in each of the second; day by day, for all at once need much memory."""
    found = np.ones((len(cells), len(free)), dtype=bool)
    for day in range(cells.shape[1]):
        found &= (cells[:, None, day] & ~free[None, :, day]) == 0
    return found
