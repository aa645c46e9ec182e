from datetime import date

import pytest

from matcher.week import DAYS as WEEKDAYS
from webapp.words import (
    DAYS,
    date_words,
    kind_words,
    number,
    percent,
    printable,
    seconds_words,
    source_words,
    start_words,
)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (81.25, "81,25"), (9307.75, "9.307,75"), (5215, "5.215"), (1234567.5, "1.234.567,5"), (-20, "-20")],
)
def test_numbers_are_german(value: float, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (1e-6, "0 %"), (2e-6, "unter 0,01 %"), (0.0204, "2,04 %"), (1, "100 %"), (1.97, "über 100 %")],
)
def test_zero_gap_is_only_said_of_a_proof(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(("seconds", "words"), [(6.61, "6,6 s"), (59.9, "59,9 s"), (125, "2 min 05 s")])
def test_seconds_are_told_in_minutes_when_there_are_many(seconds: float, words: str) -> None:
    assert seconds_words(seconds) == words


def test_every_day_has_a_german_name() -> None:
    assert tuple(DAYS) == WEEKDAYS
    assert start_words("thu 09:30") == "Do 09:30"
    assert date_words(date(2016, 9, 5)) == "5.9.2016"


def test_kind_a_city_added_stays_as_it_is() -> None:
    assert kind_words("moving_vans") == "moving_vans"


def test_what_could_steer_a_terminal_is_replaced() -> None:
    assert printable("n1\x1b[2J\n\u202e") == "n1\ufffd[2J\ufffd\ufffd"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("estimate", "geschätzt"),
        ("measured", "gemessen"),
        ("valhalla", "im Straßennetz (Valhalla)"),
        ("estimate (valhalla: time-out)", "geschätzt (Valhalla: antwortet nicht rechtzeitig)"),
        ("estimate (osrm: HTTP 500)", "geschätzt (OSRM: HTTP 500)"),
        ("Fahrplan (2026)", "Fahrplan (2026)"),
        ("Modell: Bus\x1b", "Modell: Bus\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_sources_of_minutes_are_told_in_german(source: str, words: str) -> None:
    assert source_words(source) == words
