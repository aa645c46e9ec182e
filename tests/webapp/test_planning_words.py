"""Words of planners' pages: every limit and code has some."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
from flask import Flask
from flask_babel import force_locale

from scenarios.planning_inputs import PlanningInputs
from scenarios.scenario import Balance
from tests.webapp.site import make_app
from webapp import planning_words
from webapp.forms.planning_fields import read_number, read_numbers, read_pairs, show_number, show_numbers, show_pairs
from webapp.models.planning import KINDS


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return make_app(tmp_path_factory.mktemp("words"))


@pytest.fixture(autouse=True)
def german(app: Flask, tmp_path: Path) -> Iterator[None]:
    with app.test_request_context(), force_locale("de"):
        yield


def limits(parameters: Any) -> Iterator[str]:
    for field in fields(parameters):
        value = getattr(parameters, field.name)
        if is_dataclass(value):
            yield from limits(value)
        elif "limit" in field.metadata:
            yield field.metadata["limit"].expected


def test_every_limit_of_an_input_is_told_in_german() -> None:
    english = sorted({text for text in limits(PlanningInputs()) if planning_words.expected_words(text) == text})
    assert english == []


def test_every_kind_of_run_and_balance_has_words() -> None:
    assert set(planning_words.KINDS) == set(KINDS)
    assert set(planning_words.BALANCES) == set(get_args(Balance))


def test_range_of_sites_is_told_as_a_range() -> None:
    assert planning_words.value_words("k", (6, 8)) == "6 bis 8"
    assert planning_words.value_words("k", (1, 1)) == "1"
    assert planning_words.value_words("inputs.opening.network_year", 2018) == "2018"


@pytest.mark.parametrize(
    ("text", "value"),
    [("850.000", 850_000), ("850000", 850_000), ("0,05", 0.05), ("0.05", 0.05), ("1.234,5", 1234.5), ("-3", -3),
     ("1 000", 1000), ("850.000 €", 850_000), ("1,234.5", 1234.5)],
)  # fmt: skip
def test_number_is_read_as_it_is_meant(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["viel", "1,2,3", "--1", "1e5", "nan", "٣", "9" * 30, "1.2.3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="keine Zahl"):
        read_number(text)


@pytest.mark.parametrize("locale", ["de", "en_GB"])
def test_what_is_shown_is_read_back_as_the_same(locale: str) -> None:
    with force_locale(locale):
        for value in (0, 7, 850_000, 0.05, 183.33, 0.000125, 1234.5):
            assert read_number(show_number(value)) == value
        for values in ([50, 75, 100], [1450, 2900], [51.513, 7.465]):
            assert read_numbers(show_numbers(values)) == values
        for pairs in ([[2016, 27_000], [2017, 83_000]], [["companion", 26], ["interpreting", 4]]):
            assert read_pairs(show_pairs(pairs)) == pairs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("valid JSON (Expecting value)", "gültiges JSON"),
        ("one of id, name", "eines von: id, name"),
        ("an id that row 1 does not have", "etwas anderes als in Zeile 1"),
        ("each field once", "jedes Feld einmal"),
        ("an object with fields", "ein Eintrag mit Feldern"),
    ],
)
def test_what_a_file_should_hold_is_told_in_german(text: str, words: str) -> None:
    assert planning_words.expected_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no JSON in line 1, column 1", "kein JSON in Zeile 1, Spalte 1"),
        ("a list of length 0", "eine Liste der Länge 0"),
        ("this field twice", "dieses Feld zweimal"),
        ("another encoding", "eine andere Kodierung"),
        ("abc", "abc"),
    ],
)
def test_what_a_file_holds_instead_is_told_in_german(text: str, words: str) -> None:
    assert planning_words.found_words(text) == words


def test_numbers_of_areas_and_sites_are_told_by_name() -> None:
    names = {"units[eving]": "Eving", "sites[pilot]": "Kommende"}
    assert planning_words.number_name("units[eving].households", names) == "Haushalte in Eving"
    assert planning_words.number_name("sites[pilot].yearly_cost", names) == "Kosten im Jahr von Kommende"
