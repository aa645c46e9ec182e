"""The plain model in CP-SAT, held against trying every plan and against the engine."""

from fractions import Fraction

import numpy as np
import pytest

from matcher.errors import PinsClash
from matcher.facts import Facts
from matcher.greedy import greedy_plan
from matcher.listing import list_options
from matcher.options import Options, generate_options
from matcher.pins import settle_pins
from matcher.plan import booking_of, service_of
from matcher.solve import solve
from tests.benchmarks.cheapest import cheapest_options
from tests.benchmarks.cp_sat import cp_sat_plan
from tests.instances import make_case, make_household, make_need, make_volunteer
from tests.tiny_cases import brute_force, random_case, travel_of

EVERY = 10_000
SEEDS = range(40)


def planned(seed: int) -> Options | None:
    """The options of a tiny case, or None when its pins clash."""
    case = random_case(seed)
    options = generate_options(Facts(case), travel_of(case))
    try:
        settle_pins(options)
    except PinsClash:
        return None
    return options


@pytest.fixture(scope="module")
def tiny() -> list[tuple[int, Options]]:
    found = [(seed, planned(seed)) for seed in SEEDS]
    return [(seed, options) for seed, options in found if options is not None]


def service(options: Options, per_need: int) -> tuple[Fraction, str]:
    plan, said = cp_sat_plan(options, greedy_plan(options, settle_pins(options)), options_per_need=per_need, seconds=60)
    booking = booking_of(options, plan)
    assert min(booking.half_hours_left.min(), booking.matches_left.min()) >= 0
    return service_of(options, plan), said


def test_with_every_option_service_is_that_of_the_best_plan(tiny: list[tuple[int, Options]]) -> None:
    assert len(tiny) > len(SEEDS) / 2
    for seed, options in tiny:
        best = brute_force(options.facts.case, travel_of(options.facts.case))
        assert best is not None
        assert service(options, EVERY)[0] == best.service, seed


def test_with_every_option_service_is_that_of_the_exact_engine() -> None:
    # v1 has four hours for three needs of two: two are served, by neither method more.
    case = make_case(
        households=[make_household(id=f"h{i}", availability=["tue 08:00-20:00"]) for i in (1, 2, 3)],
        needs=[make_need(id=f"n{i}", household=f"h{i}", urgency=i) for i in (1, 2, 3)],
        volunteers=[make_volunteer(availability=["tue 08:00-20:00"], max_matches=3)],
    )
    options = generate_options(Facts(case), travel_of(case))
    result = solve(case, travel_of(case), effort="quick")
    value, said = service(options, EVERY)
    assert result.status == "optimal"
    assert float(value) == result.service.value
    assert said == f"optimal on {options.n_options} of {options.n_options} options"


def test_with_one_option_per_need_nothing_is_lost_to_greedy(tiny: list[tuple[int, Options]]) -> None:
    for seed, options in tiny:
        hint = greedy_plan(options, settle_pins(options))
        assert service(options, 1)[0] >= service_of(options, hint), seed


def test_no_need_stays_open_that_still_fits(tiny: list[tuple[int, Options]]) -> None:
    for seed, options in tiny:
        settled = settle_pins(options)
        # Without a plan of any use as a hint, one option per need leaves needs open that another option serves.
        plan, _ = cp_sat_plan(options, settled, options_per_need=1, seconds=60)
        assert (greedy_plan(options, plan).served == plan.served).all(), seed


def test_when_nothing_is_found_in_time_the_greedy_plan_stands(tiny: list[tuple[int, Options]]) -> None:
    options = tiny[0][1]
    hint = greedy_plan(options, settle_pins(options))
    plan, said = cp_sat_plan(options, hint, options_per_need=EVERY, seconds=1e-9)
    assert service_of(options, plan) >= service_of(options, hint)
    assert said


@pytest.mark.parametrize("per_need", [1, 3])
def test_kept_options_are_each_needs_cheapest_and_the_plans_own(per_need: int, tiny: list[tuple[int, Options]]) -> None:
    for seed, options in tiny:
        plan = greedy_plan(options, settle_pins(options))
        expected = set()
        for need in range(len(options.needs)):
            listing = list_options(options, np.array([need]))
            rows = np.stack([listing.cost, listing.provider, listing.mediator, listing.start], axis=1).tolist()
            expected |= {(need, *row[1:]) for row in sorted(rows)[:per_need]}
            if plan.served[need]:
                expected.add((need, plan.provider[need], plan.mediator[need], plan.start[need]))
        kept = cheapest_options(options, per_need, plan)
        rows = np.stack([kept.need, kept.provider, kept.mediator, kept.start], axis=1).tolist()
        assert rows == sorted(map(list, expected)), seed
        assert kept.are_in(plan).sum() == plan.served.sum(), seed
