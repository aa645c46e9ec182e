"""Tables as files: CSV, XLSX, JSON. No cell of them does anything when a spreadsheet opens it."""

import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from scenarios.spreadsheets import csv_parts, harmless

_WIDEST = 60
Rows = Sequence[Sequence[Any]]


def to_csv(columns: Sequence[Any], rows: Rows, title: str = "") -> bytes:
    """CSV as German spreadsheets read it: UTF-8 with its mark, semicolons, decimal commas, ISO dates."""
    return b"".join(csv_parts(columns, rows))


def to_xlsx(columns: Sequence[Any], rows: Rows, title: str = "") -> bytes:
    """One sheet with a bold, fixed head."""
    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\']", " ", harmless(title) or "Tabelle")[:31].strip() or "Tabelle"
    for number, row in enumerate((columns, *rows), start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            _put(cell, harmless(value))
            if number == 1:
                cell.font = Font(bold=True)
    for place, _ in enumerate(columns, start=1):
        longest = max(len(str(sheet.cell(number, place).value or "")) for number in range(1, len(rows) + 2))
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, longest + 2)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    book.close()
    return file.getvalue()


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, datetime):
        # Spreadsheets know no zones.
        value = value.replace(tzinfo=None)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def to_json(columns: Sequence[Any], rows: Rows, title: str = "") -> bytes:
    """``{"title": ..., "columns": [...], "rows": [[...], ...]}``, dates as ISO text."""

    def cell(value: Any) -> Any:
        value = harmless(value)
        return value.isoformat() if isinstance(value, date) else value

    whole = {
        "title": harmless(title),
        "columns": [cell(name) for name in columns],
        "rows": [[cell(value) for value in row] for row in rows],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


FORMATS: dict[str, tuple[str, Callable[[Sequence[Any], Rows, str], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "json": ("application/json", to_json),
}
"""Media type and writer by ending of the file."""
