"""The tables of the simulated weeks."""

from dataclasses import replace

from scenarios.report.content import ReportContent
from scenarios.report.parts import TotalLine
from scenarios.report.table import Table
from scenarios.report.tables_ahead import simulation_tables


def found(content: ReportContent) -> dict[str, Table]:
    return {table.name: table for table in simulation_tables(content, "de")}


def test_measures_stand_by_policy_with_their_intervals(town_report: ReportContent) -> None:
    table = found(town_report)["simulation-50"]
    assert [row[0] for row in table.rows][:2] == ["gedeckte Bedarfe", "gedeckte Bedarfe, gewichtet (Punkte)"]
    assert table.rows[0][1] == (50, 45, 55)
    assert len(table.columns) == 4  # measure, three policies


def test_groups_are_told_by_name(town_report: ReportContent) -> None:
    tables = found(town_report)
    assert tables["open-by-kind"].rows == (("Begleitung", *((5, 4, 6),) * 3),)
    assert tables["open-by-language"].rows[0][0] == "Tigrinya"
    assert tables["open-by-district"].rows[0][0] == "Teil a"


def test_districts_are_named_after_the_larger_area_and_never_after_a_language(town_report: ReportContent) -> None:
    assert town_report.simulation is not None
    lines = tuple(
        TotalLine(arrivals=100, policy="engine", measure="open_by_district", group=group, mean=1, low=1, high=1)
        for group in ("no", "so")
    )
    units = tuple(
        replace(unit, parent=parent, parent_name=name)
        for unit, (parent, name) in zip(town_report.units, (("no", "Nordost"), ("so", "so")), strict=False)
    )
    report = replace(town_report, units=units, simulation=replace(town_report.simulation, totals=lines))
    assert [row[0] for row in found(report)["open-by-district"].rows] == ["Nordost", "so"]


def test_most_open_comes_first_and_long_lists_are_cut(town_report: ReportContent) -> None:
    assert town_report.simulation is not None
    lines = tuple(
        TotalLine(arrivals=100, policy="engine", measure="open_by_kind", group=f"k{i:02}", mean=i, low=i, high=i)
        for i in range(20)
    )
    table = found(replace(town_report, simulation=replace(town_report.simulation, totals=lines)))["open-by-kind"]
    assert [row[0] for row in table.rows] == [f"k{i:02}" for i in range(19, 7, -1)]


def test_no_simulation_no_tables(bare_report: ReportContent) -> None:
    assert found(bare_report) == {}
