"""Names that nobody takes for those of real people."""

from collections.abc import Mapping

_FIRST_PARTS = (
    "Silber", "Morgen", "Wind", "Sonnen", "Bernstein", "Kiesel", "Nebel", "Ahorn", "Wolken", "Regen", "Linden",
    "Kupfer", "Winter", "Stern", "Hasel", "Mond", "Perlen", "Federn", "Veilchen", "Honig",
)  # fmt: skip
_LAST_PARTS = ("bach", "feld", "hain", "tal", "quell", "garten", "ufer", "licht", "wald", "grund")
_SURNAMES = (
    "Ulme", "Kranich", "Distel", "Fink", "Birke", "Quarz", "Otter", "Farn", "Salbei", "Amsel", "Kiefer", "Opal",
    "Dachs", "Ginster", "Lerche", "Buche", "Achat", "Luchs", "Malve", "Zeisig", "Eibe", "Jaspis", "Igel", "Klee",
)  # fmt: skip
_FIRST_NAMES: Mapping[str, tuple[str, ...]] = {
    "f": ("Vera", "Ida", "Samira", "Lena", "Miriam", "Olga", "Nour", "Berta", "Selin", "Thea", "Rosa", "Hanna"),
    "m": ("Emil", "Karim", "Otto", "Jonas", "Tarek", "Bruno", "Anton", "Milan", "Ali", "Felix", "Hugo", "Ben"),
    "x": ("Kim", "Robin", "Sascha", "Noa"),
}
ORGANISATIONS = (
    "Verein Nachbarn am Bach", "Gemeinde Sonnenhof", "Initiative Offene Tür", "Bürgerhaus Alte Schmiede",
    "Freiwilligenbörse Regenbogen", "Familientreff Linde", "Verein Brückenbau", "Haus der Sprachen",
)  # fmt: skip
OFFERS: Mapping[str, tuple[str, ...]] = {
    "language_course": ("Deutsch für den Anfang", "Deutsch im Alltag", "Deutsch mit Kinderbetreuung"),
    "childrens_activity": ("Fußball auf dem Hof", "Malwerkstatt", "Hausaufgabentreff", "Kinderchor"),
    "counselling": ("Gesprächszeit", "Offene Beratung"),
    "further_education": ("Bewerbungswerkstatt", "Rechnen und Computer"),
}
MEMBERS: Mapping[str, tuple[str, str]] = {
    # By gender: grown-up, child.
    "f": ("Mutter", "Tochter"),
    "m": ("Vater", "Sohn"),
    "x": ("Elternteil", "Kind"),
}


def family_name(number: int) -> str:
    """``Familie Silberbach``; the first 200 differ."""
    first, last = number % len(_FIRST_PARTS), number // len(_FIRST_PARTS) + number
    return f"Familie {_FIRST_PARTS[first]}{_LAST_PARTS[last % len(_LAST_PARTS)]}"


def volunteer_name(number: int, gender: str) -> tuple[str, str]:
    """First and last name."""
    first = _FIRST_NAMES[gender]
    return first[number % len(first)], _SURNAMES[(number // len(first) + 7 * number) % len(_SURNAMES)]


def offer_title(number: int, kind: str) -> str:
    """Such as ``Malwerkstatt``."""
    titles = OFFERS.get(kind, ("Treff",))
    return titles[number % len(titles)]
