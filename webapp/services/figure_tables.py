"""Each figure: what is counted, when, for whom. Numbers leave only through ``Scope.of``, which hides small ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from flask_babel import lazy_gettext as _l
from numpy.typing import NDArray

from webapp.models.matches import DECLINED, EXPIRED
from webapp.services.figure_facts import NEVER, NOBODY, Days, Facts
from webapp.services.figure_types import HIDDEN, Column, Figure, Moment, Scope, Value
from webapp.services.reasons_for_decline import REASONS
from webapp.services.suppression import SMALLEST

Counts = NDArray[np.int64]
Picked = NDArray[Any]
WEEK_DAYS = 7
RETENTION_WEEKS = (26, 52)
Moments = Sequence[Moment]


def _at(facts: Facts, places: Picked, columns: Picked, n_columns: int, weights: Picked | None = None) -> Any:
    """How many (or how much) there is per district and column; places without a district are left out."""
    known = (places != NOBODY) & (columns != NOBODY)
    index = places[known] * n_columns + columns[known]
    size = len(facts.districts) * n_columns
    found = np.bincount(index, None if weights is None else weights[known], minlength=size)
    return found.reshape(len(facts.districts), n_columns)


def served_at(facts: Facts, day: int) -> tuple[Picked, Picked]:
    """Which needs are open and which are served at the end of a day, given as an ordinal."""
    needs, matches = facts.needs, facts.matches
    asked = (needs["asked"] <= day) & (needs["closed"] > day)
    helped = np.zeros(len(asked), bool)
    helped[matches["need"][(matches["taken"] <= day) & (matches["ended"] > day)]] = True
    return asked & ~helped, asked & helped


def _needs_counts(facts: Facts, day: int) -> tuple[Counts, Counts]:
    counted = []
    for chosen in served_at(facts, day):
        needs = facts.needs
        counted.append(_at(facts, needs["district"][chosen], needs["kind"][chosen], len(facts.kinds)))
    return counted[0], counted[1]


def needs_over_time(scope: Scope, moments: Moments, head: Column) -> Figure:
    """Open and served needs as stocks."""
    rows = []
    for moment in moments:
        counts = _needs_counts(scope.facts, moment.until.toordinal())
        rows.append((moment.label, *(scope.of(table, scope.kind) for table in counts)))
    return Figure(
        code="needs",
        title=_l("Offene und versorgte Bedarfe"),
        counted=_l(
            "Am letzten Tag des Zeitraums: Offen ist ein Bedarf, der gewünscht und noch nicht erledigt ist und für "
            "den niemand angefragt oder im Einsatz ist. Versorgt heißt: Jemand ist angefragt, hat zugesagt oder hilft "
            "schon."
        ),
        follows=("site", "kind", "language"),
        chart="curve",
        drawn=(1, 2),
        columns=(head, Column(_l("Offen"), "count"), Column(_l("Versorgt"), "count")),
        rows=tuple(rows),
    )


def _spread(waits: Picked) -> tuple[Value, Value, Value]:
    """Mean, median and what nine of ten stay below; of fewer than five nothing is said."""
    if not len(waits):
        return None, None, None
    if len(waits) < SMALLEST:
        return HIDDEN, HIDDEN, HIDDEN
    mean, median, most = waits.mean(), np.quantile(waits, 0.5), np.quantile(waits, 0.9)
    return round(float(mean), 1), round(float(median), 1), round(float(most), 1)


def _first_help(facts: Facts) -> Days:
    first = np.full(len(facts.needs["asked"]), NEVER)
    np.minimum.at(first, facts.matches["need"], facts.matches["active"])
    return first


def _waits(begun: Days, ended: Days, chosen: Picked, since: int, until: int) -> Picked:
    within = chosen & (ended >= since) & (ended <= until) & (begun <= ended)
    return (ended[within] - begun[within]) / WEEK_DAYS


def waiting_over_time(scope: Scope, moments: Moments, head: Column) -> Figure:
    """Weeks from registration to first visit, and from the wish to the first match."""
    facts, needs = scope.facts, scope.facts.needs
    first = _first_help(facts)
    homes, wishes = scope.has(facts.households["district"]), scope.has(needs["district"])
    if scope.kind is not None:
        wishes = wishes & (needs["kind"] == scope.kind)
    rows = []
    for moment in moments:
        days = moment.since.toordinal(), moment.until.toordinal()
        visit = _waits(facts.households["registered"], facts.households["visited"], homes, *days)
        match = _waits(needs["asked"], first, wishes, *days)
        rows.append((moment.label, *_spread(visit), *_spread(match)))
    names = (
        _l("Erstbesuch: Mittel"),
        _l("Erstbesuch: die Hälfte wartete höchstens"),
        _l("Erstbesuch: neun von zehn warteten höchstens"),
        _l("Erste Hilfe: Mittel"),
        _l("Erste Hilfe: die Hälfte wartete höchstens"),
        _l("Erste Hilfe: neun von zehn warteten höchstens"),
    )
    return Figure(
        code="waiting",
        title=_l("Wartezeit"),
        counted=_l(
            "In Wochen. Gezählt wird, wessen Warten im Zeitraum zu Ende ging: von der Anmeldung bis zum Erstbesuch und "
            "vom Wunsch bis zum ersten Einsatz. Eine Wochenzeile umfasst die vier Wochen bis zu ihrem Ende, weil in "
            "einer einzigen zu wenige fertig werden. Die Art der Hilfe wirkt nur auf die erste Hilfe."
        ),
        follows=("site", "kind", "language"),
        chart="curve",
        drawn=(2, 5),
        columns=(head, *(Column(name, "weeks") for name in names)),
        rows=tuple(rows),
    )


def _share(part: Value, rest: Value) -> Value:
    if not (isinstance(part, int) and isinstance(rest, int)):
        return HIDDEN
    return round(part / (part + rest), 3) if part + rest else None


def service_by_district(scope: Scope, moments: Moments, head: Column) -> Figure:
    """Which share of the needs is served, best first, with the city's mean."""
    facts = scope.facts
    open_, served = _needs_counts(facts, moments[-1].until.toordinal())

    def line(name: Any, place: Scope) -> tuple[Value, ...]:
        numbers = place.of(open_, place.kind), place.of(served, place.kind)
        return (name, *numbers, _share(numbers[1], numbers[0]))

    chosen = np.flatnonzero(scope.has(np.arange(len(facts.districts)))).tolist()
    rows = [line(facts.districts[row][1], replace(scope, district=row)) for row in chosen]
    rows.sort(key=lambda row: (not isinstance(row[3], float), -row[3] if isinstance(row[3], float) else 0, row[0]))
    city = line(_l("Ganze Stadt"), replace(scope, district=None, site=None))
    return Figure(
        code="districts",
        title=_l("Versorgung nach Stadtteil"),
        counted=_l(
            "Anteil der versorgten an allen Bedarfen (offenen und versorgten) am letzten Tag des Zeitraums, nach der "
            "Wohnung der Familie. Die Linie ist der Anteil in der ganzen Stadt."
        ),
        follows=("site", "kind", "language"),
        chart="bars",
        drawn=(3,),
        columns=(
            Column(_l("Stadtteil"), "label"),
            Column(_l("Offen"), "count"),
            Column(_l("Versorgt"), "count"),
            Column(_l("Anteil versorgt"), "share"),
        ),
        rows=(*rows, city),
        mean=city[3],
    )


