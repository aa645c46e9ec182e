from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.distance import great_circle_km
from geodata.districts import nearest_district, stadtbezirke, statistical_districts
from matcher.case import case_to_json, parse_case
from matcher.domain import Case
from matcher.errors import InvalidInput
from scenarios import CITY, PILOT, THREE_SITES, PopulationParameters, generate_case
from scenarios.draws import CITY_CENTRE
from scenarios.inputs import Shares


def assert_drawn_from(values: Iterable[object], shares: Shares[object]) -> None:
    """
    The share p of each value lies within 4.5 standard deviations, sqrt(p (1 - p) / n), plus one observation.

    Chance alone would break that once in 150,000 times, and the seed is fixed.
    """
    drawn = list(values)
    n, counts = len(drawn), Counter(drawn)
    assert set(counts) <= {value for value, _ in shares}
    for value, share in shares:
        assert abs(counts[value] / n - share) <= 4.5 * sqrt(share * (1 - share) / n) + 1 / n, value


def all_ids(case: Case) -> list[str]:
    return [one.id for records in (case.households, case.needs, case.volunteers, case.offers) for one in records]


def test_same_seed_gives_the_same_case() -> None:
    assert generate_case(PILOT, seed=7) == generate_case(PILOT, seed=7)


def test_different_seeds_give_different_cases() -> None:
    first, second = generate_case(PILOT, seed=7), generate_case(PILOT, seed=8)
    assert first.households != second.households
    assert first.needs != second.needs
    assert first.volunteers != second.volunteers
    assert first.offers != second.offers


def test_other_volunteers_leave_households_needs_and_offers_as_they_are() -> None:
    plain = generate_case(PILOT, seed=1)
    crowded = generate_case(replace(PILOT, companions=replace(PILOT.companions, per_household=2.0)), seed=1)
    assert crowded.households == plain.households
    assert crowded.needs == plain.needs
    assert crowded.offers == plain.offers
    assert len(crowded.volunteers) > len(plain.volunteers)


@pytest.mark.parametrize(
    ("parameters", "volunteers", "offers"),
    [
        (PILOT, 103 + 11, 22),  # 0.6875 * 150 = 103.125, 0.075 * 150 = 11.25, 0.15 * 150 = 22.5, halves to even
        (THREE_SITES, 330 + 36, 72),  # 0.55, 0.06 and 0.12 of 600
        (CITY, 1128 + 123, 246),  # 1127.5, 123 and 246
    ],
)
def test_volunteers_and_offers_follow_the_number_of_households(
    parameters: PopulationParameters, volunteers: int, offers: int
) -> None:
    case = generate_case(parameters, seed=0)
    assert len(case.households) == parameters.households
    assert len(case.volunteers) == volunteers
    assert len(case.offers) == offers


def test_needs_per_household_are_those_of_the_parameters(city: Case) -> None:
    # Children: 0.155 * 1 + 0.095 * 2 + 0.165 * 3 = 0.84 a household, 0.6 of them with a need: 0.504.
    # In all 1 + 0.5 + 0.6 + 0.15 + 0.504 = 2.754 a household, 5,646 needs. The variance per household is at most
    # 0.25 + 0.24 + 0.13 + 0.86 = 1.5, so 4.5 standard deviations of the sum are 4.5 * sqrt(2050 * 1.5) = 250.
    assert abs(len(city.needs) - 5646) <= 250
    counts = Counter(need.kind for need in city.needs)
    assert counts["companion"] == 2050
    for kind, share in (("interpreting", 0.5), ("language_course", 0.6), ("counselling", 0.15)):
        assert abs(counts[kind] / 2050 - share) <= 4.5 * sqrt(share * (1 - share) / 2050)


def test_households_are_drawn_from_the_stated_shares(city: Case) -> None:
    assert_drawn_from((household.district for household in city.households), CITY.districts)
    assert_drawn_from((household.persons for household in city.households), CITY.persons)
    assert_drawn_from((household.contact_gender for household in city.households), CITY.contact_genders)
    assert_drawn_from((household.languages.get("de") for household in city.households), CITY.german)
    native = [code for one in city.households for code, level in one.languages.items() if level == "native"]
    assert_drawn_from(native, CITY.native_languages)


def test_needs_are_drawn_from_the_stated_shares(city: Case) -> None:
    assert_drawn_from((need.urgency for need in city.needs), CITY.urgencies)
    for kind in CITY.needs:
        assert_drawn_from((need.hours for need in city.needs if need.kind == kind.kind), kind.hours)
    waited = [(city.week - need.requested_on).days for need in city.needs]
    assert (min(waited), max(waited)) == CITY.waiting_days


def test_companions_and_mediators_are_drawn_from_the_stated_shares(city: Case) -> None:
    for group, people in (
        (CITY.companions, [one for one in city.volunteers if "companion" in one.roles]),
        (CITY.mediators, [one for one in city.volunteers if "companion" not in one.roles]),
    ):
        assert_drawn_from((one.languages["de"] for one in people), group.german)
        assert_drawn_from((one.mode for one in people), group.modes)
        assert_drawn_from((one.max_travel_minutes for one in people), group.max_travel_minutes)
        assert_drawn_from((one.hours_per_week for one in people), group.hours_per_week)
        assert_drawn_from((one.max_matches for one in people), group.max_matches)
        assert_drawn_from((one.gender for one in people), group.genders)


