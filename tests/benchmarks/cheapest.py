"""The cheapest options of every need, found without holding the others: some cases have billions."""

from dataclasses import dataclass

import numpy as np

from matcher.compiling import compiled
from matcher.listing import spell_out
from matcher.options import NOBODY, Options
from matcher.people import Flags, Longs
from matcher.plan import Plan, Tables, keeps_proposal, option_cost, tables_of

MOST_CHOICES = 2_000_000
"""A model with more variables takes more memory than a run should."""


class NoPlan(Exception):
    """The method has no plan for the case, and says why."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choices:
    """
    Some options as rows, in order of need, provider, mediator and start; shape (n_rows,) each.

    Attributes
    ----------
    need, provider, mediator, start
        Numbers as in ``Options``; NOBODY for none; start is a cell of the week.
    """

    need: Longs
    provider: Longs
    mediator: Longs
    start: Longs

    def __len__(self) -> int:
        return len(self.need)

    def are_in(self, plan: Plan) -> Flags:
        """Which of them the plan chooses, shape (n_rows,)."""
        found = plan.start[self.need] == self.start
        found &= plan.provider[self.need] == self.provider
        found &= plan.mediator[self.need] == self.mediator
        return np.asarray(found)


def cheapest_options(options: Options, per_need: int, plan: Plan) -> Choices:
    """
    So many of each need's cheapest options, and the one that the plan chooses.

    Of equally cheap ones the first by provider, mediator, start. The plan's own are in, so that it can be a hint and
    pins can hold.

    Raises
    ------
    NoPlan
        When they are too many for a model.
    """
    n_kept = int(np.minimum(options.n_options_of_need, per_need).sum())
    if n_kept > MOST_CHOICES:
        raise NoPlan(f"not run: too many options, {n_kept:,} of {options.n_options:,} to choose from")
    rows = _cheapest(tables_of(options), options.n_options_of_need, per_need)
    served = np.flatnonzero(plan.served)
    chosen = np.stack([served, plan.provider[served], plan.mediator[served], plan.start[served]], axis=1)
    need, provider, mediator, start = np.unique(np.concatenate([rows, chosen]), axis=0).T
    return Choices(need=need, provider=provider, mediator=mediator, start=start)


@compiled
def _cheapest(tables: Tables, n_options: Longs, per_need: int) -> Longs:
    """Need, provider, mediator and start of the options to keep, shape (n_rows, 4)."""
    most = max(1, n_options.max()) if len(n_options) else 1
    pairs, entries, starts = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    room, one = np.zeros((3, 7), dtype=np.uint64), np.empty(1, np.int64)
    every_pair, count = np.ones(0, np.bool_), np.empty(1, np.int64)
    costs, kept = np.empty(per_need, np.int64), np.empty((per_need, 4), np.int64)
    rows, n_rows = np.empty((np.minimum(n_options, per_need).sum(), 4), np.int64), 0
    for need in range(len(n_options)):
        one[0], n_kept = need, 0
        for i in range(spell_out(tables, one, every_pair, pairs, entries, starts, count, room)):
            provider = tables.provider[pairs[i]] if pairs[i] >= 0 else NOBODY
            mediator = tables.mediator[entries[i]] if entries[i] >= 0 else NOBODY
            cost = option_cost(tables, need, pairs[i], entries[i])
            if keeps_proposal(tables, need, provider, mediator, starts[i]):
                cost -= tables.change_cost
            if n_kept == per_need and cost >= costs[n_kept - 1]:
                continue
            n_kept = min(n_kept + 1, per_need)
            place = n_kept - 1
            while place > 0 and costs[place - 1] > cost:
                costs[place], kept[place] = costs[place - 1], kept[place - 1]
                place -= 1
            costs[place] = cost
            kept[place, 0], kept[place, 1], kept[place, 2], kept[place, 3] = need, provider, mediator, starts[i]
        rows[n_rows : n_rows + n_kept] = kept[:n_kept]
        n_rows += n_kept
    return rows[:n_rows]
