"""The figures about those who help: their load, what their organisations contribute, who stays."""

from typing import Any

import numpy as np
from flask_babel import lazy_gettext as _l
from numpy.typing import NDArray

from webapp.services.figure_facts import NOBODY, Facts
from webapp.services.figure_types import (
    HIDDEN,
    Column,
    Figure,
    Moments,
    Picked,
    Scope,
    Value,
    most_first,
    per_district,
    share_of,
)

RETENTION_WEEKS = (26, 52)
ROLES_AT_WORK = ("companion", "mediator")
_HELPERS = ("volunteer", "mediator")
_WEEK_DAYS = 7
Counts = NDArray[np.int64]


def load_over_time(scope: Scope, moments: Moments, head: Column) -> Figure:
    """Weekly hours used and available, of volunteers and of mediators."""
    rows: list[tuple[Value, ...]] = []
    for moment in moments:
        day = moment.until.toordinal()
        used = used_hours(scope.facts, day)
        (companions, free), (mediators, free_to_mediate) = (_load(scope, role, day, used) for role in ROLES_AT_WORK)
        if HIDDEN in (companions, mediators):
            # The organisations' hours are the sum of both.
            companions = mediators = HIDDEN
        rows.append((moment.label, companions, free, mediators, free_to_mediate))
    return Figure(
        code="load",
        title=_l("Auslastung: Stunden im Einsatz und verfügbare Stunden"),
        counted=_l(
            "Wochenstunden am letzten Tag des Zeitraums. Verfügbar: was freigegebene Freiwillige angeboten haben, ohne "
            "Pausen. Im Einsatz: Stunden der laufenden Einsätze. Wer begleitet und auch Sprachen mittelt, zählt mit "
            "allen Stunden in beiden Gruppen. Stadtteil und Standort richten sich nach der Wohnung der Freiwilligen."
        ),
        follows=("site",),
        chart="curve",
        drawn=(1, 2, 3, 4),
        columns=(
            head,
            Column(_l("Begleitung: im Einsatz"), "hours"),
            Column(_l("Begleitung: verfügbar"), "hours"),
            Column(_l("Sprachmittlung: im Einsatz"), "hours"),
            Column(_l("Sprachmittlung: verfügbar"), "hours"),
        ),
        rows=tuple(rows),
    )


def used_hours(facts: Facts, day: int) -> NDArray[np.float64]:
    """Weekly hours in running matches per volunteer."""
    matches = facts.matches
    running = (matches["active"] <= day) & (matches["ended"] > day)
    total = np.zeros(len(facts.volunteers["hours"]))
    for helper in ("volunteer", "mediator"):
        chosen = running & (matches[helper] != NOBODY)
        total += np.bincount(matches[helper][chosen], matches["hours"][chosen], minlength=len(total))
    return total


def _load(scope: Scope, role: str, day: int, used: Picked) -> tuple[Value, Value]:
    people = scope.facts.volunteers
    there = people[role] & (people["approved"] <= day) & (people["left"] > day)
    pausing = (people["paused"] <= day) & (people["until"] >= day)

    def hours(chosen: Picked, amounts: Picked) -> Value:
        places, column = people["district"][chosen], np.zeros(int(chosen.sum()), np.int64)
        counts = per_district(scope.facts, places, column, 1)
        return scope.of(counts, None, per_district(scope.facts, places, column, 1, amounts[chosen]))

    return hours(there & (used > 0), used), hours(there & ~pausing, people["hours"])


