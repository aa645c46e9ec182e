"""Good plans by search: many starts, fixed numbers of moves; what comes out is valid, but proves nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from math import ceil, floor

import numpy as np

from scenarios.planning import anneal
from scenarios.planning.contiguity import connected
from scenarios.planning.measures import imbalance
from scenarios.planning.problem import Choice, Floats, Longs, Problem, band

_STARTS = 8
_ROUNDS_FOR_BALANCE = 4
_MOST_MOVES = 4_000_000
"""Of each phase of a walk; fewer for few blocks."""
_BALANCES = {"none": anneal.NONE, "band": anneal.BAND, "max_load": anneal.MAX_LOAD}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phase:
    """
    A part of a walk.

    Attributes
    ----------
    price
        Of a household too many, in ways of a household.
    first, last
        Temperatures, in the same unit.
    travel_price
        Of a minute of a household.
    """

    price: float
    first: float
    last: float
    travel_price: float = 1.0


_FOR_BALANCE = (_Phase(price=1.0, first=30.0, last=0.3, travel_price=0.01),)
_FOR_TRAVEL = (
    _Phase(price=0.5, first=20.0, last=0.5),
    _Phase(price=2.0, first=5.0, last=0.5),
    _Phase(price=5.0, first=2.5, last=0.25),
    _Phase(price=20.0, first=1.2, last=0.01),
    _Phase(price=200.0, first=1.2, last=0.01),
)
"""What is too much becomes dearer and dearer: the first phases go where the last ones could not."""


def is_valid(problem: Problem, choice: Choice, k: int) -> bool:
    """Whether a choice obeys everything but balance, exactly."""
    opened = set(choice.sites)
    return (
        len(choice.sites) == k
        and opened.issuperset(choice.site_of)
        and opened.issuperset(np.flatnonzero(problem.must_open).tolist())
        and bool(problem.allowed[np.arange(len(problem.blocks)), list(choice.site_of)].all())
        and problem.affordable(choice.sites)
        and (not problem.contiguous or connected(problem, choice))
    )


def imbalance_of(problem: Problem, choice: Choice) -> Fraction:
    """Exact imbalance; 0 for the balance ``none``."""
    loads = dict.fromkeys(choice.sites, 0)
    for block, site in enumerate(choice.site_of):
        loads[site] += int(problem.households[block])
    scenario = problem.scenario
    found = imbalance(
        list(loads.values()), everybody=scenario.households, balance=scenario.balance, slack=scenario.balance_slack
    )
    return found or Fraction(0)


def travel_of(problem: Problem, choice: Choice) -> float:
    """Sum of households * minutes, as far as floats are exact."""
    return float(problem.travel[np.arange(len(problem.blocks)), list(choice.site_of)].sum())


def starts(problem: Problem, k: int, seed: int) -> Iterator[Choice]:
    """Different valid plans to start from; none where they are hard to find."""
    random = np.random.default_rng(seed)
    seen: set[Choice] = set()
    for number in range(_STARTS):
        sites = _sites(problem, k, random, eager=number < _STARTS // 3)
        if sites is None:
            continue
        choice = _grown(problem, sites) if problem.contiguous else _nearest(problem, sites)
        if choice is not None and choice not in seen and is_valid(problem, choice, k):
            seen.add(choice)
            yield choice


def _sites(problem: Problem, k: int, random: np.random.Generator, *, eager: bool) -> tuple[int, ...] | None:
    """Sites far from each other, drawn one by one by how much shorter they make ways; then exchanged where it pays."""
    opened = np.flatnonzero(problem.must_open).tolist()
    travel = np.where(problem.allowed & problem.openable, problem.travel, _far(problem))
    candidates = np.flatnonzero(problem.openable).tolist()
    while len(opened) < k:
        left = [site for site in candidates if site not in opened and _can_finish(problem, [*opened, site], k)]
        if not left:
            return None
        so_far = travel[:, opened].min(axis=1) if opened else travel.max(axis=1)
        gains = np.array([np.maximum(0, so_far - travel[:, site]).sum() for site in left]) + 1e-9
        opened.append(int(random.choice(left, p=gains / gains.sum())))
    if len(opened) > k or not problem.affordable(opened):
        return None
    return tuple(sorted(_exchanged(problem, travel, opened) if eager else opened))


def _far(problem: Problem) -> float:
    """More than any plan's travel."""
    return float(problem.travel.max(axis=1).sum()) + 1.0


