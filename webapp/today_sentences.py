"""How many could help today, in one short sentence; where nobody could, what is missing."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from matcher.domain import LEVELS, Household, Need
from matcher.facts import INTERPRETING
from matcher.misses import Miss
from webapp.page_words import QUALIFICATIONS, language_words, number, source_words
from webapp.services.today import HelpToday


def today_sentence(found: HelpToday, household: Household, need: Need, language_level: str) -> str:
    """``12 Personen oder Angebote könnten heute helfen``, or ``0: niemand mit Tigrinisch in Reichweite``."""
    rule = found.rule
    if rule is None:
        return ngettext(
            "%(num)s Person oder Angebot könnte heute helfen",
            "%(num)s Personen oder Angebote könnten heute helfen",
            found.count,
        )
    return "0: " + _REASONS[rule](found, household, need, language_level)


def _with_language(household: Household, level: str) -> str:
    """`` mit Tigrinisch oder Arabisch``; of languages that are spoken well enough to talk."""
    spoken = [code for code, found in household.languages.items() if LEVELS.index(found) >= LEVELS.index(level)]
    if not spoken:
        return ""
    return " " + _("mit %(languages)s", languages=_(" oder ").join(language_words(code) for code in sorted(spoken)))


def _language(_found: HelpToday, household: Household, need: Need, level: str) -> str:
    if not household.languages:
        return _("Die Sprachen der Familie fehlen noch.")
    spoken = _with_language(household, level)
    if not spoken:
        return _("keine Sprache der Familie ist gut genug für ein Gespräch")
    if need.kind == INTERPRETING:
        return _("niemand, der%(language)s und Deutsch dolmetscht", language=spoken)
    return _("niemand%(language)s, auch nicht mit Sprachmittlung", language=spoken)


def _travel(found: HelpToday, household: Household, _need: Need, level: str) -> str:
    text = _("niemand%(language)s nah genug", language=_with_language(household, level))
    miss = found.nearest
    if miss is not None and miss.measure == "minutes" and miss.found is not None:
        text += " " + _("(am nächsten: %(found)s statt höchstens %(needed)s Minuten, %(source)s)",
                        found=miss.found, needed=miss.needed, source=source_words(miss.source or ""))  # fmt: skip
    return text


def _time(found: HelpToday, household: Household, need: Need, _level: str) -> str:
    if not household.availability:
        return _("Die Zeiten der Familie fehlen noch.")
    common = _together(found.nearest, need)
    if common:
        text = ngettext(
            "die eine, die passen würde, hat zu wenig gemeinsame Zeit",
            "von %(num)s, die passen würden, hat niemand genug gemeinsame Zeit",
            found.remaining["travel"],
        )
        return f"{text} {common}"
    return ngettext(
        "die eine, die passen würde, hat nie zur selben Zeit frei",
        "von %(num)s, die passen würden, hat niemand zur selben Zeit frei",
        found.remaining["travel"],
    )


def _together(miss: Miss | None, need: Need) -> str:
    if miss is None or miss.measure != "half_hours" or not isinstance(miss.found, int) or not miss.found:
        return ""
    return _(
        "(höchstens %(found)s am Stück, gebraucht werden %(needed)s)",
        found=_hours(miss.found / 2),
        needed=_hours(need.hours),
    )


def _hours(hours: float) -> str:
    return _("%(n)s Std.", n=number(hours))


def _capacity(found: HelpToday, _household: Household, _need: Need, _level: str) -> str:
    return ngettext(
        "die eine, die passen würde, ist ausgelastet",
        "alle %(num)s, die passen würden, sind ausgelastet",
        found.remaining["time"],
    )


def _gender(_found: HelpToday, household: Household, _need: Need, _level: str) -> str:
    wish: Mapping[str | None, str] = {"f": _("keine Frau frei, die das übernimmt"),
                                      "m": _("kein Mann frei, der das übernimmt")}  # fmt: skip
    return wish.get(household.contact_gender, _("kein Angebot für dieses Geschlecht"))


def _age(_found: HelpToday, _household: Household, need: Need, _level: str) -> str:
    if need.age is None:
        return _("alle Angebote haben Altersgrenzen: Für wen ist es, und welches Geburtsjahr?")
    return _("kein Angebot für %(age)s Jahre", age=need.age)


def _qualification(_found: HelpToday, _household: Household, need: Need, _level: str) -> str:
    return _("niemand mit Nachweis: %(proofs)s", proofs=", ".join(str(QUALIFICATIONS.get(c, c)) for c in need.requires))


def _kind(_found: HelpToday, _household: Household, _need: Need, _level: str) -> str:
    return _("das bietet zurzeit niemand an")


def _block(_found: HelpToday, _household: Household, _need: Need, _level: str) -> str:
    return _("alle, die das anbieten, sind für diese Familie gesperrt")


_REASONS: Mapping[str, Callable[[HelpToday, Household, Need, str], str]] = {
    "kind": _kind,
    "block": _block,
    "gender": _gender,
    "age": _age,
    "qualification": _qualification,
    "language": _language,
    "travel": _travel,
    "time": _time,
    "capacity": _capacity,
}
"""By the first rule that leaves nobody."""
