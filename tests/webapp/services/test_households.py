"""Households: who sees them, in which order, and what a first visit saves."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.webapp.site import fill, make_app, make_household, make_need, user_named
from webapp.access import NotFound
from webapp.clock import today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import Agreement, Household, LogEntry, Member, Need
from webapp.services import households
from webapp.services.households import AgreementEntry, HouseholdEntry, MemberEntry
from webapp.services.needs import NeedEntry


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        yield app


def saved(row: Household) -> Household:
    with transaction() as session:
        session.add(row)
    return row


def facts(**changes: Any) -> dict[str, Any]:
    return {
        "contact_name": "Familie Bernstein",
        "phone": None,
        "address": "",
        "district_code": "brackel",
        "lat": 51.5,
        "lon": 7.5,
        "address_protected": False,
        "flat": "own_lease",
        "languages": {"ar": "native"},
        "availability": ["tue 16:00-20:00"],
        "contact_gender": None,
        "registered_on": date(2026, 8, 3),
        "first_visit_on": None,
        **changes,
    }


def need_entry(**changes: Any) -> NeedEntry:
    return NeedEntry(**{"kind": "companion", "hours": 2.0, "urgency": 2, **changes})


def test_waiting_is_counted_in_whole_weeks_to_the_first_visit_or_today() -> None:
    row = make_household(registered_on=date(2026, 8, 3))
    assert households.waiting_weeks(row, date(2026, 8, 16)) == 1
    assert households.waiting_weeks(row, date(2026, 8, 17)) == 2
    row.first_visit_on = date(2026, 8, 11)
    assert households.waiting_weeks(row, date(2026, 12, 1)) == 1


def test_those_who_wait_for_a_first_visit_come_first_longest_first(app: Flask) -> None:
    saved(make_household(contact_name="visited", registered_on=date(2025, 1, 1), first_visit_on=date(2025, 2, 1)))
    saved(make_household(contact_name="new", registered_on=date(2026, 9, 1)))
    saved(make_household(contact_name="longest", registered_on=date(2026, 1, 1)))
    page = households.households_page(user_named("staff"))
    assert [row.household.contact_name for row in page.rows] == ["longest", "new", "visited"]


def test_list_holds_the_own_catchment_only(app: Flask) -> None:
    saved(make_household())
    saved(make_household(district_code="eving"))
    assert households.households_page(user_named("staff")).total == 1
    assert households.households_page(user_named("coordinator")).total == 0


def test_list_is_narrowed_by_text_number_and_state(app: Flask) -> None:
    first = saved(make_household(contact_name="Familie 100% Ahorn"))
    second = saved(make_household(contact_name="Familie Birke", first_visit_on=today()))
    with transaction() as session:
        session.add(make_need(session.get_one(Household, second.id)))
    staff = user_named("staff")

    def found(**narrowed: Any) -> list[int]:
        return [row.household.id for row in households.households_page(staff, **narrowed).rows]

    assert found(search="ahorn") == [first.id]
    assert found(search="0%") == [first.id]
    assert found(search="_") == []
    assert found(search=f"H-{second.id}") == [second.id]
    assert found(only=households.WAITING) == [first.id]
    assert found(only=households.OPEN_NEEDS) == [second.id]


def test_review_is_due_two_weeks_ahead_unless_refused_or_reached(app: Flask) -> None:
    def family(**agreement: Any) -> int:
        row = make_household()
        row.agreements = [Agreement(goals="x", valid_from=date(2026, 1, 1), **agreement)]
        return saved(row).id

    due = family(review_on=today() + timedelta(days=14))
    family(review_on=today() + timedelta(days=15))
    family(review_on=today(), refused=True)
    family(review_on=today(), reached_on=today())
    page = households.households_page(user_named("staff"), only=households.REVIEW_DUE)
    assert [row.household.id for row in page.rows] == [due]


def test_list_has_pages_of_fifty(app: Flask) -> None:
    with transaction() as session:
        session.add_all(make_household() for _ in range(51))
    page = households.households_page(user_named("staff"), number=2)
    assert (page.total, page.pages, len(page.rows)) == (51, 2, 1)
    assert households.households_page(user_named("staff"), number=99).number == 2


def test_visit_saves_members_needs_and_agreement_together_and_logs_it(app: Flask) -> None:
    entry = HouseholdEntry(
        facts=facts(),
        members=[MemberEntry(key="row-0", label="Tochter", birth_year=2017, gender="f")],
        needs=[need_entry(kind="childrens_activity", attendee="row-0")],
        agreement=AgreementEntry(goals="Schwimmen lernen", valid_from=date(2026, 9, 1)),
    )
    row = households.whole_household(user_named("staff"), households.save_visit(user_named("staff"), None, entry).id)
    assert row.needs[0].attendee is row.members[0]
    assert row.needs[0].requested_on == today()
    assert row.agreements[0].goals == "Schwimmen lernen"
    actions = {entry.action for entry in db.session.query(LogEntry)}
    assert {"household.create", "need.create", "agreement.create"} <= actions
    assert all("Bernstein" not in str(entry.facts) for entry in db.session.query(LogEntry))


def test_what_is_not_part_of_the_entry_stays(app: Flask) -> None:
    row = make_household(members=[Member(label="Mutter")])
    make_need(row)
    saved(row)
    households.save_visit(user_named("staff"), row.id, HouseholdEntry(version=row.version, facts=facts()))
    row = households.whole_household(user_named("staff"), row.id)
    assert (len(row.members), len(row.needs)) == (1, 1)


def test_member_is_removed_only_when_said_and_the_need_is_then_for_the_family(app: Flask) -> None:
    row = make_household(members=[Member(label="Mutter")])
    need = make_need(row, attendee=row.members[0])
    saved(row)
    gone = MemberEntry(key="x", id=row.members[0].id, removed=True)
    households.save_visit(
        user_named("staff"), row.id, HouseholdEntry(version=row.version, facts=facts(), members=[gone])
    )
    db.session.expire_all()
    assert db.session.get_one(Need, need.id).attendee_id is None


def test_protected_address_has_no_place(app: Flask) -> None:
    entry = HouseholdEntry(facts=facts(address_protected=True))
    row = households.save_visit(user_named("staff"), None, entry)
    assert (row.lat, row.lon) == (None, None)


def test_second_to_save_is_told_even_if_only_members_changed(app: Flask) -> None:
    row = saved(make_household())
    read = row.version
    entry = HouseholdEntry(version=read, facts=facts(), members=[MemberEntry(key="row-0", label="Vater")])
    households.save_visit(user_named("staff"), row.id, entry)
    with pytest.raises(ChangedMeanwhile):
        households.save_visit(user_named("staff"), row.id, entry)


def test_nothing_is_saved_when_one_of_the_needs_was_changed_by_somebody_else(app: Flask) -> None:
    row = make_household()
    need = make_need(row)
    saved(row)
    stale = need_entry(id=need.id, version=need.version + 1)
    entry = HouseholdEntry(version=row.version, facts=facts(contact_name="other"), needs=[stale])
    with pytest.raises(ChangedMeanwhile):
        households.save_visit(user_named("staff"), row.id, entry)
    assert db.session.get_one(Household, row.id).contact_name == "Familie Bernstein"


def test_foreign_household_need_and_district_are_refused(app: Flask) -> None:
    foreign = make_household(district_code="eving")
    need = make_need(foreign)
    saved(foreign)
    own = saved(make_household())
    staff = user_named("staff")
    for call in (
        lambda: households.whole_household(staff, foreign.id),
        lambda: households.save_visit(staff, foreign.id, HouseholdEntry(version=foreign.version, facts=facts())),
        lambda: households.save_visit(staff, None, HouseholdEntry(facts=facts(district_code="eving"))),
        lambda: households.save_visit(
            staff,
            own.id,
            HouseholdEntry(version=own.version, facts=facts(), needs=[need_entry(id=need.id, version=need.version)]),
        ),
        lambda: households.save_agreement(staff, foreign.id, AgreementEntry(valid_from=today())),
    ):
        with pytest.raises(NotFound):
            call()


def test_agreement_keeps_its_version(app: Flask) -> None:
    row = make_household()
    row.agreements = [Agreement(goals="x", valid_from=date(2026, 1, 1))]
    saved(row)
    agreement = row.agreements[0]
    entry = AgreementEntry(id=agreement.id, version=agreement.version, goals="y", valid_from=date(2026, 1, 1))
    households.save_agreement(user_named("staff"), row.id, entry)
    with pytest.raises(ChangedMeanwhile):
        households.save_agreement(user_named("staff"), row.id, entry)


def test_district_has_a_centre_only_where_it_is_known() -> None:
    assert households.district_centre("brackel") is not None
    assert households.district_centre("nirgends") is None
