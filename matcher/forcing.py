"""What a choice changes for everybody: put into the case as a pin, and the whole week solved again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from matcher.assemble import OPTIMAL_GAP, Effort
from matcher.canonical import case_sha256, sorted_case
from matcher.compare import compare
from matcher.domain import Case, Match
from matcher.errors import Clash, InvalidInput, PinsClash, Problem
from matcher.facts import Facts
from matcher.listing import Listing, list_options
from matcher.options import NOBODY, Options, generate_options, volunteers_of
from matcher.outbid import Holders
from matcher.parts import independent_parts
from matcher.people import Flags
from matcher.plan import Plan, empty_plan
from matcher.progress import Report
from matcher.result import Cost, Result, Service
from matcher.solve import WORK, solve
from matcher.travel import TravelMinutes
from matcher.week import format_start, parse_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """
    One way to serve a need, and the week with it: a pin of exactly this gives this service and cost.

    Attributes
    ----------
    provider, mediator, start
        What the pin names; None where there is nobody.
    current
        Whether the result already has this choice of people for the need.
    service, cost
        Of the week with the pin, with bounds and gaps.
    service_change, cost_change
        Against the result. More needs served cost more.
    least_change, most_change
        Proven limits of the difference of both best services; equal to service_change when exact.
    idle_lapsed
        Volunteers who are in no option any more once the need is pinned: their idle cost lapses, part of cost_change.
    exact, cost_exact
        Whether service, and also cost, are proven best with the pin and in the result.
    gains, losses
        Needs, this one aside, that are served only with the pin, and only without it.
    moved
        Needs, this one aside, that are served by others or at another time.
    """

    need: str
    provider: str | None
    mediator: str | None
    start: str
    current: bool
    status: Literal["optimal", "feasible"]
    service: Service
    cost: Cost
    service_change: float
    least_change: float
    most_change: float
    cost_change: int
    idle_lapsed: int
    exact: bool
    cost_exact: bool
    gains: tuple[str, ...]
    losses: tuple[str, ...]
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashingWay:
    """A choice that other pins of the case forbid: the pins that clash with it, and the rule."""

    need: str
    provider: str | None
    mediator: str | None
    start: str
    clashes: tuple[Clash, ...]


class Forcing:
    """A case, its result, and the question what another choice would change."""

    def __init__(
        self,
        case: Case,
        result: Result,
        travel: TravelMinutes,
        *,
        effort: Effort | None = None,
        stop: Callable[[], bool] = lambda: False,
        report: Report = lambda progress: None,
    ) -> None:
        _refuse_other_case(case, result)
        self.case, self.result, self.travel = case, result, travel
        self.stop, self.report = stop, report
        self.options: Options = generate_options(Facts(case), travel)
        self.number = {need.id: number for number, need in enumerate(self.options.needs)}
        self.plan = plan_of_result(self.options, result)
        self.effort: Effort = effort or _effort_for(self.options)
        self._holders = Holders(self.options, self.plan)

    def list_options(self, needs: Sequence[int]) -> Listing:
        """Every option of some needs."""
        return list_options(self.options, np.array(needs, dtype=np.int64))

    def most_promising(self, listing: Listing, keys: np.ndarray, most: int) -> list[int]:
        """
        Rows of the listing, one for each different key (rows of ``keys``), the most promising first.

        Promising is what serves most when those who stand in the way go unserved, then what costs least. Of equally
        cheap ones per key, the one whose way fewest others stand in.
        """
        best: dict[tuple[int, ...], tuple[tuple[int, int, int], int]] = {}
        for row, key in enumerate(map(tuple, keys.tolist())):
            cost = int(listing.cost[row])
            if key in best and best[key][0][0] < cost:
                continue
            in_the_way = self._in_the_way(listing, row)
            rank = (cost, self._weight(in_the_way), len(in_the_way))
            if key not in best or rank < best[key][0]:
                best[key] = (rank, row)
        promising = sorted((self._loss(listing, row, rank), rank[0], row) for rank, row in best.values())
        return [row for _, _, row in promising[:most]]

    def _in_the_way(self, listing: Listing, row: int) -> set[int]:
        return self._holders.of_option(listing, row) - {int(listing.need[row])}

    def _weight(self, needs: set[int]) -> int:
        return sum(int(self.options.weight[need]) for need in needs)

    def _loss(self, listing: Listing, row: int, rank: tuple[int, int, int]) -> int:
        """Weight that goes unserved less the weight that is served, at worst."""
        need = int(listing.need[row])
        return rank[1] - (0 if self.plan.served[need] else int(self.options.weight[need]))

    def ways(self, listing: Listing, rows: Sequence[int], top: int) -> tuple[list[Way], list[ClashingWay]]:
        """
        The first rows that can be forced, at most ``top``, best service first, then least cost.

        Stops early once ``stop`` says so; a way whose solving was stopped is left out.
        """
        found: list[Way] = []
        clashing: list[ClashingWay] = []
        for row in rows:
            if len(found) >= top or self.stop():
                break
            try:
                way = self._way(listing, row)
            except PinsClash as clash:
                clashing.append(ClashingWay(**self._choice(listing, row), clashes=clash.clashes))
                continue
            if not self.stop():
                found.append(way)
        found.sort(key=lambda w: (-w.service.value, w.cost.value, w.need, w.provider or "", w.mediator or "", w.start))
        return found, clashing

    def _choice(self, listing: Listing, row: int) -> dict[str, Any]:
        people, provider, mediator = self.options.people, int(listing.provider[row]), int(listing.mediator[row])
        return {
            "need": self.options.needs[listing.need[row]].id,
            "provider": None if provider == NOBODY else people.providers[provider].id,
            "mediator": None if mediator == NOBODY else people.volunteers[people.mediators[mediator]].id,
            "start": format_start(int(listing.start[row])),
        }

    def _way(self, listing: Listing, row: int) -> Way:
        choice = self._choice(listing, row)
        need = choice["need"]
        forced = solve(
            with_pin(self.case, **choice),
            self.travel,
            effort=self.effort,
            seed=self.result.seed,
            stop=self.stop,
            report=self.report,
        )
        before, after = self.result, forced
        changes = compare(before, after)
        exact = max(before.service.gap, after.service.gap) <= OPTIMAL_GAP
        change = after.service.value - before.service.value
        current = self.plan.provider[self.number[need]] == listing.provider[row]
        current &= self.plan.mediator[self.number[need]] == listing.mediator[row]
        return Way(
            **choice,
            current=bool(current and self.plan.served[self.number[need]]),
            status=after.status,
            service=after.service,
            cost=after.cost,
            service_change=change,
            least_change=change if exact else after.service.value - before.service.bound,
            most_change=change if exact else after.service.bound - before.service.value,
            cost_change=after.cost.value - before.cost.value,
            idle_lapsed=self._idle_lapsed(listing, row),
            exact=exact,
            cost_exact=exact and max(before.cost.gap, after.cost.gap) <= OPTIMAL_GAP,
            gains=tuple(one.need for one in changes.new if one.need != need),
            losses=tuple(one.need for one in changes.gone if one.need != need),
            moved=tuple(one.need for one in changes.changed if one.need != need),
        )

    def _idle_lapsed(self, listing: Listing, row: int) -> int:
        options, people = self.options, self.options.people
        others = np.delete(np.arange(len(options.needs)), int(listing.need[row]))
        usable: Flags = volunteers_of(options, others)
        if 0 <= listing.provider[row] < people.n_volunteers:
            usable[listing.provider[row]] = True
        if listing.mediator[row] != NOBODY:
            usable[people.mediators[listing.mediator[row]]] = True
        return int((options.usable & ~usable & ~options.engaged).sum())


def with_pin(case: Case, *, need: str, provider: str | None, mediator: str | None, start: str) -> Case:
    """The case with a pin of the need, whose waived rules stay; a proposal stays, and so do the pins of others."""
    before = next((m for m in case.matches if m.need == need and m.status == "pinned"), None)
    pin = Match(
        need=need,
        status="pinned",
        provider=provider,
        mediator=mediator,
        start=parse_start(start),
        waive=before.waive if before else (),
    )
    return sorted_case(replace(case, matches=(*(m for m in case.matches if m is not before), pin)))


def plan_of_result(options: Options, result: Result) -> Plan:
    """
    The result's assignments in numbers.

    Raises
    ------
    InvalidInput
        When an assignment names an id or start that the case does not know.
    """
    plan, people = empty_plan(options), options.people
    number = {need.id: row for row, need in enumerate(options.needs)}
    mediator = {people.volunteers[v].id: m for m, v in enumerate(people.mediators)}
    problems: list[Problem] = []
    for row in result.assignments:
        try:
            need = number[row.need]
            plan.start[need] = parse_start(row.start)
            plan.provider[need] = NOBODY if row.provider is None else people.index[row.provider]
            plan.mediator[need] = NOBODY if row.mediator is None else mediator[row.mediator]
        except (KeyError, ValueError):
            problems.append(
                Problem(
                    record=f"result, assignment of {row.need}",
                    field="",
                    found="an id or a start that the case does not know",
                    expected="an open need, a provider, a mediator and a start of the case",
                )
            )
    if problems:
        raise InvalidInput(problems)
    return plan


def _refuse_other_case(case: Case, result: Result) -> None:
    if case_sha256(case) != result.case_sha256:
        expected = "the result of this very case; match it again"
        raise InvalidInput(
            [Problem(record="result", field="case_sha256", found="the hash of another case", expected=expected)]
        )


def _effort_for(options: Options) -> Effort:
    """Exact where every part is small enough, else quick: the case is solved several times."""
    if not options.servable.any():
        return "normal"
    largest = max(int(options.n_options_of_need[needs].sum()) for needs in independent_parts(options))
    return "normal" if largest <= WORK["normal"].exact_options else "quick"
