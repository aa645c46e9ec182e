from dataclasses import replace

import numpy as np
import pytest

from geodata.distance import great_circle_km
from matcher.case import case_to_json, parse_case
from matcher.domain import Case
from matcher.errors import InvalidInput
from scenarios import PILOT, generate_case, several_cities

SMALL = replace(PILOT, households=12, active_share=0.1, proposed_share=0.1)


@pytest.fixture(scope="module")
def three_cities() -> Case:
    return several_cities(SMALL, cities=3, seed=5)


def part_of(id_: str | None) -> str | None:
    return id_ and id_.split("-")[0]


def test_same_seed_gives_the_same_cities(three_cities: Case) -> None:
    assert several_cities(SMALL, cities=3, seed=5) == three_cities


def test_cities_differ_from_each_other(three_cities: Case) -> None:
    persons = [
        [household.persons for household in three_cities.households if part_of(household.id) == part]
        for part in ("c001", "c002", "c003")
    ]
    assert [len(some) for some in persons] == [12, 12, 12]
    assert persons[0] != persons[1] != persons[2]


def test_fewer_cities_are_the_first_of_more(three_cities: Case) -> None:
    assert three_cities.households[:24] == several_cities(SMALL, cities=2, seed=5).households


def test_nothing_refers_to_another_city(three_cities: Case) -> None:
    district_ids = {district.id for district in three_cities.districts}
    assert len(district_ids) == 3 * 12
    for household in three_cities.households:
        assert household.district in district_ids
        assert part_of(household.district) == part_of(household.id)
    assert all(part_of(need.household) == part_of(need.id) for need in three_cities.needs)
    assert three_cities.matches
    for match in three_cities.matches:
        assert {part_of(match.provider), part_of(match.mediator)} - {None} == {part_of(match.need)}


def test_cities_lie_farther_apart_than_anybody_travels(three_cities: Case) -> None:
    # 45 minutes by car: (45 - 5) * 25 / 60 / 1.3 = 12.8 km.
    homes = {
        part: np.array([(one.lat, one.lon) for one in three_cities.households if part_of(one.id) == part])
        for part in ("c001", "c002", "c003")
    }
    helpers = [*three_cities.volunteers, *three_cities.offers]
    for part, places in homes.items():
        others = np.array([(one.lat, one.lon) for one in helpers if part_of(one.id) != part])
        assert great_circle_km(places, others).min() > 100


def test_offices_move_with_their_city(three_cities: Case) -> None:
    shifts = {"c001": 0, "c002": 2, "c003": 4}
    for need in three_cities.needs:
        if need.place:
            assert abs(need.place.lon - 7.465 - shifts[need.id.split("-")[0]]) < 0.03


def test_cities_pass_the_checks_of_the_reader_unchanged(three_cities: Case) -> None:
    assert parse_case(case_to_json(three_cities)) == three_cities


def test_cities_around_the_globe_stay_on_it() -> None:
    case = several_cities(replace(PILOT, households=1), cities=180, seed=0)
    lons = [household.lon for household in case.households]
    assert -180 <= min(lons) < max(lons) <= 180
    assert len({round(lon) // 2 for lon in lons}) >= 170


@pytest.mark.parametrize("cities", [0, 181])
def test_no_city_and_more_than_fit_around_the_globe_are_refused(cities: int) -> None:
    with pytest.raises(InvalidInput, match=f"found {cities}, expected a number from 1 to 180"):
        several_cities(PILOT, cities=cities, seed=0)


def test_one_city_has_as_many_of_everything_as_a_case_alone() -> None:
    alone, one = generate_case(SMALL, seed=0), several_cities(SMALL, cities=1, seed=0)
    assert len(one.households) == len(alone.households)
    assert len(one.volunteers) == len(alone.volunteers)
    assert len(one.offers) == len(alone.offers)
