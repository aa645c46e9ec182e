"""The tables of inputs say of each number whether it is a fact."""

from scenarios.report.content import ReportContent
from scenarios.report.table import Table
from scenarios.report.tables_inputs import input_tables


def found(content: ReportContent) -> dict[str, Table]:
    return {table.name: table for table in input_tables(content, "de")}


def test_every_line_has_kind_and_source(town_report: ReportContent) -> None:
    tables = found(town_report)
    assert {row[3] for row in tables["facts"].rows} == {"Fakt"}
    assert {row[3] for row in tables["inputs"].rows} == {"Fakt", "Annahme", "abgeleitet"}
    assert all(row[4] for name in ("facts", "inputs") for row in tables[name].rows)


def test_years_are_no_amounts(town_report: ReportContent) -> None:
    rows = {row[0]: row[1] for row in found(town_report)["inputs"].rows}
    assert rows["Erstes Jahr mit dem Budget des Netzes"] == "2018"


def test_units_are_counted_when_they_are_many(town_report: ReportContent) -> None:
    assert "Haushalte in eigenen Wohnungen: 4 Gebiete" in [row[0] for row in found(town_report)["inputs"].rows]


def test_tension_shows_both_numbers(town_report: ReportContent) -> None:
    rows = {row[0]: row[1:3] for row in found(town_report)["tensions"].rows}
    assert rows["Kosten des Netzes: genannt, und achtmal der Pilot"] == (850_000, 880_000)
