"""Stories of the review board: what teams and volunteers decide, and that the next run holds to it."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.webapp.browser.surroundings import PHONE, House, Journal
from tests.webapp.browser.test_week import release, start_a_run
from webapp.database import db
from webapp.models import Block, Match, Pin, User, Volunteer
from webapp.models.matches import ACTIVE, ASKED, DECLINED, ENDED, LIVE, PROPOSED

Visit = Callable[..., Page]
CONFLICT, REFUSED = 409, 422


def proposed(house: House, *conditions: Any) -> list[tuple[int, int]]:
    """Numbers of proposals and of their needs."""
    query = select(Match.id, Match.need_id).where(Match.status == PROPOSED, *conditions).order_by(Match.id)
    return house.ask(lambda: [(match, need) for match, need in db.session.execute(query)])


def row_of(page: Page, match: int) -> Any:
    return page.locator(f"#m{match}")


def facts_of(house: House, need: int) -> dict[str, Any]:
    """Of the living match of a need."""

    def found() -> dict[str, Any]:
        match = db.session.scalars(select(Match).where(Match.need_id == need, Match.status.in_(LIVE))).one()
        return {
            "status": match.status, "volunteer": match.volunteer_id, "offer": match.offer_id,
            "mediator": match.mediator_id, "start": match.start, "waive": match.waive,
        }  # fmt: skip

    return house.ask(found)


def give_account(house: House, match: int, name: str) -> None:
    """Let somebody who can sign in be the volunteer of a proposal."""

    def given() -> None:
        user = db.session.scalars(select(User).where(User.email == f"{name}@example.org")).one()
        for row in db.session.scalars(select(Volunteer).where(Volunteer.user_id == user.id)):
            row.user_id = None
        db.session.flush()
        volunteer = db.session.get_one(Match, match).volunteer
        assert volunteer is not None
        volunteer.user_id = user.id
        db.session.commit()

    house.ask(given)


def open_board(page: Page) -> None:
    page.get_by_role("link", name="Vorschläge").first.click()
    expect(page.get_by_role("heading", name="Vorschläge", level=1)).to_be_visible()


def test_decisions_of_the_team_hold_in_the_next_run(
    house: House, visit: Visit, journal: Journal, assert_accessible: Callable[[Page], None]
) -> None:
    journal.allowed.add(REFUSED)
    (with_mediator, pinned), *_ = proposed(house, Match.mediator_id.is_not(None), Match.volunteer_id.is_not(None))
    alone = proposed(house, Match.mediator_id.is_(None), Match.volunteer_id.is_not(None))
    (accepted, accepted_need), (declined, declined_need), (replaced, replaced_need) = alone[:3]
    team = visit("team-brackel")
    open_board(team)
    accept(team, accepted)
    decline(team, declined)
    waived = replace(team, replaced, replaced_need, house)
    pin_the_mediator(team, with_mediator)
    assert_accessible(team)
    before = {need: facts_of(house, need) for need in (accepted_need, replaced_need, pinned)}
    assert before[accepted_need]["status"] == ASKED
    assert before[replaced_need]["status"] == ASKED
    assert bool(before[replaced_need]["waive"]) == waived
    coordinator = visit("koordination")
    start_a_run(house, coordinator)
    release(coordinator)
    after = {need: facts_of(house, need) for need in (accepted_need, replaced_need, pinned)}
    assert after[accepted_need] == before[accepted_need]
    assert after[replaced_need] == before[replaced_need]
    assert after[pinned]["mediator"] == before[pinned]["mediator"]
    assert not house.ask(lambda: _same_pair_again(declined, declined_need))


def _same_pair_again(declined: int, need: int) -> bool:
    """Whether the declined pair lives again; its block must be there."""
    row = db.session.get_one(Match, declined)
    assert row.status == DECLINED
    assert db.session.scalars(select(Block).where(Block.match_id == declined)).all()
    again = select(Match).where(Match.need_id == need, Match.status.in_(LIVE), Match.volunteer_id == row.volunteer_id)
    return db.session.scalars(again).first() is not None


def accept(page: Page, match: int) -> None:
    row_of(page, match).get_by_role("button", name="Annehmen").click()
    expect(row_of(page, match)).to_have_attribute("data-status", ASKED)


def decline(page: Page, match: int) -> None:
    """With a reason whose consequence stands beside it."""
    row_of(page, match).get_by_role("link", name="ablehnen").click()
    form = page.locator("#detail form[data-decline]")
    form.get_by_label("Zu weit").check()
    expect(form).to_contain_text("26 Wochen")
    form.get_by_role("button", name="Ablehnen").click()
    expect(row_of(page, match)).to_have_attribute("data-status", DECLINED)


def replace(page: Page, match: int, need: int, house: House) -> bool:
    """By hand, by somebody who misses a rule that may be lifted."""
    row_of(page, match).locator(".lw-open").click()
    page.locator("#detail").get_by_role("link", name="Ersetzen").click()
    breakers = page.locator("#detail .lw-candidate:has(.lw-warning) input:not([disabled])")
    expect(page.locator("#detail .lw-candidate").first).to_be_visible()
    breakers.first.check()
    page.locator("#detail").get_by_role("button", name="Diese Person fragen").click()
    # Not without saying so.
    expect(page.locator("#lifted-error")).to_be_visible()
    page.locator("#lifted").check()
    page.get_by_role("button", name="Diese Person fragen").click()
    page.wait_for_url("**/vorschlaege*row=*")
    return bool(facts_of(house, need)["waive"])


def pin_the_mediator(page: Page, match: int) -> None:
    row_of(page, match).locator(".lw-open").click()
    page.locator("#detail").get_by_role("link", name="Festlegen").click()
    page.locator("#detail").get_by_label("Sprachmittlung").check()
    page.locator("#detail").get_by_role("button", name="Festlegen").click()
    expect(row_of(page, match)).to_contain_text("festgelegt")


def test_volunteer_says_yes_the_match_becomes_active_and_later_ends(
    house: House, visit: Visit, assert_accessible: Callable[[Page], None]
) -> None:
    (match, need), *_ = proposed(house, Match.mediator_id.is_(None), Match.volunteer_id.is_not(None))
    give_account(house, match, "ehrenamt-1")
    team = visit("team-brackel")
    open_board(team)
    accept(team, match)
    volunteer = visit("ehrenamt-1", width=PHONE)
    volunteer.goto(f"{house.address}/meine-seite")
    assert_accessible(volunteer)
    # As long as it is not settled she learns neither name nor address.
    home = house.ask(lambda: db.session.get_one(Match, match).need.household.address)
    expect(volunteer.locator("main")).not_to_contain_text(home)
    expect(volunteer.locator("main")).not_to_contain_text(re.compile("Familie [A-Z]"))
    volunteer.get_by_role("button", name="Ja, ich helfe").click()
    expect(volunteer.locator("main")).to_contain_text("zugesagt")
    team.goto(f"{house.address}/vorschlaege/{match}")
    for step in ("Bestätigen", "Es geht los"):
        team.get_by_role("button", name=step).click()
    expect(team.locator("main")).to_contain_text("Läuft seit")
    assert_accessible(team)
    volunteer.reload()
    expect(volunteer.locator("main")).to_contain_text(home)
    assert facts_of(house, need)["status"] == ACTIVE
    team.get_by_label("Ziel erreicht").check()
    team.get_by_role("button", name="Beenden").click()
    expect(team.locator("main")).to_contain_text("abgeschlossen")
    assert house.ask(lambda: db.session.get_one(Match, match).status) == ENDED
    volunteer.reload()
    expect(volunteer.locator("main")).not_to_contain_text(home)


def test_of_two_who_accept_at_once_one_wins_and_the_other_reads_why(
    house: House, visit: Visit, journal: Journal
) -> None:
    journal.allowed.add(CONFLICT)
    (match, need), *_ = proposed(house, Match.volunteer_id.is_not(None))
    first, second = visit("team-brackel"), visit("team-brackel-2")
    open_board(first)
    open_board(second)
    accept(first, match)
    row_of(second, match).get_by_role("button", name="Annehmen").click()
    expect(second.locator("main")).to_contain_text("Tilda Team")
    assert facts_of(house, need)["status"] == ASKED
    assert house.ask(lambda: db.session.scalars(select(Pin)).all()) == []
