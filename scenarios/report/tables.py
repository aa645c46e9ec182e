"""The tables of plans, of their opening and of their regret."""

from collections.abc import Iterator

from scenarios.report.content import ReportContent
from scenarios.report.parts import OpeningPart, PlanPart, RegretPart
from scenarios.report.table import Column, Table
from scenarios.report.tables_ahead import simulation_tables
from scenarios.report.tables_inputs import input_tables
from scenarios.report.texts import say
from scenarios.report.words import STATUSES, Lang, listed, number


def tables_of(content: ReportContent, lang: Lang) -> tuple[Table, ...]:
    """Every table there is for this content, in the order of the report."""
    return (
        plan_table(content, lang),
        *(site_table(plan, lang, name=f"sites-{plan.k}") for plan in content.plans if plan.sites),
        *((site_table(content.hindsight, lang, name="sites-real"),) if content.hindsight else ()),
        catchment_table(content, lang),
        proof_table(content, lang),
        *(table for opening in content.openings for table in opening_tables(content, opening, lang)),
        *((regret_table(content.regret, lang),) if content.regret else ()),
        *simulation_tables(content, lang),
        *input_tables(content, lang),
    )


def plan_table(content: ReportContent, lang: Lang) -> Table:
    """All plans and the real network by the same measures."""
    plans = [(say("sites_k", lang, k=plan.k), plan) for plan in content.plans]
    if content.hindsight is not None:
        plans.append((say("real_row", lang), content.hindsight))
    marked = [place for place, (_, plan) in enumerate(plans) if plan.k == content.recommended_k]
    heads = (
        Column(name=say("plan", lang)),
        Column(name=say("workers", lang), kind="whole"),
        Column(name=say("cost_a_year", lang), kind="euro"),
        Column(name=say("below_budget", lang), kind="euro"),
        Column(name=say("largest", lang), kind="whole"),
        Column(name=say("times_mean", lang), kind="two"),
        Column(name=say("outside_band", lang), kind="one"),
        Column(name=say("mean_minutes", lang), kind="one"),
        Column(name=say("worst_minutes", lang), kind="whole"),
        Column(name=say("result", lang)),
    )
    rows = tuple((name, *_plan_cells(plan, content.hindsight, lang)) for name, plan in plans)
    return Table(name="plans", caption=say("table_plans", lang), columns=heads, rows=rows, marked=frozenset(marked[:1]))


def _plan_cells(plan: PlanPart, real: PlanPart | None, lang: Lang) -> tuple[object, ...]:
    travel, imbalance = plan.travel, plan.imbalance
    return (
        plan.workers if plan.sites else None,
        plan.cost,
        plan.budget_left,
        plan.largest,
        plan.largest_to_mean,
        imbalance.value if imbalance else None,
        travel.mean_minutes if travel else None,
        travel.worst_minutes if travel else None,
        say("as_it_was", lang) if plan is real else STATUSES[plan.status][lang],
    )


def site_table(plan: PlanPart, lang: Lang, *, name: str) -> Table:
    """The sites of a plan with their catchments."""
    heads = (
        Column(name=say("number", lang), kind="whole"),
        Column(name=say("site", lang)),
        Column(name=say("catchment", lang)),
        Column(name=say("households_head", lang), kind="whole"),
        Column(name=say("times_mean", lang), kind="two"),
        Column(name=say("households_per_worker_head", lang), kind="one"),
        Column(name=say("cost_a_year", lang), kind="euro"),
    )
    rows = tuple(
        (
            site.number,
            f"{site.name} ({say('existing', lang)})" if site.existing else site.name,
            ", ".join(site.areas),
            site.households,
            site.to_mean,
            site.households_per_worker,
            site.yearly_cost,
        )
        for site in plan.sites
    )
    caption = say("table_sites_real", lang) if name == "sites-real" else say("table_sites", lang, k=plan.k)
    return Table(name=name, caption=caption, columns=heads, rows=rows)


