"""The tables of the simulated weeks."""

from collections.abc import Iterator, Mapping

from scenarios.report.content import ReportContent
from scenarios.report.parts import SimulationPart, TotalLine
from scenarios.report.table import Column, Table
from scenarios.report.texts import say
from scenarios.report.words import MEASURES, POLICIES, Lang, group_words, number
from scenarios.simulation.outcome import Measure

GROUPED: tuple[Measure, ...] = ("open_by_kind", "open_by_language", "open_by_district")
_MOST_GROUPS = 12


def simulation_tables(content: ReportContent, lang: Lang) -> Iterator[Table]:
    """Measures by policy for each level of arrivals, what stays open, and the advantage of the engine."""
    part = content.simulation
    if part is None:
        return
    districts = {unit.parent: unit.parent_name for unit in content.units} | {one.id: one.name for one in content.units}
    for arrivals in part.arrivals:
        yield _totals(part, arrivals, lang)
    for measure in GROUPED:
        if any(one.measure == measure for one in part.totals):
            yield _groups(part, measure, districts, lang)
    if part.advantages:
        yield _advantages(part, lang)


def _totals(part: SimulationPart, arrivals: int, lang: Lang) -> Table:
    found = {(one.measure, one.policy): one for one in part.totals if one.arrivals == arrivals and not one.group}
    rows = []
    for measure in MEASURES:
        lines = [found.get((measure, policy)) for policy in part.policies]
        if any(lines):
            cells = [(line.mean, line.low, line.high) if line else None for line in lines]
            rows.append((MEASURES[measure][lang], *cells))
    return Table(
        name=f"simulation-{arrivals}",
        caption=say(
            "table_simulation" if part.seeds > 1 else "table_simulation_one", lang, arrivals=number(arrivals, lang)
        ),
        columns=(
            Column(name=say("measure", lang)),
            *(Column(name=POLICIES[policy][lang], kind="interval") for policy in part.policies),
        ),
        rows=tuple(rows),
    )


def _groups(part: SimulationPart, measure: Measure, districts: Mapping[str, str], lang: Lang) -> Table:
    """Where most stays open under the engine, the most first."""
    policy = part.policies[0]
    found = {
        (one.group, one.arrivals): one
        for one in part.totals
        if one.measure == measure and one.policy == policy and one.group
    }
    groups = sorted({group for group, _ in found}, key=lambda group: _order(found, group, part.arrivals[-1]))
    rows = []
    for group in groups[:_MOST_GROUPS]:
        lines = [found.get((group, arrivals)) for arrivals in part.arrivals]
        cells = [(line.mean, line.low, line.high) if line else None for line in lines]
        name = districts.get(group, group) if measure == "open_by_district" else group_words(group, lang)
        rows.append((name, *cells))
    return Table(
        name=measure.replace("_", "-"),
        caption=say("table_groups", lang, measure=MEASURES[measure][lang], policy=POLICIES[policy][lang]),
        columns=(
            Column(name=say("group", lang)),
            *(
                Column(name=say("arrivals_short", lang, arrivals=number(one, lang)), kind="interval")
                for one in part.arrivals
            ),
        ),
        rows=tuple(rows),
    )


def _order(found: Mapping[tuple[str, int], TotalLine], group: str, arrivals: int) -> tuple[float, str]:
    line = found.get((group, arrivals))
    return (-(line.mean or 0) if line else 0, group)


def _advantages(part: SimulationPart, lang: Lang) -> Table:
    return Table(
        name="advantage",
        caption=say("advantage", lang),
        columns=(
            Column(name=say("allocations_head", lang), kind="whole"),
            Column(name=say("compared_with", lang)),
            Column(name=say("points_more", lang), kind="interval"),
            Column(name=say("share_more", lang), kind="percent"),
        ),
        rows=tuple(
            (one.arrivals, POLICIES[one.baseline][lang], (one.points, one.low, one.high), one.share)
            for one in part.advantages
        ),
    )
