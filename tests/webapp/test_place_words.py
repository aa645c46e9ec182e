"""How a place was found, in German."""

import pytest

from geodata.geocoding import Located, Place
from webapp.place_words import how_words, note_words


def place(how: str, **changes: object) -> Place:
    facts = {"how": how, "score": 100.0, "label": "Bernsteinallee 1", "latitude": 51.5, "longitude": 7.5, **changes}
    return Place(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (place("exact", number_found=True), "genau gefunden"),
        (place("fuzzy", score=92.3, number_found=True), "ähnliche Straße (92 von 100)"),
        (
            place("fuzzy", score=92.3, number_found=False),
            "ähnliche Straße (92 von 100); Hausnummer dort nicht im Verzeichnis; das ist die nächste",
        ),
        (place("fuzzy", score=92.3), "ähnliche Straße (92 von 100); Mitte der Straße"),
        (place("postcode", score=0), "nur Postleitzahl; Mitte ihres Gebiets"),
    ],
)
def test_every_way_has_its_sentence(found: Place, words: str) -> None:
    assert how_words(found) == words


def test_what_stood_in_the_way_is_told() -> None:
    found = Located(candidates=(), best=None, notes=("several", "nominatim: time-out", "nominatim: HTTP 500"))
    assert note_words(found)[1:] == ["Nominatim: antwortet nicht rechtzeitig", "Nominatim: HTTP 500"]
    assert note_words(found)[0].startswith("Mehrere Orte")
