"""Texts exist in both languages, ask for the same values, and stand once."""

import re
from string import Formatter

import pytest

from scenarios.report.texts import TEXTS, say, sites_words
from scenarios.report.texts.answer import ANSWER
from scenarios.report.texts.figures import FIGURES
from scenarios.report.texts.page import PAGE
from scenarios.report.texts.tables import TABLES


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", TEXTS)
def test_both_languages_ask_for_the_same_values(code: str) -> None:
    german, english = TEXTS[code]
    assert german
    assert english
    assert places(german) == places(english)


def test_no_code_stands_twice() -> None:
    assert len(TEXTS) == sum(map(len, (ANSWER, FIGURES, PAGE, TABLES)))


def test_german_quotation_marks_come_in_pairs() -> None:
    for german, _ in TEXTS.values():
        assert german.count("„") == len(re.findall("“", german))


def test_values_take_their_places() -> None:
    assert say("limit", "en", limit="75") == "limit 75"
    assert [sites_words(k, "de") for k in (1, 7)] == ["1 Standort", "7 Standorte"]
