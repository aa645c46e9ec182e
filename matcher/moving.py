"""Compiled state of the local search: a plan that moves, with its service, cost and searched value always at hand."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.compiling import leaf
from matcher.options import NOBODY
from matcher.people import Flags, Longs
from matcher.plan import (
    OPEN,
    Booking,
    Tables,
    book,
    keeps_proposal,
    mediator_joins,
    offer_is_open,
    only_start,
    open_starts,
    option_cost,
    release,
    visitor_starts,
)
from matcher.week import Cells


class Search(NamedTuple):
    """
    A plan while it moves.

    Attributes
    ----------
    pair, entry, start
        Choice of each need as places in its lists; start OPEN when it is not served.
    head, after, before
        Which needs use whom, as linked lists: nodes 3 n + 0 (provider), 1 (mediator), 2 (attendee) of need n; heads
        are providers, then attendees.
    served, users
        Weight served by group, and number of meetings by volunteer.
    random
        State of the random numbers, shape (1,).
    changed, n_changed
        Needs that differ from the best plan, at most as many as there is room for; and how many changes there were.
    n_kept
        How many served needs keep their proposal, shape (1,).
    best_pair, best_entry, best_start, best_value
        The best plan so far and its service, cost and searched value, shape (3,).
    value
        Service, cost and searched value now, shape (3,).
    starts
        Room for a set of starts, shape (7,).
    """

    pair: Longs
    entry: Longs
    start: Longs
    head: Longs
    after: Longs
    before: Longs
    served: Longs
    users: Longs
    random: NDArray[np.uint64]
    changed: Longs
    n_changed: Longs
    n_kept: Longs
    best_pair: Longs
    best_entry: Longs
    best_start: Longs
    best_value: NDArray[np.float64]
    value: NDArray[np.float64]
    starts: Cells


class Aim(NamedTuple):
    """
    What is searched for.

    Attributes
    ----------
    service_worth, minute
        A and B of the searched value.
    slopes
        Worth of a point in each quarter of a group, shape (4,).
    group_weight
        Servable weight of each group.
    idle
        Cost of a volunteer who stays unused, shape (v,).
    pinned
        Needs that must stay served.
    least_kept
        How many proposals must stay kept.
    """

    service_worth: float
    minute: float
    slopes: NDArray[np.float64]
    group_weight: Longs
    idle: Longs
    pinned: Flags
    least_kept: int


@leaf
def _score(aim: Aim, group: int, weight: int) -> float:
    """Score of a group that serves this weight."""
    quarter = aim.group_weight[group] / 4.0
    total = 0.0
    left = float(weight)
    for k in range(4):
        part = min(quarter, left)
        if part <= 0:
            break
        total += aim.slopes[k] * part
        left -= part
    return total


@leaf
def _link(search: Search, node: int, head: int) -> None:
    first = search.head[head]
    search.after[node], search.before[node] = first, -2 - head
    if first >= 0:
        search.before[first] = node
    search.head[head] = node


@leaf
def _unlink(search: Search, node: int) -> None:
    after, before = search.after[node], search.before[node]
    if before >= 0:
        search.after[before] = after
    else:
        search.head[-2 - before] = after
    if after >= 0:
        search.before[after] = before


@leaf
def _note(search: Search, need: int) -> None:
    if search.n_changed[0] < len(search.changed):
        search.changed[search.n_changed[0]] = need
    search.n_changed[0] += 1


@leaf
def place(
    tables: Tables, booking: Booking, aim: Aim, search: Search, need: int, pair: int, entry: int, start: int
) -> None:
    """Serve a need; service, cost and searched value follow."""
    who = tables.provider[pair] if pair >= 0 else NOBODY
    m = tables.mediator[entry] if entry >= 0 else NOBODY
    book(tables, booking, need, who, m, start)
    search.pair[need], search.entry[need], search.start[need] = pair, entry, start
    cost = option_cost(tables, need, pair, entry)
    if keeps_proposal(tables, need, who, m, start):
        cost -= tables.change_cost
        search.n_kept[0] += 1
    n_providers = len(tables.free) + len(tables.offer_start)
    _link(search, 3 * need + 2, n_providers + tables.attendee[need])
    if who >= 0:
        _link(search, 3 * need, who)
        if who < len(tables.free):
            search.users[who] += 1
            if search.users[who] == 1:
                cost -= aim.idle[who]
    if m >= 0:
        person = tables.mediators[m]
        _link(search, 3 * need + 1, person)
        search.users[person] += 1
        if search.users[person] == 1:
            cost -= aim.idle[person]
    _count(tables, aim, search, need, tables.weight[need], cost)


@leaf
def remove(tables: Tables, booking: Booking, aim: Aim, search: Search, need: int) -> None:
    """Serve a need no longer; service, cost and searched value follow."""
    pair, entry, start = search.pair[need], search.entry[need], search.start[need]
    who = tables.provider[pair] if pair >= 0 else NOBODY
    m = tables.mediator[entry] if entry >= 0 else NOBODY
    release(tables, booking, need, who, m, start)
    search.start[need] = OPEN
    cost = -option_cost(tables, need, pair, entry)
    if keeps_proposal(tables, need, who, m, start):
        cost += tables.change_cost
        search.n_kept[0] -= 1
    _unlink(search, 3 * need + 2)
    if who >= 0:
        _unlink(search, 3 * need)
        if who < len(tables.free):
            search.users[who] -= 1
            if search.users[who] == 0:
                cost += aim.idle[who]
    if m >= 0:
        person = tables.mediators[m]
        _unlink(search, 3 * need + 1)
        search.users[person] -= 1
        if search.users[person] == 0:
            cost += aim.idle[person]
    _count(tables, aim, search, need, -tables.weight[need], cost)


@leaf
def _count(tables: Tables, aim: Aim, search: Search, need: int, weight: int, cost: int) -> None:
    group = tables.group[need]
    before = _score(aim, group, search.served[group])
    search.served[group] += weight
    service = _score(aim, group, search.served[group]) - before
    search.value[0] += service
    search.value[1] += cost
    search.value[2] += aim.service_worth * service - aim.minute * cost
    _note(search, need)


@leaf
def _has_left(tables: Tables, booking: Booking, need: int, volunteer: int) -> bool:
    """Whether a visit's hours and a match are left."""
    return booking.matches_left[volunteer] >= 1 and booking.half_hours_left[volunteer] >= tables.half_hours[need]


