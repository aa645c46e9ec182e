"""Any prices prove a bound; good prices a good one."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from matcher.choosing import profits
from matcher.domain import Case, Policy
from matcher.facts import Facts
from matcher.listing import Listing, list_options
from matcher.options import NOBODY, generate_options
from matcher.patterns import patterns_of
from matcher.plan import tables_of
from matcher.prices import Level, PriceSearch, Schedule
from matcher.pricing import NEVER, Market, Prices
from tests.brute_force import minutes_between, options_by_need, servable_weights, usable_volunteers, valid_plans
from tests.instances import make_case, make_household, make_need, make_volunteer
from tests.tiny_cases import brute_force, random_case, travel_of
from tests.ways import Ways

SEEDS = range(60)
FEW_SWEEPS = Schedule(sweeps=20, first_step=6.0, last_step=0.02)


def search_of(case: Case, level: Level, travel: Any = None) -> PriceSearch:
    """A search over all servable needs."""
    options = generate_options(Facts(case), travel or travel_of(case))
    needs = np.flatnonzero(options.servable)
    return PriceSearch(options, tables_of(options), patterns_of(options), needs, level)


def some_prices(search: PriceSearch, rng: np.random.Generator, highest: int) -> Prices:
    """Random ones, in whole parts of a point, as free as the types of ``Prices`` allow."""
    start, part = search.prices, search.part
    bonus = np.array([rng.integers(0, idle + 1) for idle in search.supply.idle], dtype=np.int64)
    cell = rng.integers(0, highest * part + 1, start.cell.shape) * (rng.random(start.cell.shape) < 0.1)
    return Prices(
        meeting=rng.integers(0, highest * part + 1, start.meeting.shape) - bonus[:, None],
        bonus=bonus,
        seat=rng.integers(0, highest * part + 1, start.seat.shape),
        cell=cell.astype(np.int64),
        priced=cell.any(axis=1),
    )


def most(case: Case, level: Level) -> Fraction | None:
    """The largest worth x service - cost of any plan, by trying all; None when pins clash."""
    if not level.counts_cost:
        best = brute_force(case, travel_of(case))
        return None if best is None else best.service * level.service_worth
    facts = Facts(case)
    options = options_by_need(facts, minutes_between(facts, travel_of(case)))
    servable = servable_weights(facts, options)
    engaged = {helper for match in facts.active.values() for helper in (match.provider, match.mediator)}
    may_idle = usable_volunteers(facts, options) - engaged

    def value(plan: Any) -> Fraction:
        served = dict.fromkeys(servable, 0)
        for option in plan:
            served[facts.group(facts.needs[option.need])] += facts.weight(facts.needs[option.need])
        idle = may_idle - {helper for option in plan for helper in option.helpers}
        cost = sum(option.cost for option in plan) + facts.policy.idle_cost * len(idle)
        return level.service_worth * _service(facts, served, servable) - cost

    return max((value(plan) for plan in valid_plans(facts, options)), default=None)


def _service(facts: Facts, served: dict[str, int], servable: dict[str, int]) -> Fraction:
    """Slice by slice: the weight in the k-th quarter times its slope."""
    equity, total = Fraction(str(facts.policy.equity)), Fraction(0)
    for group, weight in servable.items():
        quarter = Fraction(weight, 4)
        for k in range(4):
            total += (1 + (3 - k) * equity) * min(quarter, max(Fraction(0), served[group] - k * quarter))
    return total


SERVICE = Level()
COST = Level(service_worth=Fraction(3, 2), counts_cost=True)


@pytest.mark.parametrize("level", [SERVICE, COST], ids=["service", "cost"])
def test_any_prices_give_a_bound(level: Level) -> None:
    for seed in SEEDS:
        case = random_case(seed)
        best = most(case, level)
        if best is None:
            continue
        search, rng = search_of(case, level), np.random.default_rng(seed)
        assert search.bound_of(search.prices, search.slope) >= best, seed
        for highest in (0, 1, 5, 40, 300):
            slope = rng.integers(0, 5 * search.part + 1, len(search.slope))
            assert search.bound_of(some_prices(search, rng, highest), slope) >= best, (seed, highest)


def profit_of(search: PriceSearch, market: Market, prices: Prices, rows: Listing, row: int) -> int:
    """Worth of a need less the option's cost and the prices of all it takes."""
    people, tables = search.options.people, search.tables
    need, provider, mediator = int(rows.need[row]), int(rows.provider[row]), int(rows.mediator[row])
    offer = provider - people.n_volunteers
    visitors = [provider] if 0 <= provider < people.n_volunteers else []
    visitors += [int(people.mediators[mediator])] if mediator != NOBODY else []
    if offer >= 0:
        length = market.of_offer[offer]
        bits = people.offer_cells[offer].tolist()
        cells = [48 * day + cell for day in range(7) for cell in range(48) if bits[day] >> cell & 1]
        price = prices.seat[offer] * tables.seats[need]
    else:
        length = market.of_need[need]
        cells = list(range(rows.start[row], rows.start[row] + tables.half_hours[need]))
        price = 0
    for person in visitors:
        price += prices.meeting[person, length] + prices.cell[person, cells].sum()
    return int(market.worth[need] - rows.cost[row] * market.minute - price)


