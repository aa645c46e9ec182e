"""What a limit to the changes costs, counted by hand and against trying every plan."""

from dataclasses import replace
from typing import Any

import pytest

from matcher import changes as changes_module
from matcher.changes import Stability, solve_within
from matcher.check import check
from matcher.domain import Case
from matcher.errors import LimitTooLow
from matcher.facts import Facts
from matcher.result import Result
from matcher.solve import solve
from tests.instances import make_case, make_household, make_match, make_need, make_volunteer
from tests.proposals import case_with_proposals, limited
from tests.tiny_cases import travel_of
from tests.ways import Ways

SEEDS = range(50)


def two_homes(**changes: Any) -> Case:
    """
    Two needs of two hours, of which only one fits into the three hours of v1; last week it was n1.

    Both are five weeks old: n1 weighs 10 + 5, n2 80 + 5, together 100, a quarter 25. Serving n1 scores 15 · 1.75 =
    26.25; serving n2 scores 25 · (1.75 + 1.5 + 1.25) + 10 = 122.5.
    """
    facts = {
        "households": [make_household(), make_household(id="h2")],
        "needs": [make_need(urgency=1), make_need(id="n2", household="h2", urgency=4)],
        "volunteers": [make_volunteer()],
        "matches": (make_match(status="proposed"),),
    }
    return make_case(**{**facts, **changes})


def within(case: Case, max_changes: int) -> Stability:
    return solve_within(case, Ways(), max_changes, effort="quick")


def test_price_of_a_limit_is_what_the_better_plan_serves_more() -> None:
    found = within(two_homes(), 0)
    assert (found.kept, found.changed, found.impossible, found.binding) == (1, 0, 0, True)
    assert [row.need for row in found.result.assignments] == ["n1"]
    assert [row.need for row in found.free.assignments] == ["n2"]
    assert found.service_price == pytest.approx(122.5 - 26.25)
    assert found.service_is_exact
    # Ten minutes either way; the proposal counts only for its own need.
    assert (found.same_service, found.cost_price) == (False, 0)


def test_limit_that_asks_for_nothing_costs_nothing() -> None:
    found = within(two_homes(), 1)
    assert (found.kept, found.changed, found.binding) == (0, 1, False)
    assert found.result is found.free
    assert (found.service_price, found.cost_price, found.most_cost_price) == (0, 0, 0)
    assert found.service_is_exact


def test_limit_may_cost_minutes_alone() -> None:
    # v2 lives on the way: 30 minutes less than v1, and a change costs 20.
    case = two_homes(
        households=[make_household()],
        needs=[make_need()],
        volunteers=[make_volunteer(max_travel_minutes=60), make_volunteer(id="v2")],
    )
    found = solve_within(case, Ways(v1_to_n1=40), 0, effort="quick")
    # 40 to keep v1, against 10 + 20; whoever stays idle costs 15 either way.
    assert (found.result.cost.value, found.free.cost.value) == (55, 45)
    assert (found.same_service, found.service_price) == (True, 0)
    assert (found.cost_price, found.most_cost_price) == (10, 10)


def test_proposals_that_are_no_option_any_more_are_told_apart() -> None:
    gone = make_match(need="n2", provider="v1", status="proposed", start="mon 09:00")
    found = within(two_homes(matches=(make_match(status="proposed"), gone)), 0)
    assert (found.kept, found.changed, found.impossible) == (1, 0, 1)


def test_pinned_proposal_that_is_kept_counts_as_kept() -> None:
    found = within(two_homes(matches=(make_match(status="proposed"), make_match(status="pinned"))), 0)
    assert (found.kept, found.changed) == (1, 0)
    assert found.result.assignments[0].state == "pinned"


def test_too_low_a_limit_is_refused_before_any_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def solving(*_: object, **__: object) -> None:
        raise AssertionError("solved")

    monkeypatch.setattr(changes_module, "solve", solving)
    with pytest.raises(LimitTooLow) as refused:
        within(two_homes(matches=(make_match(status="proposed"), make_match(need="n2", status="pinned"))), 0)
    assert (refused.value.max_changes, refused.value.fewest) == (0, 1)


def test_stopped_run_still_keeps_the_limit() -> None:
    found = solve_within(two_homes(), Ways(), 0, effort="quick", stop=lambda: True)
    assert [row.need for row in found.result.assignments] == ["n1"]
    assert found.changed == 0


def test_free_run_may_be_stopped_alone() -> None:
    found = solve_within(two_homes(), Ways(), 0, effort="quick", stop_free=lambda: True)
    assert found.free.status == "feasible"
    assert [row.need for row in found.result.assignments] == ["n1"]
    # Not exact any more, but an upper limit: all that can be scored is 137.5.
    assert not found.service_is_exact
    assert found.service_price == pytest.approx(137.5 - 26.25)


def test_free_run_cut_short_within_the_limit_leaves_the_rest_to_the_limited_one() -> None:
    found = solve_within(two_homes(), Ways(), 1, effort="quick", stop_free=lambda: True)
    assert not found.binding
    assert not found.service_is_exact
    assert found.service_price == found.free.service.bound - found.result.service.value
    assert [row.need for row in found.result.assignments] == ["n2"]
    assert (found.free.status, found.result.status) == ("feasible", "optimal")


def test_result_within_the_limit_is_valid_and_priced_right() -> None:
    n_priced = 0
    for seed in SEEDS:
        case, plans = case_with_proposals(seed), limited(seed)
        if not plans.best or not plans.countable:
            continue
        best = max(plans.best.values())
        for most in range(min(plans.best), len(plans.countable) + 1):
            found = solve_within(case, travel_of(case), most, effort="quick")
            assert check(found.result, case, travel_of(case)) == [], seed
            assert found.kept + found.changed == len(plans.countable), seed
            assert found.changed <= most, seed
            proposals = sum(need in Facts(case).proposed for need in open_needs(case))
            assert found.kept + found.changed + found.impossible == proposals, seed
            allowed = plans.within(most)
            assert allowed is not None
            assert found.service_is_exact, seed
            assert found.service_price == pytest.approx(float(best[0] - allowed[0]), abs=1e-6), seed
            if found.same_service:
                assert found.cost_price == best[1] - allowed[1] == found.most_cost_price, seed
            n_priced += found.binding
    assert n_priced > 2


def open_needs(case: Case) -> set[str]:
    return {need.id for need in case.needs} - Facts(case).active.keys()


def test_bounds_of_the_free_run_hold_within_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    # The free run proves 122.5 at most; a limited run that proves less takes that over.
    def solving(*facts: Any, **how: Any) -> Result:
        result = solve(*facts, **how)
        if how.get("max_changes") is None:
            return result
        return replace(result, status="feasible", service=replace(result.service, bound=1000.0, gap=0.9))

    monkeypatch.setattr(changes_module, "solve", solving)
    found = within(two_homes(), 0).result
    assert found.service.bound == pytest.approx(122.5)
    assert found.service.gap == pytest.approx((122.5 - 26.25) / 122.5)
    assert found.status == "feasible"
