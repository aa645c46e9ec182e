"""Options written out one by one, for the exact model of small parts and for explanations."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.bits import lowest_bit
from matcher.compiling import leaf
from matcher.greedy import start_and_discount
from matcher.options import NO_PROPOSAL, NOBODY, Options
from matcher.people import Flags, Longs, Numbers
from matcher.plan import (
    OPEN,
    Plan,
    Tables,
    bridges_to,
    only_start,
    option_cost,
    static_starts,
    tables_of,
    used_volunteers,
)
from matcher.week import CELLS_PER_DAY, Cells


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


_EVERY_PAIR: Flags = np.ones(0, dtype=bool)


def list_options(options: Options, needs: Longs, *, only: Flags = _EVERY_PAIR) -> Listing:
    """Every option of the given needs; with ``only``, flags over ``options.provider``, those of these providers."""
    needs = np.asarray(needs, dtype=np.int64)
    most = int(options.n_options_of_need[needs].sum())
    pair, entry, start = (np.empty(most, dtype=np.int64) for _ in range(3))
    counts = np.zeros(len(needs), dtype=np.int64)
    n = spell_out(tables_of(options), needs, only, pair, entry, start, counts, np.zeros((3, 7), dtype=np.uint64))
    return _listing(options, np.repeat(needs, counts).astype(np.int32), pair[:n], entry[:n], start[:n])


def cheapest_providers(options: Options, needs: Longs, most: int) -> Flags:
    """
    The providers of each need's cheapest options, ``most`` of each need: flags over ``options.provider``.

    Of equally cheap ones the first. Finds them without listing what a need of a large city has: tens of thousands.
    """
    only = np.zeros(len(options.provider), dtype=bool)
    best, room = np.zeros((most, 2), dtype=np.int64), np.zeros((2, 7), dtype=np.uint64)
    mark_cheapest(tables_of(options), needs, only, best, room)
    return only


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


def kept_rows(options: Options, listing: Listing) -> Flags:
    """Which rows keep last week's proposal of their need."""
    return _keeps(options, listing.need, listing.provider, listing.mediator, listing.start)


def kept_needs(options: Options, plan: Plan) -> Flags:
    """Needs whose proposal the plan keeps, shape (n,)."""
    need = np.arange(len(options.needs))
    return plan.served & _keeps(options, need, plan.provider, plan.mediator, plan.start)


def _keeps(options: Options, need: NDArray[Any], provider: Numbers, mediator: Numbers, start: NDArray[Any]) -> Flags:
    """Whether each option is last week's proposal, as far as that named it."""
    kept = (options.proposed_provider[need] == provider) & (options.proposed_mediator[need] == mediator)
    proposed_start = options.proposed_start[need]
    return np.asarray(kept & ((proposed_start == NOBODY) | (proposed_start == start)))


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
    kept = _keeps(options, need, provider, mediator, start)
    return Listing(
        need=need,
        provider=provider,
        mediator=mediator,
        start=start.astype(np.int32),
        provider_minutes=provider_minutes,
        mediator_minutes=mediator_minutes,
        cost=cost - policy.change_cost * kept,
    )


@leaf
def mark_cheapest(tables: Tables, needs: Longs, only: Flags, best: Longs, room: Cells) -> None:
    """Mark the providers of each need's cheapest options, as many as ``best`` has rows: cost and place of each."""
    most = len(best)
    for need in needs:
        found = 0
        for pair in range(tables.first_pair[need], tables.first_pair[need + 1]):
            limit = best[most - 1, 0] if found == most else 2**62
            cost = _least_cost(tables, need, pair, limit, room)
            if cost >= limit:
                continue
            row = min(found, most - 1)
            while row > 0 and best[row - 1, 0] > cost:
                best[row, 0], best[row, 1] = best[row - 1, 0], best[row - 1, 1]
                row -= 1
            best[row, 0], best[row, 1] = cost, pair
            found = min(found + 1, most)
        for row in range(found):
            only[best[row, 1]] = True


