"""One structure holds every number of a report."""

import json
from dataclasses import replace

import pytest

from scenarios.report.content import FORMAT, ReportContent
from tests.scenarios.report.conftest import SHA, Make


def test_json_is_sorted_and_the_same_each_time(town_report: ReportContent) -> None:
    text = town_report.to_json()
    assert text == town_report.to_json()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_json_names_its_format_and_scenario(town_report: ReportContent) -> None:
    found = json.loads(town_report.to_json())
    assert found["format"] == FORMAT
    assert found["scenario"]["sha256"] == SHA
    assert found["scenario"]["households"] == 100
    assert "outlines" not in found


def test_no_number_has_more_than_four_decimals_but_places(town_report: ReportContent) -> None:
    def numbers(found: object, key: str = "") -> list[float]:
        if isinstance(found, dict):
            return [number for name, value in found.items() for number in numbers(value, name)]
        if isinstance(found, list):
            return [number for value in found for number in numbers(value, key)]
        return [found] if isinstance(found, float) and key not in ("lat", "lon") else []

    assert all(round(number, 4) == number for number in numbers(json.loads(town_report.to_json())))


def test_plan_with_the_least_worst_regret_is_recommended(town_report: ReportContent) -> None:
    assert town_report.regret is not None
    (best,) = [row for row in town_report.regret.rows if row.best]
    assert town_report.recommended_k == best.k


def test_without_regret_only_a_lone_plan_is_recommended(bare_report: ReportContent, make_content: Make) -> None:
    assert bare_report.recommended_k is None  # two plans, and nothing that tells them apart


def test_plan_is_found_by_its_number_of_sites(town_report: ReportContent) -> None:
    assert town_report.plan(2).k == 2
    with pytest.raises(StopIteration):
        replace(town_report, plans=()).plan(2)


def test_versions_name_the_libraries_of_the_numbers(town_report: ReportContent) -> None:
    assert {"numpy", "ortools", "python"} <= {name for name, _ in town_report.versions}
