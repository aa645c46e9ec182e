"""How a place was found, in German sentences for terminal and pages."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from webapp.words import failure_words, number

if TYPE_CHECKING:
    from geodata.geocoding import Located, Place

HOWS: Mapping[str, str] = {
    "exact": "genau gefunden",
    "nearest_number": "Hausnummer nicht im Verzeichnis; das ist die nächste",
    "street": "keine Hausnummer angegeben; Mitte der Straße",
    "fuzzy": "ähnliche Straße (%(score)s von 100)",
    "nominatim": "nicht im Verzeichnis; gefunden von Nominatim",
    "postcode": "nur Postleitzahl; Mitte ihres Gebiets",
    "district": "nur Stadtbezirk; seine Mitte",
}
"""By ``Place.how``."""
FURTHER: Mapping[str, str] = {
    "number": "Hausnummer dort nicht im Verzeichnis; das ist die nächste",
    "no_number": "Mitte der Straße",
}
"""What is said about the house number where only a similar street was found."""
NOTES: Mapping[str, str] = {
    "several": "Mehrere Orte kommen in Frage. Bitte wählen Sie, oder schreiben Sie die Straße genauer.",
    "postcode_unknown": "Diese Postleitzahl gibt es hier nicht. Bitte prüfen Sie die Adresse.",
    "postcode_far": "Straße und Postleitzahl passen nicht zusammen. Bitte prüfen Sie die Adresse.",
    "place_unknown": "Nennt die Adresse einen anderen Ort? Gesucht ist nur in dieser Stadt. Bitte prüfen Sie sie.",
}
"""By the codes of ``Located.notes``; failures of a server have words of their own."""


def how_words(place: "Place", say: Callable[[str], str] = str, shown: Callable[[float], str] = number) -> str:
    """
    How the place was found: ``ähnliche Straße (92 von 100)``.

    Parameters
    ----------
    say, shown
        Put German texts, and figures, into another language.
    """
    text = say(HOWS[place.how])
    if place.how != "fuzzy":
        return text
    text %= {"score": shown(round(place.score))}
    if place.number_found:
        return text
    return f"{text}; {say(FURTHER['no_number' if place.number_found is None else 'number'])}"


def note_words(found: "Located", say: Callable[[str], str] = str) -> list[str]:
    """What stood in the way; one sentence or figure each."""
    return [say(NOTES[note]) if note in NOTES else failure_words(note, say) for note in found.notes]
