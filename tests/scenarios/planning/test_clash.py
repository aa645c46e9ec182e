from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from scenarios.planning.clash import demands_of, smallest_clash
from scenarios.planning.solve import solve_plans
from scenarios.scenario import Fixed, Scenario, Site, Unit
from scenarios.site_plan import Demand
from tests.scenarios.planning.enumerating import TRAVEL, all_plans, drawn, without_candidates


def plan_exists(scenario: Scenario, k: int, demands: Sequence[Demand]) -> bool:
    """By enumeration, with these demands only."""
    codes = Counter(demand.code for demand in demands)
    ids = {(demand.code, demand.ids) for demand in demands}
    asked = replace(
        scenario,
        contiguous=bool(codes["contiguous"]),
        yearly_budget=scenario.yearly_budget if codes["budget"] else None,
        together=tuple(group for group in scenario.together if ("together", tuple(sorted(group))) in ids),
        fixed=tuple(one for one in scenario.fixed if ("fixed", (one.unit, one.site)) in ids),
        sites=tuple(replace(s, existing=s.existing and ("existing", (s.id,)) in ids) for s in scenario.sites),
    )
    wanted = k if codes["k"] else None
    if not codes["candidates"]:
        asked = without_candidates(asked, wanted)
    return any(True for _ in all_plans(asked, wanted))


def test_every_clash_of_tiny_scenarios_is_impossible_and_each_part_of_it_possible() -> None:
    seen: Counter[str] = Counter()
    for seed in range(160):
        scenario = drawn(seed, "none", most_units=4)
        k = scenario.k[0]
        if plan_exists(scenario, k, demands_of(scenario, k)):
            continue
        clash = smallest_clash(scenario, TRAVEL, k, lambda: False)
        assert not plan_exists(scenario, k, clash), seed
        for part in combinations(clash, len(clash) - 1):
            # What holds without one demand holds without more of them.
            assert plan_exists(scenario, k, part), (seed, part)
        seen.update(demand.code for demand in clash)
    assert set(seen) == {"budget", "fixed", "together", "contiguous", "existing", "k", "candidates"}


def a_street(**changes: object) -> Scenario:
    """Four units in a row, a site in each of the first three."""
    units = tuple(Unit(id=name, households=10, lat=51.5, lon=7.4) for name in "abcd")
    sites = tuple(Site(id=f"at-{name}", unit=name, lat=51.5, lon=7.4, yearly_cost=100) for name in "abc")
    street = Scenario(units=units, sites=sites, adjacency=(("a", "b"), ("b", "c"), ("c", "d")), k=(2, 2))
    return replace(street, **changes)  # type: ignore[arg-type]


def named(scenario: Scenario) -> list[tuple[str, tuple[str, ...]]]:
    plan = solve_plans(scenario, TRAVEL).plans[0]
    assert plan.status == "infeasible"
    return sorted((demand.code, demand.ids) for demand in plan.clash)


CLASHES = {
    # Two sites cost 200.
    "budget too small": (a_street(yearly_budget=199), [("budget", ()), ("k", ())]),
    # From a to c every way goes through b, which is with its own site.
    "fixed units apart": (
        a_street(fixed=(Fixed(unit="c", site="at-a"), Fixed(unit="b", site="at-b"))),
        [("contiguous", ()), ("fixed", ("b", "at-b")), ("fixed", ("c", "at-a"))],
    ),
    "more sites than candidates": (a_street(k=(4, 4)), [("candidates", ()), ("k", ())]),
    "fewer sites than exist": (
        a_street(k=(1, 1), sites=tuple(replace(site, existing=site.id != "at-c") for site in a_street().sites)),
        [("existing", ("at-a",)), ("existing", ("at-b",)), ("k", ())],
    ),
    "an island": (a_street(adjacency=(("a", "b"), ("b", "c"))), [("candidates", ()), ("contiguous", ())]),
    "together, but fixed to two sites": (
        a_street(together=(("a", "c"),), fixed=(Fixed(unit="a", site="at-a"), Fixed(unit="c", site="at-c"))),
        [("fixed", ("a", "at-a")), ("fixed", ("c", "at-c")), ("together", ("a", "c"))],
    ),
}


@pytest.mark.parametrize("what", CLASHES)
def test_a_clash_is_named(what: str) -> None:
    scenario, expected = CLASHES[what]
    assert named(scenario) == expected


def test_two_sites_that_the_budget_just_pays_for_are_planned() -> None:
    assert solve_plans(a_street(yearly_budget=200), TRAVEL).plans[0].status == "optimal"


def test_without_time_all_demands_are_named() -> None:
    scenario = a_street(yearly_budget=199)
    assert smallest_clash(scenario, TRAVEL, 2, lambda: True) == demands_of(scenario, 2)
