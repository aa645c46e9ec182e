"""
The rules ``time`` and ``capacity``, each violated and just not violated.

What ``n1`` (two hours), ``v1`` and ``m1`` (four hours, two matches) and ``o1`` (Monday 9 to 12) are: see ``one_need``.
"""

from typing import Any

import pytest

from tests.instances import make_match
from tests.one_need import COURSE, GERMAN, INTERPRETING, broken, broken_at_offer, broken_interpreting, pinned, world

TWO_TIMES = {"times": ["mon 10:00-11:00", "tue 16:00-17:00"]}
IN_GERMAN = {"language_free": False}

# time


@pytest.mark.parametrize(
    ("start", "codes"),
    [("tue 15:30", ["time"]), ("tue 16:00", []), ("tue 17:00", []), ("tue 17:30", ["time"]), ("wed 16:00", ["time"])],
)
def test_whole_visit_lies_in_the_common_time(start: str, codes: list[str]) -> None:
    # Free from 16 to 19 o'clock: two hours begin between 16:00 and 17:00.
    assert broken(world(), start=start) == codes


@pytest.mark.parametrize("who", ["h1", "v1", "m1"])
@pytest.mark.parametrize(("free", "codes"), [("tue 16:30-18:30", []), ("tue 16:30-18:00", ["time"])])
def test_everybody_is_free_at_the_same_time(who: str, free: str, codes: list[str]) -> None:
    changes: dict[str, Any] = {"v1": {"languages": GERMAN}}
    changes[who] = {**changes.get(who, {}), "availability": [free]}
    assert broken(world(**changes), "v1", "m1", "tue 16:30") == codes


@pytest.mark.parametrize(("free", "codes"), [("tue 16:30-18:30", []), ("tue 16:30-18:00", ["time"])])
def test_interpreter_and_household_are_free_at_the_same_time(free: str, codes: list[str]) -> None:
    assert broken_interpreting(world(n1=INTERPRETING, m1={"availability": [free]}), start="tue 16:30") == codes


@pytest.mark.parametrize(("second", "codes"), [("tue 17:00-18:00", []), ("tue 17:30-18:30", ["time"])])
def test_hours_are_one_run_of_cells(second: str, codes: list[str]) -> None:
    # Windows that touch are one; a gap of half an hour parts them.
    assert broken(world(v1={"availability": ["tue 16:00-17:00", second]})) == codes


@pytest.mark.parametrize(("start", "codes"), [("mon 22:00", []), ("mon 22:30", ["time"])])
def test_visit_may_end_at_midnight_but_not_run_into_the_next_day(start: str, codes: list[str]) -> None:
    late = {"availability": ["mon 20:00-24:00", "tue 00:00-02:00"]}
    assert broken(world(h1=late, v1=late), start=start) == codes
    assert broken(world(h1=late, v1=late, matches=pinned("time")), start=start) == codes


@pytest.mark.parametrize(("free", "codes"), [("tue 16:00-17:00", []), ("tue 16:30-17:00", ["time"])])
def test_household_and_mediator_come_to_all_times_of_an_offer(free: str, codes: list[str]) -> None:
    availability = {"availability": ["mon 10:00-11:00", free]}
    assert broken(world(h1=availability, n1=COURSE, o1=TWO_TIMES), "o1", None, "mon 10:00") == codes
    with_mediator = world(n1=COURSE, m1=availability, o1={**TWO_TIMES, **IN_GERMAN})
    assert broken(with_mediator, "o1", "m1", "mon 10:00") == codes


@pytest.mark.parametrize(("start", "codes"), [("mon 10:00", []), ("mon 10:30", ["time"]), ("tue 16:00", ["time"])])
def test_offer_starts_at_its_first_time_in_the_week(start: str, codes: list[str]) -> None:
    assert broken(world(n1=COURSE, o1=TWO_TIMES), "o1", None, start) == codes
    # A pinned start is the first time too; waiving the time does not change when the course takes place.
    assert broken(world(n1=COURSE, o1=TWO_TIMES, matches=pinned("time")), "o1", None, start) == codes


def test_length_of_the_need_does_not_matter_at_an_offer() -> None:
    # Twelve hours are wanted, the course has three and the mediator four.
    assert broken_at_offer(world(n1={**COURSE, "hours": 12})) == []
    assert broken_at_offer(world(n1={**COURSE, "hours": 12}, o1=IN_GERMAN), "m1") == []


def beside(start: str | None = "tue 16:00", **need: Any) -> dict[str, Any]:
    """A second need, of ``h2`` and one hour unless told otherwise, met by ``v1``."""
    return {
        "more_needs": ({"id": "n2", "household": "h2", "hours": 1, **need},),
        "matches": (make_match(need="n2", start=start),),
    }


@pytest.mark.parametrize(("start", "codes"), [("tue 16:30", ["time"]), ("tue 17:00", [])])
def test_cells_of_an_active_match_are_taken_for_its_people(start: str, codes: list[str]) -> None:
    # v1 is with h2 from 16 to 17 o'clock.
    assert broken(world(**beside()), start=start) == codes
    mediates = {**beside(), "matches": (make_match(need="n2", provider=None, mediator="m1", start="tue 16:00"),)}
    assert broken(world(v1={"languages": GERMAN}, **mediates), "v1", "m1", start) == codes


@pytest.mark.parametrize(
    ("need", "codes"),
    [({"attendee": "household"}, ["time"]), ({"attendee": "child"}, []), ({"household": "h2"}, [])],
)
def test_cells_of_an_active_match_are_taken_for_the_same_attendee(need: dict[str, str], codes: list[str]) -> None:
    other = {"id": "n2", "household": "h1", "hours": 1, **need}
    active = make_match(need="n2", provider=None, mediator="m1", start="tue 16:30")
    assert broken(world(more_needs=(other,), matches=(active,))) == codes


