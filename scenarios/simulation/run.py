"""One run from its first week to its last, and what is counted on the way."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from geodata.travel import EstimatedTravel
from matcher.domain import Policy as CasePolicy
from matcher.processes import Stop
from scenarios.planning_inputs import PlanningInputs
from scenarios.scenario import Scenario
from scenarios.simulation.outcome import Policy
from scenarios.simulation.play import Run
from scenarios.simulation.policies import Meeting, decide
from scenarios.simulation.week import State, never_served
from scenarios.simulation.world import WEEKS_OF_A_YEAR, Request, World, draw_world


@dataclass(slots=True, kw_only=True)
class Played:
    """
    What happened in each week of a run; lists hold one entry per week.

    Attributes
    ----------
    requested, served, withdrawn, open
        Needs that became known, were served for the first time, were withdrawn; open ones at the end of the week.
    served_points
        Points of the needs served, fixed by urgency: serving late earns nothing more.
    waited_days
        Of each need served, from request to the week of its first match.
    open_by
        By ``kind``, ``language`` and ``district``: open needs of each group.
    requested_points_in, served_points_in
        By district, summed up from week 0 on.
    in_care
        Households with an open need or a running match.
    mediator_hours, mediator_hours_offered
        Hours a week that running matches take of mediators, and that mediators give who take new matches.
    active, lost
        Volunteers who take part at the end of the week, and who leave after it.
    minutes
        Travel of the week's new matches, one way.
    households
        Served for the first time ever.
    """

    requested: list[int] = field(default_factory=list)
    served: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    served_points: list[int] = field(default_factory=list)
    waited_days: list[list[int]] = field(default_factory=list)
    open_by: dict[str, list[dict[str, int]]] = field(default_factory=lambda: defaultdict(list))
    requested_points_in: list[dict[str, int]] = field(default_factory=list)
    served_points_in: list[dict[str, int]] = field(default_factory=list)
    in_care: list[int] = field(default_factory=list)
    mediator_hours: list[float] = field(default_factory=list)
    mediator_hours_offered: list[float] = field(default_factory=list)
    active: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    minutes: list[int] = field(default_factory=list)
    households: list[int] = field(default_factory=list)


def play(
    run: Run,
    /,
    *,
    scenario: Scenario,
    inputs: PlanningInputs,
    weeks: int,
    stop: Stop,
    report: Callable[[int], None],
) -> Played | None:
    """Draw the run's world and play it; None when it was stopped before its last week."""
    if stop():  # before the work of drawing: many runs may be waiting
        return None
    world = draw_world(scenario, inputs, weeks=weeks, arrivals=run.arrivals, seed=run.seed)
    return play_world(world, run.policy, seed=run.seed, stop=stop, report=report)


def play_world(world: World, policy: Policy, *, seed: int, stop: Stop, report: Callable[[int], None]) -> Played | None:
    """Play a world; ``seed`` is the engine's."""
    travel = EstimatedTravel()
    state, notes = State(world), _Notes(world)
    for week in range(world.weeks):
        if stop():
            return None
        if week % WEEKS_OF_A_YEAR == 0:  # a year at a time: what comes after it changes nothing in it
            state.hopeless = never_served(world, travel, before=week + WEEKS_OF_A_YEAR)
        new, withdrawn = state.begin()
        meetings = decide(policy, state.case(), travel, seed=seed)
        served = state.serve(meetings)
        notes.take(state, new, withdrawn, served, meetings)
        notes.played.lost.append(len(state.end()))
        report(state.week)
    return notes.played


class _Notes:
    """Counts while a run is played."""

    def __init__(self, world: World) -> None:
        self.played = Played()
        self.points = CasePolicy().urgency_points
        self.requested_in: Counter[str] = Counter()
        self.served_in: Counter[str] = Counter()
        self.reached: set[str] = set()
        self.district = {home.household.id: home.household.district for home in world.homes}
        self.language = {home.household.id: _spoken_at_home(home.household.languages) for home in world.homes}

    def take(
        self,
        state: State,
        new: Sequence[Request],
        withdrawn: Sequence[Request],
        served: Sequence[Request],
        meetings: Sequence[Meeting],
    ) -> None:
        """Note the week, before it ends."""
        played = self.played
        played.requested.append(len(new))
        played.withdrawn.append(len(withdrawn))
        played.served.append(len(served))
        played.open.append(len(state.open))
        played.served_points.append(sum(self._points(one) for one in served))
        played.waited_days.append([(state.world.monday(state.week) - one.need.requested_on).days for one in served])
        played.minutes.append(sum(meeting.minutes for meeting in meetings))
        self._take_open(state)
        self._take_districts(new, served)
        self._take_households(state, served)
        self._take_helpers(state)

    def _points(self, request: Request) -> int:
        return self.points[request.need.urgency - 1]

    def _take_open(self, state: State) -> None:
        needs = [request.need for request in state.open.values()]
        self.played.open_by["kind"].append(_counted(need.kind for need in needs))
        self.played.open_by["language"].append(_counted(self.language[need.household] for need in needs))
        self.played.open_by["district"].append(_counted(self.district[need.household] for need in needs))

    def _take_districts(self, new: Sequence[Request], served: Sequence[Request]) -> None:
        for requests, points_in in ((new, self.requested_in), (served, self.served_in)):
            for request in requests:
                points_in[self.district[request.need.household]] += self._points(request)
        self.played.requested_points_in.append(dict(self.requested_in))
        self.played.served_points_in.append(dict(self.served_in))

    def _take_households(self, state: State, served: Sequence[Request]) -> None:
        in_care = {request.need.household for request in state.open.values()}
        in_care |= {running.need.household for running in state.running.values()}
        self.played.in_care.append(len(in_care))
        newly = {request.need.household for request in served} - self.reached
        self.played.households.append(len(newly))
        self.reached |= newly

    def _take_helpers(self, state: State) -> None:
        used = sum(state.hours_of(running) for running in state.running.values() if running.match.mediator)
        offered = sum(
            helper.volunteer.hours_per_week
            for helper in state.present.values()
            if "mediator" in helper.volunteer.roles and not state.pauses(helper)
        )
        self.played.mediator_hours.append(float(used))
        self.played.mediator_hours_offered.append(float(offered))
        self.played.active.append(len(state.present))


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names))


def _spoken_at_home(languages: Mapping[str, str]) -> str:
    """The language spoken natively; the generator draws one for each household."""
    return next(code for code, level in languages.items() if level == "native")
