"""Sites that planners add to a scenario, and those they take out."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely import box

from geodata.areas import STADTBEZIRKE, Area, Outlines
from scenarios.default import default_scenario
from scenarios.scenario import Scenario, Site, SiteMinutes
from scenarios.scenario_file import parse_scenario
from tests.webapp.planner_pages import document, make_planned, plain, posted, text_of
from tests.webapp.site import signed_in, user_named
from tests.webapp.streets import BRACKEL, STREET, make_store
from webapp.database import db
from webapp.models import LogEntry, PlanningScenario
from webapp.services import planning

PAGE = "/szenarien/1"
SITES, NEW, REMOVE, UNIT = (
    f"{PAGE}/standorte",
    f"{PAGE}/standorte/neu",
    f"{PAGE}/standorte/entfernen",
    f"{PAGE}/standorte/gebiet",
)
NAME, ID = "Flughafenstraße 75", "flughafenstrasse-75"
# The published centre of Scharnhorst is 51.561, 7.548; no other is as near.
NEAR_SCHARNHORST = {"lat": "51,541", "lon": "7.54"}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return make_planned(tmp_path)


@pytest.fixture
def planner(app: Flask) -> FlaskClient:
    return signed_in(app, "planner")


def keep(app: Flask, scenario: Scenario) -> str:
    """One more scenario; its page."""
    with app.app_context():
        return f"/szenarien/{planning.add_scenario(user_named('planner'), scenario, name='Eigenes').id}"


def site_of(app: Flask, id_: str = ID, number: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = next(site for site in document(app, number)["sites"] if site["id"] == id_)
    return found


def kinds_of(app: Flask, id_: str = ID) -> dict[str, tuple[str, str]]:
    own = f"sites[{id_}]."
    return {
        name.removeprefix(own): (one["kind"], one["source"])
        for name, one in document(app)["standing"].items()
        if name.startswith(own)
    }


def test_site_by_its_coordinates_is_proposed_costs_and_area(app: Flask, planner: FlaskClient) -> None:
    answer = posted(planner, NEW, name=f" {NAME} ", **NEAR_SCHARNHORST)
    assert answer.headers["Location"] == SITES
    assert site_of(app) == {
        "id": ID, "name": NAME, "unit": "scharnhorst", "lat": 51.541, "lon": 7.54, "existing": False,
        "yearly_cost": 105_000, "one_off_cost": 5_000,
    }  # fmt: skip
    default = default_scenario().standing
    assert kinds_of(app) == {
        "lat": ("assumption", "set in the scenario"),
        "lon": ("assumption", "set in the scenario"),
        "yearly_cost": ("assumption", default["sites.yearly_cost"].source),
        "one_off_cost": ("assumption", default["sites.one_off_cost"].source),
    }
    page = text_of(planner, SITES)
    assert f"„{NAME}“ ist dabei, im Gebiet Scharnhorst." in page
    assert "Ort: Annahme im Szenario gesetzt" in page
    assert "Die Annahmen sind seit diesem Lauf geändert." in text_of(planner, PAGE)
    with app.app_context():
        assert db.session.query(LogEntry).filter_by(action="scenario.change").count() == 1


def test_fact_is_kept_with_its_source_and_a_changed_number_is_an_assumption(app: Flask, planner: FlaskClient) -> None:
    fact = {"yearly_cost": "96.000", "yearly_cost_kind": "fact", "yearly_cost_source": "Mietangebot vom 3.8.2016"}
    posted(planner, NEW, name=NAME, existing="y", one_off_cost="7.500", **fact, **NEAR_SCHARNHORST)
    site, kinds = site_of(app), kinds_of(app)
    assert (site["yearly_cost"], site["one_off_cost"], site["existing"]) == (96_000, 7_500, True)
    assert kinds["yearly_cost"] == ("fact", "Mietangebot vom 3.8.2016")
    assert kinds["one_off_cost"] == ("assumption", "set in the scenario")
    assert "Fakt Mietangebot vom 3.8.2016 Einmalig: Annahme im Szenario gesetzt" in text_of(planner, SITES)
    # Another number later is no fact any more.
    posted(planner, SITES, **{f"{ID}:yearly_cost": "97.000"})
    assert kinds_of(app)["yearly_cost"] == ("assumption", "set in the scenario")


def test_centre_of_the_area_is_a_place(app: Flask, planner: FlaskClient) -> None:
    posted(planner, NEW, name=NAME, where="centre", unit="eving")
    unit = next(one for one in document(app)["units"] if one["id"] == "eving")
    site = site_of(app)
    assert (site["unit"], site["lat"], site["lon"]) == ("eving", unit["lat"], unit["lon"])
    assert kinds_of(app)["lat"] == ("derived", "centre of the unit")


def test_area_that_was_chosen_goes_before_the_nearest(app: Flask, planner: FlaskClient) -> None:
    posted(planner, NEW, name=NAME, unit="eving", **NEAR_SCHARNHORST)
    assert site_of(app)["unit"] == "eving"


@pytest.mark.parametrize(
    ("address", "kind", "source"),
    [
        (f"{STREET} 1", "derived", f"place of the address: {STREET} 1"),
        # The 96 of 100 similar street of the choices, taken by the planner.
        ("Bernsteinalee 1", "assumption", f"place near the address: {STREET} 1"),
        # An address that leads elsewhere says nothing about the place.
        (f"{STREET} 5", "assumption", "set in the scenario"),
        ("Xyzzy 1", "assumption", "set in the scenario"),
    ],
)
def test_place_of_an_address_says_which(
    app: Flask, planner: FlaskClient, tmp_path: Path, address: str, kind: str, source: str
) -> None:
    make_store(tmp_path / "geodata.sqlite")
    posted(planner, NEW, name=NAME, address=address, lat=str(BRACKEL[0]), lon=str(BRACKEL[1]))
    assert (site_of(app)["lat"], site_of(app)["lon"]) == BRACKEL
    assert kinds_of(app)["lat"] == (kind, source)


def test_addresses_are_looked_up_once_there_are_some(planner: FlaskClient, tmp_path: Path) -> None:
    page = planner.get(NEW).text
    assert ("Adressverzeichnis eingelesen" in page, "Ort zur Adresse suchen" in page) == (True, False)
    make_store(tmp_path / "geodata.sqlite")
    page = planner.get(NEW).text
    assert ("Adressverzeichnis eingelesen" in page, "Ort zur Adresse suchen" in page) == (False, True)
    assert "genau gefunden" in planner.post("/szenarien/ort", data={"address": f"{STREET} 1"}).text


@pytest.mark.parametrize("content", ["no store", None])
def test_store_that_cannot_be_read_stops_no_planner(
    app: Flask, planner: FlaskClient, tmp_path: Path, content: str | None
) -> None:
    if content is None:
        (tmp_path / "geodata.sqlite").mkdir()
    else:
        (tmp_path / "geodata.sqlite").write_text(content, encoding="utf-8")
    assert posted(planner, NEW, name=NAME, **NEAR_SCHARNHORST).status_code == 302
    assert site_of(app)["unit"] == "scharnhorst"


def test_area_whose_imported_outline_holds_the_place_is_proposed(
    app: Flask, planner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = Area(
        level=STADTBEZIRKE, code="eving", name="Eving", parent=None, parent_level=None, shape=box(7.4, 51.5, 7.6, 51.6)
    )
    known = Outlines(level=STADTBEZIRKE, areas=(area,), schematic=False, source="erfunden")
    fake = SimpleNamespace(outlines_of=lambda _codes: known)
    monkeypatch.setattr("webapp.services.planning_sites.geography", lambda: fake)
    part = plain(planner.post(UNIT, data=NEAR_SCHARNHORST).text)
    assert "nach dem Ort: Eving" in part
    assert "Der Ort liegt in Eving." in part
    posted(planner, NEW, name=NAME, **NEAR_SCHARNHORST)
    assert site_of(app)["unit"] == "eving"


def test_choice_of_areas_follows_the_place_and_keeps_what_was_chosen(planner: FlaskClient) -> None:
    part = plain(planner.post(UNIT, data=NEAR_SCHARNHORST).text)
    assert "nach dem Ort: Scharnhorst" in part
    assert "Kein eingelesener Umriss enthält den Ort; am nächsten ist die Mitte von Scharnhorst." in part
    chosen = planner.post(UNIT, data={**NEAR_SCHARNHORST, "unit": "eving"}).text
    assert re.search(r'<option selected value="eving">', chosen)
    for nonsense in ({"lat": "x", "lon": "7"}, {"lat": "51"}, {"lat": "99", "lon": "7"}, {"lat": "nan", "lon": "7"}):
        assert "Sobald der Ort feststeht" in planner.post(UNIT, data=nonsense).text


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"name": " "}, "name", "Hier fehlt ein Name."),
        ({"name": "eVING"}, "name", "So heißt schon ein anderer Standort."),
        ({"name": "x" * 81}, "name", "80"),
        ({"lat": ""}, "lat", "Der Ort fehlt"),
        ({"lon": ""}, "lat", "Der Ort fehlt"),
        ({"lat": "", "lon": "", "address": "Irgendwo 3"}, "address", "Der Ort fehlt"),
        ({"lat": "viel"}, "lat", "Das ist keine Zahl."),
        ({"lat": "91"}, "lat", "Möglich sind Grad von -90 bis 90."),
        # A degree, 111 km, north of the centres in the north of the city.
        ({"lat": "52.561"}, "lat", "Der Ort ist 111 km vom nächsten Gebiet entfernt."),
        ({"where": "centre"}, "unit", "Wählen Sie das Gebiet."),
        ({"unit": "mond"}, "unit", ""),
        ({"yearly_cost": "viel"}, "yearly_cost", "Das ist keine Zahl."),
        ({"yearly_cost": "-1"}, "yearly_cost", "Möglich ist: Euro von 0 bis"),
        ({"one_off_cost": ""}, "one_off_cost", "Hier fehlt etwas."),
        ({"one_off_cost_kind": "fact"}, "one_off_cost_source", "Bei einem Fakt steht dabei, woher er kommt."),
    ],
)
def test_wrong_site_is_explained_beside_its_field_and_nothing_is_kept(
    app: Flask, planner: FlaskClient, tmp_path: Path, wrong: dict[str, str], field: str, told: str
) -> None:
    make_store(tmp_path / "geodata.sqlite")
    before = document(app)
    answer = posted(planner, NEW, **{"name": NAME, **NEAR_SCHARNHORST, **wrong})
    assert answer.status_code == 422
    place = re.search(rf'id="{field}-error">(.*?)</div>\s*</div>', answer.text, re.DOTALL)
    assert place, "nothing beside the field"
    assert told in plain(place[1])
    assert document(app) == before


def test_second_site_in_the_area_of_an_existing_one_is_doubted(app: Flask, planner: FlaskClient) -> None:
    doubt = "Im selben Gebiet besteht schon „Kommende, Brackeler Hellweg 144“."
    posted(planner, NEW, name=NAME, where="centre", unit="brackel")
    page = text_of(planner, SITES)
    assert (doubt in page, "gibt es keinen Plan" in page) == (True, False)
    posted(planner, NEW, name="Noch einer", where="centre", unit="brackel", existing="y")
    assert "Mit zweien, die bestehen, gibt es keinen Plan." in text_of(planner, SITES)
    page = keep(app, replace(default_scenario(), contiguous=False))
    posted(planner, f"{page}/standorte/neu", name=NAME, where="centre", unit="brackel")
    assert doubt not in text_of(planner, f"{page}/standorte")


def test_site_that_somebody_else_added_meanwhile_stays_as_it_is(app: Flask, planner: FlaskClient) -> None:
    first = {"name": NAME, "version": "1", "existing": "y", "yearly_cost": "1", "one_off_cost": "1", **NEAR_SCHARNHORST}
    kinds = {"where": "place", "unit": "", "yearly_cost_kind": "assumption", "one_off_cost_kind": "assumption"}
    costs = {
        f"{site['id']}:{cost}": "1" for site in document(app)["sites"] for cost in ("yearly_cost", "one_off_cost")
    }  # fmt: skip
    assert planner.post(NEW, data=first | kinds).status_code == 302
    # Who had the other pages open is told, and may go on.
    second = planner.post(NEW, data=first | kinds | {"name": "Zweiter"})
    assert second.status_code == 409
    assert "Jemand anderes hat dieses Szenario inzwischen geändert." in second.text
    assert planner.post(NEW, data=first | kinds | {"name": "Zweiter", "version": "2"}).status_code == 302
    answer = planner.post(SITES, data=costs | {":yearly_cost": "", ":one_off_cost": "", "version": "1"})
    assert (answer.status_code, site_of(app)["existing"]) == (409, True)
    assert re.search(rf'<input [^>]*checked [^>]*id="{ID}:existing"', answer.text)


def test_site_may_be_called_all(app: Flask, planner: FlaskClient) -> None:
    posted(planner, NEW, name="All", **NEAR_SCHARNHORST)
    posted(planner, SITES, **{"all:yearly_cost": "90.000"})
    costs = {site["id"]: site["yearly_cost"] for site in document(app)["sites"]}
    assert (costs.pop("all"), set(costs.values())) == (90_000, {105_000})


def test_scenario_with_minutes_of_its_own_says_that_the_new_site_has_none(app: Flask, planner: FlaskClient) -> None:
    told = "Dieses Szenario bringt eigene Minuten für seine Wege mit."
    assert told not in text_of(planner, NEW)
    page = keep(app, replace(default_scenario(), travel=(SiteMinutes(unit="eving", site="eving", minutes=3),)))
    assert told in text_of(planner, f"{page}/standorte/neu")


def test_what_is_lost_with_a_site_is_said_and_undo_brings_all_of_it_back(app: Flask, planner: FlaskClient) -> None:
    before = document(app)
    page = text_of(planner, f"{REMOVE}?standort=pilot")
    assert "„Kommende, Brackeler Hellweg 144“ entfernen?" in page
    assert "Er besteht schon und bleibt bisher in jedem Plan offen." in page
    assert "Fest mit ihm verbunden: Aplerbeck, Brackel." in page
    answer = planner.post(REMOVE, data={"standort": "pilot", "version": "1"})
    assert answer.headers["Location"] == SITES
    after = parse_scenario(document(app))
    assert ("pilot" in {site.id for site in after.sites}, after.fixed) == (False, ())
    assert "ist nicht mehr dabei." in text_of(planner, SITES)
    planner.post(f"{PAGE}/rueckgaengig", data={"version": "2", "here": "planning.sites"})
    assert document(app) == before


def test_too_few_sites_and_lost_minutes_are_said(app: Flask, planner: FlaskClient) -> None:
    scenario = default_scenario()
    rows = tuple(SiteMinutes(unit=unit.id, site="eving", minutes=3) for unit in scenario.units)
    sites = [
        site for site in scenario.sites if site.id in ("eving", "pilot", "hoerde", "mengede", "hombruch", "huckarde")
    ]
    page = keep(app, replace(scenario, travel=rows, sites=tuple(sites), k=(4, 7)))
    text = text_of(planner, f"{page}/standorte/entfernen?standort=eving")
    assert "Mit ihm gehen 12 eigene Minutenangaben zu ihm verloren." in text
    # Five are left of six; seven could not be opened before either.
    assert "Danach gibt es nur noch 5 Standorte; einen Plan mit 6, 7 Standorten kann es dann nicht geben." in text
    assert "Er besteht schon" not in text


def test_only_site_cannot_go(app: Flask, planner: FlaskClient) -> None:
    page = keep(app, default_scenario("pilot"))
    text = text_of(planner, f"{page}/standorte/entfernen?standort=pilot")
    assert "Es ist der einzige Standort dieses Szenarios" in text
    assert "Fügen Sie zuerst einen anderen hinzu." in text
    answer = planner.post(f"{page}/standorte/entfernen", data={"standort": "pilot", "version": "1"})
    assert "kann nicht weg" in answer.text
    assert len(document(app, 2)["sites"]) == 1


def test_site_that_is_gone_or_a_scenario_that_was_changed_is_told(app: Flask, planner: FlaskClient) -> None:
    for path in (REMOVE, f"{REMOVE}?standort=mond"):
        assert planner.get(path).headers["Location"] == SITES
        assert "Diesen Standort gibt es hier nicht mehr." in text_of(planner, SITES)
    answer = planner.post(REMOVE, data={"standort": "eving", "version": "7"})
    assert answer.headers["Location"] == f"{REMOVE}?standort=eving"
    assert "hat inzwischen jemand anderes geändert" in text_of(planner, answer.headers["Location"])
    assert site_of(app, "eving")


def test_id_with_any_letters_can_be_removed(app: Flask, planner: FlaskClient) -> None:
    odd = Site(id='a/b?c="d"&e', unit="eving", lat=51.5, lon=7.5, yearly_cost=Decimal(1))
    page = keep(app, replace(default_scenario(), sites=(*default_scenario().sites, odd)))
    link = re.search(r'href="([^"]*entfernen\?standort=a[^"]*)"', planner.get(f"{page}/standorte").text)
    assert link
    text = planner.get(link[1].replace("&amp;", "&")).text
    hidden = re.search(r'name="standort" value="([^"]*)"', text)
    assert hidden
    planner.post(f"{page}/standorte/entfernen", data={"standort": odd.id, "version": "1"})
    with app.app_context():
        kept = parse_scenario(planning.json_from(db.session.get_one(PlanningScenario, 2).document, Path("x")))
    assert odd.id not in {site.id for site in kept.sites}
