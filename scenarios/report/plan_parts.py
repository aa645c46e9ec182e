"""Plans as the report shows them: sites with names, numbers on the map and catchments in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from geodata.districts import stadtbezirke
from matcher.problems import visible
from scenarios.report.parts import (
    ImbalanceLine,
    PlanPart,
    SiteLine,
    TravelLine,
    UnitLine,
    rounded,
    rounded_or_none,
    rounded_up,
)
from scenarios.scenario import Scenario, Site
from scenarios.site_plan import SitePlan

if TYPE_CHECKING:
    from geodata.areas import Outlines


def unit_lines(scenario: Scenario, outlines: "Outlines | None") -> tuple[UnitLine, ...]:
    """The units by id, with the names of the areas around them: from the outlines, else those known of Dortmund."""
    names = {district.code: district.name for district in stadtbezirke()}
    if outlines is not None:
        names |= {area.code: area.name for area in outlines.areas}
    return tuple(
        UnitLine(
            id=unit.id,
            name=visible(unit.name or names.get(unit.id, unit.id)),
            parent=unit.parent or "",
            parent_name=visible(names.get(unit.parent, unit.parent)) if unit.parent else "",
            households=unit.households,
            lat=round(unit.lat, 6),
            lon=round(unit.lon, 6),
        )
        for unit in sorted(scenario.units, key=lambda unit: unit.id)
    )


def plan_part(
    scenario: Scenario, units: tuple[UnitLine, ...], plan: SitePlan, further_sites: Sequence[Site] = ()
) -> PlanPart:
    """Everything the report says about one plan, some of whose sites the scenario may not offer."""
    sites = {site.id: site for site in (*scenario.sites, *further_sites)}
    mean = Decimal(scenario.households) / plan.k
    slack, budget = scenario.balance_slack * mean, scenario.yearly_budget
    opened = [sites[site] for site in sorted(plan.sites)]
    return PlanPart(
        k=plan.k,
        status=plan.status,
        sites=_site_lines(opened, units, plan, mean),
        workers=len(plan.sites) * scenario.workers_per_site,
        mean=rounded(mean),
        band_low=rounded(mean - slack),
        band_high=rounded(mean + slack),
        largest=plan.largest,
        largest_to_mean=rounded_or_none(plan.largest_to_mean),
        imbalance=_imbalance(plan),
        travel=_travel(plan, {unit.id: unit.name for unit in units}),
        cost=rounded_or_none(plan.cost),
        one_off_cost=rounded(sum((site.one_off_cost for site in opened), Decimal(0))) if opened else None,
        budget_left=rounded(budget - plan.cost) if budget is not None and plan.cost is not None else None,
        budget_share=rounded(plan.cost / budget) if budget and plan.cost is not None else None,
        clash=plan.clash,
    )


def _site_lines(
    opened: Sequence[Site], units: tuple[UnitLine, ...], plan: SitePlan, mean: Decimal
) -> tuple[SiteLine, ...]:
    unit_names = {unit.id: unit.name for unit in units}
    lines = []
    for place, site in enumerate(opened, start=1):
        own = tuple(sorted(unit for unit, chosen in plan.assignment.items() if chosen == site.id))
        households = plan.households.get(site.id, 0)
        lines.append(
            SiteLine(
                number=place,
                id=site.id,
                name=visible(site.name) or unit_names[site.unit],
                lat=round(site.lat, 6),
                lon=round(site.lon, 6),
                existing=site.existing,
                units=own,
                areas=_area_names(units, frozenset(own)),
                households=households,
                households_per_worker=rounded(plan.households_per_worker.get(site.id, Decimal(0))),
                to_mean=rounded(households / mean) if mean else 0,
                yearly_cost=rounded(site.yearly_cost),
                one_off_cost=rounded(site.one_off_cost),
            )
        )
    return tuple(lines)


def _area_names(units: tuple[UnitLine, ...], own: frozenset[str]) -> tuple[str, ...]:
    """Names of larger areas that belong to the catchment whole, and of its units in other areas."""
    members: dict[str, list[UnitLine]] = {}
    for unit in units:
        members.setdefault(unit.parent or unit.id, []).append(unit)
    whole: list[str] = []
    single: list[str] = []
    for inside in members.values():
        mine = [unit for unit in inside if unit.id in own]
        if len(mine) == len(inside) and len(inside) > 1:
            whole.append(inside[0].parent_name)
        else:
            single.extend(unit.name for unit in mine)
    return (*sorted(whole), *sorted(single))


def _imbalance(plan: SitePlan) -> ImbalanceLine | None:
    found = plan.imbalance
    if found is None:
        return None
    return ImbalanceLine(
        value=rounded(found.value), best=rounded(found.best), bound=rounded(found.bound), gap=rounded_up(found.gap)
    )


def _travel(plan: SitePlan, unit_names: Mapping[str, str]) -> TravelLine | None:
    found = plan.travel
    if found is None:
        return None
    return TravelLine(
        value=found.value,
        bound=found.bound,
        gap=rounded_up(found.gap),
        mean_minutes=rounded(found.mean_minutes),
        worst_unit=found.worst_unit,
        worst_unit_name=unit_names.get(found.worst_unit, found.worst_unit),
        worst_minutes=found.worst_minutes,
    )
