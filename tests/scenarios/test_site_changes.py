"""Sites that come and go."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from scenarios.default import default_scenario
from scenarios.scenario import SiteMinutes
from scenarios.scenario_file import parse_scenario, scenario_to_json
from scenarios.site_changes import new_site_id, without_site


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Flughafenstraße 75", "flughafenstrasse-75"),
        ("  Büro (St. Ewaldi), Haus 2 ", "buero-st-ewaldi-haus-2"),
        ("Hörde", "hoerde-2"),
        ("مكتب", "site"),
        ("?", "site"),
        ("a" * 80, "a" * 60),
    ],
)
def test_id_is_the_name_in_plain_letters(name: str, id_: str) -> None:
    assert new_site_id(name, {"hoerde", "pilot"}) == id_


def test_taken_ids_are_counted_on() -> None:
    assert new_site_id("Eving", {"eving", "eving-2"}) == "eving-3"


def test_what_hangs_on_a_site_goes_with_it_and_the_rest_stays() -> None:
    scenario = default_scenario()
    rows = tuple(SiteMinutes(unit="eving", site=site, minutes=7) for site in ("pilot", "eving"))
    left = without_site(replace(scenario, travel=rows), "pilot")
    assert {site.id for site in scenario.sites} - {site.id for site in left.sites} == {"pilot"}
    # Brackel and Aplerbeck were fixed to it, its latitude and longitude had a source of their own.
    assert (len(scenario.fixed), left.fixed) == (2, ())
    assert [row.site for row in left.travel] == ["eving"]
    assert set(scenario.standing) - set(left.standing) == {"sites[pilot].lat", "sites[pilot].lon"}
    assert parse_scenario(scenario_to_json(left)) == left


def test_last_site_cannot_go() -> None:
    with pytest.raises(ValidationError):
        without_site(default_scenario("pilot"), "pilot")
