"""German words for the codes of the matcher, and German figures."""

from collections.abc import Callable, Mapping
from datetime import date

RULES: Mapping[str, str] = {
    "kind": "Art der Hilfe",
    "block": "Sperre",
    "gender": "Geschlecht",
    "age": "Alter",
    "qualification": "Nachweis",
    "language": "Sprache",
    "travel": "Weg",
    "time": "Zeit",
    "capacity": "Kapazität",
    "hours": "Stunden",
    "matches": "Zahl der Familien",
    "seats": "Plätze",
    "double_booking": "doppelt verplant",
    "start": "Beginn",
    "pin_lost": "Festlegung fehlt",
    "pin_changed": "Festlegung geändert",
    "legs": "Wegminuten",
    "cost": "Aufwand",
    "state": "Stand",
    "week": "Woche",
    "case_sha256": "anderer Fall",
    "served": "Zahl der versorgten",
    "servable": "Zahl der erfüllbaren",
    "needs": "Zahl der Bedarfe",
    "groups": "Stadtteile",
    "service_value": "Nutzen",
    "service_bound": "Schranke des Nutzens",
    "service_gap": "Lücke des Nutzens",
    "cost_value": "Aufwand",
    "cost_bound": "Schranke des Aufwands",
    "cost_gap": "Lücke des Aufwands",
    "idle": "nie Gefragte",
    "status": "Ergebnis",
    "order": "Reihenfolge",
    "unknown_id": "unbekannt",
    "closed": "schon vergeben",
    "missing": "fehlt",
    "both": "zugeordnet und offen",
    "assigned_twice": "zweimal zugeordnet",
    "unmatched_twice": "zweimal offen",
    "reason": "Grund",
    "remaining": "Übrige je Regel",
    "outbid": "Mögliches",
    "held_by": "wer es hat",
}
"""Rules of the matcher and whatever else ``check`` can find wrong."""
MODES: Mapping[str, str] = {
    "foot": "zu Fuß",
    "bike": "mit dem Rad",
    "transit": "mit Bus und Bahn",
    "car": "mit dem Auto",
}

KINDS: Mapping[str, str] = {
    "companion": "Begleitung",
    "interpreting": "Sprachmittlung",
    "language_course": "Sprachkurs",
    "further_education": "Weiterbildung",
    "childrens_activity": "Kinderangebot",
    "counselling": "Beratung",
    "crisis": "Krise und Konflikt",
    "authorities": "Behörden",
    "housing": "Wohnen und Nachbarschaft",
    "moving": "Umzug",
    "other": "Sonstiges",
}
QUALIFICATIONS: Mapping[str, str] = {"police_clearance": "Führungszeugnis"}
STATES: Mapping[str, str] = {"new": "neu", "kept": "bleibt", "pinned": "fest"}
SOURCES: Mapping[str, str] = {
    "estimate": "geschätzt",
    "measured": "gemessen",
    "valhalla": "im Straßennetz (Valhalla)",
    "osrm": "im Straßennetz (OSRM)",
}
"""Where travel minutes come from; a table of the operator's is called by its own name."""
SERVERS: Mapping[str, str] = {"valhalla": "Valhalla", "osrm": "OSRM", "nominatim": "Nominatim"}
SERVER_FAILURES: Mapping[str, str] = {
    "time-out": "antwortet nicht rechtzeitig",
    "no connection": "nicht erreichbar",
    "redirect": "verweist auf einen anderen Server",
    "answer is no JSON": "unverständliche Antwort",
    "answer is too large": "zu lange Antwort",
    "wrong answer": "unverständliche Antwort",
    "refuses everything": "weist alles zurück",
    "no way found": "kennt keinen Weg",
    "far away": "nennt nur einen Ort weit weg",
}
"""Why a server the operator named was no help; other codes, such as HTTP 500, stay as they are."""
EFFORTS: Mapping[str, str] = {"quick": "schnell", "normal": "normal", "thorough": "gründlich"}
DAYS: Mapping[str, str] = {"mon": "Mo", "tue": "Di", "wed": "Mi", "thu": "Do", "fri": "Fr", "sat": "Sa", "sun": "So"}
LANGUAGES: Mapping[str, str] = {
    "am": "Amharisch",
    "ar": "Arabisch",
    "bg": "Bulgarisch",
    "bs": "Bosnisch",
    "de": "Deutsch",
    "en": "Englisch",
    "es": "Spanisch",
    "fa": "Farsi",
    "fr": "Französisch",
    "hr": "Kroatisch",
    "it": "Italienisch",
    "ku": "Kurdisch",
    "mk": "Mazedonisch",
    "pl": "Polnisch",
    "ps": "Paschtu",
    "ro": "Rumänisch",
    "rom": "Romanes",
    "ru": "Russisch",
    "so": "Somali",
    "sq": "Albanisch",
    "sr": "Serbisch",
    "ti": "Tigrinisch",
    "tr": "Türkisch",
    "uk": "Ukrainisch",
    "ur": "Urdu",
}
"""Names of languages by ISO 639 code."""
WEEKDAYS = ("montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags", "sonntags")
STAGES: Mapping[str, str] = {
    "greedy": "erster Plan",
    "exact": "rechnet genau",
    "prices": "sucht den besten Plan",
    "service": "spart Wege",
    "cost": "begründet",
    "regions": "rechnet in Gebieten",
}
"""By what a run reported last: what it does now."""
OPTIMAL_GAP = 1e-6


