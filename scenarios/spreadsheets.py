"""Tables as CSV files. No cell of them does anything when a spreadsheet opens it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ROWS_PER_PART = 500


def harmless(value: Any) -> Any:
    """
    The value of a cell: text that a spreadsheet would take for a formula gets an apostrophe in front.

    Numbers, dates and None stay; everything else becomes text without control characters.
    """
    if value is None or isinstance(value, int | float | date):
        return value
    text = _UNPRINTABLE.sub("", str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_parts(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """
    CSV as German spreadsheets read it, part by part, for tables that are too long to be held whole.

    UTF-8 with its mark, semicolons, decimal commas, ISO dates.
    """
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(value) for value in columns])
    left = iter(rows)
    while True:
        some = list(islice(left, _ROWS_PER_PART))
        writer.writerows([_csv_cell(value) for value in row] for row in some)
        yield text.getvalue().encode()
        if len(some) < _ROWS_PER_PART:
            return
        text.seek(0)
        text.truncate()


def _csv_cell(value: Any) -> Any:
    value = harmless(value)
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return value.isoformat() if isinstance(value, date) else value
