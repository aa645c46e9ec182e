import pytest

from geodata.register import plain, street_key


@pytest.mark.parametrize(
    "spelling", ["Hörder Straße", "HÖRDER STR.", "Hoerder Strasse", "hörder  str", "Hörder-Straße", "Ho\u0308rder Str."]
)
def test_spellings_of_one_street_have_one_key(spelling: str) -> None:
    assert street_key(spelling) == "hoerderstr"


@pytest.mark.parametrize(
    ("street", "key"),
    [
        ("Am Straßenbahndepot", "amstrassenbahndepot"),
        ("Straße des 17. Juni", "strdes17juni"),
        ("Rue Molière", "ruemoliere"),
        ("?", ""),
    ],
)
def test_only_the_word_for_street_is_shortened(street: str, key: str) -> None:
    assert street_key(street) == key


def test_plain_keeps_words_apart() -> None:
    assert plain("  Innenstadt   Süd ") == "innenstadt sued"
