"""What a plan's table says, before anything is drawn: words in place of codes, lines grouped by household."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from matcher.domain import Case, Need
from matcher.result import Assignment, Result
from webapp.reasons import reason_counts, reason_sentence
from webapp.words import (
    EFFORTS,
    STATES,
    date_words,
    kind_words,
    number,
    percent,
    printable,
    seconds_words,
    source_words,
    start_words,
)

MOST_DISTRICTS = 12
"""More of them are not listed in the head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One need: its id, and the further cells of its row."""

    need: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A household and what is told about its needs."""

    household: str
    district: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """
    A plan in words.

    Attributes
    ----------
    head
        Label and text of each line above the tables.
    assigned
        Cells: kind, who helps, start, minutes, state.
    unserved
        Cells: kind, reason.
    reasons
        Why needs stay open, and how many for each reason.
    """

    title: str
    optimal: bool
    head: tuple[tuple[str, str], ...]
    assigned: tuple[Home, ...]
    unserved: tuple[Home, ...]
    reasons: tuple[tuple[str, int], ...]


ASSIGNED_HEADINGS = ("Bedarf", "Art", "Wer hilft", "Beginn", "Wegminuten", "Stand")
UNSERVED_HEADINGS = ("Bedarf", "Art", "Warum noch offen")


def plan_view(case: Case, result: Result) -> PlanView:
    """The plan in words."""
    needs = {need.id: need for need in case.needs}
    assigned = [Line(need=row.need, cells=_assigned_cells(row, needs[row.need])) for row in result.assignments]
    unserved = [
        Line(need=row.need, cells=(kind_words(needs[row.need].kind), reason_sentence(row, needs[row.need])))
        for row in result.unmatched
    ]
    return PlanView(
        title=f"Plan für die Woche ab Mo {date_words(result.week)}",
        optimal=result.status == "optimal",
        head=(*_head(result), *_districts(case, result)),
        assigned=_by_household(case, needs, assigned),
        unserved=_by_household(case, needs, unserved),
        reasons=tuple(reason_counts(result.unmatched)),
    )


def _head(result: Result) -> Iterable[tuple[str, str]]:
    service, cost = result.service, result.cost
    yield "Ergebnis", status_words(result)
    yield "Versorgt", f"{service.served} von {service.servable} erfüllbaren Bedarfen; offen waren {service.needs}"
    yield (
        "Nutzen",
        f"{number(service.value)} von höchstens {number(service.bound)} Punkten, Lücke {percent(service.gap)}",
    )
    yield "Aufwand", f"{number(cost.value)} Minuten, mindestens {number(cost.bound)}, Lücke {percent(cost.gap)}"
    effort = EFFORTS[result.effort]
    yield "Gerechnet", f"{seconds_words(result.seconds)}, Gründlichkeit {effort}, Startwert {result.seed}"


def status_words(result: Result) -> str:
    """Optimal is only said when the result says so."""
    if result.status == "optimal":
        return "bestmöglich (bewiesen)"
    return "gültiger Plan, ein besserer ist nicht ausgeschlossen"


def _districts(case: Case, result: Result) -> Iterable[tuple[str, str]]:
    if not 1 < len(result.groups) <= MOST_DISTRICTS:
        return
    names = _district_names(case)
    shares = [
        f"{names.get(id_, printable(id_))} {round(100 * group.served_weight / group.servable_weight)} %"
        for id_, group in result.groups.items()
        if group.servable_weight
    ]
    yield "Stadtteile", ", ".join(shares)


def _district_names(case: Case) -> Mapping[str, str]:
    return {district.id: printable(district.name or district.id) for district in case.districts}


def _assigned_cells(row: Assignment, need: Need) -> tuple[str, ...]:
    return (
        kind_words(need.kind),
        helper_words(row.provider, row.mediator),
        start_words(row.start),
        _minutes(row),
        STATES[row.state],
    )


def helper_words(provider: str | None, mediator: str | None) -> str:
    """``v7``, ``v7 mit m2``, or the mediator alone."""
    if provider is None:
        return printable(mediator or "")
    return printable(f"{provider} mit {mediator}" if mediator else provider)


def _minutes(row: Assignment) -> str:
    """``12 + 31 geschätzt``; where legs differ in their source, each with its own."""
    sources = [source_words(leg.source) for leg in row.travel]
    if len(set(sources)) == 1:
        return f"{' + '.join(str(leg.minutes) for leg in row.travel)} {sources[0]}"
    return " + ".join(f"{leg.minutes} {source}" for leg, source in zip(row.travel, sources, strict=True))


def _by_household(case: Case, needs: Mapping[str, Need], lines: Iterable[Line]) -> tuple[Home, ...]:
    district = {household.id: household.district for household in case.households}
    names = _district_names(case)

    def household_of(line: Line) -> str:
        return needs[line.need].household

    ordered = sorted(lines, key=lambda line: (household_of(line), line.need))
    return tuple(
        Home(household=printable(id_), district=names.get(district[id_], ""), lines=tuple(group))
        for id_, group in groupby(ordered, key=household_of)
    )
