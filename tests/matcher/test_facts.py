"""What follows from a case before anything is decided."""

from fractions import Fraction
from typing import Any

import pytest

from matcher.domain import Policy
from matcher.facts import Facts, first_cell, overlap, score, slopes, united, without
from matcher.week import cells_of, parse_start, parse_window
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


def cells(*windows: str) -> tuple[int, ...]:
    return cells_of(parse_window(window) for window in windows)


# Weight


@pytest.mark.parametrize(
    ("requested_on", "waited_weeks"),
    [
        ("2016-09-05", 0),  # the planned Monday itself
        ("2016-08-30", 0),  # 6 days
        ("2016-08-29", 1),  # 7 days
        ("2016-08-23", 1),  # 13 days
        ("2016-08-01", 5),  # 35 days
        ("2016-03-07", 26),  # 182 days, the cap
        ("2016-02-29", 26),  # 189 days are 27 weeks
        ("2015-01-05", 26),
        ("2016-09-06", 0),  # asked for next week: never below 0
        ("2017-09-05", 0),
    ],
)
def test_waiting_counts_in_full_weeks_up_to_the_cap(requested_on: str, waited_weeks: int) -> None:
    # Urgency 2 is worth 20 points, a week of waiting 1.
    need = make_need(requested_on=requested_on)
    assert Facts(make_case(needs=[need])).weight(need) == 20 + waited_weeks


@pytest.mark.parametrize(("urgency", "points"), [(1, 10), (2, 20), (3, 40), (4, 80)])
def test_urgent_needs_weigh_more(urgency: int, points: int) -> None:
    need = make_need(urgency=urgency, requested_on="2016-09-05")
    assert Facts(make_case(needs=[need])).weight(need) == points


def test_points_and_cap_are_the_policys() -> None:
    # 7 for urgency 3, and 3 for each of 4 weeks of the 5 waited.
    policy = Policy(urgency_points=(1, 2, 7, 9), waiting_points_per_week=3, waiting_cap_weeks=4)
    need = make_need(urgency=3)
    assert Facts(make_case(needs=[need], policy=policy)).weight(need) == 7 + 3 * 4


@pytest.mark.parametrize(("equity_group", "group"), [("district", "brackel"), ("none", "all")])
def test_group_of_a_need_is_its_district_or_the_one_group(equity_group: Any, group: str) -> None:
    need = make_need()
    assert Facts(make_case(needs=[need], policy=Policy(equity_group=equity_group))).group(need) == group


# Service


@pytest.mark.parametrize(
    ("equity", "expected"),
    [
        (0, ("1", "1", "1", "1")),
        (0.25, ("1.75", "1.5", "1.25", "1")),
        (1, ("4", "3", "2", "1")),
        (4, ("13", "9", "5", "1")),
        (0.1, ("1.3", "1.2", "1.1", "1")),
    ],
)
def test_slopes_fall_from_slice_to_slice(equity: float, expected: tuple[str, ...]) -> None:
    assert slopes(Policy(equity=equity)) == tuple(Fraction(slope) for slope in expected)


@pytest.mark.parametrize(
    ("served", "expected"),
    [
        (0, "0"),
        (4, "7"),  # 4 * 1.75
        (10, "17.5"),  # the first slice: 10 * 1.75
        (15, "25"),  # 17.5 + 5 * 1.5
        (20, "32.5"),  # 17.5 + 15
        (30, "45"),  # 17.5 + 15 + 12.5
        (37, "52"),  # 45 + 7
        (40, "55"),  # 17.5 + 15 + 12.5 + 10
    ],
)
def test_score_rises_in_four_slices(served: int, expected: str) -> None:
    # Servable weight 40: slices of 10 at 1.75, 1.5, 1.25 and 1 (equity 0.25).
    assert score(served, 40, Policy(equity=0.25)) == Fraction(expected)


@pytest.mark.parametrize("equity", [0, 0.25, 1, 4])
def test_score_of_all_is_the_mean_slope_times_the_weight(equity: float) -> None:
    # The mean of 1 + 3e, 1 + 2e, 1 + e and 1 is 1 + 1.5e. A weight of 25 has slices of 6.25.
    assert score(25, 25, Policy(equity=equity)) == 25 * (1 + Fraction(3, 2) * Fraction(equity))


def test_score_without_equity_is_the_weight_served() -> None:
    assert [score(served, 41, Policy(equity=0)) for served in range(42)] == list(range(42))


def test_score_is_exact() -> None:
    # Slices of 3 / 4: 0.75 * 1.3 + 0.25 * 1.2 = 0.975 + 0.3.
    assert score(1, 3, Policy(equity=0.1)) == Fraction("1.275")


def test_group_without_servable_weight_scores_nothing() -> None:
    assert score(0, 0, Policy()) == 0


# What active matches leave


def facts_beside_active(*matches: dict[str, Any], **case: Any) -> Facts:
    """``v1`` and ``m1`` (4 hours and 2 matches each) and the given active matches of needs ``n1``, ``n2``, ..."""
    needs = [make_need(id=f"n{number}", hours=1.5) for number in range(1, 4)]
    facts: dict[str, Any] = {"needs": needs, "volunteers": [make_volunteer(), make_mediator()]}
    return Facts(make_case(**{**facts, **case}, matches=tuple(make_match(**match) for match in matches)))


def test_without_active_matches_everything_is_left() -> None:
    facts = facts_beside_active(offers=(make_offer(),))
    assert facts.half_hours_left == {"v1": 8, "m1": 8}
    assert facts.matches_left == {"v1": 2, "m1": 2}
    assert facts.seats_left == {"o1": 10}
    assert facts.familiar == set()
    assert facts.engaged == set()


