"""Needs without a proposal: why, in plain words, and the smallest change that would help."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from matcher.misses import Miss, rule_failures
from matcher.result import Unmatched
from matcher.week import parse_window
from webapp.models import Match, Need, User
from webapp.models.matches import DECLINED, EXPIRED
from webapp.page_words import (
    QUALIFICATIONS,
    kind_words,
    language_words,
    number,
    say,
    source_words,
    start_words,
    weekday_words,
)
from webapp.reasons import reason_sentence
from webapp.services.frozen import Frozen
from webapp.services.naming import Names, names_of
from webapp.translate import need_facts, need_id

_MOST_DAYS = 3
_MOST_ASKED_FOR = {"minutes": 15, "half_hours": 4, "half_hours_left": 4, "free_half_hours": 4}
"""What is a small change: minutes, half hours; two of anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A need without a proposal; ``change`` is empty until it is worked out, and where nothing small would help."""

    need: Need
    reason: str
    change: str = ""


def reasons_for(
    user: User, needs: Sequence[Need], frozen: Frozen | None, last: dict[int, Match], week: date
) -> list[Gap]:
    """
    Why each need has no proposal, as the last released run found it.

    Parameters
    ----------
    last
        The newest match of a need that is over, by the need's number.
    """
    rows = {need.id: frozen.unmatched.get(need_id(need.id)) for need in needs} if frozen else {}
    ways = [way for row in rows.values() if row is not None for way in row.outbid or ()]
    helpers = [id_ for way in ways for id_ in (way.provider, way.mediator)]
    names = names_of(user, helpers, {id_ for way in ways for id_ in way.held_by})
    return [Gap(need=need, reason=_reason(need, rows.get(need.id), last.get(need.id), names, week)) for need in needs]


def _reason(need: Need, row: Unmatched | None, last: Match | None, names: Names, week: date) -> str:
    household = need.household
    if household.address_protected:
        return _("Die Adresse ist geschützt; das vermittelt nur ein Mensch.")
    if household.lat is None:
        return _("Ohne Adresse lässt sich kein Weg bestimmen.")
    if last is not None and last.status == DECLINED:
        return _("Der Vorschlag wurde abgelehnt; der nächste Lauf sucht neu.")
    if last is not None and last.status == EXPIRED:
        return _("Die Anfrage blieb ohne Antwort; der nächste Lauf sucht neu.")
    if row is None:
        return _("Kommt im nächsten Lauf dazu.")
    if row.reason == "no_option":
        return reason_sentence(row, need_facts(need, week), say)
    told = [
        _("%(who)s %(start)s (jetzt: %(held)s)", who=names.both(way.provider, way.mediator),
          start=start_words(way.start), held=", ".join(names.families(way.held_by[:2])))
        for way in (row.outbid or ())[:2]
    ]  # fmt: skip
    if not told:
        return _("Andere haben, was es dafür braucht.")
    return _("Möglich, aber vergeben: %(ways)s.", ways="; ".join(told))


def with_smallest_change(user: User, gaps: Iterable[Gap], frozen: Frozen | None) -> list[Gap]:
    """The same gaps with the smallest change that would help, where the last run knows the need."""
    rows = list(gaps)
    known = {} if frozen is None else frozen.needs
    misses: dict[int, tuple[str, Miss | None]] = {}
    for gap in rows:
        facts = known.get(need_id(gap.need.id))
        if frozen is not None and facts is not None and facts.id not in frozen.assigned:
            if facts.id not in frozen.nearest:
                frozen.nearest[facts.id] = _nearest(frozen, facts)
            misses[gap.need.id] = frozen.nearest[facts.id]
    helpers = [id_ for _rule, miss in misses.values() if miss for id_ in (miss.helper, miss.mediator)]
    names = names_of(user, helpers)
    return [
        gap
        if gap.need.id not in misses
        else Gap(need=gap.need, reason=gap.reason, change=_change(gap.need, *misses[gap.need.id], names))
        for gap in rows
    ]


def _nearest(frozen: Frozen, facts: object) -> tuple[str, Miss | None]:
    """The rule that leaves nobody (empty: others hold what it takes), and who fails one rule only, by least."""
    failures = rule_failures(frozen.judge, facts)  # type: ignore[arg-type]
    first = next((row.rule for row in failures if row.left == 0), "")
    single = [(row.rule, miss) for row in failures for miss in row.nearest if not miss.also_fails and _is_small(miss)]
    order = ("travel", "time", "capacity", "kind", "age", "qualification")
    fitting = [(order.index(rule), miss) for rule, miss in single if rule in order]
    fitting.sort(key=lambda pair: (pair[0], pair[1].short_by or 0, pair[1].helper))
    return first, fitting[0][1] if first and fitting else None


def _is_small(miss: Miss) -> bool:
    """Whether somebody may be asked for that much."""
    return (miss.short_by or 0) <= _MOST_ASKED_FOR.get(miss.measure, 2)


def _change(need: Need, rule: str, miss: Miss | None, names: Names) -> str:
    told = "" if miss is None else miss_sentence(miss, names)
    if told and rule != "language":
        return told
    return _newcomer(need, rule)


def _newcomer(need: Need, rule: str) -> str:
    """Somebody who is missing: with which languages, on which days."""
    household = need.household
    spoken = [code for code in household.languages if code != "de"] or list(household.languages)
    languages = _(" oder ").join(language_words(code) for code in sorted(spoken)[:2])
    days = days_words(household.availability)
    if not languages or not days:
        return _("Sprachen und Zeiten der Familie nachtragen.")
    who = _("Sprachmittlung") if rule == "language" or need.kind == "interpreting" else kind_words(need.kind)
    return _("Jemand für %(who)s mit %(languages)s, %(days)s.", who=who, languages=languages, days=days)


def days_words(availability: Sequence[str]) -> str:
    """``dienstags nachmittags``, or the first few days where there are several."""
    windows = [parse_window(text) for text in availability]
    days = sorted({window.day for window in windows})
    words = ", ".join(weekday_words(day) for day in days[:_MOST_DAYS])
    if len(days) > 1 or not windows:
        return words
    first = min(window.first for window in windows)
    part = _("vormittags") if first < 24 else _("nachmittags") if first < 34 else _("abends")
    return f"{words} {part}"


def miss_sentence(miss: Miss, names: Names) -> str:
    """What would have to be different about somebody, in one sentence; empty where nothing can be asked for."""
    who = names.helper(miss.mediator or miss.helper)
    hours = number((miss.short_by or 0) / 2)
    by_measure = {
        "minutes": lambda: _("Wenn %(who)s %(off)s Minuten weiter führe "
                             "(%(found)s statt höchstens %(needed)s, %(source)s).",
                             who=who, off=miss.short_by, found=miss.found, needed=miss.needed,
                             source=source_words(miss.source or "")),
        "half_hours": lambda: _("Wenn %(who)s und die Familie %(hours)s h mehr gemeinsame Zeit am Stück hätten.",
                                who=who, hours=hours),
        "free_half_hours": lambda: _("Wenn die Familie zu den Zeiten von „%(who)s“ könnte (es fehlen %(hours)s h).",
                                     who=who, hours=hours),
        "half_hours_left": lambda: _("Wenn %(who)s %(hours)s h mehr in der Woche hätte.", who=who, hours=hours),
        "matches_left": lambda: _("Wenn %(who)s eine Familie mehr begleiten könnte.", who=who),
        "seats_left": lambda: _("Wenn es bei „%(who)s“ Platz gäbe (es fehlen %(off)s).", who=who, off=miss.short_by),
        "kind": lambda: _("Wenn %(who)s auch %(kind)s übernähme.", who=who, kind=kind_words(str(miss.needed))),
        "age": lambda: _("Wenn „%(who)s“ das Alter aufnähme (bisher %(needed)s).", who=who, needed=miss.needed),
        "qualification": lambda: _("Wenn %(who)s den Nachweis hätte: %(proofs)s.", who=who, proofs=_proofs(miss)),
    }  # fmt: skip
    told = by_measure.get(miss.measure)
    return "" if told is None or miss.helper not in names.helpers else told()


def _proofs(miss: Miss) -> str:
    needed = miss.needed if isinstance(miss.needed, tuple) else ()
    found = miss.found if isinstance(miss.found, tuple) else ()
    return ", ".join(str(QUALIFICATIONS.get(proof, proof)) for proof in needed if proof not in found)
