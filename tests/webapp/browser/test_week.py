"""Stories of volunteers, teams and coordinators on the way to this week's plan."""

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.webapp.browser.surroundings import PASSWORD, PHONE, House, sign_in, worker_of
from webapp.database import db
from webapp.models import Household, Mail, Need, Run, Volunteer
from webapp.translate import volunteer_id

Visit = Callable[..., Page]
EMAIL, PASSWORD_OF_IDA = "ida.libelle@example.org", "ein recht langer Satz"


def newest_link(house: House, recipient: str) -> str:
    """Path of the link in the last mail to somebody."""

    def found() -> str:
        mails = select(Mail.body).where(Mail.recipient == recipient).order_by(Mail.id.desc()).limit(1)
        return db.session.scalars(mails).one()

    link = re.search(r"https?://[^/\s]+(/\S+)", house.ask(found))
    assert link
    return link[1]


def newest_run(house: House) -> int:
    return house.ask(lambda: db.session.scalars(select(Run.id).order_by(Run.id.desc()).limit(1)).one())


def register(page: Page) -> None:
    """Fill in the form of somebody who wants to help."""
    page.goto(page.url.rstrip("/") + "/mitmachen")
    page.get_by_label("Vorname").fill("Ida")
    page.get_by_label("Nachname").fill("Libelle")
    page.get_by_label("Frau").check()
    page.get_by_label("Stadtbezirk").select_option(label="Brackel")
    page.get_by_label("Begleitung").first.check()
    page.locator("select[name$='-code']").nth(0).select_option(label="Deutsch")
    page.locator("select[name$='-level']").nth(0).select_option("native")
    page.get_by_role("button", name="weitere Sprache").click()
    page.locator("select[name$='-code']").nth(1).select_option(label="Arabisch")
    page.get_by_label("Träger").select_option(index=1)
    page.get_by_label("E-Mail").fill(EMAIL)
    page.get_by_label("Passwort").fill(PASSWORD_OF_IDA)
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Mitmachen").click()
    page.wait_for_url("**/mitmachen/danke")


def start_a_run(house: House, coordinator: Page) -> int:
    """The coordinator starts this week's run, sees it going on, and finds it finished; returns its number."""
    coordinator.get_by_role("link", name="Wochenlauf").first.click()
    coordinator.get_by_role("button", name="Neu rechnen").click()
    # Nobody works it off yet, so there is time to look.
    expect(coordinator.get_by_role("progressbar").first).to_be_visible()
    expect(coordinator.get_by_role("button", name="Lauf absagen")).to_be_visible()
    with worker_of(house):
        expect(coordinator.get_by_role("button", name="Für die Standorte freigeben")).to_be_visible(timeout=60_000)
    return newest_run(house)


def release(coordinator: Page) -> None:
    coordinator.locator("#sure").check()
    coordinator.get_by_role("button", name="Für die Standorte freigeben").click()
    expect(coordinator.locator("#release")).to_contain_text("Freigegeben")


def test_volunteer_registers_enters_times_and_is_in_the_next_run(
    house: House, visit: Visit, assert_accessible: Callable[[Page], None]
) -> None:
    ida = visit(width=PHONE)
    register(ida)
    assert_accessible(ida)
    ida.goto(house.address + newest_link(house, EMAIL))
    sign_in(ida, house.address, EMAIL.removesuffix("@example.org"), password=PASSWORD_OF_IDA)
    ida.goto(f"{house.address}/meine-zeiten")
    paint(ida, "Dienstag", "16:00", "18:30")
    expect(ida.locator("[data-saved]")).to_contain_text("gespeichert")
    expect(ida.locator("#sentence")).to_have_value(re.compile(r"Di.*16.*19"))

    def row() -> tuple[int, int, list[str]]:
        found = db.session.scalars(select(Volunteer).where(Volunteer.last_name == "Libelle")).one()
        return found.id, found.organisation_id, found.availability

    number, _, times = house.ask(row)
    assert times == ["tue 16:00-19:00"]
    approve(house, visit, number)
    run = start_a_run(house, visit("koordination"))
    case = json.loads(house.ask(lambda: db.session.scalars(select(Run.case).where(Run.id == run)).one()))
    found = [one for one in case["volunteers"] if one["id"] == volunteer_id(number)]
    assert [one["availability"] for one in found] == [["tue 16:00-19:00"]]


