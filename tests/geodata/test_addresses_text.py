"""Addresses as people type them; all names are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.addresses_text import AddressText, parse_address, readable_street, words_of_places


@pytest.mark.parametrize(
    ("text", "number", "suffix"),
    [
        ("Lange Straße 12", 12, ""),
        ("Lange Straße 12a", 12, "a"),
        ("Lange Straße 12 A", 12, "a"),
        ("Lange Straße 12-14", 12, ""),
        ("Lange Straße 12 – 14", 12, ""),
        ("Lange Straße 12 a-c", 12, "a"),
        ("Lange Straße 12a/b", 12, "a"),
        ("Lange Straße 12/14", 12, ""),
        ("Lange Straße 12 bis 14", 12, ""),
        ("Lange Straße 12 1/2", 12, ""),
        ("Lange Straße 12 EG links", 12, ""),
        ("Lange Straße 12 b Hinterhaus", 12, "b"),
        ("Lange Straße12", 12, ""),
    ],
)
def test_house_numbers_are_read_in_every_usual_form(text: str, number: int, suffix: str) -> None:
    assert parse_address(text) == AddressText(street="Lange Straße", number=number, suffix=suffix)


@pytest.mark.parametrize(
    "text",
    [
        "Lange Str. 5, 12345 Musterstadt",
        "12345 Musterstadt, Lange Str. 5",
        "Lange Str. 5 12345 Musterstadt",
        "12345 Musterstadt Lange Str. 5",
        "c/o Gelb, Lange Str. 5, D-12345 Musterstadt",
        "Lange Str. 5, 3. OG links, 12345 Musterstadt",
        "Lange Str. 5\n12345 Musterstadt",
    ],
)
def test_postcode_and_place_are_found_in_any_order(text: str) -> None:
    expected = AddressText(street="Lange Str.", number=5, postcode="12345", place="Musterstadt")
    assert parse_address(text) == expected


@pytest.mark.parametrize("text", ["Straße des 17. Juni", "Platz der Mitte", "II. Gasse"])
def test_a_number_within_the_name_is_no_house_number(text: str) -> None:
    assert parse_address(text) == AddressText(street=text)


def test_a_street_with_a_number_in_its_name_has_a_house_number_too() -> None:
    assert parse_address("Straße des 17. Juni 4b") == AddressText(street="Straße des 17. Juni", number=4, suffix="b")


def test_a_postcode_alone_has_no_street() -> None:
    assert parse_address("12345") == AddressText(postcode="12345")
    assert parse_address("12345 Musterstadt") == AddressText(postcode="12345", place="Musterstadt")


@pytest.mark.parametrize("text", ["", " ,;\n ", "7", "123456"])
def test_what_is_no_address_has_no_house_number(text: str) -> None:
    assert parse_address(text).number is None


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = parse_address(text)
    assert found.number is None or 0 <= found.number <= 9999
    readable_street(text)


@pytest.mark.parametrize(
    ("register", "shown"),
    [
        ("LANGE STRASSE", "Lange Straße"),
        ("KURZSTRASSE", "Kurzstraße"),
        ("AM GROßEN STÜCK", "Am Großen Stück"),
        ("IN DER MITTE", "In der Mitte"),
        ("AUF'M HANG", "Auf'm Hang"),
        ("IM II. FELD", "Im II. Feld"),
        ("DR.-GELB-WEG", "Dr.-Gelb-Weg"),
        ("Hohe Straße", "Hohe Straße"),
        ("Strasse der Einheit", "Strasse der Einheit"),
    ],
)
def test_names_in_capitals_are_shown_as_on_signs(register: str, shown: str) -> None:
    assert readable_street(register) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Lange Str. 5, Nachbarstadt",
        "Lange Str. 5 Nachbarstadt",
        "Nachbarstadt, Lange Str. 5",
        "Lange Str. 5, 3. OG links, Nachbarstadt",
        "c/o Gelb, Lange Str. 5, Nachbarstadt",
    ],
)
def test_what_may_be_another_town_is_not_lost(text: str) -> None:
    expected = AddressText(street="Lange Str.", number=5, further="Nachbarstadt")
    assert parse_address(text) == expected


def test_words_of_places_are_told_apart_from_floors_and_small_words() -> None:
    assert words_of_places("Musterstadt-Süd, 2. OG rechts") == {"musterstadt", "sued"}
