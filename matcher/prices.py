"""
Proven bounds from prices (Lagrangian relaxation of everything needs compete for; formulas in ``README.md``).

Any prices give a valid bound: every need takes what pays best, everything there is earns what it can, and every group
earns what its score is worth beyond what its needs were promised. Good prices give a bound near the linear program's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matcher.auction import Supply, supply_value, sweep
from matcher.facts import score, slopes
from matcher.options import Options
from matcher.patterns import Patterns
from matcher.people import Flags, Longs
from matcher.plan import Tables
from matcher.pricing import Market, Prices, profits

PART = 1024
"""Prices are whole numbers of this part of a point; slopes likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """
    What a bound is asked for: the most of ``service_worth`` x service - cost, or of service alone.

    Attributes
    ----------
    service_worth
        Minutes of cost that a point of service is worth; 1 on level 1.
    counts_cost
        False on level 1.
    """

    service_worth: Fraction = Fraction(1)
    counts_cost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quote:
    """
    Prices, what they promise the groups' needs, and the bound that follows.

    Attributes
    ----------
    prices, slope
        Slope: worth of a point of weight in each group, in parts of PART.
    bound
        No plan has more of what the level asks for, exact.
    """

    prices: Prices
    slope: Longs
    bound: Fraction


class PriceSearch:
    """
    Moves the prices of one level towards a good bound.

    Attributes
    ----------
    best
        The quote with the lowest bound so far.
    """

    def __init__(self, options: Options, tables: Tables, patterns: Patterns, needs: Longs, level: Level) -> None:
        self.options, self.tables, self.patterns, self.needs, self.level = options, tables, patterns, needs, level
        self.policy = options.facts.policy
        self.groups = np.unique(options.group[needs])
        idle = self.policy.idle_cost * PART if level.counts_cost else 0
        may_idle = options.usable & ~options.engaged
        self.supply = Supply(
            first=patterns.first,
            counts=patterns.counts,
            seats=options.people.seats_left.astype(np.int64),
            idle=np.where(may_idle, idle, 0).astype(np.int64),
        )
        middle = float(level.service_worth) * float(sum(slopes(self.policy))) / 4
        self.slope = np.full(len(options.groups), round(middle * PART), dtype=np.int64)
        n_volunteers, n_offers = options.people.n_volunteers, options.people.n_offers
        self.prices = Prices(
            meeting=np.tile(-self.supply.idle[:, None], (1, patterns.n_lengths)),
            bonus=self.supply.idle.copy(),
            seat=np.zeros(n_offers, dtype=np.int64),
            cell=np.zeros((n_volunteers, 336), dtype=np.int64),
            priced=np.zeros(n_volunteers, dtype=bool),
        )
        self.best: Quote | None = None

    def market(self, slope: Longs) -> Market:
        """Worth of every need at the given slopes."""
        worth = slope[self.options.group] * self.options.weight
        return Market(
            worth=worth,
            minute=PART if self.level.counts_cost else 0,
            of_need=self.patterns.of_need,
            of_offer=self.patterns.of_offer,
            pinned=self.options.pinned,
        )

    def bound_of(self, prices: Prices, slope: Longs) -> Fraction:
        """Value of the relaxation at the prices: a proven bound, exact."""
        of_needs = sum(profits(self.tables, self.market(slope), prices, self.needs).tolist())
        of_groups = sum(
            (self._group_value(int(group), Fraction(int(slope[group]), PART)) for group in self.groups), Fraction(0)
        )
        # Idle people cost in any case here; who is used earns it back.
        constant = int(self.supply.idle.sum())
        return Fraction(of_needs + supply_value(self.supply, prices) - constant, PART) + of_groups

    def _group_value(self, group: int, slope: Fraction) -> Fraction:
        """Most of worth x score(c) - slope x c over the served weight c; the score bends only at quarters."""
        weight = int(self.options.group_weight[group])
        quarters = (Fraction(k * weight, 4) for k in range(5))
        return max(self.level.service_worth * score(c, weight, self.policy) - slope * c for c in quarters)

    def run(
        self,
        n_sweeps: int,
        rng: np.random.Generator,
        *,
        first_step: float,
        last_step: float,
        cells: bool,
        stop: Callable[[], bool],
    ) -> None:
        """
        Sweeps with steps that shrink from the first to the last (in points); the averaged prices are quoted.
        """
        total = [
            np.zeros_like(array)
            for array in (self.prices.meeting, self.prices.bonus, self.prices.seat, self.prices.cell)
        ]
        total_slope, n_added = np.zeros_like(self.slope), 0
        for i in range(n_sweeps):
            if stop():
                break
            step = max(1, round(PART * first_step * (last_step / first_step) ** (i / max(1, n_sweeps - 1))))
            order = rng.permutation(self.needs)
            chosen = sweep(
                self.tables, self.market(self.slope), self.supply, self.prices, order, step, max(1, int(step * CELL_SHARE)) if cells else 0, 8
            )
            self._move_slopes(chosen, step)
            if i >= n_sweeps * 2 // 3:
                n_added += 1
                total_slope += self.slope
                for array, part in zip(
                    total, (self.prices.meeting, self.prices.bonus, self.prices.seat, self.prices.cell), strict=True
                ):
                    array += part
        if n_added:
            meeting, bonus, seat, cell = (array // n_added for array in total)
            # Rounding apart must not make a price negative.
            meeting = np.maximum(meeting, -bonus[:, None])
            self._quote(
                Prices(meeting=meeting, bonus=bonus, seat=seat, cell=cell, priced=cell.any(axis=1)),
                total_slope // n_added,
            )

    def _move_slopes(self, chosen: Longs, step: int) -> None:
        for group in self.groups.tolist():
            weight = int(self.options.group_weight[group])
            slope = Fraction(int(self.slope[group]), PART)
            quarters = [Fraction(k * weight, 4) for k in range(5)]
            wanted = max(quarters, key=lambda c: self.level.service_worth * score(c, weight, self.policy) - slope * c)
            share = float(chosen[group] - wanted) / weight
            self.slope[group] = max(0, self.slope[group] - round(step * share * 0.1))

    def _quote(self, prices: Prices, slope: Longs) -> None:
        bound = self.bound_of(prices, slope)
        if self.best is None or bound < self.best.bound:
            self.best = Quote(prices=prices, slope=slope, bound=bound)
