"""The tables of plans, openings and regret hold the numbers of the content."""

import pytest

from scenarios.report.content import ReportContent
from scenarios.report.table import Table
from scenarios.report.tables import tables_of

NAMES = [
    *("plans", "sites-1", "sites-2", "sites-real", "catchments", "proof"),
    *("opening-1", "opening-cost-1", "breaks-1", "opening-2", "opening-cost-2", "breaks-2"),
    *("regret", "regret-costs", "simulation-50", "simulation-75", "simulation-100"),
    *("open-by-kind", "open-by-language", "open-by-district", "advantage", "inputs", "facts", "tensions"),
]


@pytest.fixture(scope="module")
def tables(town_report: ReportContent) -> dict[str, Table]:
    return {table.name: table for table in tables_of(town_report, "de")}


def test_every_part_has_its_tables(tables: dict[str, Table], bare_report: ReportContent) -> None:
    assert list(tables) == NAMES
    bare = [table.name for table in tables_of(bare_report, "de")]
    assert bare == ["plans", "sites-1", "sites-2", "catchments", "proof", "inputs", "facts", "tensions"]


def test_rows_fit_their_columns(tables: dict[str, Table]) -> None:
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        heads, rows = table.flat("de")
        assert all(len(row) == len(heads) for row in rows)
        assert len(set(heads)) == len(heads) or table.name == "proof"


def test_plans_stand_beside_the_real_network(tables: dict[str, Table], town_report: ReportContent) -> None:
    one, two, three, real = tables["plans"].rows
    assert two[:6] == ("2 Standorte", 4, 200_000, 50_000, 50, 1)
    assert three[1:4] == (None, None, None)
    assert (one[-1], three[-1], real[0], real[-1]) == (
        "bewiesen",
        "nicht möglich",
        "die späteren Büros",
        "wie eröffnet",
    )
    (marked,) = tables["plans"].marked
    assert town_report.plans[marked].k == town_report.recommended_k


def test_catchments_are_told_unit_by_unit(tables: dict[str, Table]) -> None:
    assert tables["catchments"].rows[1] == ("b", "Teil b", 20, "Altes Amt", "Altes Amt", "Teil b")


def test_gap_of_a_plan_is_shown_with_its_bound(tables: dict[str, Table]) -> None:
    assert tables["proof"].rows[1] == ("2 Standorte", "bewiesen", 7.5, 5, 0.0251, 800, 790, 0.0125)


def test_breaks_name_quarter_and_cause(tables: dict[str, Table]) -> None:
    cells = [cell for row in tables["breaks-2"].rows for cell in row[1:]]
    assert all(cell is None or ", weil " in cell for cell in cells)


def test_least_worst_regret_is_marked_in_words(tables: dict[str, Table]) -> None:
    remarks = [row[-1] for row in tables["regret"].rows]
    assert remarks.count("★ am wenigsten zu bereuen") == 1
    assert remarks[-1] == "nur zum Vergleich"
    assert len(tables["regret-costs"].rows) == 9  # three plans under three levels