def catchment_table(content: ReportContent, lang: Lang) -> Table:
    """Unit by unit: which site serves it in each plan."""
    plans = [(say("sites_k", lang, k=plan.k), plan) for plan in content.plans if plan.sites]
    if content.hindsight is not None:
        plans.append((say("real_row", lang), content.hindsight))
    served = [{unit: site.name for site in plan.sites for unit in site.units} for _, plan in plans]
    heads = (
        Column(name=say("unit", lang)),
        Column(name=say("unit_name", lang)),
        Column(name=say("households_head", lang), kind="whole"),
        *(Column(name=name) for name, _ in plans),
    )
    rows = tuple(
        (unit.id, unit.name, unit.households, *(sites.get(unit.id) for sites in served)) for unit in content.units
    )
    return Table(name="catchments", caption=say("table_catchments", lang), columns=heads, rows=rows)


def proof_table(content: ReportContent, lang: Lang) -> Table:
    """How far each plan is from the proven best."""
    heads = (
        Column(name=say("plan", lang)),
        Column(name=say("result", lang)),
        Column(name=say("imbalance_best", lang), kind="one"),
        Column(name=say("bound", lang), kind="one"),
        Column(name=say("gap", lang), kind="gap"),
        Column(name=say("household_minutes", lang), kind="whole"),
        Column(name=say("bound", lang), kind="whole"),
        Column(name=say("gap", lang), kind="gap"),
    )
    rows = []
    for plan in content.plans:
        even, travel = plan.imbalance, plan.travel
        rows.append(
            (
                say("sites_k", lang, k=plan.k),
                STATUSES[plan.status][lang],
                *((even.best, even.bound, even.gap) if even else (None, None, None)),
                *((travel.value, travel.bound, travel.gap) if travel else (None, None, None)),
            )
        )
    return Table(name="proof", caption=say("table_proof", lang), columns=heads, rows=tuple(rows))


def opening_tables(content: ReportContent, opening: OpeningPart, lang: Lang) -> Iterator[Table]:
    """Which sites open when, what each year costs, and when each limit breaks."""
    names = {site.id: site.name for site in content.plan(opening.k).sites}
    yield Table(
        name=f"opening-{opening.k}",
        caption=say("table_opening", lang, k=opening.k),
        columns=(
            Column(name=say("quarter", lang), kind="quarter"),
            Column(name=say("opens", lang)),
            Column(name=say("open_then", lang), kind="whole"),
        ),
        rows=tuple(
            (step.quarter, listed([names.get(one, one) for one in step.sites], lang), step.open_sites)
            for step in opening.steps
        ),
    )
    yield Table(
        name=f"opening-cost-{opening.k}",
        caption=say("opening_cost", lang, k=opening.k),
        columns=(
            Column(name=say("year", lang)),
            Column(name=say("year_cost", lang), kind="euro"),
            Column(name=say("year_budget", lang), kind="euro"),
        ),
        rows=tuple((str(year.year), year.cost, year.budget) for year in opening.years),
    )
    yield _breaks(opening, lang)


def _breaks(opening: OpeningPart, lang: Lang) -> Table:
    """One row per limit, one column per level of arrivals."""
    arrivals = sorted({one.arrivals for one in opening.breaks})
    found = {(one.limit, one.arrivals): one.quarter for one in opening.breaks}
    heads = [Column(name=say("limit_head", lang), kind="whole")]
    heads += [Column(name=say("arrivals_short", lang, arrivals=number(one, lang)), kind="quarter") for one in arrivals]
    rows = tuple(
        (limit, *(found.get((limit, one)) for one in arrivals))
        for limit in sorted({one.limit for one in opening.breaks})
    )
    return Table(
        name=f"breaks-{opening.k}", caption=say("table_breaks", lang, k=opening.k), columns=tuple(heads), rows=rows
    )


def regret_table(part: RegretPart, lang: Lang) -> Table:
    """How much worse each plan is than the best of the column; the least worst regret is marked."""
    heads = (
        Column(name=say("plan", lang)),
        *(Column(name=say("arrivals_short", lang, arrivals=number(one, lang)), kind="euro") for one in part.arrivals),
        Column(name=say("worst_regret", lang), kind="euro"),
        Column(name=""),
    )
    rows = tuple(
        (
            say("sites_k", lang, k=row.k),
            *row.regrets,
            row.worst,
            say("least_regret", lang) if row.best else "",
        )
        for row in part.rows
    )
    marked = frozenset(place for place, row in enumerate(part.rows) if row.best)
    return Table(name="regret", caption=say("table_regret", lang), columns=heads, rows=rows, marked=marked)
