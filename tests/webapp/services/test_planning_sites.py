"""What a new site is proposed to cost."""

from dataclasses import replace
from decimal import Decimal

from scenarios.default import default_scenario
from scenarios.scenario import Standing
from webapp.services.planning_sites import usual_costs


def test_most_frequent_cost_of_sites_that_do_not_exist_yet_is_proposed() -> None:
    scenario = default_scenario()
    costs = dict.fromkeys(("eving", "hoerde"), Decimal(90_000)) | {"mengede": Decimal(70_000)}
    few = [site for site in scenario.sites if site.existing or site.id in costs]
    sites = tuple(replace(site, yearly_cost=costs.get(site.id, Decimal(1))) for site in few)
    own = {"sites[eving].yearly_cost": Standing(kind="fact", source="Mietvertrag")}
    found = usual_costs(replace(scenario, sites=sites, standing={**scenario.standing, **own}))
    # Two of three candidates cost 90,000; what the pilot costs does not count.
    assert (found["yearly_cost"].value, found["yearly_cost"].source) == (90_000, "Mietvertrag")
    assert found["one_off_cost"].value == 5_000


def test_existing_sites_count_where_there_are_no_others() -> None:
    assert usual_costs(default_scenario("pilot"))["yearly_cost"].value == 105_000
