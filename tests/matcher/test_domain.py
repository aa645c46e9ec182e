from dataclasses import FrozenInstanceError, fields, replace

import pytest
from pydantic import ValidationError

from matcher.domain import Policy
from matcher.problems import EXPECTED
from matcher.records import FIELDS
from matcher.week import Window
from tests.instances import (
    make_block,
    make_case,
    make_household,
    make_match,
    make_mediator,
    make_need,
    make_offer,
    make_travel_row,
    make_volunteer,
)


def test_defaults_of_the_policy_are_those_of_the_contract():
    assert Policy() == Policy(
        language_level="B1",
        bridge_level="B2",
        official_language="de",
        urgency_points=(10, 20, 40, 80),
        waiting_points_per_week=1,
        waiting_cap_weeks=26,
        equity=0.25,
        equity_group="district",
        mediator_cost=30,
        change_cost=20,
        familiar_bonus=20,
        idle_cost=15,
        household_mode="transit",
        household_max_travel_minutes=40,
    )


def test_defaults_of_a_need_are_those_of_the_contract():
    need = make_need()
    assert (need.attendee, need.age, need.gender, need.requires, need.seats, need.place) == (
        "household",
        None,
        None,
        (),
        1,
        None,
    )


def test_defaults_of_an_offer_admit_all_ages_and_genders():
    offer = make_offer()
    assert (offer.ages, offer.gender, offer.language_free) == ((0, 120), None, False)


def test_availability_is_held_as_fewest_windows_in_order():
    household = make_household(availability=["tue 17:00-19:00", "mon 09:00-10:00", "tue 16:00-18:00"])
    assert household.availability == (Window(day=0, first=18, end=20), Window(day=1, first=32, end=38))


def test_qualifications_and_kinds_are_sets():
    volunteer = make_volunteer(kinds=["tutoring", "companion", "tutoring"], qualifications=["b", "a"])
    assert volunteer.kinds == ("companion", "tutoring")
    assert volunteer.qualifications == ("a", "b")


def test_start_is_held_as_cell_of_the_week():
    # Tuesday is day 1 with 48 cells before it, 16:00 is its half hour 32
    assert make_match(start="tue 16:00").start == 48 + 32


def test_facts_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        make_need().urgency = 4


def test_variants_check_themselves_again():
    with pytest.raises(ValidationError):
        replace(make_need(), urgency=5)


@pytest.mark.parametrize(
    ("make", "changes"),
    [
        (make_household, {"lat": 90}),
        (make_household, {"lon": -180}),
        (make_household, {"availability": []}),
        (make_need, {"urgency": 1}),
        (make_need, {"urgency": 4}),
        (make_need, {"hours": 0.5}),
        (make_need, {"hours": 12}),
        (make_need, {"age": 0}),
        (make_volunteer, {"max_travel_minutes": 0}),
        (make_volunteer, {"hours_per_week": 0}),
        (make_volunteer, {"max_matches": 0}),
        (make_mediator, {"roles": ["companion", "mediator"]}),
        (make_offer, {"seats": 0}),
        (make_offer, {"ages": (6, 6)}),
        (make_block, {"until": "2016-09-05"}),
        (make_travel_row, {"minutes": 0}),
    ],
)
def test_values_at_the_edge_of_their_range_are_taken(make, changes):
    (field,) = changes
    assert getattr(make(**changes), field) is not None


@pytest.mark.parametrize(
    ("make", "changes"),
    [
        (make_household, {"id": ""}),
        (make_household, {"lat": 90.1}),
        (make_household, {"lon": -180.1}),
        (make_household, {"lat": float("nan")}),
        (make_household, {"persons": 0}),
        (make_household, {"contact_gender": "x"}),
        (make_household, {"languages": {"ar": "B3"}}),
        (make_need, {"urgency": 0}),
        (make_need, {"urgency": 5}),
        (make_need, {"urgency": True}),
        (make_need, {"hours": 0}),
        (make_need, {"hours": 12.5}),
        (make_need, {"hours": 1.25}),
        (make_need, {"seats": 0}),
        (make_need, {"age": -1}),
        (make_need, {"requested_on": "01.08.2016"}),
        (make_volunteer, {"max_travel_minutes": 30.5}),
        (make_volunteer, {"max_travel_minutes": -1}),
        (make_volunteer, {"hours_per_week": -0.5}),
        (make_volunteer, {"hours_per_week": float("inf")}),
        (make_volunteer, {"roles": ["godparent"]}),
        (make_volunteer, {"gender": None}),
        (make_offer, {"times": []}),
        (make_offer, {"ages": (12, 6)}),
        (make_offer, {"language_free": "yes"}),
        (make_match, {"status": "done"}),
        (make_match, {"start": "tue 16:10"}),
        (make_match, {"waive": ["block"]}),
        (make_block, {"until": "2016-09-06"}),
        (make_travel_row, {"minutes": -1}),
        (make_case, {"week": "2016-09-06"}),
    ],
)
def test_values_beyond_their_range_are_refused(make, changes):
    with pytest.raises(ValidationError):
        make(**changes)


def test_every_field_has_words_for_what_is_expected():
    fields_of_lists = {(name, field) for name, known in FIELDS.items() for field in known}
    fields_of_policy = {("policy", field.name) for field in fields(Policy)}
    without = {
        (name, field)
        for name, field in fields_of_lists | fields_of_policy
        if field not in EXPECTED and f"{name}.{field}" not in EXPECTED
    }
    assert not without
