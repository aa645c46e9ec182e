"""Why a need with options stays open: who holds what its cheapest options take."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from matcher.facts import DayCells, overlap
from matcher.listing import Listing, cheapest_providers, list_options
from matcher.options import NOBODY, Options
from matcher.people import Flags
from matcher.plan import Booking, Plan, booking_of
from matcher.result import Held
from matcher.week import cells_of_meeting, format_start

MOST_SHOWN = 3


class Holders:
    """Which served needs use which helper, and which attendee's time."""

    def __init__(self, options: Options, plan: Plan) -> None:
        self.options = options
        self.booking: Booking = booking_of(options, plan)
        self.cells: dict[int, DayCells] = {}
        self.of_provider: dict[int, list[int]] = defaultdict(list)
        self.of_attendee: dict[int, list[int]] = defaultdict(list)
        people = options.people
        for need in np.flatnonzero(plan.served).tolist():
            provider, mediator = int(plan.provider[need]), int(plan.mediator[need])
            self.cells[need] = self.cells_of(need, provider, int(plan.start[need]))
            self.of_attendee[int(options.attendee[need])].append(need)
            persons = [provider] if provider != NOBODY else []
            persons += [int(people.mediators[mediator])] if mediator != NOBODY else []
            for person in persons:
                self.of_provider[person].append(need)

    def cells_of(self, need: int, provider: int, start: int) -> DayCells:
        """Cells that a meeting takes."""
        people = self.options.people
        if provider >= people.n_volunteers:
            return tuple(int(day) for day in people.offer_cells[provider - people.n_volunteers])
        return cells_of_meeting(start, int(self.options.half_hours[need]))

    def of_option(self, listing: Listing, row: int) -> set[int]:
        """Needs that hold something the option takes."""
        options, people = self.options, self.options.people
        need, provider = int(listing.need[row]), int(listing.provider[row])
        cells = self.cells_of(need, provider, int(listing.start[row]))
        at_offer = provider >= people.n_volunteers
        half_hours = int(
            people.offer_half_hours[provider - people.n_volunteers] if at_offer else options.half_hours[need]
        )
        holding = {n for n in self.of_attendee[int(options.attendee[need])] if overlap(self.cells[n], cells)}
        if at_offer and self.booking.seats_left[provider - people.n_volunteers] < options.seats[need]:
            holding.update(self.of_provider[provider])
        visitors = [provider] if provider != NOBODY and not at_offer else []
        visitors += [int(people.mediators[listing.mediator[row]])] if listing.mediator[row] != NOBODY else []
        for person in visitors:
            used_up = self.booking.matches_left[person] < 1 or self.booking.half_hours_left[person] < half_hours
            meetings = self.of_provider[person]
            holding.update(n for n in meetings if used_up or overlap(self.cells[n], cells))
        return holding


def explain_outbid(options: Options, plan: Plan, needs: Sequence[int]) -> list[tuple[Held, ...]]:
    """Up to three cheap options of each need, each of another provider, and the needs that hold them."""
    holders = Holders(options, plan)
    cheapest = cheapest_providers(options, np.array(needs, dtype=np.int64), MOST_SHOWN)
    return [_of_need(options, holders, need, cheapest) for need in needs]


def _of_need(options: Options, holders: Holders, need: int, cheapest: Flags) -> tuple[Held, ...]:
    people = options.people
    listing = list_options(options, np.array([need]), only=cheapest)
    key = listing.provider if not options.interpreting[need] else listing.mediator
    shown: list[Held] = []
    order = np.argsort(listing.cost, kind="stable")
    for first in _first_of_each(key[order])[:MOST_SHOWN]:
        # Of one provider's equally cheap starts, the one fewest others stand in the way of.
        same = order[(key[order] == key[order[first]]) & (listing.cost[order] == listing.cost[order[first]])]
        held = {int(row): holders.of_option(listing, int(row)) for row in same}
        row = min(held, key=lambda r: (len(held[r]), r))
        provider, mediator = int(listing.provider[row]), int(listing.mediator[row])
        shown.append(
            Held(
                provider=None if provider == NOBODY else people.providers[provider].id,
                mediator=None if mediator == NOBODY else people.volunteers[people.mediators[mediator]].id,
                start=format_start(int(listing.start[row])),
                held_by=tuple(sorted(options.needs[n].id for n in held[row])),
            )
        )
    return tuple(shown)


def _first_of_each(keys: np.ndarray) -> list[int]:
    """Positions at which a value appears for the first time."""
    return sorted(np.unique(keys, return_index=True)[1].tolist())
