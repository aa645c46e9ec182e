"""Whom a city lacks most, on cases whose gains can be computed by hand."""

from dataclasses import replace

import pytest

from geodata.travel import EstimatedTravel
from matcher.case import case_to_json, parse_case
from matcher.domain import Case, Volunteer
from matcher.shortage import Shortages, Step, find_shortages, shortages_to_json
from matcher.solve import solve
from scenarios import PILOT, generate_case
from tests.instances import (
    make_case,
    make_household,
    make_match,
    make_mediator,
    make_need,
    make_offer,
    make_volunteer,
)

TRAVEL = EstimatedTravel()


@pytest.fixture
def no_tigrinya() -> Case:
    """Two families need interpreting from Tigrinya (weight 20 + 5 each), a third one Arabic company (10 + 5)."""
    tigrinya = {"languages": {"ti": "native"}}
    return make_case(
        households=[make_household(), make_household(id="h2", **tigrinya), make_household(id="h3", **tigrinya)],
        needs=[
            make_need(urgency=1),
            make_need(id="n2", household="h2", kind="interpreting", hours=1),
            make_need(id="n3", household="h3", kind="interpreting", hours=1),
        ],
        volunteers=[],
    )


def found_in(case: Case, **changes: int) -> Shortages:
    return find_shortages(case, TRAVEL, **changes)


def with_first(case: Case, found: Shortages) -> Case:
    record = found.entries[0].record
    if isinstance(record, Volunteer):
        return replace(case, volunteers=(*case.volunteers, record))
    return replace(case, offers=(*case.offers, record))


def test_missing_mediator_comes_first_with_the_gain_of_solving_again(no_tigrinya: Case) -> None:
    found = found_in(no_tigrinya)
    first, second = found.entries
    assert (first.role, first.language, first.district, first.needs_gain, first.weight_gain) == (
        "mediator", "ti", "brackel", 2, 50,
    )  # fmt: skip
    # Everything servable is served: four slices of 50 / 4 with slopes 1.75, 1.5, 1.25 and 1.
    assert first.service_gain == 68.75
    assert (first.exact, first.least_gain, first.most_gain) == (True, 68.75, 68.75)
    # A companion who speaks Arabic: 15 * 1.375.
    assert (second.role, second.language, second.kinds, second.service_gain) == (
        "companion", "ar", ("companion",), 20.625,
    )  # fmt: skip
    then = solve(with_first(no_tigrinya, found), TRAVEL)
    assert then.service.value - found.plan.service.value == first.service_gain
    assert then.service.served - found.plan.service.served == first.needs_gain
    assert then.cost.value - found.plan.cost.value == first.cost_change


def test_added_person_is_stated_in_full(no_tigrinya: Case) -> None:
    record = found_in(no_tigrinya).entries[0].record
    assert record == make_mediator(
        id="new-mediator-ti-1",
        organisation="new",
        languages={"de": "C1", "ti": "C1"},
        mode="bike",
        max_travel_minutes=30,
        hours_per_week=4,
        max_matches=2,
        availability=("tue 13:00-18:00",),
        gender="f",
    )


def test_record_read_back_from_json_gives_the_same_gain(no_tigrinya: Case) -> None:
    found = found_in(no_tigrinya)
    entry = shortages_to_json(found, no_tigrinya)["entries"][0]
    raw = case_to_json(no_tigrinya)
    raw[entry["list"]].append(entry["record"])
    then = solve(parse_case(raw), TRAVEL)
    assert then.service.value - found.plan.service.value == entry["service_gain"] == 68.75


def test_where_nothing_is_open_nobody_is_missing() -> None:
    found = found_in(make_case())
    assert (found.entries, found.candidates, found.plan.service.served) == ((), 0, 1)


def test_person_fits_the_wishes_and_proofs_of_whom_she_is_meant_for() -> None:
    case = make_case(
        households=[make_household(contact_gender="m")], needs=[make_need(requires=["clearance"])], volunteers=[]
    )
    record = found_in(case).entries[0].record
    assert isinstance(record, Volunteer)
    assert (record.gender, record.qualifications) == ("m", ("clearance",))


def test_second_half_day_is_for_those_whom_the_first_does_not_suit() -> None:
    # Two families are free on Tuesday afternoon and Wednesday morning, one on Friday evening only.
    early, late = ["tue 16:00-18:00", "wed 08:00-12:00"], ["fri 18:00-20:00"]
    case = make_case(
        households=[
            make_household(availability=early),
            make_household(id="h2", availability=early),
            make_household(id="h3", availability=late),
        ],
        needs=[make_need(), make_need(id="n2", household="h2"), make_need(id="n3", household="h3")],
        volunteers=[],
    )
    record = found_in(case).entries[0].record
    assert isinstance(record, Volunteer)
    assert [str(window) for window in record.availability] == ["tue 13:00-18:00", "fri 18:00-21:00"]


def test_full_course_gets_a_second_one_of_its_kind_and_length() -> None:
    hours = ["mon 09:00-12:00", "thu 09:00-12:00"]
    case = make_case(
        households=[make_household(id=f"h{i}", availability=hours) for i in (1, 2)],
        needs=[make_need(id=f"n{i}", household=f"h{i}", kind="language_course", hours=3) for i in (1, 2)],
        volunteers=[],
        offers=(make_offer(id="new-offer-language_course-1", seats=1, language_free=True),),
    )
    first = found_in(case).entries[0]
    # Meant for the one family left over, which is free on Monday first; the id of the first course is taken.
    assert first.record == make_offer(
        id="new-offer-language_course-2", organisation="new", seats=10, times=["mon 09:00-12:00"], language_free=True
    )
    assert first.needs_gain == 1


def test_mediator_may_bring_a_companion_who_is_there_to_a_family() -> None:
    german = make_volunteer(languages={"de": "native"})
    found = found_in(make_case(volunteers=[german]))
    assert {(entry.role, entry.language) for entry in found.entries} == {("companion", "ar"), ("mediator", "ar")}


def test_pins_and_proposals_of_the_case_stay_as_they_are() -> None:
    case = make_case(
        households=[make_household(), make_household(id="h2")],
        needs=[make_need(), make_need(id="n2", household="h2")],
        volunteers=[make_volunteer(max_matches=1)],
        matches=(make_match(status="pinned"), make_match(need="n2", status="proposed")),
    )
    found = found_in(case)
    assert found.entries[0].needs_gain == 1
    assert solve(with_first(case, found), TRAVEL).service.served == 2


def test_no_more_is_solved_or_returned_than_asked_for(no_tigrinya: Case) -> None:
    assert [entry.language for entry in found_in(no_tigrinya, verify=1).entries] == ["ti"]
    assert found_in(no_tigrinya, verify=1).verified == 1
    assert [entry.language for entry in found_in(no_tigrinya, top=1).entries] == ["ti"]


def test_stop_returns_what_is_verified_so_far(no_tigrinya: Case) -> None:
    steps: list[Step] = []

    def second_begins() -> bool:
        return any(step.stage == "verify" and step.done == 1 for step in steps)

    found = find_shortages(no_tigrinya, TRAVEL, stop=second_begins, report=steps.append)
    assert [entry.language for entry in found.entries] == ["ti"]
    assert not found.complete


def test_same_case_in_any_order_gives_the_same_list() -> None:
    case = generate_case(PILOT, seed=0, households=12)
    turned = replace(case, households=case.households[::-1], needs=case.needs[::-1], volunteers=case.volunteers[::-1])
    first, second = (found_in(one, verify=3) for one in (case, turned))
    assert shortages_to_json(first, case) == shortages_to_json(second, turned)
    assert first.entries