def load_over_time(scope: Scope, moments: Moments, head: Column) -> Figure:
    """Weekly hours used and available, of volunteers and of mediators."""
    rows: list[tuple[Value, ...]] = []
    for moment in moments:
        row: list[Value] = [moment.label]
        for role in ("companion", "mediator"):
            row.extend(_load(scope, role, moment.until.toordinal()))
        rows.append(tuple(row))
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


def _load(scope: Scope, role: str, day: int) -> tuple[Value, Value]:
    people = scope.facts.volunteers
    used = used_hours(scope.facts, day)
    there = people[role] & (people["approved"] <= day) & (people["left"] > day)
    pausing = (people["paused"] <= day) & (people["until"] >= day)

    def hours(chosen: Picked, amounts: Picked) -> Value:
        places, column = people["district"][chosen], np.zeros(int(chosen.sum()), np.int64)
        counts = _at(scope.facts, places, column, 1)
        return scope.of(counts, None, _at(scope.facts, places, column, 1, amounts[chosen]))

    return hours(there & (used > 0), used), hours(there & ~pausing, people["hours"])


def refusals(scope: Scope, moments: Moments, head: Column) -> Figure:
    """Why proposals came to nothing, in the whole stretch of time."""
    matches = scope.facts.matches
    since, until = moments[0].label.toordinal(), moments[-1].until.toordinal()
    chosen = (
        ((matches["status"] == DECLINED) | (matches["status"] == EXPIRED))
        & (matches["ended"] >= since)
        & (matches["ended"] <= until)
    )
    codes = {code: place for place, code in enumerate(REASONS)}
    silent, unknown = len(codes), len(codes) + 1
    columns = np.array(
        [
            silent if status == EXPIRED else codes.get(reason, unknown)
            for status, reason in zip(matches["status"][chosen], matches["reason"][chosen], strict=True)
        ],
        np.int64,
    )
    counts = _at(scope.facts, scope.facts.needs["district"][matches["need"][chosen]], columns, unknown + 1)
    names = [*(reason.text for reason in REASONS.values()), _l("Keine Antwort in der Frist"), _l("Ohne Angabe")]
    rows = [(name, scope.of(counts, column)) for column, name in enumerate(names)]
    rows.sort(key=lambda row: -row[1] if isinstance(row[1], int) else -0.5)
    return Figure(
        code="refusals",
        title=_l("Absagen nach Grund"),
        counted=_l(
            "Vorschläge, die im gewählten Zeitraum abgelehnt wurden oder auf die niemand in der Frist geantwortet hat, "
            "nach der Wohnung der Familie."
        ),
        follows=("site", "language"),
        chart="bars",
        drawn=(1,),
        columns=(Column(_l("Grund"), "label"), Column(_l("Absagen"), "count")),
        rows=(*rows, (_l("Zusammen"), scope.of(counts, None))),
    )


