"""Opening over time as a report shows it."""

from geodata import EstimatedTravel
from scenarios.opening import openings
from scenarios.report.opening_part import opening_parts
from tests.scenarios.report.conftest import TWO, make_town

FOUND = openings(make_town(), TWO, EstimatedTravel())


def test_one_order_per_level_of_arrivals_and_all_breaks() -> None:
    (part,) = opening_parts(FOUND, 100)
    assert [order.arrivals for order in part.orders] == [50, 75, 100]
    assert len(part.breaks) == 12  # limits 75, 100, 125, 150 under three levels
    assert part.limit == 100


def test_orders_hold_every_site_once_and_one_value_per_quarter() -> None:
    (part,) = opening_parts(FOUND, 100)
    for order in part.orders:
        assert sorted(one.site for one in order.sites) == ["sa", "sd"]
        assert len(order.open_sites) == len(order.most_per_worker) == len(part.quarters)
    assert part.quarters[0] == "2016-Q3"


def test_limit_nobody_computed_gives_the_next_higher_or_the_highest() -> None:
    assert opening_parts(FOUND, 90)[0].limit == 100
    assert opening_parts(FOUND, 1000)[0].limit == 150


def test_no_openings_no_parts() -> None:
    assert opening_parts((), 100) == ()
