"""What a figure is: a table with a chart to it, for a place, a kind, a language and a stretch of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webapp.clock import monday_of
from webapp.services.figure_facts import NOBODY, Facts
from webapp.services.suppression import shown
from webapp.words import KINDS

PERIODS = (13, 26, 52, 104, 156)
"""Weeks one can choose."""
WINDOW_WEEKS = 4
"""Waiting is told of what ended in so many weeks: in a single one too few do."""


class Hidden(Enum):
    """In place of a number that is too small to be shown, or protects one that is."""

    HIDDEN = "verborgen"

    def __str__(self) -> str:
        return str(self.value)


HIDDEN = Hidden.HIDDEN
Value = int | float | date | str | Hidden | None
Picked = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What somebody wants to see; a district goes before a site."""

    site: int | None = None
    district: str | None = None
    kind: str | None = None
    language: str | None = None
    weeks: int = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """
    A row of a curve.

    Attributes
    ----------
    label
        First day of the week or month.
    since, until
        Days, both included, of what happened; ``until`` also is the day on which stocks are counted.
    """

    label: date
    since: date
    until: date


Moments = Sequence[Moment]


@dataclass(frozen=True, slots=True)
class Column:
    """
    Head of a column.

    Attributes
    ----------
    unit
        What its numbers are: label, week, month, count, weeks, hours or share.
    drawn_as
        Shorter name for the chart's legend.
    """

    name: Any
    unit: str
    drawn_as: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    A table, with what its chart draws.

    Attributes
    ----------
    counted
        How it is counted, in plain words.
    follows
        Filters it obeys: site, kind, language.
    chart
        curve, bars or none.
    drawn
        Columns that the chart draws.
    rows
        ``HIDDEN`` where a number is withheld, None where there is nothing to count.
    mean
        Of bars: the value of the line across them.
    """

    code: str
    title: Any
    counted: Any
    follows: tuple[str, ...]
    chart: str
    drawn: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    mean: Value = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The whole city, a site or a district, by its place in the facts; and a kind of need or all."""

    facts: Facts
    district: int | None = None
    site: int | None = None
    kind: int | None = None

    def has(self, districts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the rows, given by district, belong to it."""
        if self.district is not None:
            return districts == self.district
        if self.site is not None:
            return np.array([*self.facts.site_of, -1])[districts] == self.site
        return np.ones(len(districts), bool)

    def of(self, counts: NDArray[np.int64], column: int | None, amounts: NDArray[Any] | None = None) -> Value:
        """
        A number of a table, unless it must be hidden.

        Parameters
        ----------
        counts
            (districts, columns) of people or needs.
        column
            None for all columns.
        amounts
            What to show in place of the count, hidden alike: hours, for instance.
        """
        if column is not None and column >= counts.shape[1]:
            return 0
        seen = shown(counts, self.facts.site_of)
        at = counts.shape[1] if column is None else column
        chosen = self.has(np.arange(len(counts)))
        if self.district is not None:
            free = seen.cells[self.district, at]
        elif self.site is not None:
            free = self.site >= len(seen.sites) or seen.sites[self.site, at]
        else:
            free = seen.cells[-1, at]
        if not free:
            return HIDDEN
        table = counts if amounts is None else amounts
        number = (table if column is None else table[:, column])[chosen].sum()
        return int(number) if table.dtype.kind == "i" else round(float(number), 1)


def per_district(facts: Facts, places: Picked, columns: Picked, n_columns: int, weights: Picked | None = None) -> Any:
    """How many (or how much) there is per district and column; places without a district are left out."""
    known = (places != NOBODY) & (columns != NOBODY)
    index = places[known] * n_columns + columns[known]
    size = len(facts.districts) * n_columns
    found = np.bincount(index, None if weights is None else weights[known], minlength=size)
    return found.reshape(len(facts.districts), n_columns)


def share_of(part: Value, rest: Value) -> Value:
    """Share of a part in the part and the rest; hidden with either of them."""
    if not (isinstance(part, int) and isinstance(rest, int)):
        return HIDDEN
    return round(part / (part + rest), 3) if part + rest else None


def most_first(row: tuple[Any, ...]) -> float:
    """Key for sorting; the hidden ones stand together and so tell nothing, before the zeros."""
    return -row[1] if isinstance(row[1], int) else -0.5


def scope_of(facts: Facts, filters: Filters) -> Scope:
    """The places of the filters in the facts; a site, district or kind that does not exist is no filter."""
    districts = {code: place for place, (code, _) in enumerate(facts.districts)}
    sites = {id_: place for place, (id_, _) in enumerate(facts.sites)}
    kinds = {code: place for place, code in enumerate(facts.kinds)}
    # A kind that nobody has wished for yet has zeros.
    kind = kinds.get(filters.kind or "", len(kinds) if filters.kind in KINDS else None)
    if filters.district in districts:
        return Scope(facts, district=districts[filters.district], kind=kind)
    return Scope(facts, site=None if filters.site is None else sites.get(filters.site), kind=kind)


def weeks_until(day: date, number: int) -> tuple[Moment, ...]:
    """The last weeks, this one included."""
    this = monday_of(day)
    mondays = [this - timedelta(weeks=back) for back in range(number - 1, -1, -1)]
    return tuple(
        Moment(
            label=monday,
            since=monday - timedelta(weeks=WINDOW_WEEKS - 1),
            until=min(day, monday + timedelta(days=6)),
        )
        for monday in mondays
    )


def months_between(first: date, last: date) -> tuple[Moment, ...]:
    """Every month from the first day's to the last day's."""
    found = []
    month = first.replace(day=1)
    while month <= last:
        after = (month + timedelta(days=32)).replace(day=1)
        found.append(Moment(label=month, since=month, until=min(last, after - timedelta(days=1))))
        month = after
    return tuple(found)
