"""The regret table as a report shows it."""

from scenarios.report.content import ReportContent


def test_rows_hold_the_parts_of_their_cost(town_report: ReportContent) -> None:
    assert town_report.regret is not None
    assert town_report.regret.arrivals == (50, 75, 100)
    for row in town_report.regret.rows:
        for cell in row.cells:
            assert abs(cell.sites + cell.overload + cell.travel - cell.cost) < 0.01
        assert row.worst == max(cell.regret for cell in row.cells)


def test_real_network_is_compared_but_never_best(town_report: ReportContent) -> None:
    assert town_report.regret is not None
    *plans, real = town_report.regret.rows
    assert (real.compared, real.best) == (True, False)
    assert sum(row.best for row in plans) == 1
