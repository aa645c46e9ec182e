"""Everything a report says, in one structure: page, figures and tables take their numbers from here only."""

import dataclasses
import json
import platform
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import metadata
from typing import TYPE_CHECKING, Any, Literal

from matcher.problems import visible
from scenarios.opening import Opening
from scenarios.planning_inputs import PlanningInputs, inputs_of
from scenarios.regret import RegretTable
from scenarios.report.inputs_part import fact_lines, input_lines, tension_lines
from scenarios.report.opening_part import opening_parts
from scenarios.report.parts import (
    InputLine,
    Number,
    OpeningPart,
    PlanPart,
    RegretPart,
    SimulationPart,
    TensionLine,
    UnitLine,
    rounded,
    rounded_or_none,
)
from scenarios.report.plan_parts import plan_part, unit_lines
from scenarios.report.regret_part import regret_part
from scenarios.report.simulation_part import simulation_part
from scenarios.scenario import Scenario, Site
from scenarios.simulation.outcome import Simulation
from scenarios.site_plan import SitePlan, SitePlans

if TYPE_CHECKING:
    from geodata.areas import Outlines

FORMAT: Literal["lokal-willkommen/report@1"] = "lokal-willkommen/report@1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioPart:
    """The frame of the scenario; fields as in ``scenario.Scenario``, lists as their lengths."""

    name: str
    sha256: str
    units: int
    candidate_sites: int
    existing_sites: int
    households: int
    k_min: int
    k_max: int
    yearly_budget: Number | None
    workers_per_site: int
    contiguous: bool
    balance: str
    balance_slack: Number
    arrivals: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """
    All numbers of a report.

    Attributes
    ----------
    inputs, facts, tensions
        What it rests on, each with its kind; what the paper says, and where it contradicts itself.
    plans
        One for each number of sites, in order.
    hindsight
        The seven offices that were opened later, measured like a plan; None where the scenario does not allow it.
    recommended_k
        Of the plan with the least worst regret, or the only plan; None without a plan.
    site_names
        Id and name of each candidate site, open in a plan or not.
    outlines
        Shapes for the maps; no numbers of the report, so not part of its JSON.
    """

    format: Literal["lokal-willkommen/report@1"] = FORMAT
    scenario: ScenarioPart
    inputs: tuple[InputLine, ...]
    facts: tuple[InputLine, ...]
    tensions: tuple[TensionLine, ...]
    units: tuple[UnitLine, ...]
    plans: tuple[PlanPart, ...]
    hindsight: PlanPart | None = None
    openings: tuple[OpeningPart, ...] = ()
    regret: RegretPart | None = None
    simulation: SimulationPart | None = None
    recommended_k: int | None = None
    versions: tuple[tuple[str, str], ...] = ()
    site_names: tuple[tuple[str, str], ...] = ()
    outlines: "Outlines | None" = field(default=None, repr=False, compare=False)

    def plan(self, k: int) -> PlanPart:
        """The plan with ``k`` sites."""
        return next(plan for plan in self.plans if plan.k == k)

    @property
    def names(self) -> dict[str, str]:
        """Names of units and candidate sites by id; a site and a unit of one id have one name, too."""
        return dict(self.site_names) | {unit.id: unit.name for unit in self.units}

    def to_json(self) -> str:
        """The content as JSON: keys sorted, numbers to three decimals (gaps to four), the same bytes each time."""
        parts: dict[str, Any] = {
            one.name: _plain(getattr(self, one.name)) for one in dataclasses.fields(self) if one.name != "outlines"
        }
        return json.dumps(parts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def content_of(
    scenario: Scenario,
    plans: SitePlans,
    *,
    openings: Sequence[Opening] = (),
    regret: RegretTable | None = None,
    simulation: Simulation | None = None,
    hindsight: SitePlan | None = None,
    further_sites: Sequence[Site] = (),
    outlines: "Outlines | None" = None,
) -> ReportContent:
    """
    The numbers of a report on these plans.

    Parameters
    ----------
    hindsight, further_sites
        The seven real offices, measured like a plan, and those of their sites that the scenario does not offer.
    outlines
        Shapes of the units; None for maps of lines from unit centres to sites.
    """
    units, inputs = unit_lines(scenario, outlines), inputs_of(scenario.inputs)
    parts = tuple(plan_part(scenario, units, plan) for plan in plans.plans)
    compared = regret_part(regret) if regret is not None else None
    return ReportContent(
        scenario=_scenario_part(scenario, plans.scenario_sha256, inputs),
        inputs=input_lines(scenario),
        facts=fact_lines(scenario),
        tensions=tension_lines(),
        units=units,
        plans=parts,
        hindsight=plan_part(scenario, units, hindsight, further_sites) if hindsight is not None else None,
        openings=opening_parts(openings, inputs.regret.households_per_worker),
        regret=compared,
        simulation=simulation_part(simulation) if simulation is not None else None,
        recommended_k=_recommended(parts, compared),
        versions=_versions(),
        site_names=_site_names(scenario, units),
        outlines=outlines,
    )


def _scenario_part(scenario: Scenario, sha256: str, inputs: PlanningInputs) -> ScenarioPart:
    return ScenarioPart(
        name=visible(scenario.name),
        sha256=sha256,
        units=len(scenario.units),
        candidate_sites=len(scenario.sites),
        existing_sites=sum(site.existing for site in scenario.sites),
        households=scenario.households,
        k_min=scenario.k[0],
        k_max=scenario.k[1],
        yearly_budget=rounded_or_none(scenario.yearly_budget),
        workers_per_site=scenario.workers_per_site,
        contiguous=scenario.contiguous,
        balance=scenario.balance,
        balance_slack=rounded(scenario.balance_slack),
        arrivals=inputs.arrivals_per_week,
    )


def _site_names(scenario: Scenario, units: Sequence[UnitLine]) -> tuple[tuple[str, str], ...]:
    names = {unit.id: unit.name for unit in units}
    return tuple(sorted((site.id, visible(site.name) or names[site.unit]) for site in scenario.sites))


def _versions() -> tuple[tuple[str, str], ...]:
    """Of this program, where it is installed as a package, and of the libraries whose numbers these are."""
    found = [("python", platform.python_version())]
    for name in ("lokal-willkommen", "numpy", "ortools"):
        with suppress(metadata.PackageNotFoundError):
            found.append((name, metadata.version(name)))
    return tuple(sorted(found))


def _recommended(plans: Sequence[PlanPart], regret: RegretPart | None) -> int | None:
    """The plan with the least worst regret; without regret the only plan there is."""
    if regret is not None:
        return next((row.k for row in regret.rows if row.best), None)
    found = [plan.k for plan in plans if plan.sites]
    return found[0] if len(found) == 1 else None


def _plain(found: Any) -> Any:
    """The value as JSON knows it."""
    if dataclasses.is_dataclass(found):
        return {one.name: _plain(getattr(found, one.name)) for one in dataclasses.fields(found)}
    if isinstance(found, Sequence) and not isinstance(found, str):
        return [_plain(one) for one in found]
    if isinstance(found, bool | int | float | str) or found is None:
        return found
    return rounded(found)
