"""Local search for a good plan of a large case: replicas side by side, fixed numbers of moves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from matcher.facts import slopes
from matcher.listing import find_places
from matcher.moves import MOST_EJECTED, anneal
from matcher.moving import Aim, Search, place
from matcher.options import NOBODY, Options
from matcher.people import Longs
from matcher.plan import OPEN, Plan, Tables, empty_booking, empty_plan
from matcher.pricing import Wishes

REPLICAS = 2
"""Searches side by side, one per core; always as many, so that one core finds the same."""
_MOVES_AT_ONCE = 100_000
_MOST_NOTED = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooling:
    """
    Fixed work of an annealing.

    Attributes
    ----------
    moves
        Of each replica.
    first_temperature, last_temperature
        In units of the searched value.
    service_worth, minute
        Worth of a point of service and of a minute of cost in that value.
    """

    moves: int
    first_temperature: float
    last_temperature: float
    service_worth: float
    minute: float


class Replica:
    """One plan on the move."""

    def __init__(
        self, options: Options, tables: Tables, cooling: Cooling, plan: Plan, seed: int, *, least_kept: int = 0
    ) -> None:
        self.options, self.tables = options, tables
        policy = options.facts.policy
        may_idle = options.usable & ~options.engaged
        self.aim = Aim(
            service_worth=cooling.service_worth,
            minute=cooling.minute,
            slopes=np.array([float(slope) for slope in slopes(policy)]),
            group_weight=options.group_weight,
            idle=np.where(may_idle, policy.idle_cost, 0).astype(np.int64),
            pinned=options.pinned,
            least_kept=least_kept,
        )
        self.booking = empty_booking(options)
        self.ejected = np.full((MOST_EJECTED + 1, 4), NOBODY, dtype=np.int64)
        self.search = self._start(plan, seed)

    def _start(self, plan: Plan, seed: int) -> Search:
        options, people = self.options, self.options.people
        n_needs = len(options.needs)
        n_heads = people.n_volunteers + people.n_offers + len(self.booking.attendee_taken)
        search = Search(
            pair=np.full(n_needs, NOBODY, dtype=np.int64),
            entry=np.full(n_needs, NOBODY, dtype=np.int64),
            start=np.full(n_needs, OPEN, dtype=np.int64),
            head=np.full(n_heads, -1, dtype=np.int64),
            after=np.full(3 * n_needs, -1, dtype=np.int64),
            before=np.full(3 * n_needs, -1, dtype=np.int64),
            served=np.zeros(len(options.groups), dtype=np.int64),
            users=np.zeros(people.n_volunteers, dtype=np.int64),
            random=np.random.default_rng(seed).integers(1, 2**63, size=1).astype(np.uint64),
            changed=np.zeros(_MOST_NOTED, dtype=np.int64),
            n_changed=np.zeros(1, dtype=np.int64),
            n_kept=np.zeros(1, dtype=np.int64),
            best_pair=np.full(n_needs, NOBODY, dtype=np.int64),
            best_entry=np.full(n_needs, NOBODY, dtype=np.int64),
            best_start=np.full(n_needs, OPEN, dtype=np.int64),
            best_value=np.zeros(3),
            value=np.zeros(3),
            starts=np.zeros(7, dtype=np.uint64),
        )
        search.value[1] = float(self.aim.idle.sum())
        search.value[2] = -self.aim.minute * search.value[1]
        served = np.flatnonzero(plan.served)
        pairs = find_places(served, plan.provider[served], options.first_pair, options.provider)
        entries = find_places(served, plan.mediator[served], options.first_mediator, options.mediator)
        for need, pair, entry in zip(served.tolist(), pairs.tolist(), entries.tolist(), strict=True):
            place(self.tables, self.booking, self.aim, search, need, pair, entry, int(plan.start[need]))
        for best, now in ((search.best_pair, search.pair), (search.best_entry, search.entry)):
            best[:] = now
        search.best_start[:], search.best_value[:], search.n_changed[0] = search.start, search.value, 0
        return search

    def run(self, cooling: Cooling, wishes: Wishes, needs: Longs, stop: Callable[[], bool]) -> None:
        """Anneal, asking now and then whether to stop."""
        ratio = cooling.last_temperature / cooling.first_temperature
        done = 0
        while done < cooling.moves and not stop():
            moves = min(_MOVES_AT_ONCE, cooling.moves - done)
            first, last = (cooling.first_temperature * ratio ** (d / cooling.moves) for d in (done, done + moves))
            anneal(self.tables, self.booking, self.aim, self.search, wishes, needs, self.ejected, moves, first, last)
            done += moves

    @property
    def best(self) -> tuple[float, float]:
        """Service and negative cost of the best plan: the larger, the better."""
        return round(float(self.search.best_value[0]), 6), -float(self.search.best_value[1])

    def best_plan(self) -> Plan:
        """The best plan found."""
        search, options = self.search, self.options
        plan = empty_plan(options)
        plan.start[:] = search.best_start
        served = plan.served
        with_pair, with_entry = served & (search.best_pair >= 0), served & (search.best_entry >= 0)
        plan.provider[with_pair] = options.provider[search.best_pair[with_pair]]
        plan.mediator[with_entry] = options.mediator[search.best_entry[with_entry]]
        return plan


def improve(
    options: Options, tables: Tables, plan: Plan, wishes: Wishes, needs: Longs, cooling: Cooling, *, seed: int,
    stop: Callable[[], bool], least_kept: int = 0,
) -> Plan:  # fmt: skip
    """
    The best plan that any replica finds from the given one; never worse than it.

    It keeps at least ``least_kept`` proposals, if the given one does.
    """
    replicas = [
        Replica(options, tables, cooling, plan, seed * REPLICAS + i, least_kept=least_kept) for i in range(REPLICAS)
    ]
    with ThreadPoolExecutor(max_workers=REPLICAS) as pool:
        for run in [pool.submit(replica.run, cooling, wishes, needs, stop) for replica in replicas]:
            run.result()
    return max(replicas, key=lambda replica: replica.best).best_plan()
