from dataclasses import replace

import pytest

from matcher.compare import compare
from matcher.result import Assignment
from tests.street import N1, N2, N3, N4, N5, plan

N4_SERVED = replace(N3, need="n4")


def reasons_of_n1(**changes: str | None) -> tuple[str, ...]:
    later: Assignment = replace(N1, **changes)
    (change,) = compare(plan(), plan(assignments=(later, N2, N3))).changed
    assert change.need == "n1"
    return change.reasons


def test_equal_results_have_no_difference() -> None:
    found = compare(plan(), plan())
    assert (found.new, found.changed, found.gone, found.unchanged) == ((), (), (), 3)
    assert found.same_case


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"provider": "v2"}, ("provider",)),
        ({"mediator": "m1"}, ("mediator",)),
        ({"start": "tue 16:30"}, ("start",)),
        ({"provider": "v2", "start": "tue 16:30"}, ("provider", "start")),
    ],
)
def test_changed_assignment_names_what_differs(changes: dict[str, str], reasons: tuple[str, ...]) -> None:
    assert reasons_of_n1(**changes) == reasons


def test_gone_assignment_has_the_later_reason() -> None:
    now_outbid = replace(N4, need="n3")
    (change,) = compare(plan(), plan(assignments=(N1, N2), unmatched=(now_outbid, N4, N5))).gone
    assert (change.need, change.reasons, change.after) == ("n3", ("outbid",), None)


def test_need_that_is_not_in_the_later_result_is_closed() -> None:
    (change,) = compare(plan(), plan(assignments=(N1, N2))).gone
    assert change.reasons == ("closed",)


def test_new_assignment_says_why_it_was_open() -> None:
    (change,) = compare(plan(), plan(assignments=(N1, N2, N3, N4_SERVED), unmatched=(N5,))).new
    assert (change.need, change.reasons, change.before) == ("n4", ("was_outbid",), None)


def test_new_assignment_of_a_need_that_was_not_there_is_a_new_need() -> None:
    (change,) = compare(plan(unmatched=(N5,)), plan(assignments=(N1, N2, N3, N4_SERVED), unmatched=(N5,))).new
    assert change.reasons == ("new_need",)
