"""Why a need stays open, in one sentence: German, unless the caller says it in another language."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from matcher.domain import Need
from matcher.result import Held, Unmatched
from webapp.words import QUALIFICATIONS, kind_words, printable, rule_words, start_words

INTERPRETING = "interpreting"
MOST_HOLDERS = 3
"""Needs named for each way that others hold; the file with the result names all."""


def reason_sentence(row: Unmatched, need: Need, say: Callable[[str], str] = str) -> str:
    """For a need without any possibility the first rule that leaves nobody; else who has what it would take."""
    if row.reason == "outbid":
        return _outbid(row.outbid or ())
    rule, before = first_empty_rule(row.remaining or {})
    if rule == "kind":
        return say("{kind} bietet zurzeit niemand an.").format(kind=say(kind_words(need.kind)))
    if rule == "age" and need.age is None:
        return say("Das Alter ist nicht bekannt, und alle Angebote haben Altersgrenzen.")
    if rule == "language" and need.kind == INTERPRETING:
        rule = "interpreting"
    if rule not in SENTENCES:
        return say("Niemand bleibt nach der Regel {rule}.").format(rule=rule)
    one, several = SENTENCES[rule]
    proofs = ", ".join(say(QUALIFICATIONS.get(proof, printable(proof))) for proof in need.requires)
    return say(one if before == 1 else several).format(n=before, proofs=proofs)


def first_empty_rule(remaining: Mapping[str, int]) -> tuple[str, int]:
    """The first rule after which nobody is left, and how many were left before it."""
    before = 0
    for rule, left in remaining.items():
        if left == 0:
            return rule, before
        before = left
    return "capacity", before


_ONE, _SEVERAL = "Die einzige mögliche Hilfe", "Von {n} möglichen Hilfen"
SENTENCES: Mapping[str, tuple[str, str]] = {
    "block": (f"{_ONE} ist für diese Familie gesperrt.", "Alle {n} möglichen Hilfen sind für diese Familie gesperrt."),
    "gender": (f"{_ONE} passt nicht zum Geschlecht.", f"{_SEVERAL} passt keine zum Geschlecht."),
    "age": ("Das einzige Angebot nimmt dieses Alter nicht auf.", "Von {n} Angeboten nimmt keines dieses Alter auf."),
    "qualification": (f"{_ONE} hat den Nachweis nicht: {{proofs}}.", f"{_SEVERAL} hat keine den Nachweis: {{proofs}}."),
    "language": (
        f"{_ONE} teilt keine Sprache, auch nicht mit Sprachmittlung.",
        f"{_SEVERAL} teilt keine eine Sprache, auch nicht mit Sprachmittlung.",
    ),
    "interpreting": (
        f"{_ONE} kann hier nicht übersetzen.",
        f"{_SEVERAL} kann keine zwischen Familie und Amt übersetzen.",
    ),
    "travel": (f"{_ONE} ist zu weit weg.", f"{_SEVERAL} ist keine nah genug."),
    "time": (f"{_ONE} hat nie zur selben Zeit frei.", f"{_SEVERAL} hat keine zur selben Zeit frei."),
    "capacity": (
        f"{_ONE} hat nicht genug Stunden oder Plätze frei.",
        f"{_SEVERAL} hat keine genug Stunden oder Plätze frei.",
    ),
}
"""By rule: when one was left before it, and when several were."""


def _outbid(ways: Iterable[Held]) -> str:
    told = [f"mit {_helpers(way)} {start_words(way.start)}{_holders(way.held_by)}" for way in ways]
    return f"Ginge {'; '.join(told)}." if told else "Andere haben, was es dafür braucht."


def _helpers(way: Held) -> str:
    return printable(" und ".join(who for who in (way.provider, way.mediator) if who))


def _holders(needs: Sequence[str]) -> str:
    if not needs:
        return ""
    more = f" und {len(needs) - MOST_HOLDERS} weitere" if len(needs) > MOST_HOLDERS else ""
    return printable(f", vergeben an {', '.join(needs[:MOST_HOLDERS])}{more}")


_SHORT: Mapping[str, str] = {
    "kind": "wird nicht angeboten",
    "block": "gesperrt",
    "gender": "Geschlecht passt nicht",
    "age": "Alter passt nicht oder fehlt",
    "qualification": "Nachweis fehlt",
    "language": "keine gemeinsame Sprache",
    "travel": "zu weit",
    "time": "keine gemeinsame Zeit",
    "capacity": "keine Stunden oder Plätze frei",
    "outbid": "möglich, aber an andere vergeben",
}


def reason_counts(rows: Iterable[Unmatched]) -> list[tuple[str, int]]:
    """How many needs stay open for which reason, most frequent first."""
    codes = Counter("outbid" if row.reason == "outbid" else first_empty_rule(row.remaining or {})[0] for row in rows)
    ordered = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    return [(_SHORT.get(code, rule_words(code)), count) for code, count in ordered]
