"""Charts of plans: load per site, cost against budget, opening over time, regret."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scenarios.report.content import ReportContent
from scenarios.report.drawing import (
    ACCENT,
    DARK,
    HALO,
    HATCHES,
    LEVEL_LINES,
    PALE,
    SMALL,
    WARM,
    finished,
    new_figure,
    plain_axes,
    write_numbers,
)
from scenarios.report.parts import Number, OpeningPart, PlanPart
from scenarios.report.texts import say, sites_words
from scenarios.report.words import NOTHING, Lang, euro, number, percent, quarter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_QUARTER_LABELS = 12
_NAME_SHARE = 0.06
"""Of the height of a chart: that of the name of a line."""


def load_per_site(content: ReportContent, plan: PlanPart, lang: Lang) -> str:
    """Households of each site, beside the mean and the band around it."""
    figure = new_figure(0.9 + 0.28 * len(plan.sites))
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
            words,
            (site.households, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            bbox=HALO,
        )
    axes.set_xlim(0, 1.35 * max([*loads, float(plan.band_high), 1]))
    plain_axes(axes, grid="x")
    write_numbers(axes, "x", lambda value: number(value, lang))
    axes.set_xlabel(say("households", lang), fontsize=SMALL)
    figure.legend(loc="outside lower center", ncols=2, fontsize=SMALL, frameon=False)
    real = plan is content.hindsight
    title = say("load_real", lang) if real else say("load", lang, plan=sites_words(plan.k, lang))
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
            words,
            (place, costs[place]),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=SMALL,
            bbox=HALO,
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
    axes.set_xticks(range(len(plans)), [sites_words(plan.k, lang) for plan in plans])
    _euro_axis(axes, lang)
    words = "; ".join(f"{sites_words(plan.k, lang)}: {euro(plan.cost, lang)}" for plan in plans)
    told = f"{words}. {say('budget_of', lang, budget=euro(budget, lang))}."
    return finished(figure, name="cost", title=say("cost", lang), description=told)


def opening_cost(opening: OpeningPart, lang: Lang) -> str:
    """Cost of each calendar year for each level of arrivals, beside what may be spent in it."""
    figure = new_figure(2.9)
    axes = figure.subplots()
    years = opening.orders[0].years
    width = 0.8 / len(opening.orders)
    for place, (order, (colour, _, _)) in enumerate(zip(opening.orders, LEVEL_LINES * 4, strict=False)):
        axes.bar(
            [year - 0.4 + width * (place + 0.5) for year in range(len(years))],
            [float(year.cost) / 1000 for year in order.years],
            width=width * 0.92,
            color=colour,
            hatch=HATCHES[place % len(HATCHES)],
            edgecolor="white",
            label=say("arrivals", lang, arrivals=number(order.arrivals, lang)),
        )
    for place, year in enumerate(years):
        if year.budget is not None:
            limit = float(year.budget) / 1000
            label = None if axes.lines else say("year_budget", lang)
            axes.plot([place - 0.45, place + 0.45], [limit, limit], color=DARK, linestyle="--", label=label)
    axes.set_xticks(range(len(years)), [str(year.year) for year in years])
    axes.set_ylim(bottom=0)
    axes.margins(y=0.12)
    _euro_axis(axes, lang)
    figure.legend(loc="outside lower center", ncols=2, fontsize=SMALL, frameon=False)
    told = (
        f"{say('arrivals', lang, arrivals=number(order.arrivals, lang))}: "
        + ", ".join(f"{year.year} {euro(year.cost, lang)}" for year in order.years)
        for order in opening.orders
    )
    title = say("opening_cost", lang, plan=sites_words(opening.k, lang))
    return finished(figure, name=f"opening-cost-{opening.k}", title=title, description=f"{'; '.join(told)}.")


def opening_load(opening: OpeningPart, lang: Lang) -> str:
    """Households per worker of the busiest site by quarter, the limits, and the sites open so far."""
    figure = new_figure(4.0)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    places = range(len(opening.quarters))
    for order, (colour, dash, marker) in zip(opening.orders, LEVEL_LINES * 4, strict=False):
        values = [float("nan") if value is None else float(value) for value in order.most_per_worker]
        label = say("arrivals", lang, arrivals=number(order.arrivals, lang))
        above.plot(places, values, color=colour, linestyle=dash, marker=marker, markersize=3.5, label=label)
        below.step(places, order.open_sites, where="mid", color=colour, linestyle=dash)
    above.set_ylim(bottom=0)
    _draw_limits(above, sorted({one.limit for one in opening.breaks}), lang)
    above.set_ylabel(say("most_per_worker", lang), fontsize=SMALL)
    write_numbers(above, "y", lambda value: number(value, lang))
    below.set_ylim(0, opening.k + 1)
    below.yaxis.get_major_locator().set_params(integer=True)
    below.set_ylabel(say("open_sites", lang), fontsize=SMALL)
    every = 1 + (len(opening.quarters) - 1) // _MOST_QUARTER_LABELS
    below.set_xticks(places[::every], [quarter(code, lang, short=True) for code in opening.quarters[::every]])
    for axes in (above, below):
        plain_axes(axes)
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL, frameon=False)
    title = say("opening_load", lang, plan=sites_words(opening.k, lang))
    return finished(figure, name=f"opening-load-{opening.k}", title=title, description=breaks_text(opening, lang))


def _draw_limits(axes: "Axes", limits: Sequence[Number], lang: Lang) -> None:
    """A line for each limit; those too near to each other to be named apart share a name."""
    for limit in limits:
        axes.axhline(float(limit), color=DARK, linewidth=0.9, linestyle=(0, (1, 1)))
    for some in near_ones(limits, apart=_NAME_SHARE * axes.get_ylim()[1]):
        ends = list(dict.fromkeys(number(one, lang) for one in (some[0], some[-1])))
        axes.annotate(
            say("limit", lang, limit=f" {say('to', lang)} ".join(ends)),
            (1, float(some[0] + some[-1]) / 2),
            xycoords=("axes fraction", "data"),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL - 1.5,
        )


def near_ones(values: Sequence[Number], *, apart: float) -> list[list[Number]]:
    """Ascending values in groups: within one each is less than so much above the one before."""
    groups: list[list[Number]] = []
    for value in values:
        if groups and float(value - groups[-1][-1]) < apart:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def breaks_text(opening: OpeningPart, lang: Lang) -> str:
    """When each limit breaks first, in words."""
    told = []
    for one in opening.breaks:
        arrivals = say("arrivals", lang, arrivals=number(one.arrivals, lang))
        limit = say("limit", lang, limit=number(one.limit, lang))
        told.append(f"{arrivals}, {limit}: {quarter(one.quarter, lang) if one.quarter else NOTHING}")
    return f"{'; '.join(told)}."


def _euro_axis(axes: "Axes", lang: Lang) -> None:
    plain_axes(axes)
    write_numbers(axes, "y", lambda value: number(value, lang))
    axes.set_ylabel(say("thousand_euro", lang), fontsize=SMALL)
