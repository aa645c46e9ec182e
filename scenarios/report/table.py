"""A table of the report: raw values with the way each column is told, for page and CSV alike."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from babel.dates import format_date

from scenarios.report.parts import Number
from scenarios.report.texts import has_text, say
from scenarios.report.words import (
    NEED_KINDS,
    NOTHING,
    Lang,
    euro,
    number,
    percent,
    quarter,
    scaled_numbers,
    short_number,
)

CellKind = Literal["text", "whole", "one", "two", "short", "percent", "gap", "euro", "quarter", "interval", "any"]
Cell = Any
"""Text, number, None, or a tuple of them: mean and ends of an interval, or the list an input holds."""
_NUMERIC: frozenset[CellKind] = frozenset({"whole", "one", "two", "short", "percent", "gap", "euro", "interval"})
_DAY_FORMAT = {"de": "d.M.yyyy", "en": "d MMM yyyy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Its heading, in the language of the report, and how its values are told."""

    name: str
    kind: CellKind = "text"

    @property
    def is_number(self) -> bool:
        """Whether its cells stand right-aligned."""
        return self.kind in _NUMERIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    One table.

    Attributes
    ----------
    name
        Of its file.
    rows
        One value per column; the first names the row.
    marked
        Places of rows that stand out.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    marked: frozenset[int] = frozenset()

    def shown(self, lang: Lang) -> Iterator[list[tuple[Column, str, str]]]:
        """Row by row: column, text of the cell, and its value as JSON (empty for texts)."""
        for row in self.rows:
            yield [
                (column, cell_words(value, column.kind, lang), raw_value(value))
                for column, value in zip(self.columns, row, strict=True)
            ]

    def flat(self, lang: Lang) -> tuple[list[str], list[list[Any]]]:
        """Headings and rows for a spreadsheet: numbers as numbers, an interval in three columns."""
        heads: list[str] = []
        for column in self.columns:
            heads.append(column.name)
            if column.kind == "interval":
                heads += [f"{column.name}, {say('from', lang)}", f"{column.name}, {say('to', lang)}"]
        return heads, [list(self._flat_row(row, lang)) for row in self.rows]

    def _flat_row(self, row: Sequence[Cell], lang: Lang) -> Iterator[Any]:
        for column, value in zip(self.columns, row, strict=True):
            if column.kind == "interval":
                yield from value if value is not None else (None, None, None)
            else:
                is_plain = value is None or (isinstance(value, int | float) and not isinstance(value, bool))
                yield value if is_plain else cell_words(value, column.kind, lang)


def raw_value(value: Cell) -> str:
    """A number, or several, as JSON; empty for everything else."""
    if isinstance(value, tuple) and all(isinstance(one, int | float) or one is None for one in value):
        return json.dumps(value)
    return json.dumps(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def cell_words(value: Cell, kind: CellKind, lang: Lang) -> str:
    """The cell as a person reads it."""
    if value is None:
        return NOTHING
    match kind:
        case "whole" | "one" | "two":
            return number(value, lang, decimals=("whole", "one", "two").index(kind))
        case "short":
            return short_number(value, lang)
        case "percent":
            return percent(value, lang)
        case "gap":
            return percent(value, lang, decimals=2)
        case "euro":
            return euro(value, lang)
        case "quarter":
            return quarter(value, lang)
        case "interval":
            return interval_words(value, lang)
        case "any":
            return any_words(value, lang)
    return str(value)


def interval_words(value: Sequence[Number | None], lang: Lang) -> str:
    """A mean and the ends of its interval; where that has no width, as of a single run, the mean alone."""
    mean, low, high = scaled_numbers(value, lang)
    return mean if value[1] == value[2] else f"{mean} ({low} {say('to', lang)} {high})"


def any_words(value: Cell, lang: Lang) -> str:
    """Whatever an input holds: number, yes or no, day, code, or a list of these."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return say("yes" if value else "no", lang)
    if isinstance(value, int | float):
        return short_number(value, lang)
    if isinstance(value, str):
        return _text(value, lang)
    if value and all(isinstance(one, tuple) and len(one) == 2 for one in value):
        return "; ".join(f"{_key(key, lang)}: {any_words(one, lang)}" for key, one in value)
    return " / ".join(any_words(one, lang) for one in value) or NOTHING


def _key(key: Cell, lang: Lang) -> str:
    """Kinds of need in words; years and codes as they are, without separators of thousands."""
    return NEED_KINDS[key][lang] if key in NEED_KINDS else str(key)


def _text(value: str, lang: Lang) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return say(f"balance_{value}", lang) if has_text(f"balance_{value}") else value
    return format_date(day, _DAY_FORMAT[lang], locale=lang)
