"""The volunteer's pages in a browser without scripts."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.webapp.counting import counted_queries
from tests.webapp.site import (
    PASSWORD,
    fill,
    make_app,
    make_household,
    make_need,
    make_volunteer,
    signed_in,
    user_named,
)
from webapp.clock import now, today
from webapp.database import db, transaction
from webapp.models import Match, Volunteer

PAGES = ("/meine-seite", "/meine-zeiten", "/ueber-mich", "/pause", "/konto-loeschen", "/meine-daten.json")


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context(), transaction() as session:
        session.add(make_volunteer(id=1, user_id=user_named("volunteer").id))
        session.add(make_volunteer(id=2, user_id=user_named("volunteer2").id, first_name="Wanda"))
    return app


def ask(app: Flask, *, volunteer: int = 1, status: str = "asked", **changes: Any) -> int:
    with app.app_context(), transaction() as session:
        home = make_household(contact_name="Amira Ahorn", phone="0231 000", address="Musterweg 5")
        match = Match(
            need=make_need(home), volunteer_id=volunteer, start="tue 16:00", status=status, created_at=now(),
            asked_at=now(), **changes,
        )  # fmt: skip
        session.add(match)
    return match.id


def volunteer_row(app: Flask, number: int = 1) -> Volunteer:
    with app.app_context():
        return db.session.get_one(Volunteer, number)


# Who gets in.


@pytest.mark.parametrize("path", PAGES)
def test_page_needs_signing_in(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 302
    assert "/anmelden" in answer.headers["Location"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ["staff", "organisation", "coordinator", "admin", "auditor", "planner"])
def test_page_is_refused_to_other_roles(app: Flask, path: str, role: str) -> None:
    assert signed_in(app, role).get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_page_opens_for_volunteers(app: Flask, path: str) -> None:
    assert signed_in(app, "volunteer").get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES[1:])
def test_account_without_a_volunteer_is_sent_to_a_page_that_says_so(app: Flask, path: str) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Volunteer, 2).user_id = None
    client = signed_in(app, "volunteer2")
    assert client.get(path).headers["Location"].endswith("/meine-seite")
    assert "gehört noch keine" in client.get("/meine-seite").get_data(as_text=True)


# Requests.


def test_request_shows_no_name_and_is_answered_with_one_tap(app: Flask) -> None:
    match_id = ask(app)
    client = signed_in(app, "volunteer")
    page = client.get("/meine-seite").get_data(as_text=True)
    assert "Di 16:00-18:00" in page
    assert "Arabisch" in page
    assert not re.search("Amira|Ahorn|Musterweg|0231", page)
    client.post(f"/anfragen/{match_id}/antwort", data={"reason": "yes"})
    with app.app_context():
        assert db.session.get_one(Match, match_id).status == "agreed"
    assert "zugesagt" in client.get("/meine-seite").get_data(as_text=True)


def test_no_with_a_reason_declines(app: Flask) -> None:
    match_id = ask(app)
    signed_in(app, "volunteer").post(f"/anfragen/{match_id}/antwort", data={"reason": "too_far"})
    with app.app_context():
        match = db.session.get_one(Match, match_id)
        assert (match.status, match.reason) == ("declined", "too_far")


def test_no_time_pauses_until_the_day_she_names(app: Flask) -> None:
    match_id = ask(app)
    until = today() + timedelta(days=365)
    form = {"reason": "no_time", "until": until.isoformat()}
    signed_in(app, "volunteer").post(f"/anfragen/{match_id}/antwort", data=form)
    assert volunteer_row(app).paused_until == until


@pytest.mark.parametrize("form", [{}, {"reason": "no_trust"}, {"reason": "no_time", "until": "2020-01-01"},
                                  {"reason": "no_time", "until": "bald"}])  # fmt: skip
def test_answer_that_cannot_be_is_refused_in_words(app: Flask, form: dict[str, str]) -> None:
    match_id = ask(app)
    answer = signed_in(app, "volunteer").post(f"/anfragen/{match_id}/antwort", data=form, follow_redirects=True)
    assert answer.status_code == 200
    with app.app_context():
        assert db.session.get_one(Match, match_id).status == "asked"


def test_answer_to_what_is_settled_already_tells_so(app: Flask) -> None:
    match_id = ask(app, status="withdrawn")
    client = signed_in(app, "volunteer")
    answer = client.post(f"/anfragen/{match_id}/antwort", data={"reason": "yes"}, follow_redirects=True)
    assert "inzwischen etwas geändert" in answer.get_data(as_text=True)


@pytest.mark.parametrize("number", [2, 99, 2**80])
def test_foreign_and_missing_requests_look_alike(app: Flask, number: int) -> None:
    ask(app)
    ask(app, volunteer=2)
    answer = signed_in(app, "volunteer").post(f"/anfragen/{number}/antwort", data={"reason": "yes"})
    assert answer.status_code == 404


def test_active_match_shows_contact_and_address(app: Flask) -> None:
    ask(app, status="active", active_from=today())
    page = signed_in(app, "volunteer").get("/meine-seite").get_data(as_text=True)
    assert re.search("Amira", page)
    assert "Musterweg 5" in page
    assert "Ahorn" not in page


def test_number_of_queries_does_not_grow_with_the_matches(app: Flask) -> None:
    client = signed_in(app, "volunteer")
    counts = []
    for _round in range(2):
        for _match in range(3):
            ask(app)
            ask(app, status="active")
        with counted_queries(app) as sent:
            client.get("/meine-seite")
        counts.append(len(sent))
    assert counts[0] == counts[1]


# Times.


def times(app: Flask, sentence: str, **changes: Any) -> Any:
    client = signed_in(app, "volunteer")
    form = {"version": str(volunteer_row(app).version), "sentence": sentence, **changes}
    return client.post("/meine-zeiten", data=form, headers={"Accept": changes.pop("accept", "text/html")})


def test_times_are_saved_from_a_sentence(app: Flask) -> None:
    assert times(app, "Di 16-19 Uhr, Sa 9:00-12:00").status_code == 302
    assert volunteer_row(app).availability == ["tue 16:00-19:00", "sat 09:00-12:00"]


def test_preset_adds_to_the_times(app: Flask) -> None:
    times(app, "Di 16-19", preset="saturday_morning")
    assert volunteer_row(app).availability == ["tue 16:00-19:00", "sat 09:00-12:00"]


@pytest.mark.parametrize("sentence", ["irgendwann", "Di 16:10-19:00", "Di 19-16", "x" * 3000])
def test_unclear_times_are_told_and_kept_in_the_field(app: Flask, sentence: str) -> None:
    answer = times(app, sentence)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert volunteer_row(app).availability == ["tue 16:00-20:00"]


@pytest.mark.parametrize("version", ["99", "", "-1", "x", "9" * 40, "²"])
def test_times_of_an_older_page_do_not_overwrite(app: Flask, version: str) -> None:
    answer = times(app, "Mo 9-10", version=version)
    assert answer.status_code == 409
    assert "Mo 9-10" in answer.get_data(as_text=True)
    assert volunteer_row(app).availability == ["tue 16:00-20:00"]


def test_script_saves_and_learns_version_and_time(app: Flask) -> None:
    told = times(app, "tue 16:00-19:00, tue 18:00-20:00", accept="application/json").get_json()
    assert told["windows"] == ["tue 16:00-20:00"]
    assert told["sentence"] == "Di 16:00-20:00"
    assert re.fullmatch(r"zuletzt gespeichert \d\d:\d\d", told["saved"])
    assert told["version"] == volunteer_row(app).version


@pytest.mark.parametrize(("changes", "code"), [({"version": "99"}, 409), ({"sentence": "nie"}, 422)])
def test_script_learns_what_is_wrong(app: Flask, changes: dict[str, str], code: int) -> None:
    answer = times(app, **{"sentence": "Mo 9-10", "accept": "application/json", **changes})
    assert answer.status_code == code
    assert answer.get_json()["error"]


# Profile, pause, leaving.


def profile(app: Flask, **changes: Any) -> dict[str, Any]:
    row = volunteer_row(app)
    facts = {
        "version": str(row.version), "first_name": "Vera", "last_name": "Ulme", "gender": "f", "kinds": ["companion"],
        "languages-0-code": "de", "languages-0-level": "native", "district_code": "brackel", "phone": "0231 111",
        "hours_per_week": "2,5", "max_matches": "1", "mode": "foot", "max_travel_minutes": "20", "locale": "",
    }  # fmt: skip
    return {**facts, **changes}


def test_profile_is_saved(app: Flask) -> None:
    answer = signed_in(app, "volunteer").post("/ueber-mich", data=profile(app, is_mediator="y"))
    assert answer.status_code == 302
    row = volunteer_row(app)
    assert (row.hours_per_week, row.mode, row.max_travel_minutes, row.is_mediator) == (2.5, "foot", 20, True)
    assert (row.languages, row.phone) == ({"de": "native"}, "0231 111")


def test_profile_says_when_more_is_promised_than_there_are_hours(app: Flask) -> None:
    ask(app, status="active")
    client = signed_in(app, "volunteer")
    assert "Was Sie schon zugesagt haben" not in client.get("/ueber-mich").get_data(as_text=True)
    page = client.post("/ueber-mich", data=profile(app, hours_per_week="1"), follow_redirects=True)
    assert "braucht 2 Stunden" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hours_per_week": "viel"}, "Bitte eine Zahl, etwa 2"),
        ({"hours_per_week": "NaN"}, "Bitte eine Zahl"),
        ({"hours_per_week": "1e99"}, "Bitte eine Zahl"),
        ({"hours_per_week": "-1"}, "Bitte eine Zahl"),
        ({"max_matches": "9" * 30}, "Bitte eine Zahl"),
        ({"max_matches": ""}, "Bitte eine ganze Zahl"),
        ({"mode": "rocket"}, "markiert"),
        ({"max_travel_minutes": "7"}, "markiert"),
        ({"phone": "1" * 50}, "markiert"),
    ],
)
def test_wrong_profile_is_told_and_kept(app: Flask, changes: dict[str, Any], message: str) -> None:
    answer = signed_in(app, "volunteer").post("/ueber-mich", data=profile(app, last_name="Eibe", **changes))
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)
    assert "Eibe" in answer.get_data(as_text=True)
    assert volunteer_row(app).last_name == "Ulme"


def test_profile_of_an_older_page_is_shown_again_with_what_was_typed(app: Flask) -> None:
    answer = signed_in(app, "volunteer").post("/ueber-mich", data=profile(app, version="77", last_name="Eibe"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Eibe" in page
    assert "inzwischen" in page
    form = profile(app, last_name="Eibe")
    assert f'value="{form["version"]}"' in page


def test_profile_shows_what_is_kept(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Volunteer, 1).hours_per_week = 2.5
    page = signed_in(app, "volunteer").get("/ueber-mich").get_data(as_text=True)
    assert re.findall(r'<option selected value="(\w+)">', page)[2:6] == ["ar", "B2", "de", "native"]
    assert 'value="2,5"' in page


def test_script_saves_the_profile_and_learns_the_warning(app: Flask) -> None:
    ask(app, status="active")
    client, json_only = signed_in(app, "volunteer"), {"Accept": "application/json"}
    told = client.post("/ueber-mich", data=profile(app, hours_per_week="1"), headers=json_only).get_json()
    assert told["version"] == volunteer_row(app).version
    assert "braucht 2 Stunden" in told["warning"]
    wrong = client.post("/ueber-mich", data=profile(app, max_matches="x"), headers=json_only)
    assert wrong.status_code == 422
    assert wrong.get_json()["error"].startswith("Familien gleichzeitig: ")
    old = client.post("/ueber-mich", data=profile(app, version="77"), headers=json_only)
    assert old.status_code == 409


def test_still_true_is_one_tap(app: Flask) -> None:
    before = volunteer_row(app).profile_confirmed_at
    signed_in(app, "volunteer").post("/ueber-mich/stimmt-noch")
    after = volunteer_row(app).profile_confirmed_at
    assert before is not None
    assert after is not None
    assert after > before


def test_pause_is_entered_and_ended(app: Flask) -> None:
    client = signed_in(app, "volunteer")
    form = {"version": str(volunteer_row(app).version), "first": today().isoformat(), "last": "", "what": "pause"}
    client.post("/pause", data=form)
    assert "bis auf Weiteres" in client.get("/meine-seite").get_data(as_text=True)
    client.post("/pause", data={"what": "back"})
    assert volunteer_row(app).paused_from is None


@pytest.mark.parametrize(("first", "last"), [("", ""), ("2026-12-10", "2026-12-01"), ("gestern", ""),
                                             ("2016-01-01", "2016-02-01")])  # fmt: skip
def test_pause_that_makes_no_sense_is_refused(app: Flask, first: str, last: str) -> None:
    form = {"version": str(volunteer_row(app).version), "first": first, "last": last, "what": "pause"}
    assert signed_in(app, "volunteer").post("/pause", data=form).status_code == 422
    assert volunteer_row(app).paused_from is None


def test_pause_from_an_older_page_is_shown_again(app: Flask) -> None:
    form = {"version": "77", "first": "2030-01-07", "last": "", "what": "pause"}
    answer = signed_in(app, "volunteer").post("/pause", data=form)
    assert answer.status_code == 409
    assert "2030-01-07" in answer.get_data(as_text=True)
    assert volunteer_row(app).paused_from is None


def test_whoever_left_can_come_back(app: Flask) -> None:
    client = signed_in(app, "volunteer")
    client.post("/pause", data={"what": "leave"})
    assert volunteer_row(app).left_on == today()
    assert "Wieder mitmachen" in client.get("/pause").get_data(as_text=True)
    client.post("/pause", data={"what": "back"})
    assert volunteer_row(app).left_on is None


# Calendar, own data, deleting.


def test_calendar_opens_by_its_address_alone(app: Flask) -> None:
    ask(app, status="active", active_from=today())
    client = signed_in(app, "volunteer")
    client.post("/kalender/neu")
    found = re.search(r"/kalender/\S+?\.ics", client.get("/meine-seite").get_data(as_text=True))
    assert found
    answer = app.test_client().get(found[0])
    assert answer.mimetype == "text/calendar"
    assert b"FREQ=WEEKLY" in answer.data
    assert app.test_client().get("/kalender/falsch.ics").status_code == 404
    assert app.test_client().get("/kalender/%00.ics").status_code == 404
    with app.app_context(), transaction():
        user_named("volunteer").active = False
    assert app.test_client().get(found[0]).status_code == 404


def test_calendars_address_begins_with_the_operators_whatever_host_is_named(app: Flask) -> None:
    client = signed_in(app, "volunteer")
    client.post("/kalender/neu")
    page = client.get("/meine-seite").get_data(as_text=True)
    assert 'value="http://127.0.0.1:8000/kalender/' in page
    assert "localhost/kalender" not in page


def test_what_is_looked_for_is_told_to_those_who_were_taken_on(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.add(make_need(make_household(languages={"ti": "native"})))
    client = signed_in(app, "volunteer")
    assert "Tigrinisch" in client.get("/meine-seite").get_data(as_text=True)
    with app.app_context(), transaction() as session:
        session.get_one(Volunteer, 1).approved_at = None
    page = client.get("/meine-seite").get_data(as_text=True)
    assert "Tigrinisch" not in page
    assert "sobald Ihr Träger Sie aufgenommen hat" in page


def test_own_data_come_as_a_file(app: Flask) -> None:
    answer = signed_in(app, "volunteer").get("/meine-daten.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    data = json.loads(answer.data)
    assert data["account"]["email"] == "volunteer@example.org"
    assert data["profile"]["registered_at"].startswith(str(now().year))


def test_account_is_deleted_only_with_the_word(app: Flask) -> None:
    client = signed_in(app, "volunteer")
    assert client.post("/konto-loeschen", data={"word": "ja"}).status_code == 422
    assert client.post("/konto-loeschen", data={"word": " löschen "}).status_code == 302
    assert client.get("/meine-seite").status_code == 302
    login = {"email": "volunteer@example.org", "password": PASSWORD}
    assert app.test_client().post("/anmelden", data=login).status_code == 200
    assert volunteer_row(app).last_name == ""