def paint(page: Page, day: str, first: str, last: str) -> None:
    """Drag from one half hour to another."""
    tab = page.get_by_role("button", name=day)
    if tab.is_visible():
        tab.click()
    begin, end = (page.locator(f"td[aria-label='{day} {clock}']") for clock in (first, last))
    begin.scroll_into_view_if_needed()
    begin.hover()
    page.mouse.down()
    end.hover()
    page.mouse.up()


def approve(house: House, visit: Visit, number: int) -> None:
    """Her organisation takes her on."""

    def put_there() -> None:
        # The first of the list need not be the organisation that has somebody to sign in.
        from webapp.models import User

        keeper = db.session.scalars(select(User).where(User.email == "traeger@example.org")).one()
        keeper.organisation_id = db.session.get_one(Volunteer, number).organisation_id
        db.session.commit()

    house.ask(put_there)
    organisation = visit("traeger")
    organisation.get_by_role("link", name="Ehrenamtliche").first.click()
    organisation.get_by_role("link", name="Libelle, Ida").click()
    organisation.get_by_role("button", name="Aufnehmen", exact=True).click()
    expect(organisation.get_by_text("Aufgenommen am")).to_be_visible()


def test_team_records_a_household_with_three_needs(
    house: House, visit: Visit, assert_accessible: Callable[[Page], None]
) -> None:
    team = visit("team-brackel")
    team.goto(f"{house.address}/haushalte/neu")
    team.locator("#contact_name").fill("Familie Glockenblume")
    team.locator("#district_code").select_option(label="Brackel")
    team.locator("[name='members-0-label']").fill("Mutter")
    team.locator("[name='members-0-birth_year']").fill("1990")
    team.locator("select[name='languages-0-code']").select_option(label="Arabisch")
    team.locator("#availability").fill("Di 16:00-19:00, Sa 9-12")
    for kind in ("Begleitung", "Sprachmittlung", "Sprachkurs"):
        team.locator("[data-add-need]", has_text=kind).first.click()
    expect(team.locator("[data-need]")).to_have_count(3)
    # While she types she sees who could help today.
    expect(team.locator("[data-need]").first).to_contain_text(re.compile(r"\d"))
    assert_accessible(team)
    team.get_by_role("button", name="Speichern").click()
    expect(team.get_by_role("heading", level=1)).to_contain_text("Familie Glockenblume")

    def kinds() -> list[str]:
        row = db.session.scalars(select(Household).where(Household.contact_name == "Familie Glockenblume")).one()
        return sorted(db.session.scalars(select(Need.kind).where(Need.household_id == row.id)))

    assert house.ask(kinds) == ["companion", "interpreting", "language_course"]


def test_coordinator_runs_the_week_sees_progress_and_releases(
    house: House, visit: Visit, assert_accessible: Callable[[Page], None]
) -> None:
    before = newest_run(house)
    coordinator = visit("koordination")
    run = start_a_run(house, coordinator)
    assert run > before
    assert_accessible(coordinator)
    release(coordinator)
    assert_accessible(coordinator)


def test_wrong_password_is_told_in_german(house: House, visit: Visit) -> None:
    page = visit()
    page.goto(f"{house.address}/anmelden")
    page.locator("input[name=email]").fill("koordination@example.org")
    page.locator("input[name=password]").fill(PASSWORD + "?")
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("main")).to_contain_text(re.compile("Passwort|Anmeldung"))
