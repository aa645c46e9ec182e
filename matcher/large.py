"""
The way for parts too large to be solved exactly: prices for the bound, local search for the plan, level by level.

Amounts of work are fixed, so that a run can be repeated; steps and temperatures scale with the case's own weights.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matcher.listing import plan_cost
from matcher.options import Options
from matcher.patterns import patterns_of
from matcher.people import Longs
from matcher.plan import Plan, tables_of
from matcher.prices import Level, PriceSearch, Schedule
from matcher.pricing import Wishes
from matcher.search import Cooling, improve
from matcher.wishes import wishes_of, with_proposals

_WISHES = 60
_MOST_NEEDS = 10_000
_TYPICAL_WEIGHT = 45.0
"""Weight at which steps and temperatures were tuned."""
_STEPS = (6.0, 0.02)
_CELL_SHARE = 0.3
_TEMPERATURES = (25.0, 0.3)
_SERVICE_FIRST = 30.0
"""How many minutes of cost a point of service is worth while level 2 is searched, in typical weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeWork:
    """
    Fixed amounts of work.

    Attributes
    ----------
    fewest_sweeps, most_sweeps, choices
        Sweeps of the search for prices per level: as many as move ``choices`` needs and volunteers, within limits.
    moves, moves_per_need
        Of each replica of the local search on level 1; level 2 has half as many. Needs beyond ``_MOST_NEEDS`` add none.
    """

    fewest_sweeps: int
    most_sweeps: int
    choices: int
    moves: int
    moves_per_need: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """
    A plan, and what is proven.

    Attributes
    ----------
    service_bound
        The needs can not be served better.
    worth, most
        No plan of all servable needs has more than ``most`` of worth x service - cost.
    """

    plan: Plan
    service_bound: float
    worth: Fraction
    most: Fraction


class LargePart:
    """
    Some needs of a case and what is known about them.

    Attributes
    ----------
    plan
        The best plan so far; it serves none but these needs.
    """

    def __init__(
        self, options: Options, needs: Longs, plan: Plan, work: LargeWork, *, seed: int, stop: Callable[[], bool],
        least_kept: int = 0,
    ) -> None:  # fmt: skip
        self.options, self.needs, self.plan, self.stop = options, needs, plan, stop
        self.least_kept = least_kept
        self.tables, self.patterns = tables_of(options), patterns_of(options)
        self.random = np.random.default_rng(seed)
        self.scale = max(1.0, float(options.weight[needs].mean())) / _TYPICAL_WEIGHT
        self.moves = work.moves + work.moves_per_need * min(len(needs), _MOST_NEEDS)
        # Both sides move in a sweep: the needs choose, and every volunteer's prices fall.
        movers = len(needs) + options.people.n_volunteers
        self.sweeps = min(max(work.choices // movers, work.fewest_sweeps), work.most_sweeps)

    def bound_service(self) -> tuple[float, Wishes]:
        """Bound of level 1, and what each need wishes at its prices."""
        bound, wishes = self._price(Level(), self.scale, self.needs)
        return float(bound), wishes

    def raise_service(self, wishes: Wishes) -> None:
        """Local search on level 1; cost only breaks ties."""
        first, last = (temperature * self.scale for temperature in _TEMPERATURES)
        self._search(
            wishes,
            Cooling(
                moves=self.moves,
                first_temperature=first,
                last_temperature=last,
                service_worth=1.0,
                minute=self.scale / 500,
            ),
        )

    def bound_cost(self) -> tuple[Level, Fraction, Wishes]:
        """
        Bound of worth x service - cost, at the worth asked for, and the wishes at its prices.

        It is a bound for all servable needs, in this part or not: a plan may serve less in one part and more in
        another, so bounds of cost that suppose each part's service do not add up.
        """
        served = int(self.options.weight[self.plan.served].sum())
        # What a point costs on average, times a factor by which the last ones are dearer (found by trying).
        worth = Fraction(max(1, 4 * plan_cost(self.options, self.plan)), max(1, served)).limit_denominator(64)
        level = Level(service_worth=max(worth, Fraction(1, 64)), counts_cost=True)
        bound, wishes = self._price(
            level, self.scale * float(level.service_worth) ** 0.5, np.flatnonzero(self.options.servable)
        )
        return level, bound, wishes

    def lower_cost(self, wishes: Wishes) -> None:
        """Local search on level 2: service counts first, but may dip on the way."""
        first, last = _TEMPERATURES
        self._search(
            wishes,
            Cooling(
                moves=self.moves // 2,
                first_temperature=first,
                last_temperature=last,
                service_worth=_SERVICE_FIRST / self.scale,
                minute=1.0,
            ),
        )

    def _price(self, level: Level, scale: float, needs: Longs) -> tuple[Fraction, Wishes]:
        first, last = (step * scale for step in _STEPS)
        prices = PriceSearch(self.options, self.tables, self.patterns, needs, level)
        prices.run(
            Schedule(sweeps=self.sweeps, first_step=first, last_step=last, cell_share=_CELL_SHARE),
            self.random,
            self.stop,
        )
        quote = prices.quoted()
        market = prices.market(quote.slope)
        wishes = wishes_of(self.tables, market, quote.prices, prices.pool, self.needs, len(self.options.needs), _WISHES)
        if self.least_kept:
            wishes = with_proposals(self.options, self.tables, wishes)
        return quote.bound, wishes

    def _search(self, wishes: Wishes, cooling: Cooling) -> None:
        seed = int(self.random.integers(2**31))
        self.plan = improve(
            self.options, self.tables, self.plan, wishes, self.needs, cooling, seed=seed, stop=self.stop,
            least_kept=self.least_kept,
        )  # fmt: skip


def solve_large(
    options: Options,
    needs: Longs,
    plan: Plan,
    work: LargeWork,
    *,
    seed: int,
    stop: Callable[[], bool],
    report: Callable[[str, Plan, float], None],
    least_kept: int = 0,
) -> Outcome:
    """
    A good plan for some needs, and bounds for both levels.

    Parameters
    ----------
    plan
        A valid plan to start from, which serves none but these needs.
    report
        Told the stage, the plan and the bound of the service.
    least_kept
        How many of the needs keep their proposal at least; the plan to start from does.
    """
    part = LargePart(options, needs, plan, work, seed=seed, stop=stop, least_kept=least_kept)
    service_bound, wishes = part.bound_service()
    report("prices", part.plan, service_bound)
    part.raise_service(wishes)
    report("service", part.plan, service_bound)
    level, most, wishes = part.bound_cost()
    part.lower_cost(wishes)
    report("cost", part.plan, service_bound)
    return Outcome(plan=part.plan, service_bound=service_bound, worth=level.service_worth, most=most)
