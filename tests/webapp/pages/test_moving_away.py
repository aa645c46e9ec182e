"""Pages for a family that moves: out of the city, and from one team to another."""

from pathlib import Path

import pytest
from flask import Flask

from tests.webapp.site import fill, make_app, make_household, make_need, make_volunteer, signed_in
from webapp.clock import now
from webapp.database import db, transaction
from webapp.models import Household, Match, MatchEvent


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """A family with a proposal."""
    app = make_app(tmp_path)
    fill(app)
    with app.app_context(), transaction() as session:
        need, volunteer = make_need(make_household()), make_volunteer()
        session.add_all([need, volunteer])
        session.flush()
        match = Match(need=need, volunteer_id=volunteer.id, start="tue 16:00", status="proposed", created_at=now())
        match.events = [MatchEvent(at=now(), after="proposed")]
        session.add(match)
    return app


def family(app: Flask) -> Household:
    with app.app_context():
        return db.session.get_one(Household, 1)


def test_page_ends_a_household_and_takes_it_back(app: Flask) -> None:
    client = signed_in(app, "staff")
    version = family(app).version
    answer = client.post("/haushalte/1/weggezogen", data={"version": version}, follow_redirects=True)
    text = answer.get_data(as_text=True)
    assert "Die Familie ist weggezogen" in text
    assert "Weggezogen am" in text
    assert "Bedarf hinzufügen" not in text
    late = client.post("/haushalte/1/weggezogen", data={"version": version}, follow_redirects=True)
    assert "inzwischen jemand anderes geändert" in late.get_data(as_text=True)
    back = client.post("/haushalte/1/wieder-da", data={"version": family(app).version}, follow_redirects=True)
    assert "Die Familie ist wieder da." in back.get_data(as_text=True)
    assert "Weggezogen am" not in back.get_data(as_text=True)


def test_page_that_gets_nonsense_changes_nothing(app: Flask) -> None:
    for nonsense in ("", "x", "²", "9" * 30):
        signed_in(app, "staff").post("/haushalte/1/weggezogen", data={"version": nonsense})
    assert family(app).left_on is None


def test_pages_follow_a_family_that_moves(app: Flask) -> None:
    old, new = signed_in(app, "staff"), signed_in(app, "staff2")
    assert '<option value="eving">' not in old.get("/haushalte/neu").get_data(as_text=True)
    page = old.get("/haushalte/1/erstbesuch").get_data(as_text=True)
    assert '<option value="eving">Eving</option>' in page
    assert new.get("/haushalte/1").status_code == 404
    form = {
        "version": family(app).version, "contact_name": "Familie Bernstein", "district_code": "eving",
        "flat": "own_lease", "registered_on": "2026-08-03", "languages-0-code": "ar", "languages-0-level": "native",
        "availability": "Di 16-20", "contact_gender": "", "agreement-state": "later",
    }  # fmt: skip
    answer = old.post("/haushalte/1/erstbesuch", data=form, follow_redirects=True)
    assert "gehört jetzt zum Team des anderen Stadtbezirks" in answer.get_data(as_text=True)
    for path in ("/haushalte/1", "/haushalte/1/erstbesuch", "/bedarfe/1"):
        assert (old.get(path).status_code, new.get(path).status_code) == (404, 200)
    assert 'id="h1"' in new.get("/vorschlaege").get_data(as_text=True)
    assert 'id="h1"' not in old.get("/vorschlaege").get_data(as_text=True)
