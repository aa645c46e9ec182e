"""Stories of planners: another budget, one more site, the report on the own computer, a slip of the finger."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.webapp.browser.surroundings import PHONE, House, Journal, scrolls_sideways, worker_of
from tests.webapp.streets import BRACKEL, STREET, make_store
from webapp.demo.scenario import NAME

Visit = Callable[..., Page]
SOLVING_MILLISECONDS = 120_000


def open_scenario(page: Page) -> None:
    """From the menu to the scenario of the demonstration."""
    page.get_by_role("link", name="Szenarien", exact=True).first.click()
    page.get_by_role("link", name=NAME, exact=True).click()
    expect(page.get_by_role("heading", name="Die Antwort")).to_be_visible()


def expect_drawn(page: Page, name: str) -> None:
    """A figure comes, at the latest once it is scrolled to, and has a size of its own."""
    picture = page.get_by_role("img", name=name).first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 100", arg=picture.element_handle())


def compare_all(page: Page) -> None:
    """Every scenario of the list beside the others."""
    page.get_by_role("link", name="Szenarien", exact=True).first.click()
    # A box of the list is waited for; to count the boxes at once would be to count those of the page before.
    for name in (f"Kopie von {NAME}", NAME):
        page.get_by_role("checkbox", name=f"{name} vergleichen", exact=True).check()
    page.get_by_role("button", name="Ausgewählte vergleichen").click()


def test_planner_changes_a_number_runs_it_and_sees_the_difference(
    visit: Visit, house: House, assert_accessible: Callable[[Page], None]
) -> None:
    planner = visit("planung")
    open_scenario(planner)
    planner.get_by_role("button", name="Kopieren und eine Annahme ändern").click()
    planner.get_by_label("Standorte, höchstens").fill("6")
    planner.get_by_label("Budget im Jahr in Euro").fill("700.000")
    planner.get_by_role("button", name="Speichern").click()
    expect(planner.get_by_text("weicht vom Konzept ab: 850.000")).to_be_visible()
    expect(planner.get_by_text("Nach dem Rechnen steht hier die Karte.")).to_be_visible()
    planner.get_by_role("button", name="Rechnen").click()
    # Nobody works it off yet, so there is time to look.
    expect(planner.get_by_role("progressbar")).to_be_visible()
    assert_accessible(planner)
    with worker_of(house):
        expect(planner.get_by_role("heading", name="Die Antwort")).to_be_visible(timeout=SOLVING_MILLISECONDS)
    expect(planner.locator(".lw-answer")).to_contain_text("6 Standorte")
    expect_drawn(planner, "Einzugsbereiche")
    compare_all(planner)
    row = planner.get_by_role("row").filter(has=planner.get_by_role("rowheader", name="Budget", exact=True))
    expect(row).to_contain_text("850.000")
    expect(row).to_contain_text("700.000")
    expect_drawn(planner, "Einzugsbereiche bei 6 Standorten")
    planner.set_viewport_size({"width": PHONE, "height": 900})
    assert_accessible(planner)
    assert not scrolls_sideways(planner)


def test_report_opens_from_disk_without_any_request(visit: Visit, browser: Browser, tmp_path: Path) -> None:
    planner = visit("planung")
    open_scenario(planner)
    told = planner.locator(".lw-answer p").inner_text()
    with planner.expect_download() as download:
        planner.get_by_role("link", name="Bericht als eine Seite").click()
    file = tmp_path / "bericht.html"
    download.value.save_as(file)
    context = browser.new_context()
    asked: list[str] = []
    loud: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: loud.append(message.text))
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    assert (asked, loud) == ([file.as_uri()], [])
    assert told in page.locator("body").inner_text()
    assert page.locator("svg[role=img]").count() >= 9
    context.close()


def test_wrong_number_stays_where_it_was_typed_and_is_explained(
    visit: Visit, journal: Journal, assert_accessible: Callable[[Page], None]
) -> None:
    # Chromium writes the status of the answer into the console.
    journal.allowed.add(422)
    planner = visit("planung", width=PHONE)
    planner.get_by_role("button", name="Menü").click()
    open_scenario(planner)
    planner.get_by_role("link", name="Annahmen", exact=True).click()
    field = planner.get_by_label("Budget im Jahr in Euro")
    field.fill("viel Geld")
    planner.get_by_role("button", name="Speichern").click()
    expect(field).to_have_value("viel Geld")
    expect(field).to_have_class("form-control is-invalid")
    expect(planner.get_by_text("Das ist keine Zahl.")).to_be_visible()
    assert_accessible(planner)
    assert not scrolls_sideways(planner)
    field.fill("900.000")
    planner.get_by_role("button", name="Speichern").click()
    expect(planner.get_by_text("weicht vom Konzept ab: 850.000")).to_be_visible()


def test_room_to_let_becomes_a_site_and_is_taken_out_again(
    visit: Visit, house: House, assert_accessible: Callable[[Page], None]
) -> None:
    make_store(house.app.extensions["lw-settings"].store_file)
    planner = visit("planung", width=PHONE)
    planner.get_by_role("button", name="Menü").click()
    open_scenario(planner)
    planner.get_by_role("link", name="Standorte", exact=True).click()
    planner.get_by_role("link", name="Standort hinzufügen").click()
    planner.get_by_label("Name").fill("Raum am Markt")
    planner.get_by_label("Adresse", exact=True).fill(f"{STREET} 1")
    # The keyboard is enough.
    planner.get_by_role("button", name="Ort zur Adresse suchen").press("Enter")
    planner.get_by_role("button", name=f"Übernehmen: {STREET} 1").press("Enter")
    expect(planner.get_by_label("Geografische Breite")).to_have_value(str(BRACKEL[0]))
    expect(planner.get_by_text("am nächsten ist die Mitte von Brackel")).to_be_visible()
    expect(planner.get_by_label("Gebiet").locator("option:checked")).to_have_text("nach dem Ort: Brackel")
    assert_accessible(planner)
    assert not scrolls_sideways(planner)
    planner.get_by_role("button", name="Hinzufügen").click()
    expect(planner.get_by_text("„Raum am Markt“ ist dabei, im Gebiet Brackel.")).to_be_visible()
    row = planner.get_by_role("row").filter(has=planner.get_by_role("rowheader", name="Raum am Markt"))
    expect(row).to_contain_text(f"Lage der Adresse: {STREET} 1")
    assert_accessible(planner)
    assert not scrolls_sideways(planner)
    planner.get_by_role("link", name="Ergebnis", exact=True).click()
    expect(planner.get_by_text("Die Annahmen sind seit diesem Lauf geändert.")).to_be_visible()
    planner.get_by_role("button", name="Neu rechnen").click()
    expect(planner.get_by_role("progressbar")).to_be_visible()
    planner.get_by_role("link", name="Standorte", exact=True).click()
    planner.get_by_role("link", name="Raum am Markt entfernen").click()
    expect(planner.get_by_role("heading", name="„Raum am Markt“ entfernen?")).to_be_visible()
    assert_accessible(planner)
    planner.get_by_role("button", name="Entfernen").click()
    expect(planner.get_by_text("„Raum am Markt“ ist nicht mehr dabei.")).to_be_visible()
    expect(row).to_have_count(0)
    planner.get_by_role("button", name="Rückgängig").click()
    expect(row).to_be_visible()
