"""
The exact model of sites and catchments (formulas in ``scenarios/README.md``).

x[block, site] says that a block is served by a site, y[site] that the site is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt

from scenarios.planning.contiguity import Separation, neighbour_rows
from scenarios.planning.problem import Choice, Flags, Problem, band

_MARGIN = 1e-4
"""Households that the row for the band gives in: no rounding forbids what is allowed, and what is not is refused."""


@dataclass(slots=True, kw_only=True, eq=False)
class SiteModel:
    """
    A model with its columns.

    Attributes
    ----------
    x
        By block and site; pairs that are not allowed have none.
    y
        By site that can open.
    more
        Columns beside them, for hints: name and site to column.
    """

    problem: Problem
    model: Any
    x: dict[tuple[int, int], Any] = field(default_factory=dict)
    y: dict[int, Any] = field(default_factory=dict)
    more: dict[tuple[str, int], Any] = field(default_factory=dict)

    def row(self, separation: Separation) -> Any:
        """The inequality of a separation."""
        between = [self.x[block, separation.site] for block in sorted(separation.between)
                   if (block, separation.site) in self.x]  # fmt: skip
        return self.x[separation.block, separation.site] <= mathopt.fast_sum(between)

    def load(self, site: int) -> Any:
        """Households of a site."""
        households = self.problem.households.tolist()
        return mathopt.fast_sum([households[block] * x for block, x in self.by_site(site)])

    def by_site(self, site: int) -> list[tuple[int, Any]]:
        """Blocks that the site may serve, with their columns."""
        blocks = range(len(self.problem.blocks))
        return [(block, self.x[block, site]) for block in blocks if (block, site) in self.x]

    def choice(self, values: Mapping[Any, float]) -> Choice:
        """The choice that a solution stands for."""
        sites = tuple(site for site, y in self.y.items() if values[y] > 0.5)
        best: dict[int, tuple[float, float, int]] = {}
        for (block, site), x in self.x.items():
            if site in sites:
                # Without balance x may be split between equally near sites.
                mine = (-round(values[x]), self.problem.travel[block, site], site)
                best[block] = min(best.get(block, mine), mine)
        return Choice(sites=sites, site_of=tuple(best[block][2] for block in range(len(self.problem.blocks))))

    def values(self, choice: Choice) -> dict[Any, float]:
        """The solution that a choice stands for, without the columns beside x and y; empty where one is missing."""
        chosen = set(enumerate(choice.site_of))
        if not chosen <= self.x.keys() or not set(choice.sites) <= self.y.keys():
            return {}
        values = {x: float(pair in chosen) for pair, x in self.x.items()}
        return values | {y: float(site in choice.sites) for site, y in self.y.items()}


def model_of(problem: Problem, *, least: int, most: int, keep: Flags | None = None, whole: bool = True) -> SiteModel:
    """
    Everything but balance and an objective.

    Parameters
    ----------
    least, most
        Open sites.
    keep
        Pairs of block and site that are worth a column; None for all allowed ones.
    whole
        Whether x must be whole; where only travel counts it is so by itself.
    """
    found = SiteModel(problem=problem, model=mathopt.Model())
    usable = problem.allowed & problem.openable
    if keep is not None:
        usable = usable & keep
    for site in np.flatnonzero(problem.openable).tolist():
        # Without borders an open site may serve nobody.
        if problem.must_open[site] or usable[:, site].any() or not problem.contiguous:
            found.y[site] = found.model.add_binary_variable()
    for block, site in np.argwhere(usable).tolist():
        if site in found.y:
            found.x[block, site] = found.model.add_variable(lb=0, ub=1, is_integer=whole)
    _add_rows(found, least, most)
    if problem.contiguous:
        for separation in neighbour_rows(problem):
            if (separation.block, separation.site) in found.x:
                found.model.add_linear_constraint(found.row(separation))
    return found


def _add_rows(found: SiteModel, least: int, most: int) -> None:
    problem, model = found.problem, found.model
    by_block: dict[int, list[Any]] = {block: [] for block in range(len(problem.blocks))}
    for (block, site), x in found.x.items():
        by_block[block].append(x)
        if problem.contiguous and block == problem.block_of[problem.own_unit[site]]:
            model.add_linear_constraint(x == found.y[site])
        else:
            model.add_linear_constraint(x <= found.y[site])
    for columns in by_block.values():
        model.add_linear_constraint(mathopt.fast_sum(columns) == 1)
    opened = mathopt.fast_sum(list(found.y.values()))
    model.add_linear_constraint(lb=least, expr=opened, ub=most)
    for site in np.flatnonzero(problem.must_open).tolist():
        # A site that must open and cannot leaves no plan.
        model.add_linear_constraint(lb=1, expr=found.y.get(site, mathopt.LinearSum(())), ub=1)
    if problem.contiguous:
        for site, y in found.y.items():
            if (int(problem.block_of[problem.own_unit[site]]), site) not in found.x:
                model.add_linear_constraint(y <= 0)
    _add_budget(found)


def _add_budget(found: SiteModel) -> None:
    budget = found.problem.scenario.yearly_budget
    if budget is None:
        return
    costs = {site: Fraction(found.problem.scenario.sites[site].yearly_cost) for site in found.y}
    # In the smallest unit of money that stands there: whole numbers. What still costs a share less than the solver's
    # tolerance too much is refused when it is found.
    unit = max([cost.denominator for cost in costs.values()], default=1)
    whole = {site: int(cost * unit) for site, cost in costs.items()}
    spent = mathopt.fast_sum([whole[site] * y for site, y in found.y.items()])
    found.model.add_linear_constraint(spent <= floor(Fraction(budget) * unit))


def minimise_travel(found: SiteModel) -> None:
    """The objective of level 2."""
    travel = found.problem.travel
    found.model.minimize(mathopt.fast_sum([float(travel[pair]) * x for pair, x in found.x.items()]))


def minimise_imbalance(found: SiteModel, k: int, bound: Fraction) -> None:
    """The objective of level 1, in households; ``bound`` is known already."""
    if found.problem.scenario.balance == "max_load":
        largest = found.model.add_variable(lb=float(bound), is_integer=True)
        found.more["largest", 0] = largest
        for site in found.y:
            found.model.add_linear_constraint(found.load(site) <= largest)
        found.model.minimize(largest)
        return
    found.model.minimize(_outside_the_band(found, k))


def allow_imbalance(found: SiteModel, k: int, allowed: Fraction) -> None:
    """The condition of level 2."""
    if found.problem.scenario.balance == "max_load":
        for site, y in found.y.items():
            found.model.add_linear_constraint(found.load(site) <= floor(allowed) * y)
    elif allowed:
        found.model.add_linear_constraint(_outside_the_band(found, k) <= float(allowed) + _MARGIN)
    else:
        low, high = band(found.problem, k)
        for site, y in found.y.items():
            found.model.add_linear_constraint(found.load(site) <= floor(high) * y)
            found.model.add_linear_constraint(found.load(site) >= ceil(low) * y)


def _outside_the_band(found: SiteModel, k: int) -> Any:
    """Sum of what loads of open sites lie outside the band."""
    low, high = (float(limit) for limit in band(found.problem, k))
    for site, y in found.y.items():
        outside = found.model.add_variable(lb=0)
        found.more["outside", site] = outside
        found.model.add_linear_constraint(found.load(site) <= high * y + outside)
        found.model.add_linear_constraint(found.load(site) >= low * y - outside)
    return mathopt.fast_sum(list(found.more.values()))
