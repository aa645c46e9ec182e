"""A family that moves: out of the city, and from one team to another."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from matcher.domain import Policy
from tests.webapp.site import fill, make_app, make_household, make_need, make_volunteer, user_named
from webapp.access import NotFound, get
from webapp.clock import as_of, now, planned_week, today
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import District, Household, LogEntry, Mail, Match, MatchEvent, Need
from webapp.services.households import HouseholdEntry, save_visit
from webapp.services.moving_away import come_back, leave
from webapp.services.needs import MET, close_need, reopen_need
from webapp.translate import case_of


@pytest.fixture
def app(tmp_path: Path) -> Any:
    """A family with a proposal, a request, an active match, an open need and one that was met."""
    app = make_app(tmp_path)
    fill(app)
    with app.app_context():
        with transaction() as session:
            home = make_household()
            wanted = [make_need(home) for _ in range(5)]
            volunteers = [make_volunteer(user_id=user_named("volunteer").id), make_volunteer(), make_volunteer()]
            session.add_all([home, *wanted, *volunteers])
            session.flush()
            for need, volunteer, status in zip(wanted, volunteers, ("asked", "proposed", "active"), strict=False):
                match = Match(need=need, volunteer_id=volunteer.id, start="tue 16:00", status=status, created_at=now())
                match.events = [MatchEvent(at=now(), after=status)]
                session.add(match)
        close_need(user_named("staff"), 5, 1, MET)
        yield app


def family() -> Household:
    db.session.expire_all()
    return db.session.get_one(Household, 1)


def moved_away() -> Household:
    return leave(user_named("staff"), 1, family().version)


def matches() -> list[str]:
    db.session.expire_all()
    return [match.status for match in db.session.query(Match).order_by(Match.id)]


def closings() -> list[str | None]:
    db.session.expire_all()
    return [need.closed_reason for need in db.session.query(Need).order_by(Need.id)]


def test_when_a_family_leaves_everything_open_ends(app: Flask) -> None:
    moved_away()
    assert family().left_on == today()
    assert matches() == ["withdrawn", "withdrawn", "ended"]
    assert closings() == ["moved"] * 4 + ["met"]
    case = case_of(db.session, planned_week(), Policy())
    assert (case.households, case.needs, case.matches) == ((), (), ())


def test_whoever_was_asked_is_told(app: Flask) -> None:
    with transaction() as session:
        sent = Mail(recipient="volunteer@example.org", subject="x", body="x", created_at=now(), sent_at=now())
        session.add(sent)
        session.flush()
        session.get_one(Match, 1).parts = {"mails": [sent.id]}
    moved_away()
    subjects = [(mail.recipient, mail.subject) for mail in db.session.query(Mail).order_by(Mail.id)]
    assert subjects[1:] == [("volunteer@example.org", "Unsere Anfrage hat sich erledigt")]


def test_on_the_same_day_all_of_it_can_be_taken_back(app: Flask) -> None:
    moved_away()
    come_back(user_named("staff"), 1, family().version)
    assert family().left_on is None
    # Whoever had been asked was told that it is settled, so it is a proposal again.
    assert matches() == ["proposed", "proposed", "active"]
    assert closings() == [None] * 4 + ["met"]
    actions = [action for (action,) in db.session.query(LogEntry.action).order_by(LogEntry.id)]
    assert [action for action in actions if action.startswith("household.")] == ["household.leave", "household.return"]


def test_family_that_comes_back_later_starts_without_needs(app: Flask) -> None:
    moved_away()
    with as_of(now() + timedelta(days=1)):
        come_back(user_named("staff"), 1, family().version)
    assert family().left_on is None
    assert matches() == ["withdrawn", "withdrawn", "ended"]
    assert closings() == ["moved"] * 4 + ["met"]


def test_need_of_a_family_that_left_stays_closed(app: Flask) -> None:
    moved_away()
    with pytest.raises(ChangedMeanwhile):
        reopen_need(user_named("staff"), 1, db.session.get_one(Need, 1).version)


def test_who_looks_at_older_data_is_told(app: Flask) -> None:
    older = family().version
    moved_away()
    for step in (leave, come_back):
        with pytest.raises(ChangedMeanwhile):
            step(user_named("staff"), 1, older)


def test_other_teams_cannot_end_a_household(app: Flask) -> None:
    for step in (leave, come_back):
        with pytest.raises(NotFound):
            step(user_named("staff2"), 1, 1)


def move_to(district: str) -> Household:
    row = family()
    facts = {"contact_name": row.contact_name, "district_code": district}
    return save_visit(user_named("staff"), 1, HouseholdEntry(facts=facts, version=row.version))


def test_family_that_moves_belongs_to_the_team_of_the_other_district(app: Flask) -> None:
    move_to("eving")
    for gone in (Household, Need, Match):
        with pytest.raises(NotFound):
            get(user_named("staff"), gone, 1)
        assert get(user_named("staff2"), gone, 1)
    assert matches() == ["asked", "proposed", "active"]
    assert db.session.query(LogEntry).filter_by(action="household.hand_over", subject="household:1").count() == 1


def test_family_that_moves_within_the_catchment_stays(app: Flask) -> None:
    move_to("brackel")
    assert get(user_named("staff"), Household, 1)
    assert db.session.query(LogEntry).filter_by(action="household.hand_over").count() == 0


def test_family_cannot_move_to_where_no_team_is(app: Flask) -> None:
    with transaction() as session:
        session.add(District(code="hoerde", name="Hörde"))
    with pytest.raises(NotFound):
        move_to("hoerde")


def test_new_family_is_of_the_own_catchment(app: Flask) -> None:
    with pytest.raises(NotFound):
        save_visit(user_named("staff"), None, HouseholdEntry(facts={"contact_name": "x", "district_code": "eving"}))