def _can_finish(problem: Problem, opened: list[int], k: int) -> bool:
    """Whether the cheapest further sites can be paid, and, with contiguity, the sites stand in different units."""
    if problem.contiguous and len({int(problem.own_unit[site]) for site in opened}) < len(opened):
        return False
    budget = problem.scenario.yearly_budget
    if budget is None:
        return True
    costs = problem.scenario.sites
    rest = sorted(costs[s].yearly_cost for s in np.flatnonzero(problem.openable).tolist() if s not in opened)
    return problem.yearly_cost(opened) + sum(map(Fraction, rest[: k - len(opened)])) <= Fraction(budget)


def _exchanged(problem: Problem, travel: Floats, opened: list[int]) -> list[int]:
    """Exchange one site for another as long as that makes ways shorter (Teitz and Bart 1968)."""
    opened, better = list(opened), True
    while better:
        better = False
        for number in range(len(opened)):
            if problem.must_open[opened[number]]:
                continue
            others = opened[:number] + opened[number + 1 :]
            rest = travel[:, others].min(axis=1) if others else np.full(len(travel), _far(problem))
            sums = np.minimum(rest[:, np.newaxis], travel).sum(axis=0)
            usable = [
                s for s in np.flatnonzero(problem.openable).tolist() if _can_finish(problem, [*others, s], len(opened))
            ]
            usable = [site for site in usable if site not in others]
            best = min(usable, key=lambda site: (sums[site], site))
            if sums[best] < sums[opened[number]] - 0.5:
                opened[number], better = best, True
    return opened


def _nearest(problem: Problem, sites: tuple[int, ...]) -> Choice | None:
    travel = np.where(problem.allowed[:, sites], problem.travel[:, sites], np.inf)
    if np.isinf(travel.min(axis=1)).any():
        return None
    return Choice(sites=sites, site_of=tuple(sites[column] for column in travel.argmin(axis=1).tolist()))


def _grown(problem: Problem, sites: tuple[int, ...]) -> Choice | None:
    """Catchments that grow from their sites' units, the nearest unit first."""
    site_of: dict[int, int] = {}
    waiting: list[tuple[float, int, int]] = []
    for block in range(len(problem.blocks)):
        usable = np.flatnonzero(problem.allowed[block]).tolist()
        if len(usable) == 1:
            heappush(waiting, (-1.0, block, usable[0]))
    for site in sites:
        heappush(waiting, (-2.0, int(problem.block_of[problem.own_unit[site]]), site))
    while waiting:
        _, block, site = heappop(waiting)
        if block in site_of or not problem.allowed[block, site]:
            continue
        site_of[block] = site
        for unit in problem.blocks[block]:
            for other in problem.graph[unit]:
                further = int(problem.block_of[other])
                heappush(waiting, (float(problem.travel[further, site]), further, site))
    if len(site_of) < len(problem.blocks):
        return None
    return Choice(sites=sites, site_of=tuple(site_of[block] for block in range(len(problem.blocks))))


def facts_of(problem: Problem) -> anneal.Facts:
    """The problem as arrays."""
    neighbours = [sorted(problem.graph[unit]) for unit in range(len(problem.block_of))]
    budget = problem.scenario.yearly_budget
    return anneal.Facts(
        units=np.array([unit for block in problem.blocks for unit in block], dtype=np.int64),
        first_unit=_firsts([len(block) for block in problem.blocks]),
        block_of=problem.block_of,
        neighbours=np.array([other for around in neighbours for other in around], dtype=np.int64),
        first_neighbour=_firsts([len(around) for around in neighbours]),
        households=problem.households.astype(np.float64),
        travel=np.ascontiguousarray(problem.travel),
        own_unit=problem.own_unit,
        allowed=problem.allowed & problem.openable,
        must_open=problem.must_open,
        costs=np.array([float(site.yearly_cost) for site in problem.scenario.sites]),
        # Sums of floats may be a little too high; what comes out is checked exactly.
        budget=float("inf") if budget is None else float(budget) * (1 + 1e-9),
        contiguous=problem.contiguous,
    )


def _firsts(lengths: list[int]) -> Longs:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def least_imbalance(
    problem: Problem, k: int, choices: Sequence[Choice], *, enough: Fraction, seed: int, over: Callable[[], bool]
) -> Choice:
    """The most even plan met on walks from each of the choices, all valid; ends when it is even enough."""
    return _walks(problem, k, choices, enough, _FOR_BALANCE, seed, over, rounds=_ROUNDS_FOR_BALANCE)


