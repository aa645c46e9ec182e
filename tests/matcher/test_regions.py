"""
What joins two towns, and that solving towns apart changes nothing.

Hamm lies 30 km east of Brackel: 0.4316 degrees of longitude * 69.2 km there = 29.9 km. On foot nobody gets further
than 31 / 17.3 = 1.8 km in 30 minutes, by car 26 / 3.12 = 8.3 km; households take transit for 40 minutes, which is
31 / 4.33 = 7.2 km.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from matcher import regions
from matcher import solve as solve_module
from matcher.canonical import sorted_case
from matcher.check import check
from matcher.domain import Case, Place, Policy
from matcher.errors import PinsClash
from matcher.facts import Facts
from matcher.large import LargeWork
from matcher.progress import Progress
from matcher.result import Result, result_to_json
from matcher.solve import Work, plans_of_regions, solve
from matcher.spread import Spread, in_turn, locally, side_by_side
from matcher.week import format_start
from scenarios import PILOT, several_cities
from tests.brute_force import values_of_plans
from tests.instances import (
    make_block,
    make_case,
    make_household,
    make_match,
    make_mediator,
    make_need,
    make_offer,
    make_travel_row,
    make_volunteer,
)
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways

HAMM = {"lat": 51.5241, "lon": 7.9798}
FAR_EAST, FAR_WEST = {"lat": 0.0, "lon": 179.99}, {"lat": 0.0, "lon": -179.99}
"""2.2 km apart, across the antimeridian."""
GERMAN = {"languages": {"de": "native"}}


@pytest.fixture(autouse=True)
def every_region_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "FEWEST_NEEDS", 1)


def two_towns(there: Any = HAMM, **changes: Any) -> Case:
    """h1 and v1 in Brackel, h2 and v2 in Hamm (or ``there``); everybody speaks Arabic."""
    facts: dict[str, Any] = {
        "households": [make_household(), make_household(id="h2", district="hamm", **there)],
        "needs": [make_need(), make_need(id="n2", household="h2")],
        "volunteers": [make_volunteer(), make_volunteer(id="v2", **there)],
    }
    return make_case(**{**facts, **changes})


def needs_of_regions(case: Case) -> list[list[str]]:
    return [[need.id for need in region.case.needs] for region in regions.split(Facts(case), travel_of(case))]


def unsplit(case: Case, **settings: Any) -> Result:
    """Solved as one region, whatever the distances."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regions, "FEWEST_NEEDS", 10**9)
        return solve(case, travel_of(case), **settings)


def as_text(result: Result) -> str:
    return json.dumps(result_to_json(result))


# What joins, and what does not

APART, TOGETHER = [["n1"], ["n2"]], [["n1", "n2"]]


def test_towns_out_of_reach_are_regions_of_their_own() -> None:
    found = regions.split(Facts(two_towns()), travel_of(two_towns()))
    assert [[record.id for record in (*r.case.households, *r.case.volunteers)] for r in found] == [
        ["h1", "v1"],
        ["h2", "v2"],
    ]
    assert [[district.id for district in r.case.districts] for r in found] == [["brackel"], ["hamm"]]
    assert [r.share for r in found] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        # 29.9 km take 5 + 3.12 * 29.9 = 99 minutes by car; 40 minutes are 11.5 km, and two diagonals of cubes 17.3.
        (99, TOGETHER),
        (40, APART),
    ],
)
def test_volunteer_who_gets_to_the_other_town_joins_them(limit: int, expected: list[list[str]]) -> None:
    driver = make_volunteer(id="v3", mode="car", max_travel_minutes=limit)
    assert needs_of_regions(two_towns(volunteers=[driver])) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(99, TOGETHER), (40, APART)])
def test_households_who_get_to_the_other_town_join_them(minutes: int, expected: list[list[str]]) -> None:
    # By car 99 minutes, see above: there could be an offer.
    policy = Policy(household_mode="car", household_max_travel_minutes=minutes)
    assert needs_of_regions(two_towns(policy=policy)) == expected


@pytest.mark.parametrize("there", [FAR_WEST, {"lat": 0.0, "lon": 179.97}])
def test_neither_antimeridian_nor_pole_parts_neighbours(there: dict[str, float]) -> None:
    households = [make_household(**FAR_EAST), make_household(id="h2", district="hamm", **there)]
    assert needs_of_regions(two_towns(households=households)) == TOGETHER
    polar = [
        make_household(lat=89.99, lon=0.0),
        make_household(id="h2", district="hamm", lat=89.99, lon=180.0),
    ]
    assert needs_of_regions(two_towns(households=polar)) == TOGETHER


