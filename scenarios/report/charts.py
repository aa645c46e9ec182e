"""Charts of plans: load per site, cost against budget, opening over time, regret."""

from typing import TYPE_CHECKING

from scenarios.report.content import ReportContent
from scenarios.report.drawing import (
    ACCENT,
    DARK,
    LEVEL_LINES,
    LINE,
    PALE,
    SMALL,
    WARM,
    finished,
    new_figure,
    plain_axes,
    write_numbers,
)
from scenarios.report.parts import OpeningPart, PlanPart
from scenarios.report.texts import say
from scenarios.report.words import NOTHING, Lang, euro, number, percent, quarter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_QUARTER_LABELS = 12


def load_per_site(content: ReportContent, plan: PlanPart, lang: Lang) -> str:
    """Households of each site, beside the mean and the band around it."""
    figure = new_figure(0.9 + 0.36 * len(plan.sites))
    axes = figure.subplots()
    places = range(len(plan.sites))
    loads = [site.households for site in plan.sites]
    axes.axvspan(float(plan.band_low), float(plan.band_high), color=PALE, zorder=0, label=_band(content, lang))
    axes.axvline(
        float(plan.mean), color=DARK, linewidth=1, linestyle="--", label=say("mean", lang, mean=number(plan.mean, lang))
    )
    axes.barh(places, loads, color=ACCENT, height=0.62)
    axes.set_yticks(places, [f"{site.number}  {site.name}" for site in plan.sites])
    axes.invert_yaxis()
    for place, site in zip(places, plan.sites, strict=True):
        words = say(
            "per_worker",
            lang,
            households=number(site.households, lang),
            per_worker=number(site.households_per_worker, lang),
        )
        axes.annotate(
            words, (site.households, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=SMALL
        )
    axes.set_xlim(0, 1.35 * max([*loads, float(plan.band_high), 1]))
    plain_axes(axes, grid="x")
    write_numbers(axes, "x", lambda value: number(value, lang))
    axes.set_xlabel(say("households", lang), fontsize=SMALL)
    figure.legend(loc="outside lower center", ncols=2, fontsize=SMALL, frameon=False)
    real = plan is content.hindsight
    title = say("load_real", lang) if real else say("load", lang, k=plan.k)
    return finished(
        figure, name="load-real" if real else f"load-{plan.k}", title=title, description=load_text(plan, lang)
    )


def load_text(plan: PlanPart, lang: Lang) -> str:
    """The bars in words."""
    sites = (f"{site.name} {number(site.households, lang)}" for site in plan.sites)
    return f"{say('mean', lang, mean=number(plan.mean, lang))}; {', '.join(sites)}."


def _band(content: ReportContent, lang: Lang) -> str:
    return say("band", lang, slack=percent(content.scenario.balance_slack, lang, decimals=0))


def cost_and_budget(content: ReportContent, lang: Lang) -> str:
    """Yearly cost of each plan beside the budget."""
    figure = new_figure(2.6)
    axes = figure.subplots()
    plans, budget = content.plans, content.scenario.yearly_budget
    costs = [float(plan.cost or 0) / 1000 for plan in plans]
    over = [budget is not None and plan.cost is not None and plan.cost > budget for plan in plans]
    bars = axes.bar(range(len(plans)), costs, width=0.5, color=[WARM if one else ACCENT for one in over])
    for bar, one in zip(bars, over, strict=True):
        bar.set_hatch("////" if one else "")
        bar.set_edgecolor("white")
    for place, plan in enumerate(plans):
        words = euro(plan.cost, lang) if plan.cost is not None else say("no_plan", lang)
        axes.annotate(
            words, (place, costs[place]), xytext=(0, 3), textcoords="offset points", ha="center", fontsize=SMALL
        )
    if budget is not None:
        axes.axhline(float(budget) / 1000, color=DARK, linewidth=1.2, linestyle="--")
        axes.annotate(
            say("budget_of", lang, budget=euro(budget, lang)),
            (1, float(budget) / 1000),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="right",
            fontsize=SMALL,
        )
    axes.set_xlim(-0.6, len(plans) - 0.1)
    axes.set_ylim(0, 1.2 * max([*costs, float(budget or 0) / 1000, 1]))
    axes.set_xticks(range(len(plans)), [_sites(plan.k, lang) for plan in plans])
    _euro_axis(axes, lang)
    words = "; ".join(f"{_sites(plan.k, lang)}: {euro(plan.cost, lang)}" for plan in plans)
    told = f"{words}. {say('budget_of', lang, budget=euro(budget, lang))}."
    return finished(figure, name="cost", title=say("cost", lang), description=told)


def opening_cost(opening: OpeningPart, lang: Lang) -> str:
    """Cost of each calendar year beside what may be spent in it."""
    figure = new_figure(2.6)
    axes = figure.subplots()
    costs = [float(year.cost) / 1000 for year in opening.years]
    axes.bar(range(len(costs)), costs, width=0.5, color=ACCENT, label=say("year_cost", lang))
    for place, year in enumerate(opening.years):
        axes.annotate(
            euro(year.cost, lang),
            (place, costs[place]),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=SMALL,
        )
        if year.budget is not None:
            limit = float(year.budget) / 1000
            label = say("year_budget", lang) if place == 0 else None
            axes.plot([place - 0.4, place + 0.4], [limit, limit], color=DARK, linestyle="--", label=label)
    axes.set_ylim(0, 1.25 * max([*costs, *(float(year.budget or 0) / 1000 for year in opening.years), 1]))
    axes.set_xticks(range(len(costs)), [str(year.year) for year in opening.years])
    _euro_axis(axes, lang)
    figure.legend(loc="outside lower center", ncols=2, fontsize=SMALL, frameon=False)
    words = "; ".join(f"{year.year}: {euro(year.cost, lang)}" for year in opening.years)
    title = say("opening_cost", lang, k=opening.k)
    return finished(figure, name=f"opening-cost-{opening.k}", title=title, description=f"{words}.")


def opening_load(opening: OpeningPart, lang: Lang) -> str:
    """Households per worker by quarter for each level of arrivals, the limits, and the sites open so far."""
    figure = new_figure(3.6)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    places = range(len(opening.quarters))
    for line, (colour, dash, marker) in zip(opening.loads, LEVEL_LINES * 4, strict=False):
        values = [float("nan") if value is None else float(value) for value in line.households_per_worker]
        label = say("arrivals", lang, arrivals=number(line.arrivals, lang))
        above.plot(places, values, color=colour, linestyle=dash, marker=marker, markersize=3.5, label=label)
    for limit in sorted({one.limit for one in opening.breaks}):
        above.axhline(float(limit), color=DARK, linewidth=0.9, linestyle=(0, (1, 1)))
        above.annotate(
            say("limit", lang, limit=number(limit, lang)),
            (0, float(limit)),
            xycoords=("axes fraction", "data"),
            xytext=(3, 2),
            textcoords="offset points",
            fontsize=SMALL,
        )
    above.set_ylim(bottom=0)
    above.set_ylabel(say("households_per_worker", lang), fontsize=SMALL)
    write_numbers(above, "y", lambda value: number(value, lang))
    counts = _open_sites(opening)
    below.step(places, counts, where="post", color=DARK)
    below.fill_between(places, counts, step="post", color=LINE)
    below.set_ylim(0, max([*counts, 1]) + 1)
    below.set_ylabel(say("open_sites", lang), fontsize=SMALL)
    every = 1 + (len(opening.quarters) - 1) // _MOST_QUARTER_LABELS
    below.set_xticks(places[::every], [quarter(code, lang, short=True) for code in opening.quarters[::every]])
    for axes in (above, below):
        plain_axes(axes)
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL, frameon=False)
    title = say("opening_load", lang, k=opening.k)
    return finished(figure, name=f"opening-load-{opening.k}", title=title, description=breaks_text(opening, lang))


def breaks_text(opening: OpeningPart, lang: Lang) -> str:
    """When each limit breaks first, in words."""
    told = []
    for one in opening.breaks:
        arrivals = say("arrivals", lang, arrivals=number(one.arrivals, lang))
        limit = say("limit", lang, limit=number(one.limit, lang))
        told.append(f"{arrivals}, {limit}: {quarter(one.quarter, lang) if one.quarter else NOTHING}")
    return f"{'; '.join(told)}."


def _open_sites(opening: OpeningPart) -> list[int]:
    steps = {step.quarter: step.open_sites for step in opening.steps}
    counts, now = [], 0
    for code in opening.quarters:
        now = steps.get(code, now)
        counts.append(now)
    return counts


def _sites(k: int, lang: Lang) -> str:
    return say("one_site", lang) if k == 1 else say("sites_k", lang, k=number(k, lang))


def _euro_axis(axes: "Axes", lang: Lang) -> None:
    plain_axes(axes)
    write_numbers(axes, "y", lambda value: number(value, lang))
    axes.set_ylabel(say("thousand_euro", lang), fontsize=SMALL)
