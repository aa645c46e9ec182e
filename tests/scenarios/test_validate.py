import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scenarios.planning.solve import solve_plans
from scenarios.scenario import Fixed, Scenario, Site, SiteMinutes, Unit
from scenarios.site_plan import Demand, SitePlan, SitePlans
from scenarios.site_plan_file import plans_from_json, plans_text
from scenarios.validate import validate
from tests.scenarios.planning.enumerating import TRAVEL
from tests.test_layers import ROOT, imported_names

# Four units in a row, sites at both ends and an idle one beside the first. The ends cost 100, the idle one 10.
UNITS = tuple(Unit(id=name, households=n, lat=51.5, lon=7.4) for name, n in zip("abcd", (10, 20, 30, 40), strict=True))
SITES = (
    Site(id="west", unit="a", lat=51.5, lon=7.4, existing=True, yearly_cost=100),
    Site(id="east", unit="d", lat=51.5, lon=7.4, yearly_cost=100),
    Site(id="idle", unit="b", lat=51.5, lon=7.4, yearly_cost=10),
)
MINUTES = {"west": (1, 2, 3, 4), "east": (4, 3, 2, 1), "idle": (9, 9, 9, 9)}
STREET = Scenario(
    units=UNITS,
    sites=SITES,
    adjacency=(("a", "b"), ("b", "c"), ("c", "d")),
    k=(2, 2),
    fixed=(Fixed(unit="d", site="east"),),
    together=(("a", "b"),),
    yearly_budget=200,
    travel=tuple(
        SiteMinutes(unit=unit.id, site=site, minutes=minutes[number])
        for site, minutes in MINUTES.items()
        for number, unit in enumerate(UNITS)
    ),
)


@pytest.fixture(scope="module")
def plans() -> SitePlans:
    return solve_plans(STREET, TRAVEL)


def codes(plans: SitePlans, **changes: object) -> set[str]:
    """What is wrong when the plan is changed like this."""
    plan = replace(plans.plans[0], **changes)  # type: ignore[arg-type]
    return {violation.code for violation in validate(replace(plans, plans=(plan,)), STREET, TRAVEL)}


def test_a_plan_as_it_was_made_has_nothing_wrong(plans: SitePlans) -> None:
    plan = plans.plans[0]
    # a, b and c are 60 of 100, d alone is 40; the band is 47.5 to 52.5. Moving c gives 30 and 70, which is worse.
    assert plan.imbalance is not None
    assert (plan.assignment["c"], plan.imbalance.value) == ("west", Decimal(15))
    # 10 * 1 + 20 * 2 + 30 * 3 + 40 * 1
    assert plan.travel is not None
    assert plan.travel.value == 180
    assert validate(plans, STREET, TRAVEL) == []


GIVEN = {"a": "west", "b": "west", "c": "west", "d": "east"}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("assignment", {"assignment": {**GIVEN, "d": "nowhere"}}),
        ("assignment", {"assignment": {"a": "west"}}),
        ("open", {"assignment": {**GIVEN, "d": "idle"}}),
        ("k", {"sites": ("east", "idle", "west")}),
        ("existing", {"sites": ("east", "idle")}),
        ("fixed", {"assignment": {**GIVEN, "d": "west"}}),
        ("together", {"assignment": {**GIVEN, "b": "east"}}),
        ("contiguous", {"assignment": {"a": "west", "b": "east", "c": "west", "d": "east"}}),
        ("budget", {"sites": ("east", "idle", "west")}),
        ("households", {"households": {"west": 61, "east": 39}}),
        ("largest", {"largest": 61}),
        ("largest_to_mean", {"largest_to_mean": Decimal("1.21")}),
        ("households_per_worker", {"households_per_worker": {"west": Decimal(30), "east": Decimal(21)}}),
        ("cost", {"cost": Decimal(199)}),
        ("imbalance", {"imbalance": None}),
        ("travel", {"travel": None}),
        ("households_per_worker", {"households_per_worker": {"west": 30, "east": 20, "idle": 0}}),
        ("clash", {"status": "infeasible"}),
        ("clash", {"clash": (Demand(code="contiguous"),)}),
        ("status", {"status": "feasible"}),
        ("status", {"status": "unknown"}),
        ("status", {"status": "unknown", "sites": (), "assignment": {}, "households": {}, "households_per_worker": {}}),
    ],
)
def test_what_is_wrong_is_found(code: str, changes: dict[str, object], plans: SitePlans) -> None:
    assert code in codes(plans, **changes)