JOINING: dict[str, dict[str, Any]] = {
    "pinned match": {"matches": (make_match(provider="v2", status="pinned", waive=["travel"]),)},
    "proposed mediator": {
        "volunteers": [make_volunteer(), make_mediator(**HAMM)],
        "matches": (make_match(status="proposed", mediator="m1"),),
    },
    "measured way": {"travel": (make_travel_row(place="n2", minutes=30),)},
    "measured way to an offer": {
        "offers": (make_offer(**HAMM),),
        "travel": (make_travel_row(traveller="h1", place="o1", minutes=40),),
    },
    "place of a need": {"needs": [make_need(place=Place(**HAMM)), make_need(id="n2", household="h2")]},
    "district": {"households": [make_household(), make_household(id="h2", **HAMM)]},
    "one group for all": {"policy": Policy(equity_group="none")},
    "pin for anybody": {"matches": (make_match(provider=None, status="pinned", waive=["travel"]),)},
    "pin with any mediator": {
        "volunteers": [make_volunteer(**GERMAN), make_volunteer(id="v2", **HAMM)],
        "matches": (make_match(status="pinned", waive=["travel"]),),
    },
}


@pytest.mark.parametrize("facts", JOINING.values(), ids=JOINING.keys())
def test_what_concerns_both_towns_joins_them(facts: dict[str, Any]) -> None:
    assert needs_of_regions(two_towns(**facts)) == TOGETHER


@pytest.mark.parametrize(("provider", "expected"), [("v1", [["n0", "n1"], ["n2"]]), ("v2", [["n0", "n1", "n2"]])])
def test_active_match_joins_household_and_provider(provider: str, expected: list[list[str]]) -> None:
    needs = [make_need(id="n0"), make_need(), make_need(id="n2", household="h2")]
    assert needs_of_regions(two_towns(needs=needs, matches=(make_match(need="n0", provider=provider),))) == expected


NOT_JOINING: dict[str, dict[str, Any]] = {
    "block": {"blocks": (make_block(resource="v2"),)},
    "measured way beyond the limit": {"travel": (make_travel_row(place="n2", minutes=31),)},
    "district without equity": {
        "households": [make_household(), make_household(id="h2", **HAMM)],
        "policy": Policy(equity=0),
    },
    "pin of a neighbour": {"matches": (make_match(status="pinned", waive=["travel"]),)},
    "pin without mediator": {
        "volunteers": [make_volunteer(**GERMAN), make_volunteer(id="v2", **HAMM)],
        "matches": (make_match(status="pinned", waive=["travel", "language"]),),
    },
}


@pytest.mark.parametrize("facts", NOT_JOINING.values(), ids=NOT_JOINING.keys())
def test_what_nobody_travels_for_joins_nothing(facts: dict[str, Any]) -> None:
    assert needs_of_regions(two_towns(**facts)) == APART


def test_source_that_knows_no_limit_gives_one_region() -> None:
    assert len(regions.split(Facts(two_towns()), Ways())) == 1


def test_small_regions_are_solved_together(monkeypatch: pytest.MonkeyPatch) -> None:
    # Four towns with one need each, 60 km apart: two and two.
    monkeypatch.setattr(regions, "FEWEST_NEEDS", 2)
    places = [{"lat": 51.5, "lon": 7.0 + number} for number in range(4)]
    case = make_case(
        households=[make_household(id=f"h{i}", district=f"d{i}", **place) for i, place in enumerate(places)],
        needs=[make_need(id=f"n{i}", household=f"h{i}") for i in range(4)],
        volunteers=[make_volunteer(id=f"v{i}", **place) for i, place in enumerate(places)],
    )
    assert needs_of_regions(case) == [["n0", "n1"], ["n2", "n3"]]


# The same result


def far_away(case: Case) -> Case:
    """The case under other ids, 120 degrees further east."""

    def named(id_: str | None) -> str | None:
        return None if id_ is None else f"east-{id_}"

    def moved(record: Any, **facts: Any) -> Any:
        return replace(record, id=named(record.id), lon=record.lon + 120, **facts)

    return replace(
        case,
        districts=tuple(replace(one, id=named(one.id)) for one in case.districts),
        households=tuple(moved(one, district=named(one.district)) for one in case.households),
        needs=tuple(
            replace(
                one,
                id=named(one.id),
                household=named(one.household),
                place=one.place and replace(one.place, lon=one.place.lon + 120),
            )
            for one in case.needs
        ),
        volunteers=tuple(moved(one) for one in case.volunteers),
        offers=tuple(moved(one) for one in case.offers),
        matches=tuple(
            replace(one, need=named(one.need), provider=named(one.provider), mediator=named(one.mediator))
            for one in case.matches
        ),
        blocks=tuple(replace(one, household=named(one.household), resource=named(one.resource)) for one in case.blocks),
        travel=tuple(replace(one, traveller=named(one.traveller), place=named(one.place)) for one in case.travel),
    )


def side_by_side_in_one_case(here: Case, there: Case) -> Case:
    there = far_away(there)
    lists = ("districts", "households", "needs", "volunteers", "offers", "matches", "blocks", "travel")
    return sorted_case(replace(here, **{name: getattr(here, name) + getattr(there, name) for name in lists}))


def solved(solving: Callable[[], Result]) -> Result | tuple[Any, ...]:
    try:
        return solving()
    except PinsClash as clash:
        return clash.clashes


