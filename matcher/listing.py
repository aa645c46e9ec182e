"""Options written out one by one, for the exact model of small parts and for explanations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.options import NO_PROPOSAL, NOBODY, WAIVES_TIME, Options
from matcher.people import Longs, Numbers
from matcher.plan import Plan, used_volunteers
from matcher.week import Cells, list_starts, starts_of_runs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listing:
    """
    Options as rows, in order of need, provider, mediator and start; shape (n_rows,) each.

    Attributes
    ----------
    need, provider, mediator, start
        Numbers as in ``Options``; NOBODY for none; start is a cell of the week.
    provider_minutes, mediator_minutes
        Travel; 0 where there is nobody.
    cost
        First part of the cost (section 5 of the contract): all but the idle people.
    """

    need: Numbers
    provider: Numbers
    mediator: Numbers
    start: Numbers
    provider_minutes: Numbers
    mediator_minutes: Numbers
    cost: Longs

    def __len__(self) -> int:
        return len(self.need)

    def rows(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> "Listing":
        """The chosen rows."""
        return Listing(**{name: getattr(self, name)[keep] for name in self.__slots__})


def list_options(options: Options, needs: Longs) -> Listing:
    """Every option of the given needs."""
    parts = [_entries(options, int(need)) for need in needs]
    counts = [len(part[0]) for part in parts]
    need = np.repeat(np.asarray(needs, dtype=np.int32), counts)
    pair, entry, start = (
        np.concatenate([part[i] for part in parts]) if parts else np.empty(0, dtype=np.int64) for i in range(3)
    )
    return _listing(options, need, pair, entry, start)


def price_choices(options: Options, need: Longs, provider: Numbers, mediator: Numbers, start: Numbers) -> Listing:
    """The given options, one per need, with their travel and cost; each must be an option of its need."""
    pairs = find_places(need, provider, options.first_pair, options.provider)
    entries = find_places(need, mediator, options.first_mediator, options.mediator)
    return _listing(options, need.astype(np.int32), pairs, entries, start.astype(np.int64))


def chosen_options(options: Options, plan: Plan) -> Listing:
    """The plan's options, one row per served need."""
    served = np.flatnonzero(plan.served)
    return price_choices(options, served, plan.provider[served], plan.mediator[served], plan.start[served])


def plan_cost(options: Options, plan: Plan) -> int:
    """Value of level 2: the chosen options' cost and that of idle people."""
    return int(chosen_options(options, plan).cost.sum()) + idle_cost(options, plan)


def idle_cost(options: Options, plan: Plan) -> int:
    """Cost of volunteers who could help, have no active match, and stay unused."""
    idle = options.usable & ~used_volunteers(options, plan) & ~options.engaged
    return int(idle.sum()) * options.facts.policy.idle_cost


def find_places(need: Longs, number: Numbers, first: Longs, listed: Numbers) -> Longs:
    """Place of each number in its need's list, which is in order; NOBODY for none."""
    found = [
        NOBODY if one == NOBODY else first[row] + np.searchsorted(listed[first[row] : first[row + 1]], one)
        for row, one in zip(need.tolist(), number.tolist(), strict=True)
    ]
    return np.array(found, dtype=np.int64)


def _listing(options: Options, need: Numbers, pair: Longs, entry: Longs, start: Longs) -> Listing:
    """Rows from entries of the need's lists of providers (pair) and mediators (entry); NOBODY for none."""
    has_provider, has_mediator = pair != NOBODY, entry != NOBODY
    provider = np.full(len(need), NOBODY, dtype=np.int32)
    mediator = provider.copy()
    provider[has_provider] = options.provider[pair[has_provider]]
    mediator[has_mediator] = options.mediator[entry[has_mediator]]
    policy = options.facts.policy
    change = np.where(options.proposed_provider[need] == NO_PROPOSAL, 0, policy.change_cost).astype(np.int64)
    provider_minutes, mediator_minutes = np.zeros_like(provider), np.zeros_like(provider)
    provider_minutes[has_provider] = options.pair_minutes[pair[has_provider]]
    at_offer = provider >= options.people.n_volunteers
    visiting, joining = has_mediator & ~at_offer, has_mediator & at_offer
    mediator_minutes[visiting] = options.visit_minutes[entry[visiting]]
    offers = provider[joining] - options.people.n_volunteers
    mediator_minutes[joining] = options.offer_minutes[offers, mediator[joining]]
    cost = np.where(has_provider, options.pair_cost[pair] if len(options.pair_cost) else 0, change)
    cost = cost + np.where(has_mediator, mediator_minutes + policy.mediator_cost, 0)
    kept = (options.proposed_provider[need] == provider) & (options.proposed_mediator[need] == mediator)
    kept &= (options.proposed_start[need] == NOBODY) | (options.proposed_start[need] == start)
    return Listing(
        need=need,
        provider=provider,
        mediator=mediator,
        start=start.astype(np.int32),
        provider_minutes=provider_minutes,
        mediator_minutes=mediator_minutes,
        cost=cost - policy.change_cost * kept,
    )


def _entries(options: Options, need: int) -> tuple[Longs, Longs, Longs]:
    """Entry of the provider, entry of the mediator (NOBODY for none) and start of every option of a need."""
    people = options.people
    times = people.unbooked if options.waiver[need] & WAIVES_TIME else people.free
    entries = np.arange(options.first_mediator[need], options.first_mediator[need + 1])
    persons = people.mediators[options.mediator[entries]]
    of_mediator = _visit_starts(options, need, times, persons)
    of_mediator[options.visit_minutes[entries] < 0] = 0
    if options.interpreting[need]:
        rows, starts = list_starts(of_mediator)
        return np.full(len(rows), NOBODY), entries[rows], starts
    found: list[tuple[Longs, Longs, Longs]] = []
    for pair in range(int(options.first_pair[need]), int(options.first_pair[need + 1])):
        who = int(options.provider[pair])
        offer = who - people.n_volunteers
        if offer >= 0:
            starts_at = np.array([people.offer_start[offer]], dtype=np.int64)
            along = np.flatnonzero(options.joins_offer[options.waiver[need], offer, options.mediator[entries]])
            own = None
        else:
            own = _visit_starts(options, need, times, np.array([who], dtype=np.int32))
            along = np.arange(len(entries))
        if options.direct[pair]:
            starts = starts_at if own is None else list_starts(own)[1]
            found.append((np.full(len(starts), pair), np.full(len(starts), NOBODY), starts))
            continue
        reach = options.people.bridges[options.mediator[entries[along]], who]
        along = along[reach | (options.any_bridge[need] & (persons[along] != who))]
        if own is None:
            rows, starts = np.arange(len(along)), np.repeat(starts_at, len(along))
        else:
            rows, starts = list_starts(of_mediator[along] & own)
        found.append((np.full(len(rows), pair), entries[along[rows]], starts))
    pairs, mediators, starts = (np.concatenate(column) for column in zip(*found, strict=True)) if found else [_NONE] * 3
    return pairs.astype(np.int64), mediators.astype(np.int64), starts.astype(np.int64)


_NONE = np.empty(0, dtype=np.int64)


def _visit_starts(options: Options, need: int, times: Cells, volunteers: Numbers) -> Cells:
    suiting: Cells = starts_of_runs(times[volunteers], int(options.half_hours[need])) & options.starts[need]
    return suiting
