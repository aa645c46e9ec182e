"""The local search keeps its books: what it says of a plan is what the plan is."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher.domain import Case
from matcher.errors import PinsClash
from matcher.facts import Facts
from matcher.greedy import greedy_plan
from matcher.large import LargePart, LargeWork
from matcher.listing import idle_cost, list_options, plan_cost
from matcher.options import Options, generate_options
from matcher.pins import settle_pins
from matcher.plan import OPEN, Plan, booking_of, empty_plan, service_of, tables_of, used_volunteers
from matcher.pricing import Wishes
from matcher.search import Cooling, Replica, improve
from scenarios import PILOT, generate_case
from tests.instances import make_case, make_household, make_match, make_need, make_volunteer
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways

WARM = Cooling(moves=1_500, first_temperature=20.0, last_temperature=0.3, service_worth=1.0, minute=0.002)
MINUTES = Cooling(moves=1_500, first_temperature=20.0, last_temperature=0.3, service_worth=30.0, minute=1.0)
HOT = Cooling(moves=1_500, first_temperature=2_000.0, last_temperature=1_000.0, service_worth=1.0, minute=1.0)
"""So hot that nearly every move is taken."""
COOLINGS = {"service": WARM, "cost": MINUTES, "hot": HOT}


def all_wishes(options: Options) -> Wishes:
    """Every provider and mediator of every need, in the order of the listing."""
    listing = list_options(options, np.flatnonzero(options.servable))
    chosen = dict.fromkeys(
        zip(listing.need.tolist(), listing.provider.tolist(), listing.mediator.tolist(), strict=True)
    )
    first, pairs, entries = [0], [], []
    for need in range(len(options.needs)):
        for _, provider, mediator in [found for found in chosen if found[0] == need]:
            pairs.append(_place(provider, need, options.first_pair, options.provider))
            entries.append(_place(mediator, need, options.first_mediator, options.mediator))
        first.append(len(pairs))
    return Wishes(*(np.array(column, dtype=np.int64) for column in (first, pairs, entries)))


def _place(number: int, need: int, first: Any, listed: Any) -> int:
    return -1 if number < 0 else int(first[need]) + listed[first[need] : first[need + 1]].tolist().index(number)


def start_of(case: Case) -> tuple[Options, Plan] | None:
    """Options and greedy plan; None when pins clash."""
    options = generate_options(Facts(case), travel_of(case))
    try:
        return options, greedy_plan(options, settle_pins(options))
    except PinsClash:
        return None


def annealed(cooling: Cooling, seeds: range) -> Iterator[tuple[Options, Plan, Replica]]:
    """Options, start and the replica after its moves."""
    for seed in seeds:
        begun = start_of(random_case(seed))
        if begun is not None and begun[0].servable.any():
            options, plan = begun
            replica = Replica(options, tables_of(options), cooling, plan, seed)
            needs = np.flatnonzero(options.servable)
            replica.run(cooling, all_wishes(options), needs, lambda: False)
            yield options, plan, replica


@pytest.fixture(scope="module", params=list(COOLINGS.values()), ids=list(COOLINGS))
def replicas(request: Any) -> list[tuple[Options, Plan, Replica]]:
    return list(annealed(request.param, range(80)))


def plan_now(options: Options, replica: Replica) -> Plan:
    """The plan the replica stands at, which need not be its best."""
    search, plan = replica.search, empty_plan(options)
    for need in np.flatnonzero(search.start != OPEN).tolist():
        plan.start[need] = search.start[need]
        if search.pair[need] >= 0:
            plan.provider[need] = options.provider[search.pair[need]]
        if search.entry[need] >= 0:
            plan.mediator[need] = options.mediator[search.entry[need]]
    return plan


def assert_valid(options: Options, plan: Plan) -> None:
    """Every choice is an option, nothing is used up twice."""
    listing = list_options(options, np.flatnonzero(plan.served))
    columns = (listing.need, listing.provider, listing.mediator, listing.start)
    known = set(zip(*(column.tolist() for column in columns), strict=True))
    for need in np.flatnonzero(plan.served).tolist():
        assert (need, int(plan.provider[need]), int(plan.mediator[need]), int(plan.start[need])) in known
    booking = booking_of(options, plan)
    for left in (booking.half_hours_left, booking.matches_left, booking.seats_left):
        assert (left >= 0).all()
    assert_nobody_is_booked_twice(options, plan)


def assert_nobody_is_booked_twice(options: Options, plan: Plan) -> None:
    people = options.people
    taken: set[tuple[str, int, int]] = set()
    for need in np.flatnonzero(plan.served).tolist():
        provider, mediator, start = int(plan.provider[need]), int(plan.mediator[need]), int(plan.start[need])
        if provider >= people.n_volunteers:
            bits = people.offer_cells[provider - people.n_volunteers].tolist()
            cells = [48 * day + cell for day in range(7) for cell in range(48) if bits[day] >> cell & 1]
        else:
            cells = list(range(start, start + int(options.half_hours[need])))
        who = [("attendee", int(options.attendee[need]))]
        who += [("person", provider)] if 0 <= provider < people.n_volunteers else []
        who += [("person", int(people.mediators[mediator]))] if mediator >= 0 else []
        takes = {(*one, cell) for one in who for cell in cells}
        assert not takes & taken
        taken |= takes


def test_plan_stays_valid_on_the_way(replicas: Any) -> None:
    for options, _, replica in replicas:
        assert_valid(options, plan_now(options, replica))
        assert_valid(options, replica.best_plan())


def test_booking_is_that_of_the_plan(replicas: Any) -> None:
    for options, _, replica in replicas:
        for kept, counted in zip(replica.booking, booking_of(options, plan_now(options, replica)), strict=True):
            assert (kept == counted).all()


def test_value_kept_is_that_of_the_plan(replicas: Any) -> None:
    for options, _, replica in replicas:
        now, search, aim = plan_now(options, replica), replica.search, replica.aim
        service, cost = float(service_of(options, now)), plan_cost(options, now)
        assert search.value[0] == pytest.approx(service, abs=1e-6)
        assert search.value[1] == pytest.approx(cost, abs=1e-6)
        assert search.value[2] == pytest.approx(aim.service_worth * service - aim.minute * cost, abs=1e-6)


def test_users_are_those_of_the_plan(replicas: Any) -> None:
    for options, _, replica in replicas:
        now = plan_now(options, replica)
        assert ((replica.search.users > 0) == used_volunteers(options, now)).all()
        idle = replica.aim.idle[replica.search.users == 0].sum()
        assert idle == idle_cost(options, now)


def test_best_plan_is_what_is_said_of_it(replicas: Any) -> None:
    for options, _, replica in replicas:
        best = replica.best_plan()
        assert replica.best[0] == pytest.approx(float(service_of(options, best)), abs=1e-6)
        assert -replica.best[1] == pytest.approx(plan_cost(options, best), abs=1e-6)


def test_best_plan_is_never_worse_than_the_start(replicas: Any) -> None:
    better = 0
    for options, plan, replica in replicas:
        before, after = ((service_of(options, p), -plan_cost(options, p)) for p in (plan, replica.best_plan()))
        assert after >= before
        better += after > before
    assert better > 0


def test_pinned_needs_stay_served(replicas: Any) -> None:
    n_pinned = 0
    for options, _, replica in replicas:
        n_pinned += int(options.pinned.sum())
        assert (replica.search.start[options.pinned] != OPEN).all()
        assert replica.best_plan().served[options.pinned].all()
    assert n_pinned > 5


def test_moves_change_the_plan(replicas: Any) -> None:
    moved = [(plan_now(options, replica).start != plan.start).any() for options, plan, replica in replicas]
    assert any(moved)


# By hand


def detour() -> tuple[Options, Plan]:
    """
    n2 (85) has taken v1 (10 minutes), whom n1 (25) needs; v2 could go to n2 in 20.

    The best plan puts n2 out, gives v1 to n1 and finds v2 for n2.
    """
    case = make_case(
        households=[make_household(), make_household(id="h2")],
        needs=[make_need(), make_need(id="n2", household="h2", urgency=4)],
        volunteers=[make_volunteer(max_matches=1), make_volunteer(id="v2")],
    )
    options = generate_options(Facts(case), Ways(v2_to_n1=31, v2_to_n2=20))
    return options, greedy_plan(options, empty_plan(options))


def improved(options: Options, plan: Plan, *, seed: int = 0, stop: Any = lambda: False) -> Plan:
    needs = np.flatnonzero(options.servable)
    return improve(options, tables_of(options), plan, all_wishes(options), needs, WARM, seed=seed, stop=stop)


def test_need_that_is_put_out_finds_another_helper() -> None:
    options, plan = detour()
    assert plan.served.tolist() == [False, True]
    assert improved(options, plan).provider.tolist() == [0, 1]


def test_search_that_is_stopped_returns_its_start() -> None:
    options, plan = detour()
    found = improved(options, plan, stop=lambda: True)
    assert [found.provider.tolist(), found.start.tolist()] == [plan.provider.tolist(), plan.start.tolist()]


def test_search_without_wishes_returns_its_start() -> None:
    options, plan = detour()
    none = Wishes(np.zeros(3, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    needs = np.flatnonzero(options.servable)
    found = improve(options, tables_of(options), plan, none, needs, WARM, seed=0, stop=lambda: False)
    assert found.provider.tolist() == plan.provider.tolist()


def test_pinned_need_is_not_put_out_by_a_heavier_one() -> None:
    case = make_case(
        households=[make_household(), make_household(id="h2")],
        needs=[make_need(), make_need(id="n2", household="h2", urgency=4)],
        volunteers=[make_volunteer(max_matches=1)],
        matches=(make_match(status="pinned"),),
    )
    options = generate_options(Facts(case), Ways())
    found = improved(options, settle_pins(options))
    assert found.served.tolist() == [True, False]


# A village


@pytest.fixture(scope="module")
def village() -> tuple[Options, Plan]:
    shares = {"proposed_share": 0.3, "active_share": 0.1, "pinned_share": 0.05}
    begun = start_of(generate_case(replace(PILOT, **shares), seed=2, households=60))
    assert begun is not None
    return begun


def test_books_are_right_after_many_moves_of_a_village(village: tuple[Options, Plan]) -> None:
    options, plan = village
    long = replace(WARM, moves=60_000)
    replica = Replica(options, tables_of(options), long, plan, 0)
    replica.run(long, all_wishes(options), np.flatnonzero(options.servable), lambda: False)
    now = plan_now(options, replica)
    assert_valid(options, now)
    assert_valid(options, replica.best_plan())
    assert replica.search.value[0] == pytest.approx(float(service_of(options, now)), abs=1e-6)
    assert replica.search.value[1] == pytest.approx(plan_cost(options, now), abs=1e-6)
    assert service_of(options, replica.best_plan()) > service_of(options, plan)


def test_same_seed_gives_the_same_plan_beside_other_threads(village: tuple[Options, Plan]) -> None:
    options, plan = village
    found = [improved(options, plan, seed=3) for _ in range(2)]
    for name in ("provider", "mediator", "start"):
        assert (getattr(found[0], name) == getattr(found[1], name)).all()


def test_only_the_needs_asked_for_move(village: tuple[Options, Plan]) -> None:
    options, _ = village
    few = np.flatnonzero(options.servable)[:10]
    none = empty_plan(options)
    work = LargeWork(fewest_sweeps=5, most_sweeps=5, choices=0, moves=0, moves_per_need=200)
    part = LargePart(options, few, none, work, seed=0, stop=lambda: False)
    _, wishes = part.bound_service()
    part.raise_service(wishes)
    assert set(np.flatnonzero(part.plan.served)) <= set(few.tolist())
    assert part.plan.served.any()
    assert_valid(options, part.plan)
