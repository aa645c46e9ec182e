"""
What a run decides and says, by hand.

Every way takes ten minutes unless told otherwise. Need ``n1`` weighs 20 + 5 = 25: urgency 2, five weeks old; of urgency
4 it weighs 85. The score of a district of servable weight S, all served, is S * (1.75 + 1.5 + 1.25 + 1) / 4 = 1.375 S.
"""

import json
import random
from itertools import pairwise
from typing import Any

import pytest

from matcher.canonical import case_to_json
from matcher.case import parse_case
from matcher.check import check
from matcher.domain import Case, Policy
from matcher.errors import PinsClash
from matcher.facts import Facts
from matcher.greedy import greedy_plan
from matcher.listing import plan_cost
from matcher.options import generate_options
from matcher.pins import settle_pins
from matcher.plan import service_of
from matcher.result import Assignment, Held, Result, Unmatched, result_to_json
from matcher.rules import RULES
from matcher.solve import Progress, solve
from scenarios import PILOT, generate_case
from tests.instances import (
    make_block,
    make_case,
    make_household,
    make_match,
    make_mediator,
    make_need,
    make_offer,
    make_volunteer,
)
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways

H1, H2 = make_household(), make_household(id="h2")
SHORT, URGENT = make_need(hours=1), make_need(id="n2", household="h2", urgency=4, hours=1)
BUSY = make_volunteer(max_matches=1)
PERSIAN = make_household(languages={"fa": "native"})
GERMAN = make_volunteer(languages={"de": "native"})
BRIDGE = make_mediator(languages={"de": "C1", "fa": "native"})
COURSE = {"kind": "language_course"}


def run(case: Case, **minutes: int) -> Result:
    """The optimal result, held against the contract."""
    ways = Ways(**minutes)
    result = solve(case, ways)
    assert check(result, case, ways) == []
    assert result.status == "optimal"
    return result


def chosen(result: Result, need: str = "n1") -> Assignment:
    return next(assignment for assignment in result.assignments if assignment.need == need)


def reason(result: Result, need: str = "n1") -> Unmatched:
    return next(unmatched for unmatched in result.unmatched if unmatched.need == need)


def figures(result: Result) -> tuple[float, float]:
    return result.service.value, result.cost.value


def as_text(result: Result) -> str:
    return json.dumps({**result_to_json(result), "seconds": 0})


def two_wanting_one() -> Case:
    """n1 weighs 25, n2 85; v1 has time for one of them."""
    return make_case(households=[H1, H2], needs=[SHORT, URGENT], volunteers=[BUSY])


# Level 1


def test_heavier_of_two_needs_is_served() -> None:
    # Slices of 110 / 4 = 27.5: 82.5 at 1.75, 1.5, 1.25 and 2.5 at 1.
    result = run(two_wanting_one())
    assert [assignment.need for assignment in result.assignments] == ["n2"]
    assert figures(result) == (27.5 * 4.5 + 2.5, 10)


def test_service_goes_before_any_cost() -> None:
    case = make_case(policy=Policy(idle_cost=0))
    assert figures(run(case, v1_to_n1=30)) == (34.375, 30)


@pytest.mark.parametrize(
    ("equity", "service", "served"),
    [
        # Slices of brackel 12.5, of hörde 3.75. Both of brackel: 50 * 1.375; one of each: 12.5 * 3.25 + 15 * 1.375.
        (0.25, 68.75, {"brackel": 50, "hörde": 0}),
        # Slopes 13, 9, 5, 1. Both of brackel: 50 * 7; one of each: 12.5 * 22 + 15 * 7.
        (4, 380, {"brackel": 25, "hörde": 15}),
        (0, 50, {"brackel": 50, "hörde": 0}),
    ],
)
def test_equity_serves_a_district_that_else_gets_nothing(equity: float, service: float, served: dict[str, int]) -> None:
    far = make_household(id="h3", district="hörde")
    case = make_case(
        households=[H1, H2, far],
        needs=[
            SHORT,
            make_need(id="n2", household="h2", hours=1),
            make_need(id="n3", household="h3", hours=1, urgency=1),
        ],
        policy=Policy(equity=equity),
    )
    result = run(case)
    assert result.service.value == service
    assert {name: group.served_weight for name, group in result.groups.items()} == served