def _at_work(facts: Facts, day: int) -> tuple[Counts, Counts, NDArray[np.float64]]:
    """
    Per district and organisation: how many people and seats of offers help, how often, and for how many hours.

    The first is what must not be small: a person may help many families and would still be recognisable.
    """
    matches, size = facts.matches, len(facts.organisations)
    running = (matches["active"] <= day) & (matches["ended"] > day) & facts.needs["chosen"][matches["need"]]
    helping, often, hours = (np.zeros((len(facts.districts), size), kind) for kind in (np.int64, np.int64, float))

    def add(chosen: Picked, district: Picked, organisation: Picked) -> None:
        places = district[chosen], organisation[chosen].astype(np.int64)
        often[...] += per_district(facts, *places, size)
        hours[...] += per_district(facts, *places, size, matches["hours"][chosen])

    for who, whose in (("volunteer", "organisation"), ("mediator", "mediators_organisation")):
        add(running & (matches[who] != NOBODY), _home(facts, matches[who]), matches[whose])
    seats = running & (matches["volunteer"] == NOBODY) & (matches["organisation"] != NOBODY)
    district = facts.needs["district"][matches["need"]]
    add(seats, district, matches["organisation"])
    people = np.unique(np.concatenate([matches[who][running & (matches[who] != NOBODY)] for who in _HELPERS]))
    helping += per_district(facts, facts.volunteers["district"][people], facts.volunteers["organisation"][people], size)
    helping += per_district(facts, district[seats], matches["organisation"][seats].astype(np.int64), size)
    return helping, often, hours


def _home(facts: Facts, people: Picked) -> Picked:
    return np.append(facts.volunteers["district"], NOBODY)[people]


def organisations(scope: Scope, moments: Moments, head: Column) -> Figure:
    """What each organisation contributes."""
    facts = scope.facts
    counts, often, hours = _at_work(facts, moments[-1].until.toordinal())

    def line(name: Any, column: int | None) -> tuple[Value, ...]:
        return name, scope.of(counts, column, often), scope.of(counts, column, hours)

    rows = sorted((line(name, column) for column, (_, name) in enumerate(facts.organisations)), key=most_first)
    return Figure(
        code="organisations",
        title=_l("Beitrag der Träger"),
        counted=_l(
            "Laufende Einsätze am letzten Tag des Zeitraums und ihre Wochenstunden. Hilft jemand mit einer "
            "Sprachmittlung zusammen, zählt beides, jedes bei seinem Träger; bei Angeboten zählt jede Familie mit den "
            "Stunden des Angebots. Stadtteil und Standort richten sich nach der Wohnung der Freiwilligen, bei "
            "Angeboten nach der der Familie. Helfen weniger als fünf Personen, bleibt die Zahl verborgen."
        ),
        follows=("site", "language"),
        chart="bars",
        drawn=(1,),
        columns=(
            Column(_l("Träger"), "label"), Column(_l("Einsätze"), "count"), Column(_l("Stunden in der Woche"), "hours"),
        ),
        rows=(*rows, line(_l("Zusammen"), None)),
    )  # fmt: skip


def retention(scope: Scope, moments: Moments, head: Column) -> Figure:
    """How many volunteers stay."""
    people = scope.facts.volunteers
    day = moments[-1].until.toordinal()
    rows = []
    for weeks in RETENTION_WEEKS:
        begun = people["approved"] <= day - weeks * _WEEK_DAYS
        left = people["left"][begun] <= people["approved"][begun] + weeks * _WEEK_DAYS
        counts = per_district(scope.facts, people["district"][begun], left.astype(np.int64), 2)
        stayed, gone = scope.of(counts, 0), scope.of(counts, 1)
        rows.append((_l("nach %(weeks)s Wochen", weeks=weeks), scope.of(counts, None), stayed, share_of(stayed, gone)))
    return Figure(
        code="retention",
        title=_l("Wer bleibt"),
        counted=_l(
            "Freiwillige, deren Freigabe mindestens so lange zurückliegt, und wie viele davon so lange dabei waren. "
            "Stadtteil und Standort richten sich nach der Wohnung der Freiwilligen."
        ),
        follows=("site",),
        chart="none",
        drawn=(),
        columns=(
            Column(_l("Zeit seit der Freigabe"), "label"), Column(_l("Angefangen"), "count"),
            Column(_l("Noch dabei"), "count"), Column(_l("Anteil"), "share"),
        ),
        rows=tuple(rows),
    )  # fmt: skip
