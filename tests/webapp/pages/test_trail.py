"""The auditor's pages: filter, pages, chain, table, decisions; nothing can be changed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.webapp.site import fill, make_app, make_household, make_need, signed_in, user_named
from webapp.clock import now, today
from webapp.database import db, transaction
from webapp.models import LogEntry, Match, MatchEvent, Run
from webapp.services.log import seal, write_log
from webapp.trail_words import action_words, record_words


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


def write(app: Flask, *entries: tuple[str | None, str, str]) -> None:
    with app.app_context(), transaction() as session:
        for name, action, subject in entries:
            write_log(session, user_id=user_named(name).id if name else None, action=action, subject=subject)


def page(app: Flask, path: str) -> str:
    answer = signed_in(app, "auditor").get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def table_of(text: str) -> str:
    return text.partition("<tbody>")[2].partition("</tbody>")[0]


def test_empty_log_says_when_it_fills(app: Flask) -> None:
    assert "Das Protokoll ist noch leer." in page(app, "/protokoll")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"household:1", "household:12", "need:1", "run:1"}),
        ("action=household", {"household:1", "household:12"}),
        ("action=need.close", {"need:1"}),
        ("record=household:1", {"household:1"}),
        ("record=household", {"household:1", "household:12"}),
        ("person=staff2", {"household:12"}),
        ("person=nobody", set()),
        ("person=%25", set()),
        ("first=2999-01-01", set()),
        ("last=2000-01-02", set()),
    ],
)
def test_entries_are_narrowed(app: Flask, query: str, found: set[str]) -> None:
    write(
        app,
        ("staff", "household.read", "household:1"), ("staff2", "household.read", "household:12"),
        ("staff", "need.close", "need:1"), (None, "run.start", "run:1"),
    )  # fmt: skip
    shown = table_of(page(app, f"/protokoll?{query}"))
    for subject in ("household:1", "household:12", "need:1", "run:1"):
        words = record_words(subject)
        assert ((f"<td>{words}</td>" in shown) or (f">{words}</a>" in shown)) is (subject in found), subject


def test_person_is_found_by_the_number_of_the_account(app: Flask) -> None:
    write(app, ("staff", "household.read", "household:1"), ("staff2", "household.read", "household:2"))
    with app.app_context():
        number = user_named("staff2").id
    shown = table_of(page(app, f"/protokoll?person=%23{number}"))
    assert "Haushalt 2" in shown
    assert "Haushalt 1" not in shown


def test_volunteers_are_numbers(app: Flask) -> None:
    with app.app_context(), transaction():
        user_named("volunteer").name = "Vera Ulme"
        number = user_named("volunteer").id
    write(app, ("volunteer", "volunteer.profile", "volunteer:1"), ("staff", "household.read", "household:1"))
    shown = page(app, "/protokoll")
    assert "Ulme" not in shown
    assert f"#{number}" in shown
    assert "Staff" in shown
    assert "Ulme" not in signed_in(app, "auditor").post("/protokoll/datei").get_data(as_text=True)
    assert "<tbody>" not in page(app, "/protokoll?person=Ulme")
    assert "<tbody>" in page(app, f"/protokoll?person=%23{number}")


def test_a_day_is_a_day_in_germany(app: Flask) -> None:
    # 23:30 UTC on 30 June is 1 July, 1:30 in Dortmund.
    at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    with app.app_context(), transaction() as session:
        mark = seal("0" * 64, at, None, "a.b", "need:7", {})
        session.add(LogEntry(at=at, user_id=None, action="a.b", subject="need:7", facts={}, seal=mark))
    assert "Bedarf 7" in page(app, "/protokoll?first=2026-07-01&last=2026-07-01")
    assert "<tbody>" not in page(app, "/protokoll?first=2026-06-30&last=2026-06-30")


def test_fifty_entries_are_a_page(app: Flask) -> None:
    write(app, *(("staff", "household.read", f"household:{number}") for number in range(1, 52)))
    first, second = page(app, "/protokoll"), page(app, "/protokoll?seite=2")
    assert table_of(first).count("<tr>") == 50
    assert table_of(second).count("<tr>") == 1
    assert "Seite 1 von 2" in first


@pytest.mark.parametrize(
    "query", ["seite=0", "seite=x", "seite=99999999999", "seite=2", "record=%00", "first=0001-01-01"]
)
def test_odd_addresses_still_answer(app: Flask, query: str) -> None:
    write(app, ("staff", "household.read", "household:1"))
    assert signed_in(app, "auditor").get(f"/protokoll?{query}").status_code == 200


def test_unreadable_day_is_told_beside_the_field(app: Flask) -> None:
    for path in ("/protokoll", "/protokoll/datei"):
        answer = signed_in(app, "auditor").post(path, data={"first": "gestern"})
        assert answer.status_code == 422
        assert 'id="first-error"' in answer.get_data(as_text=True)


def test_chain_as_written_is_unchanged(app: Flask) -> None:
    assert "Kette geprüft: unverändert." in page(app, "/protokoll/kette")
    write(app, ("staff", "household.read", "household:1"))
    assert "Kette geprüft: unverändert." in page(app, "/protokoll/kette")


def test_changed_row_is_named(app: Flask) -> None:
    write(app, *(("staff", "household.read", f"household:{number}") for number in range(1, 4)))
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE log_entry SET subject = 'household:9' WHERE id = 2"))
    assert "Eintrag Nr. 2 ist geändert" in page(app, "/protokoll/kette")


def test_button_checks_the_whole_log(app: Flask) -> None:
    write(app, *(("staff", "household.read", f"household:{number}") for number in range(1, 4)))
    assert "noch nie" in page(app, "/protokoll/kette")
    answer = signed_in(app, "auditor").post("/protokoll/kette", follow_redirects=True)
    assert "4 Einträge" in answer.get_data(as_text=True)
    assert "Kette geprüft: unverändert." in answer.get_data(as_text=True)


def test_table_longer_than_what_is_read_at_once_is_whole(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.services.trail._AT_ONCE", 2)
    write(app, *(("staff", "household.read", f"household:{number}") for number in range(1, 6)))
    lines = signed_in(app, "auditor").post("/protokoll/datei").get_data(as_text=True).splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["1", "2", "3", "4", "5"]


def test_table_is_harmless_to_spreadsheets_and_its_export_is_logged(app: Flask) -> None:
    with app.app_context(), transaction():
        user_named("staff").name = '=HYPERLINK("http://boese.example")'
    write(app, ("staff", "household.read", "household:1"))
    answer = signed_in(app, "auditor").post("/protokoll/datei")
    assert answer.mimetype == "text/csv"
    text_ = answer.get_data().decode("utf-8-sig")
    assert text_.splitlines()[0].startswith("Nr.;Zeit;Konto")
    assert "'=HYPERLINK" in text_
    assert ";=HYPERLINK" not in text_
    with app.app_context():
        last = db.session.scalars(select(LogEntry).order_by(LogEntry.id.desc())).first()
        assert last is not None
        assert (last.action, last.facts) == ("trail.export", {"entries": 1})


def test_decisions_about_a_match_are_shown_without_free_text_or_family(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        match = Match(need=make_need(make_household()), status="declined", created_at=now())
        match.events = [
            MatchEvent(at=now(), before=None, after="proposed"),
            MatchEvent(at=now(), before="proposed", after="declined", reason="too_far", note="Frau Bernstein rief an",
                       user_id=user_named("staff").id),
        ]  # fmt: skip
        session.add(match)
        session.flush()
        number = match.id
    shown = page(app, f"/protokoll/treffen/{number}")
    assert "<td>vorgeschlagen</td><td>abgelehnt</td><td>Zu weit</td>" in shown
    assert "Staff" in shown
    assert "Bernstein" not in shown
    assert signed_in(app, "auditor").get("/protokoll/treffen/4711").status_code == 404


def test_run_is_shown_with_its_entries(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        run = Run(week=today(), status="done", case="{}", case_sha256="ab" * 32, created_at=now())
        session.add(run)
        session.flush()
        write_log(session, user_id=user_named("coordinator").id, action="run.start", subject=f"run:{run.id}")
        number = run.id
    shown = page(app, f"/protokoll/lauf/{number}")
    assert "ab" * 32 in shown
    assert "Lauf: gestartet" in shown
    assert "fertig, nicht freigegeben" in shown
    assert signed_in(app, "auditor").get("/protokoll/lauf/4711").status_code == 404


def test_log_cannot_be_changed_by_any_address(app: Flask) -> None:
    write(app, ("staff", "household.read", "household:1"))
    client = signed_in(app, "auditor")
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("trail.")]
    assert {rule.endpoint for rule in rules if "POST" in (rule.methods or ())} == {
        "trail.index", "trail.export", "trail.check",
    }  # fmt: skip
    client.post("/protokoll", data={"record": "household"})
    with app.app_context():
        assert db.session.scalars(select(LogEntry.subject)).all() == ["household:1"]


def test_name_that_is_searched_for_stays_out_of_addresses(app: Flask) -> None:
    write(app, *(("staff", "household.read", f"household:{number}") for number in range(1, 52)))
    client = signed_in(app, "auditor")
    shown = client.post("/protokoll", data={"person": "Staff"}).get_data(as_text=True)
    assert table_of(shown).count("<tr>") == 50
    assert not re.search(r'(?:href|action)="[^"]*Staff', shown)
    rest = client.post("/protokoll", data={"person": "Staff", "seite": "2"}).get_data(as_text=True)
    assert table_of(rest).count("<tr>") == 1
    assert "household:51" in client.post("/protokoll/datei", data={"person": "Staff"}).get_data(as_text=True)
    assert "household:51" not in client.post("/protokoll/datei", data={"person": "Nora"}).get_data(as_text=True)


def test_codes_have_words_and_unknown_ones_stay() -> None:
    assert action_words("household.read") == "Haushalt: gelesen"
    assert action_words("household") == "Haushalt"
    assert action_words("moon.land") == "moon: land"
    assert record_words("trail") == "Protokoll"
