"""What waits for somebody who has just signed in."""

from pathlib import Path

import pytest
from flask import Flask

from tests.webapp.site import fill, make_app, make_household, make_need, make_volunteer, signed_in, user_named
from webapp.clock import now, planned_week, today
from webapp.database import transaction
from webapp.models import Match, MatchEvent, Run
from webapp.services.waiting import waiting_for


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


def add(*rows: object) -> None:
    with transaction() as session:
        session.add_all(rows)


def test_team_has_its_own_proposals_promises_and_first_visits_before_it(app: Flask) -> None:
    with app.app_context():
        for status in ("proposed", "proposed", "agreed", "active"):
            add(Match(need=make_need(make_household(first_visit_on=today())), status=status, created_at=now()))
        add(Match(need=make_need(make_household(district_code="eving")), status="proposed", created_at=now()))
        add(make_household(), make_household(left_on=today()))
        told = waiting_for(user_named("staff"))
        assert told == {"proposals": 2, "to_confirm": 1, "first_visits": 1}
    page = signed_in(app, "staff").get("/").get_data(as_text=True)
    assert "2 Vorschläge offen, 1 Zusage zu bestätigen" in page
    assert "1 Familie wartet auf den Erstbesuch" in page


def test_coordinator_reads_where_the_run_of_this_week_is(app: Flask) -> None:
    page = signed_in(app, "coordinator").get("/").get_data(as_text=True)
    assert "diese Woche noch keiner" in page
    with app.app_context():
        add(Run(week=planned_week(), status="done", case="{}", case_sha256="0" * 64, created_at=now()))
    assert "fertig, nicht freigegeben" in signed_in(app, "coordinator").get("/").get_data(as_text=True)


def test_volunteer_and_organisation_read_what_is_asked_of_them(app: Flask) -> None:
    with app.app_context():
        helper = make_volunteer(user_id=user_named("volunteer").id)
        add(helper, make_volunteer(approved_at=None), make_volunteer(organisation_id=2, approved_at=None))
        match = Match(need=make_need(make_household()), volunteer=helper, status="asked", created_at=now())
        match.events = [MatchEvent(at=now(), before="proposed", after="asked")]
        add(match)
        assert waiting_for(user_named("volunteer")) == {"requests": 1}
        # Neither of the two who were taken on or wait has shown a certificate; only the first needs one already.
        assert waiting_for(user_named("organisation")) == {"to_approve": 1, "clearances": 1}
        with transaction() as session:
            session.add(MatchEvent(match_id=match.id, at=now(), before="asked", after="asked", answer_of="volunteer"))
    with app.app_context():
        assert waiting_for(user_named("volunteer")) == {"requests": 0}
    assert "nichts wartet" in signed_in(app, "volunteer").get("/").get_data(as_text=True)