def rule_words(code: str) -> str:
    """A rule or finding in German; a code without a word stays as it is."""
    return RULES.get(code, code)


def kind_words(kind: str) -> str:
    """A kind of need in German; kinds that a city added stay as they are."""
    return KINDS.get(kind, printable(kind))


def language_words(code: str) -> str:
    """A language in German; codes without a name here stay as they are."""
    return LANGUAGES.get(code, printable(code))


def source_words(source: str, say: Callable[[str], str] = str) -> str:
    """
    Where minutes come from: ``geschätzt (Valhalla: nicht erreichbar)`` for ``estimate (valhalla: no connection)``.

    Parameters
    ----------
    say
        Puts a German text into another language.
    """
    code, _, reason = source.partition(" (")
    if code in SOURCES and reason.endswith(")") and ": " in reason:
        return f"{say(SOURCES[code])} ({failure_words(reason[:-1], say)})"
    return say(SOURCES[source]) if source in SOURCES else printable(source)


def failure_words(failure: str, say: Callable[[str], str] = str) -> str:
    """``Valhalla: nicht erreichbar`` for ``valhalla: no connection``; arguments as in ``source_words``."""
    server, _, reason = failure.partition(": ")
    found = SERVER_FAILURES.get(reason)
    return f"{SERVERS.get(server, printable(server))}: {say(found) if found else printable(reason)}"


def start_words(start: str) -> str:
    """``Di 16:00`` for ``tue 16:00``."""
    day, _, clock = start.partition(" ")
    return f"{DAYS.get(day, day)} {clock}"


def date_words(day: date) -> str:
    """``5.9.2016``."""
    return f"{day.day}.{day.month}.{day.year}"


def number(value: float) -> str:
    """``9.307,75``: at most two decimals, as many as needed."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def percent(share: float) -> str:
    """``2,04 %``; zero is only said of what is zero, and more than the whole says only that little is proven."""
    if share <= OPTIMAL_GAP:
        return "0 %"
    if share > 1:
        return "über 100 %"
    return f"{number(100 * share)} %" if share >= 0.0001 else "unter 0,01 %"


def seconds_words(seconds: float) -> str:
    """``6,6 s``, or ``2 min 05 s``."""
    if seconds < 60:
        return f"{seconds:.1f} s".replace(".", ",")
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def printable(text: str) -> str:
    """The text without what could steer a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
