"""Files that spreadsheets open hold the figures and nothing that runs."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from webapp.services.export import harmless, to_csv, to_json, to_xlsx

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "\x00=1", "＝1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_formula_becomes_text(text: str) -> None:
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("value", ["Brackel", "a=b", "", 3, -3, -0.5, None, date(2026, 9, 7)])
def test_other_cells_stay(value: object) -> None:
    assert harmless(value) == value


def test_csv_is_read_by_german_spreadsheets() -> None:
    found = to_csv(["Woche", "Wert"], [[date(2026, 9, 7), 2.5], ["=1+1", None]])
    assert found.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(found.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["Woche", "Wert"], ["2026-09-07", "2,5"], ["'=1+1", ""]]


def test_xlsx_keeps_numbers_and_no_formula() -> None:
    rows = [[text, 3, 2.5, date(2026, 9, 7), datetime(2026, 9, 7, 8, tzinfo=UTC)] for text in DANGEROUS]
    book = load_workbook(io.BytesIO(to_xlsx(["=Text", "n", "x", "Tag", "Zeit"], rows, title="Zahlen: [alle]/*?")))
    sheet = book.active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert sheet["B2"].value == 3
    assert sheet["C2"].value == 2.5
    assert sheet["A1"].value == "'=Text"


def test_xlsx_of_no_rows_has_its_head() -> None:
    assert load_workbook(io.BytesIO(to_xlsx(["Woche"], []))).active["A1"].value == "Woche"


def test_json_says_what_the_columns_are() -> None:
    whole = json.loads(to_json(["Woche", "Wert"], [[date(2026, 9, 7), 2.5], ["-x", None]], title="Bedarfe"))
    assert whole == {"title": "Bedarfe", "columns": ["Woche", "Wert"], "rows": [["2026-09-07", 2.5], ["'-x", None]]}
