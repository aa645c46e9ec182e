"""The tables of plans, of their opening and of their regret."""

from collections.abc import Iterator

from scenarios.report.content import ReportContent
from scenarios.report.parts import BreakLine, OpeningPart, PlanPart, RegretLine, RegretPart
from scenarios.report.table import Column, Table
from scenarios.report.tables_ahead import simulation_tables
from scenarios.report.tables_inputs import input_tables
from scenarios.report.texts import say, sites_words
from scenarios.report.words import STATUSES, Lang, number, quarter


def tables_of(content: ReportContent, lang: Lang) -> tuple[Table, ...]:
    """Every table there is for this content, in the order of the report."""
    return (
        plan_table(content, lang),
        *(site_table(plan, lang, name=f"sites-{plan.k}") for plan in content.plans if plan.sites),
        *((site_table(content.hindsight, lang, name="sites-real"),) if content.hindsight else ()),
        catchment_table(content, lang),
        proof_table(content, lang),
        *(table for opening in content.openings for table in opening_tables(content, opening, lang)),
        *(regret_tables(content.regret, lang) if content.regret else ()),
        *simulation_tables(content, lang),
        *input_tables(content, lang),
    )


def plan_table(content: ReportContent, lang: Lang) -> Table:
    """All plans and the real network by the same measures."""
    plans = [(sites_words(plan.k, lang), plan) for plan in content.plans]
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
    real = name == "sites-real"
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
            f"{site.name} ({say('existing', lang)})" if site.existing and not real else site.name,
            ", ".join(site.areas),
            site.households,
            site.to_mean,
            site.households_per_worker,
            site.yearly_cost,
        )
        for site in plan.sites
    )
    caption = (
        say("table_sites_real", lang)
        if name == "sites-real"
        else say("table_sites", lang, plan=sites_words(plan.k, lang))
    )
    return Table(name=name, caption=caption, columns=heads, rows=rows)


def catchment_table(content: ReportContent, lang: Lang) -> Table:
    """Unit by unit: which site serves it in each plan."""
    plans = [(sites_words(plan.k, lang), plan) for plan in content.plans if plan.sites]
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
                sites_words(plan.k, lang),
                STATUSES[plan.status][lang],
                *((even.best, even.bound, even.gap) if even else (None, None, None)),
                *((travel.value, travel.bound, travel.gap) if travel else (None, None, None)),
            )
        )
    return Table(name="proof", caption=say("table_proof", lang), columns=heads, rows=tuple(rows))


def opening_tables(content: ReportContent, opening: OpeningPart, lang: Lang) -> Iterator[Table]:
    """Which sites open when, what each year costs, and when each limit breaks."""
    names = {site.id: site.name for site in content.plan(opening.k).sites}
    heads = [say("arrivals_short", lang, arrivals=number(one.arrivals, lang)) for one in opening.orders]
    opened = [{one.site: one.quarter for one in order.sites} for order in opening.orders]
    yield Table(
        name=f"opening-{opening.k}",
        caption=say("table_opening", lang, plan=sites_words(opening.k, lang), limit=number(opening.limit, lang)),
        columns=(Column(name=say("site", lang)), *(Column(name=head, kind="quarter") for head in heads)),
        rows=tuple(
            (names.get(one.site, one.site), *(quarters.get(one.site) for quarters in opened))
            for one in opening.orders[0].sites
        ),
    )
    years = opening.orders[0].years
    yield Table(
        name=f"opening-cost-{opening.k}",
        caption=say("opening_cost", lang, plan=sites_words(opening.k, lang)),
        columns=(
            Column(name=say("year", lang)),
            Column(name=say("year_budget", lang), kind="euro"),
            *(Column(name=head, kind="euro") for head in heads),
        ),
        rows=tuple(
            (str(year.year), year.budget, *(order.years[place].cost for order in opening.orders))
            for place, year in enumerate(years)
        ),
    )
    yield _breaks(opening, lang)


def _breaks(opening: OpeningPart, lang: Lang) -> Table:
    """One row per limit; for each level of arrivals when it breaks and why."""
    arrivals = sorted({one.arrivals for one in opening.breaks})
    found = {(one.limit, one.arrivals): one for one in opening.breaks}
    heads = [Column(name=say("limit_head", lang), kind="whole")]
    for one in arrivals:
        head = say("arrivals_short", lang, arrivals=number(one, lang))
        heads.append(Column(name=head))
    rows = []
    for limit in sorted({one.limit for one in opening.breaks}):
        lines = [found[limit, one] for one in arrivals]
        rows.append((limit, *(_break(line, lang) for line in lines)))
    caption = say("table_breaks", lang, plan=sites_words(opening.k, lang))
    return Table(name=f"breaks-{opening.k}", caption=caption, columns=tuple(heads), rows=tuple(rows))


def _break(line: BreakLine, lang: Lang) -> str | None:
    if line.quarter is None:
        return None
    return f"{quarter(line.quarter, lang)}, {say('why', lang)} {say(f'cause_{line.cause}', lang)}"


def regret_tables(part: RegretPart, lang: Lang) -> Iterator[Table]:
    """How much worse each plan is than the best of the column, the least worst regret marked; and what it costs."""
    names = [say("real_row", lang) if row.compared else sites_words(row.k, lang) for row in part.rows]
    yield Table(
        name="regret",
        caption=say("table_regret", lang),
        columns=(
            Column(name=say("plan", lang)),
            *(
                Column(name=say("arrivals_short", lang, arrivals=number(one, lang)), kind="euro")
                for one in part.arrivals
            ),
            Column(name=say("worst_regret", lang), kind="euro"),
            Column(name=say("remark", lang)),
        ),
        rows=tuple(
            (name, *(cell.regret for cell in row.cells), row.worst, _remark(row, lang))
            for name, row in zip(names, part.rows, strict=True)
        ),
        marked=frozenset(place for place, row in enumerate(part.rows) if row.best),
    )
    yield Table(
        name="regret-costs",
        caption=say("table_regret_costs", lang, limit=number(part.limit, lang)),
        columns=(
            Column(name=say("plan", lang)),
            Column(name=say("allocations_head", lang), kind="whole"),
            Column(name=say("cost_sites", lang), kind="euro"),
            Column(name=say("cost_overload", lang), kind="euro"),
            Column(name=say("cost_travel", lang), kind="euro"),
            Column(name=say("cost_all", lang), kind="euro"),
        ),
        rows=tuple(
            (name, cell.arrivals, cell.sites, cell.overload, cell.travel, cell.cost)
            for name, row in zip(names, part.rows, strict=True)
            for cell in row.cells
        ),
    )


def _remark(row: RegretLine, lang: Lang) -> str:
    if row.best:
        return say("least_regret", lang)
    return say("for_comparison", lang) if row.compared else ""
