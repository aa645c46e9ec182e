"""The tiny cases and their brute force hold against the worked examples of the contract, and against themselves."""

import json
from dataclasses import replace

import pytest

from matcher.case import case_to_json, parse_case, read_case
from matcher.facts import Facts
from tests.brute_force import brute_force, minutes_between, options_by_need, travel_of, valid_plans
from tests.folders import SHARED
from tests.instances import make_case, make_match
from tests.shared import needs_shared
from tests.tiny_cases import random_case

EXAMPLES = SHARED / "spec" / "examples"
NAMES = sorted(path.name.removesuffix(".expected.json") for path in EXAMPLES.glob("*.expected.json"))


@needs_shared
@pytest.mark.parametrize("name", NAMES)
def test_worked_examples_by_brute_force(name: str) -> None:
    case = read_case(EXAMPLES / f"{name}.json")
    expected = json.loads((EXAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    best = brute_force(case, travel_of(case))
    assert (best is None) == (expected["exit"] == 3)
    if best is not None:
        assert float(best.service) == expected["service"]
        assert best.cost == expected["cost"]
        assert len(best.plan) == expected["served"]
        assert len(best.servable) == expected["servable"]
        assert sorted(best.no_option) == expected["no_option"]
        assert len(best.servable) - len(best.plan) == expected["outbid"]


def test_empty_case_has_an_empty_plan() -> None:
    case = make_case(volunteers=())
    best = brute_force(case, travel_of(case))
    assert best is not None
    assert (best.service, best.cost, best.plan) == (0, 0, ())
    assert best.no_option == {"n1"}


def test_pins_that_cannot_hold_have_no_plan() -> None:
    case = make_case(matches=(make_match(status="pinned", mediator="v1"),))
    assert brute_force(case, travel_of(case)) is None


@pytest.mark.parametrize("seed", range(20))
def test_random_case_can_be_read_as_a_file(seed: int) -> None:
    case = random_case(seed)
    read = parse_case(json.loads(json.dumps(case_to_json(case))))
    best, best_read = (brute_force(one, travel_of(one)) for one in (case, read))
    assert (best is None) == (best_read is None)
    if best is not None and best_read is not None:
        assert (best.service, best.cost) == (best_read.service, best_read.cost)


def test_random_case_depends_on_its_seed_only() -> None:
    first = [random_case(seed) for seed in range(20)]
    random_case.cache_clear()
    assert [random_case(seed) for seed in range(20)] == first
    assert len({repr(case) for case in first}) == 20


def test_random_cases_are_rich() -> None:
    # Of 200 cases, each of these happens in at least some.
    cases = [random_case(seed) for seed in range(200)]
    bests = [brute_force(case, travel_of(case)) for case in cases]
    found = [best for best in bests if best is not None]
    statuses = [match.status for case in cases for match in case.matches]
    waived = {rule for case in cases for match in case.matches for rule in match.waive}
    chosen = [option for best in found for option in best.plan]
    assert 3 <= bests.count(None) <= 40, "pins that cannot hold"
    assert sum(len(best.plan) < len(best.servable) for best in found) >= 50, "needs outbid"
    assert min(map(statuses.count, ("active", "pinned", "proposed"))) >= 20
    assert waived == {"kind", "language", "travel", "time", "age"}
    assert sum(option.provider is None for option in chosen) >= 20, "interpreting"
    assert sum(option.mediator is not None and option.provider is not None for option in chosen) >= 10, "bridges"
    assert sum((option.provider or "").startswith("o") for option in chosen) >= 10, "offers"
    assert {case.policy.equity for case in cases} == {0, 0.25, 1, 4}


@pytest.mark.parametrize("seed", range(30))
def test_one_more_match_per_volunteer_never_makes_the_service_worse(seed: int) -> None:
    # The options may grow, and with them what counts as servable, so equity is left out.
    case = random_case(seed)
    case = replace(case, policy=replace(case.policy, equity=0))
    richer = replace(case, volunteers=tuple(replace(v, max_matches=v.max_matches + 1) for v in case.volunteers))
    best, best_richer = (brute_force(one, travel_of(one)) for one in (case, richer))
    if best is not None:
        assert best_richer is not None
        assert best_richer.service >= best.service


@pytest.mark.parametrize("seed", range(10))
def test_best_plan_is_one_of_the_valid_ones(seed: int) -> None:
    case = random_case(seed)
    facts = Facts(case)
    plans = list(valid_plans(facts, options_by_need(facts, minutes_between(facts, travel_of(case)))))
    best = brute_force(case, travel_of(case))
    assert (best is None) == (not plans)
    if best is not None:
        assert best.plan in plans


def test_examples_are_found_where_they_are_shared() -> None:
    assert len(NAMES) >= 20 or not EXAMPLES.is_dir()