# Level 2


def test_nearer_volunteer_comes() -> None:
    # The other one stays idle: 15.
    result = run(make_case(volunteers=[make_volunteer(), make_volunteer(id="v2")]), v1_to_n1=11)
    assert chosen(result).provider == "v2"
    assert (result.cost.value, result.cost.idle) == (10 + 15, 15)


def test_volunteer_who_would_stay_idle_may_come_from_further_away() -> None:
    # v1 for both: 20 + 15 for idle v2. Each one: 10 + 24.
    case = make_case(
        households=[H1, H2],
        needs=[SHORT, make_need(id="n2", household="h2", hours=1)],
        volunteers=[make_volunteer(), make_volunteer(id="v2")],
    )
    assert run(case, v2_to_n1=24, v2_to_n2=24).cost.value == 34
    assert run(case, v2_to_n1=26, v2_to_n2=26).cost.value == 35


def test_mediator_costs_more_than_a_way_without_one() -> None:
    # v1 with m1: 10 + 10 + 30 and v2 idle 15; v2 alone: 29 and two idle.
    speaks_persian = make_volunteer(id="v2", languages=BRIDGE.languages)
    case = make_case(households=[PERSIAN], volunteers=[GERMAN, speaks_persian, BRIDGE])
    result = run(case, v2_to_n1=29)
    assert (chosen(result).provider, chosen(result).mediator) == ("v2", None)
    assert (result.cost.value, result.cost.idle) == (59, 30)


def test_mediator_bridges_where_nobody_shares_a_language() -> None:
    result = run(make_case(households=[PERSIAN], volunteers=[GERMAN, BRIDGE]), m1_to_n1=12)
    assert (chosen(result).provider, chosen(result).mediator) == ("v1", "m1")
    assert [(leg.traveller, leg.minutes) for leg in chosen(result).travel] == [("v1", 10), ("m1", 12)]
    assert chosen(result).cost == result.cost.value == 52


@pytest.mark.parametrize(("change_cost", "provider", "state", "cost"), [(20, "v1", "kept", 29), (18, "v2", "new", 28)])
def test_proposal_is_kept_when_changing_it_costs_more(change_cost: int, provider: str, state: str, cost: int) -> None:
    # v1 as proposed: 29; v2: 10 + change. The other one stays idle in both: 15.
    case = make_case(
        volunteers=[make_volunteer(), make_volunteer(id="v2")],
        matches=(make_match(status="proposed"),),
        policy=Policy(change_cost=change_cost),
    )
    result = run(case, v1_to_n1=29)
    assert (chosen(result).provider, chosen(result).state, chosen(result).cost) == (provider, state, cost)


def test_proposed_start_is_kept() -> None:
    proposal = make_match(status="proposed", start="tue 16:30")
    result = run(make_case(matches=(proposal,)))
    assert (chosen(result).start, chosen(result).state, chosen(result).cost) == ("tue 16:30", "kept", 10)


def test_other_start_than_the_proposed_one_is_a_change() -> None:
    # Not free before 17 o'clock any more.
    late = make_volunteer(availability=["tue 17:00-19:00"])
    case = make_case(volunteers=[late], matches=(make_match(status="proposed", start="tue 16:30"),))
    assert (chosen(run(case)).state, chosen(run(case)).cost) == ("new", 30)


@pytest.mark.parametrize(("idle_cost", "provider", "cost"), [(0, "v1", 9), (15, "v2", 10)])
def test_familiar_face_is_worth_some_minutes(idle_cost: int, provider: str, cost: int) -> None:
    # v1 visits h1 already: 29 - 20. v2 takes 10, and is idle if not asked; v1 never is.
    case = make_case(
        needs=[make_need(id="n0"), SHORT],
        volunteers=[make_volunteer(), make_volunteer(id="v2")],
        matches=(make_match(need="n0"),),
        policy=Policy(idle_cost=idle_cost),
    )
    result = run(case, v1_to_n1=29)
    assert (chosen(result).provider, result.cost.value) == (provider, cost)
    assert (result.service.needs, result.service.served) == (1, 1)


