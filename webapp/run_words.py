"""What the pages of the weekly run say for its codes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.page_words import rule_words
from webapp.services.lifecycle import ABORTED, INVALID_INPUT, LOST
from webapp.services.runs import clashes_of

STATUS: Mapping[str, tuple[Any, str, str]] = {
    # Word, icon, colour.
    "queued": (_l("wartet"), "hourglass", "secondary"),
    "running": (_l("rechnet"), "arrow-repeat", "primary"),
    "done": (_l("fertig, nicht freigegeben"), "check-circle", "primary"),
    "released": (_l("freigegeben"), "send-check", "success"),
    "failed": (_l("gescheitert"), "exclamation-triangle", "danger"),
    "cancelled": (_l("abgesagt"), "x-circle", "secondary"),
}
REFUSED: Mapping[str, Any] = {
    "under_way": _l("Ein Lauf ist schon im Gang; zwei zugleich gibt es nicht."),
    "unreadable": _l("Eine Angabe in der Datenbank ist so nicht brauchbar; es wurde nichts gerechnet."),
    "not_done": _l("Dieser Lauf hat keinen fertigen Plan."),
    "already_released": _l("Dieser Lauf ist schon freigegeben."),
    "older": _l("Ein neuerer Lauf ist schon freigegeben; dieser gilt nicht mehr."),
    "not_under_way": _l("Dieser Lauf ist schon zu Ende."),
}
REASONS: Mapping[str, Any] = {
    "new_need": _l("neuer Bedarf"),
    "was_outbid": _l("war offen, weil andere vorgingen"),
    "was_no_option": _l("war offen, weil niemand passte"),
    "closed": _l("nicht mehr offen: in Arbeit, erledigt oder zurückgezogen"),
    "outbid": _l("jetzt gehen andere vor"),
    "no_option": _l("jetzt passt niemand mehr"),
    "provider": _l("andere Person oder anderes Angebot"),
    "mediator": _l("andere Sprachmittlung"),
    "start": _l("andere Zeit"),
}
SOURCES: Mapping[str, Any] = {
    "households": _l("Haushalte"),
    "needs": _l("offene Bedarfe"),
    "volunteers": _l("Ehrenamtliche"),
    "offers": _l("Angebote"),
}
GAPS: Mapping[str, tuple[Any, Any, Any]] = {
    # One, several, what it costs.
    "household_language": (
        _l("1 Haushalt ohne Sprache"),
        _l("%(n)s Haushalte ohne Sprache"),
        _l("dafür kann niemand gefunden werden, der sich verständigen kann"),
    ),
    "household_times": (
        _l("1 Haushalt ohne Zeiten"),
        _l("%(n)s Haushalte ohne Zeiten"),
        _l("kein Termin passt, also gibt es keinen Vorschlag"),
    ),
    "household_place": (
        _l("1 Haushalt ohne Ort auf der Karte"),
        _l("%(n)s Haushalte ohne Ort auf der Karte"),
        _l("ohne Weg kein Vorschlag"),
    ),
    "household_protected": (
        _l("1 Haushalt mit geschützter Adresse"),
        _l("%(n)s Haushalte mit geschützter Adresse"),
        _l("im Lauf außen vor; das Team am Standort sucht von Hand"),
    ),
    "need_age": (
        _l("1 Bedarf eines Kindes ohne Alter"),
        _l("%(n)s Bedarfe von Kindern ohne Alter"),
        _l("Angebote mit Altersgrenze bleiben verschlossen"),
    ),
    "volunteer_approval": (
        _l("1 Anmeldung wartet auf ihren Träger"),
        _l("%(n)s Anmeldungen warten auf ihren Träger"),
        _l("vorher wird niemand vorgeschlagen"),
    ),
    "volunteer_times": (
        _l("1 Ehrenamtliche ohne Zeiten"),
        _l("%(n)s Ehrenamtliche ohne Zeiten"),
        _l("kein Vorschlag möglich"),
    ),
    "volunteer_language": (
        _l("1 Ehrenamtliche ohne Sprache"),
        _l("%(n)s Ehrenamtliche ohne Sprache"),
        _l("kein Vorschlag möglich"),
    ),
    "volunteer_pause": (
        _l("1 Ehrenamtliche macht diese Woche Pause"),
        _l("%(n)s Ehrenamtliche machen diese Woche Pause"),
        _l("in dieser Woche kein Vorschlag"),
    ),
    "volunteer_stale": (
        _l("1 Ehrenamtliche hat ihre Angaben seit einem halben Jahr nicht geprüft"),
        _l("%(n)s Ehrenamtliche haben ihre Angaben seit einem halben Jahr nicht geprüft"),
        _l("die Zeiten stimmen vielleicht nicht mehr, Absagen sind wahrscheinlicher"),
    ),
    "clearance_due": (
        _l("1 Nachweis läuft in vier Wochen ab"),
        _l("%(n)s Ehrenamtliche, deren Nachweis in vier Wochen abläuft"),
        _l("danach keine Vorschläge mehr, die ihn verlangen"),
    ),
}


def problem_sentences(problem: str | None) -> list[str]:
    """Why a run failed."""
    if problem is None:
        return []
    if clashes := clashes_of(problem):
        return [
            _("Diese Festlegungen lassen sich nicht zusammen einhalten; die Teams müssen eine davon lösen:"),
            *(_clash(clash) for clash in clashes),
        ]
    if problem == LOST:
        return [_("Der Rechner hat mitten im Lauf aufgehört. Nichts ist halb freigegeben; bitte neu starten.")]
    if problem == ABORTED:
        return [_("Der Lauf wurde abgebrochen.")]
    if problem == INVALID_INPUT:
        return [_("Eine Angabe in den Daten ist so nicht brauchbar; der Lauf hat nichts gerechnet.")]
    return [
        _("Das Programm ist gescheitert, nicht Sie (%(kind)s). Bitte sagen Sie der Technik Bescheid.", kind=problem)
    ]


def _clash(clash: Any) -> str:
    rule = rule_words(clash.rule)
    if len(clash.needs) == 1:
        return _("Bedarf %(need)s: dafür bleibt niemand (%(rule)s).", need=clash.needs[0], rule=rule)
    needs, where = ", ".join(clash.needs), clash.resource
    if where:
        return _(
            "Bedarfe %(needs)s: bei %(where)s nicht alle zugleich möglich (%(rule)s).",
            needs=needs,
            where=where,
            rule=rule,
        )
    return _("Bedarfe %(needs)s: nicht alle zugleich möglich (%(rule)s).", needs=needs, rule=rule)


def gap_sentence(code: str, count: int) -> str:
    """What is missing, and what that costs."""
    one, several, costs = GAPS[code]
    what = str(one) if count == 1 else str(several) % {"n": count}
    return f"{what}: {costs}."
