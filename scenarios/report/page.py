"""The report as one HTML page that asks nobody for anything: styles and figures stand inside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scenarios.report.answer import answer
from scenarios.report.content import ReportContent
from scenarios.report.figures import ReportFigure, figures_of
from scenarios.report.maps import catchment_map, outline_note
from scenarios.report.parts import PlanPart
from scenarios.report.table import Table, any_words
from scenarios.report.tables import tables_of
from scenarios.report.texts import say, sites_words
from scenarios.report.words import (
    POLICIES,
    STATUSES,
    Lang,
    Words,
    clash_sentence,
    counted,
    either,
    euro,
    listed,
    number,
    percent,
    spans,
)

_TEMPLATES = Path(__file__).parent / "templates"
_UNITS: tuple[Words, Words] = ({"de": "Gebiet", "en": "unit"}, {"de": "Gebiete", "en": "units"})
_HOUSEHOLDS: tuple[Words, Words] = ({"de": "Haushalt", "en": "household"}, {"de": "Haushalte", "en": "households"})
_CANDIDATES: tuple[Words, Words] = (
    {"de": "möglicher Standort", "en": "candidate site"},
    {"de": "mögliche Standorte", "en": "candidate sites"},
)
_WEEKS: tuple[Words, Words] = ({"de": "Woche", "en": "week"}, {"de": "Wochen", "en": "weeks"})
PartKind = Literal["text", "note", "head", "fresh", "figure", "table"]
Part = tuple[PartKind, str]
"""A sentence, a heading (fresh: on a new sheet), or the name of a figure or table that may not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A chapter of the page."""

    id: str
    head: str
    parts: tuple[Part, ...] = ()


def html(content: ReportContent, lang: Lang) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    figures: dict[str, ReportFigure] = {figure.name: figure for figure in figures_of(content, lang)}
    tables: dict[str, Table] = {table.name: table for table in tables_of(content, lang)}
    return environment.get_template("report.html.j2").render(
        content=content,
        lang=lang,
        say=lambda code: say(code, lang),
        css=(_TEMPLATES / "report.css").read_text(encoding="utf-8"),
        figures=figures,
        tables=tables,
        scenario_line=_scenario_line(content, lang),
        question=_question(content, lang),
        answer=answer(content, lang),
        keys=list(_keys(content, lang)),
        **_answer_map(content, lang),
        sections=list(_sections(content, lang)),
    )


def _scenario_line(content: ReportContent, lang: Lang) -> str:
    one = content.scenario
    return say(
        "scenario_line",
        lang,
        name=one.name or say("no_name", lang),
        units=counted(one.units, lang, *_UNITS),
        households=counted(one.households, lang, *_HOUSEHOLDS),
        candidates=counted(one.candidate_sites, lang, *_CANDIDATES),
    )


def _question(content: ReportContent, lang: Lang) -> str:
    one = content.scenario
    numbers = [number(k, lang) for k in range(one.k_min, one.k_max + 1)]
    arrivals = [number(arrivals, lang) for arrivals in one.arrivals]
    code = "question_one" if one.k_min == one.k_max == 1 else "question"
    if one.yearly_budget is None:
        code += "_free"
    return say(
        code,
        lang,
        range=either(numbers, lang),
        budget=euro(one.yearly_budget, lang),
        arrivals=either(arrivals, lang),
    )


def _keys(content: ReportContent, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """The few figures of the recommended plan that are asked for first: words, number, and the same as JSON."""
    plan = _recommended(content)
    if plan is None:
        return
    yield say("key_sites", lang), number(plan.k, lang), json.dumps(plan.k)
    yield say("key_workers", lang), number(plan.workers, lang), json.dumps(plan.workers)
    yield say("key_cost", lang), euro(plan.cost, lang), json.dumps(plan.cost)
    if plan.travel is not None:
        minutes = plan.travel.mean_minutes
        yield say("key_minutes", lang), number(minutes, lang, decimals=1), json.dumps(minutes)


def _answer_map(content: ReportContent, lang: Lang) -> dict[str, str]:
    """The map of the recommended plan once more, with ids of its own."""
    plan = _recommended(content)
    if plan is None:
        return {"answer_map": "", "answer_map_caption": ""}
    caption = f"{say('map', lang, plan=sites_words(plan.k, lang))} ({outline_note(content, lang)})"
    return {"answer_map": catchment_map(content, plan, lang, name="map-answer"), "answer_map_caption": caption}


def _recommended(content: ReportContent) -> PlanPart | None:
    return next((one for one in content.plans if one.k == content.recommended_k and one.sites), None)


def _sections(content: ReportContent, lang: Lang) -> Iterator[Section]:
    yield Section(id="answer", head=say("answer_head", lang))
    yield Section(id="inputs", head=say("inputs_head", lang), parts=tuple(_inputs(lang)))
    yield Section(id="plans", head=say("plans_head", lang), parts=tuple(_plans(content, lang)))
    if content.hindsight is not None:
        parts = tuple(_hindsight(content, content.hindsight, lang))
        yield Section(id="hindsight", head=say("hindsight_head", lang), parts=parts)
    if content.openings:
        yield Section(id="opening", head=say("opening_head", lang), parts=tuple(_openings(content, lang)))
    if content.regret is not None:
        yield Section(id="regret", head=say("regret_head", lang), parts=tuple(_regret(lang)))
    if content.simulation is not None:
        yield Section(id="simulation", head=say("simulation_head", lang), parts=tuple(_simulation(content, lang)))
    yield Section(id="method", head=say("method_head", lang), parts=tuple(_method(content, lang)))


def _inputs(lang: Lang) -> Iterator[Part]:
    yield "text", say("inputs_intro", lang)
    yield "table", "inputs"
    yield "table", "facts"
    yield "text", say("tensions_intro", lang)
    yield "table", "tensions"


def _plans(content: ReportContent, lang: Lang) -> Iterator[Part]:
    yield "text", say("plans_intro", lang)
    yield "table", "plans"
    yield "figure", "cost"
    yield "note", say("catchments_file", lang)
    for plan in content.plans:
        yield "fresh" if plan.sites else "head", sites_words(plan.k, lang)
        if not plan.sites:
            yield "text", clash_sentence(plan.clash, lang, content.names) or f"{STATUSES[plan.status][lang]}."
        yield "figure", f"map-{plan.k}"
        yield "figure", f"load-{plan.k}"
        yield "table", f"sites-{plan.k}"


def _hindsight(content: ReportContent, real: PlanPart, lang: Lang) -> Iterator[Part]:
    yield "text", say("hindsight_intro", lang)
    plan = next((one for one in content.plans if one.k == real.k and one.sites), None)
    if plan is not None and plan.largest and real.largest and plan.travel and real.travel:
        yield (
            "text",
            say(
                "hindsight_result",
                lang,
                real=number(real.largest, lang),
                plan=number(plan.largest, lang),
                share=_difference(plan.largest / real.largest - 1, lang),
                real_minutes=number(real.travel.mean_minutes, lang, decimals=1),
                plan_minutes=number(plan.travel.mean_minutes, lang, decimals=1),
            ),
        )
    yield "figure", "map-real"
    yield "figure", "load-real"
    yield "table", "sites-real"


def _difference(share: float, lang: Lang) -> str:
    if share == 0:
        return say("same", lang)
    return say("less" if share < 0 else "more", lang, share=percent(abs(share), lang))


def _openings(content: ReportContent, lang: Lang) -> Iterator[Part]:
    yield "text", say("opening_intro", lang)
    for opening in content.openings:
        yield "head", sites_words(opening.k, lang)
        yield "figure", f"opening-load-{opening.k}"
        yield "table", f"breaks-{opening.k}"
        yield "note", say("never", lang)
        yield "table", f"opening-{opening.k}"
        yield "figure", f"opening-cost-{opening.k}"
        yield "table", f"opening-cost-{opening.k}"


def _regret(lang: Lang) -> Iterator[Part]:
    yield "text", say("regret_intro", lang)
    yield "table", "regret"
    yield "figure", "regret"
    yield "table", "regret-costs"


def _simulation(content: ReportContent, lang: Lang) -> Iterator[Part]:
    part = content.simulation
    if part is None:
        return
    weeks, start = counted(part.weeks, lang, *_WEEKS), any_words(part.first_week, lang)
    runs = say("runs", lang, seeds=number(part.seeds, lang)) if part.seeds > 1 else say("one_run", lang)
    named = listed([POLICIES[policy][lang] for policy in part.policies], lang)
    played = "simulation_all" if len(part.policies) == len(POLICIES) else "simulation_some"
    intro = say("simulation_intro", lang, weeks=weeks, runs=runs, start=start)
    yield "text", f"{intro} {say(played, lang, policies=named)}"
    yield "figure", "advantage"
    yield "table", "advantage"
    yield "figure", "waiting"
    yield "note", say("waiting_note", lang)
    yield "figure", "open-needs"
    yield "figure", "households-per-worker"
    for arrivals in part.arrivals:
        yield "table", f"simulation-{arrivals}"
    for name in ("open-by-kind", "open-by-language", "open-by-district"):
        yield "table", name


def _method(content: ReportContent, lang: Lang) -> Iterator[Part]:
    text = partial(say, lang=lang)
    yield "text", text("method_plans")
    yield "table", "proof"
    if content.simulation is not None:
        part = content.simulation
        yield "text", text("method_simulation", seeds=spans(part.played_seeds, lang), engine=part.engine)
    yield "text", text("method_maps", note=outline_note(content, lang))
    yield "text", text("method_files")
    yield "note", text("method_versions", versions=listed([" ".join(one) for one in content.versions], lang))
    yield "note", text("method_sha", sha256=content.scenario.sha256)
