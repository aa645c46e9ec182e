"""Rows as facts of a run: what the engine gets, and what never reaches it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from matcher.case import write_case
from matcher.domain import Case, Policy
from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, make_volunteer
from webapp.clock import now
from webapp.database import db, transaction
from webapp.models import Block, Clearance, Match, Member, Pin
from webapp.models.matches import ACTIVE, ASKED
from webapp.translate import case_of

WEEK = date(2026, 9, 7)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


def saved(app: Flask, *rows: object) -> Case:
    with app.app_context():
        with transaction() as session:
            session.add_all(rows)
        return case_of(db.session, WEEK, Policy())


def test_household_need_and_volunteer_become_facts_of_the_case(app: Flask) -> None:
    home = make_household(members=[Member(birth_year=2018, gender="f", label="Tochter")])
    case = saved(app, home, make_need(home, attendee=home.members[0]), make_volunteer(), make_offer())
    assert [row.id for row in (*case.households, *case.needs, *case.volunteers, *case.offers)] == [
        "h00001", "n00001", "v00001", "o00001",
    ]  # fmt: skip
    # 2026 less 2018.
    assert (case.needs[0].age, case.needs[0].gender, case.needs[0].attendee) == (8, "f", "member-1")


def test_names_and_addresses_never_reach_the_engine(app: Flask, tmp_path: Path) -> None:
    home = make_household(address="Musterweg 7", phone="0231 5550100")
    case = saved(app, home, make_need(home, wish="am liebsten Frau Birke"), make_volunteer(phone="0231 5550101"))
    write_case(case, tmp_path / "case.json")
    text = (tmp_path / "case.json").read_text()
    for word in ("Bernstein", "Musterweg", "555", "Birke", "Vera", "Ulme"):
        assert word not in text


def test_protected_address_stays_out(app: Flask) -> None:
    home = make_household(address_protected=True)
    case = saved(app, home, make_need(home))
    assert case.households == case.needs == ()


def test_who_helps_a_protected_family_has_that_much_less_to_give(app: Flask) -> None:
    home = make_household(address_protected=True)
    helper, course = make_volunteer(), make_offer()
    match = Match(need=make_need(home), volunteer=helper, start="tue 17:00", status=ACTIVE, created_at=now())
    lesson = Match(need=make_need(home, kind="language_course", seats=3), offer=course, status=ASKED, created_at=now())
    case = saved(app, match, lesson)
    assert case.households == case.needs == case.matches == ()
    # 4 hours less 2; 2 families less 1; Tuesday 16 to 20 less 17 to 19; 10 seats less 3.
    assert (case.volunteers[0].hours_per_week, case.volunteers[0].max_matches) == (2.0, 1)
    assert [str(window) for window in case.volunteers[0].availability] == ["tue 16:00-17:00", "tue 19:00-20:00"]
    assert case.offers[0].seats == 7


def test_household_without_a_place_stays_out(app: Flask) -> None:
    home = make_household(lat=None, lon=None)
    assert saved(app, home, make_need(home)).households == ()


def test_volunteer_who_is_not_approved_stays_out(app: Flask) -> None:
    assert saved(app, make_volunteer(approved_at=None)).volunteers == ()


@pytest.mark.parametrize(
    ("first", "last", "free"),
    [(date(2026, 9, 13), None, False), (date(2026, 9, 14), None, True), (date(2026, 8, 1), date(2026, 9, 6), True),
     (date(2026, 8, 1), date(2026, 9, 7), False)],
)  # fmt: skip
def test_pause_that_touches_the_week_leaves_no_time(app: Flask, first: date, last: date | None, free: bool) -> None:
    case = saved(app, make_volunteer(paused_from=first, paused_until=last))
    assert bool(case.volunteers[0].availability) is free


@pytest.mark.parametrize(("due", "holds"), [(date(2026, 9, 7), False), (date(2026, 9, 8), True)])
def test_clearance_counts_until_it_is_due(app: Flask, due: date, holds: bool) -> None:
    seen = Clearance(qualification="police_clearance", issued_on=WEEK, seen_on=WEEK, next_due=due)
    case = saved(app, make_volunteer(clearances=[seen]))
    assert case.volunteers[0].qualifications == (("police_clearance",) if holds else ())


@pytest.mark.parametrize(
    ("status", "expected"),
    [("proposed", "proposed"), ("asked", "active"), ("agreed", "active"), ("confirmed", "active"), ("active", "active"),
     ("declined", None), ("ended", None), ("expired", None), ("withdrawn", None)],
)  # fmt: skip
def test_whoever_is_asked_is_settled(app: Flask, status: str, expected: str | None) -> None:
    home, helper = make_household(), make_volunteer()
    match = Match(need=make_need(home), volunteer=helper, start="tue 16:00", status=status, created_at=now())
    case = saved(app, home, helper, match)
    assert [row.status for row in case.matches] == ([expected] if expected else [])


def test_pin_of_a_need_in_hand_is_no_second_match(app: Flask) -> None:
    home, helper = make_household(), make_volunteer()
    need = make_need(home)
    with app.app_context(), transaction() as session:
        session.add_all([home, helper, need])
        session.flush()
        session.add(Match(need=need, volunteer=helper, start="tue 16:00", status="asked", created_at=now()))
        session.add(Pin(need_id=need.id, volunteer_id=helper.id, created_at=now()))
    assert [row.status for row in saved(app).matches] == ["active"]


def test_block_ends_with_its_last_week(app: Flask) -> None:
    home, helper = make_household(), make_volunteer()
    saved(app, home, make_need(home), helper)
    until = saved(app, Block(household_id=1, volunteer_id=1, until=WEEK, reason="too_far")).blocks
    assert [(block.household, block.resource) for block in until] == [("h00001", "v00001")]
    with app.app_context():
        assert case_of(db.session, date(2026, 9, 14), replace(Policy())).blocks == ()