# Reasons


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("kind", {"needs": [make_need(kind="homework")]}),
        ("block", {"blocks": (make_block(),)}),
        ("gender", {"households": [make_household(contact_gender="m")]}),
        ("age", {"needs": [make_need(**COURSE, age=5)], "volunteers": [], "offers": (make_offer(ages=(6, 12)),)}),
        ("qualification", {"needs": [make_need(requires=["first_aid"])]}),
        ("language", {"households": [PERSIAN]}),
        ("travel", {"volunteers": [make_volunteer(max_travel_minutes=9)]}),
        ("time", {"needs": [make_need(hours=3.5)]}),
        ("capacity", {"needs": [make_need(hours=2)], "volunteers": [make_volunteer(hours_per_week=1.5)]}),
    ],
)
def test_need_without_option_says_where_its_helpers_are_lost(rule: str, facts: dict[str, Any]) -> None:
    codes = list(RULES)
    remaining = {code: int(codes.index(code) < codes.index(rule)) for code in codes}
    assert reason(run(make_case(**facts))) == Unmatched(need="n1", reason="no_option", remaining=remaining)


def test_outbid_need_says_who_holds_its_helper() -> None:
    held = Held(provider="v1", mediator=None, start="tue 16:00", held_by=("n2",))
    assert reason(run(two_wanting_one())) == Unmatched(need="n1", reason="outbid", outbid=(held,))


def test_outbid_need_says_who_holds_the_time_of_its_household() -> None:
    # Three hours at home are not enough for two meetings of two hours.
    case = make_case(
        needs=[make_need(), make_need(id="n2", urgency=4)], volunteers=[make_volunteer(), make_volunteer(id="v2")]
    )
    found = reason(run(case)).outbid
    assert found is not None
    assert {held.provider: held.held_by for held in found} == {"v1": ("n2",), "v2": ("n2",)}


# Pins


def test_pinned_need_is_served_whatever_it_weighs() -> None:
    # The pin names nothing. Slice 27.5: 25 at 1.75.
    case = make_case(
        households=[H1, H2],
        needs=[SHORT, URGENT],
        volunteers=[BUSY],
        matches=(make_match(status="pinned", provider=None),),
    )
    result = run(case)
    assert chosen(result).state == "pinned"
    assert result.service.value == 25 * 1.75
    assert reason(result, "n2").outbid == (Held(provider="v1", mediator=None, start="tue 16:00", held_by=("n1",)),)


@pytest.mark.parametrize(
    ("pin", "expected"),
    [
        ({"provider": None}, ("v1", "m1", 50)),
        ({"provider": "v2"}, ("v2", "m1", 51)),
        ({"provider": None, "mediator": "m2"}, ("v1", "m2", 55)),
        ({"provider": "v2", "mediator": "m2"}, ("v2", "m2", 56)),
    ],
)
def test_pin_fixes_what_it_names_and_leaves_the_rest_free(pin: dict[str, Any], expected: tuple[Any, ...]) -> None:
    people = [GERMAN, make_volunteer(id="v2", languages={"de": "native"})]
    people += [BRIDGE, make_mediator(id="m2", languages=BRIDGE.languages)]
    case = make_case(households=[PERSIAN], volunteers=people, matches=(make_match(status="pinned", **pin),))
    found = chosen(run(case, v2_to_n1=11, m2_to_n1=15))
    assert (found.provider, found.mediator, found.cost) == expected


def test_pinned_start_holds() -> None:
    pin = make_match(status="pinned", provider=None, start="tue 17:00")
    assert chosen(run(make_case(matches=(pin,)))).start == "tue 17:00"