def test_active_visit_takes_hours_and_cells_of_provider_mediator_and_attendee() -> None:
    # 4 hours less 1.5 are 5 half hours.
    facts = facts_beside_active({"mediator": "m1", "start": parse_start("tue 16:30")})
    taken = cells("tue 16:30-18:00")
    assert facts.half_hours_left == {"v1": 5, "m1": 5}
    assert facts.matches_left == {"v1": 1, "m1": 1}
    assert facts.volunteer_taken["v1"] == facts.volunteer_taken["m1"] == taken
    assert facts.attendee_taken["h1", "household"] == taken
    assert not any(facts.attendee_taken["h1", "child"])
    assert facts.engaged == {"v1", "m1"}


def test_active_visit_without_start_takes_hours_but_no_cells() -> None:
    facts = facts_beside_active({})
    assert (facts.half_hours_left["v1"], facts.matches_left["v1"]) == (5, 1)
    assert not any(facts.volunteer_taken["v1"])
    assert not any(facts.attendee_taken["h1", "household"])


def test_active_match_at_an_offer_takes_seats_and_its_times() -> None:
    # The course is three hours long: two half hours of the mediator's eight are left.
    needs = [make_need(seats=4)]
    facts = facts_beside_active({"provider": "o1", "mediator": "m1"}, needs=needs, offers=(make_offer(),))
    assert facts.seats_left == {"o1": 6}
    assert facts.half_hours_left == {"v1": 8, "m1": 2}
    assert facts.volunteer_taken["m1"] == facts.attendee_taken["h1", "household"] == cells("mon 09:00-12:00")
    assert facts.familiar == set()


def test_active_matches_that_exceed_a_capacity_leave_nothing() -> None:
    # Three matches of 1.5 hours: 4.5 of 4 hours, 3 of 2 matches, 3 of 1 seats.
    visits = facts_beside_active(*({"need": f"n{number}"} for number in (1, 2, 3)))
    assert (visits.half_hours_left["v1"], visits.matches_left["v1"]) == (0, 0)
    at_offer = ({"need": f"n{number}", "provider": "o1"} for number in (1, 2, 3))
    assert facts_beside_active(*at_offer, offers=(make_offer(seats=1),)).seats_left == {"o1": 0}


@pytest.mark.parametrize("status", ["pinned", "proposed"])
def test_only_active_matches_take_anything(status: str) -> None:
    facts = facts_beside_active({"status": status, "start": parse_start("tue 16:00")})
    assert (facts.half_hours_left["v1"], facts.matches_left["v1"]) == (8, 2)
    assert not any(facts.volunteer_taken["v1"])
    assert facts.familiar == facts.engaged == set()


def test_provider_of_an_active_match_is_familiar_to_the_household_but_its_mediator_is_not() -> None:
    assert facts_beside_active({"mediator": "m1"}).familiar == {("h1", "v1")}
    assert facts_beside_active({"provider": None, "mediator": "m1"}).familiar == set()


def test_half_hours_below_a_whole_one_are_not_given() -> None:
    # 1.75 hours are three half hours and a quarter of an hour nobody can use.
    assert Facts(make_case(volunteers=[make_volunteer(hours_per_week=1.75)])).half_hours_left == {"v1": 3}


# Blocks, times and places


@pytest.mark.parametrize(
    ("until", "barred"), [(None, True), ("2016-09-12", True), ("2016-09-05", True), ("2016-08-29", False)]
)
def test_block_bars_up_to_and_including_its_last_week(until: str | None, barred: bool) -> None:
    facts = Facts(make_case(blocks=(make_block(until=until),)))
    assert facts.blocked == ({("h1", "v1")} if barred else set())


@pytest.mark.parametrize(
    ("times", "start"),
    [
        (["wed 10:00-11:00"], "wed 10:00"),
        (["thu 09:00-10:00", "mon 18:00-19:00"], "mon 18:00"),
        (["tue 16:00-17:00", "tue 09:30-10:00"], "tue 09:30"),
    ],
)
def test_offer_starts_at_its_first_time_in_the_week(times: list[str], start: str) -> None:
    facts = Facts(make_case(offers=(make_offer(times=times),)))
    assert facts.offer_start("o1") == parse_start(start)
    assert first_cell(cells(*times)) == parse_start(start)


def test_meeting_at_an_offer_takes_the_union_of_its_times() -> None:
    # 9 to 11 and 10 to 12 are six half hours together, whatever the need asks for.
    facts = Facts(make_case(offers=(make_offer(times=["mon 09:00-11:00", "mon 10:00-12:00"]),)))
    use = facts.use(make_need(hours=1), "o1", None)
    assert (use.half_hours, use.cells) == (6, cells("mon 09:00-12:00"))


def test_visit_takes_the_hours_of_its_need_from_the_start_on() -> None:
    use = Facts(make_case()).use(make_need(hours=2.5), "v1", parse_start("tue 16:30"))
    assert (use.half_hours, use.cells) == (5, cells("tue 16:30-19:00"))


def test_people_meet_at_the_place_of_the_need_or_at_home() -> None:
    facts = Facts(make_case(households=[make_household(lat=51.5, lon=7.5)]))
    assert facts.meeting_place(make_need()) == (51.5, 7.5)
    assert facts.meeting_place(make_need(place={"lat": 51.6, "lon": 7.4})) == (51.6, 7.4)


def test_sets_of_cells_are_united_parted_and_compared() -> None:
    early, late = cells("tue 16:00-18:00"), cells("tue 17:00-19:00", "wed 09:00-10:00")
    assert united(early, late) == cells("tue 16:00-19:00", "wed 09:00-10:00")
    assert without(early, late) == cells("tue 16:00-17:00")
    assert overlap(early, late)
    assert not overlap(early, cells("tue 18:00-19:00", "wed 16:00-18:00"))
