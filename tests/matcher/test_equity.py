"""What more equity costs, on a case whose turning point can be computed by hand."""

import pytest

from geodata.travel import EstimatedTravel
from matcher.domain import Case
from matcher.equity import equity_report
from tests.instances import make_case, make_household, make_need, make_volunteer

TRAVEL = EstimatedTravel()


@pytest.fixture
def two_districts() -> Case:
    """One companion for two of three needs: two of weight 40 + 5 in Brackel, one of 20 + 5 in Hörde."""
    free = ["tue 16:00-20:00"]
    return make_case(
        households=[
            make_household(availability=free),
            make_household(id="h2", availability=free),
            make_household(id="h3", availability=free, district="hoerde"),
        ],
        needs=[make_need(urgency=3), make_need(id="n2", household="h2", urgency=3), make_need(id="n3", household="h3")],
        volunteers=[make_volunteer(availability=free)],
    )


def test_large_equity_serves_the_other_district_and_tells_what_it_costs(two_districts: Case) -> None:
    # Both of Brackel: 90 + 135 e. One of each: 45 + 112.5 e + 25 + 37.5 e = 70 + 150 e, better from e = 4 / 3 on.
    rows = {row.equity: row for row in equity_report(two_districts, TRAVEL, (0, 1, 2)).rows}
    assert [(rows[e].served_weight, rows[e].weight_loss, rows[e].served) for e in (0, 1, 2)] == [
        (90, 0, 2),
        (90, 0, 2),
        (70, 20, 2),
    ]
    assert rows[1].shares == {"brackel": 1.0, "hoerde": 0.0}
    assert rows[2].shares == {"brackel": 0.5, "hoerde": 1.0}
    assert (rows[1].least_share, rows[2].least_share) == (0.0, 0.5)
    assert all(row.exact for row in rows.values())


def test_loss_is_against_equity_0_even_when_that_is_not_asked_for(two_districts: Case) -> None:
    report = equity_report(two_districts, TRAVEL, (4,))
    assert [(row.equity, row.weight_loss) for row in report.rows] == [(4, 20)]
    assert report.complete


def test_case_without_needs_loses_nothing() -> None:
    report = equity_report(make_case(needs=[]), TRAVEL, (0, 4))
    assert [(row.served, row.weight_loss, row.least_share) for row in report.rows] == [(0, 0, 1.0)] * 2


def test_stop_returns_the_rows_so_far(two_districts: Case) -> None:
    told: list[int] = []
    report = equity_report(
        two_districts, TRAVEL, (0, 1), stop=lambda: 1 in told, report=lambda done, of: told.append(done)
    )
    assert [row.equity for row in report.rows] == [0]
    assert not report.complete