def test_pins_that_can_not_hold_are_refused() -> None:
    pins = tuple(make_match(need=need, status="pinned") for need in ("n1", "n2"))
    case = make_case(households=[H1, H2], needs=[SHORT, URGENT], volunteers=[BUSY], matches=pins)
    with pytest.raises(PinsClash):
        solve(case, Ways())


# Cases in which nothing can be done


@pytest.mark.parametrize("facts", [{"needs": []}, {"households": [], "needs": [], "volunteers": []}])
def test_case_without_needs_has_an_empty_plan(facts: dict[str, Any]) -> None:
    result = run(make_case(**facts))
    assert (*figures(result), result.assignments, result.unmatched, result.groups) == (0, 0, (), (), {})


@pytest.mark.parametrize(
    "volunteers",
    [[], [make_volunteer(hours_per_week=0)], [make_volunteer(max_matches=0)], [make_volunteer(availability=[])]],
)
def test_case_without_capacity_serves_nobody(volunteers: list[Any]) -> None:
    result = run(make_case(volunteers=volunteers))
    assert (*figures(result), result.service.servable, result.assignments) == (0, 0, 0, ())
    assert reason(result).reason == "no_option"


# The same again


@pytest.mark.parametrize("seed", [1, 3, 8])
def test_order_of_the_input_does_not_matter(seed: int) -> None:
    raw = case_to_json(random_case(seed))
    texts = set()
    for shuffle in range(3):
        for records in raw.values():
            if isinstance(records, list):
                random.Random(shuffle).shuffle(records)
        case = parse_case(json.loads(json.dumps(raw)))
        texts.add(as_text(solve(case, travel_of(case))))
    assert len(texts) == 1


@pytest.mark.parametrize("seed", [1, 3, 8])
def test_same_seed_gives_the_same_bytes(seed: int) -> None:
    case = random_case(seed)
    first, second = (solve(case, travel_of(case), seed=5) for _ in range(2))
    assert as_text(first) == as_text(second)
    assert first.seed == 5


# Stopped early


@pytest.fixture(scope="module")
def village() -> Case:
    """Twenty-three servable needs, of which greedy serves eleven and the best plan twelve."""
    return generate_case(PILOT, seed=3, households=25)


@pytest.fixture(scope="module")
def finished(village: Case) -> Result:
    return solve(village, travel_of(village))


class Patience:
    """Says stop from the given call on."""

    def __init__(self, calls: int) -> None:
        self.left = calls

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("calls", [0, 1, 4, 9])
def test_stopped_run_has_a_valid_plan_no_worse_than_greedy(village: Case, finished: Result, calls: int) -> None:
    options = generate_options(Facts(village), travel_of(village))
    greedy = greedy_plan(options, settle_pins(options))
    result = solve(village, travel_of(village), stop=Patience(calls))
    assert check(result, village, travel_of(village)) == []
    assert result.service.value >= service_of(options, greedy)
    assert result.service.value <= finished.service.value <= result.service.bound
    if result.service.value == service_of(options, greedy):
        assert result.cost.value <= plan_cost(options, greedy)
    if result.service.value == finished.service.value:
        assert result.cost.bound <= finished.cost.value


def test_run_stopped_at_once_returns_the_greedy_plan(village: Case, finished: Result) -> None:
    result = solve(village, travel_of(village), stop=lambda: True)
    assert result.status == "feasible"
    assert result.service.served > 0
    assert result.service.gap > 0
    assert finished.status == "optimal"


def test_progress_only_gets_better(village: Case, finished: Result) -> None:
    told: list[Progress] = []
    result = solve(village, travel_of(village), report=told.append)
    assert as_text(result) == as_text(finished)
    assert told[0].stage == "greedy"
    for before, after in pairwise(told):
        assert after.service >= before.service
        assert after.bound <= before.bound + 1e-9
        assert after.gap <= before.gap + 1e-9
    last = told[-1]
    assert (last.served, last.service) == (result.service.served, result.service.value)
    assert last.bound == pytest.approx(result.service.bound)