COSTS: dict[str, dict[str, int]] = {
    "as drawn": {},
    "idle people dear": {"idle_cost": 500, "mediator_cost": 10},
    "changes dear": {"change_cost": 400, "idle_cost": 100},
    "familiar faces dear": {"familiar_bonus": 300},
}


@pytest.mark.parametrize("costs", list(COSTS.values()), ids=list(COSTS))
def test_profit_of_a_need_is_that_of_its_best_option(costs: dict[str, int]) -> None:
    for seed in SEEDS:
        case = random_case(seed)
        search = search_of(replace(case, policy=replace(case.policy, **costs)), COST)
        options, rng = search.options, np.random.default_rng(seed)
        rows = list_options(options, search.needs)
        for highest in (0, 5, 40, 300):
            prices = some_prices(search, rng, highest)
            slope = rng.integers(0, 2, len(search.slope)) * rng.integers(0, 3 * search.part, len(search.slope))
            market = search.market(slope)
            by_row = [profit_of(search, market, prices, rows, row) for row in range(len(rows))]
            best = {need: NEVER if options.pinned[need] else 0 for need in search.needs.tolist()}
            for need, profit in zip(rows.need.tolist(), by_row, strict=True):
                best[need] = max(best[need], profit)
            found = profits(search.tables, market, prices, search.pool, search.needs)
            assert found.tolist() == list(best.values()), (seed, highest)


@pytest.mark.parametrize("level", [SERVICE, COST], ids=["service", "cost"])
def test_prices_found_give_a_bound_no_worse_than_the_first(level: Level) -> None:
    gaps = []
    for seed in SEEDS:
        case = random_case(seed)
        best = most(case, level)
        if best is None:
            continue
        search = search_of(case, level)
        first = search.bound_of(search.prices, search.slope)
        search.run(FEW_SWEEPS, np.random.default_rng(seed), lambda: False)
        bound = search.quoted().bound
        assert bound >= best, seed
        assert bound == search.bound_of(search.quoted().prices, search.quoted().slope), seed
        gaps.append((bound - best, first - best))
    assert sum(found for found, _ in gaps) < sum(first for _, first in gaps)


def test_stopped_search_quotes_the_prices_it_began_with() -> None:
    case = random_case(3)
    search = search_of(case, SERVICE)
    first = search.bound_of(search.prices, search.slope)
    search.run(FEW_SWEEPS, np.random.default_rng(0), lambda: True)
    assert search.quoted().bound == first


def two_wanting_one() -> Case:
    """Two needs of weight 25, each one hour; v1 gives one hour. Without equity the service is 25."""
    return make_case(
        households=[make_household(), make_household(id="h2")],
        needs=[make_need(hours=1), make_need(id="n2", household="h2", hours=1)],
        volunteers=[make_volunteer(hours_per_week=1)],
        policy=Policy(equity=0),
    )


def at_price(search: PriceSearch, points: int) -> Prices:
    prices = search.prices
    return prices._replace(meeting=np.full_like(prices.meeting, points * search.part))


