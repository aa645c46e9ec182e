"""Scenarios side by side: which assumptions differ, and what that does to each number of sites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from scenarios.scenario import Scenario
from scenarios.stated_numbers import stated_numbers
from webapp.database import db
from webapp.models import PlanningRun, PlanningScenario
from webapp.services.planning import scenario_from
from webapp.services.planning_results import content_of_run

if TYPE_CHECKING:
    from scenarios.report.content import ReportContent
    from scenarios.report.parts import PlanPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """
    One scenario.

    Attributes
    ----------
    run, content
        Its newest plans, of its numbers as they are or as they were (``outdated``); None without any.
    """

    scenario: PlanningScenario
    run: PlanningRun | None
    content: "ReportContent | None"

    @property
    def outdated(self) -> bool:
        """Whether the scenario was changed since."""
        return self.run is not None and self.run.sha256 != self.scenario.sha256

    def plan(self, k: int) -> "PlanPart | None":
        """Its plan for a number of sites, where there is one."""
        plans = () if self.content is None else self.content.plans
        return next((plan for plan in plans if plan.k == k and plan.sites), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A number that is not the same in all scenarios: its name and its value in each, None where there is none."""

    name: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """
    Scenarios side by side; the first one is what the others are held against.

    Attributes
    ----------
    ks
        Numbers of sites that any of them has a plan for.
    names
        Of areas and sites, by ``units[ID]`` and ``sites[ID]``.
    moved
        By number of sites, then by side: names of the areas that another site serves than in the first one.
    """

    sides: tuple[Side, ...]
    differences: tuple[Difference, ...]
    names: Mapping[str, str]
    ks: tuple[int, ...]
    moved: Mapping[int, tuple[tuple[str, ...], ...]]


def compared(scenarios: Sequence[PlanningScenario]) -> Compared:
    """What differs between the scenarios, in their order."""
    runs = _last_runs([scenario.id for scenario in scenarios])
    sides = tuple(
        Side(scenario=one, run=runs.get(one.id), content=content_of_run(runs[one.id]) if one.id in runs else None)
        for one in scenarios
    )
    documents = [scenario_from(scenario.document) for scenario in scenarios]
    ks = sorted({plan.k for side in sides if side.content for plan in side.content.plans if plan.sites})
    return Compared(
        sides=sides, differences=_differences(documents), names=_names(documents), ks=tuple(ks),
        moved={k: _moved(sides, k) for k in ks},
    )  # fmt: skip


def _last_runs(scenarios: Sequence[int]) -> dict[int, PlanningRun]:
    with_plans = (PlanningRun.scenario_id.in_(scenarios), PlanningRun.plans.is_not(None))
    last = select(func.max(PlanningRun.id)).where(*with_plans).group_by(PlanningRun.scenario_id)
    everything = (undefer(PlanningRun.document), undefer(PlanningRun.plans), undefer(PlanningRun.simulation))
    rows = db.session.scalars(select(PlanningRun).where(PlanningRun.id.in_(last)).options(*everything))
    return {run.scenario_id: run for run in rows}


def _names(documents: Sequence[Scenario]) -> dict[str, str]:
    found = {f"units[{unit.id}]": unit.name or unit.id for document in documents for unit in document.units}
    return found | {f"sites[{site.id}]": site.name or site.id for document in documents for site in document.sites}


def _differences(documents: Sequence[Scenario]) -> tuple[Difference, ...]:
    numbers = [{one.name: one.value for one in stated_numbers(document)} for document in documents]
    for found, document in zip(numbers, documents, strict=True):
        found |= {"balance": document.balance, "contiguous": document.contiguous}
    names = dict.fromkeys(name for found in numbers for name in found)
    rows = (Difference(name=name, values=tuple(found.get(name) for found in numbers)) for name in names)
    return tuple(row for row in rows if any(value != row.values[0] for value in row.values))


def _moved(sides: Sequence[Side], k: int) -> tuple[tuple[str, ...], ...]:
    """By side the areas that belong to another site than in the first."""
    first = _served(sides[0], k)
    return tuple(
        tuple(name for name, site in _served(side, k).items() if name in first and first[name] != site)
        for side in sides
    )


def _served(side: Side, k: int) -> dict[str, str]:
    plan = side.plan(k)
    if plan is None or side.content is None:
        return {}
    names = {unit.id: unit.name for unit in side.content.units}
    return {names[unit]: site.id for site in plan.sites for unit in site.units}
