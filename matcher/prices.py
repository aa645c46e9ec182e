"""
Proven bounds from prices (Lagrangian relaxation of everything needs compete for; formulas in ``README.md``).

Any prices give a valid bound: every need takes what pays best, everything there is earns what it can, and every group
earns what its score is worth beyond what its needs were promised. Good prices give a bound near the linear program's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from matcher.auction import Supply, supply_value, sweep
from matcher.choosing import Pool, profits
from matcher.facts import score, slopes
from matcher.options import NOBODY, Options, volunteers_of
from matcher.patterns import Patterns
from matcher.people import Longs
from matcher.plan import Tables
from matcher.pricing import Market, Prices

_PARTS_OF_A_SWEEP = 8
_POOL = 16
_SWEEPS_IN_FULL = 3
_SWEEPS_PER_LOOK = 8
"""After the first sweeps a need looks at all its options only now and then, else at those it has found good before."""
_FINEST = 1 << 16
_LARGEST_WORTH = 1 << 40


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
        Slope: worth of a point of weight in each group, in parts of a point.
    bound
        No plan has more of what the level asks for, exact.
    """

    prices: Prices
    slope: Longs
    bound: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """
    Fixed work of a search for prices.

    Attributes
    ----------
    sweeps
        How often every need chooses.
    first_step, last_step
        Rise of a price for one choice, in points, at the beginning and at the end.
    cell_share
        Share of the step by which half hours rise; 0 leaves them free.
    """

    sweeps: int
    first_step: float
    last_step: float
    cell_share: float = 0.3


