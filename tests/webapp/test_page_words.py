"""Words, figures and dates of pages, in either language."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.webapp.site import make_app
from webapp import page_words, words


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return make_app(tmp_path_factory.mktemp("words"))


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.app_context(), force_locale("en_GB"):
        yield


@pytest.fixture
def german(app: Flask) -> Iterator[None]:
    with app.app_context(), force_locale("de"):
        yield


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("value", [0, 81.25, 9307.75, 5215, 1234567.5, -20])
def test_german_numbers_are_those_of_the_terminal(value: float) -> None:
    assert page_words.number(value) == words.number(value)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("share", [0, 1e-6, 2e-6, 0.0204, 1, 1.97])
def test_german_shares_are_those_of_the_terminal(share: float) -> None:
    assert page_words.percent(share) == words.percent(share)


@pytest.mark.usefixtures("english")
def test_english_figures_have_a_point() -> None:
    assert page_words.number(9307.75) == "9,307.75"
    assert [page_words.percent(share) for share in (0, 2e-6, 0.0204, 1.97)] == [
        "0%",
        "below 0.01%",
        "2.04%",
        "above 100%",
    ]
    assert page_words.seconds_words(6.61) == "6.6 s"


@pytest.mark.usefixtures("english")
def test_english_dates_name_the_month() -> None:
    assert page_words.short_day_words(date(2016, 9, 5)) == "5 Sept 2016"
    assert page_words.moment_words(datetime(2016, 8, 5, 12, 32, tzinfo=UTC)) == "5 Aug 2016, 14:32"
    assert page_words.day_words(None) == ""


@pytest.mark.usefixtures("english")
def test_english_times_can_be_typed_again() -> None:
    sentence = page_words.sentence_of(["tue 16:00-19:00", "sat 09:00-12:00"])
    assert sentence == "Tue 16:00-19:00, Sat 9:00-12:00"


@pytest.mark.usefixtures("english")
def test_what_a_city_added_stays_as_it_is() -> None:
    assert page_words.kind_words("bicycle") == "bicycle"
    assert page_words.language_words("ti") == "Tigrinya"
    assert page_words.rule_words("travel") == "Travel"
    assert page_words.say("") == ""


@pytest.mark.usefixtures("english")
def test_text_kept_in_every_language_is_told_in_that_of_the_page() -> None:
    assert page_words.told({"de": "Patin", "en_GB": "companion"}) == "companion"
    assert page_words.told({"de": "Patin"}) == "Patin"
    assert page_words.told("Patin") == "Patin"
