"""All figures of a report by name: what the page shows, the folder holds and the web app draws."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scenarios.report import charts, charts_ahead, maps
from scenarios.report.content import ReportContent
from scenarios.report.parts import OpeningPart, PlanPart
from scenarios.report.texts import say, sites_words
from scenarios.report.words import MEASURES, Lang, number


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFigure:
    """
    One figure.

    Attributes
    ----------
    name
        Of its file, and its id in a page: ``map-7``, ``load-7``, ``cost``, ``waiting``.
    caption
        In words, with the note that outlines are schematic where they are.
    draw
        Makes the SVG element: ``role="img"`` with title and description, no style text, ids of its own.
    """

    name: str
    caption: str
    draw: Callable[[], str]


def figures_of(content: ReportContent, lang: Lang) -> tuple[ReportFigure, ...]:
    """Every figure there is for this content, in the order of the report; none is drawn before it is asked for."""
    return (
        *_plans(content, lang),
        *_hindsight(content, lang),
        *_openings(content, lang),
        *_regret(content, lang),
        *_simulation(content, lang),
    )


def _plans(content: ReportContent, lang: Lang) -> Iterator[ReportFigure]:
    yield ReportFigure(name="cost", caption=say("cost", lang), draw=lambda: charts.cost_and_budget(content, lang))
    for plan in content.plans:
        if plan.sites:
            yield from _plan(content, plan, lang)


def _plan(content: ReportContent, plan: PlanPart, lang: Lang) -> Iterator[ReportFigure]:
    yield ReportFigure(
        name=f"map-{plan.k}",
        caption=f"{say('map', lang, plan=sites_words(plan.k, lang))} ({maps.outline_note(content, lang)})",
        draw=lambda: maps.catchment_map(content, plan, lang),
    )
    yield ReportFigure(
        name=f"load-{plan.k}",
        caption=say("load", lang, plan=sites_words(plan.k, lang)),
        draw=lambda: charts.load_per_site(content, plan, lang),
    )


def _hindsight(content: ReportContent, lang: Lang) -> Iterator[ReportFigure]:
    real = content.hindsight
    if real is None:
        return
    beside = next((plan for plan in content.plans if plan.k == real.k and plan.sites), None)
    caption = say("map_real", lang) if beside is None else say("map_pair", lang, plan=sites_words(beside.k, lang))
    yield ReportFigure(
        name="map-real",
        caption=f"{caption} ({maps.outline_note(content, lang)})",
        draw=lambda: maps.real_map(content, real, beside, lang),
    )
    yield ReportFigure(
        name="load-real", caption=say("load_real", lang), draw=lambda: charts.load_per_site(content, real, lang)
    )


def _openings(content: ReportContent, lang: Lang) -> Iterator[ReportFigure]:
    for opening in content.openings:
        yield from _opening(opening, lang)


def _opening(opening: OpeningPart, lang: Lang) -> Iterator[ReportFigure]:
    yield ReportFigure(
        name=f"opening-load-{opening.k}",
        caption=say("opening_load", lang, plan=sites_words(opening.k, lang)),
        draw=lambda: charts.opening_load(opening, lang),
    )
    yield ReportFigure(
        name=f"opening-cost-{opening.k}",
        caption=say("opening_cost", lang, plan=sites_words(opening.k, lang)),
        draw=lambda: charts.opening_cost(opening, lang),
    )


def _regret(content: ReportContent, lang: Lang) -> Iterator[ReportFigure]:
    part = content.regret
    if part is not None:
        yield ReportFigure(name="regret", caption=say("regret", lang), draw=lambda: charts_ahead.regret(part, lang))


def _simulation(content: ReportContent, lang: Lang) -> Iterator[ReportFigure]:
    part = content.simulation
    if part is None:
        return
    bands = say("bands", lang, seeds=number(part.seeds, lang)) if part.seeds > 1 else say("no_bands", lang)
    yield ReportFigure(
        name="waiting",
        caption=f"{say('waiting', lang)} ({bands})",
        draw=lambda: charts_ahead.waiting(part, lang),
    )
    yield ReportFigure(
        name="open-needs",
        caption=f"{say('open_needs', lang)} ({bands})",
        draw=lambda: charts_ahead.open_needs(part, lang),
    )
    yield ReportFigure(
        name="households-per-worker",
        caption=f"{MEASURES['households_per_worker'][lang]} ({bands})",
        draw=lambda: charts_ahead.workload(part, lang),
    )
    if part.advantages:
        yield ReportFigure(
            name="advantage", caption=say("advantage", lang), draw=lambda: charts_ahead.advantage(part, lang)
        )
