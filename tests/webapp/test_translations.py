"""The catalogues: complete, true to their placeholders, compiled as they stand; and pages in English."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, signed_in
from webapp.catalogues import ENGLISH, FOLDER, compiled, sources
from webapp.database import transaction

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}")


def _messages() -> list[Message]:
    with ENGLISH.open("rb") as file:
        return [message for message in read_po(file, locale="en_GB") if message.id]


def _texts(of: Any) -> tuple[str, ...]:
    return tuple(of) if isinstance(of, list | tuple) else (of,)


def test_every_text_has_its_english() -> None:
    missing = [message.id for message in _messages() if message.fuzzy or not all(_texts(message.string))]
    assert not missing


def test_every_text_of_the_sources_stands_in_the_catalogue() -> None:
    known = {_texts(message.id) for message in _messages()}
    assert {_texts(message.id) for message in sources() if message.id} == known


def test_english_has_the_placeholders_of_the_german() -> None:
    for message in _messages():
        german, english = _texts(message.id), _texts(message.string)
        assert len(german) == len(english), message.id
        for one, other in zip(german, english, strict=True):
            assert sorted(PLACEHOLDER.findall(one)) == sorted(PLACEHOLDER.findall(other)), one
            assert (one[:1].isspace(), one[-1:].isspace()) == (other[:1].isspace(), other[-1:].isspace()), one


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/LC_MESSAGES/*.po")), ids=lambda path: f"{path.parts[-3]}")
def test_what_is_read_was_compiled_from_what_is_written(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == compiled(path)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    with app.app_context(), transaction() as session:
        home = make_household()
        session.add_all([home, make_need(home), make_offer()])
    return app


def _in_english(app: Flask, name: str) -> FlaskClient:
    client = signed_in(app, name)
    client.post("/sprache", data={"locale": "en_GB"})
    return client


@pytest.mark.parametrize(
    ("who", "path", "english", "german"),
    [
        ("staff", "/haushalte", "waiting for the first visit", "warten auf"),
        ("staff", "/haushalte/1", "Tue 16:00-20:00", "Di 16:00"),
        ("staff", "/haushalte/1", "Companion", "Begleitung"),
        ("staff", "/haushalte/1/erstbesuch", ">Arabic<", "Arabisch"),
        ("staff", "/vorschlaege", "Proposals", "Vorschläge"),
        ("coordinator", "/angebote", "have ended", "sind beendet"),
        ("coordinator", "/angebote", "Mon 9:00-11:00", "Mo 9:00"),
        ("coordinator", "/wochenlauf", "Tigrinya", "Tigrinisch"),
        ("admin", "/verwaltung/einstellungen", "Moving house", "Umzug"),
    ],
)
def test_pages_say_in_english_what_they_take_from_tables(
    app: Flask, who: str, path: str, english: str, german: str
) -> None:
    page = _in_english(app, who).get(path).get_data(as_text=True)
    assert '<html lang="en-GB"' in page
    assert english in page
    assert german not in page


def test_mails_of_the_worker_have_a_language_without_a_request(app: Flask) -> None:
    from flask_babel import force_locale, get_locale, gettext

    with app.app_context():
        assert str(get_locale()) == "de"
        with force_locale("en_GB"):
            assert gettext("Können Sie helfen?") == "Can you help?"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://localhost/haushalte?seite=2", "/haushalte?seite=2"),
        ("http://localhost/sprache", "/"),
        ("http://localhost/nirgends", "/"),
        ("http://elsewhere.example/haushalte", "/"),
        ("http://localhost//elsewhere.example/", "/"),
        (None, "/"),
    ],
)
def test_choosing_a_language_leads_back_to_a_page_of_ours(app: Flask, before: str | None, after: str) -> None:
    headers = {"Referer": before} if before else {}
    answer = signed_in(app, "staff").post("/sprache", data={"locale": "en_GB"}, headers=headers)
    assert (answer.status_code, answer.location) == (302, after)
