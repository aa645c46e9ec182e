"""Figures: there for what the content holds, the same bytes each time, fit for a page with a strict policy."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from scenarios.report.content import ReportContent
from scenarios.report.figures import figures_of
from scenarios.report.words import LANGS

NAMES = [
    *("cost", "map-1", "load-1", "map-2", "load-2", "map-real", "load-real"),
    *("opening-load-1", "opening-cost-1", "opening-load-2", "opening-cost-2", "regret"),
    *("waiting", "open-needs", "households-per-worker", "advantage"),
]


@pytest.fixture(scope="module")
def both(town_report: ReportContent) -> dict[str, dict[str, str]]:
    return {lang: {figure.name: figure.draw() for figure in figures_of(town_report, lang)} for lang in LANGS}


@pytest.fixture(scope="module")
def drawn(both: dict[str, dict[str, str]]) -> dict[str, str]:
    return both["de"]


def test_every_part_has_its_figures(drawn: dict[str, str]) -> None:
    assert list(drawn) == NAMES  # the plan with three sites does not exist


def test_report_without_further_parts_has_maps_loads_and_cost(bare_report: ReportContent) -> None:
    assert [figure.name for figure in figures_of(bare_report, "de")] == NAMES[:5]


def test_same_content_same_bytes(town_report: ReportContent, drawn: dict[str, str]) -> None:
    assert {figure.name: figure.draw() for figure in figures_of(town_report, "de")} == drawn


def test_no_style_and_no_request(drawn: dict[str, str]) -> None:
    for text in drawn.values():
        assert re.findall(r"<style|\sstyle=", text) == []
        assert set(re.findall(r'"(https?://[^"]+)"', text)) == {"http://www.w3.org/2000/svg"}
        ElementTree.fromstring(text)


def test_figures_fit_in_one_page(drawn: dict[str, str]) -> None:
    ids = Counter(one for text in drawn.values() for one in re.findall(r' id="([^"]+)"', text))
    assert max(ids.values()) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_is_told_in_words(town_report: ReportContent, both: dict[str, dict[str, str]], lang: str) -> None:
    for figure in figures_of(town_report, lang):
        root = ElementTree.fromstring(both[lang][figure.name])
        assert root[0].text
        assert root[1].text
        assert figure.caption


def test_words_of_a_figure_follow_the_language(both: dict[str, dict[str, str]]) -> None:
    assert all(both["en"][name] != text for name, text in both["de"].items())
    assert "Haushalte" not in both["en"]["load-2"]