def test_active_match_without_start_takes_no_cells() -> None:
    # One of v1's four hours is gone, but not which.
    assert broken(world(**beside(start=None, household="h1"))) == []


def test_active_match_at_an_offer_takes_its_times_even_without_start() -> None:
    other = {"id": "n2", **COURSE}
    active = make_match(need="n2", provider="o1")
    assert broken(world(more_needs=(other,), matches=(active,)), start="mon 10:00") == ["time"]
    assert broken(world(more_needs=(other,), matches=(active,)), start="tue 16:00") == []


def test_proposed_match_takes_nothing() -> None:
    assert broken(world(more_needs=({"id": "n2"},), matches=(make_match(need="n2", status="proposed"),))) == []


@pytest.mark.parametrize("who", ["h1", "v1", "m1"])
def test_waived_time_ignores_availability(who: str) -> None:
    changes: dict[str, Any] = {"v1": {"languages": GERMAN}}
    changes[who] = {**changes.get(who, {}), "availability": []}
    assert broken(world(**changes, matches=pinned("time")), "v1", "m1", "sun 03:00") == []
    assert broken(world(**changes), "v1", "m1") == ["time"]


@pytest.mark.parametrize(("start", "codes"), [("tue 16:30", ["time"]), ("tue 17:00", [])])
def test_waived_time_does_not_allow_double_booking(start: str, codes: list[str]) -> None:
    active = beside()["matches"]
    needs = beside()["more_needs"]
    assert broken(world(more_needs=needs, matches=(*active, *pinned("time"))), start=start) == codes
    of_household = ({"id": "n2", "hours": 1},)
    spent = (make_match(need="n2", provider=None, mediator="m1", start="tue 16:00"),)
    assert broken(world(more_needs=of_household, matches=(*spent, *pinned("time"))), start=start) == codes


# capacity


@pytest.mark.parametrize(("hours_left", "codes"), [(2, []), (1.5, ["capacity"]), (0, ["capacity"])])
def test_hours_left_suffice_for_the_visit(hours_left: float, codes: list[str]) -> None:
    assert broken(world(v1={"hours_per_week": hours_left})) == codes
    assert broken(world(v1={"languages": GERMAN}, m1={"hours_per_week": hours_left}), "v1", "m1") == codes
    assert broken_interpreting(world(n1=INTERPRETING, m1={"hours_per_week": hours_left})) == codes


@pytest.mark.parametrize(("most", "codes"), [(1, []), (0, ["capacity"])])
def test_a_match_is_left(most: int, codes: list[str]) -> None:
    assert broken(world(v1={"max_matches": most})) == codes
    assert broken(world(v1={"languages": GERMAN}, m1={"max_matches": most}), "v1", "m1") == codes
    assert broken_at_offer(world(n1=COURSE, m1={"max_matches": most}, o1=IN_GERMAN), "m1") == codes


@pytest.mark.parametrize(("seats", "codes"), [(3, []), (2, ["capacity"]), (0, ["capacity"])])
def test_seats_left_suffice_for_the_need(seats: int, codes: list[str]) -> None:
    assert broken_at_offer(world(n1={**COURSE, "seats": 3}, o1={"seats": seats})) == codes


def test_seats_do_not_concern_visits() -> None:
    assert broken(world(n1={"seats": 99}, o1={"seats": 0})) == []


@pytest.mark.parametrize(("hours_left", "codes"), [(2, []), (1.5, ["capacity"])])
def test_mediator_at_an_offer_spends_the_hours_of_its_times(hours_left: float, codes: list[str]) -> None:
    # Two times of one hour each, although the need is for half an hour.
    case = world(n1={**COURSE, "hours": 0.5}, m1={"hours_per_week": hours_left}, o1={**TWO_TIMES, **IN_GERMAN})
    assert broken(case, "o1", "m1", "mon 10:00") == codes


def test_times_of_an_offer_that_overlap_count_once() -> None:
    # 9 to 11 and 10 to 12 are three hours together.
    overlapping = {"times": ["mon 09:00-11:00", "mon 10:00-12:00"], **IN_GERMAN}
    assert broken_at_offer(world(n1=COURSE, m1={"hours_per_week": 3}, o1=overlapping), "m1") == []
    assert broken_at_offer(world(n1=COURSE, m1={"hours_per_week": 2.5}, o1=overlapping), "m1") == ["capacity"]


@pytest.mark.parametrize(("hours", "codes"), [(2, []), (2.5, ["capacity"])])
def test_active_match_leaves_fewer_hours(hours: float, codes: list[str]) -> None:
    # v1 gives four hours.
    assert broken(world(**beside(start=None, hours=hours))) == codes


@pytest.mark.parametrize(("most", "codes"), [(2, []), (1, ["capacity"])])
def test_active_match_leaves_fewer_matches(most: int, codes: list[str]) -> None:
    assert broken(world(v1={"max_matches": most}, **beside(start=None))) == codes


@pytest.mark.parametrize(("seats", "codes"), [(3, []), (2, ["capacity"]), (1, ["capacity"])])
def test_active_match_leaves_fewer_seats(seats: int, codes: list[str]) -> None:
    taken = {"id": "n2", "household": "h2", **COURSE, "seats": 2}
    case = world(n1=COURSE, o1={"seats": seats}, more_needs=(taken,), matches=(make_match(need="n2", provider="o1"),))
    assert broken_at_offer(case) == codes