@leaf
def _clear(out: Cells) -> None:
    for day in range(7):
        out[day] = np.uint64(0)


@leaf
def free_starts(tables: Tables, booking: Booking, need: int, pair: int, entry: int, out: Cells) -> None:
    """Write the starts at which the option fits beside everything booked; an offer's start when it fits."""
    who = tables.provider[pair] if pair >= 0 else NOBODY
    offer = who - len(tables.free)
    if offer >= 0:
        only_start(tables.offer_start[offer], out)
        if not offer_is_open(tables, booking, need, offer) or (
            entry >= 0 and not mediator_joins(tables, booking, need, offer, tables.mediator[entry])
        ):
            _clear(out)
        return
    person = tables.mediators[tables.mediator[entry]] if entry >= 0 else NOBODY
    if (who >= 0 and not _has_left(tables, booking, need, who)) or (
        person >= 0 and not _has_left(tables, booking, need, person)
    ):
        _clear(out)
        return
    open_starts(tables, booking, need, out)
    if who >= 0:
        visitor_starts(tables, booking, need, who, out, out)
    if person >= 0:
        visitor_starts(tables, booking, need, person, out, out)


@leaf
def keep_best(search: Search) -> None:
    """Remember the plan as the best so far."""
    if search.n_changed[0] > len(search.changed):
        for need in range(len(search.start)):
            search.best_pair[need], search.best_entry[need] = search.pair[need], search.entry[need]
            search.best_start[need] = search.start[need]
    else:
        for i in range(search.n_changed[0]):
            need = search.changed[i]
            search.best_pair[need], search.best_entry[need] = search.pair[need], search.entry[need]
            search.best_start[need] = search.start[need]
    search.n_changed[0] = 0
    for i in range(3):
        search.best_value[i] = search.value[i]
