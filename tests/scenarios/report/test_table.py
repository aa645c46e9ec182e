"""A table tells the same values on the page and in a spreadsheet."""

import pytest

from scenarios.report.table import Column, Table, any_words, cell_words, raw_value

NBSP = "\N{NO-BREAK SPACE}"
TABLE = Table(
    name="t",
    caption="Tabelle",
    columns=(Column(name="Was"), Column(name="Euro", kind="euro"), Column(name="Spanne", kind="interval")),
    rows=(("eins", 1234, (12.34, 10, 15.0)), ("nichts", None, None)),
)


def test_page_has_text_and_raw_value() -> None:
    first, second = TABLE.shown("de")
    assert [(text, raw) for _, text, raw in first] == [
        ("eins", ""),
        (f"1.234{NBSP}€", "1234"),
        ("12,3 (10,0 bis 15,0)", "[12.34, 10, 15.0]"),
    ]
    assert [(text, raw) for _, text, raw in second] == [("nichts", ""), ("–", ""), ("–", "")]


def test_spreadsheet_has_numbers_and_an_interval_in_three_columns() -> None:
    heads, rows = TABLE.flat("de")
    assert heads == ["Was", "Euro", "Spanne", "Spanne, von", "Spanne, bis"]
    assert rows == [["eins", 1234, 12.34, 10, 15.0], ["nichts", None, None, None, None]]


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("whole", 1234.5, "1.235"),
        ("one", 2, "2,0"),
        ("two", 0.126, "0,13"),
        ("short", 0.5, "0,5"),
        ("percent", 0.052, f"5,2{NBSP}%"),
        ("gap", 0.0001, f"0,01{NBSP}%"),
        ("quarter", "2018-Q1", "1. Quartal 2018"),
        ("text", "a", "a"),
        ("any", True, "ja"),
    ],
)
def test_value_is_told_by_its_kind(kind: str, value: object, told: str) -> None:
    assert cell_words(value, kind, "de") == told
    assert cell_words(None, kind, "de") == "–"


def test_inputs_are_told_whatever_they_hold() -> None:
    assert any_words((50, 75, 100), "de") == "50 / 75 / 100"
    assert any_words(((2016, 27_000), (2017, 83_000)), "de") == "2016: 27.000; 2017: 83.000"
    assert any_words((("companion", 26),), "en") == "companion: 26"
    assert any_words("2016-09-01", "de") == "1.9.2016"
    assert any_words("2016-09-01", "en") == "1 Sep 2016"
    assert any_words("none", "de") == "keiner, nur kurze Wege"
    assert any_words((), "de") == "–"


def test_only_numbers_have_a_raw_value() -> None:
    assert [raw_value(one) for one in ("3", True, None, 3, (1, None), ("a", 1))] == ["", "", "", "3", "[1, null]", ""]


def test_interval_without_width_is_told_as_the_mean_alone() -> None:
    assert cell_words((12.5, 12.0, 13.0), "interval", "de") == "12,5 (12,0 bis 13,0)"
    assert cell_words((12.5, 12.5, 12.5), "interval", "de") == "12,5"
    assert cell_words((None, None, None), "interval", "de") == "–"
