"""Each figure: what is counted, when, for whom. Numbers leave only through ``Scope.of``, which hides small ones."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from flask_babel import lazy_gettext as _l
from numpy.typing import NDArray

from webapp.models.matches import DECLINED, EXPIRED
from webapp.services.figure_facts import NEVER, Days, Facts
from webapp.services.figure_people import load_over_time, organisations, retention
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
from webapp.services.reasons_for_decline import REASONS
from webapp.services.suppression import SMALLEST

Counts = NDArray[np.int64]
WEEK_DAYS = 7


def served_at(facts: Facts, day: int) -> tuple[Picked, Picked]:
    """Which of the chosen needs are open and which are served at the end of a day, given as an ordinal."""
    needs, matches = facts.needs, facts.matches
    asked = needs["chosen"] & (needs["asked"] <= day) & (needs["closed"] > day)
    helped = np.zeros(len(asked), bool)
    helped[matches["need"][(matches["taken"] <= day) & (matches["ended"] > day)]] = True
    return asked & ~helped, asked & helped


def _needs_counts(facts: Facts, day: int) -> tuple[Counts, Counts]:
    counted = []
    for chosen in served_at(facts, day):
        needs = facts.needs
        counted.append(per_district(facts, needs["district"][chosen], needs["kind"][chosen], len(facts.kinds)))
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


_WAITING = (
    Column(_l("Erstbesuch: Mittel"), "weeks"),
    Column(_l("Erstbesuch: die Hälfte wartete höchstens"), "weeks", _l("Wochen bis zum Erstbesuch (die Hälfte)")),
    Column(_l("Erstbesuch: neun von zehn warteten höchstens"), "weeks"),
    Column(_l("Erste Hilfe: Mittel"), "weeks"),
    Column(_l("Erste Hilfe: die Hälfte wartete höchstens"), "weeks", _l("bis zur ersten Hilfe (die Hälfte)")),
    Column(_l("Erste Hilfe: neun von zehn warteten höchstens"), "weeks"),
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
    homes = facts.households["chosen"] & scope.has(facts.households["district"])
    wishes = needs["chosen"] & scope.has(needs["district"])
    if scope.kind is not None:
        wishes = wishes & (needs["kind"] == scope.kind)
    rows = []
    for moment in moments:
        days = moment.since.toordinal(), moment.until.toordinal()
        visit = _waits(facts.households["registered"], facts.households["visited"], homes, *days)
        match = _waits(needs["asked"], first, wishes, *days)
        rows.append((moment.label, *_spread(visit), *_spread(match)))
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
        columns=(head, *_WAITING),
        rows=tuple(rows),
    )


def service_by_district(scope: Scope, moments: Moments, head: Column) -> Figure:
    """Which share of the needs is served, best first, with the city's mean."""
    facts = scope.facts
    open_, served = _needs_counts(facts, moments[-1].until.toordinal())

    def line(name: Any, place: Scope) -> tuple[Value, ...]:
        numbers = place.of(open_, place.kind), place.of(served, place.kind)
        return (name, *numbers, share_of(numbers[1], numbers[0]))

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
    counts = per_district(scope.facts, scope.facts.needs["district"][matches["need"][chosen]], columns, unknown + 1)
    names = [*(reason.text for reason in REASONS.values()), _l("Keine Antwort in der Frist"), _l("Ohne Angabe")]
    rows = sorted(((name, scope.of(counts, column)) for column, name in enumerate(names)), key=most_first)
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


def agreements(scope: Scope, moments: Moments, head: Column) -> Figure:
    """What became of the agreements that began in the stretch of time."""
    made = scope.facts.agreements
    since, until = moments[0].label.toordinal(), moments[-1].until.toordinal()
    chosen = made["chosen"] & (made["begun"] >= since) & (made["begun"] <= until)
    state = np.select(
        [made["refused"], made["reached"] <= until, made["until"] >= until], [3, 0, 1], default=2
    )[chosen]  # fmt: skip
    counts = per_district(scope.facts, made["district"][chosen], state.astype(np.int64), 4)
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
