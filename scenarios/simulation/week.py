"""One policy on a world, week by week: what is open, who can help, and what a week's decisions change."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from matcher.domain import Case, Match, Need, Offer, Volunteer
from matcher.facts import Facts
from matcher.options import generate_options
from matcher.travel import TravelMinutes
from scenarios.simulation.policies import Meeting
from scenarios.simulation.world import WEEKS_OF_A_YEAR, Helper, Request, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A match and the week in which it has ended."""

    match: Match
    need: Need
    ends: int


def never_served(world: World, travel: TravelMinutes, *, before: int) -> frozenset[str]:
    """
    Ids of needs without an option even when everybody who helps before a week is there at once and has nothing to do.

    Matches only take hours, seats and times away, so such a need has no option in any week before. Leaving it out of
    the cases makes no plan better or worse: it has no variable, and groups count needs with an option only.
    """
    there = (helper.volunteer for helper in world.helpers if helper.joins < before)
    helpers = sorted(there, key=lambda volunteer: volunteer.id)
    case = Case(
        format="lokal-willkommen/case@1",
        week=world.first_week,
        districts=world.districts,
        households=tuple(home.household for home in world.homes),
        needs=tuple(request.need for request in world.requests if request.week < before),
        volunteers=tuple(helpers),
        offers=world.offers,
    )
    options = generate_options(Facts(case), travel)
    return frozenset(options.needs[number].id for number in np.flatnonzero(~options.servable).tolist())


class State:
    """
    Where a run stands; ``begin``, ``case``, ``serve`` and ``end`` make a week.

    Attributes
    ----------
    week
        The one that is played.
    open
        Needs nobody serves yet, by id.
    hopeless
        Those of them that nobody can serve this year, whatever is decided; see ``never_served``.
    running
        Matches by id of their need.
    present
        Helpers who have joined and not left, by id.
    worn
        By helper, the share of her patience that is used up, see ``Helper.patience``.
    """

    def __init__(self, world: World) -> None:
        self.world, self.week = world, 0
        self.hopeless: frozenset[str] = frozenset()
        self.open: dict[str, Request] = {}
        self.running: dict[str, Running] = {}
        self.present: dict[str, Helper] = {}
        self.worn: dict[str, float] = {}
        self.households = {home.household.id: home.household for home in world.homes}
        self.offers = {offer.id: offer for offer in world.offers}
        self.helpers = {helper.volunteer.id: helper for helper in world.helpers}
        self._requests: dict[int, list[Request]] = defaultdict(list)
        for request in world.requests:
            self._requests[request.week].append(request)
        self._joining: dict[int, list[Helper]] = defaultdict(list)
        for helper in world.helpers:
            self._joining[helper.joins].append(helper)

    def begin(self) -> tuple[list[Request], list[Request]]:
        """Matches end, needs are withdrawn, new ones become known, helpers join; gives the new and the withdrawn."""
        self.running = {id_: one for id_, one in self.running.items() if one.ends > self.week}
        withdrawn = [request for request in self.open.values() if request.withdrawn <= self.week]
        for request in withdrawn:
            del self.open[request.need.id]
        new = self._requests[self.week]
        self.open.update((request.need.id, request) for request in new)
        for helper in self._joining[self.week]:
            self.present[helper.volunteer.id] = helper
            self.worn[helper.volunteer.id] = 0.0
        return new, withdrawn

    def case(self) -> Case:
        """What the policy decides about: the open needs that are not hopeless, and every match that runs."""
        needs = [request.need for id_, request in self.open.items() if id_ not in self.hopeless]
        needs += [one.need for one in self.running.values()]
        households = sorted({need.household for need in needs})
        return Case(
            format="lokal-willkommen/case@1",
            week=self.world.monday(self.week),
            districts=self.world.districts,
            households=tuple(self.households[id_] for id_ in households),
            needs=tuple(sorted(needs, key=lambda need: need.id)),
            volunteers=tuple(self._volunteers()),
            offers=self.world.offers,
            matches=tuple(self.running[id_].match for id_ in sorted(self.running)),
        )

    def _volunteers(self) -> Iterable[Volunteer]:
        """Those present, and those who have left but see a match to its end."""
        for id_ in sorted(self.present.keys() | self._asked()):
            volunteer = self.helpers[id_].volunteer
            takes_more = id_ in self.present and not self.pauses(self.helpers[id_])
            yield volunteer if takes_more else replace(volunteer, max_matches=0)

    def _asked(self) -> set[str]:
        """Volunteers with a running match, in any role."""
        return {
            id_
            for one in self.running.values()
            for id_ in (one.match.provider, one.match.mediator)
            if id_ is not None and id_ in self.helpers
        }

    def pauses(self, helper: Helper) -> bool:
        """Whether she takes no new match this week."""
        return (self.week + helper.pause_phase) % WEEKS_OF_A_YEAR < self.world.inputs.simulation.pause_weeks

    def serve(self, meetings: Iterable[Meeting]) -> list[Request]:
        """The matches begin; gives their needs, in the same order."""
        served = []
        for meeting in meetings:
            request = self.open.pop(meeting.need)
            served.append(request)
            match = Match(
                need=meeting.need,
                status="active",
                provider=meeting.provider,
                mediator=meeting.mediator,
                start=meeting.start,
            )
            ends = self.week + request.match_weeks
            self.running[meeting.need] = Running(match=match, need=request.need, ends=ends)
        return served

    def end(self) -> list[Helper]:
        """Helpers grow tired, those without a match sooner; gives those who leave after this week."""
        inputs = self.world.inputs.simulation
        asked = self._asked()
        leaving = []
        for id_, helper in self.present.items():
            stays = inputs.weeks_when_asked if id_ in asked or self.pauses(helper) else inputs.weeks_when_not_asked
            self.worn[id_] += 1 / stays
            if self.worn[id_] >= helper.patience:
                leaving.append(helper)
        for helper in leaving:
            del self.present[helper.volunteer.id]
        self.week += 1
        return leaving

    def hours_of(self, running: Running) -> float:
        """Length of a meeting: the need's, or that of the offer's times."""
        offer: Offer | None = self.offers.get(running.match.provider or "")
        if offer is None:
            return float(running.need.hours)
        return sum(window.end - window.first for window in offer.times) / 2
