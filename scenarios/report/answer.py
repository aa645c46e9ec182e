"""The paragraph on top of a report: which sites, catchments and teams, what they cost, and what breaks first."""

from collections.abc import Iterator, Sequence

from scenarios.report.content import ReportContent
from scenarios.report.parts import BreakLine, OpeningPart, PlanPart, SimulationPart
from scenarios.report.texts import say
from scenarios.report.words import Lang, Words, clash_parts, counted, either, euro, listed, number, percent, quarter

MOST_WORDS = 120
_SITE: Words = {"de": "Standort", "en": "site"}
_SITES: Words = {"de": "Standorte", "en": "sites"}
_WITH_SITES: Words = {"de": "Standorten", "en": "sites"}
_WORKER: Words = {"de": "Fachkraft", "en": "worker"}
_WITH_WORKERS: Words = {"de": "Fachkräften", "en": "workers"}


def answer(content: ReportContent, lang: Lang) -> str:
    """
    At most 120 words made from the computed figures.

    Sentences are taken in the order of their weight; one that would be too long is told shorter or left out.
    """
    chosen: dict[int, str] = {}
    for place, versions in sorted(_sentences(content, lang), key=lambda one: _WEIGHT.index(one[0])):
        for version in versions:
            words = sum(len(sentence.split()) for sentence in (*chosen.values(), version))
            if version and words <= MOST_WORDS:
                chosen[_ORDER.index(place)] = version
                break
    return " ".join(chosen[place] for place in sorted(chosen))


_ORDER = ("choice", "money", "others", "load", "breaks", "end", "simulation")
_WEIGHT = ("choice", "money", "breaks", "others", "end", "simulation", "load")
_LONGEST_CATCHMENTS = 30
"""Words; longer ones would leave no room for the rest."""
_MOST_AREAS = 2


def _sentences(content: ReportContent, lang: Lang) -> Iterator[tuple[str, Sequence[str]]]:
    """What there is to say, each in versions, the longest first."""
    plan = _chosen_plan(content)
    if plan is None:
        yield "choice", [say("no_plan_at_all", lang, range=_range(content, lang))]
        yield "others", _others(content, None, lang)
        return
    yield "choice", _choice(content, plan, lang)
    yield "money", [_money(content, plan, lang)]
    yield "others", _others(content, plan, lang)
    if plan.k > 1:
        yield "load", [_load(plan, lang)]
    opening = next((one for one in content.openings if one.k == plan.k), None)
    if opening is not None:
        yield "breaks", _breaks(opening, lang)
        yield "end", _end(opening, lang)
    if content.simulation is not None:
        yield "simulation", [_simulation(content.simulation, lang)]


def _chosen_plan(content: ReportContent) -> PlanPart | None:
    """The recommended plan; where plans were not compared, the one with the most sites."""
    found = [plan for plan in content.plans if plan.sites]
    return next((plan for plan in found if plan.k == content.recommended_k), found[-1] if found else None)


def _range(content: ReportContent, lang: Lang) -> str:
    least, most = content.scenario.k_min, content.scenario.k_max
    if least == most:
        return counted(least, lang, _SITE, _WITH_SITES)
    return f"{number(least, lang)} {say('to', lang)} {counted(most, lang, _SITE, _WITH_SITES)}"


def _choice(content: ReportContent, plan: PlanPart, lang: Lang) -> list[str]:
    """With catchments (long ones shortened), with the names of the sites only, and with their number only."""
    code = "safest" if plan.k == content.recommended_k and _are_compared(content) else "possible"
    team = counted(content.scenario.workers_per_site, lang, _WORKER, _WITH_WORKERS)
    if plan.k > 1:
        team = say("each", lang, team=team)
    start = say(code, lang, sites=counted(plan.k, lang, _SITE, _WITH_SITES), team=team)
    full = "; ".join(_site_words(site.name, site.areas, lang) for site in plan.sites)
    if len(full.split()) > _LONGEST_CATCHMENTS:
        full = "; ".join(_site_words(site.name, site.areas, lang, most=_MOST_AREAS) for site in plan.sites)
    names = listed([site.name for site in plan.sites], lang)
    return [f"{start}: {full}.", f"{start}: {names}.", f"{start}."]


def _are_compared(content: ReportContent) -> bool:
    """Whether there was a choice: regret of a lone plan is 0 whatever it is."""
    return content.regret is not None and sum(not row.compared for row in content.regret.rows) > 1


def _site_words(name: str, areas: tuple[str, ...], lang: Lang, *, most: int | None = None) -> str:
    """``Hörde (Hombruch)``; a site that serves just the area it is named after stands alone."""
    others = [area for area in areas if area != name]
    if most is not None and len(others) > most + 1:
        more = say("more_areas", lang, count=number(len(others) - most, lang))
        return f"{name} ({', '.join(others[:most])} {more})"
    return f"{name} ({', '.join(others)})" if others else name