def test_random_towns_apart_are_solved_as_well_as_together() -> None:
    n_split = n_clashes = 0
    for seed in range(25):
        case = side_by_side_in_one_case(random_case(seed), random_case(seed + 1000))
        n_split += len(regions.split(Facts(case), travel_of(case))) > 1
        apart = solved(lambda case=case: solve(case, travel_of(case), effort="quick"))
        together = solved(lambda case=case: unsplit(case, effort="quick"))
        if not isinstance(apart, Result) or not isinstance(together, Result):
            n_clashes += 1
            assert apart == together, seed
            continue
        assert check(apart, case, travel_of(case)) == [], seed
        assert (apart.status, together.status) == ("optimal", "optimal"), seed
        assert apart.service.value == pytest.approx(together.service.value, rel=1e-12), seed
        assert (apart.cost.value, apart.service.servable) == (together.cost.value, together.service.servable), seed
        assert {row.need: row.remaining for row in apart.unmatched if row.remaining} == {
            row.need: row.remaining for row in together.unmatched if row.remaining
        }, seed
    assert n_split > 12
    assert n_clashes > 0


@pytest.fixture(scope="module")
def three_towns() -> Case:
    return several_cities(replace(PILOT, households=25), cities=3, seed=0)


@pytest.mark.parametrize("spread", [side_by_side, locally])
def test_where_regions_are_solved_does_not_matter(three_towns: Case, spread: Spread) -> None:
    here = solve(three_towns, travel_of(three_towns), spread=in_turn)
    assert as_text(solve(three_towns, travel_of(three_towns), spread=spread)) == as_text(here)
    assert check(here, three_towns, travel_of(three_towns)) == []
    together = unsplit(three_towns)
    assert (here.service, here.cost) == (together.service, together.cost)


@pytest.mark.parametrize("spread", [in_turn, side_by_side])
def test_stopped_regions_still_have_their_greedy_plans(three_towns: Case, spread: Spread) -> None:
    result = solve(three_towns, travel_of(three_towns), effort="thorough", stop=lambda: True, spread=spread)
    assert check(result, three_towns, travel_of(three_towns)) == []
    assert result.service.value >= unsplit(three_towns, stop=lambda: True).service.value


@pytest.mark.parametrize("spread", [in_turn, side_by_side])
def test_progress_of_all_regions_is_told_as_one(three_towns: Case, spread: Spread) -> None:
    told: list[Progress] = []
    result = solve(three_towns, travel_of(three_towns), report=told.append, spread=spread)
    assert {progress.stage for progress in told} == {"regions"}
    bounds = [progress.bound for progress in told]
    assert bounds == sorted(bounds, reverse=True)
    assert all(progress.bound >= result.service.value for progress in told)
    assert all(progress.served <= result.service.served for progress in told)


def test_broken_region_breaks_the_run(three_towns: Case) -> None:
    class Broken(Ways):
        def reach_km(self, **limit: Any) -> float:
            return 1.0

        def minutes(self, **question: Any) -> Any:
            raise ZeroDivisionError

    for spread in (in_turn, side_by_side):
        with pytest.raises(ZeroDivisionError):
            solve(three_towns, Broken(), spread=spread)


def test_cost_bound_holds_for_plans_that_serve_less_in_one_town_and_more_in_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few_sweeps = LargeWork(fewest_sweeps=3, most_sweeps=3, choices=0, moves=0, moves_per_need=0)
    monkeypatch.setitem(solve_module.WORK, "quick", Work(exact_options=-1, nodes=1, large=few_sweeps))
    n_unproven = 0
    for seed in range(60):
        first, second = random_case(seed), random_case(seed + 1000)
        towns = first, replace(second, policy=first.policy, week=first.week)
        case = side_by_side_in_one_case(*towns)
        result = solved(lambda case=case: solve(case, travel_of(case), effort="quick"))
        if not isinstance(result, Result) or len(needs_of_regions(case)) < 2:
            continue
        n_unproven += result.service.gap > 0
        here, there = (best_by_cost(values_of_plans(town, travel_of(town))) for town in towns)
        least = min(
            one[1] + other[1] for one in here for other in there if float(one[0] + other[0]) >= result.service.value
        )
        assert result.cost.bound <= least <= result.cost.value, seed
    assert n_unproven > 15


def best_by_cost(values: Iterable[tuple[Fraction, int]]) -> list[tuple[Fraction, int]]:
    """Least cost of every service."""
    least: dict[Fraction, int] = {}
    for service, cost in values:
        least[service] = min(cost, least.get(service, cost))
    return list(least.items())


def test_plans_in_numbers_are_those_of_the_result(three_towns: Case) -> None:
    result = solve(three_towns, travel_of(three_towns), effort="quick", seed=4)
    plans = plans_of_regions(three_towns, travel_of(three_towns), effort="quick", seed=4)
    assert len(plans) == 3
    chosen = {}
    for options, plan in plans:
        for need in plan.served.nonzero()[0]:
            provider = int(plan.provider[need])
            name = None if provider < 0 else options.people.providers[provider].id
            chosen[options.needs[need].id] = name, format_start(int(plan.start[need]))
    assert chosen == {row.need: (row.provider, row.start) for row in result.assignments}
