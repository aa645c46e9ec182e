"""Charts of plans carry their numbers."""

from dataclasses import replace

from scenarios.report.charts import breaks_text, cost_and_budget, load_per_site, near_ones, opening_cost, opening_load
from scenarios.report.content import ReportContent

NBSP = "\N{NO-BREAK SPACE}"


def test_load_of_each_site_stands_beside_its_bar(town_report: ReportContent) -> None:
    drawn = load_per_site(town_report, town_report.plan(2), "de")
    assert drawn.count("50 (25 je Fachkraft)") == 2  # 50 households for a team of two
    assert "Durchschnitt 50" in drawn
    assert f"Band ± 5{NBSP}%" in drawn


def test_plan_of_one_site_can_be_drawn(town_report: ReportContent) -> None:
    assert "100 (50 je Fachkraft)" in load_per_site(town_report, town_report.plan(1), "de")


def test_cost_stands_beside_the_budget(town_report: ReportContent) -> None:
    drawn = cost_and_budget(town_report, "de")
    for words in (f"100.000{NBSP}€", f"200.000{NBSP}€", f"Budget 250.000{NBSP}€", "kein Plan"):
        assert words in drawn


def test_cost_without_budget_has_no_line(town_report: ReportContent) -> None:
    free = replace(town_report, scenario=replace(town_report.scenario, yearly_budget=None))
    drawn = cost_and_budget(free, "de")
    assert "Budget" not in drawn.partition("</desc>")[2]


def test_cost_above_the_budget_is_hatched(town_report: ReportContent) -> None:
    poor = replace(town_report, scenario=replace(town_report.scenario, yearly_budget=150_000))
    assert "<pattern" in cost_and_budget(poor, "de")
    assert "<pattern" not in cost_and_budget(town_report, "de")


def test_opening_shows_levels_limits_and_years(town_report: ReportContent) -> None:
    opening = town_report.openings[1]
    load, cost = opening_load(opening, "de"), opening_cost(opening, "de")
    for words in ("50 Zuweisungen je Woche", "Grenze 75", "offene Standorte"):
        assert words in load
    assert "2018" in cost
    assert "Budget des Jahres" in cost


def test_breaks_are_told_in_words(town_report: ReportContent) -> None:
    told = breaks_text(town_report.openings[1], "de")
    assert told.startswith("50 Zuweisungen je Woche, Grenze 75: ")
    assert told.count(";") == 11


def test_name_in_a_script_without_font_is_no_warning(town_report: ReportContent) -> None:
    sites = tuple(replace(site, name="北京") for site in town_report.plan(2).sites)
    assert "北京" in load_per_site(town_report, replace(town_report.plan(2), sites=sites), "de")


def test_limits_too_near_to_be_named_apart_share_a_name() -> None:
    assert near_ones([75, 100, 125, 300], apart=26) == [[75, 100, 125], [300]]
    assert near_ones([75, 100, 125, 300], apart=25) == [[75], [100], [125], [300]]
