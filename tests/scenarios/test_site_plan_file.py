import json
from decimal import Decimal
from pathlib import Path

import pytest

from matcher.errors import InvalidInput
from scenarios.planning.solve import solve_plans
from scenarios.site_plan import Demand, SitePlans
from scenarios.site_plan_file import demand_text, plans_from_json, plans_text, plans_to_json, read_plans, write_plans
from tests.scenarios.planning.enumerating import TRAVEL
from tests.scenarios.planning.test_clash import a_street


@pytest.fixture(scope="module")
def plans() -> SitePlans:
    """One that is possible and one that is not."""
    return solve_plans(a_street(k=(1, 2), yearly_budget=199), TRAVEL)


def test_plans_read_back_as_they_were_written(plans: SitePlans, tmp_path: Path) -> None:
    write_plans(plans, tmp_path / "plan.json")
    assert read_plans(tmp_path / "plan.json") == plans
    assert plans_text(read_plans(tmp_path / "plan.json")) == plans_text(plans)


def test_a_clash_is_a_list_of_texts_beside_its_demands(plans: SitePlans) -> None:
    facts = plans_to_json(plans)["plans"][1]
    assert facts["clash"] == ["the budget of 199 euro a year", "exactly 2 open sites"]
    assert facts["clash_details"][0] == {"code": "budget", "ids": [], "number": 199}


@pytest.mark.parametrize(
    ("demand", "text"),
    [
        (Demand(code="fixed", ids=("a", "west")), "unit a fixed to site west"),
        (Demand(code="together", ids=("a", "b", "c")), "units a, b, c together"),
        (Demand(code="contiguous"), "catchments that are connected and hold their site's own unit"),
        (Demand(code="existing", ids=("west",)), "site west exists and stays open"),
        (Demand(code="candidates", number=Decimal(3)), "no sites beside the 3 of the scenario"),
    ],
)
def test_each_demand_has_its_words(demand: Demand, text: str) -> None:
    assert demand_text(demand) == text


def test_every_wrong_field_is_named(plans: SitePlans) -> None:
    facts = json.loads(plans_text(plans))
    facts["plans"][0]["largest"] = "many"
    del facts["scenario_sha256"]
    with pytest.raises(InvalidInput) as refused:
        plans_from_json(facts)
    assert {problem.field for problem in refused.value.problems} == {"plans.0.largest", "scenario_sha256"}


@pytest.mark.parametrize("found", [[], "plans", {"plans": 3}, {"plans": [3]}])
def test_what_is_no_plan_is_refused(found: object) -> None:
    with pytest.raises(InvalidInput):
        plans_from_json(found)
