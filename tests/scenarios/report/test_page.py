"""The page stands alone, and its numbers are those of the JSON."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

import pytest

from scenarios.report.answer import answer
from scenarios.report.content import ReportContent
from scenarios.report.page import html
from scenarios.report.parts import PlanPart
from scenarios.report.words import LANGS, euro, number

VOID = {"meta", "link", "br"}


@dataclass
class Seen(HTMLParser):
    """What a page holds: start tags with attributes, cells with texts, all texts."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    cells: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    inside: str | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = dict(attrs).get("data-value")

    def handle_data(self, data: str) -> None:
        if self.inside is not None:
            self.cells.append((self.inside, data))
        if data.strip():
            self.texts.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self.inside = None


def seen(text: str) -> Seen:
    page = Seen()
    page.feed(text)
    return page


@pytest.fixture(scope="module")
def text(town_report: ReportContent) -> str:
    return html(town_report, "de")


@pytest.fixture(scope="module")
def page(text: str) -> Seen:
    return seen(text)


def numbers(found: Any) -> set[float]:
    if isinstance(found, dict):
        return {one for value in found.values() for one in numbers(value)}
    if isinstance(found, list):
        return {one for value in found for one in numbers(value)}
    return {found} if isinstance(found, int | float) and not isinstance(found, bool) else set()


def test_every_number_of_the_page_is_one_of_the_json(page: Seen, town_report: ReportContent) -> None:
    known = numbers(json.loads(town_report.to_json()))
    raw = [one for value, _ in page.cells for one in numbers(json.loads(value))]
    assert len(raw) > 200
    assert [one for one in raw if one not in known] == []


def test_what_is_read_is_the_number_behind_it(page: Seen) -> None:
    for value, text in page.cells:
        found = json.loads(value)
        first = found[0] if isinstance(found, list) else found
        digits = re.sub(r"[^\d,-]", "", text.partition("(")[0].partition("/")[0])
        told = float(digits.replace(",", "."))
        decimals = len(digits.partition(",")[2])
        scale = 100 if "%" in text else 1
        assert abs(told - first * scale) <= 0.5 * 10**-decimals + 1e-9, (value, text)


def test_table_of_a_plan_holds_its_measures(page: Seen, town_report: ReportContent) -> None:
    plan: PlanPart = town_report.plan(2)
    assert plan.travel is not None
    for value, text in (
        (plan.cost, euro(plan.cost, "de")),
        (plan.largest, number(plan.largest, "de")),
        (plan.travel.mean_minutes, number(plan.travel.mean_minutes, "de", decimals=1)),
    ):
        assert (json.dumps(value), text) in page.cells


def test_page_asks_nobody_for_anything(page: Seen, text: str) -> None:
    for tag, attributes in page.tags:
        assert tag not in ("script", "img", "iframe", "object", "form")
        for name in ("src", "href", "action", "data", "xlink:href"):
            assert re.match(r"#|data:,$", attributes.get(name) or "#"), (tag, attributes)
    assert re.findall(r"@import|url\((?!#)", text) == []
    policies = [
        a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


@pytest.mark.parametrize("lang", LANGS)
def test_page_says_its_language(bare_report: ReportContent, lang: str) -> None:
    found = seen(html(bare_report, lang))
    assert next(attributes for tag, attributes in found.tags if tag == "html")["lang"] == lang
    assert found.tags[1:3] == [("head", {}), ("meta", {"charset": "utf-8"})]


def test_ids_are_unique_and_links_lead_to_them(page: Seen) -> None:
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert max(ids.values()) == 1
    links = {str(a["href"])[1:] for tag, a in page.tags if tag == "a"}
    assert links <= set(ids)
    assert {"answer", "inputs", "plans", "hindsight", "opening", "regret", "simulation", "method"} <= links


def test_tables_have_captions_and_headers(page: Seen) -> None:
    count = Counter(tag for tag, _ in page.tags)
    assert count["table"] == count["caption"] == count["thead"] > 20
    assert {a.get("scope") for tag, a in page.tags if tag == "th"} == {"col", "row"}


def test_answer_is_one_paragraph_in_a_section_of_its_own(page: Seen, town_report: ReportContent) -> None:
    assert page.texts.count(answer(town_report, "de")) == 1


def test_chapters_without_content_are_left_out(bare_report: ReportContent) -> None:
    ids = {attributes.get("id") for tag, attributes in seen(html(bare_report, "de")).tags if tag == "section"}
    assert ids == {"answer", "inputs", "plans", "method"}


def test_clash_of_a_plan_is_told(page: Seen) -> None:
    assert any(text.startswith("Nicht zugleich erfüllbar: das Budget von") for text in page.texts)


def test_hindsight_is_compared_in_words(page: Seen) -> None:
    # The real network's largest catchment has 70 households (b, c, d), the plan's 50: 28.6 % less.
    assert any(
        "70 Haushalte im wirklichen Netz, 50 im Plan (28,6\N{NO-BREAK SPACE}% weniger)" in text for text in page.texts
    )


def test_names_cannot_write_into_the_page(bare_report: ReportContent) -> None:
    units = tuple(replace(unit, name="<script>alert(1)</script>&") for unit in bare_report.units)
    scenario = replace(bare_report.scenario, name='"><img src=x>')
    sites = tuple(replace(site, name="<b>", areas=("</td>",)) for site in bare_report.plans[1].sites)
    plans = (bare_report.plans[0], replace(bare_report.plans[1], sites=sites))
    text = html(replace(bare_report, units=units, scenario=scenario, plans=plans), "de")
    assert re.findall(r"<script|<img|<b>|</td>,", text) == []


def test_question_about_a_single_site_is_asked_in_the_singular(bare_report: ReportContent) -> None:
    alone = replace(bare_report, scenario=replace(bare_report.scenario, k_min=1, k_max=1, candidate_sites=1))
    assert "Welcher Standort mit welchem Einzugsbereich und Team passt" in html(alone, "de")
    assert "1 möglicher Standort." in html(alone, "de")
    assert "Which site with which catchment and team fits" in html(alone, "en")


def test_simulated_weeks_say_how_many_runs_from_which_seeds(page: Seen, town_report: ReportContent) -> None:
    assert any(
        text.startswith("3 Wochen ab 5.9.2016, 2 Läufe mit verschiedenen Startwerten. Jede") for text in page.texts
    )
    assert any(text.startswith("Simulation: Startwert 0 bis 1, Verfahren exact.") for text in page.texts)


def test_single_run_of_one_week_and_one_policy_claims_nothing_more(town_report: ReportContent) -> None:
    assert town_report.simulation is not None
    part = replace(town_report.simulation, weeks=1, seeds=1, played_seeds=(7,), policies=("first_come",), advantages=())
    text = html(replace(town_report, simulation=part), "de")
    assert "1 Woche ab 5.9.2016, ein einziger Lauf: wie weit andere von ihm abweichen, zeigt er nicht." in text
    assert "Gespielt wurde: nach Eingang." in text
    assert "Simulation: Startwert 7, Verfahren exact." in text
    assert "95-%" not in text
