"""The paragraph on top: short, made from the figures, and right in its grammar."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.report.answer import MOST_WORDS, answer
from scenarios.report.content import ReportContent
from scenarios.report.parts import AdvantageLine, BreakLine
from scenarios.report.simulation_part import simulation_part
from scenarios.report.words import LANGS, Lang
from scenarios.site_plan import Demand
from tests.scenarios.report.conftest import Make, make_simulation

NBSP = "\N{NO-BREAK SPACE}"
NAMES = st.text("abcdefgh XYZ-", min_size=1, max_size=40).filter(str.strip)


def numbers_of_json(found: Any) -> set[float]:
    if isinstance(found, dict):
        return {number for value in found.values() for number in numbers_of_json(value)}
    if isinstance(found, list):
        return {number for value in found for number in numbers_of_json(value)}
    if isinstance(found, str):  # years and quarters are texts: 2020-Q4
        return {float(digits) for digits in re.findall(r"\d+", found)}
    return {float(found)} if isinstance(found, int | float) and not isinstance(found, bool) else set()


def numbers_of_text(text: str, lang: Lang) -> list[float]:
    point = "," if lang == "de" else "."
    other = "." if lang == "de" else ","
    found = re.findall(rf"\d[\d{re.escape(other)}]*(?:{re.escape(point)}\d+)?", text)
    return [float(one.rstrip(".,").replace(other, "").replace(point, ".")) for one in found]


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_the_answer_stands_in_the_json(town_report: ReportContent, lang: Lang) -> None:
    known = numbers_of_json(json.loads(town_report.to_json()))
    told = known | {round(number) for number in known} | {round(number, 1) for number in known}
    told |= {round(100 * number, 1) for number in known}
    found = numbers_of_text(answer(town_report, lang), lang)
    assert len(found) > 10
    assert [number for number in found if number not in told] == []


def test_whole_answer(town_report: ReportContent) -> None:
    text = answer(town_report, "de")
    assert text.startswith("Am sichersten, wie viele auch kommen, ist der Plan mit ")
    assert "Zum Vergleich: " in text
    assert f"deckt die Planung mit dem Programm 5,0{NBSP}% mehr Bedarf als einfache Regeln." in text


def test_answer_without_comparison_says_only_that_a_plan_is_possible(bare_report: ReportContent) -> None:
    text = answer(bare_report, "de")
    assert text.startswith(
        "Möglich ist ein Plan mit 2 Standorten und je 2 Fachkräften: Altes Amt (Teil a, Teil b); Teil d (Teil c)."
    )
    assert f"Er kostet 200.000{NBSP}€ im Jahr, 50.000{NBSP}€ unter dem Budget von 250.000{NBSP}€." in text
    assert f"3 Standorte: nicht möglich (dagegen: das Budget von 250.000{NBSP}€ im Jahr)." in text
    assert "bricht" not in text
    assert "Simulation" not in text


def test_one_site_is_told_in_the_singular(bare_report: ReportContent) -> None:
    text = answer(replace(bare_report, plans=bare_report.plans[:1]), "de")
    assert text.startswith("Möglich ist ein Plan mit 1 Standort und 2 Fachkräften: Altes Amt (")
    assert "Vergleich" not in text
    # A lone site is neither the busiest nor the largest.
    assert "Am meisten" not in text
    assert "größte Standort" not in text


@pytest.mark.parametrize(
    ("left", "words"),
    [(1, "1 € unter dem Budget"), (-1, "1 € über dem Budget"), (0, "genau das Budget"), (None, "im Jahr.")],
)
def test_budget_is_kept_missed_met_or_absent(bare_report: ReportContent, left: int | None, words: str) -> None:
    plan = replace(bare_report.plans[0], budget_left=left)
    assert words.replace(" €", f"{NBSP}€") in answer(replace(bare_report, plans=(plan,)), "de")


def test_no_plan_at_all_names_the_clash(bare_report: ReportContent) -> None:
    text = answer(replace(bare_report, plans=bare_report.plans[2:]), "de")
    assert text.startswith("Kein Plan mit 1 bis 3 Standorten erfüllt alle Vorgaben. Zum Vergleich: 3 Standorte:")


def test_unknown_plan_is_not_called_impossible(bare_report: ReportContent) -> None:
    unknown = replace(bare_report.plans[2], status="unknown", clash=())
    assert "3 Standorte: kein Plan gefunden." in answer(
        replace(bare_report, plans=(*bare_report.plans[:2], unknown)), "de"
    )


def with_breaks(content: ReportContent, *breaks: tuple[int, int, str | None, Any]) -> str:
    lines = tuple(
        BreakLine(arrivals=a, limit=limit, quarter=quarter, cause=cause) for a, limit, quarter, cause in breaks
    )
    openings = tuple(replace(opening, breaks=lines) for opening in content.openings)
    return answer(replace(content, openings=openings, simulation=None), "de")


def test_levels_that_break_alike_are_told_together(town_report: ReportContent) -> None:
    text = with_breaks(town_report, (50, 75, None, None), (75, 75, "2018-Q1", "budget"), (100, 75, "2018-Q1", "budget"))
    assert (
        "Was zuerst bricht: bei 50 nichts; bei 75 und 100 Zuweisungen je Woche im 1. Quartal 2018 die Grenze von "
        "75 Haushalten je Fachkraft, weil das Geld nicht reicht."
    ) in text


def test_highest_limit_of_the_first_quarter_is_told(town_report: ReportContent) -> None:
    text = with_breaks(
        town_report,
        (50, 75, "2016-Q3", "existing"),
        (50, 100, "2016-Q3", "existing"),
        (50, 125, "2017-Q1", "workers"),
    )
    assert "im 3. Quartal 2016 die Grenze von 100 Haushalten je Fachkraft, weil der Pilot allein ist." in text


def test_limits_that_hold_are_told(town_report: ReportContent) -> None:
    text = with_breaks(town_report, (50, 75, None, None), (50, 100, None, None))
    assert "Bis zum 4. Quartal 2020 bricht nichts: es bleiben höchstens 75 Haushalte je Fachkraft." in text


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.05, 0.05), f"5,0{NBSP}% mehr"),
        ((0.031, 0.072), f"3,1{NBSP}% bis 7,2{NBSP}% mehr"),
        ((-0.02, -0.01), f"1,0{NBSP}% bis 2,0{NBSP}% weniger"),
        ((-0.01, 0.02), f"-1,0{NBSP}% bis 2,0{NBSP}% mehr"),
    ],
)
def test_simulation_says_by_how_much(town_report: ReportContent, shares: tuple[float, ...], words: str) -> None:
    part = simulation_part(make_simulation())
    lines = tuple(
        AdvantageLine(arrivals=50, baseline="first_come", points=1, low=0, high=2, share=share) for share in shares
    )
    assert words in answer(replace(town_report, simulation=replace(part, advantages=lines)), "de")


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(NAMES, min_size=1, max_size=12),
    areas=st.lists(NAMES, max_size=40),
    clash=st.lists(st.tuples(st.sampled_from(["fixed", "together", "existing"]), st.integers(1, 30)), max_size=4),
    lang=st.sampled_from(LANGS),
    simulated=st.booleans(),
)
def test_answer_never_has_more_than_120_words(
    town_report: ReportContent, names: list[str], areas: list[str], clash: Any, lang: Lang, simulated: bool
) -> None:
    site = town_report.plan(2).sites[0]
    sites = tuple(replace(site, number=i + 1, name=name, areas=tuple(areas)) for i, name in enumerate(names))
    ids = tuple(unit.id for unit in town_report.units)
    demands = tuple(Demand(code=code, ids=(ids * 8)[:count], number=Decimal(3)) for code, count in clash)
    plans = (replace(town_report.plan(2), sites=sites), replace(town_report.plan(3), clash=demands))
    content = replace(town_report, plans=plans, simulation=town_report.simulation if simulated else None)
    text = answer(content, lang)
    assert 0 < len(text.split()) <= MOST_WORDS
    assert text.endswith(".")


def test_long_catchments_give_way_to_what_breaks(town_report: ReportContent, make_content: Make) -> None:
    site = replace(town_report.plan(2).sites[0], areas=tuple(f"Ortsteil {i}" for i in range(60)))
    plans = (replace(town_report.plan(2), sites=(site,)),)
    text = answer(make_content(plans=plans, recommended_k=2), "de")
    assert "Altes Amt (Ortsteil 0, Ortsteil 1 und 58 weitere). " in text
    assert "bricht" in text


def test_lone_plan_is_not_called_the_safest(town_report: ReportContent) -> None:
    assert town_report.regret is not None
    rows = [row for row in town_report.regret.rows if row.k == town_report.recommended_k and not row.compared]
    alone = replace(town_report, regret=replace(town_report.regret, rows=tuple(rows)))
    assert answer(alone, "de").startswith("Möglich ist ein Plan mit ")
