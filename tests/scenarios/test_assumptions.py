from dataclasses import replace

from scenarios import CITY, PILOT, THREE_SITES


def test_the_three_populations_have_the_sizes_of_the_plan() -> None:
    assert [population.households for population in (PILOT, THREE_SITES, CITY)] == [150, 600, 2050]


def test_three_sites_differ_from_the_city_in_size_and_districts_only() -> None:
    same = replace(THREE_SITES, name=CITY.name, households=CITY.households, districts=CITY.districts)
    assert same == CITY


def test_the_city_has_households_in_all_twelve_stadtbezirke_and_most_in_innenstadt_nord() -> None:
    shares = dict(CITY.districts)
    assert len(shares) == 12
    assert max(shares, key=lambda code: shares[code]) == "innenstadt-nord"


def test_the_pilot_is_brackel_and_aplerbeck_with_a_quarter_more_helpers_per_household() -> None:
    assert {code for code, _ in PILOT.districts} == {"brackel", "aplerbeck"}
    assert 1.2 < PILOT.companions.per_household / CITY.companions.per_household < 1.3
    assert 1.2 < PILOT.mediators.per_household / CITY.mediators.per_household < 1.3
    assert 1.2 < PILOT.offers_per_household / CITY.offers_per_household < 1.3