def least_travel(
    problem: Problem, k: int, choices: Sequence[Choice], *, allowed: Fraction, seed: int, over: Callable[[], bool]
) -> Choice:
    """The plan of least travel, of those that are allowed if there is one, met on walks from each of the choices."""
    if problem.scenario.balance == "none":
        # Nothing is too much here. Without borders exchanged sites with their nearest blocks leave walks nothing to do.
        return _walks(problem, k, choices, allowed, _FOR_TRAVEL[:1] if problem.contiguous else (), seed, over, rounds=1)
    return _walks(problem, k, choices, allowed, _FOR_TRAVEL, seed, over, rounds=1)


def _walks(
    problem: Problem,
    k: int,
    choices: Sequence[Choice],
    enough: Fraction,
    phases: Sequence[_Phase],
    seed: int,
    over: Callable[[], bool],
    *,
    rounds: int,
) -> Choice:
    facts = facts_of(problem)

    def rank(choice: Choice) -> tuple[Fraction, float]:
        return max(Fraction(0), imbalance_of(problem, choice) - enough), travel_of(problem, choice)

    best = min(choices, key=rank)
    for number, choice in enumerate([*choices] * rounds):
        random = np.random.default_rng([seed, number])
        for phase in phases:
            if over() or (rounds > 1 and imbalance_of(problem, best) <= enough):
                return best
            # From the second round on the walks aim just below the best: what cannot be had leads astray.
            aimed = enough if number < len(choices) else max(enough, imbalance_of(problem, best) - 1)
            choice = _walked(facts, _aim(problem, k, aimed, phase), choice, random, phase)
            if is_valid(problem, choice, k):
                best = min(best, choice, key=rank)
    return best


def _aim(problem: Problem, k: int, enough: Fraction, phase: _Phase) -> anneal.Aim:
    low, high = band(problem, k)
    # Loads are whole numbers; where nothing may lie outside, neither may what is between the band and the next one.
    whole = not enough
    return anneal.Aim(
        balance=_BALANCES[problem.scenario.balance],
        low=float(ceil(low) if whole else low),
        high=float(floor(high) if whole else high),
        enough=float(enough),
        travel_price=phase.travel_price,
        price=phase.price * _way(problem),
    )


def _way(problem: Problem) -> float:
    """Minutes of the longest way of a household: what one at the wrong site may cost."""
    return max(1.0, float(problem.travel.max()) / max(1.0, float(problem.households.max())))


def _walked(facts: anneal.Facts, aim: anneal.Aim, choice: Choice, random: np.random.Generator, phase: _Phase) -> Choice:
    """The best plan on a walk that begins with a choice."""
    walk = _start(facts, aim, choice, random)
    site_of, opened = walk.site_of.copy(), walk.opened.copy()
    unit = aim.price / phase.price
    moves = min(_MOST_MOVES, 100 * len(site_of) ** 3)
    anneal.anneal(facts, aim, walk, phase.first * unit, phase.last * unit, moves, site_of, opened)
    return Choice(sites=tuple(sorted(opened.tolist())), site_of=tuple(site_of.tolist()))


def _start(facts: anneal.Facts, aim: anneal.Aim, choice: Choice, random: np.random.Generator) -> anneal.Walk:
    site_of, opened = np.array(choice.site_of, dtype=np.int64), np.array(choice.sites, dtype=np.int64)
    place = np.full(len(facts.own_unit), anneal.CLOSED, dtype=np.int64)
    place[opened] = np.arange(len(opened))
    loads = np.zeros(len(opened))
    np.add.at(loads, place[site_of], facts.households)
    travel = facts.travel[np.arange(len(site_of)), site_of].sum()
    n_units = len(facts.block_of)
    return anneal.Walk(
        site_of=site_of,
        opened=opened,
        place=place,
        loads=loads,
        sums=np.array([travel, facts.costs[opened].sum(), anneal.worth(travel, loads, aim)]),
        seen=np.zeros(n_units, dtype=np.int64),
        queue=np.zeros(n_units, dtype=np.int64),
        mark=np.zeros(1, dtype=np.int64),
        random=random.integers(1, 2**63, size=1).astype(np.uint64),
    )