def _money(content: ReportContent, plan: PlanPart, lang: Lang) -> str:
    budget, left = content.scenario.yearly_budget, plan.budget_left
    cost = euro(plan.cost, lang)
    if budget is None or left is None:
        return say("cost_alone", lang, cost=cost)
    code = "cost_below" if left > 0 else "cost_above" if left < 0 else "cost_equal"
    return say(code, lang, cost=cost, left=euro(abs(left), lang), budget=euro(budget, lang))


def _others(content: ReportContent, plan: PlanPart | None, lang: Lang) -> list[str]:
    """What the other numbers of sites cost, or why they cannot be."""
    told, short = [], []
    for one in content.plans:
        if one is plan:
            continue
        sites = counted(one.k, lang, _SITE, _SITES)
        if one.sites:
            told.append(say("other_cost", lang, sites=sites, cost=euro(one.cost, lang)))
        elif one.status == "infeasible":
            against = [demand for demand in one.clash if demand.code != "k"]
            why = listed(clash_parts(against, lang, content.names), lang)
            told.append(say("other_clash", lang, sites=sites, why=why) if why else say("other_no", lang, sites=sites))
        else:
            told.append(say("other_unknown", lang, sites=sites))
        short.append(told[-1] if one.sites else say("other_no", lang, sites=sites))
    start = say("others", lang)
    return [f"{start} {'; '.join(parts)}." if parts else "" for parts in (told, short)]


def _load(plan: PlanPart, lang: Lang) -> str:
    largest = max(plan.sites, key=lambda site: (site.households, -site.number))
    return say(
        "busiest",
        lang,
        site=largest.name,
        households=number(largest.households, lang),
        times=number(largest.to_mean, lang, decimals=1),
    )


def _breaks(opening: OpeningPart, lang: Lang) -> list[str]:
    """The first limit that breaks under each level of arrivals, then the first of all only."""
    firsts = [_first(opening, arrivals) for arrivals in sorted({one.arrivals for one in opening.breaks})]
    broken = [one for one in firsts if one.quarter is not None]
    if not firsts:
        return [""]
    if not broken:
        limit = min(one.limit for one in opening.breaks)
        return [say("holds", lang, limit=number(limit, lang), until=quarter(opening.quarters[-1], lang))]
    groups: dict[tuple[object, str | None], list[BreakLine]] = {}
    for one in firsts:
        groups.setdefault((one.limit if one.quarter else None, one.quarter), []).append(one)
    parts = [_break_words(some, lang) for some in groups.values()]
    start = say("breaks_first", lang)
    return [f"{start} {'; '.join(parts)}.", f"{start} {_break_words([broken[-1]], lang)}."]


def _end(opening: OpeningPart, lang: Lang) -> list[str]:
    """Where the busiest site stands in the last quarter, for each level of arrivals."""
    loads = [number(order.most_per_worker[-1], lang) for order in opening.orders]
    values = {"quarter": quarter(opening.quarters[-1], lang), "loads": either(loads, lang)}
    return [say("end" if opening.k > 1 else "end_alone", lang, **values), say("end_short", lang, **values)]


def _first(opening: OpeningPart, arrivals: int) -> BreakLine:
    """The earliest break; among those of one quarter the highest limit, which says most."""
    lines = [one for one in opening.breaks if one.arrivals == arrivals]
    return min(lines, key=lambda one: (one.quarter is None, one.quarter or "", -one.limit))


def _break_words(some: Sequence[BreakLine], lang: Lang) -> str:
    arrivals = listed([number(one.arrivals, lang) for one in some], lang)
    first = some[0]
    if first.quarter is None:
        return say("break_none", lang, arrivals=arrivals)
    return say(
        "break",
        lang,
        arrivals=arrivals,
        limit=number(first.limit, lang),
        quarter=quarter(first.quarter, lang),
        cause=say(f"cause_{first.cause}", lang),
    )


def _simulation(part: SimulationPart, lang: Lang) -> str:
    shares = [one.share for one in part.advantages]
    if not shares:
        return ""
    least, most = min(shares), max(shares)
    if least < 0 < most or least == most == 0:
        return say("advantage_mixed", lang, least=percent(least, lang), most=percent(most, lang))
    code = "advantage_more" if most > 0 else "advantage_less"
    low, high = sorted(abs(one) for one in (least, most))
    span = percent(high, lang)
    if low != high:
        span = f"{percent(low, lang)} {say('to', lang)} {span}"
    return say(code, lang, span=span)
