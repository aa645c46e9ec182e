"""Needs that are lost or told twice, and wrong reasons, are named."""

from dataclasses import replace

import pytest

from matcher.domain import Policy
from matcher.result import Group, Held, Unmatched
from tests.instances import make_match
from tests.street import (
    COUNTS,
    N1,
    N2,
    N3,
    N4,
    N5,
    OUTBID,
    SERVICE,
    codes,
    codes_in,
    plan,
    street,
    with_n1,
    with_n4,
)

# Lists


def test_need_assigned_twice_is_named() -> None:
    assert "assigned_twice" in codes(plan(assignments=(N1, replace(N1, provider="v2"), N2, N3)))


def test_need_left_out_is_named() -> None:
    assert codes(plan(unmatched=(N4,))) == {"missing"}


def test_need_unmatched_twice_is_named() -> None:
    assert codes(plan(unmatched=(N4, N4, N5))) == {"unmatched_twice"}


def test_need_assigned_and_unmatched_is_named() -> None:
    also = Unmatched(need="n3", reason="outbid", outbid=(replace(OUTBID, held_by=("n3",)),))
    assert codes(plan(unmatched=(also, N4, N5))) == {"both"}


def test_lists_out_of_order_are_named() -> None:
    assert codes(plan(assignments=(N2, N1, N3))) == {"order"}
    assert codes(plan(unmatched=(N5, N4))) == {"order"}


@pytest.mark.parametrize("changes", [{"need": "n0"}, {"provider": "v9"}, {"mediator": "o1"}, {"provider": "n1"}])
def test_unknown_id_in_an_assignment_is_named(changes: dict[str, str]) -> None:
    assert "unknown_id" in codes(plan(assignments=with_n1(**changes)))


def test_unknown_id_among_the_unmatched_is_named() -> None:
    assert codes(plan(unmatched=(N4, N5, replace(N5, need="n6")))) == {"unknown_id"}
    assert codes(plan(unmatched=with_n4(provider="o9"))) == {"unknown_id"}


def test_need_with_an_active_match_stays_out_of_the_plan() -> None:
    case = street(matches=(make_match(need="n5"),))
    assert "closed" in codes_in(case)
    assert "closed" in codes_in(case, assignments=(N1, N2, N3, replace(N1, need="n5")), unmatched=(N4,))


# Reasons


def test_wrong_reason_is_named() -> None:
    assert codes(plan(unmatched=(Unmatched(need="n4", reason="no_option", remaining=COUNTS), N5))) == {"reason"}
    assert "reason" in codes(plan(unmatched=(N4, Unmatched(need="n5", reason="outbid", outbid=(OUTBID,)))))


@pytest.mark.parametrize(
    "remaining", [None, {}, {**COUNTS, "kind": 3}, dict(reversed(COUNTS.items())), {**COUNTS, "hours": 0}]
)
def test_wrong_remaining_is_named(remaining: dict[str, int] | None) -> None:
    assert codes(plan(unmatched=(N4, replace(N5, remaining=remaining)))) == {"remaining"}


def test_each_reason_comes_with_its_own_details() -> None:
    assert codes(plan(unmatched=(replace(N4, remaining=COUNTS), N5))) == {"remaining"}
    assert codes(plan(unmatched=(N4, replace(N5, outbid=(OUTBID,))))) == {"outbid"}


@pytest.mark.parametrize("outbid", [None, (), (OUTBID, OUTBID)])
def test_outbid_need_shows_different_options(outbid: tuple[Held, ...] | None) -> None:
    assert codes(plan(unmatched=(replace(N4, outbid=outbid), N5))) == {"outbid"}


@pytest.mark.parametrize("changes", [{"start": "mon 09:30"}, {"start": "never"}, {"mediator": "m1"}])
def test_outbid_option_is_an_option(changes: dict[str, str]) -> None:
    assert "outbid" in codes(plan(unmatched=with_n4(**changes)))


@pytest.mark.parametrize("held_by", [(), ("n1",), ("n3", "n1"), ("n9",)])
def test_held_by_names_those_who_hold_it(held_by: tuple[str, ...]) -> None:
    assert codes(plan(unmatched=with_n4(held_by=held_by))) == {"held_by"}


def test_free_option_is_not_outbid() -> None:
    assert codes_in(street(o1={"seats": 2})) == {"held_by"}


def test_need_of_no_weight_may_stay_open_beside_a_free_option() -> None:
    # n4 of urgency 1 weighs 0; then servable 20 + 80 + 20 = 120, all served: 30 * 5.5 = 165.
    policy = Policy(urgency_points=(0, 20, 40, 80), waiting_points_per_week=0)
    service = replace(SERVICE, value=165, bound=165)
    groups = {"brackel": Group(servable_weight=120, served_weight=120)}
    case = street(o1={"seats": 2}, policy=policy)
    assert codes_in(case, service=service, groups=groups, unmatched=with_n4(held_by=())) == set()
