from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from geodata.travel import EstimatedTravel
from matcher.errors import InvalidInput
from scenarios.opening_loads import (
    MOST_TO_OPEN,
    NOBODY,
    Network,
    first_months,
    in_euro,
    in_parts,
    network_of,
    quarter_cost,
)
from scenarios.planning_inputs import OpeningInputs
from scenarios.scenario import Fixed
from tests.scenarios.networks import EACH_ITS_OWN, make_plan, make_scenario, make_site, make_unit


@pytest.fixture
def network() -> Network:
    return network_of(make_scenario(), make_plan(EACH_ITS_OWN), EstimatedTravel())


def served(network: Network, chosen: int, *, whole_city: bool = True) -> dict[str, str | None]:
    serving = network.serving(chosen, whole_city=whole_city).tolist()
    return {
        unit: None if site == NOBODY else network.sites[site].id
        for unit, site in zip(network.unit_ids, serving, strict=True)
    }


def test_unit_of_a_closed_site_is_served_by_the_nearest_open_one(network: Network) -> None:
    assert served(network, 0b00) == {"a": "s", "b": "s", "c": "s"}
    assert served(network, 0b01) == {"a": "s", "b": "t", "c": "t"}  # c: 20 minutes to t, 30 to s
    assert served(network, 0b10) == {"a": "s", "b": "s", "c": "u"}  # b: 20 minutes to s and to u, s comes first
    assert served(network, 0b11) == EACH_ITS_OWN


def test_before_the_network_a_site_serves_its_own_catchment_only(network: Network) -> None:
    assert served(network, 0b01, whole_city=False) == {"a": "s", "b": "t", "c": None}


def test_before_the_network_a_site_serves_only_what_is_fixed_to_it() -> None:
    scenario = make_scenario(fixed=(Fixed(unit="a", site="s"),))
    network = network_of(scenario, make_plan({"a": "s", "b": "s", "c": "t"}), EstimatedTravel())
    assert served(network, 0, whole_city=False) == {"a": "s", "b": None, "c": None}
    assert served(network, 0) == {"a": "s", "b": "s", "c": "s"}


def test_nobody_is_served_while_nothing_is_open() -> None:
    sites = (make_site("s"), make_site("t", unit="b"), make_site("u", unit="c"))
    closed = network_of(make_scenario(sites=sites), make_plan(EACH_ITS_OWN), EstimatedTravel())
    assert served(closed, 0) == {"a": None, "b": None, "c": None}


def test_loads_are_sums_over_the_units_served(network: Network) -> None:
    households = np.array([[60, 61], [40, 41], [20, 21]])
    loads = network.loads(0b01, households, whole_city=True)
    assert loads.tolist() == [[60, 61], [60, 62], [0, 0], [0, 0]]  # s, t, u, nobody
    assert network.loads(0b01, households, whole_city=False)[-1].tolist() == [20, 21]


def test_sets_of_open_sites_and_their_numbers_are_the_same_thing(network: Network) -> None:
    for chosen in range(4):
        ids = [network.sites[i].id for i in network.open_sites(chosen)]
        assert network.chosen(ids) == chosen
        assert "s" in ids


def test_a_year_costs_twelve_months_to_the_cent() -> None:
    site = make_site(yearly_cost=Decimal("100.01"))
    assert in_euro(quarter_cost(site, 12)) == Decimal("100.01")
    assert 4 * quarter_cost(site, 3) == in_parts(Decimal("100.01"))


def test_month_of_the_start_counts_in_full() -> None:
    # September alone of the third quarter; July to September.
    assert [first_months(OpeningInputs(start=date(2016, month, 15))) for month in (9, 7)] == [1, 3]


def test_plan_of_another_scenario_is_refused() -> None:
    with pytest.raises(InvalidInput, match="plan, sites: found x, expected the id of a site"):
        network_of(make_scenario(), make_plan({"a": "x", "b": "x", "c": "x"}), EstimatedTravel())
    with pytest.raises(InvalidInput, match="units c: found nothing, expected an open site in the plan"):
        network_of(make_scenario(), make_plan({"a": "s", "b": "s"}), EstimatedTravel())


def test_site_the_scenario_does_not_offer_can_be_named() -> None:
    real = make_site("real", unit="b", lon=7.5)
    network = network_of(make_scenario(), make_plan({"a": "s", "b": "real", "c": "real"}), EstimatedTravel(), (real,))
    assert [site.id for site in network.sites] == ["s", "real"]
    assert network.minutes[0].tolist()[0] == 10


def test_more_sites_than_can_be_looked_at_are_refused() -> None:
    units = tuple(make_unit(f"u{i}") for i in range(MOST_TO_OPEN + 1))
    sites = tuple(make_site(f"s{i}", unit=f"u{i}") for i in range(MOST_TO_OPEN + 1))
    scenario = make_scenario(units=units, sites=sites, adjacency=(), travel=())
    with pytest.raises(InvalidInput, match="found 13, expected at most 12"):
        network_of(scenario, make_plan({f"u{i}": f"s{i}" for i in range(MOST_TO_OPEN + 1)}), EstimatedTravel())
