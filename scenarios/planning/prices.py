"""
Prices of blocks: a bound for the travel of any plan, and which pairs of block and site no better plan can hold.

Balance, borders and the budget are left out, so the bound holds with each of them. The relaxation of the p-median
problem is that of Cornuéjols, Fisher and Nemhauser (1977); any prices give a valid bound.
"""

from dataclasses import dataclass

import numpy as np

from scenarios.planning.problem import Flags, Floats, Problem

_STEPS = 2000
_PATIENCE = 30
"""Steps without a better bound before they become shorter."""
_ROUNDING = 1e-9
"""Share of the value that sums of floats may be wrong by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """
    What the prices say.

    Attributes
    ----------
    bound
        No plan has less travel.
    keep
        Pairs of block and site that may be in a plan as good as the known one, ``(n_blocks, n_sites)``.
    """

    bound: float
    keep: Flags


def price_blocks(problem: Problem, k: int, known: float) -> Priced:
    """
    Prices by subgradient steps towards the travel of a known plan.

    The bound of prices p is sum(p) + the k least site values, where the value of a site is the sum of
    min(0, travel - p) over its blocks; sites that must open are always among the k.
    """
    usable = problem.allowed & problem.openable
    travel = np.where(usable, problem.travel, np.inf)
    # The best site of a block is worth nothing to it, further ones up to the price: begin at the third best.
    third = min(2, k, usable.shape[1] - 1)
    prices = np.sort(np.where(usable, problem.travel, travel.min(axis=1, keepdims=True)), axis=1)[:, third]
    best_bound, best_prices = -np.inf, prices
    length, waited = 1.5, 0
    for _ in range(_STEPS):
        values = np.minimum(0.0, travel - prices[:, np.newaxis])
        opened = _k_best(problem, values.sum(axis=0), k)
        bound = float(prices.sum() + values[:, opened].sum())
        waited += 1
        if bound > best_bound:
            best_bound, best_prices, waited = bound, prices, 0
        elif waited >= _PATIENCE:
            prices, length, waited = best_prices, length / 1.4, 0
            continue
        served_too_little = 1 - (values[:, opened] < 0).sum(axis=1)
        size = float((served_too_little**2).sum())
        if size == 0 or length < 1e-4 or best_bound >= known:
            break
        prices = prices + length * max(1.0, known - bound) / size * served_too_little
    return _priced(problem, travel, best_prices, k, known)


def _k_best(problem: Problem, values: Floats, k: int) -> list[int]:
    """The sites that must open, and those of the least values among the others."""
    must = np.flatnonzero(problem.must_open).tolist()
    others = [site for site in np.argsort(values, kind="stable").tolist() if problem.openable[site]]
    return [*must, *[site for site in others if not problem.must_open[site]][: k - len(must)]]


def _priced(problem: Problem, travel: Floats, prices: Floats, k: int, known: float) -> Priced:
    values = np.minimum(0.0, travel - prices[:, np.newaxis])
    by_site = values.sum(axis=0)
    opened = _k_best(problem, by_site, k)
    bound = float(prices.sum() + by_site[opened].sum())
    free = [site for site in opened if not problem.must_open[site]]
    # Whoever opens a site besides these closes the one of them that is worth least.
    dearest = by_site[free].max() if free else -np.inf
    with_site = np.where(problem.must_open, 0.0, np.maximum(0.0, by_site - dearest))
    with_pair = bound + with_site + np.maximum(0.0, travel - prices[:, np.newaxis])
    return Priced(bound=bound * (1 - _ROUNDING), keep=with_pair <= known * (1 + _ROUNDING) + 1e-6)
