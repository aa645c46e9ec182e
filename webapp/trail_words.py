"""Words for the codes in the log; the codes themselves stay visible in the file and in the filter."""

from typing import Any

from flask_babel import lazy_gettext as _l

TOPICS: dict[str, Any] = {
    "account": _l("Konto"),
    "agreement": _l("Vereinbarung"),
    "catchment": _l("Einzugsbereich"),
    "household": _l("Haushalt"),
    "match": _l("Treffen"),
    "need": _l("Bedarf"),
    "offer": _l("Angebot"),
    "organisation": _l("Träger"),
    "planning_run": _l("Szenariolauf"),
    "policy": _l("Regeln"),
    "retention": _l("Aufbewahrung"),
    "run": _l("Lauf"),
    "scenario": _l("Szenario"),
    "setting": _l("Einstellung"),
    "shortage": _l("Wer fehlt"),
    "site": _l("Standort"),
    "trail": _l("Protokoll"),
    "user": _l("Konto"),
    "volunteer": _l("Ehrenamtliche"),
}
_DONE: dict[str, Any] = {
    "accept": _l("angenommen"),
    "activate": _l("begonnen"),
    "add": _l("dazugenommen"),
    "answer": _l("beantwortet"),
    "apply": _l("Fristen angewandt"),
    "approve": _l("freigegeben"),
    "archive": _l("weggelegt"),
    "availability": _l("Zeiten geändert"),
    "calendar_link": _l("Kalenderlink erneuert"),
    "change": _l("geändert"),
    "check": _l("geprüft"),
    "clearance": _l("Nachweis vermerkt"),
    "clearance_removed": _l("Nachweisvermerk gelöscht"),
    "close": _l("geschlossen"),
    "confirm": _l("bestätigt"),
    "contact": _l("Kontakt geändert"),
    "create": _l("angelegt"),
    "deactivate": _l("abgeschaltet"),
    "decline": _l("abgelehnt"),
    "delete": _l("gelöscht"),
    "done": _l("fertig"),
    "end": _l("beendet"),
    "expire": _l("verfallen"),
    "export": _l("als Datei geholt"),
    "fail": _l("gescheitert"),
    "leave": _l("aufgehört"),
    "password": _l("Passwort geändert"),
    "password_link": _l("Passwortlink geschickt"),
    "pause": _l("pausiert"),
    "pin": _l("festgelegt"),
    "profile": _l("Profil geändert"),
    "read": _l("gelesen"),
    "register": _l("angemeldet"),
    "release": _l("freigegeben"),
    "remove": _l("zurückgenommen"),
    "rename": _l("umbenannt"),
    "reopen": _l("wieder geöffnet"),
    "restore": _l("zurückgeholt"),
    "resume": _l("fortgesetzt"),
    "return": _l("zurückgekommen"),
    "second_factor_off": _l("zweiter Faktor entfernt"),
    "second_factor_on": _l("zweiter Faktor eingerichtet"),
    "start": _l("gestartet"),
    "stop": _l("angehalten"),
    "trial": _l("nachgefragt"),
    "undo": _l("zurückgenommen"),
    "unpin": _l("gelöst"),
    "withdraw": _l("zurückgezogen"),
    "withdraw_approval": _l("Aufnahme zurückgenommen"),
}
_SPECIAL: dict[str, Any] = {
    "account.activate": _l("Konto: eingeschaltet"),
    "household.hand_over": _l("Haushalt: an ein anderes Team übergeben"),
    "household.leave": _l("Haushalt: weggezogen"),
    "household.return": _l("Haushalt: wieder da"),
    "volunteer.approve": _l("Ehrenamtliche: aufgenommen"),
}


def action_words(code: str) -> str:
    """``Haushalt: gelesen`` for ``household.read``; what has no word stays a code."""
    if code in _SPECIAL:
        return str(_SPECIAL[code])
    topic, _dot, done = code.partition(".")
    if not done:
        return str(TOPICS.get(topic, topic))
    return f"{TOPICS.get(topic, topic)}: {_DONE.get(done, done)}"


def record_words(subject: str) -> str:
    """``Haushalt 12`` for ``household:12``."""
    topic, _colon, number = subject.partition(":")
    return f"{TOPICS.get(topic, topic)} {number}".strip()
