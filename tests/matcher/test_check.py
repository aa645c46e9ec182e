"""A right plan is accepted; wrong totals and proofs are named."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.check import check
from matcher.result import Cost, Group, Service
from tests.instances import make_case, make_match, make_need
from tests.street import (
    COST,
    PROPOSED,
    SERVICE,
    WAYS,
    codes,
    codes_in,
    plan,
    street,
    texts,
    with_n1,
)

ROOT = Path(__file__).parents[2]


def test_right_plan_is_accepted() -> None:
    assert texts(plan()) == []


def test_empty_plan_of_an_empty_case_is_accepted() -> None:
    case = make_case(households=(), needs=(), volunteers=())
    nothing = plan(
        case,
        service=Service(value=0, bound=0, gap=0, served=0, servable=0, needs=0),
        cost=Cost(value=0, bound=0, gap=0, idle=0),
        groups={},
        assignments=(),
        unmatched=(),
    )
    assert texts(nothing, case) == []


def test_check_shares_no_code_with_the_solver() -> None:
    loaded = "import sys, matcher.check; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    solver = {
        "ortools",
        "numba",
        *(f"matcher.{part}" for part in ("options", "candidates", "listing", "model", "solve")),
    }
    assert solver.isdisjoint(modules.split())


def test_result_of_another_case_is_named() -> None:
    assert codes(plan(case_sha256="0" * 64)) == {"case_sha256"}


def test_result_of_another_week_is_named() -> None:
    assert codes(plan(week="2016-09-12")) == {"week"}


@pytest.mark.parametrize("field", ["served", "servable", "needs"])
def test_wrong_count_of_needs_is_named(field: str) -> None:
    assert codes(plan(service=replace(SERVICE, **{field: 9}))) == {field}


def test_wrong_service_value_is_named() -> None:
    assert codes(plan(service=replace(SERVICE, value=191.5, bound=191.5))) == {"service_value"}


@pytest.mark.parametrize(
    "groups",
    [
        {},
        {"brackel": Group(servable_weight=150, served_weight=134)},
        {"brackel": Group(servable_weight=149, served_weight=135)},
        {"brackel": Group(servable_weight=150, served_weight=135), "hoerde": Group(servable_weight=0, served_weight=0)},
    ],
)
def test_wrong_groups_are_named(groups: dict[str, Group]) -> None:
    assert codes(plan(groups=groups)) == {"groups"}


def test_wrong_cost_value_is_named() -> None:
    assert codes(plan(cost=replace(COST, value=84, bound=84))) == {"cost_value"}


def test_idle_counts_cost_and_not_people() -> None:
    assert codes(plan(cost=replace(COST, idle=1))) == {"idle"}


def test_volunteer_without_any_option_is_not_idle() -> None:
    assert codes_in(street(v2={"availability": ()})) == {"idle", "cost_value"}


def test_volunteer_with_an_active_match_is_not_idle() -> None:
    more = (make_need(id="n0", household="h2", attendee="aunt"), *street().needs)
    case = street(needs=more, matches=(PROPOSED, make_match(need="n0", provider="v2")))
    assert codes_in(case) == {"idle", "cost_value"}


def test_service_bound_below_the_value_is_named() -> None:
    assert codes(plan(service=replace(SERVICE, bound=190, gap=-1.25 / 190))) == {"service_bound"}


def test_cost_bound_above_the_value_is_named() -> None:
    assert codes(plan(cost=replace(COST, bound=86, gap=-1 / 85))) == {"cost_bound"}


def test_gaps_follow_from_value_and_bound() -> None:
    service, cost = replace(SERVICE, bound=200, gap=8.75 / 200), replace(COST, bound=68, gap=17 / 85)
    assert codes(plan(status="feasible", service=service, cost=cost)) == set()
    assert codes(plan(status="feasible", service=replace(service, gap=8.75 / 191.25), cost=cost)) == {"service_gap"}
    assert codes(plan(status="feasible", service=service, cost=replace(cost, gap=17 / 68))) == {"cost_gap"}


def test_plan_with_a_gap_is_not_optimal() -> None:
    assert codes(plan(service=replace(SERVICE, bound=200, gap=8.75 / 200))) == {"status"}
    assert codes(plan(cost=replace(COST, bound=68, gap=17 / 85))) == {"status"}


def test_violation_reads_as_code_and_sentence() -> None:
    (violation,) = check(plan(assignments=with_n1(cost=11)), street(), WAYS)
    assert str(violation) == "cost: assignment of n1 with v1: found cost 11, expected 10"
    assert violation.record == "n1"