def test_mediators_speak_a_language_beside_german_and_no_kind_is_theirs(city: Case) -> None:
    mediators = [one for one in city.volunteers if one.roles == ("mediator",)]
    assert all(len(one.languages) >= 2 and one.kinds == () for one in mediators)


def test_only_companions_with_two_languages_beside_german_also_mediate(city: Case) -> None:
    both = [one for one in city.volunteers if one.roles == ("companion", "mediator")]
    assert both
    assert all(len(one.languages) >= 3 for one in both)


def test_offers_are_of_all_kinds_and_keep_their_hours(city: Case) -> None:
    assert_drawn_from((offer.kind for offer in city.offers), tuple((kind.kind, kind.share) for kind in CITY.offers))
    hours = {kind.kind: kind.hours for kind in CITY.offers}
    free = {kind.kind: kind.language_free for kind in CITY.offers}
    for offer in city.offers:
        (time,) = offer.times
        assert time.day < 5
        assert (time.end - time.first) / 2 == hours[offer.kind]
        assert offer.language_free == free[offer.kind]


def test_children_have_the_age_of_a_child_and_visitors_of_families_need_a_clearance(city: Case) -> None:
    persons = {household.id: household.persons for household in city.households}
    for need in city.needs:
        if need.kind == "childrens_activity":
            assert need.age is not None
            assert 3 <= need.age <= 17
            assert int(need.attendee.removeprefix("child")) <= persons[need.household] - 2
        if need.kind == "companion":
            assert need.requires == (("police_clearance",) if persons[need.household] >= 3 else ())


def test_interpreting_is_at_an_office_near_the_centre_of_the_city_and_nothing_else_is(city: Case) -> None:
    assert all((need.place is not None) == (need.kind == "interpreting") for need in city.needs)
    places = np.array([(need.place.lat, need.place.lon) for need in city.needs if need.place])
    km = great_circle_km(np.array([CITY_CENTRE]), places)
    assert km.max() <= CITY.office_radius_km * 1.01  # flat disc against the globe, five decimals of a degree


def test_homes_lie_around_a_statistical_district_of_their_stadtbezirk(city: Case) -> None:
    for household in city.households[:200]:
        own = [one for one in statistical_districts() if one.parent == household.district]
        nearest = nearest_district(household.lat, household.lon, own)
        home, centre = (household.lat, household.lon), (nearest.latitude, nearest.longitude)
        assert great_circle_km(np.array([home]), np.array([centre]))[0, 0] <= CITY.place_radius_km * 1.01


def test_pilot_households_live_in_brackel_and_aplerbeck_but_volunteers_also_elsewhere() -> None:
    case = generate_case(PILOT, seed=0)
    assert {household.district for household in case.households} == {"brackel", "aplerbeck"}
    assert {district.id for district in case.districts} == {bezirk.code for bezirk in stadtbezirke()}
    parts = statistical_districts()
    reached = {nearest_district(one.lat, one.lon, parts).parent for one in case.volunteers}
    assert len(reached) > 6


@pytest.mark.parametrize("households", [0, 1, 2, 37])
def test_any_number_of_households_can_be_drawn(households: int) -> None:
    case = generate_case(CITY, seed=3, households=households)
    assert len(case.households) == households
    assert len(case.volunteers) == round(0.55 * households) + round(0.06 * households)
    assert len(case.offers) == round(0.12 * households)


def test_ids_are_unique_and_sorted_and_five_digits_long(city: Case) -> None:
    ids = all_ids(city)
    assert len(set(ids)) == len(ids)
    assert [city.households[0].id, city.needs[0].id, city.volunteers[0].id, city.offers[0].id] == [
        "h00001",
        "n00001",
        "v00001",
        "o00001",
    ]
    for records in (city.households, city.needs, city.volunteers, city.offers, city.districts):
        found = [record.id for record in records]
        assert found == sorted(found)


def test_negative_seed_and_size_are_refused_together() -> None:
    with pytest.raises(InvalidInput) as refused:
        generate_case(PILOT, seed=-1, households=-2)
    assert [(problem.field, problem.found) for problem in refused.value.problems] == [
        ("seed", "-1"),
        ("households", "-2"),
    ]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), households=st.integers(0, 12))
def test_every_case_passes_the_checks_of_the_reader_unchanged(seed: int, households: int) -> None:
    parameters = replace(PILOT, active_share=0.2, pinned_share=0.1, proposed_share=0.2)
    case = generate_case(parameters, seed=seed, households=households)
    assert parse_case(case_to_json(case)) == case


def test_a_city_passes_the_checks_of_the_reader_unchanged(city: Case) -> None:
    assert parse_case(case_to_json(city)) == city
