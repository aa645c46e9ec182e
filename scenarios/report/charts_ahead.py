"""Charts of what may come: regret of plans, and the simulated weeks under each policy."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scenarios.report.drawing import (
    ACCENT,
    DARK,
    HATCHES,
    LEVEL_LINES,
    POLICY_LINES,
    SMALL,
    finished,
    new_figure,
    plain_axes,
    write_numbers,
)
from scenarios.report.parts import Curve, Number, RegretLine, RegretPart, SimulationPart
from scenarios.report.texts import say, sites_words
from scenarios.report.words import MEASURES, POLICIES, Lang, euro, number, percent, short_number
from scenarios.simulation.outcome import Measure, Policy

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def regret(part: RegretPart, lang: Lang) -> str:
    """The regret of each plan under each level of arrivals; the plan with the least worst regret is marked."""
    figure = new_figure(1.1 + 0.22 * len(part.rows) * max(1, len(part.arrivals)))
    axes = figure.subplots()
    height = 0.8 / max(1, len(part.arrivals))
    for place, (arrivals, (colour, _, _)) in enumerate(zip(part.arrivals, LEVEL_LINES * 4, strict=False)):
        spots = [row + (place - (len(part.arrivals) - 1) / 2) * height for row in range(len(part.rows))]
        axes.barh(
            spots,
            [float(row.cells[place].regret) for row in part.rows],
            height=height * 0.9,
            color=colour,
            hatch=HATCHES[place % 4],
            edgecolor="white",
            label=say("arrivals", lang, arrivals=number(arrivals, lang)),
        )
        for spot, row in zip(spots, part.rows, strict=True):
            axes.annotate(
                euro(row.cells[place].regret, lang),
                (max(0.0, float(row.cells[place].regret)), spot),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=SMALL - 1,
            )
    names = [_regret_name(row, lang) for row in part.rows]
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    found = [float(cell.regret) for row in part.rows for cell in row.cells]
    axes.set_xlim(1.2 * min([*found, 0]), 1.2 * max([*found, 1]))
    plain_axes(axes, grid="x")
    write_numbers(axes, "x", lambda value: number(value / 1000, lang))
    axes.set_xlabel(say("thousand_euro_more", lang), fontsize=SMALL)
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL, frameon=False)
    words = "; ".join(f"{name}: {euro(row.worst, lang)}" for name, row in zip(names, part.rows, strict=True))
    return finished(figure, name="regret", title=say("regret", lang), description=f"{words}.")


def _regret_name(row: RegretLine, lang: Lang) -> str:
    name = say("real_row", lang) if row.compared else sites_words(row.k, lang)
    return f"{name} ★" if row.best else name


def waiting(part: SimulationPart, lang: Lang) -> str:
    """Weeks until the first match, by policy and level of arrivals."""
    return _curves(part, "waiting_mean", "waiting", say("waiting_axis", lang), lang)


def open_needs(part: SimulationPart, lang: Lang) -> str:
    """Needs without a match, by policy and level of arrivals."""
    return _curves(part, "open", "open_needs", say("open_axis", lang), lang)


def workload(part: SimulationPart, lang: Lang) -> str:
    """Households in care per worker; the policies differ little here, so the curves may lie on each other."""
    return _curves(part, "households_per_worker", "households_per_worker", say("households_per_worker", lang), lang)


def advantage(part: SimulationPart, lang: Lang) -> str:
    """How many more points the engine serves than each simpler policy."""
    rows = [(one, f"{say('arrivals_short', lang, arrivals=number(one.arrivals, lang))}") for one in part.advantages]
    figure = new_figure(1.0 + 0.34 * max(1, len(rows)))
    axes = figure.subplots()
    for place, (one, _) in enumerate(rows):
        axes.barh(place, float(one.points), color=ACCENT, height=0.55)
        axes.plot([float(one.low), float(one.high)], [place, place], color=DARK, linewidth=1.6, marker="|")
        axes.annotate(
            percent(one.share, lang),
            (max(float(one.high), float(one.points), 0), place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
        )
    names = [f"{arrivals}, {_against(one.baseline, lang)}" for one, arrivals in rows]
    axes.set_yticks(range(len(rows)), names)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    plain_axes(axes, grid="x")
    axes.axvline(0, color=DARK, linewidth=0.8)
    write_numbers(axes, "x", lambda value: number(value, lang))
    axes.set_xlabel(say("advantage_axis" if part.seeds > 1 else "points_more", lang), fontsize=SMALL)
    words = "; ".join(f"{name}: {percent(one.share, lang)}" for name, (one, _) in zip(names, rows, strict=True))
    return finished(figure, name="advantage", title=say("advantage", lang), description=f"{words}.")


def _against(policy: Policy, lang: Lang) -> str:
    return say("against", lang, policy=POLICIES[policy][lang])


def _curves(part: SimulationPart, measure: Measure, name: str, axis: str, lang: Lang) -> str:
    """One panel per level of arrivals with the same scale, one line and band per policy."""
    figure = new_figure(3.0)
    panels = figure.subplots(1, len(part.arrivals), sharey=True, squeeze=False)[0]
    chosen = [curve for curve in part.curves if curve.measure == measure and not curve.group]
    for axes, arrivals in zip(panels, part.arrivals, strict=True):
        for curve in (curve for curve in chosen if curve.arrivals == arrivals):
            _draw_curve(axes, curve, lang, labelled=arrivals == part.arrivals[0])
        plain_axes(axes)
        axes.set_ylim(bottom=0)
        axes.set_title(say("arrivals_short", lang, arrivals=number(arrivals, lang)), fontsize=SMALL + 1, color=DARK)
        axes.set_xlabel(say("week_axis", lang), fontsize=SMALL)
    panels[0].set_ylabel(axis, fontsize=SMALL)
    write_numbers(panels[0], "y", lambda value: short_number(value, lang))
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL, frameon=False)
    return finished(
        figure, name=name.replace("_", "-"), title=MEASURES[measure][lang], description=_last_values(chosen, lang)
    )


def _draw_curve(axes: "Axes", curve: Curve, lang: Lang, *, labelled: bool) -> None:
    colour, dash = POLICY_LINES[curve.policy]
    weeks = range(1, len(curve.mean) + 1)
    axes.plot(
        weeks,
        _floats(curve.mean),
        color=colour,
        linestyle=dash,
        linewidth=1.6,
        marker="." if len(weeks) == 1 else None,  # a line through a single point cannot be seen
        label=POLICIES[curve.policy][lang] if labelled else None,
    )
    axes.fill_between(weeks, _floats(curve.low), _floats(curve.high), color=colour, alpha=0.18, linewidth=0)


def _floats(values: Sequence[Number | None]) -> list[float]:
    return [float("nan") if value is None else float(value) for value in values]


def _last_values(curves: Sequence[Curve], lang: Lang) -> str:
    """What the curves come to in the last week that has a value."""
    told = []
    for curve in curves:
        last = next((value for value in reversed(curve.mean) if value is not None), None)
        arrivals = say("arrivals", lang, arrivals=number(curve.arrivals, lang))
        told.append(f"{arrivals}, {POLICIES[curve.policy][lang]}: {short_number(last, lang)}")
    return f"{say('last_week', lang)}: {'; '.join(told)}."
