"""German addresses as people type them: their parts; and names of streets as people like to read them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from geodata.register import plain

LONGEST = 300
"""Letters of an address that are looked at."""

_SMALL_WORDS = frozenset(
    {
        "am", "an", "auf", "bei", "das", "dem", "den", "der", "des", "die", "hinter", "im", "in", "und", "unter", "vom",
        "von", "vor", "zu", "zum", "zur",
    }
)  # fmt: skip
"""Written small within a name."""
_ROMAN = re.compile(r"[IVX]+\.")

_POSTCODE = re.compile(r"(?:\bD\s*-\s*)?(?<!\d)(?P<postcode>\d{5})(?!\d)\s*(?P<place>.*)", re.IGNORECASE)
_FURTHER = r"(?:\s*(?:-|–|/|\+|&|\bbis\b|\bund\b|\bu\.)\s*\d{0,4}\s*[a-z]?\b)*"
"""What makes a house number a range or a list: ``-14``, ``/14a``, ``-c``."""
_AT_END = re.compile(
    rf"(?P<street>.*?\D)\s*(?P<number>\d{{1,4}})\s*(?P<suffix>[a-z]\b)?(?:\s*\d/\d)?{_FURTHER}\s*", re.IGNORECASE
)
_BEFORE_MORE = re.compile(
    r"(?P<street>.*?\D)\s*(?P<number>\d{1,4})(?:\s*(?P<suffix>[a-z])\b)?\s(?P<further>.*)", re.IGNORECASE
)
_NO_PLACES = frozenset(
    {
        "anbau", "app", "appartement", "aufgang", "block", "dachgeschoss", "deutschland", "eingang", "erdgeschoss",
        "etage", "gartenhaus", "germany", "haus", "hausnr", "hinterhaus", "hinterhof", "keller", "links", "mitte",
        "obergeschoss", "rechts", "stock", "untergeschoss", "vorderhaus", "whg", "wohnung", "zimmer",
    }
)  # fmt: skip
"""Which house or floor, or which country: never the name of a town."""
_PERSON = re.compile(r"(c/o|bei|z\. ?hd|fam(ilie|\.)|frau|herrn?)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressText:
    """
    The parts of an address as somebody typed it.

    Attributes
    ----------
    street
        Name as typed; empty when there is none.
    number, suffix
        House number and its letter in small; of a range ``12-14`` the first. None and empty when there is none.
    postcode, place
        Five digits, and what stands behind them.
    further
        What else stands there beside street and number, without people and floors: perhaps another town.
    """

    street: str = ""
    number: int | None = None
    suffix: str = ""
    postcode: str = ""
    place: str = ""
    further: str = ""


def parse_address(text: str) -> AddressText:
    """
    Take an address apart: ``Rheinische Str. 12 a, 44137 Dortmund``, in any of the usual orders.

    What else an envelope holds (``c/o``, a floor) is left out. Nothing here fails: of a text that is no address all
    parts but the street may be empty.
    """
    parts = [part for each in re.split(r"[,;\n\r]+", text[:LONGEST]) if (part := " ".join(each.split()))]
    postcode = place = ""
    streets: list[str] = []
    for part in parts:
        found = None if postcode else _POSTCODE.search(part)
        if found is None:
            streets.append(part)
            continue
        postcode, place = found["postcode"], found["place"].strip()
        before = part[: found.start()].strip(" -")
        if before:
            streets.append(before)
        elif _numbered(place):
            # "44137 Dortmund Rheinische Str. 5" without a comma: the first word is the place.
            place, _, behind = place.partition(" ")
            streets.append(behind)
    numbered = next((found for part in streets if (found := _numbered(part))), None)
    if numbered is None:
        further = _further(streets[1:])
        return AddressText(street=streets[0] if streets else "", postcode=postcode, place=place, further=further)
    others = [part for part in streets if part != numbered.string]
    return AddressText(
        street=numbered["street"].strip(),
        number=int(numbered["number"]),
        suffix=(numbered["suffix"] or "").lower(),
        postcode=postcode,
        place=place,
        further=_further([*others, numbered.groupdict().get("further") or ""]),
    )


def words_of_places(text: str) -> frozenset[str]:
    """``{"dortmund", "hoerde"}`` for ``Dortmund-Hörde, 2. OG``: words of three letters and more, none for floors."""
    return frozenset(word for word in re.findall(r"[^\W\d_]{3,}", plain(text)) if word not in _NO_PLACES)


def _further(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if words_of_places(part) and not _PERSON.match(part))


def _numbered(part: str) -> re.Match[str] | None:
    """The street and house number of a part; None when it holds no house number behind a name."""
    found = _AT_END.fullmatch(part) or _BEFORE_MORE.fullmatch(part)
    return found if found and any(letter.isalpha() for letter in found["street"]) else None


def readable_street(street: str) -> str:
    """
    Return a street of a register as signs show it: ``Am Großen Stück`` for ``AM GROßEN STÜCK``.

    Names that are not all capitals stay as they are. STRASSE becomes Straße, since that is nearly always meant; to look
    a street up, both are the same.
    """
    if any(letter.islower() for letter in street.replace("ß", "")):
        return street
    words = re.split(r"([\s-]+)", street)
    shown = "".join(_as_written(word, is_first=number == 0) for number, word in enumerate(words))
    return re.sub(r"([Ss])trasse\b", r"\1traße", shown)


def _as_written(word: str, *, is_first: bool) -> str:
    if _ROMAN.fullmatch(word):
        return word
    small = word.lower()
    return small if small in _SMALL_WORDS and not is_first else small[:1].upper() + small[1:]
