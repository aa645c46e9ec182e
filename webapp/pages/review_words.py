"""Sentences of the review board: who, why, what happened meanwhile."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.rules import has_language
from webapp.clock import ZONE
from webapp.models import Match, Need
from webapp.models.matches import AGREED, ASKED, CONFIRMED
from webapp.page_words import language_words, moment_words, rule_words, source_words, start_words
from webapp.pages.matches_in_words import person_of, state_of
from webapp.services import decisions
from webapp.services.board import CLEARANCE, OPEN, OVER, STALE, THIRD_CHANGE, TRIAL, BoardRow
from webapp.services.reasons_for_decline import END_REASONS, REASONS, TRIAL_RESULTS
from webapp.services.steps import Happened, NotPossible

WARNINGS = {
    STALE: _l("Angaben alt"),
    CLEARANCE: _l("Nachweis endet bald"),
    THIRD_CHANGE: _l("dritter Wechsel in Folge"),
}
STATES = {
    OPEN: _l("offen"),
    ASKED: _l("gefragt"),
    AGREED: _l("zugesagt"),
    CONFIRMED: _l("bestätigt"),
    TRIAL: _l("läuft"),
    OVER: _l("abgelehnt oder abgelaufen"),
}
_IMPOSSIBLE = {
    "four_eyes": _l("Bestätigen muss jemand anderes als die Person, die angenommen hat."),
    "content_changed": _l("Bedarf, Hilfe oder Zeit haben sich seit der Freigabe geändert. Bitte neu freigeben."),
    "reason": _l("Bitte wählen Sie einen Grund aus der Liste."),
    "until": _l("Das Ende der Pause muss nach heute liegen."),
    "no_volunteer": _l("Ein Angebot kann nicht pausieren. Bitte wählen Sie einen anderen Grund."),
    "answered": _l("Diese Antwort steht schon da."),
    "acted_since": _l("Das lässt sich nicht mehr zurücknehmen: Inzwischen hat jemand anderes gehandelt."),
    "consequence_changed": _l("Das lässt sich nicht mehr zurücknehmen: Die Folge wurde inzwischen geändert."),
    "need_taken": _l("Das lässt sich nicht mehr zurücknehmen: Für den Bedarf gibt es inzwischen etwas Neues."),
}
_RULES = {
    "helper_gone": _l("Diese Hilfe gibt es nicht mehr."),
    "need_gone": _l("Dieser Bedarf ist geschlossen oder darf nicht maschinell vermittelt werden."),
}


def status_words(status: str) -> Any:
    """A status in German."""
    return state_of(status).words


def status_icon(status: str) -> str:
    """Name of the picture beside it."""
    return state_of(status).icon


may_undo = decisions.may_undo


def reason_words(code: str | None) -> Any:
    """Why somebody took a step; empty where there is nothing to tell."""
    if code is None:
        return ""
    if code in REASONS:
        return REASONS[code].text
    return END_REASONS.get(code) or TRIAL_RESULTS.get(code) or _OTHER_REASONS.get(code, "")


_OTHER_REASONS = {
    "changed": _l("der Lauf schlug anderes vor"),
    "gone": _l("der Lauf fand nichts mehr"),
    "replaced": _l("vom Team ersetzt"),
    "by_hand": _l("vom Team gewählt"),
    "undone": _l("zurückgenommen"),
    "need_closed": _l("Bedarf geschlossen"),
}


def helper(match: Match) -> str:
    """Who helps."""
    if match.offer is not None:
        return match.offer.title
    if match.volunteer is not None:
        return person_of(match.volunteer, match)
    return person_of(match.mediator, match) if match.mediator is not None else ""


def shared_languages(match: Match, level: str) -> list[str]:
    """Languages that household and helper (for interpreting the mediator) have in common."""
    other = match.offer or match.volunteer or match.mediator
    if other is None:
        return []
    spoken = match.need.household.languages
    common = [
        code for code in spoken if has_language(spoken, code, level) and has_language(other.languages, code, level)
    ]
    return [language_words(code) for code in sorted(common)]


def with_whom(match: Match, level: str) -> str:
    """How they understand each other: the language, or the mediator at their side."""
    if match.mediator is not None and (match.volunteer is not None or match.offer is not None):
        return _("mit Sprachmittlung: %(name)s", name=person_of(match.mediator, match))
    if match.offer is not None and match.offer.language_free:
        return _("ohne gemeinsame Sprache möglich")
    return ", ".join(shared_languages(match, level))


def minutes(match: Match) -> list[tuple[int, str]]:
    """Ways in whole minutes with the source of the figure."""
    return [(leg["minutes"], source_words(leg["source"])) for leg in match.parts.get("travel", [])]


def why(row: BoardRow) -> str:
    """One sentence why this one."""
    match, parts = row.match, row.match.parts
    told = []
    if row.choices == 1:
        told.append(_("einzige Möglichkeit"))
    told += [text for state, text in _BY_STATE.items() if parts.get("state") == state]
    if parts.get("familiar_bonus", 0) > 0:
        told.append(_("in der Familie schon bekannt"))
    ways = minutes(match)
    if ways:
        told.append(_("%(n)s Minuten Weg", n=ways[0][0]))
    if match.start and "time" not in match.waive:
        told.append(_("%(start)s passt allen", start=start_words(match.start)))
    if match.waive:
        told.append(_("bewusst aufgehoben: %(rules)s", rules=", ".join(rule_words(rule) for rule in match.waive)))
    text = str("; ".join(str(part) for part in told))
    return f"{text[:1].upper()}{text[1:]}." if text else ""


_BY_STATE = {
    "pinned": _l("vom Team festgelegt"),
    "kept": _l("bleibt wie letzte Woche"),
    "by_hand": _l("vom Team gewählt"),
}


def attendee(need: Need) -> str:
    """Who of the household it is for; empty for the whole household."""
    return need.attendee.label if need.attendee is not None else ""


def happened_words(happened: Happened) -> str:
    """Who did what when."""
    who = happened.who or _("die Anwendung")
    when = moment_words(happened.at.astimezone(ZONE), rebase=False)
    return _("%(who)s, %(when)s: %(status)s", who=who, when=when, status=status_words(happened.status))


def impossible_words(error: Exception) -> str:
    """Why a step was not taken, in plain words."""
    if not isinstance(error, NotPossible):
        return _("Jemand anderes hat im selben Moment entschieden. Bitte sehen Sie nach.")
    if error.code == "rule":
        rule = error.rule or ""
        return str(_RULES.get(rule) or _("Das geht jetzt nicht: Regel „%(rule)s“.", rule=rule_words(rule)))
    text = str(_IMPOSSIBLE.get(error.code) or _("Inzwischen wurde darüber entschieden."))
    return f"{text} ({happened_words(error.happened)})" if error.happened else text
