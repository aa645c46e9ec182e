"""The figures of the network: per week or month, for the city, a site or a district; small numbers hidden."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.page_words import long_day_words
from webapp.services.figure_facts import Facts, facts_of
from webapp.services.figure_tables import TABLES
from webapp.services.figure_types import (
    HIDDEN,
    PERIODS,
    Column,
    Figure,
    Filters,
    Moment,
    Scope,
    Value,
    months_between,
    scope_of,
    weeks_until,
)
from webapp.services.suppression import shown

PILOT_BEGAN = date(2016, 9, 1)
PILOT_TABLES = ("needs", "waiting", "load")
WEEK, MONTH = Column(_l("Woche ab"), "week"), Column(_l("Monat"), "month")

__all__ = ["HIDDEN", "PERIODS", "Figure", "Filters", "Page", "Pilot", "figures", "pilot", "told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page of figures shows: choices of the filters, the figures themselves, and when they were counted."""

    districts: tuple[tuple[str, str], ...]
    sites: tuple[tuple[int, str], ...]
    kinds: tuple[str, ...]
    figures: tuple[Figure, ...]
    is_empty: bool
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """The evaluation of the pilot: sentences on top, figures by month below."""

    since: date
    until: date
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    is_empty: bool
    read_at: datetime


def figures(day: date, filters: Filters, only: Sequence[str] | None = None) -> Page:
    """
    All figures for the weeks up to a day.

    Parameters
    ----------
    only
        Codes of figures, when not all are wanted.
    """
    facts = facts_of(day, filters.language)
    scope, moments = scope_of(facts, filters), weeks_until(day, filters.weeks)
    wanted = TABLES if only is None else {code: TABLES[code] for code in only}
    return Page(
        districts=facts.districts,
        sites=facts.sites,
        kinds=facts.kinds,
        figures=tuple(table(scope, moments, WEEK) for table in wanted.values()),
        is_empty=_is_empty(facts),
        read_at=facts.read_at,
    )


def _is_empty(facts: Facts) -> bool:
    return not any(len(columns["district"]) for columns in (facts.households, facts.needs, facts.volunteers))


def pilot(day: date) -> Pilot:
    """The figures month by month since the pilot began, or since the first family registered if that was later."""
    facts = facts_of(day)
    registered = facts.households["registered"]
    first = date.fromordinal(int(registered.min())) if len(registered) else day
    since = min(day, max(first, PILOT_BEGAN))
    moments, scope = months_between(since, day), Scope(facts)
    events = events_by_month(facts, moments)
    by_month = {code: _by_month(TABLES[code](scope, moments, MONTH)) for code in PILOT_TABLES}
    whole = (replace(moments[-1], label=moments[0].label, since=moments[0].since),)
    at_the_end = {
        code: TABLES[code](scope, whole, MONTH)
        for code in ("waiting", "districts", "refusals", "organisations", "retention", "agreements")
    }
    return Pilot(
        since=since,
        until=day,
        sentences=tuple(_sentences(since, events, by_month, at_the_end)),
        figures=(events, *by_month.values(), *(at_the_end[code] for code in list(at_the_end)[1:])),
        is_empty=_is_empty(facts),
        read_at=facts.read_at,
    )


def _by_month(figure: Figure) -> Figure:
    return replace(figure, title=_("%(title)s, Monat für Monat", title=figure.title))


def events_by_month(facts: Facts, moments: Sequence[Moment]) -> Figure:
    """How many families registered, were visited and got help, with the sums of all months."""
    # What the figures at the end count too is left to them: two totals of the same would betray what each hides.
    days = (facts.households["registered"], facts.households["visited"], facts.matches["active"])
    columns: list[list[Value]] = []
    for happened in days:
        counts = np.array(
            [
                ((happened >= moment.since.toordinal()) & (happened <= moment.until.toordinal())).sum()
                for moment in moments
            ]
        )
        seen = shown(counts.reshape(-1, 1)).cells[:, 0]
        numbers = [*counts.tolist(), int(counts.sum())]
        columns.append([number if free else HIDDEN for number, free in zip(numbers, seen, strict=True)])
    names = (_l("Familien angemeldet"), _l("Erstbesuche"), _l("Einsätze begonnen"))
    labels: list[Any] = [*(moment.label for moment in moments), _l("Zusammen")]
    return Figure(
        code="events",
        title=_l("Was geschehen ist, Monat für Monat"),
        counted=_l("Jedes Ereignis im Monat, in dem es geschah. Der laufende Monat ist noch nicht zu Ende."),
        follows=(),
        chart="none",
        drawn=(),
        columns=(MONTH, *(Column(name, "count") for name in names)),
        rows=tuple(zip(labels, *columns, strict=True)),
    )


def _sentences(since: date, events: Figure, by_month: dict[str, Figure], at_the_end: dict[str, Figure]) -> list[str]:
    """The result in plain words; what is hidden is called few."""
    _label, families, visits, begun = events.rows[-1]
    _label, open_, served = by_month["needs"].rows[-1]
    _label, _mean, visit, visit_most, _mean, match, match_most = at_the_end["waiting"].rows[0]
    city = at_the_end["districts"].rows[-1][3]
    said = [
        _("Seit dem %(day)s haben sich %(families)s Familien angemeldet; %(visits)s hatten ihren Erstbesuch.",
          day=long_day_words(since), families=told(families), visits=told(visits)),
        _("%(begun)s Einsätze haben begonnen. Heute sind %(served)s Bedarfe versorgt und %(open)s offen.",
          begun=told(begun), served=told(served), open=told(open_)),
    ]  # fmt: skip
    if isinstance(city, float):
        said.append(_("Damit sind %(share)s der Bedarfe versorgt.", share=format_percent(city)))
    if isinstance(visit, float):
        said.append(
            _("Bis zum Erstbesuch wartete die Hälfte der Familien höchstens %(half)s Wochen, neun von zehn höchstens "
              "%(most)s.", half=told(visit), most=told(visit_most))
        )  # fmt: skip
    if isinstance(match, float):
        said.append(
            _("Vom Wunsch bis zur ersten Hilfe vergingen in der Hälfte der Fälle höchstens %(half)s Wochen, in neun "
              "von zehn höchstens %(most)s.", half=told(match), most=told(match_most))
        )  # fmt: skip
    reached, running = (row[1] for row in at_the_end["agreements"].rows[:2])
    if reached or running:
        said.append(
            _("%(reached)s Integrationsvereinbarungen haben ihr Ziel erreicht, %(running)s laufen.",
              reached=told(reached), running=told(running))
        )  # fmt: skip
    stays = at_the_end["retention"].rows[0][3]
    if isinstance(stays, float):
        said.append(
            _("Nach einem halben Jahr sind noch %(share)s der Freiwilligen dabei.", share=format_percent(stays))
        )
    return said


def told(value: Value) -> str:
    """A number within a sentence."""
    if value is HIDDEN:
        return _("einige (Zahl verborgen)")
    return format_decimal(value) if isinstance(value, int | float) else _("keine")
