"""Charts of what may come carry their numbers."""

import re
from dataclasses import replace

from scenarios.report.charts_ahead import advantage, open_needs, regret, waiting, workload
from scenarios.report.content import ReportContent
from scenarios.report.drawing import POLICY_LINES
from scenarios.report.simulation_part import simulation_part
from tests.scenarios.report.conftest import make_simulation

PART = simulation_part(make_simulation())


def test_marked_plan_carries_a_star(town_report: ReportContent) -> None:
    assert town_report.regret is not None
    drawn = regret(town_report.regret, "de")
    assert drawn.count(" ★<") == 1
    assert "die späteren Büros" in drawn


def test_curves_have_a_panel_per_level_and_a_line_per_policy() -> None:
    for draw in (waiting, open_needs, workload):
        drawn = draw(PART, "de").partition("</desc>")[2]
        assert [drawn.count(f">{level} je Woche<") for level in PART.arrivals] == [1, 1, 1]
        assert drawn.count(">nach Eingang<") == 1


def test_last_values_are_told_in_words() -> None:
    assert "In der letzten Woche: 50 Zuweisungen je Woche, Planung mit dem Programm: 30,5;" in open_needs(PART, "de")


def test_curve_without_any_value_is_empty() -> None:
    nothing = replace(PART.curves[0], mean=(None,), low=(None,), high=(None,))
    assert ": –." in waiting(replace(PART, curves=(nothing,), arrivals=(50,)), "de")


def test_advantage_names_its_share() -> None:
    drawn = advantage(PART, "de")
    assert drawn.partition("</desc>")[2].count(">5,0\N{NO-BREAK SPACE}%<") == 6  # three levels, two baselines


def test_single_run_has_no_range_and_a_single_week_is_a_point() -> None:
    assert "95-%" in advantage(PART, "de")
    assert "95-%" not in advantage(replace(PART, seeds=1), "de")
    for weeks, points in ((1, True), (2, False)):
        curve = replace(PART.curves[0], mean=(2.0,) * weeks, low=(2.0,) * weeks, high=(2.0,) * weeks)
        drawn = waiting(replace(PART, curves=(curve,), arrivals=(50,)), "de")
        assert bool(re.search(f'<use [^>]*stroke="{POLICY_LINES["engine"][0]}"', drawn)) == points