class _Average:
    """Mean of prices and slopes."""

    def __init__(self, prices: Prices, slope: Longs) -> None:
        self.sums = [np.zeros_like(array) for array in (*prices[:-1], slope)]
        self.n_added = 0

    def add(self, prices: Prices, slope: Longs) -> None:
        """Count these in."""
        self.n_added += 1
        for total, array in zip(self.sums, (*prices[:-1], slope), strict=True):
            total += array

    def mean(self) -> tuple[Prices, Longs]:
        """Rounded down; a price stays at least the bonus below zero."""
        meeting, bonus, seat, cell, slope = (total // self.n_added for total in self.sums)
        meeting = np.maximum(meeting, -bonus[:, None])
        return Prices(meeting=meeting, bonus=bonus, seat=seat, cell=cell, priced=np.asarray(cell.any(axis=1))), slope


class PriceSearch:
    """
    Moves the prices of one level towards a good bound.

    Attributes
    ----------
    part
        Prices and slopes are whole numbers of this part of a point (or minute of cost).
    best
        The quote with the lowest bound so far.
    """

    def __init__(self, options: Options, tables: Tables, patterns: Patterns, needs: Longs, level: Level) -> None:
        self.options, self.tables, self.patterns, self.needs, self.level = options, tables, patterns, needs, level
        self.policy = options.facts.policy
        self.groups = np.unique(options.group[needs])
        self.part = self._finest_part()
        idle = self.policy.idle_cost * self.part if level.counts_cost else 0
        may_idle = volunteers_of(options, needs) & ~options.engaged
        self.supply = Supply(
            first=patterns.first,
            counts=patterns.counts,
            seats=options.people.seats_left.astype(np.int64),
            idle=np.where(may_idle, idle, 0).astype(np.int64),
        )
        middle = float(level.service_worth) * float(sum(slopes(self.policy))) / 4
        self.slope = np.full(len(options.groups), round(middle * self.part), dtype=np.int64)
        n_volunteers, n_offers = options.people.n_volunteers, options.people.n_offers
        self.prices = Prices(
            meeting=np.tile(-self.supply.idle[:, None], (1, patterns.n_lengths)),
            bonus=self.supply.idle.copy(),
            seat=np.zeros(n_offers, dtype=np.int64),
            cell=np.zeros((n_volunteers, 336), dtype=np.int64),
            priced=np.zeros(n_volunteers, dtype=bool),
        )
        places = np.full((2, len(options.needs), _POOL), NOBODY, dtype=np.int64)
        self.pool = Pool(pair=places[0], entry=places[1], n_found=np.zeros(len(options.needs), dtype=np.int64))
        self.best: Quote | None = None
        weights = [int(options.group_weight[group]) for group in self.groups]
        scores = [[score(Fraction(k * weight, 4), weight, self.policy) for k in range(5)] for weight in weights]
        self._quarters = np.array(weights, dtype=np.float64)[:, None] * np.arange(5) / 4
        self._worth_of_quarters = float(level.service_worth) * np.array(scores, dtype=np.float64).reshape(-1, 5)

    def _finest_part(self) -> int:
        """As fine as sums of whole numbers allow."""
        worth = (
            float(self.level.service_worth) * float(slopes(self.policy)[0]) * int(self.options.weight.max(initial=1))
        )
        cost = max(int(self.options.pair_cost.max(initial=1)), self.policy.idle_cost, self.policy.mediator_cost)
        part = _FINEST
        while part > 1 and part * max(worth, cost) > _LARGEST_WORTH:
            part >>= 1
        return part

    def market(self, slope: Longs) -> Market:
        """Worth of every need at the given slopes."""
        worth = slope[self.options.group] * self.options.weight
        return Market(
            worth=worth,
            minute=self.part if self.level.counts_cost else 0,
            of_need=self.patterns.of_need,
            of_offer=self.patterns.of_offer,
            pinned=self.options.pinned,
        )

    def bound_of(self, prices: Prices, slope: Longs) -> Fraction:
        """Value of the relaxation at the prices: a proven bound, exact."""
        of_needs = sum(profits(self.tables, self.market(slope), prices, self.pool, self.needs).tolist())
        of_groups = sum(
            (self._group_value(int(group), Fraction(int(slope[group]), self.part)) for group in self.groups),
            Fraction(0),
        )
        # Idle people cost in any case here; who is used earns it back.
        constant = int(self.supply.idle.sum())
        return Fraction(of_needs + supply_value(self.supply, prices) - constant, self.part) + of_groups

    def _group_value(self, group: int, slope: Fraction) -> Fraction:
        """Most of worth x score(c) - slope x c over the served weight c; the score bends only at quarters."""
        weight = int(self.options.group_weight[group])
        quarters = (Fraction(k * weight, 4) for k in range(5))
        return max(self.level.service_worth * score(c, weight, self.policy) - slope * c for c in quarters)

    def run(self, schedule: Schedule, rng: np.random.Generator, stop: Callable[[], bool]) -> None:
        """Sweeps with shrinking steps; the prices averaged over the last third are quoted."""
        average = _Average(self.prices, self.slope)
        for i in range(schedule.sweeps):
            if stop():
                break
            shrunk = (schedule.last_step / schedule.first_step) ** (i / max(1, schedule.sweeps - 1))
            step = max(1, round(self.part * schedule.first_step * shrunk))
            cell_step = round(step * schedule.cell_share)
            order = rng.permutation(self.needs)
            market = self.market(self.slope)
            every = 1 if i < _SWEEPS_IN_FULL else _SWEEPS_PER_LOOK
            chosen = sweep(
                self.tables,
                market,
                self.supply,
                self.prices,
                self.pool,
                order,
                every,
                i,
                step,
                cell_step,
                _PARTS_OF_A_SWEEP,
            )
            self._move_slopes(chosen, step)
            if 3 * (i + 1) > 2 * schedule.sweeps:
                average.add(self.prices, self.slope)
        if average.n_added:
            self._quote(*average.mean())

    def _move_slopes(self, chosen: Longs, step: int) -> None:
        """Towards the weight that the score asks for at the slopes now; floats tell well enough which quarter it is."""
        offered = self._worth_of_quarters - self.slope[self.groups, None] / self.part * self._quarters
        wanted = self._quarters[np.arange(len(self.groups)), offered.argmax(axis=1)]
        share = (chosen[self.groups] - wanted) / np.maximum(1.0, self._quarters[:, 4])
        moved = self.slope[self.groups] - np.rint(step * share * 0.1).astype(np.int64)
        # Outside the worth of a group's first and last points no slope bounds better, and products could overflow.
        steepest, *_, flattest = (self.level.service_worth * slope * self.part for slope in slopes(self.policy))
        self.slope[self.groups] = np.clip(moved, floor(flattest), ceil(steepest))

    def quoted(self) -> Quote:
        """The best quote; that of the prices now when no sweep got far enough."""
        if self.best is None:
            self._quote(self.prices, self.slope)
        assert self.best is not None
        return self.best

    def _quote(self, prices: Prices, slope: Longs) -> None:
        bound = self.bound_of(prices, slope)
        if self.best is None or bound < self.best.bound:
            self.best = Quote(prices=prices, slope=slope, bound=bound)
