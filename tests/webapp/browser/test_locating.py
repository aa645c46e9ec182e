"""The place of a family by its address: found, chosen, and doubted again once the address changes."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.webapp.browser.surroundings import PHONE, House, scrolls_sideways
from tests.webapp.streets import BRACKEL, STREET, TWINS, make_store
from webapp.database import db
from webapp.models import Household

Visit = Callable[..., Page]


def import_streets(house: House) -> None:
    settings = house.app.extensions["lw-settings"]
    make_store(settings.store_file)


def begin(page: Page, house: House, address: str) -> None:
    page.goto(f"{house.address}/haushalte/neu")
    page.get_by_label("Name der Familie").fill("Familie Bernstein")
    page.get_by_label("Stadtbezirk").select_option(label="Brackel")
    page.get_by_label("Adresse", exact=True).fill(address)
    page.get_by_role("button", name="Ort zur Adresse suchen").click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Speichern").click()
    page.wait_for_url(re.compile(r"/haushalte/\d+$"))


def home_of(house: House) -> tuple[float | None, float | None]:
    def found() -> tuple[float | None, float | None]:
        row = db.session.scalars(select(Household).order_by(Household.id.desc()).limit(1)).one()
        return row.lat, row.lon

    return house.ask(found)


def test_a_known_address_is_taken_with_one_click(
    house: House, visit: Visit, assert_accessible: Callable[[Page], None]
) -> None:
    import_streets(house)
    team = visit("team-brackel", width=PHONE)
    begin(team, house, f"{STREET} 1")
    expect(team.get_by_text("genau gefunden")).to_be_visible()
    assert_accessible(team)
    assert not scrolls_sideways(team)
    team.get_by_role("button", name=f"Übernehmen: {STREET} 1").click()
    expect(team.get_by_text(f"{STREET} 1: genau gefunden")).to_be_visible()
    expect(team.get_by_role("button", name="Übernehmen: ")).to_have_count(0)
    assert STREET not in team.url
    save(team)
    assert home_of(house) == BRACKEL


def test_of_several_streets_the_team_chooses(house: House, visit: Visit) -> None:
    import_streets(house)
    team = visit("team-brackel")
    begin(team, house, "Kieselweg 7")
    expect(team.get_by_text("Mehrere Orte kommen in Frage")).to_be_visible()
    expect(team.get_by_text("ähnliche Straße")).to_have_count(2)
    expect(team.locator("#lat")).to_have_value("")
    team.get_by_role("button", name=f"Übernehmen: {TWINS[1]} 7").click()
    team.get_by_label("Adresse", exact=True).fill("Anderswo 3")
    expect(team.get_by_text("Die Adresse ist geändert.")).to_be_visible()
    save(team)
    # The second of the twins is 0.006 degrees north of the first house.
    assert home_of(house) == (round(BRACKEL[0] + 0.006, 6), BRACKEL[1])
