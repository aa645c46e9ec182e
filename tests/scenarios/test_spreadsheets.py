"""Tables as CSV do nothing but hold their cells when a spreadsheet opens them."""

import csv
import io
from datetime import date

import pytest

from scenarios.spreadsheets import csv_parts, harmless

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "\x00=1", "＝1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_formula_becomes_text(text: str) -> None:
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("value", ["Brackel", "a=b", "", 3, -3, -0.5, None, date(2026, 9, 7)])
def test_other_cells_stay(value: object) -> None:
    assert harmless(value) == value


def test_csv_is_read_by_german_spreadsheets() -> None:
    found = b"".join(csv_parts(["Woche", "Wert"], [[date(2026, 9, 7), 2.5], ["=1+1", None]]))
    assert found.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(found.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["Woche", "Wert"], ["2026-09-07", "2,5"], ["'=1+1", ""]]


def test_long_tables_come_in_parts_that_make_the_whole() -> None:
    parts = list(csv_parts(["n"], ([number] for number in range(1001))))
    assert len(parts) == 3  # 500 + 500 + 1 rows
    assert b"".join(parts).decode("utf-8-sig").split() == ["n", *map(str, range(1001))]