def changed(plan: SitePlan, part: str, **changes: object) -> object:
    return replace(getattr(plan, part), **changes)


@pytest.mark.parametrize(
    ("part", "changes", "code"),
    [
        ("imbalance", {"value": Decimal("15.00000001")}, "imbalance"),
        ("imbalance", {"best": Decimal(14), "bound": Decimal(14)}, "imbalance"),
        ("imbalance", {"bound": Decimal(16)}, "imbalance"),
        ("imbalance", {"bound": Decimal(-1), "gap": Decimal("0.16")}, "imbalance"),
        ("imbalance", {"best": Decimal(16), "bound": Decimal(16)}, "imbalance"),
        ("imbalance", {"bound": Decimal(14), "gap": Decimal("0.01")}, "status"),
        ("imbalance", {"bound": Decimal("14.9999999")}, "status"),
        ("travel", {"value": 181}, "travel"),
        ("travel", {"bound": 181}, "travel"),
        ("travel", {"bound": -18, "gap": Decimal("1.1")}, "travel"),
        ("travel", {"bound": 171, "gap": Decimal("0.05")}, "status"),
        ("travel", {"mean_minutes": Decimal("1.81")}, "mean_minutes"),
        ("travel", {"worst_unit": "b"}, "travel"),
        ("travel", {"worst_minutes": 4}, "travel"),
    ],
)
def test_numbers_that_differ_are_found(part: str, changes: dict[str, object], code: str, plans: SitePlans) -> None:
    assert code in codes(plans, **{part: changed(plans.plans[0], part, **changes)})


def test_a_clash_names_only_what_the_scenario_asks_for() -> None:
    scenario = replace(STREET, yearly_budget=Decimal(150))
    plans = solve_plans(scenario, TRAVEL)
    assert {demand.code for demand in plans.plans[0].clash} == {"budget", "fixed", "existing"}
    assert validate(plans, scenario, TRAVEL) == []
    for strange in (
        Demand(code="k", number=Decimal(3)),
        Demand(code="budget", number=Decimal(200)),
        Demand(code="fixed"),
    ):
        plan = replace(plans.plans[0], clash=(strange,))
        assert [wrong.code for wrong in validate(replace(plans, plans=(plan,)), scenario, TRAVEL)] == ["clash"]


def test_plans_with_more_digits_than_a_file_holds_are_valid_when_read_again() -> None:
    # 4,000,000,000 households in 3 catchments: the imbalance has ten digits before the point and nine behind it.
    scenario = replace(
        STREET,
        units=tuple(replace(unit, households=10**9) for unit in UNITS),
        fixed=(),
        k=(3, 3),
        together=(),
        yearly_budget=None,
    )
    plans = solve_plans(scenario, TRAVEL)
    assert validate(plans_from_json(json.loads(plans_text(plans))), scenario, TRAVEL) == []


def test_plans_of_another_scenario_are_refused(plans: SitePlans) -> None:
    found = validate(plans, replace(STREET, workers_per_site=3), TRAVEL)
    assert [violation.code for violation in found] == ["scenario"]


def test_the_validator_shares_no_code_with_the_models() -> None:
    path = Path(ROOT) / "scenarios" / "validate.py"
    names = imported_names(path.read_text(encoding="utf-8"), "scenarios")
    ours = {
        ".".join(name.split(".")[:2]) for name in names if name.split(".")[0] in ("scenarios", "matcher", "geodata")
    }
    assert ours == {
        *("matcher.travel", "matcher.violations"),
        *("scenarios.scenario", "scenarios.scenario_canonical", "scenarios.site_plan"),
    }
