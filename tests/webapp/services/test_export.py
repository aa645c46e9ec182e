"""Files that spreadsheets open hold the figures and nothing that runs."""

import io
import json
from datetime import UTC, date, datetime

from openpyxl import load_workbook

from webapp.services.export import to_json, to_xlsx

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "\x00=1", "＝1"]


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