@leaf
def _least_cost(tables: Tables, need: int, pair: int, limit: int, room: Cells) -> int:
    """Cost of the cheapest option with this provider when it is below the limit; else the limit or more."""
    who, first = tables.provider[pair], tables.first_mediator[need]
    offer = who - len(tables.free)
    least = limit
    if tables.pair_cost[pair] - tables.change_cost >= limit:
        return limit
    if offer >= 0:
        only_start(tables.offer_start[offer], room[0])
    else:
        static_starts(tables, need, who, tables.starts[need], room[0])
    if tables.direct[pair]:
        return tables.pair_cost[pair] - start_and_discount(tables, need, who, NOBODY, room[0])[1]
    for entry in range(first, tables.first_mediator[need + 1]):
        m = tables.mediator[entry]
        cost = option_cost(tables, need, pair, entry)
        if cost - tables.change_cost >= least or not bridges_to(tables, need, m, who):
            continue
        if offer >= 0:
            if not tables.joins_offer[tables.waiver[need], offer, m]:
                continue
            for day in range(7):
                room[1, day] = room[0, day]
        elif tables.visit_minutes[entry] >= 0:
            static_starts(tables, need, tables.mediators[m], room[0], room[1])
        else:
            continue
        start, saved = start_and_discount(tables, need, who, m, room[1])
        if start != OPEN:
            least = min(least, cost - saved)
    return least


@leaf
def spell_out(
    tables: Tables, needs: Longs, only: Flags, pairs: Longs, entries: Longs, starts: Longs, counts: Longs, room: Cells
) -> int:
    """
    Write provider's place, mediator's place (NOBODY for none) and start of every option of the needs.

    Of flags over the places (``only``) that are not empty, just the options of those set. ``counts`` says how many
    each need has; ``room`` holds three sets of starts while it works. Returns how many there are.
    """
    n = 0
    for row, need in enumerate(needs):
        before = n
        first, end = tables.first_mediator[need], tables.first_mediator[need + 1]
        if tables.interpreting[need]:
            for entry in range(first, end):
                static_starts(tables, need, tables.mediators[tables.mediator[entry]], tables.starts[need], room[1])
                n = _write(NOBODY, entry, room[1], pairs, entries, starts, n)
        for pair in range(tables.first_pair[need], tables.first_pair[need + 1]):
            if len(only) == 0 or only[pair]:
                n = _spell_out_pair(tables, need, pair, pairs, entries, starts, n, room)
        counts[row] = n - before
    return n


@leaf
def _spell_out_pair(
    tables: Tables, need: int, pair: int, pairs: Longs, entries: Longs, starts: Longs, n: int, room: Cells
) -> int:
    who = tables.provider[pair]
    offer = who - len(tables.free)
    if offer >= 0:
        only_start(tables.offer_start[offer], room[0])
    else:
        static_starts(tables, need, who, tables.starts[need], room[0])
    if tables.direct[pair]:
        return _write(pair, NOBODY, room[0], pairs, entries, starts, n)
    for entry in range(tables.first_mediator[need], tables.first_mediator[need + 1]):
        m = tables.mediator[entry]
        if not bridges_to(tables, need, m, who):
            continue
        if offer >= 0:
            if tables.joins_offer[tables.waiver[need], offer, m]:
                n = _write(pair, entry, room[0], pairs, entries, starts, n)
        elif tables.visit_minutes[entry] >= 0:
            static_starts(tables, need, tables.mediators[m], room[0], room[1])
            n = _write(pair, entry, room[1], pairs, entries, starts, n)
    return n


@leaf
def _write(pair: int, entry: int, set_of_starts: Cells, pairs: Longs, entries: Longs, starts: Longs, n: int) -> int:
    for day in range(7):
        left = set_of_starts[day]
        while left:
            pairs[n], entries[n] = pair, entry
            starts[n] = day * CELLS_PER_DAY + lowest_bit(left)
            left &= left - np.uint64(1)
            n += 1
    return n
