"""What ``plan`` prints: a row per number of sites, then the catchments of each, or what clashes."""

from collections.abc import Iterator

from scenarios.planning.solve import PlanStep
from scenarios.report.words import STATUSES, clash_sentence
from scenarios.scenario import Scenario
from scenarios.site_plan import SitePlan, SitePlans
from webapp.words import number, percent, printable

_STAGES = {
    "search": "sucht gute Pläne",
    "imbalance": "prüft den Ausgleich",
    "travel": "prüft die Wege",
    "clash": "sucht, was sich widerspricht",
}
_AS_OPENED = "wie eröffnet"
_HEADINGS = (
    *("Standorte", "größter", "im Mittel", "Ungleichheit", "Fahrminuten", "je Haushalt", "Euro im Jahr"),
    *("Ergebnis", "Lücke"),
)
_HOW_COUNTED = {
    "band": "Ungleichheit: Haushalte außerhalb des Bandes um das Mittel, von allen Einzugsbereichen zusammen.",
    "max_load": "Ungleichheit: Haushalte des größten Einzugsbereichs.",
    "none": "Auf gleich große Einzugsbereiche wird nicht geachtet.",
}
_ALSO = (
    "Größter, im Mittel: Haushalte je Einzugsbereich.",
    "Fahrminuten: mit dem Auto von der Mitte jedes Gebiets zum Standort, für alle Haushalte zusammen.",
    "Lücke: so viel könnten die Wege höchstens kürzer sein.",
)


def _sites(k: int) -> str:
    return f"{k} Standort" if k == 1 else f"{k} Standorte"


def step_words(step: PlanStep) -> str:
    """How far planning is."""
    words = f"{_sites(step.k)} ({step.done + 1} von {step.of}): {_STAGES[step.stage]}"
    if step.travel is not None and step.bound is not None:
        gap = (step.travel - step.bound) / max(1, step.travel)
        words += f", {number(step.travel)} Fahrminuten, Lücke {percent(gap)}"
    return words


def plan_lines(plans: SitePlans, scenario: Scenario, real: SitePlan | None) -> Iterator[str]:
    """The table, how it is counted, and the catchments; the real offices where they can be compared."""
    rows = [_HEADINGS, *(_row(plan, scenario, STATUSES[plan.status]["de"]) for plan in plans.plans)]
    if real is not None and any(plan.k == real.k for plan in plans.plans):
        rows.append(_row(real, scenario, _AS_OPENED))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    yield ""
    yield from (_HOW_COUNTED[scenario.balance], *_ALSO)
    for plan in plans.plans:
        yield ""
        yield from _catchments(plan, scenario)


def _row(plan: SitePlan, scenario: Scenario, status: str) -> tuple[str, ...]:
    mean = number(round(scenario.households / plan.k, 1))
    if plan.travel is None or plan.largest is None or plan.cost is None:
        return (str(plan.k), "", mean, "", "", "", "", status, "")
    return (
        str(plan.k),
        number(plan.largest),
        mean,
        "" if plan.imbalance is None else number(float(plan.imbalance.value)),
        number(plan.travel.value),
        number(float(plan.travel.mean_minutes)),
        number(float(plan.cost)),
        status,
        percent(float(plan.travel.gap)) if status != _AS_OPENED else "",
    )


def _catchments(plan: SitePlan, scenario: Scenario) -> Iterator[str]:
    if not plan.sites:
        yield f"{_sites(plan.k)}: {STATUSES[plan.status]['de']}"
        if plan.clash:
            sentence = clash_sentence(plan.clash, "de", _names(scenario)).replace("\N{NO-BREAK SPACE}", " ")
            yield f"  {printable(sentence)}"
        return
    yield f"{_sites(plan.k)}"
    names = _names(scenario)
    for site in plan.sites:
        units = ", ".join(names[unit] for unit, chosen in plan.assignment.items() if chosen == site)
        yield printable(f"  {names[site]}: {number(plan.households[site])} Haushalte – {units or 'kein Gebiet'}")


def _names(scenario: Scenario) -> dict[str, str]:
    """Names of units and sites; ids where there are none."""
    return scenario.unit_names | {site.id: site.name or site.id for site in scenario.sites}


def stopped_words(plans: SitePlans) -> str:
    """That plans are not proven to be best, and how far they may be from it; empty when all are."""
    open_ones = [plan for plan in plans.plans if plan.status in ("feasible", "unknown")]
    if not open_ones:
        return ""
    parts = []
    for plan in open_ones:
        if plan.travel is None:
            parts.append(f"{_sites(plan.k)}: noch kein Plan gefunden")
            continue
        gap = f"Lücke {percent(float(plan.travel.gap))} bei den Wegen"
        if plan.imbalance is not None and plan.imbalance.gap > 0:
            gap += f", {percent(float(plan.imbalance.gap))} beim Ausgleich"
        parts.append(f"{_sites(plan.k)}: {gap}")
    return "Nicht bis zum Beweis gerechnet. " + "; ".join(parts) + "."
