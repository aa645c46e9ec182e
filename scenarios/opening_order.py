"""
In which quarters the sites of a plan open best: exact, by dynamic programming over the sets of open sites.

With H[s, q] the households that open site s serves at the end of quarter q, w its workers and L the limit,

    overload(q) = sum over open sites of max(0, H[s, q] - L * w), plus everybody while nobody is served,

the best order first keeps overload at 0 for as many quarters from the beginning as possible, then has the least sum of
overload over all quarters, then costs least. Sites stay open; in each year with a site beside the existing ones
the cost of all stays within the budget, and so does the cost of a whole year.

A state is the set of open sites at the end of a quarter. Of two ways into it, one that is no worse in these three and
has spent no more of this year's budget leaves the other nothing to win: the ways on from a state are the same for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scenarios.opening_loads import Network, in_parts, quarter_cost
from scenarios.quarters import Quarter

Opened: TypeAlias = "tuple[int, int, Opened] | None"
"""Index among the sites to open, the quarter, and what was opened before."""


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way into a set of open sites.

    Attributes
    ----------
    worth
        What is minimised, in this order: minus the quarters before the first overload, overload, cost.
    spent
        Of the year's budget, up to the end of the calendar year.
    """

    worth: tuple[int, int, int]
    spent: int
    opened: Opened = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choices:
    """
    What the order is chosen from.

    Attributes
    ----------
    overload
        Households above the limit by set of sites and quarter, ``(2 ** to_open, n_quarters)``.
    quarters
        Those to plan.
    months
        Of each quarter: fewer in the first one when the start lies in it.
    first
        Index of the first quarter in which sites may open.
    yearly_budget
        In twelfths of a cent; None for no limit.
    spent
        What the existing sites cost in the calendar year of the first quarter.
    """

    network: Network
    overload: NDArray[np.int64]
    quarters: Sequence[Quarter]
    months: Sequence[int]
    first: int
    yearly_budget: int | None
    spent: int


def best_order(choices: Choices) -> tuple[tuple[int, int, int], dict[int, int]]:
    """
    The worth of the best order, the cost without existing sites, and the quarter in which each site opens.

    Sites are counted from the first that is not existing; one that never opens is missing.
    """
    count = len(choices.quarters)
    yearly, outlook = _yearly_costs(choices.network), _outlook(choices.overload)
    ways = {0: [Way((-count, 0, 0), choices.spent)]}
    for quarter in range(count):
        if quarter and choices.quarters[quarter].number == 1:
            ways = {chosen: [_new_year(known, yearly[chosen])] for chosen, known in ways.items()}
        if quarter >= choices.first:
            _open_more(ways, choices, quarter, yearly)
        ways = {
            chosen: [_at_end_of(quarter, one, int(choices.overload[chosen, quarter]), count) for one in known]
            for chosen, known in ways.items()
        }
        ways = _still_hopeful(ways, outlook, quarter + 1)
    best = min((one for known in ways.values() for one in known), key=lambda one: one.worth)
    return best.worth, _as_mapping(best.opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outlook:
    """
    What is still to come from each quarter on.

    Attributes
    ----------
    first, overload
        First quarter with overload, and its sum, when nothing more opens: by quarter and set.
    least_first, least_overload
        The same when the best set of all were open in each quarter: by quarter.
    """

    first: list[list[int]]
    overload: list[list[int]]
    least_first: list[int]
    least_overload: list[int]


def _outlook(overload: NDArray[np.int64]) -> _Outlook:
    sets = np.vstack((overload, overload.min(axis=0)))  # the best of each quarter goes last
    count = sets.shape[1]
    sums, firsts = [np.zeros(len(sets), dtype=np.int64)], [np.full(len(sets), count)]
    for quarter in reversed(range(count)):
        sums.append(sums[-1] + sets[:, quarter])
        firsts.append(np.where(sets[:, quarter] > 0, quarter, firsts[-1]))
    by_quarter, first = [one.tolist() for one in reversed(sums)], [one.tolist() for one in reversed(firsts)]
    return _Outlook(
        first=first,
        overload=by_quarter,
        least_first=[one[-1] for one in first],
        least_overload=[one[-1] for one in by_quarter],
    )


def _still_hopeful(ways: dict[int, list[Way]], outlook: _Outlook, quarter: int) -> dict[int, list[Way]]:
    """Without those that even in the best case come out worse than another one when nothing more opens."""
    count = len(outlook.least_first) - 1

    def ahead(way: Way, first: int, overload: int) -> tuple[int, int, int]:
        reached, before, cost = way.worth
        return -first if reached == -count else reached, before + overload, cost

    sure = min(
        ahead(one, outlook.first[quarter][chosen], outlook.overload[quarter][chosen])
        for chosen, known in ways.items()
        for one in known
    )
    first, overload = outlook.least_first[quarter], outlook.least_overload[quarter]
    kept = {chosen: [one for one in known if ahead(one, first, overload) <= sure] for chosen, known in ways.items()}
    return {chosen: known for chosen, known in kept.items() if known}


def _new_year(known: Sequence[Way], yearly: int) -> Way:
    """The best way with nothing spent but what the open sites cost in a year."""
    best = min(known, key=lambda one: one.worth)
    return Way(best.worth, yearly, best.opened)


def _yearly_costs(network: Network) -> list[int]:
    """Of the existing sites and each set of the others."""
    costs = [sum(quarter_cost(site, 12) for site in network.sites[: network.existing])]
    for site in network.sites[network.existing :]:
        costs += [cost + quarter_cost(site, 12) for cost in costs]
    return costs


def _open_more(ways: dict[int, list[Way]], choices: Choices, quarter: int, yearly: Sequence[int]) -> None:
    """Every larger set that can be paid: one site after the other, so that each set is reached in one order only."""
    network, budget = choices.network, choices.yearly_budget
    months = sum(choices.months[quarter:])
    months_of_year = choices.months[quarter] + 3 * (4 - choices.quarters[quarter].number)
    for i in range(network.to_open):
        site = network.sites[network.existing + i]
        once = in_parts(site.one_off_cost)
        cost, spent = once + quarter_cost(site, months), once + quarter_cost(site, months_of_year)
        for chosen in [one for one in ways if not one >> i & 1]:
            more = chosen | 1 << i
            if budget is not None and yearly[more] > budget:
                continue
            found = [
                Way((*one.worth[:2], one.worth[2] + cost), one.spent + spent, (i, quarter, one.opened))
                for one in ways[chosen]
                if budget is None or one.spent + spent <= budget
            ]
            if found:
                ways[more] = _undominated([*ways.get(more, ()), *found])


def _undominated(known: Sequence[Way]) -> list[Way]:
    """Without those that another one beats or equals in worth and in what is spent."""
    result: list[Way] = []
    for one in sorted(known, key=lambda one: (one.worth, one.spent)):
        if not result or one.spent < result[-1].spent:
            result.append(one)
    return result


def _at_end_of(quarter: int, way: Way, overload: int, count: int) -> Way:
    if not overload:
        return way
    reached, before, cost = way.worth
    return Way((-quarter if reached == -count else reached, before + overload, cost), way.spent, way.opened)


def _as_mapping(opened: Opened) -> dict[int, int]:
    result = {}
    while opened is not None:
        site, quarter, opened = opened
        result[site] = quarter
    return result
