"""What stands in an operator's address register and list of postcodes."""

import re
import unicodedata
from dataclasses import dataclass

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_STREET = re.compile(r"str(asse|\.)?(?=\W|$)")
_NOT_IN_A_KEY = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """
    One address of the register: a house, nobody who lives there.

    Attributes
    ----------
    street
        As the register writes it.
    number
        House number, > 0.
    suffix
        What follows the number, in small letters: ``a``, ``1/2``; empty for most.
    latitude, longitude
        Degrees, WGS84.
    area
        Code of the area the register names for it; None where it names none.
    """

    street: str
    number: int
    suffix: str
    latitude: float
    longitude: float
    area: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Postcode:
    """
    A postcode and a point for it.

    Attributes
    ----------
    code
        Five digits as text, with leading zeros.
    latitude, longitude
        Degrees, WGS84: somewhere in the middle of its area.
    """

    code: str
    latitude: float
    longitude: float


def plain(text: str) -> str:
    """Small letters without accents, ``ae`` for ``ä``, single spaces: what two spellings of a name share."""
    small = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))
    return " ".join(bare.split())


def street_key(street: str) -> str:
    """``hoerderstr`` for ``Hörder Straße``, ``HÖRDER STR.`` and ``Hoerder Strasse``: addresses are looked up by it."""
    return _NOT_IN_A_KEY.sub("", _STREET.sub("str", plain(street)))