def organisations(scope: Scope, moments: Moments, head: Column) -> Figure:
    """What each organisation contributes."""
    facts, matches = scope.facts, scope.facts.matches
    day = moments[-1].until.toordinal()
    running = (matches["active"] <= day) & (matches["ended"] > day)
    district = facts.needs["district"][matches["need"][running]]
    size = len(facts.organisations)
    counts, hours = np.zeros((len(facts.districts), size), np.int64), np.zeros((len(facts.districts), size))
    for whose in ("organisation", "mediators_organisation"):
        counts += _at(facts, district, matches[whose][running].astype(np.int64), size)
        hours += _at(facts, district, matches[whose][running].astype(np.int64), size, matches["hours"][running])
    lines = [*((name, column) for column, (_, name) in enumerate(facts.organisations)), (_l("Zusammen"), None)]
    return Figure(
        code="organisations",
        title=_l("Beitrag der Träger"),
        counted=_l(
            "Laufende Einsätze am letzten Tag des Zeitraums und ihre Wochenstunden, nach der Wohnung der Familie. "
            "Hilft jemand mit einer Sprachmittlung zusammen, zählt beides, jedes bei seinem Träger. Bei Angeboten "
            "zählt jede Familie mit den Stunden des Angebots."
        ),
        follows=("site", "language"),
        chart="bars",
        drawn=(1,),
        columns=(
            Column(_l("Träger"), "label"), Column(_l("Einsätze"), "count"), Column(_l("Stunden in der Woche"), "hours"),
        ),
        rows=tuple((name, scope.of(counts, column), scope.of(counts, column, hours)) for name, column in lines),
    )  # fmt: skip


def retention(scope: Scope, moments: Moments, head: Column) -> Figure:
    """How many volunteers stay."""
    people = scope.facts.volunteers
    day = moments[-1].until.toordinal()
    rows = []
    for weeks in RETENTION_WEEKS:
        begun = people["approved"] <= day - weeks * WEEK_DAYS
        left = people["left"][begun] <= people["approved"][begun] + weeks * WEEK_DAYS
        counts = _at(scope.facts, people["district"][begun], left.astype(np.int64), 2)
        stayed, gone = scope.of(counts, 0), scope.of(counts, 1)
        rows.append((_l("nach %(weeks)s Wochen", weeks=weeks), scope.of(counts, None), stayed, _share(stayed, gone)))
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


def agreements(scope: Scope, moments: Moments, head: Column) -> Figure:
    """What became of the agreements that began in the stretch of time."""
    made = scope.facts.agreements
    since, until = moments[0].label.toordinal(), moments[-1].until.toordinal()
    chosen = (made["begun"] >= since) & (made["begun"] <= until)
    state = np.select(
        [made["refused"], made["reached"] <= until, made["until"] >= until], [3, 0, 1], default=2
    )[chosen]  # fmt: skip
    counts = _at(scope.facts, made["district"][chosen], state.astype(np.int64), 4)
    names = (_l("Ziele erreicht"), _l("Läuft"), _l("Beendet, Ziele nicht erreicht"), _l("Nicht gewünscht"))
    rows = [(name, scope.of(counts, column)) for column, name in enumerate(names)]
    return Figure(
        code="agreements",
        title=_l("Integrationsvereinbarungen"),
        counted=_l(
            "Vereinbarungen, die im gewählten Zeitraum begonnen haben, nach ihrem Stand am letzten Tag. Sie sind "
            "freiwillig; wer keine möchte, bekommt dieselbe Hilfe."
        ),
        follows=("site", "language"),
        chart="none",
        drawn=(),
        columns=(Column(_l("Stand"), "label"), Column(_l("Zahl"), "count")),
        rows=(*rows, (_l("Zusammen"), scope.of(counts, None))),
    )


TABLES: dict[str, Callable[[Scope, Moments, Column], Figure]] = {
    "needs": needs_over_time,
    "waiting": waiting_over_time,
    "districts": service_by_district,
    "load": load_over_time,
    "refusals": refusals,
    "organisations": organisations,
    "retention": retention,
    "agreements": agreements,
}
"""By code, in the order of the page."""