@pytest.mark.parametrize(
    ("price", "bound"),
    [
        (0, 50),  # both needs take the visit for nothing
        (10, 40),  # each gains 15, the hour earns 10
        (25, 25),  # no need gains, the hour earns 25
        (30, 30),  # no need wants it
    ],
)
def test_bound_is_what_needs_gain_and_helpers_earn(price: int, bound: int) -> None:
    search = search_of(two_wanting_one(), SERVICE, Ways())
    slope = np.full(1, search.part, dtype=np.int64)
    assert search.bound_of(at_price(search, price), slope) == bound


@pytest.mark.parametrize(
    ("slope", "value"),
    [
        # Group of weight 50, slices of 12.5 at 13, 9, 5, 1 (equity 4): score of c quarters minus slope * 12.5 c.
        (0, 350),  # all four: 12.5 * (13 + 9 + 5 + 1)
        (1, 300),  # 350 - 50; the last slice is worth nothing
        (2, 262.5),  # three: 337.5 - 75
        (9, 50),  # one: 162.5 - 112.5
        (13, 0),
        (20, 0),  # none
    ],
)
def test_group_earns_what_its_score_is_worth_beyond_its_slope(slope: int, value: float) -> None:
    case = make_case(
        households=[make_household(), make_household(id="h2")],
        needs=[make_need(hours=1), make_need(id="n2", household="h2", hours=1)],
        policy=Policy(equity=4),
    )
    search = search_of(case, SERVICE, Ways())
    # At a price nobody pays, needs gain nothing; v1 earns two meetings.
    dear = at_price(search, 10_000)
    bound = search.bound_of(dear, np.full(1, slope * search.part, dtype=np.int64))
    assert bound - 2 * 10_000 == value


def test_bonus_of_idle_people_is_paid_once() -> None:
    # v1 alone, 10 minutes away, idle cost 15, worth of a point 1: service 34.375 - 10. At no price but the full bonus
    # n1 gains slope * 25 - 10 + 15, and v1's idle cost 15 is taken off again.
    case = make_case()
    search = search_of(case, Level(service_worth=Fraction(1), counts_cost=True), Ways())
    steep = np.full(1, 2 * search.part, dtype=np.int64)
    # Slope 2 is above the steepest slice 1.75: the group earns nothing, n1 gains 50 - 10 + 15.
    assert search.bound_of(search.prices, steep) == 50 - 10 + 15 - 15
    bare = search.prices._replace(
        meeting=np.zeros_like(search.prices.meeting), bonus=np.zeros_like(search.prices.bonus)
    )
    # Without a bonus nothing comes back: idle cost counts only for whoever stays idle, and nobody need.
    assert search.bound_of(bare, steep) == 50 - 10


@pytest.mark.parametrize("seed", range(20))
def test_prices_stay_in_their_limits(seed: int) -> None:
    search = search_of(random_case(seed), COST)
    search.run(FEW_SWEEPS, np.random.default_rng(seed), lambda: False)
    prices = search.quoted().prices
    assert (prices.bonus >= 0).all()
    assert (prices.bonus <= search.supply.idle).all()
    assert (prices.meeting >= -prices.bonus[:, None]).all()
    assert (prices.seat >= 0).all()
    assert (prices.cell >= 0).all()
    assert (prices.priced == prices.cell.any(axis=1)).all()


def test_same_random_numbers_give_the_same_prices() -> None:
    bounds = set()
    for _ in range(2):
        search = search_of(random_case(7), COST)
        search.run(FEW_SWEEPS, np.random.default_rng(1), lambda: False)
        bounds.add(search.quoted().bound)
    assert len(bounds) == 1


def test_need_takes_the_cheaper_of_two_volunteers() -> None:
    case = make_case(volunteers=[make_volunteer(), make_volunteer(id="v2")], policy=Policy(equity=0))
    search = search_of(case, SERVICE, Ways())
    slope = np.full(1, search.part, dtype=np.int64)
    meeting = search.prices.meeting + np.array([[20], [0]]) * search.part
    # n1 goes to v2 and gains 25. v1 earns 20: her three free hours hold one meeting of two.
    assert search.bound_of(search.prices._replace(meeting=meeting), slope) == 25 + 20
